using MixedModel; // Features of features.net, and the shapes F2 and F64 that it takes and gives
using ModelDsl.Runtime;
using TorchSharp;
using static TorchSharp.torch;

// A compiled network and a layer of TorchSharp's in one model, trained by TorchSharp: the network's backward pass is the compiled one.
random.manual_seed(1);
using var features = new Features(seed: 1);
using var model = nn.Sequential(("features", features.AsModule()), ("head", nn.Linear(64, 3)));
using var optimizer = optim.Adam(model.parameters(), 0.01);
var (points, arms) = Spirals(3000, seed: 1);
for (int epoch = 1; epoch <= 5; epoch++)
{
    using var scope = NewDisposeScope();
    double sum = 0;
    using var order = randperm(3000);
    foreach (var batch in order.split(100))
    {
        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(model.call(points[batch]), arms[batch]);
        loss.backward();
        optimizer.step();
        sum += loss.item<float>();
    }

    Console.WriteLine(FormattableString.Invariant($"epoch {epoch}/5  train loss {sum / 30:F4}"));
}

var (unseen, expected) = Spirals(600, seed: 2);
model.eval();
using (no_grad())
using (NewDisposeScope())
{
    double right = model.call(unseen).argmax(1).eq(expected).sum().item<long>();
    Console.WriteLine(FormattableString.Invariant($"of points not seen in training, {right / 600:P0} are put on their arm"));
}

// The network is trained as well as the module, for their parameters are the same memory. Tensors go from one side to the other without a copy.
using var given = unseen.AsModelDsl<F2>();
using Tensor<F64> values = features.Predict(given);
using var shared = values.AsTorchSharp();
Console.WriteLine(FormattableString.Invariant($"{values.Count} points, {shared.shape[1]} features each; the first feature is {shared[0, 0].item<float>():F3} here and {values.ToArray<float>()[0]:F3} there"));

string file = Path.Combine(Path.GetTempPath(), $"features-{Environment.ProcessId}.safetensors");
features.Save(file);
using var loaded = new Features();
loaded.Load(file);
File.Delete(file);
Console.WriteLine($"saved and loaded {string.Join(", ", loaded.Parameters.Select(parameter => parameter.Name))}");

// Three arms of half a turn each, a little blurred.
static (torch.Tensor Points, torch.Tensor Arms) Spirals(int count, int seed)
{
    var random = new Random(seed);
    var (places, arms) = (new float[count, 2], new long[count]);
    for (int i = 0; i < count; i++)
    {
        arms[i] = i % 3;
        double radius = random.NextDouble();
        double angle = Math.PI * (radius + arms[i] / 1.5) + 0.2 * (random.NextDouble() - 0.5);
        (places[i, 0], places[i, 1]) = ((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));
    }

    return (tensor(places), tensor(arms));
}
