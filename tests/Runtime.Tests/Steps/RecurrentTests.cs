namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>The shim's own exponentials, in recurrent layers of one unit: numbers of all sizes, and what is none. Their gradients are among GradientCases.</summary>
public sealed class RecurrentTests
{
    private static readonly float[] Inputs = [.. Enumerable.Range(-4000, 8001).Select(i => i / 200f), 1e-6f, -1e-4f, 0.6249f, 0.6251f, 43, -44, 87.5f, -87.5f, 89, -100, 1e4f, -1e4f, 3e38f, -3e38f];

    [BlocksFact]
    public void hyperbolic_tangents_are_exact_to_the_last_places_of_float32()
    {
        var outputs = Run(1, (step, layer, x) => step.Rnn(layer, x));
        Assert.All(Inputs.Zip(outputs), pair => Assert.True(Math.Abs(pair.Second - Math.Tanh(pair.First)) <= 3e-7 * Math.Abs(Math.Tanh(pair.First)), $"tanh {pair.First:r} is {Math.Tanh(pair.First):r}, given {pair.Second:r}"));
    }

    [BlocksFact]
    public void sigmoids_are_exact_to_the_last_places_of_float32()
    {
        // Of all weights 1: c = sigmoid(x) tanh(x), h = sigmoid(x) tanh(c).
        var outputs = Run(4, (step, layer, x) => step.Lstm(layer, x).Output);
        Assert.All(Inputs.Zip(outputs), pair =>
        {
            double sigmoid = 1 / (1 + Math.Exp(-pair.First)), expected = sigmoid * Math.Tanh(sigmoid * Math.Tanh(pair.First));
            Assert.True(Math.Abs(pair.Second - expected) <= 1e-6 * Math.Abs(expected) + 1e-37, $"of {pair.First:r} expected {expected:r}, given {pair.Second:r}");
        });
    }

    [BlocksFact]
    public void what_is_no_number_stays_none()
    {
        float[] inputs = [float.NaN, 1];
        Assert.Equal([true, false], Run(1, (step, layer, x) => step.Rnn(layer, x), inputs).Select(float.IsNaN));
        Assert.Equal([true, false], Run(3, (step, layer, x) => step.Gru(layer, x).Output, inputs).Select(float.IsNaN));
        Assert.Equal([true, false], Run(4, (step, layer, x) => step.Lstm(layer, x).Output, inputs).Select(float.IsNaN));
    }

    /// <summary>One step of one unit whose weights are 1 and biases 0, for each input.</summary>
    private static float[] Run(int gates, Func<Step, RecurrentParameters, Value, Value> recur, float[]? inputs = null)
    {
        inputs ??= Inputs;
        using var network = new Bench();
        var layer = new RecurrentParameters(network, "layer", gates, input: 1, hidden: 1);
        foreach (var parameter in network.Parameters) parameter.Value.Dispatcher.Aten.FillInPlace(parameter.Value.Handle, parameter.IsBias ? 0 : 1);
        using var x = Tensor.From<float>(inputs, [inputs.Length, 1, 1]);
        using var step = network.Begin();
        var output = recur(step, layer, step.Input(x, "x"));
        using var copy = new Tensor(network.Dispatcher, network.Dispatcher.Aten.Clone(output.Handle));
        return copy.ToArray<float>();
    }
}
