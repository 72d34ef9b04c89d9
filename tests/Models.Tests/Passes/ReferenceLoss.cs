using ModelDsl.Binding;
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
            var loss = model.Losses.Single().Function.Keyword switch
            {
                "crossentropy" => CrossEntropy(model.EndsInSoftmax ? leaf : Keep(Aten.Softmax(leaf, 1)), target.Handle),
                "bce" => BinaryCrossEntropy(model.EndsInSigmoid ? leaf : Keep(Aten.Sigmoid(leaf)), target.Handle),
                "mse" => Keep(Aten.MseLoss(leaf, target.Handle, Reduction.Mean)),
                var other => throw new NotSupportedException($"the reference does not know the loss {other}"),
            };
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

    /// <summary>The mean over the examples of -log p[label].</summary>
    private nint CrossEntropy(nint probabilities, nint labels)
    {
        var column = Keep(Aten.Unsqueeze(labels, 1));
        var picked = Keep(Aten.Gather(Keep(Aten.Log(probabilities)), 1, column));
        return Keep(Aten.Neg(Keep(Aten.Mean(picked, [0, 1]))));
    }

    /// <summary>The mean over all outputs of -(t log p + (1 - t) log(1 - p)).</summary>
    private nint BinaryCrossEntropy(nint probabilities, nint target)
    {
        var yes = Keep(Aten.Mul(target, Keep(Aten.Log(probabilities))));
        var no = Keep(Aten.Mul(OneMinus(target), Keep(Aten.Log(OneMinus(probabilities)))));
        var sum = Keep(Aten.Add(yes, no));
        return Keep(Aten.Neg(Keep(Aten.Mean(Keep(Aten.Reshape(sum, [-1])), [0]))));
    }

    private nint OneMinus(nint x) => Keep(Aten.AddScalar(Keep(Aten.Neg(x)), 1));

    private nint Keep(nint handle)
    {
        _made.Add(handle);
        return handle;
    }
}
