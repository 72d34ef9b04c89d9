using ModelDsl.Runtime.Tests.Interop;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>No operation allocates managed memory once its step has run before.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class AllocationTests
{
    private static readonly int[] Image = [4, 5, 5];
    private static readonly double[] ClassWeights = [.. Enumerable.Range(1, 100)];
    private static readonly int[] PerChannel = [4, 1, 1];

    private delegate void Operation(Place place, Step step, Value image, Value row);

    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["convolution"] = (t, s, x, _) =>
        {
            var y = s.Convolution(t.Conv, x, 1, 1, 1, 2, Activation.Elu(0.5));
            var (dx, dw, db) = s.ConvolutionBackward(t.Conv, y, x, y, 1, 1, 1, 2, Activation.Elu(0.5));
            s.Release(y, dx, dw, db);
        },
        ["maxout and dropconnect"] = (t, s, _, r) =>
        {
            var (y, at) = s.Maxout("maxout", r, 5);
            s.Release(y, at, s.MaxoutBackward("maxout", y, at, 5));
            (y, var mask) = s.DropConnect(t.Fc, r, 0.5, Activation.Relu);
            var (dx, dw, db) = s.DropConnectBackward(t.Fc, y, r, mask, y, Activation.Relu);
            s.Release(y, mask, dx);
            s.Release(dw, db);
        },
        ["shuffle, noise and channel dropout"] = (_, s, x, _) =>
        {
            var (y, mask) = s.Dropout("dropout", x, 0.5, channels: true);
            s.Release(y, mask, s.ChannelShuffle("shuffle", x, 2), s.Noise("noise", x, 0.1));
        },
        ["feature attention"] = (t, s, x, _) =>
        {
            var (y, attention) = s.AttendOverPositions("attention", x, x, x);
            var (dq, dk, dv) = s.AttendOverPositionsBackward("attention", y, x, x, x, attention);
            s.Release(dq, dk, dv, attention);
            (var z, attention) = s.AttendOverChannels("attention", x);
            s.Release(attention, s.AttendOverChannelsBackward("attention", z, x, attention));
            var (dz, dGamma) = s.AddScaledBackward(t.Attention, y, z, t.Attention.Gamma);
            s.Release(dz, dGamma, s.AddScaled(t.Attention, y, z, t.Attention.Gamma));
            s.Release(y, z);
        },
        ["upsample"] = (_, s, x, _) =>
        {
            var y = s.Upsample("up", x, 10, 10, bilinear: true);
            s.Release(y, s.UpsampleBackward("up", y, 5, 5, bilinear: true));
            y = s.Upsample("up", x, 10, 10);
            s.Release(y, s.UpsampleBackward("up", y, 5, 5));
        },
        ["adaptive pooling"] = (_, s, x, _) =>
        {
            var (y, at) = s.AdaptiveMaxPoolWithIndices("pool", x, 3, 2);
            s.Release(y, at, s.AdaptiveMaxPoolBackward("pool", y, x, at), s.AdaptiveMaxPool("pool", x, 2, 2));
            y = s.AdaptiveAveragePool("pool", x, 3, 2);
            s.Release(y, s.AdaptiveAveragePoolBackward("pool", y, x));
        },
        ["deconvolution"] = (t, s, x, _) =>
        {
            var y = s.Deconvolution(t.Deconv, x, 2, 1, 1, 2, Activation.Relu);
            var (dx, dw, db) = s.DeconvolutionBackward(t.Deconv, y, x, y, 2, 1, 1, 2, Activation.Relu);
            s.Release(y, dx, dw, db);
        },
        ["layernorm"] = (t, s, x, _) =>
        {
            var (y, mean, deviation) = s.LayerNorm(t.Ln, x, activation: Activation.Relu);
            var (dx, dw, db) = s.LayerNormBackward(t.Ln, y, x, mean, deviation, y, Activation.Relu);
            s.Release(y, mean, deviation, dx);
            s.Release(dw, db, s.LayerNormInference(t.Ln, x));
        },
        ["groupnorm"] = (t, s, x, _) =>
        {
            var (y, mean, deviation) = s.GroupNorm(t.Gn, x, 2, activation: Activation.Relu);
            var (dx, dw, db) = s.GroupNormBackward(t.Gn, y, x, mean, deviation, y, 2, Activation.Relu);
            s.Release(y, mean, deviation, dx);
            s.Release(dw, db, s.GroupNormInference("in", x, 4));
        },
        ["prelu"] = (t, s, x, _) =>
        {
            var y = s.PRelu(t.PRelu, x);
            var (dx, dw) = s.PReluBackward(t.PRelu, y, x);
            s.Release(y, dx, dw, s.ActivateBackward("gelu", y, x, Activation.Gelu, fromInput: true));
        },
        ["linear"] = (t, s, _, r) =>
        {
            var y = s.Linear(t.Fc, r, Activation.Leaky(0.2));
            var (dx, dw, db) = s.LinearBackward(t.Fc, y, r, y, Activation.Leaky(0.2));
            s.Release(y, dx, dw, db);
        },
        ["maxpool"] = (_, s, x, _) =>
        {
            var (y, at) = s.MaxPoolWithIndices("pool", x, 3, 2, 1, ceil: true);
            s.Release(y, at, s.MaxPoolBackward("pool", y, at, 5, 5, 3, 2, 1, ceil: true), s.MaxPool("pool", x, 2, 2));
        },
        ["avgpool"] = (_, s, x, _) =>
        {
            var y = s.AveragePool("pool", x, 3, 2, 1, ceil: true);
            s.Release(y, s.AveragePoolBackward("pool", y, 5, 5, 3, 2, 1, ceil: true));
        },
        ["gap"] = (_, s, x, _) =>
        {
            var y = s.GlobalAveragePool("gap", x);
            s.Release(y, s.GlobalAveragePoolBackward("gap", y, 5, 5));
        },
        ["bn"] = (t, s, x, _) =>
        {
            var (y, mean, deviation) = s.BatchNorm(t.Bn, x, activation: Activation.Relu);
            var (dx, dw, db) = s.BatchNormBackward(t.Bn, y, x, mean, deviation, y, activation: Activation.Relu);
            s.Release(y, mean, deviation, dx);
            s.Release(dw, db, s.BatchNormInference(t.Bn, x));
        },
        ["lrn"] = (_, s, x, _) =>
        {
            var y = s.LocalResponseNorm("lrn", x, 3, 1e-4, 0.75, 2);
            s.Release(y, s.LocalResponseNormBackward("lrn", y, x, 3, 1e-4, 0.75, 2));
        },
        ["dropout"] = (_, s, x, _) =>
        {
            var (y, mask) = s.Dropout("dropout", x, 0.5);
            s.Release(y, mask, s.DropoutBackward("dropout", y, mask, 0.5));
        },
        ["shapes"] = (_, s, x, _) =>
        {
            var flat = s.Flatten("flatten", x);
            s.Release(flat, s.Reshape("flatten", flat, Image), s.Share(x));
        },
        ["activations"] = (_, s, x, _) =>
        {
            var y = s.Activate("sigmoid", x, Activation.Sigmoid);
            s.Release(s.ActivateBackward("sigmoid", x, y, Activation.Sigmoid));
            s.Release(y, s.Activate("threshold", y, Activation.Threshold(0, 0), reuse: true));
        },
        ["softmax"] = (_, s, _, r) =>
        {
            var y = s.Softmax("softmax", r);
            s.Release(y, s.SoftmaxBackward("softmax", y, y));
            y = s.LogSoftmax("softmax", r);
            s.Release(y, s.LogSoftmaxBackward("softmax", y, y));
        },
        ["losses"] = (t, s, _, r) =>
        {
            var (loss, gradient) = s.SoftmaxCrossEntropy("loss", r, s.Target(t.Labels, r));
            s.Read(loss);
            s.Release(loss, gradient);
            (loss, gradient) = s.SigmoidBinaryCrossEntropy("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.MeanSquaredError("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.SoftmaxCrossEntropy("loss", r, s.Target(t.Labels, r), smoothing: 0.1, weight: 0.3);
            s.Release(loss, gradient);
            (loss, gradient) = s.MeanAbsoluteError("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.HuberLoss("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.HingeLoss("loss", r, r);
            s.Release(loss, gradient);
            var (divergence, mean, logVariance) = s.GaussianDivergence("loss", r, r);
            s.Release(divergence, mean, logVariance);
        },
        ["losses of weighted classes"] = (t, s, _, r) =>
        {
            var (loss, gradient) = s.SoftmaxCrossEntropy("loss", r, s.Target(t.Labels, r), ClassWeights, smoothing: 0.1);
            s.Release(loss, gradient);
            (loss, gradient) = s.NegativeLogLikelihood("loss", r, s.Target(t.Labels, r), ClassWeights);
            s.Release(loss, gradient);
        },
        ["losses of distances and maps"] = (t, s, x, r) =>
        {
            var (unit, length) = s.UnitLength("unit", r, 1);
            var (loss, gradient) = s.ContrastiveLoss("loss", r, unit, length);
            s.Release(unit, length, loss, gradient);
            (loss, var anchor, var positive, var negative) = s.TripletLoss("loss", r, r, r);
            s.Release(loss, anchor, positive, negative);
            (loss, gradient) = s.SupervisedContrastiveLoss("loss", r, s.Target(t.Labels, r));
            s.Release(loss, gradient);
            (loss, gradient) = s.SoftDice("loss", x, x);
            s.Release(loss, gradient);
        },
        ["penalties"] = (t, s, _, r) =>
        {
            var (loss, gradient) = s.L1Penalty("code", r);
            var (other, otherGradient) = s.L2Penalty("code", r);
            s.Release(s.SumOfLosses("loss", loss, other));
            s.Release(loss, gradient, other, otherGradient);
            s.Release(s.WeightPenalty("penalty", l1: 1e-3, l2: 1e-4));
            var (contraction, code, weight) = s.ContractivePenalty(t.Fc, r);
            s.Release(contraction, code, weight);
        },
        ["add"] = (_, s, x, _) => s.Release(s.Add("add", x, x)),
        ["arithmetic"] = (_, s, x, _) =>
        {
            var narrow = s.SumTo("sum", x, PerChannel);
            s.Release(narrow, s.Multiply("multiply", x, narrow), s.Subtract("subtract", x, narrow), s.Scale("scale", x, 2));
        },
        ["pointwise"] = (_, s, x, _) =>
        {
            s.Release(s.Abs("abs", x), s.Sign("sign", x), s.Square("square", x), s.Exp("exp", x));
            var narrow = s.SumTo("sum", x, PerChannel);
            s.Release(narrow, s.ExpandTo("sum", narrow, Image));
            var (output, length) = s.UnitLength("l2norm", x, axis: 1);
            s.Release(output, length, s.UnitLengthBackward("l2norm", output, output, length, axis: 1));
        },
        ["parts"] = (_, s, x, _) =>
        {
            s.Release(s.Crop("crop", x, 1, 1, 3), s.CropBackward("crop", x, 1, 1, 7, 7));
            s.Release(s.PadShortcut("shortcut", x, 6, 2), s.PadShortcutBackward("shortcut", x, 3, 9, 9, 2));
        },
        ["sample"] = (_, s, x, _) =>
        {
            var (output, deviation) = s.Sample("sample", x, x);
            s.Release(output, deviation);
        },
        ["concatenate"] = (_, s, x, r) =>
        {
            s.Release(s.Concatenate("concat", axis: 1, x, x, x));
            s.Release(s.ConcatenateBackward("concat", r, axis: 1, start: 20, length: 30));
        },
        ["updates"] = (t, s, _, _) =>
        {
            s.Update(t.Sgd, t.Fc.Weight, t.Fc.Weight);
            s.Update(t.Adam, t.Fc.Weight, t.Fc.Weight);
        },
    };

    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in Operations.Keys)
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [ShimTheory]
    [MemberData(nameof(Names))]
    public void an_operation_allocates_no_managed_memory(string name, bool fused)
    {
        var operation = Operations[name];
        using var place = new Place(fused);
        for (int i = 0; i < 50; i++) place.Run(operation);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) place.Run(operation);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A network with layers, inputs and optimisers for every operation.</summary>
    private sealed class Place : IDisposable
    {
        private readonly Bench _network;
        private readonly Tensor _image = Numbers.Random([2, 4, 5, 5], ElementType.Float32, seed: 1);
        private readonly Tensor _row = Numbers.Random([2, 100], ElementType.Float32, seed: 2);

        public Place(bool fused)
        {
            _network = new Bench { AllowFused = fused };
            Conv = new ConvolutionParameters(_network, "conv", [4, 2, 3, 3], bias: true, Initialization.He);
            Fc = new LinearParameters(_network, "fc", [100, 100], bias: true, Initialization.He);
            Deconv = new DeconvolutionParameters(_network, "deconv", [4, 2, 3, 3], bias: true, Initialization.He, groups: 2);
            Ln = new NormalizationParameters(_network, "ln", [4, 5, 5]);
            Gn = new NormalizationParameters(_network, "gn", [4]);
            Attention = new ChannelAttentionParameters(_network, "attention");
            PRelu = new PReluParameters(_network, "prelu", 4);
            Bn = new BatchNormParameters(_network, "bn", 4);
            Sgd.AllowFused = Adam.AllowFused = fused;
        }

        public ConvolutionParameters Conv { get; }

        public LinearParameters Fc { get; }

        public DeconvolutionParameters Deconv { get; }

        public NormalizationParameters Ln { get; }

        public NormalizationParameters Gn { get; }

        public PReluParameters PRelu { get; }

        public ChannelAttentionParameters Attention { get; }

        public BatchNormParameters Bn { get; }

        public Labels Labels { get; } = Labels.From([1, 99]);

        public Sgd Sgd { get; } = new(0.01, momentum: 0.9, nesterov: true, weightDecay: 1e-4);

        public Adam Adam { get; } = new(weightDecay: 1e-4);

        public void Run(Operation operation)
        {
            using var step = _network.Begin();
            operation(this, step, step.Input(_image, "image"), step.Input(_row, "row"));
        }

        public void Dispose()
        {
            _network.Dispose();
            _image.Dispose();
            _row.Dispose();
            Labels.Dispose();
            Sgd.Dispose();
            Adam.Dispose();
        }
    }
}
