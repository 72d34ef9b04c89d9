using ModelDsl.Binding;
using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>
/// Compiled passes against the same model run by libtorch alone under its autograd, dropouts included: of every shipped model, and of the nets here
/// that have what those lack.
/// </summary>
public sealed class CompiledPassTests(ITestOutputHelper log)
{
    private const double Single = 1e-4;
    private const double Double = 1e-10;

    // A power of two, so that the rate is the same number in either precision.
    private const double Rate = 0.0625;

    // Models with more parameters run with one example.
    private const long Large = 10_000_000;

    // Models with more parameters run in float32 only.
    private const long Huge = 100_000_000;

    public static TheoryData<string> All => [.. ModelLibrary.Shipped.Names(), .. ModelLibrary.Own.Names(Large)];

    public static TheoryData<string> NotHuge => [.. ModelLibrary.Shipped.Names(Huge), .. ModelLibrary.Own.Names(Large)];

    public static TheoryData<string> Small => [.. ModelLibrary.Shipped.Names(Large), .. ModelLibrary.Own.Names(Large)];

    [Fact]
    public void the_library_has_a_class_for_every_model_of_its_files_and_no_other() =>
        Assert.Equal(ModelLibrary.Shipped.Described.Keys.Order(), ModelLibrary.Shipped.Classes.Keys.Order());

    [Theory]
    [MemberData(nameof(All))]
    public void a_training_pass_equals_autograds_in_float32(string name) => CompareTraining(name, ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(NotHuge))]
    public void a_training_pass_equals_autograds_in_float64(string name) => CompareTraining(name, ElementType.Float64, Double);

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float32(string name) => CompareBackward(name, ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float64(string name) => CompareBackward(name, ElementType.Float64, Double);

    [Theory]
    [MemberData(nameof(NotHuge))]
    public void inference_equals_libtorchs_in_float32(string name) => CompareInference(name, ElementType.Float32, Single);

    private static (Type Class, BoundModel Bound) Find(string name)
    {
        var library = ModelLibrary.Shipped.Classes.ContainsKey(name) ? ModelLibrary.Shipped : ModelLibrary.Own;
        return (library.Classes[name], library.Described[name]);
    }

    /// <summary>Output, loss, gradients by Forward and Backward, gradients by TrainStep and what it does with them, all from one loss.</summary>
    private void CompareTraining(string name, ElementType type, double allowed)
    {
        var bytes = Memory.CurrentBytes;
        var errors = new Errors(name, allowed);
        var model = Find(name);
        using (var subject = Subject.Of(model.Class, type, model.Bound.Parameters > Large ? 1 : 5))
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
        var model = Find(name);
        using var subject = Subject.Of(model.Class, type, 5);
        using var reference = new Reference(model.Bound, subject.Network, subject.Input, Subject.Seed);
        using var random = new RandomStream(2);
        using var gradient = reference.Output.Clone();
        gradient.Dispatcher.Aten.NormalInPlace(gradient.Handle, 0, 1, random.Handle);
        reference.Backward(gradient);
        ComparePasses(subject, reference, gradient, errors);
        errors.Log(log);
    }

    /// <summary>After some steps, so that running statistics are not what they were made.</summary>
    private void CompareInference(string name, ElementType type, double allowed)
    {
        var errors = new Errors(name, allowed);
        var model = Find(name);
        using var subject = Subject.Of(model.Class, type, 5);
        using var sgd = new Sgd(1e-4);
        for (var i = 0; i < 3; i++) subject.TrainStep(sgd);
        using var reference = new Reference(model.Bound, subject.Network, subject.Input, seed: null);
        using var loss = new ReferenceLoss(model.Bound, reference.Output, subject.Target);
        using (var predicted = subject.Predict()) errors.Check("prediction", "", reference.Output, predicted);
        var (evaluated, output) = subject.Evaluate();
        using (output) errors.Check("output of evaluation", "", reference.Output, output);
        errors.CheckLoss("of evaluation", loss.Value, evaluated);
        errors.Log(log);
    }

    private static void ComparePasses(Subject subject, Reference reference, Tensor outputGradient, Errors errors)
    {
        var (output, inputGradient) = subject.ForwardBackward(outputGradient);
        using (output) errors.Check("output", "", reference.Output, output);
        if (inputGradient is not null)
        {
            using var expected = reference.InputGradient();
            using (inputGradient) errors.Check("input gradient", "", expected, inputGradient);
        }

        foreach (var parameter in subject.Network.Parameters)
        {
            var gradient = parameter.Gradient ?? throw new InvalidOperationException($"{parameter.Name} got no gradient");
            CheckGradient("gradient", parameter.Name, gradient, reference, errors);
            parameter.ZeroGradient();
        }
    }

    private static void CheckGradient(string kind, string parameter, Tensor gradient, Reference reference, Errors errors)
    {
        using var expected = reference.Gradient(parameter);
        using var scale = reference.IsCancelled(parameter) ? reference.Gradient(parameter.Replace(".bias", ".weight")) : null;
        errors.Check(kind, parameter, expected, gradient, scale);
    }

    private static void CompareTrainStep(Subject subject, Reference reference, float expectedLoss, Errors errors)
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
