using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>The losses, as docs/losses.md defines them, and their gradients, beside PyTorch's and its autograd's.</summary>
public sealed class LossTests
{
    private delegate Value[] Loss(Step step, Value[] x, Value target);

    private static readonly Dictionary<string, Loss> Losses = new()
    {
        ["nll"] = (step, x, target) => Of(step.NegativeLogLikelihood("nll", x[0], target, [1, 2, 0.5])),
        ["nll of pixels"] = (step, x, target) => Of(step.NegativeLogLikelihood("nll", x[0], target)),
        ["cross-entropy"] = (step, x, target) => Of(step.SoftmaxCrossEntropy("softmax", x[0], target)),
        ["cross-entropy, smoothed"] = (step, x, target) => Of(step.SoftmaxCrossEntropy("softmax", x[0], target, smoothing: 0.1)),
        ["cross-entropy, weighted and smoothed"] = (step, x, target) => Of(step.SoftmaxCrossEntropy("softmax", x[0], target, [1, 2, 0.5], smoothing: 0.1)),
        ["cross-entropy of pixels, weighted and smoothed"] = (step, x, target) => Of(step.SoftmaxCrossEntropy("softmax", x[0], target, [1, 2, 0.5], smoothing: 0.2)),
        ["bce"] = (step, x, target) => Of(step.SigmoidBinaryCrossEntropy("sigmoid", x[0], target)),
        ["mse"] = (step, x, target) => Of(step.MeanSquaredError("mse", x[0], target)),
        ["mae"] = (step, x, target) => Of(step.MeanAbsoluteError("mae", x[0], target)),
        ["huber"] = (step, x, target) => Of(step.HuberLoss("huber", x[0], target, delta: 0.4)),
        ["hinge"] = (step, x, target) => Of(step.HingeLoss("hinge", x[0], target)),
        ["kl"] = (step, x, _) => Of(step.GaussianDivergence("kl", x[0], x[1])),
        ["contrastive"] = Contrastive,
        ["triplet"] = Triplet,
        ["supcon"] = (step, x, target) => Of(step.SupervisedContrastiveLoss("supcon", x[0], target, temperature: 0.2)),
        ["dice of masks"] = (step, x, target) => Of(step.SoftDice("dice", x[0], target, smooth: 0.5)),
        ["dice of labels"] = (step, x, target) => Of(step.SoftDice("dice", x[0], target, smooth: 0.5)),
    };

    [PyTorchFact]
    public void losses_and_their_gradients_are_pytorchs()
    {
        using var oracle = new Oracle("losses");
        using var network = new NoLayers();
        Assert.Equal(oracle.Names("").Select(name => name.Split('/')[0]).Distinct(), Losses.Keys);
        Assert.Equal([], Losses.SelectMany(loss => Differences(oracle, network, loss.Key, loss.Value)));
    }

    private static List<string> Differences(Oracle oracle, NoLayers network, string name, Loss loss)
    {
        var differences = new List<string>();
        Tensor[] inputs = [.. oracle.Names($"{name}/x").Select(oracle.Read)], wanted = [.. oracle.Names($"{name}/dx").Prepend($"{name}/loss").Select(oracle.Read)];
        using var target = oracle.Names($"{name}/target").Select(oracle.Read).SingleOrDefault();
        using (var step = network.Begin())
        {
            var made = loss(step, [.. inputs.Select(input => (Value)input)], target is null ? default(Value) : (Value)target);
            Assert.Equal(wanted.Length, made.Length);
            for (int i = 0; i < made.Length; i++)
            {
                using var given = new Tensor(network.Dispatcher, network.Dispatcher.Aten.Clone(step.Share(made[i]).Handle));
                double error = Difference.Relative(wanted[i], given);
                if (!(error < 1e-12)) differences.Add(FormattableString.Invariant($"{name}, {(i == 0 ? "loss" : $"gradient {i}")}: relative error {error:e1}"));
            }
        }

        foreach (var tensor in inputs.Concat(wanted)) tensor.Dispose();
        return differences;
    }

    private static Value[] Of((Value Loss, Value Gradient) made) => [made.Loss, made.Gradient];

    private static Value[] Of((Value Loss, Value First, Value Second) made) => [made.Loss, made.First, made.Second];

    /// <summary>What is right has the opposite gradient of what is left.</summary>
    private static Value[] Contrastive(Step step, Value[] x, Value same)
    {
        var (loss, left) = step.ContrastiveLoss("contrastive", x[0], x[1], same, margin: 1.5);
        return [loss, left, step.Scale("contrastive", left, -1)];
    }

    private static Value[] Triplet(Step step, Value[] x, Value none)
    {
        var (loss, anchor, positive, negative) = step.TripletLoss("triplet", x[0], x[1], x[2], margin: 0.7);
        return [loss, anchor, positive, negative];
    }

    private sealed class NoLayers() : Network("losses", [], seed: 0, device: null, ElementType.Float64);
}
