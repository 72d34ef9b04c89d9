using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>The shim's own operators against the same formulas in ATen's.</summary>
public sealed class CustomOperatorTests : IDisposable
{
    private readonly Handles _h = new();

    public void Dispose() => _h.Dispose();

    private static double Tolerance(ElementType type) => type == ElementType.Float64 ? 1e-13 : 1e-6;

    private static void Sgd(nint p, nint g, nint velocity, double rate, double momentum, double weightDecay, bool nesterov) =>
        Ops.UpdateInPlace(p, g, velocity == 0 ? [] : [velocity], UpdateRule.Sgd, [rate, momentum, weightDecay, nesterov ? 1 : 0]);

    private static void Adam(nint p, nint g, nint mean, nint variance, double rate, double beta1, double beta2, double epsilon, double weightDecay, long step) =>
        Ops.UpdateInPlace(p, g, [mean, variance], UpdateRule.Adam, [rate, beta1, beta2, epsilon, weightDecay, step]);

    [Fact]
    public void they_are_there() => Assert.True(Ops.HasFusedOperators);

    [Theory]
    [InlineData(ElementType.Float32, 0, 0, false)]
    [InlineData(ElementType.Float32, 0.9, 0, false)]
    [InlineData(ElementType.Float32, 0.9, 5e-4, true)]
    [InlineData(ElementType.Float64, 0, 5e-4, false)]
    [InlineData(ElementType.Float64, 0.9, 5e-4, false)]
    [InlineData(ElementType.Float64, 0.9, 0, true)]
    public void sgd_is_pytorchs(ElementType type, double momentum, double weightDecay, bool nesterov)
    {
        // Odd, and long enough for two threads.
        var p = _h.Normal(1, [70_001], type);
        var expected = _h.Add(Ops.Clone(p));
        var velocity = momentum == 0 ? 0 : _h.Add(Ops.ZerosLike(p));
        var expectedVelocity = _h.Add(Ops.ZerosLike(p));
        for (var step = 0; step < 3; step++)
        {
            var g = _h.Normal(10 + step, [70_001], type);
            Sgd(p, g, velocity, 0.1, momentum, weightDecay, nesterov);

            var d = _h.Add(Ops.Clone(g));
            Ops.AddScaledInPlace(d, expected, weightDecay);
            Ops.MulScalarInPlace(expectedVelocity, momentum);
            Ops.AddInPlace(expectedVelocity, d);
            if (nesterov) Ops.AddScaledInPlace(d, expectedVelocity, momentum);
            Ops.AddScaledInPlace(expected, nesterov ? d : expectedVelocity, -0.1);
        }

        AssertClose(Read(expected), Read(p), Tolerance(type));
        if (velocity != 0) AssertClose(Read(expectedVelocity), Read(velocity), Tolerance(type));
    }

    [Theory]
    [InlineData(ElementType.Float32, 0)]
    [InlineData(ElementType.Float32, 0.01)]
    [InlineData(ElementType.Float64, 0.01)]
    public void adam_is_pytorchs(ElementType type, double weightDecay)
    {
        const double Rate = 1e-2, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        var p = _h.Normal(1, [70_001], type);
        var expected = _h.Add(Ops.Clone(p));
        var (mean, variance) = (_h.Add(Ops.ZerosLike(p)), _h.Add(Ops.ZerosLike(p)));
        var (m, v) = (_h.Add(Ops.ZerosLike(p)), _h.Add(Ops.ZerosLike(p)));
        for (var step = 1; step <= 3; step++)
        {
            var g = _h.Normal(10 + step, [70_001], type);
            Adam(p, g, mean, variance, Rate, Beta1, Beta2, Epsilon, weightDecay, step);

            var d = _h.Add(Ops.Clone(g));
            Ops.AddScaledInPlace(d, expected, weightDecay);
            Ops.MulScalarInPlace(m, Beta1);
            Ops.AddScaledInPlace(m, d, 1 - Beta1);
            Ops.MulScalarInPlace(v, Beta2);
            Ops.AddcmulInPlace(v, d, d, 1 - Beta2);
            var root = _h.Add(Ops.Sqrt(v));
            Ops.MulScalarInPlace(root, 1 / Math.Sqrt(1 - Math.Pow(Beta2, step)));
            Ops.AddScalarInPlace(root, Epsilon);
            Ops.AddcdivInPlace(expected, m, root, -Rate / (1 - Math.Pow(Beta1, step)));
        }

        AssertClose(Read(expected), Read(p), Tolerance(type));
        AssertClose(Read(m), Read(mean), Tolerance(type));
        AssertClose(Read(v), Read(variance), Tolerance(type));
    }

    [Fact]
    public void an_update_takes_a_gradient_whose_elements_lie_in_another_order()
    {
        var p = _h.Floats([2, 3], 0, 0, 0, 0, 0, 0);
        var transposed = _h.Add(Ops.T(_h.Floats([3, 2], 1, 2, 3, 4, 5, 6)));
        Sgd(p, transposed, 0, 1, 0, 0, false);
        Assert.Equal([-1, -3, -5, -2, -4, -6], Read(p));
    }

    [Fact]
    public void an_update_works_on_channels_last_memory()
    {
        var p = _h.Add(Ops.Contiguous(_h.Normal(1, [4, 3, 2, 2]), Runtime.Interop.MemoryFormat.ChannelsLast));
        var before = Read(p);
        var g = _h.Normal(2, [4, 3, 2, 2]);
        Sgd(p, g, 0, 1, 0, 0, false);
        AssertClose(before.Zip(Read(g), (x, y) => x - y).ToArray(), Read(p), 1e-6);
    }

    [Fact]
    public void an_update_with_other_sizes_or_types_is_an_error()
    {
        var p = _h.Normal(1, [4]);
        Assert.Contains("[3]", Assert.Throws<LibTorchException>(() => Sgd(p, _h.Normal(1, [3]), 0, 1, 0, 0, false)).Message);
        var doubles = _h.Normal(1, [4], ElementType.Float64);
        Assert.Throws<LibTorchException>(() => Sgd(p, doubles, 0, 1, 0, 0, false));
        Assert.Throws<LibTorchException>(() => Sgd(p, p, doubles, 1, 0.9, 0, false));
        Assert.Throws<LibTorchException>(() => Sgd(p, p, 0, 1, 0.9, 0, false));
        Assert.Throws<LibTorchException>(() => Adam(p, p, p, p, 1, 0.9, 0.999, 1e-8, 0, 0));
        Assert.Contains("4 constants", Assert.Throws<LibTorchException>(() => Ops.UpdateInPlace(p, p, [], UpdateRule.Sgd, [1])).Message);
        Assert.Contains("2 states", Assert.Throws<LibTorchException>(() => Ops.UpdateInPlace(p, p, [], UpdateRule.Adam, [1, 0.9, 0.999, 1e-8, 0, 1])).Message);
        Assert.Contains("no rule 99", Assert.Throws<LibTorchException>(() => Ops.UpdateInPlace(p, p, [], (UpdateRule)99, [])).Message);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1, 1)]
    [InlineData(ElementType.Float32, 128, 10)]
    [InlineData(ElementType.Float64, 33, 1000)]
    public void softmax_cross_entropy_is_the_mean_and_its_gradient(ElementType type, int examples, int classes)
    {
        var logits = _h.Normal(1, [examples, classes], type);
        Ops.MulScalarInPlace(logits, 20);
        using var labels = Labels.From(Enumerable.Range(0, examples).Select(i => i * 7 % classes).ToArray());
        var (loss, gradient) = Ops.SoftmaxCrossEntropy(logits, labels.Handle);
        _h.Add(loss);
        _h.Add(gradient);

        var logSoftmax = _h.Add(Ops.LogSoftmax(logits, 1));
        var (expected, total) = Ops.NllLossForward(logSoftmax, labels.Handle, 0, Runtime.Interop.Reduction.Mean, -100);
        _h.Add(expected);
        _h.Add(total);
        var one = _h.Add(Ops.OnesLike(expected));
        var nll = _h.Add(Ops.NllLossBackward(one, logSoftmax, labels.Handle, 0, Runtime.Interop.Reduction.Mean, -100, total));
        var expectedGradient = _h.Add(Ops.LogSoftmaxBackwardData(nll, logSoftmax, 1, type));
        Assert.Empty(Sizes(loss));
        AssertClose(Read(expected), Read(loss), Tolerance(type));
        AssertClose(Read(expectedGradient), Read(gradient), Tolerance(type));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    public void a_label_out_of_range_is_an_error_that_names_example_label_and_classes(int label)
    {
        var logits = _h.Normal(1, [3, 10]);
        using var labels = Labels.From([0, label, 2]);
        var e = Assert.Throws<LibTorchException>(() => Ops.SoftmaxCrossEntropy(logits, labels.Handle));
        Assert.Equal($"modeldsl::softmax_cross_entropy: the label of example 1 is {label}; there are 10 classes", e.Message);
    }

    [Fact]
    public void labels_of_another_number_or_type_are_an_error()
    {
        var logits = _h.Normal(1, [3, 10]);
        using var two = Labels.From([0, 1]);
        Assert.Throws<LibTorchException>(() => Ops.SoftmaxCrossEntropy(logits, two.Handle));
        Assert.Throws<LibTorchException>(() => Ops.SoftmaxCrossEntropy(logits, _h.Normal(1, [3])));
    }

    [Fact]
    public void logits_beyond_the_exponentials_range_give_a_finite_loss()
    {
        using var labels = Labels.From([1]);
        var (loss, gradient) = Ops.SoftmaxCrossEntropy(_h.Floats([1, 2], 1e4f, -1e4f), labels.Handle);
        Assert.Equal([2e4], Read(_h.Add(loss)));
        Assert.Equal([1, -1], Read(_h.Add(gradient)));
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void sigmoid_bce_is_the_mean_and_its_gradient(ElementType type)
    {
        var logits = _h.Normal(1, [101, 97], type);
        Ops.MulScalarInPlace(logits, 30);
        var target = _h.Add(Ops.Sigmoid(_h.Normal(2, [101, 97], type)));
        var (loss, gradient) = Ops.SigmoidBce(logits, target);
        _h.Add(loss);
        _h.Add(gradient);

        var expected = _h.Add(Ops.BinaryCrossEntropyWithLogits(logits, target, 0, 0, Runtime.Interop.Reduction.Mean));
        var difference = _h.Add(Ops.Sub(_h.Add(Ops.Sigmoid(logits)), target));
        AssertClose(Read(expected), Read(loss), Tolerance(type));
        AssertClose(Read(_h.Add(Ops.MulScalar(difference, 1.0 / (101 * 97)))), Read(gradient), Tolerance(type));
    }

    [Fact]
    public void the_number_of_threads_does_not_change_a_bit()
    {
        var logits = _h.Normal(1, [200, 300]);
        var target = _h.Add(Ops.Sigmoid(_h.Normal(2, [200, 300])));
        using var labels = Labels.From(Enumerable.Range(0, 200).ToArray());
        var before = Torch.Threads;
        var losses = new List<(double, double)>();
        try
        {
            for (var threads = 1; threads <= 3; threads++)
            {
                Torch.Threads = threads;
                var ce = Ops.SoftmaxCrossEntropy(logits, labels.Handle);
                var bce = Ops.SigmoidBce(logits, target);
                foreach (var handle in (nint[])[ce.Loss, ce.Gradient, bce.Loss, bce.Gradient]) _h.Add(handle);
                losses.Add((Read(ce.Loss)[0], Read(bce.Loss)[0]));
            }
        }
        finally
        {
            Torch.Threads = before;
        }

        Assert.Single(losses.Distinct());
    }
}
