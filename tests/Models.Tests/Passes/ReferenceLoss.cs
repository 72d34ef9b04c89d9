using ModelDsl.Binding;
using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>A loss of a model's output, as its definition says and from the probabilities themselves, and autograd's gradient of that output.</summary>
internal sealed class ReferenceLoss : IDisposable
{
    private readonly LibTorchDispatcher _dispatcher = LibTorchDispatcher.Instance;
    private readonly List<nint> _made = [];

    public ReferenceLoss(BoundModel model, Tensor output, Tensor target)
    {
        var leaf = Keep(Autograd.Leaf(_dispatcher, output.Handle));
        using (LibTorchDispatcher.Autograd())
        {
            var bound = model.Losses.Single();
            var op = bound.Function.Operation(bound.Call);
            var loss = Keep(Aten.MulScalar(op switch
            {
                SoftmaxCrossEntropy s => CrossEntropy(model.EndsInSoftmax ? leaf : Keep(Aten.Softmax(leaf, Classes(leaf))), target.Handle, s.Smoothing),
                SigmoidBinaryCrossEntropy => BinaryCrossEntropy(model.EndsInSigmoid ? leaf : Keep(Aten.Sigmoid(leaf)), target.Handle),
                MeanSquaredError => Keep(Aten.MseLoss(leaf, target.Handle, Reduction.Mean)),
                MeanAbsoluteError => Keep(Aten.L1Loss(leaf, target.Handle, Reduction.Mean)),
                HuberLoss h => Keep(Aten.HuberLoss(leaf, target.Handle, Reduction.Mean, h.Delta)),
                HingeLoss => Mean(Keep(Aten.Relu(OneMinus(Keep(Aten.Mul(leaf, target.Handle)))))),
                _ => throw new NotSupportedException($"the reference does not know the loss {op}"),
            }, op.Weight));
            using var value = new Tensor(_dispatcher, _dispatcher.Retain(loss));
            Value = value.Item();
            Autograd.Backward(_dispatcher, loss, Keep(Aten.OnesLike(loss)));
        }

        OutputGradient = new Tensor(_dispatcher, _dispatcher.Gradient(leaf));
    }

    public float Value { get; }

    /// <summary>dloss / doutput; the reference's own.</summary>
    public Tensor OutputGradient { get; }

    private Aten Aten => _dispatcher.Aten;

    public void Dispose()
    {
        OutputGradient.Dispose();
        foreach (var handle in _made) _dispatcher.Release(handle);
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
