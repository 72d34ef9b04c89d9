using System.Globalization;
using ModelDsl.Runtime;
using OwnLayer; // Waves of waves.net, and the shape F1

using var net = new Waves(seed: 1);
using var optimizer = new Adam(0.003);
float[] places = [.. Enumerable.Range(0, 256).Select(i => i / 64f - 2)];
using var x = Tensor<F1>.From(places);
using var y = Tensor<F1>.From([.. places.Select(Wave)]);
float loss = 0;
for (int i = 0; i < 2000; i++) loss = net.TrainStep(x, y, optimizer);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean squared error {loss:0.00000}"));

// Points that no example had.
using var between = Tensor<F1>.From([-1.01f, 0.26f, 1.77f]);
using var predicted = net.Predict(between);
foreach (var (place, value) in between.ToArray<float>().Zip(predicted.ToArray<float>()))
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at {place:0.00}: {value:0.00}, truly {Wave(place):0.00}"));

static float Wave(float place) => MathF.Sin(MathF.PI * place);
