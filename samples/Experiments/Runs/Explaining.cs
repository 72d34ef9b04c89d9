using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Explaining;
using ModelDsl.Runtime.Training;

namespace Experiments.Runs;

internal sealed class GradCams : Experiment
{
    private const int Images = 500, ShortImages = 50, Shown = 10, Side = 28, Patch = 4, Across = Side / Patch, Places = Across * Across, Tenth = 5;

    public override string Name => "grad-cam";

    public override string Subject =>
        "three 3x3 convolutions on Fashion-MNIST, 6 epochs of Adam; of each of 500 test pictures a tenth is covered in black, the background's colour: five squares of 4x4 where its Grad-CAM is highest, "
        + "or five at random";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new FashionMaps(lab.Seed);
        using var optimizer = new Adam(2e-3);
        var (train, test) = lab.FashionAs<F1x28x28>();
        var options = new TrainerOptions { Epochs = lab.Epochs(6), BatchSize = 128, Schedule = LearningRateSchedule.Cosine() };
        lab.Train(network, optimizer, options, train, test);

        int count = lab.IsShort ? ShortImages : Images;
        using var pictures = lab.ClothesToTest.Batch<F1x28x28>([.. Enumerable.Range(0, count)]);
        var (classes, sure) = Answers(network, pictures);
        var maps = GradCam.Of(network, "features", pictures, classes);
        var random = new Random(lab.Seed);
        double highest = Loss(network, pictures, classes, sure, picture => Highest(maps[picture]));
        double moved = Loss(network, pictures, classes, sure, picture => Moved(Highest(maps[picture]), random));
        double scattered = Loss(network, pictures, classes, sure, _ => Scattered(random));
        Draw(lab, network, pictures, maps, classes);
        return
        [
            new("probability lost where the map is highest", 100 * highest, "%", Least: 100 * scattered),
            new("at random", 100 * scattered, "%"),
            new("where the same five squares lie elsewhere", 100 * moved, "%"),
        ];
    }

    /// <summary>What each picture is taken for, and the probability of that.</summary>
    private static (int[] Classes, float[] Sure) Answers(FashionMaps network, Tensor<F1x28x28> pictures)
    {
        using var output = network.Predict(pictures);
        float[][] answers = [.. output.ToArray<float>().Chunk(10)];
        return ([.. answers.Select(answer => Array.IndexOf(answer, answer.Max()))], [.. answers.Select(answer => answer.Max())]);
    }

    /// <summary>The mean over the pictures of what the class's probability loses where some places of the map are covered.</summary>
    private static double Loss(FashionMaps network, Tensor<F1x28x28> pictures, int[] classes, float[] sure, Func<int, int[]> places)
    {
        float[] pixels = pictures.ToArray<float>();
        // The background's: it takes away what is there, where grey squares would be edges of their own.
        float black = pixels.Min();
        for (int picture = 0; picture < classes.Length; picture++)
        {
            foreach (int place in places(picture))
            {
                for (int y = 0; y < Patch; y++) pixels.AsSpan((picture * Side + place / Across * Patch + y) * Side + place % Across * Patch, Patch).Fill(black);
            }
        }

        using var covered = Tensor<F1x28x28>.From(pixels);
        using var output = network.Predict(covered);
        float[] answers = output.ToArray<float>();
        return classes.Select((label, picture) => (double)sure[picture] - answers[picture * 10 + label]).Average();
    }

    /// <summary>The tenth of its places where a map is highest.</summary>
    private static int[] Highest(HeatMap map) => [.. Enumerable.Range(0, Places).OrderByDescending(place => map.Values[place]).Take(Tenth)];

    /// <summary>The same places as they lie to each other, elsewhere: what leaves the map at one side comes in at the other.</summary>
    private static int[] Moved(int[] places, Random random)
    {
        int down = random.Next(Across), right = random.Next(Across);
        return [.. places.Select(place => (place / Across + down) % Across * Across + (place % Across + right) % Across)];
    }

    private static int[] Scattered(Random random)
    {
        int[] places = [.. Enumerable.Range(0, Places)];
        random.Shuffle(places);
        return places[..Tenth];
    }

    private static void Draw(Lab lab, FashionMaps network, Tensor<F1x28x28> pictures, IReadOnlyList<HeatMap> maps, int[] classes)
    {
        using var few = lab.ClothesToTest.Batch<F1x28x28>([.. Enumerable.Range(0, Shown)]);
        Picture[] shown = [.. Enumerable.Range(0, Shown).Select(i => new Picture(lab.ClothesToTest.Image(i).ToArray(), 1, 28, 28))];
        var saliency = Saliency.Of(network, few, classes[..Shown]);
        Picture[] rows =
        [
            .. shown.Select(picture => picture.Resize(3, 28, 28)), .. shown.Select((picture, i) => maps[i].Over(picture)), .. shown.Select((picture, i) => saliency[i].Over(picture)),
        ];
        lab.Draw("test pictures; Grad-CAM for the class that each is taken for; saliency", "overlay.png", Tiles.Of(rows, columns: Shown, scale: 3));
        lab.Draw("filters of the first convolution", "filters.png", Tiles.Filters(network.Conv1));
        using var observation = new Observation(network);
        using var pass = network.Forward(pictures);
        lab.Draw("feature maps of the first picture", "maps.png", Tiles.FeatureMaps(observation.Value("features"), scale: 6));
        float[] codes = [.. observation.Value("features").ToArray<float>().Chunk(49).Select(map => map.Average())];
        int[] labels = [.. lab.ClothesToTest.Labels.Take(classes.Length).Select(label => (int)label)];
        lab.Draw("the pictures' codes of 64 numbers by t-SNE, coloured by class", "t-sne.png", Scatter.Draw(TSne.Embed(codes, 64, perplexity: 15, seed: lab.Seed), labels));
        lab.Draw("and by their two principal components", "pca.png", Scatter.Draw(Pca.Fit(codes, 64).Transform(codes), labels));
    }
}
