using ModelDsl.Binding;
using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>
/// Compiled passes against the same model run by libtorch alone under its autograd, dropouts included: of every shipped model but the
/// longest, and of the nets here that have what those lack.
/// </summary>
public sealed class CompiledPassTests(ITestOutputHelper log)
{
    private const double Single = 1e-4;
    private const double Double = 1e-10;

    // Of feature maps in blocks, whose sums are taken in another order.
    private const double InBlocks = 1e-3;

    // Models with more parameters run in float32 only.
    private const long Huge = 100_000_000;

    // Models of what a smaller one has that is compared in full, only more of it or more beside it: these train once, by TrainStep in float32, and no more.
    private static readonly string[] OnceOnly =
    [
        "AlexNet", "AlexNet2012", "VggB", "VggC", "VggD", "VggE", "VggBnB", "VggBnD", "VggBnE",
        "ResNet34", "ResNet101", "ResNet152", "ResNet101V1", "ResNet152V1", "ResNet200", "CifarResNet1202", "SEResNet50V1",
        "GoogLeNetBnAux", "InceptionV3Aux", "Transformer", "VitB16",
    ];

    // In float64, for which libtorch has slow convolutions only, these train by TrainStep alone.
    private static readonly string[] LongInDouble = ["InceptionV3", "InceptionV4", "ResNet50", "SEResNet50", "DANet"];

    // As long as all others together on a CPU: small-unet.net is compared in full in its place, itself on a GPU.
    private const string Longest = "UNet";

    // Held to more in float32: a hundred normalisations and more add up their rounding, and where two values of a pooling's window are nearly the same,
    // rounding decides which of them the gradient goes to.
    private static readonly Dictionary<string, double> Coarse = new(StringComparer.Ordinal)
    {
        ["DenseNet121"] = 1e-3,
        ["ResNet200"] = 1e-3,
        ["GoogLeNet"] = 1e-2,
        ["GoogLeNetAux"] = 1e-2,
    };

    public static TheoryData<string> All => [.. ModelLibrary.Shipped.Names(_ => true).Where(name => name != Longest), .. ModelLibrary.Own.Names(PassComparison.IsSmall)];

    public static TheoryData<string> NotHuge =>
        [.. ModelLibrary.Shipped.Names(model => model.Parameters <= Huge).Except([.. OnceOnly, Longest]), .. ModelLibrary.Own.Names(PassComparison.IsSmall)];

    public static TheoryData<string> Small => [.. SmallOnes(_ => true)];

    internal static IEnumerable<string> SmallOnes(Func<BoundModel, bool> also) =>
        [.. ModelLibrary.Shipped.Names(model => PassComparison.IsSmall(model) && also(model)).Except(OnceOnly), .. ModelLibrary.Own.Names(model => PassComparison.IsSmall(model) && also(model))];

    [Fact]
    public void the_library_has_a_class_for_every_model_of_its_files_and_no_other() =>
        Assert.Equal(ModelLibrary.Shipped.Described.Keys.Order(), ModelLibrary.Shipped.Classes.Keys.Order());

    [Fact]
    public void no_net_here_has_the_name_of_a_model_of_the_library() =>
        Assert.Empty(ModelLibrary.Shipped.Described.Keys.Intersect(ModelLibrary.Own.Described.Keys));

    [Theory]
    [MemberData(nameof(All))]
    public void a_training_pass_equals_autograds_in_float32(string name) =>
        Compare(name).Training(ElementType.Float32, Coarse.GetValueOrDefault(name, Single), stepOnly: OnceOnly.Contains(name));

    [Theory]
    [MemberData(nameof(NotHuge))]
    public void a_training_pass_equals_autograds_in_float64(string name) => Compare(name).Training(ElementType.Float64, Double, stepOnly: LongInDouble.Contains(name));

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float32(string name) => Compare(name).Backward(ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(Small))]
    public void backward_from_any_gradient_of_the_output_equals_autograds_in_float64(string name) => Compare(name).Backward(ElementType.Float64, Double);

    [Theory]
    [MemberData(nameof(NotHuge))]
    public void inference_equals_libtorchs_in_float32(string name) => Compare(name).Inference(ElementType.Float32, Single);

    [Theory]
    [MemberData(nameof(BlockedPassTests.Some), MemberType = typeof(BlockedPassTests))]
    public void inference_in_blocks_equals_libtorchs(string name) => Compare(name).Inference(ElementType.Float32, InBlocks, inBlocks: true);

    [Theory]
    [MemberData(nameof(BlockedPassTests.Some), MemberType = typeof(BlockedPassTests))]
    public void inference_in_the_way_of_a_GPU_equals_libtorchs(string name) => Compare(name).Inference(ElementType.Float32, InBlocks, inBlocks: true, onGpu: true);

    internal static (Type Class, BoundModel Bound) Find(string name)
    {
        var library = ModelLibrary.Shipped.Classes.ContainsKey(name) ? ModelLibrary.Shipped : ModelLibrary.Own;
        return (library.Classes[name], library.Described[name]);
    }

    private PassComparison Compare(string name)
    {
        var model = Find(name);
        return new PassComparison(model.Class, model.Bound, log.WriteLine);
    }
}
