using ModelDsl.Binding;
using ModelDsl.Models.Tests;
using ModelDsl.Models.Tests.Passes;
using ModelDsl.Runtime;

namespace ModelDsl.GpuCheck;

/// <summary>The compiled passes of the shipped models against libtorch's autograd on the device.</summary>
internal static class NetworkChecks
{
    private const string Group = "networks against autograd";

    private const double Single = 1e-4;
    private const double Double = 1e-10;

    // Sums of feature maps whose channels stand beside each other are taken in another order.
    private const double OtherOrder = 1e-3;

    // Models with more multiply-adds an example are left out of a quick run.
    private const long Quick = 50_000_000;

    // In float32 these say little: a hundred normalisations add up their rounding, and rounding decides which maximum a gradient goes to.
    private static readonly HashSet<string> Rounding = new(StringComparer.Ordinal) { "DenseNet121", "ResNet200", "GoogLeNet", "GoogLeNetAux" };

    // One of each family among the large; the small ones run all.
    private static readonly HashSet<string> Large = new(StringComparer.Ordinal)
    {
        "AlexNet", "VggA", "ResNet18", "ResNet50", "SEResNet50", "MobileNetV2", "ShuffleNetV2", "EfficientNetB0", "InceptionV3", "DenseNet121", "UNet", "VitB16",
    };

    public static void Run(Tally tally, Device device, bool quick)
    {
        using var exact = new ExactProducts();
        var library = ModelLibrary.Shipped;
        foreach (string name in library.Names(model => IsWanted(model, quick)))
        {
            var comparison = new PassComparison(library.Classes[name], library.Described[name], _ => { }, device);
            if (!Rounding.Contains(name)) tally.Check(Group, $"{name}, training, float32", () => comparison.Training(ElementType.Float32, Single));
            tally.Check(Group, $"{name}, training, float64", () => comparison.Training(ElementType.Float64, Double));
            tally.Check(Group, $"{name}, inference, float32", () => comparison.Inference(ElementType.Float32, Single));
            tally.Check(Group, $"{name}, inference in the device's own layout, float32", () => comparison.Inference(ElementType.Float32, OtherOrder, inBlocks: true));
        }

        tally.Report(Group);
    }

    private static bool IsWanted(BoundModel model, bool quick) =>
        quick ? model.Macs <= Quick && PassComparison.IsSmall(model) : PassComparison.IsSmall(model) || Large.Contains(model.Name);
}
