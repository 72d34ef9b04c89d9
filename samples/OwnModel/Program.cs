using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using OwnModel; // Spirals of spirals.net, and the shapes F2 and F3 that it takes and gives

using var net = new Spirals(seed: 1);
using var optimizer = new Adam(0.01);
var options = new TrainerOptions { Epochs = 5, BatchSize = 32, Progress = TrainingProgress.OnConsole() };
Trainer.For(net, optimizer, options).Train(Points(3000, seed: 1), Points(600, seed: 2));

using var point = Tensor<F2>.From([0f, 0.5f]);
using var probabilities = net.Predict(point);
var arms = probabilities.ToArray<float>();
Console.WriteLine(FormattableString.Invariant($"(0, 0.5) is on arm {Array.IndexOf(arms, arms.Max())}: {arms.Max():P0}"));

// Three arms of half a turn each, a little blurred: x and y of all points one after the other, and an arm for each.
static Dataset<F2, Labels> Points(int count, int seed)
{
    var random = new Random(seed);
    var (places, arms) = (new float[2 * count], new byte[count]);
    for (int i = 0; i < count; i++)
    {
        arms[i] = (byte)(i % 3);
        double radius = random.NextDouble();
        double angle = Math.PI * (radius + arms[i] / 1.5) + 0.2 * (random.NextDouble() - 0.5);
        (places[2 * i], places[2 * i + 1]) = ((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));
    }

    return new Dataset<F2, Labels>(Examples.Floats<F2>(places), Examples.Labels(arms, classes: 3));
}
