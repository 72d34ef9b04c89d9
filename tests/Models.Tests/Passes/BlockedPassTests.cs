using ModelDsl.Binding;
using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>
/// Training with feature maps in blocks against the same with plain ones, which <see cref="CompiledPassTests"/> holds against autograd. Sums are taken in
/// another order, and what rounds to the other side of a ReLU changes gradients far more than sums. How much is measured: by what becomes of a
/// gradient when the input is changed by some millionths.
/// </summary>
public sealed class BlockedPassTests(ITestOutputHelper log)
{
    private const double Change = 3e-6;

    // How much farther than that a gradient may be, and how far in any case.
    private const double Factor = 20;
    private const double Least = 1e-3;

    /// <summary>The small ones, and of the large ones those that have what no other has.</summary>
    public static TheoryData<string> Some =>
        [.. CompiledPassTests.SmallOnes(HasFeatureMaps), "AlexNet", "AlexNet2012", "ResNet18", "ResNet50", "SEResNet50", "GoogLeNetBn", "InceptionV3", "DenseNet121"];

    private static bool HasFeatureMaps(BoundModel model) => model.Body.Nodes.Any(node => node.Output.IsImage);

    [Theory]
    [MemberData(nameof(Some))]
    public void a_training_pass_in_blocks_is_the_plain_one(string name) => Compare(name, onGpu: false);

    // On this processor, by the same operators. Dropout draws in the order of memory, which is another one there: it keeps all.
    [Theory]
    [MemberData(nameof(Some))]
    public void a_training_pass_in_the_way_of_a_GPU_is_the_plain_one(string name) => Compare(name, onGpu: true);

    private void Compare(string name, bool onGpu)
    {
        var plain = Gradients(name, inBlocks: false, factor: 1, keepsAll: onGpu);
        var more = Gradients(name, inBlocks: false, factor: 1 + Change, keepsAll: onGpu);
        var less = Gradients(name, inBlocks: false, factor: 1 - Change, keepsAll: onGpu);
        var blocked = Gradients(name, inBlocks: true, factor: 1, keepsAll: onGpu, onGpu);
        Assert.Equal(plain.Keys, blocked.Keys);
        var worst = (Error: 0.0, Name: "");
        var all = Math.Max(Distance(Whole(plain), Whole(more)), Distance(Whole(plain), Whole(less)));
        foreach (var (key, expected) in plain)
        {
            var (error, natural) = (Distance(expected, blocked[key]), Math.Max(all, Math.Max(Distance(expected, more[key]), Distance(expected, less[key]))));
            Assert.True(error <= Math.Max(Least, Factor * natural), FormattableString.Invariant($"{key}: {error:e1} from the plain one; {natural:e1} by a changed input"));
            if (error > worst.Error) worst = (error, key);
        }

        log.WriteLine(FormattableString.Invariant($"{name}: at most {worst.Error:e1} ({worst.Name})"));
        Memory.Trim();
    }

    /// <summary>The loss, the gradients of a step, those of a pass composed by hand, and the weights behind the step.</summary>
    private static SortedDictionary<string, float[]> Gradients(string name, bool inBlocks, double factor, bool keepsAll, bool onGpu = false)
    {
        var model = CompiledPassTests.Find(name);
        using var subject = new Subject(model.Class, model.Bound, ElementType.Float32, PassComparison.Examples(model.Bound), inBlocks);
        subject.Network.KeepsAll = keepsAll;
        if (onGpu) subject.Network.ActAsOnGpu();
        foreach (var input in subject.Batch.Inputs.Where(i => i.ElementType == ElementType.Float32)) input.Dispatcher.Aten.MulScalarInPlace(input.Handle, factor);
        var found = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        using var sgd = new Sgd(1e-3, momentum: 0.9);
        using (var watched = new Watched(sgd, (parameter, gradient, _) => found.Add("gradient of " + parameter.Name, gradient.ToArray<float>())))
        {
            found.Add("loss", [subject.TrainStep(watched)]);
        }

        // Two steps, in which the optimiser meets its own state.
        subject.TrainStep(sgd);
        subject.TrainStep(sgd);
        foreach (var (parameter, velocity) in sgd.State) found.Add(parameter, velocity.ToArray<float>());
        return found;
    }

    private static float[] Whole(SortedDictionary<string, float[]> gradients) => [.. gradients.Values.SelectMany(g => g)];

    private static double Distance(float[] expected, float[] actual)
    {
        double difference = 0, norm = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        return norm == 0 ? Math.Sqrt(difference) : Math.Sqrt(difference / norm);
    }
}
