using ModelDsl.Binding;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>The loss of a model that the reference ran, every term as its definition says and from the probabilities themselves, and autograd's gradients.</summary>
internal sealed class ReferenceLoss : IDisposable
{
    private readonly LibTorchDispatcher _dispatcher = LibTorchDispatcher.Instance;
    private readonly List<nint> _made = [];
    private readonly Reference _reference;
    private readonly nint _loss;

    /// <param name="model">Whose loss.</param>
    /// <param name="reference">Its values; inference needs no gradients, and asks for none.</param>
    /// <param name="targets">What comes from outside.</param>
    public ReferenceLoss(BoundModel model, Reference reference, IReadOnlyDictionary<string, Tensor> targets)
    {
        _reference = reference;
        var leaves = new Dictionary<BoundNode, nint>();
        if (IsOfOutputs(model))
        {
            // An input that is wanted back is no way to the model's values either.
            leaves = model.Body.Outputs.Union(model.Losses.SelectMany(term => term.Values))
                .ToDictionary(node => node, node => Keep(Autograd.Leaf(_dispatcher, reference[node])));
        }

        using (LibTorchDispatcher.Autograd())
        {
            var formulas = new LossFormulas(_dispatcher, Keep);
            nint ValueOf(BoundNode node) => leaves.TryGetValue(node, out var leaf) ? leaf : reference[node];
            nint TargetOf(BoundLoss term) => term.Target is null ? 0 : targets[term.Target].Handle;
            _loss = model.Losses.SelectMany(term => Terms(formulas, term, ValueOf, TargetOf(term))).Concat(OwnPenalties(formulas)).Aggregate((sum, term) => Keep(_dispatcher.Aten.Add(sum, term)));
        }

        using var value = new Tensor(_dispatcher, _dispatcher.Retain(_loss));
        Value = value.Item();
        if (leaves.Count == 0) return;
        Autograd.Backward(_dispatcher, _loss, Keep(_dispatcher.Aten.OnesLike(_loss)));
        OutputGradients = [.. model.Body.Outputs.Select(node => GradientOf(leaves[node]))];
    }

    public float Value { get; }

    /// <summary>
    /// dloss / doutput of each output where the loss is of outputs alone, and not of what lies before them or of weights; the reference's own.
    /// </summary>
    public IReadOnlyList<Tensor>? OutputGradients { get; }

    /// <summary>Runs autograd from the loss to the reference's parameters. Once.</summary>
    public void Backward()
    {
        if (OutputGradients is { } gradients) _reference.Backward(gradients);
        else Autograd.Backward(_dispatcher, _loss, Keep(_dispatcher.Aten.OnesLike(_loss)));
    }

    public void Dispose()
    {
        foreach (var gradient in OutputGradients ?? []) gradient.Dispose();
        foreach (var handle in _made) _dispatcher.Release(handle);
    }

    private static bool IsOfOutputs(BoundModel model) => !model.PenalisesWeights && model.Losses.All(term =>
        term.Values.Count > 0 && term.Function.Weights != WeightUse.WeightOfValue && term.Values.All(v => v is InputNode || model.Body.Outputs.Contains(v)));

    /// <summary>What layers ask of their own weights.</summary>
    private IEnumerable<nint> OwnPenalties(LossFormulas formulas) => _reference.PenalisedWeights.SelectMany(w => new[]
    {
        formulas.Penalty(new L1Penalty { Weight = w.L1 }, w.Weight, batch: 1), formulas.Penalty(new L2Penalty { Weight = w.L2 }, w.Weight, batch: 1),
    });

    /// <summary>A term; of a penalty on all weights one for each of them.</summary>
    private IEnumerable<nint> Terms(LossFormulas formulas, BoundLoss term, Func<BoundNode, nint> valueOf, nint target)
    {
        var op = term.Function.Operation(term.Call);
        if (term.Values.Count == 0)
            return [.. _reference.Weights.Select(w => formulas.Penalty(op, w, batch: 1))];

        List<nint> values = [.. term.Values.Select(valueOf)];
        var node = _reference.Lowered.Values[term.Values[0]];
        if (!IsScored(node, term.Function.Scores)) values[0] = formulas.Apply(term.Function.Scores, values[0]);
        if (target != 0) values.Add(target);
        if (term.Function.Weights == WeightUse.WeightOfValue) values.Add(_reference.Parameter(WeightOf(node)));
        return [formulas.Of(op, values)];
    }

    /// <summary>Whether a value is probabilities already, as they are or in another shape.</summary>
    private static bool IsScored(Graphs.Value value, ScoreFunction function) => value.Producer.Op switch
    {
        Reshape or Tap => IsScored(value.Producer.Inputs[0], function),
        Softmax => function == ScoreFunction.Softmax,
        Activate { Function.Name: "sigmoid" } => function == ScoreFunction.Sigmoid,
        _ => false,
    };

    private static bool IsWeight(Graphs.Value value) => value.Producer.Op is ParameterLeaf { Parameter.Property: "Weight" };

    /// <summary>The weight of the fc whose sigmoid a value is.</summary>
    private static Graphs.Value WeightOf(Graphs.Value code) => code.Producer.Inputs[0].Producer.Inputs.Single(IsWeight);

    /// <summary>Zeros for an output that the loss does not look at.</summary>
    private Tensor GradientOf(nint leaf) =>
        new(_dispatcher, _dispatcher.Gradient(leaf) is var gradient and not 0 ? gradient : _dispatcher.Aten.MulScalar(leaf, 0));

    private nint Keep(nint handle)
    {
        _made.Add(handle);
        return handle;
    }
}
