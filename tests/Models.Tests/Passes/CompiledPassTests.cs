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

    // Of feature maps in blocks, whose sums are taken in another order.
    private const double InBlocks = 1e-3;

    // A power of two, so that the rate is the same number in either precision.
    private const double Rate = 0.0625;

    // Steps of training before inference, and the momentum of batch normalisation unless a model names one.
    private const int Steps = 3;
    private const double Momentum = 0.1;

    // Models with more parameters, or more multiply-adds an example, run with one example.
    private const long Large = 10_000_000;
    private const long Laborious = 1_000_000_000;

    // Models with more parameters run in float32 only.
    private const long Huge = 100_000_000;

    // Models of what a smaller one has that is compared in full, only more of it or more beside it: these train once, in float32, and no more.
    private static readonly string[] OnceOnly =
    [
        "ResNet34", "ResNet101", "ResNet152", "ResNet101V1", "ResNet152V1", "ResNet200", "CifarResNet1202", "SEResNet50V1",
        "GoogLeNetBnAux", "InceptionV3Aux", "UNet", "Transformer", "VitB16",
    ];

    // Held to more in float32: a hundred normalisations and more add up their rounding, and where two values of a pooling's window are nearly the same,
    // rounding decides which of them the gradient goes to.
    private static readonly Dictionary<string, double> Coarse = new(StringComparer.Ordinal)
    {
        ["DenseNet121"] = 1e-3,
        ["ResNet200"] = 1e-3,
        ["GoogLeNet"] = 1e-2,
        ["GoogLeNetAux"] = 1e-2,
    };

    public static TheoryData<string> All => [.. ModelLibrary.Shipped.Names(_ => true), .. ModelLibrary.Own.Names(IsSmall)];

    public static TheoryData<string> NotHuge =>
        [.. ModelLibrary.Shipped.Names(model => model.Parameters <= Huge).Except(OnceOnly), .. ModelLibrary.Own.Names(IsSmall)];

    public static TheoryData<string> Small => [.. SmallOnes(_ => true)];

    internal static IEnumerable<string> SmallOnes(Func<BoundModel, bool> also) =>
        [.. ModelLibrary.Shipped.Names(model => IsSmall(model) && also(model)).Except(OnceOnly), .. ModelLibrary.Own.Names(model => IsSmall(model) && also(model))];

    [Fact]
    public void the_library_has_a_class_for_every_model_of_its_files_and_no_other() =>
        Assert.Equal(ModelLibrary.Shipped.Described.Keys.Order(), ModelLibrary.Shipped.Classes.Keys.Order());

    [Fact]
    public void no_net_here_has_the_name_of_a_model_of_the_library() =>
        Assert.Empty(ModelLibrary.Shipped.Described.Keys.Intersect(ModelLibrary.Own.Described.Keys));

    [Theory]
    [MemberData(nameof(All))]
    public void a_training_pass_equals_autograds_in_float32(string name) =>
        CompareTraining(name, ElementType.Float32, Coarse.GetValueOrDefault(name, Single));

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

    [Theory]
    [MemberData(nameof(BlockedPassTests.Some), MemberType = typeof(BlockedPassTests))]
    public void inference_in_blocks_equals_libtorchs(string name) => CompareInference(name, ElementType.Float32, InBlocks, inBlocks: true);

    // The auxiliary classifier of Inception v3 normalises a single pixel, which takes two examples.
    internal static int Examples(BoundModel model) => IsSmall(model) ? 5 : model.Name == "InceptionV3Aux" ? 2 : 1;

    private static bool IsSmall(BoundModel model) => model is { Parameters: <= Large, Macs: <= Laborious };

    internal static (Type Class, BoundModel Bound) Find(string name)
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
        using (var subject = new Subject(model.Class, model.Bound, type, Examples(model.Bound)))
        using (var reference = new Reference(model.Bound, subject.Network, subject.Batch.Inputs, Subject.Seed))
        using (var loss = new ReferenceLoss(model.Bound, reference, subject.Batch.Targets))
        {
            loss.Backward();
            if (loss.OutputGradients is { } gradients) ComparePasses(subject, reference, gradients, errors);
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
        using var subject = new Subject(model.Class, model.Bound, type, 5);
        using var reference = new Reference(model.Bound, subject.Network, subject.Batch.Inputs, Subject.Seed);
        using var random = new RandomStream(2);
        var gradients = reference.Outputs.Select(output => output.Clone()).ToArray();
        foreach (var gradient in gradients) gradient.Dispatcher.Aten.NormalInPlace(gradient.Handle, 0, 1, random.Handle);
        reference.Backward(gradients);
        ComparePasses(subject, reference, gradients, errors);
        foreach (var gradient in gradients) gradient.Dispose();
        errors.Log(log);
    }

    /// <summary>With running statistics that are no longer what they were made.</summary>
    private void CompareInference(string name, ElementType type, double allowed, bool inBlocks = false)
    {
        var errors = new Errors(name, allowed);
        var model = Find(name);
        using var subject = new Subject(model.Class, model.Bound, type, Examples(model.Bound), inBlocks);
        Settle(subject);
        using var reference = new Reference(model.Bound, subject.Network, subject.Batch.Inputs, seed: null);
        using var loss = new ReferenceLoss(model.Bound, reference, subject.Batch.Targets);
        using (var predicted = subject.Predict()) errors.Check("prediction", "", reference.Outputs[0], predicted);
        CheckOutputs("prediction", reference, subject.PredictAll(), errors);
        var (evaluated, output) = subject.Evaluate();
        using (output) errors.Check("output of evaluation", "", reference.Outputs[0], output);
        errors.CheckLoss("of evaluation", loss.Value, evaluated);
        errors.Log(log);
    }

    /// <summary>
    /// Trains some steps with running statistics that begin at 0, and makes up for that as Adam does. The statistics a network begins with are so far
    /// from those of a deep one that its scores become infinities.
    /// </summary>
    private static void Settle(Subject subject)
    {
        var buffers = subject.Network.Buffers.Select(b => b.Value).ToArray();
        foreach (var buffer in buffers) buffer.Dispatcher.Aten.MulScalarInPlace(buffer.Handle, 0);
        using var sgd = new Sgd(1e-4);
        for (var i = 0; i < Steps; i++) subject.TrainStep(sgd);
        foreach (var buffer in buffers) buffer.Dispatcher.Aten.MulScalarInPlace(buffer.Handle, 1 / (1 - Math.Pow(1 - Momentum, Steps)));
    }

    private static void ComparePasses(Subject subject, Reference reference, IReadOnlyList<Tensor> outputGradients, Errors errors)
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
