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

    // Of all as one, whatever a changed input does: zeros are 1 away.
    private const double Most = 0.5;

    private static readonly string[] Large = ["ResNet18", "SEResNet50", "GoogLeNetBn", "DenseNet121"];

    // With one example, an input changed by some millionths turns more than half of their gradients: small nets train in their place.
    private static readonly string[] Chaotic = ["ResNet50", "InceptionV3"];

    /// <summary>The small ones, and of the large ones those that have what no other has.</summary>
    public static TheoryData<string> Some => [.. CompiledPassTests.SmallOnes(HasFeatureMaps), .. Large, .. Chaotic];

    public static TheoryData<string> Trained => [.. CompiledPassTests.SmallOnes(HasFeatureMaps), .. Large];

    private static bool HasFeatureMaps(BoundModel model) => model.Body.Nodes.Any(node => node.Output.IsImage);

    // The way of a GPU is gone on this processor, by the same operators.
    [Theory]
    [MemberData(nameof(Trained))]
    public void a_training_pass_in_blocks_and_one_in_the_way_of_a_GPU_are_the_plain_one(string name)
    {
        var plain = Run(name);
        Distances[] natural = [new(plain, Run(name, factor: 1 + Change)), new(plain, Run(name, factor: 1 - Change))];
        Compare(name + " in blocks", plain, Run(name, inBlocks: true), natural);
        // Dropout draws in the order of memory, which is another one in the way of a GPU: there it keeps all.
        if (plain.HasDrawn) plain = Run(name, keepsAll: true);
        Compare(name + " in the way of a GPU", plain, Run(name, inBlocks: true, keepsAll: true, onGpu: true), natural);
        Memory.Trim();
    }

    private void Compare(string name, Pass plain, Pass other, Distances[] natural)
    {
        Assert.Equal(plain.Found.Keys, other.Found.Keys);
        var worst = (Error: 0.0, Name: "");
        var found = new Distances(plain, other);
        var all = Math.Clamp(Factor * natural.Max(changed => changed.All), Least, Most);
        Assert.True(found.All <= all, FormattableString.Invariant($"{name}: all as one {found.All:e1} from the plain ones, above {all:e1}"));
        foreach (var (key, error) in found.Each)
        {
            var most = natural.Max(changed => Math.Max(changed.All, changed.Each[key]));
            Assert.True(error <= Math.Max(Least, Factor * most), FormattableString.Invariant($"{name}, {key}: {error:e1} from the plain one; {most:e1} by a changed input"));
            if (error > worst.Error) worst = (error, key);
        }

        log.WriteLine(FormattableString.Invariant($"{name}: all as one {found.All:e1}, at most {worst.Error:e1} ({worst.Name})"));
    }

    private static Pass Run(string name, double factor = 1, bool inBlocks = false, bool keepsAll = false, bool onGpu = false)
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
        return new Pass(found, subject.HasDrawn);
    }

    /// <summary>What a few training steps give.</summary>
    /// <param name="Found">The loss, the gradients of a step, and the optimiser's velocities behind two more.</param>
    /// <param name="HasDrawn">Whether they drew anything at random.</param>
    private sealed record Pass(SortedDictionary<string, float[]> Found, bool HasDrawn);

    /// <summary>How far what a pass gives is from what another does: each tensor relative to its norm, and all of them as one.</summary>
    private sealed class Distances
    {
        public Distances(Pass expected, Pass actual)
        {
            (double Distance, double Norm) all = default;
            foreach (var (key, numbers) in expected.Found)
            {
                var (distance, norm) = Difference.Squares(numbers, actual.Found[key]);
                Each.Add(key, Relative(distance, norm));
                all = (all.Distance + distance, all.Norm + norm);
            }

            All = Relative(all.Distance, all.Norm);
        }

        public double All { get; }

        public Dictionary<string, double> Each { get; } = [];

        private static double Relative(double distance, double norm) => Math.Sqrt(norm == 0 ? distance : distance / norm);
    }
}
