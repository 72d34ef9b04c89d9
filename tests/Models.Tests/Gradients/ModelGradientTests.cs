using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.Gradients;

/// <summary>Every shipped model's compiled passes against the same model run by libtorch alone under its autograd, dropouts included.</summary>
public sealed class ModelGradientTests(ITestOutputHelper log)
{
    private const double Single = 1e-4;
    private const double Double = 1e-10;

    // A power of two, so that the rate is the same number in either precision.
    private const double Rate = 0.0625;

    // Above this a model runs in float32 only, with one example.
    private const long Large = 10_000_000;

    public static TheoryData<string> All => [.. ShippedModel.Classes.Select(type => type.Name)];

    public static TheoryData<string> Small => [.. ShippedModel.Classes.Select(type => type.Name).Where(name => !IsLarge(name))];

    [Fact]
    public void the_library_has_a_class_for_every_model_of_its_files_and_no_other()
    {
        Assert.Equal(ShippedModel.ByName.Keys.Order(StringComparer.Ordinal), ShippedModel.Classes.Select(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void a_training_pass_equals_autograds_in_float32(string name) => CompareTraining(name, ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(Small))]
    public void a_training_pass_equals_autograds_in_float64(string name) => CompareTraining(name, ElementType.Float64, Double);

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float32(string name) => CompareBackward(name, ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float64(string name) => CompareBackward(name, ElementType.Float64, Double);

    private static bool IsLarge(string name) => !ShippedModel.ByName.TryGetValue(name, out var bound) || bound.Parameters > Large;

    /// <summary>Output, loss, gradients by Forward and Backward, gradients by TrainStep and what it does with them, all from one loss.</summary>
    private void CompareTraining(string name, ElementType type, double allowed)
    {
        var bytes = Memory.CurrentBytes;
        var errors = new Errors(name, allowed);
        var model = ShippedModel.Named(name);
        using (var subject = Subject.Of(model.Class, type, IsLarge(name) ? 1 : 5))
        using (var reference = new Reference(model.Bound, subject.Network, subject.Input, Subject.Seed))
        using (var loss = new ReferenceLoss(model.Bound, reference.Output, subject.Target))
        {
            reference.Backward(loss.OutputGradient);
            ComparePasses(subject, reference, loss.OutputGradient, errors);
            CompareTrainStep(subject, reference, loss.Value, errors);
        }

        errors.Log(log);
        Assert.Equal(bytes, Memory.CurrentBytes);
        Memory.Trim();
    }

    private void CompareBackward(string name, ElementType type, double allowed)
    {
        var errors = new Errors(name, allowed);
        var model = ShippedModel.Named(name);
        using var subject = Subject.Of(model.Class, type, 5);
        using var reference = new Reference(model.Bound, subject.Network, subject.Input, Subject.Seed);
        using var random = new RandomStream(2);
        using var gradient = reference.Output.Clone();
        gradient.Dispatcher.Aten.NormalInPlace(gradient.Handle, 0, 1, random.Handle);
        reference.Backward(gradient);
        ComparePasses(subject, reference, gradient, errors);
        errors.Log(log);
    }

    private static void ComparePasses(Subject subject, Reference reference, Tensor outputGradient, Errors errors)
    {
        var (output, inputGradient) = subject.ForwardBackward(outputGradient);
        using (output) errors.Check("output", "", reference.Output, output);
        using (inputGradient)
        using (var expected = reference.InputGradient()) errors.Check("input gradient", "", expected, inputGradient);
        foreach (var parameter in subject.Network.Parameters)
        {
            using var expected = reference.Gradient(parameter.Name);
            errors.Check("gradient", parameter.Name, expected, parameter.Gradient ?? throw new InvalidOperationException($"{parameter.Name} got no gradient"));
            parameter.ZeroGradient();
        }
    }

    private static void CompareTrainStep(Subject subject, Reference reference, float expectedLoss, Errors errors)
    {
        var updated = new List<string>();
        using var sgd = new Sgd(Rate);
        using var optimizer = new Watched(sgd, (parameter, gradient, update) =>
        {
            using (var expected = reference.Gradient(parameter.Name)) errors.Check("step's gradient", parameter.Name, expected, gradient);
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
