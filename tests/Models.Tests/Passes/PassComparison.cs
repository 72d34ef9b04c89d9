using ModelDsl.Binding;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>One model's compiled passes against the same model run by libtorch alone under its autograd, on the same device.</summary>
/// <param name="network">The model's class.</param>
/// <param name="model">What its file says it is.</param>
/// <param name="log">Told of the worst errors.</param>
/// <param name="device">Where both run.</param>
internal sealed class PassComparison(Type network, BoundModel model, Action<string> log, Device device = default)
{
    // A power of two, so that the rate is the same number in either precision.
    private const double Rate = 0.0625;

    // Of batch normalisation, unless a model names another.
    private const double Momentum = 0.1;

    // Models with more parameters, or more multiply-adds an example, run with one example; of the others those with more than the last with two.
    private const long Large = 10_000_000;
    private const long Laborious = 1_000_000_000;
    private const long Long = 200_000_000;

    /// <summary>Whether a model runs with several examples.</summary>
    public static bool IsSmall(BoundModel model) => model is { Parameters: <= Large, Macs: <= Laborious };

    /// <summary>How many examples a model runs with. The auxiliary classifier of Inception v3 normalises a single pixel, which takes two.</summary>
    public static int Examples(BoundModel model) => IsSmall(model) ? model.Macs > Long ? 2 : 5 : model.Name == "InceptionV3Aux" ? 2 : 1;

    /// <summary>
    /// Output, loss, gradients by Forward and Backward, gradients by TrainStep and what it does with them, all from one loss; of the step alone, loss and gradients.
    /// </summary>
    public void Training(ElementType type, double allowed, bool stepOnly = false)
    {
        var bytes = Memory.CurrentBytes;
        var errors = new Errors(model.Name, allowed);
        using (var subject = new Subject(network, model, type, Examples(model), device: device))
        using (var reference = new Reference(model, subject.Network, subject.Batch.Inputs, Subject.Seed))
        using (var loss = new ReferenceLoss(model, reference, subject.Batch.Targets))
        {
            loss.Backward();
            if (!stepOnly && loss.OutputGradients is { } gradients) CheckPasses(subject, reference, gradients, errors);
            CheckTrainStep(subject, reference, loss.Value, errors);
        }

        errors.Log(log);
        Assert.Equal(bytes, Memory.CurrentBytes);
    }

    public void Backward(ElementType type, double allowed)
    {
        var errors = new Errors(model.Name, allowed);
        using var subject = new Subject(network, model, type, 5, device: device);
        using var reference = new Reference(model, subject.Network, subject.Batch.Inputs, Subject.Seed);
        using var random = new RandomStream(2, device);
        var gradients = reference.Outputs.Select(output => output.Clone()).ToArray();
        foreach (var gradient in gradients) gradient.Dispatcher.Aten.NormalInPlace(gradient.Handle, 0, 1, random.Handle);
        reference.Backward(gradients);
        CheckPasses(subject, reference, gradients, errors);
        foreach (var gradient in gradients) gradient.Dispose();
        errors.Log(log);
    }

    /// <summary>With running statistics that are no longer what they were made.</summary>
    public void Inference(ElementType type, double allowed, bool inBlocks = false, bool onGpu = false)
    {
        var errors = new Errors(model.Name, allowed);
        using var subject = new Subject(network, model, type, Examples(model), inBlocks, device);
        if (onGpu) subject.Network.ActAsOnGpu();
        Settle(subject);
        using var reference = new Reference(model, subject.Network, subject.Batch.Inputs, seed: null);
        using var loss = new ReferenceLoss(model, reference, subject.Batch.Targets);
        using (var predicted = subject.Predict()) errors.Check("prediction", "", reference.Outputs[0], predicted);
        CheckOutputs("prediction", reference, subject.PredictAll(), errors);
        var (evaluated, output) = subject.Evaluate();
        using (output) errors.Check("output of evaluation", "", reference.Outputs[0], output);
        errors.CheckLoss("of evaluation", loss.Value, evaluated);
        errors.Log(log);
    }

    /// <summary>
    /// Trains a step with running statistics that begin at 0, and makes up for that as Adam does. The statistics a network begins with are so far
    /// from those of a deep one that its scores become infinities.
    /// </summary>
    private static void Settle(Subject subject)
    {
        var buffers = subject.Network.Buffers.Select(b => b.Value).ToArray();
        foreach (var buffer in buffers) buffer.Dispatcher.Aten.MulScalarInPlace(buffer.Handle, 0);
        using var sgd = new Sgd(1e-4);
        subject.TrainStep(sgd);
        foreach (var buffer in buffers) buffer.Dispatcher.Aten.MulScalarInPlace(buffer.Handle, 1 / Momentum);
    }

    private static void CheckPasses(Subject subject, Reference reference, IReadOnlyList<Tensor> outputGradients, Errors errors)
    {
        var (outputs, inputGradients) = subject.ForwardBackward(outputGradients);
        CheckOutputs("output", reference, outputs, errors);
        for (var i = 0; i < inputGradients.Count; i++)
        {
            if (inputGradients[i] is not { } gradient) continue;
            using var expected = reference.InputGradient(i);
            using (gradient) errors.Check("input gradient", reference.Model.Body.Inputs[i].Name, expected, gradient);
        }

        foreach (var parameter in subject.Network.Parameters)
        {
            var gradient = parameter.Gradient ?? throw new InvalidOperationException($"{parameter.Name} got no gradient");
            CheckGradient("gradient", parameter.Name, gradient, reference, errors);
            parameter.ZeroGradient();
        }
    }

    private static void CheckOutputs(string kind, Reference reference, IReadOnlyList<Tensor> outputs, Errors errors)
    {
        Assert.Equal(reference.Outputs.Count, outputs.Count);
        for (var i = 0; i < outputs.Count; i++)
        {
            using var output = outputs[i];
            errors.Check(kind, reference.Model.OutputNames[i], reference.Outputs[i], output);
        }
    }

    private static void CheckGradient(string kind, string parameter, Tensor gradient, Reference reference, Errors errors)
    {
        using var expected = reference.Gradient(parameter);
        var partner = parameter.EndsWith(".bias", StringComparison.Ordinal) ? parameter.Replace(".bias", ".weight") : parameter.Replace(".weight", ".bias");
        using var scale = reference.IsCancelled(parameter) ? reference.Gradient(partner) : null;
        errors.Check(kind, parameter, expected, gradient, scale);
    }

    private static void CheckTrainStep(Subject subject, Reference reference, float expectedLoss, Errors errors)
    {
        var updated = new List<string>();
        using var sgd = new Sgd(Rate);
        using var optimizer = new Watched(sgd, (parameter, gradient, update) =>
        {
            CheckGradient("step's gradient", parameter.Name, gradient, reference, errors);
            using var before = parameter.Value.Clone();
            update();
            Assert.True(Difference.BeyondRounding(before, gradient, parameter.Value, Rate) <= 1, $"{parameter.Name} is not before - rate * gradient");
            updated.Add(parameter.Name);
        });
        var loss = subject.TrainStep(optimizer);
        errors.CheckLoss("", expectedLoss, loss);
        Assert.Equal(subject.Network.Parameters.Select(p => p.Name).Order(), updated.Order());
    }
}
