namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>No operation allocates managed memory once its step has run before.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class AllocationTests : IDisposable
{
    private static readonly int[] Image = [4, 5, 5];

    private readonly Bench _network = new();
    private readonly Tensor _image = Numbers.Random([2, 4, 5, 5], ElementType.Float32, seed: 1);
    private readonly Tensor _row = Numbers.Random([2, 100], ElementType.Float32, seed: 2);
    private readonly Labels _labels = Labels.From([1, 99]);
    private readonly ConvolutionParameters _conv;
    private readonly LinearParameters _fc;
    private readonly BatchNormParameters _bn;
    private readonly Sgd _sgd = new(0.01, momentum: 0.9);
    private readonly Adam _adam = new();

    public AllocationTests()
    {
        _conv = new ConvolutionParameters(_network, "conv", [4, 2, 3, 3], bias: true, Initialization.He);
        _fc = new LinearParameters(_network, "fc", [100, 100], bias: true, Initialization.He);
        _bn = new BatchNormParameters(_network, "bn", 4);
    }

    private delegate void Operation(AllocationTests test, Step step, Value image, Value row);

    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["convolution"] = (t, s, x, _) =>
        {
            var y = s.Convolution(t._conv, x, 1, 1, 1, 2, Activation.Elu(0.5));
            var (dx, dw, db) = s.ConvolutionBackward(t._conv, y, x, y, 1, 1, 1, 2, Activation.Elu(0.5));
            s.Release(y, dx, dw, db);
        },
        ["linear"] = (t, s, _, r) =>
        {
            var y = s.Linear(t._fc, r, Activation.Leaky(0.2));
            var (dx, dw, db) = s.LinearBackward(t._fc, y, r, y, Activation.Leaky(0.2));
            s.Release(y, dx, dw, db);
        },
        ["maxpool"] = (_, s, x, _) =>
        {
            var (y, at) = s.MaxPoolWithIndices("pool", x, 3, 2, 1, ceil: true);
            s.Release(y, at, s.MaxPoolBackward("pool", y, x, at, 3, 2, 1, ceil: true), s.MaxPool("pool", x, 2, 2));
        },
        ["avgpool"] = (_, s, x, _) =>
        {
            var y = s.AveragePool("pool", x, 3, 2, 1, ceil: true);
            s.Release(y, s.AveragePoolBackward("pool", y, x, 3, 2, 1, ceil: true));
        },
        ["gap"] = (_, s, x, _) =>
        {
            var y = s.GlobalAveragePool("gap", x);
            s.Release(y, s.GlobalAveragePoolBackward("gap", y, 5, 5));
        },
        ["bn"] = (t, s, x, _) =>
        {
            var (y, mean, deviation) = s.BatchNorm(t._bn, x, activation: Activation.Relu);
            var (dx, dw, db) = s.BatchNormBackward(t._bn, y, x, mean, deviation, y, activation: Activation.Relu);
            s.Release(y, mean, deviation, dx);
            s.Release(dw, db, s.BatchNormInference(t._bn, x));
        },
        ["lrn"] = (_, s, x, _) =>
        {
            var (y, scale) = s.LocalResponseNorm("lrn", x, 3, 1e-4, 0.75, 2);
            s.Release(y, scale, s.LocalResponseNormBackward("lrn", y, x, y, scale, 3, 1e-4, 0.75));
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
        },
        ["losses"] = (t, s, _, r) =>
        {
            var (loss, gradient) = s.SoftmaxCrossEntropy("loss", r, s.Target(t._labels, r));
            s.Read(loss);
            s.Release(loss, gradient);
            (loss, gradient) = s.SigmoidBinaryCrossEntropy("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.MeanSquaredError("loss", r, r);
            s.Release(loss, gradient);
            (loss, gradient) = s.UnfusedCrossEntropy(r, s.Target(t._labels, r));
            s.Release(loss, gradient);
        },
        ["add"] = (_, s, x, _) => s.Release(s.Add("add", x, x)),
        ["updates"] = (t, s, _, _) =>
        {
            s.Update(t._sgd, t._fc.Weight, t._fc.Weight);
            s.Update(t._adam, t._fc.Weight, t._fc.Weight);
        },
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    public void Dispose()
    {
        _network.Dispose();
        _image.Dispose();
        _row.Dispose();
        _labels.Dispose();
        _sgd.Dispose();
        _adam.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void an_operation_allocates_no_managed_memory(string name)
    {
        var operation = Operations[name];
        for (int i = 0; i < 50; i++) Run(operation);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) Run(operation);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Run(Operation operation)
    {
        using var step = _network.Begin();
        operation(this, step, step.Input(_image, "image"), step.Input(_row, "row"));
    }
}
