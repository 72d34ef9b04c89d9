using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Explaining;
using ModelDsl.Runtime.Training;
using ModelDsl.Runtime.Watching;

namespace ModelDsl.Models.Tests.Docs;

/// <summary>The examples of docs/watching.md and docs/explaining.md, word for word: that they compile is what is tested.</summary>
internal static class PageExamples
{
    public static TrainerOptions Watched(LeNet5 net, ImageSet digits)
    {
        var options = new TrainerOptions
        {
            Epochs = 8,
            Progress = TrainingProgress.OnConsole(),
            Callbacks =
            [
                new JsonLines("runs/first.jsonl"),
                new TensorBoard("runs/first") { Pictures = () => Samples.Of(net, digits.Test, digits.Classes) },
                new HtmlReport("runs/first.html", "LeNet-5 on MNIST") { Classes = digits.Classes, Pictures = () => Samples.Of(net, digits.Test, digits.Classes) },
            ],
        };
        return options;
    }

    public static void Page()
    {
        new HtmlPage("Two numbers")
            .Paragraph("Measured on 10,000 examples.")
            .Table(["what", "value"], [["accuracy", "99.2 %"], ["loss", "0.021"]])
            .Save("runs/numbers.html");
    }

    public static void Observed(Nets.FashionMaps net, Tensor<Nets.F1x28x28> pictures)
    {
        using var observation = new Observation(net);
        using var pass = net.Forward(pictures);
        Tensor maps = observation.Value("features");                        // [N, 64, 7, 7]
        PngFile.Write("maps.png", Tiles.FeatureMaps(maps, example: 0));
    }

    public static void Mapped(Nets.FashionMaps net, Tensor<Nets.F1x28x28> pictures, Picture boot)
    {
        HeatMap map = GradCam.Of(net, "features", pictures, 9)[0];
        PngFile.Write("ankle-boot.png", map.Over(boot));
    }

    public static void Embedded(float[] codes, int[] labels)
    {
        float[] places = TSne.Embed(codes, dimensions: 64, perplexity: 30, seed: 1);
        PngFile.Write("codes.png", Scatter.Draw(places, labels));
    }
}
