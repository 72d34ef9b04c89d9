using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Kingma and Welling 2014: mean + exp(logvar / 2) * e with e from the standard normal distribution. Inputs: mean, logvar. Also gives the second
/// term.
/// </summary>
public sealed record Sample : Op
{
    private static readonly string[] Names = ["", "Deviation"];

    public override string Method => "Sample";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[0], inputs[0]];

    // d deviation / d logvar = deviation / 2.
    public override void Differentiate(GradientBuilder gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient(0));
        if (gradient.Wants(1)) gradient.Contribute(1, gradient.Add(new Scale(0.5), gradient.Add(new Multiply(), gradient.Output(1), gradient.OutputGradient(0))));
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}
