namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>
/// The updates' numbers, in float64: those of torch.optim's of PyTorch 1.13, and the formulas by hand.
/// </summary>
public sealed class FormulaTests
{
    // Five updates of [1, -2, 0.5] with the gradients [0.3, -1.5, 2] · 1, 2, 3, -4, 5.
    private static readonly Dictionary<string, (Func<FormulaOptimizer> Make, double[] AfterOne, double[] AfterFive)> Cases = new()
    {
        ["sgd"] = (() => new Sgd(0.1), [0.97, -1.85, 0.3], [0.7899999999999999, -0.9500000000000002, -0.9000000000000001]),
        ["sgd, weight decay"] = (
            () => new Sgd(0.1, weightDecay: 0.05), [0.965, -1.84, 0.2975], [0.7670375256031249, -0.9094413686500001, -0.9004504735640626]),
        ["momentum"] = (() => new Sgd(0.1, 0.9), [0.97, -1.85, 0.3], [0.504907, 0.47546499999999986, -2.80062]),
        ["momentum, weight decay"] = (
            () => new Sgd(0.1, 0.9, weightDecay: 0.05),
            [0.965, -1.84, 0.2975], [0.446328863853125, 0.5735100243500005, -2.790624836189062]),
        ["nesterov"] = (() => new Sgd(0.1, 0.9, nesterov: true), [0.943, -1.715, 0.12], [0.34441629999999995, 1.2779185, -3.870558]),
        ["nesterov, weight decay"] = (
            () => new Sgd(0.1, 0.9, nesterov: true, weightDecay: 0.05),
            [0.9335, -1.696, 0.11525], [0.2755700108722408, 1.3748005959860243, -3.8210929310099195]),
        ["adam"] = (
            () => new Adam(), [0.9990000000333333, -1.9990000000066668, 0.499000000005],
            [0.996528072190763, -1.9965280721313994, 0.49652807212768924]),
        ["adam, weight decay"] = (
            () => new Adam(0.02, weightDecay: 0.1), [0.9800000005, -1.980000000117647, 0.480000000097561],
            [0.9263081126443025, -1.9287545096323404, 0.43022881390237094]),
        ["adam, other betas and epsilon"] = (
            () => new Adam(0.02, 0.5, 0.8, 1e-3), [0.9800664451827242, -1.9800133244503664, 0.48000999500249875],
            [0.9339253936729858, -1.9338122748030153, 0.4338051899351371]),
        ["adamw"] = (
            () => new AdamW(), [0.9989900000333334, -1.9989800000066669, 0.498995000005], [0.9964781624186008, -1.9964281633592293, 0.4965031618555339]),
        ["adamw, other decay"] = (
            () => new AdamW(0.02, 0.5, 0.8, 1e-3, 0.3), [0.9740664451827242, -1.9680133244503664, 0.47700999500249874],
            [0.905334609097281, -1.8755814531741541, 0.4200377311862851]),
        ["adagrad"] = (
            () => new Adagrad(), [0.9900000000033333, -1.9900000000006666, 0.4900000000005], [0.9735988596466374, -1.9735988596424456, 0.4735988596421838]),
        ["adagrad, weight decay"] = (
            () => new Adagrad(0.1, 1e-3, 0.1), [0.9002493765586035, -1.9000587889476779, 0.4000487567040468],
            [0.7345778881774995, -1.7349682368085069, 0.23615374862211952]),
        ["rmsprop"] = (
            () => new RmsProp(), [0.9000000333333222, -1.9000000066666662, 0.40000000499999977], [0.7356639045330241, -1.73566386257246, 0.23566385994992411]),
        ["rmsprop, momentum, weight decay"] = (
            () => new RmsProp(0.02, 0.8, 1e-3, 0.5, 0.1), [0.9555272506765878, -1.9553373867084587, 0.455327367787741],
            [0.790240148836323, -1.7902812834320097, 0.29083362355153897]),
        ["adadelta"] = (
            () => new Adadelta(), [0.9968378980072851, -1.9968377293670918, 0.4968377262926713], [0.9871375067114565, -1.9871369926640943, 0.4871369832926766]),
        ["adadelta, weight decay"] = (
            () => new Adadelta(0.5, 0.7, 1e-3, 0.1), [0.9714285714285714, -1.9711491200846594, 0.4711439282823314],
            [0.8810009254693298, -1.8805558137727445, 0.38090799301676387]),
    };

    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in Cases.Keys)
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void updates_give_pytorchs_numbers(string name, bool fused)
    {
        var (make, afterOne, afterFive) = Cases[name];
        using var optimizer = make();
        optimizer.AllowFused = fused;
        using var network = new Bench(ElementType.Float64);
        var parameter = network.AddParameter("fc", "weight", [3], Initialization.Zeros);
        parameter.Value.CopyFrom<double>([1, -2, 0.5]);
        for (int i = 1; i <= 5; i++)
        {
            double factor = i == 4 ? -4 : i;
            using var gradient = Tensor.From<double>([0.3 * factor, -1.5 * factor, 2 * factor], [3]);
            optimizer.Update(parameter, gradient.Handle);
            if (i == 1) Numbers.AssertClose(afterOne, parameter.Value.ToArray<double>(), 1e-14, name);
        }

        Numbers.AssertClose(afterFive, parameter.Value.ToArray<double>(), 1e-13, name);
    }

    [Fact]
    public void sgd_with_momentum_by_hand()
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Sgd(0.5, momentum: 0.5);
        var parameter = network.AddParameter("fc", "weight", [1], Initialization.Ones);
        using var gradient = Tensor.From<double>([1], [1]);
        // v: 1, 1.5, 1.75; w: 1 - 0.5, 0.5 - 0.75, -0.25 - 0.875
        foreach (double expected in (double[])[0.5, -0.25, -1.125])
        {
            optimizer.Update(parameter, gradient.Handle);
            Assert.Equal([expected], parameter.Value.ToArray<double>());
        }
    }

    [Fact]
    public void adams_first_update_is_the_learning_rate_against_the_gradients_sign()
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Adam(0.25, epsilon: 1e-12);
        var parameter = network.AddParameter("fc", "weight", [2], Initialization.Zeros);
        using var gradient = Tensor.From<double>([1e-3, -70], [2]);
        optimizer.Update(parameter, gradient.Handle);
        Numbers.AssertClose([-0.25, 0.25], parameter.Value.ToArray<double>(), 1e-8, "first update");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void lars_moves_a_weight_by_its_own_norm_over_its_gradients(bool fused)
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Lars(learningRate: 2, momentum: 0.5, weightDecay: 0.1, trust: 0.01) { AllowFused = fused };
        var weight = network.AddParameter("fc", "weight", [1, 2], Initialization.Zeros);
        weight.Value.CopyFrom<double>([3, 4]);
        using var gradient = Tensor.From<double>([0, 2], [1, 2]);
        // |w| = 5, |g| = 2: the rate is 2 · 0.01 · 5 / (2 + 0.1 · 5) = 0.04, the first velocity 0.04 (g + 0.1 w).
        optimizer.Update(weight, gradient.Handle);
        double[] first = [0.04 * 0.3, 0.04 * 2.4];
        Numbers.AssertClose([3 - first[0], 4 - first[1]], weight.Value.ToArray<double>(), 1e-7, "after one");
        double[] w = weight.Value.ToArray<double>();
        double norm = Math.Sqrt((w[0] * w[0]) + (w[1] * w[1])), rate = 2 * 0.01 * norm / (2 + (0.1 * norm));
        optimizer.Update(weight, gradient.Handle);
        double[] expected = [w[0] - ((0.5 * first[0]) + (rate * 0.1 * w[0])), w[1] - ((0.5 * first[1]) + (rate * (2 + (0.1 * w[1]))))];
        Numbers.AssertClose(expected, weight.Value.ToArray<double>(), 1e-7, "after two");

        var bias = network.AddParameter("fc", "bias", [1], Initialization.Ones);
        using var slope = Tensor.From<double>([3], [1]);
        optimizer.Update(bias, slope.Handle);
        Numbers.AssertClose([1 - (2 * 3.1)], bias.Value.ToArray<double>(), 1e-12, "a bias has the learning rate itself");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void lars_moves_a_weight_of_zeros_by_the_learning_rate_and_one_without_a_gradient_not_at_all(bool fused)
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Lars(learningRate: 2, momentum: 0, weightDecay: 0, trust: 0.01) { AllowFused = fused };
        var zeros = network.AddParameter("fc1", "weight", [1, 2], Initialization.Zeros);
        using var gradient = Tensor.From<double>([0, 2], [1, 2]);
        optimizer.Update(zeros, gradient.Handle);
        Assert.Equal([0, -4], zeros.Value.ToArray<double>());

        var weight = network.AddParameter("fc2", "weight", [1, 2], Initialization.Zeros);
        weight.Value.CopyFrom<double>([3, 4]);
        using var none = Tensor.From<double>([0, 0], [1, 2]);
        optimizer.Update(weight, none.Handle);
        Assert.Equal([3, 4], weight.Value.ToArray<double>());
    }
}
