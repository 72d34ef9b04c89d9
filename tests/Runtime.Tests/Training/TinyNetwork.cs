namespace ModelDsl.Runtime.Tests;

/// <summary>Two numbers to three classes through six hidden units, written as the compiler writes networks; it has buffers too.</summary>
internal sealed class TinyNetwork : Network<S2, S3, Labels>
{
    private static readonly LayerInfo[] Table =
    [
        new("fc1", "fc-6", "tiny.net(3)", "6", 18, 12, 24, "input"),
        new("bn1", "bn", "tiny.net(3)", "6", 12, 0, 24, "fc1"),
        new("fc2", "fc-3", "tiny.net(3)", "3", 21, 18, 12, "bn1"),
        new("softmax", "softmax", "tiny.net(3)", "3", 0, 0, 12, "fc2"),
    ];

    private readonly double _dropout, _l2;

    public TinyNetwork(int seed = 0, ElementType elementType = ElementType.Float32, double dropout = 0, double l2 = 0) : base("Tiny", Table, seed, null, elementType)
    {
        (_dropout, _l2) = (dropout, l2);
        Fc1 = new LinearParameters(this, "fc1", [6, 2], bias: true, Initialization.He);
        Bn1 = new BatchNormParameters(this, "bn1", 6);
        Fc2 = new LinearParameters(this, "fc2", [3, 6], bias: true, Initialization.He);
    }

    public LinearParameters Fc1 { get; }

    public BatchNormParameters Bn1 { get; }

    public LinearParameters Fc2 { get; }

    public override IReadOnlyList<string> LossTerms => _l2 == 0 ? [] : ["cross-entropy", "l2"];

    public override Tensor<S3> Predict(Tensor<S2> input)
    {
        using var step = Begin();
        return step.Return<S3>(step.Softmax("softmax", Logits(step, step.Input(input, "input"))));
    }

    public override float Evaluate(Tensor<S2> input, Labels labels, out Tensor<S3> output)
    {
        using var step = Begin();
        var x = step.Input(input, "input");
        var logits = Logits(step, x);
        var (loss, _) = step.SoftmaxCrossEntropy("softmax", logits, step.Target(labels, x));
        output = step.Return<S3>(step.Softmax("softmax", logits));
        return step.Read(Whole(step, loss));
    }

    public override float TrainStep(Tensor<S2> input, Labels labels, Optimizer optimizer)
    {
        using var step = Begin();
        var x = step.Input(input, "input");
        var target = step.Target(labels, x);
        var fc1 = step.Linear(Fc1, x);
        var (bn1, mean, inverseDeviation) = step.BatchNorm(Bn1, fc1, activation: Activation.Relu);
        var (kept, mask) = step.Dropout("dropout1", bn1, _dropout);
        var fc2 = step.Linear(Fc2, kept);
        var (loss, dFc2) = step.SoftmaxCrossEntropy("softmax", fc2, target);
        var whole = Whole(step, loss);
        var (dKept, dFc2Weight, dFc2Bias) = step.LinearBackward(Fc2, dFc2, kept);
        var dBn1 = step.DropoutBackward("dropout1", dKept, mask, _dropout);
        step.Update(optimizer, Fc2.Weight, dFc2Weight, l2: _l2);
        step.Update(optimizer, Fc2.Bias!, dFc2Bias);
        var (dFc1, dBn1Weight, dBn1Bias) = step.BatchNormBackward(Bn1, dBn1, fc1, mean, inverseDeviation, bn1, activation: Activation.Relu);
        step.Update(optimizer, Bn1.Weight, dBn1Weight, l2: _l2);
        step.Update(optimizer, Bn1.Bias, dBn1Bias);
        var (_, dFc1Weight, dFc1Bias) = step.LinearBackward(Fc1, dFc1, x, inputGradient: false);
        step.Update(optimizer, Fc1.Weight, dFc1Weight, l2: _l2);
        step.Update(optimizer, Fc1.Bias!, dFc1Bias);
        return step.Read(whole);
    }

    private Value Whole(Step step, Value loss) => _l2 == 0 ? loss : step.SumOfLosses("softmax", loss, step.WeightPenalty("softmax", l2: _l2));

    private Value Logits(Step step, Value x) =>
        step.Linear(Fc2, step.BatchNormInference(Bn1, step.Linear(Fc1, x), activation: Activation.Relu));
}
