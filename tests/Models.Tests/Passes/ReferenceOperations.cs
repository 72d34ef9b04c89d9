using System.Globalization;
using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>Each forward operation of a graph in ATen's own words.</summary>
/// <param name="dispatcher">What runs them.</param>
/// <param name="random">What dropout draws from.</param>
/// <param name="keep">Takes over every tensor made.</param>
internal sealed partial class ReferenceOperations(Dispatcher dispatcher, RandomStream random, Func<nint, nint> keep)
{
    private readonly Aten _aten = dispatcher.Aten;

    /// <param name="op">What to do.</param>
    /// <param name="inputs">With what.</param>
    /// <param name="buffer">What the layer keeps beside its parameters, by its role.</param>
    public nint Run(Op op, nint[] inputs, Func<string, nint> buffer) => op switch
    {
        Convolution { Activation: null } c => Convolve(c.Window, inputs),
        Linear { Activation: null } => keep(_aten.Linear(inputs[0], inputs[1], Bias(inputs))),
        Activate a => Activate(a.Function.Name, inputs[0]),
        MaxPool p => keep(_aten.MaxPool2d(inputs[0], List(p.Window.Size), List(p.Window.Stride), List(p.Window.Padding), [1, 1], p.Window.Ceil)),
        AveragePool p => keep(_aten.AvgPool2d(inputs[0], List(p.Window.Size), List(p.Window.Stride), List(p.Window.Padding), p.Window.Ceil, !p.ExcludePad)),
        GlobalAveragePool => keep(_aten.Mean(inputs[0], [2, 3])),
        BatchNorm { Activation: null } b => Normalize(inputs, 0, 0, training: true, b.Epsilon),
        BatchNormInference { Activation: null } b => Normalize(inputs, buffer("running_mean"), buffer("running_var"), training: false, b.Epsilon),
        LocalResponseNorm l => Normalize(l, inputs[0]),
        Dropout d => Drop(d.Probability, inputs[0], d.Channels),
        Reshape r => keep(_aten.Reshape(inputs[0], [Sizes(inputs[0])[0], .. r.Shape.Sizes.Select(s => (long)s)])),
        Softmax s => keep(_aten.Softmax(inputs[0], 1 + s.Axis)),
        LogSoftmax s => keep(_aten.LogSoftmax(inputs[0], 1 + s.Axis)),
        Add => keep(_aten.Add(inputs[0], inputs[1])),
        _ => Image(op, inputs) ?? Sequence(op, inputs) ?? Arithmetic(op, inputs)
            ?? throw new NotSupportedException($"the reference does not know {op}: say here what it is in ATen's words"),
    };

    private static nint Bias(nint[] inputs) => inputs.Length > 2 ? inputs[2] : 0;

    private static long[] List(Graphs.Size2 size) => [size.Height, size.Width];

    private nint Convolve(Window window, nint[] inputs) => keep(_aten.Convolution(
        inputs[0], inputs[1], Bias(inputs), List(window.Stride), List(window.Padding), List(window.Dilation), false, [0, 0], window.Groups));

    /// <summary>An activation by what the language calls it: <c>leaky(0.01)</c>.</summary>
    private nint Activate(string name, nint x)
    {
        var parts = name.Split(['(', ',', ')'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var constants = parts[1..].Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return keep(parts[0] switch
        {
            "relu" => _aten.Relu(x),
            "sigmoid" => _aten.Sigmoid(x),
            "tanh" => _aten.Tanh(x),
            "leaky" => _aten.LeakyRelu(x, constants[0]),
            "elu" => _aten.Elu(x, constants[0]),
            "threshold" => _aten.Threshold(x, constants[0], constants[1]),
            "gelu" => _aten.Gelu(x),
            "silu" => _aten.Silu(x),
            "mish" => _aten.Mish(x),
            "hardswish" => _aten.Hardswish(x),
            // Not libtorch's own: its gradient in float64 takes 1/6 as a float.
            "hardsigmoid" => _aten.MulScalar(keep(_aten.Hardtanh(keep(_aten.AddScalar(x, 3)), 0, 6)), 1.0 / 6),
            "softplus" => _aten.Softplus(x, constants[0]),
            ['r', 'e', 'l', 'u', .. var cap] => _aten.Hardtanh(x, 0, double.Parse(cap, CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException($"the reference does not know the activation {name}"),
        });
    }

    private nint Normalize(nint[] inputs, nint runningMean, nint runningVariance, bool training, double epsilon)
    {
        var (output, mean, deviation) = _aten.NativeBatchNorm(inputs[0], inputs[1], inputs[2], runningMean, runningVariance, training, 0, epsilon);
        keep(mean);
        keep(deviation);
        return keep(output);
    }

    /// <summary>The paper's formula: squares, summed over neighbouring channels by slices of the map padded along them.</summary>
    private nint Normalize(LocalResponseNorm op, nint x)
    {
        var channels = Sizes(x)[1];
        var padded = keep(_aten.ConstantPadNd(keep(_aten.Mul(x, x)), [0, 0, 0, 0, op.Size / 2, op.Size / 2]));
        var sum = keep(_aten.Slice(padded, 1, 0, channels));
        for (var i = 1; i < op.Size; i++) sum = keep(_aten.Add(sum, keep(_aten.Slice(padded, 1, i, i + channels))));
        var scale = keep(_aten.AddScalar(keep(_aten.MulScalar(sum, op.Alpha)), op.K));
        return keep(_aten.Mul(x, keep(_aten.Pow(scale, -op.Beta))));
    }

    // In the order of memory, as a pass draws: that of a sequence may be step after step.
    private nint Drop(double probability, nint x, bool channels = false)
    {
        var mask = keep(channels ? _aten.Empty([.. Sizes(x)[..2], 1, 1], dispatcher.ElementType(x), dispatcher.Device(x)) : _aten.EmptyLike(x));
        _aten.BernoulliInPlace(mask, 1 - probability, random.Handle);
        return keep(_aten.MulScalar(keep(_aten.Mul(x, mask)), 1 / (1 - probability)));
    }

    private long[] Sizes(nint tensor)
    {
        var sizes = new long[dispatcher.Rank(tensor)];
        dispatcher.Sizes(tensor, sizes);
        return sizes;
    }
}
