using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Losses;

/// <summary>Each loss: its constants, the values that fit it, what it wants from outside, the operation it becomes.</summary>
public sealed class LossTests
{
    [Theory]
    [InlineData("cross-entropy", "SoftmaxCrossEntropy(scores, target)")]
    [InlineData("cross-entropy(smoothing 0.1)", "SoftmaxCrossEntropy(scores, target, smoothing: 0.1)")]
    [InlineData("cross-entropy(weights 1 2 0.5)", "SoftmaxCrossEntropy(scores, target, classWeights: [1, 2, 0.5])")]
    [InlineData("cross-entropy(smoothing 0.1, weights 1 2 0.5)", "SoftmaxCrossEntropy(scores, target, classWeights: [1, 2, 0.5], smoothing: 0.1)")]
    [InlineData("nll", "NegativeLogLikelihood(scores, target)")]
    [InlineData("nll(weights 1e-3 2)", "NegativeLogLikelihood(scores, target, classWeights: [0.001, 2])")]
    [InlineData("contrastive", "ContrastiveLoss(scores, target)")]
    [InlineData("contrastive(margin 2)", "ContrastiveLoss(scores, target, margin: 2)")]
    [InlineData("triplet", "TripletLoss(scores, target)")]
    [InlineData("triplet(margin 1)", "TripletLoss(scores, target, margin: 1)")]
    [InlineData("supcon", "SupervisedContrastiveLoss(scores, target)")]
    [InlineData("supcon(0.07)", "SupervisedContrastiveLoss(scores, target, temperature: 0.07)")]
    [InlineData("supcon(temperature 0.5)", "SupervisedContrastiveLoss(scores, target, temperature: 0.5)")]
    [InlineData("dice", "SoftDice(scores, target)")]
    [InlineData("dice(smooth 1e-5)", "SoftDice(scores, target, smooth: 1e-05)")]
    [InlineData("bce", "SigmoidBinaryCrossEntropy(scores, target)")]
    [InlineData("mse", "MeanSquaredError(scores, target)")]
    [InlineData("mae", "MeanAbsoluteError(scores, target)")]
    [InlineData("huber", "HuberLoss(scores, target)")]
    [InlineData("huber(delta 0.5)", "HuberLoss(scores, target, delta: 0.5)")]
    [InlineData("hinge", "HingeLoss(scores, target)")]
    [InlineData("kl", "GaussianDivergence(scores, target)")]
    [InlineData("l1(1e-4)", "L1Penalty(scores, target, weight: 0.0001)")]
    [InlineData("l2(strength 5e-4)", "L2Penalty(scores, target, weight: 0.0005)")]
    [InlineData("contractive(0.25)", "ContractivePenalty(scores, target, weight: 0.25)")]
    public void a_loss_becomes_this_operation(string written, string operation) => Assert.Equal(operation, Listing(Operation(written)));

    [Fact]
    public void a_terms_factor_multiplies_the_losss_own()
    {
        Assert.Equal("MeanSquaredError(scores, target, weight: 0.5)", Listing(Operation("mse", 0.5)));
        Assert.Equal("L2Penalty(scores, target, weight: 0.125)", Listing(Operation("l2(0.25)", 0.5)));
    }

    [Theory]
    [InlineData("cross-entropy", "10", null)]
    [InlineData("cross-entropy", "21x32x32", null)]
    [InlineData("cross-entropy", "200x50", null)]
    [InlineData("cross-entropy", "1", "it needs one score for each of two or more classes, but the model gives 1")]
    [InlineData("cross-entropy", "1x28x28", "it needs one score for each of two or more classes, but the model gives 1x28x28")]
    [InlineData("cross-entropy(weights 1 2 3)", "3x32x32", null)]
    [InlineData("cross-entropy(weights 1 2 3)", "200x3", null)]
    [InlineData("cross-entropy(weights 1 2 3)", "10", "it needs a weight for each of 10 classes, but is given 3")]
    [InlineData("nll(weights 1 2)", "1", "it needs one score for each of two or more classes, but the model gives 1")]
    [InlineData("nll(weights 1 2 3)", "2", "it needs a weight for each of 2 classes, but is given 3")]
    [InlineData("contrastive", "64 64", null)]
    [InlineData("contrastive", "64 32", "its values must have the same shape, but are 64 and 32")]
    [InlineData("contrastive", "8x4x4 8x4x4", "it compares embeddings, a row of numbers each, but its value is 8x4x4")]
    [InlineData("triplet", "64 64 64", null)]
    [InlineData("triplet", "64 64 32", "its values must have the same shape, but are 64 and 32")]
    [InlineData("supcon", "64", null)]
    [InlineData("supcon", "20x64", "it compares embeddings, a row of numbers each, but its value is 20x64")]
    [InlineData("dice", "2x388x388", null)]
    [InlineData("dice", "1x8x8 2x8x8", "its values must have the same shape, but are 1x8x8 and 2x8x8")]
    [InlineData("dice", "10", "it compares maps, c x h x w, but its value is 10")]
    [InlineData("bce", "784 784", null)]
    [InlineData("bce", "784 1x28x28", "its values must have the same shape, but are 784 and 1x28x28")]
    [InlineData("mse", "10", null)]
    [InlineData("huber", "10 20", "its values must have the same shape, but are 10 and 20")]
    [InlineData("kl", "20 10", "its values must have the same shape, but are 20 and 10")]
    [InlineData("contractive", "64", null)]
    [InlineData("contractive", "8x4x4", "it takes the code that an fc and a sigmoid make, but its value is 8x4x4")]
    public void values_of_these_shapes_fit_or_why_they_do_not(string loss, string shapes, string? problem)
    {
        var (function, options, _) = Read(loss);
        Assert.Equal(problem, function.Problem([.. shapes.Split(' ').Select(Of)], new LossCall(options)));
    }

    [Theory]
    [InlineData("cross-entropy", "10", "N label")]
    [InlineData("cross-entropy", "200x50", "Nx200 label")]
    [InlineData("cross-entropy", "21x32x16", "Nx32x16 label")]
    [InlineData("mse", "3x8x8", "Nx3x8x8")]
    [InlineData("contrastive", "64", "Nx1")]
    [InlineData("supcon", "64", "N label")]
    [InlineData("dice", "1x8x8", "Nx1x8x8")]
    public void what_comes_from_outside_has_this_type(string loss, string shape, string type) =>
        Assert.Equal(type, LossFunction.TargetType(LossRegistry.Find(loss)!.Target(end: null), Of(shape)).ToString());

    [Fact]
    public void dice_holds_classes_against_labels_and_masks_against_masks()
    {
        var dice = LossRegistry.Find("dice")!;
        Assert.Equal(TargetKind.Labels, dice.Target(new SoftmaxKind()));
        Assert.Equal(TargetKind.Values, dice.Target(new Sigmoid()));
    }

    [Theory]
    [InlineData("huber(delta 0)", "MDL1005: option 'delta' takes a number above 0")]
    [InlineData("cross-entropy(smoothing 1)", "MDL1005: option 'smoothing' takes a number from 0 to below 1")]
    [InlineData("cross-entropy(smooth 0.1)", "MDL1004: cross-entropy has no option 'smooth'; did you mean 'smoothing'?")]
    [InlineData("cross-entropy(weights)", "MDL1005: option 'weights' takes numbers from 0 with blanks between, such as 1 2 0.5")]
    [InlineData("cross-entropy(weights 1, 2, 0.5)", "MDL1005: option 'weights' takes numbers from 0 with blanks between, such as 1 2 0.5")]
    [InlineData("nll(weights one 2)", "MDL1005: option 'weights' takes numbers from 0 with blanks between, such as 1 2 0.5")]
    [InlineData("triplet(margin 0)", "MDL1005: option 'margin' takes a number above 0")]
    [InlineData("supcon(0)", "MDL1005: option 'temperature' takes a number above 0")]
    [InlineData("supcon(0.1, 0.2)", "MDL1007: this value does not say which option it is; supcon takes temperature")]
    [InlineData("supcon(margin 1)", "MDL1004: supcon has no option 'margin'; supcon takes temperature")]
    [InlineData("dice(smooth 0)", "MDL1005: option 'smooth' takes a number above 0")]
    [InlineData("mse(3)", "MDL1007: mse takes no options")]
    [InlineData("l2(1, 2)", "MDL1007: this value does not say which option it is; l2 takes strength")]
    public void wrong_constants_are_errors(string written, string error) => Assert.Equal(error, Assert.Single(Read(written).Diagnostics));

    [Theory]
    [InlineData("CrossEntropy", "crossentropy")]
    [InlineData("cross-entropy", "crossentropy")]
    [InlineData("MSE", "mse")]
    public void case_and_hyphens_do_not_matter(string written, string keyword) => Assert.Equal(keyword, LossRegistry.Find(written)?.Keyword);

    [Fact]
    public void a_mistyped_loss_is_suggested_as_it_is_written() => Assert.Equal("cross-entropy", LossRegistry.Suggest("cros-entropie")?.Name);

    [Theory]
    [InlineData("ce", "cross-entropy")]
    [InlineData("categorical-crossentropy", "cross-entropy")]
    [InlineData("binary-crossentropy", "bce")]
    [InlineData("BCEWithLogits", "bce")]
    [InlineData("kl-div", "kl")]
    [InlineData("supervised-contrastive", "supcon")]
    [InlineData("NT-Xent", "supcon")]
    [InlineData("smooth-l1", "huber")]
    [InlineData("negative-log-likelihood", "nll")]
    public void what_others_call_a_loss_leads_to_it(string written, string name)
    {
        Assert.Null(LossRegistry.Find(written));
        Assert.Equal(name, LossRegistry.Suggest(written)?.Name);
    }

    [Fact]
    public void no_loss_is_known_by_the_name_of_another() =>
        Assert.All(LossRegistry.Functions.SelectMany(f => f.KnownAs), name => Assert.Null(LossRegistry.Find(name)));

    /// <summary>The operation of a loss on two values, as graphs list it.</summary>
    private static string Listing(LossOp op)
    {
        var graph = new Graph();
        var node = graph.Add(op, origin: null, [Leaf(graph, "scores"), Leaf(graph, "target")]);
        return op.Describe(node);
    }

    private static Value Leaf(Graph graph, string name)
    {
        var value = graph.Add(new Argument(name, TensorType.Batch(Shape.Of(3))), origin: null, []).Outputs[0];
        value.Name = name;
        return value;
    }

    private static LossOp Operation(string written, double weight = 1)
    {
        var (function, options, diagnostics) = Read(written);
        Assert.Empty(diagnostics);
        return function.Operation(new LossCall(options, weight));
    }

    // A layer's parentheses and a loss's are written alike.
    private static (LossFunction Function, IReadOnlyDictionary<string, OptionSyntax> Options, IEnumerable<string> Diagnostics) Read(string written)
    {
        var parsed = Parser.Parse(new SourceText("models/m.net", $"model M\ninput 1\n{written}\n"));
        var layer = (LayerSyntax)parsed.File.Definitions[0].Body.OfType<ChainStatement>().Single().Chain.Elements[0];
        var function = LossRegistry.Find(written.Split('(')[0])!;
        var diagnostics = new List<Diagnostic>();
        var options = OptionReader.Read(function.Name, function.Options, layer.Options, diagnostics);
        return (function, options, diagnostics.Select(d => $"{d.Code}: {d.Message}"));
    }

    private static Shape Of(string text) => Shape.Of([.. text.Split('x').Select(int.Parse)]);
}
