using ModelDsl.Binding;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>The loss of a model's outputs, as its definition says and from the probabilities themselves, and autograd's gradients of those outputs.</summary>
internal sealed class ReferenceLoss : IDisposable
{
    private readonly LibTorchDispatcher _dispatcher = LibTorchDispatcher.Instance;
    private readonly List<nint> _made = [];

    public ReferenceLoss(BoundModel model, IReadOnlyList<Tensor> outputs, Tensor target)
    {
        var leaves = outputs.Select(output => Keep(Autograd.Leaf(_dispatcher, output.Handle))).ToArray();
        using (LibTorchDispatcher.Autograd())
        {
            var terms = model.Losses.Select(bound => Term(bound, model.Body.Outputs.ToList().IndexOf(bound.Values[0]), leaves, target.Handle));
            var loss = terms.Aggregate((sum, term) => Keep(Aten.Add(sum, term)));
            using var value = new Tensor(_dispatcher, _dispatcher.Retain(loss));
            Value = value.Item();
            Autograd.Backward(_dispatcher, loss, Keep(Aten.OnesLike(loss)));
        }

        OutputGradients = [.. leaves.Select(leaf => new Tensor(_dispatcher, _dispatcher.Gradient(leaf)))];
    }

    public float Value { get; }

    /// <summary>dloss / doutput of each output; the reference's own.</summary>
    public IReadOnlyList<Tensor> OutputGradients { get; }

    private Aten Aten => _dispatcher.Aten;

    public void Dispose()
    {
        foreach (var gradient in OutputGradients) gradient.Dispose();
        foreach (var handle in _made) _dispatcher.Release(handle);
    }

    /// <summary>A term of the loss, which is of an output alone.</summary>
    private nint Term(BoundLoss bound, int output, nint[] outputs, nint target)
    {
        var (x, node) = (outputs[output], bound.Values[0] as LayerNode);
        var op = bound.Function.Operation(bound.Call);
        return Keep(Aten.MulScalar(op switch
        {
            SoftmaxCrossEntropy s => CrossEntropy(node?.Kind is SoftmaxKind ? x : Keep(Aten.Softmax(x, Classes(x))), target, s.Smoothing),
            SigmoidBinaryCrossEntropy => BinaryCrossEntropy(node?.Kind is Layers.Sigmoid ? x : Keep(Aten.Sigmoid(x)), target),
            MeanSquaredError => Keep(Aten.MseLoss(x, target, Reduction.Mean)),
            MeanAbsoluteError => Keep(Aten.L1Loss(x, target, Reduction.Mean)),
            HuberLoss h => Keep(Aten.HuberLoss(x, target, Reduction.Mean, h.Delta)),
            HingeLoss => Mean(Keep(Aten.Relu(OneMinus(Keep(Aten.Mul(x, target)))))),
            _ => throw new NotSupportedException($"the reference does not know the loss {op}"),
        }, op.Weight));
    }

    /// <summary>The mean over the rows of -q log p, where q is 1 - smoothing for the label and smoothing shared by all classes.</summary>
    private nint CrossEntropy(nint probabilities, nint labels, double smoothing)
    {
        var logs = Keep(Aten.Log(probabilities));
        var axis = Classes(probabilities);
        var picked = Mean(Keep(Aten.Gather(logs, axis, Keep(Aten.Unsqueeze(labels, axis)))));
        return Keep(Aten.Add(Keep(Aten.MulScalar(picked, smoothing - 1)), Keep(Aten.MulScalar(Mean(logs), -smoothing))));
    }

    /// <summary>The mean over all outputs of -(t log p + (1 - t) log(1 - p)).</summary>
    private nint BinaryCrossEntropy(nint probabilities, nint target)
    {
        var yes = Keep(Aten.Mul(target, Keep(Aten.Log(probabilities))));
        var no = Keep(Aten.Mul(OneMinus(target), Keep(Aten.Log(OneMinus(probabilities)))));
        return Keep(Aten.Neg(Mean(Keep(Aten.Add(yes, no)))));
    }

    /// <summary>The axis of the classes: the last of a sequence, else the first behind the batch.</summary>
    private int Classes(nint scores) => _dispatcher.Rank(scores) == 3 ? 2 : 1;

    private nint Mean(nint x) => Keep(Aten.Mean(x, []));

    private nint OneMinus(nint x) => Keep(Aten.AddScalar(Keep(Aten.Neg(x)), 1));

    private nint Keep(nint handle)
    {
        _made.Add(handle);
        return handle;
    }
}
