using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

// In here, before the shape types of the library come into view.
using ModelDsl.Models.Tests.Nets;

/// <summary>Forward and Backward of a model with several inputs and outputs.</summary>
public sealed class SeveralOutputsTests
{
    private const int Examples = 3;

    private readonly Random _random = new(5);

    [Fact]
    public void gradients_of_all_outputs_reach_all_inputs_and_parameters_as_central_differences_say()
    {
        using var net = new TwoHeads(seed: 3, elementType: ElementType.Float64);
        double[] left = Numbers(5), right = Numbers(4), scores = Numbers(3), yes = Numbers(2);
        double Objective(double[] l, double[] r)
        {
            using var x = Tensor<F5>.From(l);
            using var y = Tensor<F4>.From(r);
            using var outputs = net.PredictAll(x, y);
            return Dot(outputs.Scores.ToArray<double>(), scores) + Dot(outputs.Yes.ToArray<double>(), yes);
        }

        using var leftInput = Tensor<F5>.From(left);
        using var rightInput = Tensor<F4>.From(right);
        using var state = net.Forward(leftInput, rightInput);
        using var scoresGradient = Tensor<F3>.From(scores);
        using var yesGradient = Tensor<F2>.From(yes);
        var (leftGradient, rightGradient) = net.Backward(state, scoresGradient, yesGradient);
        using (leftGradient) AssertClose(CentralDifferences.Of(left, l => Objective(l, right)), leftGradient.ToArray<double>(), "left");
        using (rightGradient) AssertClose(CentralDifferences.Of(right, r => Objective(left, r)), rightGradient.ToArray<double>(), "right");
        foreach (var parameter in net.Parameters)
        {
            var differences = CentralDifferences.Of(parameter.Value.ToArray<double>(), values =>
            {
                parameter.Value.CopyFrom<double>(values);
                return Objective(left, right);
            });
            AssertClose(differences, parameter.Gradient!.ToArray<double>(), parameter.Name);
        }
    }

    [Fact]
    public void outputs_of_training_are_those_of_prediction_where_nothing_is_random()
    {
        using var net = new TwoHeads(seed: 3);
        using var left = Tensor<F5>.From(Array.ConvertAll(Numbers(5), v => (float)v));
        using var right = Tensor<F4>.From(Array.ConvertAll(Numbers(4), v => (float)v));
        using var state = net.Forward(left, right);
        using var outputs = net.PredictAll(left, right);
        using var first = net.Predict(left, right);
        Assert.Equal(outputs.Scores.ToArray<float>(), state.ScoresOutput.ToArray<float>());
        Assert.Equal(outputs.Yes.ToArray<float>(), state.YesOutput.ToArray<float>());
        Assert.Equal(outputs.Scores.ToArray<float>(), first.ToArray<float>());
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-7, $"{what}[{i}]: {actual[i]}, but differences say {expected[i]}");
    }

    private double[] Numbers(int each) => [.. Enumerable.Range(0, Examples * each).Select(_ => 2 * _random.NextDouble() - 1)];
}
