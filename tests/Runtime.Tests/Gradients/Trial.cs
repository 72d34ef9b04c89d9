using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>
/// One row's operation with numbers: a network with its layer, random inputs and parameters, a random gradient of the output.
/// </summary>
internal sealed class Trial : IDisposable
{
    private readonly GradientCase _row;
    private readonly Bench _network;
    private readonly LayerParameters? _layer;
    private readonly Tensor? _constant;

    public Trial(GradientCase row, ElementType type, Device device = default, Dispatcher? dispatcher = null)
    {
        _row = row;
        _network = new Bench(type, device: device) { AllowFused = !row.Unfused, Dispatcher = dispatcher ?? Dispatcher.Default };
        _layer = row.Layer?.Invoke(_network);
        _constant = row.Constant?.Invoke(type, device);
        Inputs = [.. row.Inputs.Select((sizes, i) => Numbers.Random(sizes, type, seed: 10 + i, device))];
        Parameters = [.. _network.Parameters.Select(parameter => parameter.Value)];
        for (int i = 0; i < Parameters.Length; i++)
        {
            using var random = Numbers.Random(Parameters[i].Sizes, type, seed: 20 + i, device);
            Parameters[i].Dispatcher.Aten.CopyInPlace(Parameters[i].Handle, random.Handle);
        }
    }

    public Tensor[] Inputs { get; }

    public Tensor[] Parameters { get; }

    public Step Begin() => _network.Begin();

    public Pass Start(Step step)
    {
        Value[] inputs = [.. Inputs.Select((input, i) => step.Input(input, $"input{i}"))];
        var constant = _constant switch
        {
            null => default,
            Labels or { ElementType: not ElementType.Int64 } => step.Target(_constant, inputs[0]),
            _ => step.Tokens(_constant, "tokens"),
        };
        var pass = new Pass(step, _layer, inputs, constant);
        pass.Kept = _row.Forward(pass);
        return pass;
    }

    /// <summary>The output's gradient as a value of the step, which owns it; a loss needs none.</summary>
    public Value Gradient(Step step, Tensor gradient) =>
        _row.IsLoss ? default : step.Activate("gradient", step.Input(gradient, "gradient"), Activation.None);

    public Value[] Backward(Pass pass, Value gradient) => _row.Backward(pass, gradient);

    /// <summary>A random gradient for an output; ones for a loss.</summary>
    public Tensor RandomGradient(Tensor output) => _row.IsLoss
        ? Numbers.ToTensor([1], output.Sizes, output.ElementType, output.Device)
        : Numbers.Random(output.Sizes, output.ElementType, seed: 30, output.Device);

    /// <summary>The sum of output · gradient, whose derivatives the central differences take.</summary>
    public double Objective(double[] gradient)
    {
        using var step = Begin();
        double[] output = Read(step, Start(step).Output);
        return output.Zip(gradient, (y, dy) => y * dy).Sum();
    }

    public Tape Tape(Pass pass) => new(
        Inputs, Parameters, _constant?.Handle ?? 0, pass.Kept.Select(value => value.Handle));

    public double[] Read(Step step, Value value)
    {
        using var tensor = Copy(step, value);
        return Numbers.ToDoubles(tensor);
    }

    public Tensor Copy(Step step, Value value) =>
        new(_network.Dispatcher, _network.Dispatcher.Aten.Clone(step.Share(value).Handle));

    public void Dispose()
    {
        foreach (var input in Inputs) input.Dispose();
        _constant?.Dispose();
        _network.Dispose();
    }
}
