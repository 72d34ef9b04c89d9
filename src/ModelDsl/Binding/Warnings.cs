using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What compiles but is hardly meant: layers behind a softmax, dropout of the scores, a bias that a normalisation takes away.</summary>
internal static class Warnings
{
    /// <summary>Looks through a model and the blocks of its own file.</summary>
    public static IEnumerable<Diagnostic> Of(BoundModel model)
    {
        foreach (var diagnostic in Of(model.Body, isModel: true, model.Base?.Body.Nodes)) yield return diagnostic;
        foreach (var block in model.Body.BlockTypes().Where(b => b.Text == model.Text))
        {
            foreach (var diagnostic in Of(block.Body, isModel: false)) yield return diagnostic;
        }
    }

    private static IEnumerable<Diagnostic> Of(BoundBody body, bool isModel, IReadOnlyList<BoundNode>? others = null)
    {
        var users = body.Nodes.SelectMany(user => user.Inputs.Select(input => (input, user))).ToLookup(pair => pair.input, pair => pair.user);
        // What is another model's is that one's to warn of.
        foreach (var node in body.Nodes.OfType<LayerNode>().Where(n => others?.Contains(n) != true))
        {
            var input = node.Inputs[0] as LayerNode;
            if (input?.Kind.Role == LayerRole.Softmax && node.Kind.Role is LayerRole.Weighted or LayerRole.Activation or LayerRole.Normalisation or LayerRole.Softmax)
            {
                yield return Catalogue.LayerBehindSoftmax(node.Span, node.Written);
            }

            if (isModel && node.Kind is DropoutKind && IsNearlyOutput(node, body, users)) yield return Catalogue.DropoutOfScores(node.Span, node.Written);
            if (node.Kind is BatchNormKind && input is { Kind.Role: LayerRole.Weighted, SharedWith: null } && users[input].Count() == 1 && others?.Contains(input) != true && HasImpliedBias(input))
            {
                yield return Catalogue.BiasBeforeNormalisation(input.Span, input.Written, node.Written);
            }
        }
    }

    /// <summary>Nothing that learns stands between it and an output.</summary>
    private static bool IsNearlyOutput(BoundNode node, BoundBody body, ILookup<BoundNode, BoundNode> users) =>
        body.Outputs.Contains(node)
        || users[node].Any() && users[node].All(user => user is LayerNode { Kind: var kind } && (kind.Role == LayerRole.Softmax || kind is Sigmoid) && body.Outputs.Contains(user));

    /// <summary>A bias that was asked for is meant.</summary>
    private static bool HasImpliedBias(LayerNode node) =>
        node.Layer.Parameters.Any(p => p.Property == "Bias") && !node.GivenOptions.Contains("bias");
}
