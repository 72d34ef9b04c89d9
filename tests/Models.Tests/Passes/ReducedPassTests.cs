using ModelDsl.Models.Tests.Training;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>bfloat16 in the way of a GPU: every operation takes what the one before it gives, and the loss is that of float32 but for rounding.</summary>
public sealed class ReducedPassTests
{
    private const double Rounding = 0.1;

    // libtorch's CPU has no gradient of ReLU6 in bfloat16, which MobileNet takes.
    public static TheoryData<string> Some =>
        [.. ((IEnumerable<object[]>)BlockedPassTests.Some).Select(row => (string)row[0]).Where(name => !name.StartsWith("MobileNet", StringComparison.Ordinal))];

    [BFloat16Theory]
    [MemberData(nameof(Some))]
    public void losses_in_bfloat16_are_those_of_float32_but_for_rounding(string name)
    {
        var (training, evaluation) = Losses(name, Precision.Float32);
        var (reducedTraining, reducedEvaluation) = Losses(name, Precision.BFloat16);
        Assert.InRange(reducedTraining, training - (Rounding * Math.Abs(training)), training + (Rounding * Math.Abs(training)));
        Assert.InRange(reducedEvaluation, evaluation - (Rounding * Math.Abs(evaluation)), evaluation + (Rounding * Math.Abs(evaluation)));
        Memory.Trim();
    }

    private static (float Training, float Evaluation) Losses(string name, Precision precision)
    {
        var model = CompiledPassTests.Find(name);
        using var subject = new Subject(model.Class, model.Bound, ElementType.Float32, PassComparison.Examples(model.Bound), inBlocks: true);
        subject.Network.ActAsOnGpu();
        (subject.Network.Precision, subject.Network.KeepsAll) = (precision, true);
        using var sgd = new Sgd(0);
        float training = subject.TrainStep(sgd);
        var (evaluation, output) = subject.Evaluate();
        output.Dispose();
        return (training, evaluation);
    }
}
