using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

// In here, before the shape types of the library come into view.
using ModelDsl.Models.Tests.Nets;

/// <summary>
/// A loss of several terms over named values: the gradients that TrainStep gives the optimiser against central differences of the loss that it
/// returns. Term by term the losses are compared with autograd elsewhere; here it is which values and weights they reach, and with what factors.
/// </summary>
public sealed class SumsOfLossesTests
{
    // The loss is read as a float32, which has 7 digits: a wide step loses the least of them, and the nets have no kinks.
    private const double Width = 1e-2;
    private const double Allowed = 1e-3;
    private const int Examples = 5;

    [Fact]
    public void penalties_of_weights_and_of_a_code_reach_what_they_are_of()
    {
        using var network = new Penalised(seed: 3, elementType: ElementType.Float64);
        using var input = Uniform(Tensor<F12>.Empty(Examples, ElementType.Float64), seed: 1);
        using var target = Uniform(Tensor<F4>.Empty(Examples, ElementType.Float64), seed: 2);
        Check(network, optimizer => network.TrainStep(input, target, optimizer));
        using var sgd = new Sgd(1);
        using var still = new Watched(sgd, (_, _, _) => { });
        var loss = network.TrainStep(input, target, still);
        Assert.Equal(loss, network.Evaluate(input, target, out var output), 1e-6);
        output.Dispose();
    }

    [Fact]
    public void a_variational_autoencoder_learns_through_its_draws_and_its_divergence()
    {
        using var network = new Variational(seed: 3, elementType: ElementType.Float64);
        using var input = Uniform(Tensor<F8>.Empty(Examples, ElementType.Float64), seed: 1);
        Check(network, optimizer => network.TrainStep(input, optimizer));
    }

    [Fact]
    public void the_terms_are_as_the_file_has_them_and_what_each_adds_sums_to_the_loss()
    {
        using var network = new Penalised(seed: 3);
        Assert.Equal(["2*mse", "0.5*l1(code, 0.1)", "contractive(code, 0.3)", "l2(0.01)"], network.LossTerms);
        using var input = Uniform(Tensor<F12>.Empty(Examples), seed: 1);
        using var target = Uniform(Tensor<F4>.Empty(Examples), seed: 2);
        using var sgd = new Sgd(0.1);
        network.TrainStep(input, target, sgd);
        Assert.Empty(network.LossParts);
        network.ReadsLossParts = true;
        Assert.Equal(network.TrainStep(input, target, sgd), network.LossParts.Sum(), 1e-5);
        var before = network.LossParts.ToArray();
        var loss = network.Evaluate(input, target, out var output);
        using (output) Assert.Equal(2 * output.ToArray<float>().Zip(target.ToArray<float>(), (y, t) => (y - t) * (y - t)).Average(), network.LossParts[0], 1e-5);
        Assert.Equal(loss, network.LossParts.Sum(), 1e-5);
        Assert.Equal(0.01 * network.Parameters.Where(p => !p.IsBias).Sum(p => p.Value.ToArray<float>().Sum(w => w * w)), network.LossParts[3], 1e-5);
        Assert.NotEqual(before, network.LossParts);
    }

    [Fact]
    public void a_loss_of_one_term_has_no_parts()
    {
        using var network = new AbsoluteErrors(seed: 3) { ReadsLossParts = true };
        using var input = Uniform(Tensor<F12>.Empty(Examples), seed: 1);
        using var target = Uniform(Tensor<F7>.Empty(Examples), seed: 2);
        network.Evaluate(input, target, out var output);
        output.Dispose();
        Assert.Empty(network.LossTerms);
        Assert.Empty(network.LossParts);
    }

    private static void Check(Network network, Func<Optimizer, float> trainStep)
    {
        // Every step draws the same noise.
        var start = network.Random.GetState();
        var gradients = new Dictionary<string, double[]>();
        using var sgd = new Sgd(1);
        using var optimizer = new Watched(sgd, (parameter, gradient, _) => gradients[parameter.Name] = gradient.ToArray<double>());
        Run();
        Assert.Equal(network.Parameters.Select(p => p.Name).Order(), gradients.Keys.Order());
        var first = gradients.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var parameter in network.Parameters) Assert.All(Differences(parameter).Zip(first[parameter.Name]), pair => Assert.Equal(pair.First, pair.Second, Allowed));

        float Run()
        {
            network.Random.SetState(start);
            return trainStep(optimizer);
        }

        double[] Differences(Parameter parameter)
        {
            var values = parameter.Value.ToArray<double>();
            return [.. values.Select((value, i) => (At(i, value + Width) - At(i, value - Width)) / (2 * Width))];

            double At(int index, double moved)
            {
                var copy = values.ToArray();
                copy[index] = moved;
                parameter.Value.CopyFrom<double>(copy);
                var loss = Run();
                parameter.Value.CopyFrom<double>(values);
                return loss;
            }
        }
    }

    private static Tensor<TShape> Uniform<TShape>(Tensor<TShape> tensor, long seed) where TShape : IShape
    {
        using var random = new RandomStream(seed);
        tensor.Dispatcher.Aten.UniformInPlace(tensor.Handle, 0, 1, random.Handle);
        return tensor;
    }
}
