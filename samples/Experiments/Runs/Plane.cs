using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

internal sealed class Sine : Experiment
{
    private const float Noise = 0.1f;

    public override string Name => "sinusoid";

    public override string Subject => "a perceptron 1-32-32-1 on 1,000 points of a sinusoid with noise of deviation 0.1";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Library.Sinusoid(lab.Seed);
        using var optimizer = new Adam(5e-3);
        var (train, test) = (Points(1000, lab.Seed), Points(1000, lab.Seed + 1));
        var options = new TrainerOptions { Epochs = lab.Epochs(100), BatchSize = 50, Schedule = LearningRateSchedule.Cosine() };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test MSE, 0.01 of it the noise's", history.Epochs[^1].TestLoss!.Value, Most: 0.02)];
    }

    private static Dataset<Library.F1, Tensor<Library.F1>> Points(int count, int seed)
    {
        var random = new Random(seed);
        float[] x = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * MathF.PI)];
        float[] y = [.. x.Select(value => MathF.Sin(value) + Noise * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle()))];
        return new(Examples.Floats<Library.F1>(x), Examples.Floats<Library.F1>(y));
    }
}

/// <summary>Two classes of points in the plane.</summary>
internal abstract class TwoClasses : Experiment
{
    /// <summary>The part of the test points on the right side, after a training.</summary>
    protected static double Accuracy(
        Lab lab, Network<F2, F1, Tensor<F1>> network, int epochs, double rate, Func<Random, (float X, float Y, bool IsOne)> draw)
    {
        using var optimizer = new Adam(rate);
        var (train, test) = (Points(2000, lab.Seed, draw), Points(2000, lab.Seed + 1, draw));
        var options = new TrainerOptions { Epochs = lab.Epochs(epochs), BatchSize = 100, Schedule = LearningRateSchedule.Cosine() };
        lab.Train(network, optimizer, options, train, test);
        using var loader = new DataLoader<F2, Tensor<F1>>(test, test.Count);
        foreach (var batch in loader.Epoch(0))
        {
            using var given = network.Predict(batch.Input);
            float[] wanted = batch.Target.ToArray<float>();
            return given.ToArray<float>().Where((p, i) => p > 0.5f == wanted[i] > 0.5f).Count() / (double)test.Count;
        }

        throw new InvalidOperationException("There are no test points.");
    }

    private static Dataset<F2, Tensor<F1>> Points(int count, int seed, Func<Random, (float X, float Y, bool IsOne)> draw)
    {
        var random = new Random(seed);
        var (points, classes) = (new List<float>(), new List<float>());
        for (int i = 0; i < count; i++)
        {
            var (x, y, isOne) = draw(random);
            points.AddRange([x, y]);
            classes.Add(isOne ? 1 : 0);
        }

        return new(Examples.Floats<F2>([.. points]), Examples.Floats<F1>([.. classes]));
    }
}

internal sealed class TwoSpirals : TwoClasses
{
    private const float Turns = 1.5f;

    public override string Name => "spirals";

    public override string Subject => "a perceptron 2-64-64-1 tells two spirals of one and a half turns apart";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Spirals(lab.Seed);
        return [new("test accuracy", 100 * Accuracy(lab, network, 200, 5e-3, Draw), "%", Least: 98)];
    }

    private static (float X, float Y, bool IsOne) Draw(Random random)
    {
        bool isOne = random.Next(2) == 1;
        float along = MathF.Sqrt(random.NextSingle()), angle = along * Turns * 2 * MathF.PI + (isOne ? MathF.PI : 0), blur = 0.02f;
        return (2 * along * MathF.Cos(angle) + blur * (random.NextSingle() - 0.5f), 2 * along * MathF.Sin(angle) + blur * (random.NextSingle() - 0.5f), isOne);
    }
}

internal sealed class Triangle : TwoClasses
{
    public override string Name => "hidden-units";

    public override string Subject => "which points lie in a triangle: two hidden units draw two lines, three draw three";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var two = new TwoLines(lab.Seed);
        using var three = new ThreeLines(lab.Seed);
        return
        [
            new("test accuracy of two hidden units", 100 * Accuracy(lab, two, 150, 0.05, Draw), "%", Most: 95),
            new("of three", 100 * Accuracy(lab, three, 150, 0.05, Draw), "%", Least: 98),
        ];
    }

    /// <summary>Within an equilateral triangle around the origin or not, of a square of four times its area.</summary>
    private static (float X, float Y, bool IsOne) Draw(Random random)
    {
        float x = random.NextSingle() * 4 - 2, y = random.NextSingle() * 4 - 2, root = MathF.Sqrt(3);
        return (x, y, y > -0.8f && root * x + y < 1.6f && -root * x + y < 1.6f);
    }
}
