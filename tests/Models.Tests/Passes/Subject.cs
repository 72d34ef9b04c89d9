using System.Reflection;
using System.Runtime.CompilerServices;
using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>A compiled network with a random batch: its generated methods, whatever they take and give.</summary>
internal sealed class Subject : IDisposable
{
    public const int Seed = 7;

    private readonly BoundModel _model;
    private readonly byte[] _start;

    public Subject(Type network, BoundModel model, ElementType elementType, int examples, bool inBlocks = false, Device device = default)
    {
        _model = model;
        Network = (Network)Activator.CreateInstance(network, Seed, (Device?)device, elementType)!;
        Network.UsesBlocks = inBlocks;
        (Network.IsExact, Network.Precision) = (true, Precision.Float32);
        _start = Network.Random.GetState();
        // A scale that begins at 0 hides what it scales.
        foreach (var gamma in Network.Parameters.Where(p => p.Name.EndsWith(".gamma", StringComparison.Ordinal)))
            gamma.Value.Dispatcher.Aten.UniformInPlace(gamma.Value.Handle, 0.5, 1, Network.Random.Handle);
        Network.Random.SetState(_start);
        Batch = new RandomBatch(model, [.. Method("TrainStep").GetParameters().SkipLast(1).Select(p => p.ParameterType)], elementType, examples, device);
    }

    public Network Network { get; }

    public RandomBatch Batch { get; }

    /// <summary>Whether the last pass drew anything at random, as dropout does.</summary>
    public bool HasDrawn => !Network.Random.GetState().AsSpan().SequenceEqual(_start);

    /// <summary>The generated Forward and Backward: the outputs, and the gradient of each input, which tokens have none of; all the caller's.</summary>
    public (IReadOnlyList<Tensor> Outputs, IReadOnlyList<Tensor?> InputGradients) ForwardBackward(IReadOnlyList<Tensor> outputGradients)
    {
        Network.Random.SetState(_start);
        using var state = (ForwardState)Call("Forward", [.. Batch.Inputs])!;
        var properties = _model.OutputNames.Select(name => _model.OutputNames.Count == 1 ? "Output" : Naming.Pascal(name) + "Output");
        var outputs = properties.Select(p => ((Tensor)state.GetType().GetProperty(p)!.GetValue(state)!).Clone()).ToArray();
        var types = Method("Backward").GetParameters().Skip(1).Select(p => p.ParameterType);
        var gradients = types.Zip(outputGradients, Wrap).ToArray();
        var results = new Queue<Tensor>(Tensors(Call("Backward", [state, .. gradients])));
        foreach (var gradient in gradients) gradient.Dispose();
        var ofInputs = Batch.Inputs.Select(input => input.ElementType == ElementType.Int64 ? null : results.Dequeue()).ToArray();
        Assert.Empty(results);
        return (outputs, ofInputs);
    }

    /// <summary>The generated TrainStep.</summary>
    public float TrainStep(Optimizer optimizer)
    {
        Network.Random.SetState(_start);
        return (float)Call("TrainStep", [.. Batch.All, optimizer])!;
    }

    /// <summary>The generated Predict; the caller's.</summary>
    public Tensor Predict() => (Tensor)Call("Predict", [.. Batch.Inputs])!;

    /// <summary>The generated PredictAll of a model with several outputs, Predict of one with one; the caller's.</summary>
    public IReadOnlyList<Tensor> PredictAll()
    {
        if (_model.OutputNames.Count == 1) return [Predict()];
        using var outputs = (IDisposable)Call("PredictAll", [.. Batch.Inputs])!;
        return [.. _model.OutputNames.Select(name => ((Tensor)outputs.GetType().GetProperty(Naming.Pascal(name))!.GetValue(outputs)!).Clone())];
    }

    /// <summary>The generated Evaluate; the output is the caller's.</summary>
    public (float Loss, Tensor Output) Evaluate()
    {
        object?[] arguments = [.. Batch.All, null];
        var loss = (float)Call("Evaluate", arguments)!;
        return (loss, (Tensor)arguments[^1]!);
    }

    public void Dispose()
    {
        Network.Dispose();
        Batch.Dispose();
    }

    /// <summary>What Backward gives: nothing, a gradient, or a tuple of them.</summary>
    private static IEnumerable<Tensor> Tensors(object? results) => results switch
    {
        null => [],
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => (Tensor)tuple[i]!),
        _ => [(Tensor)results],
    };

    /// <summary>The same tensor under the type of a shape.</summary>
    private static Tensor Wrap(Type type, Tensor tensor) =>
        (Tensor)type.GetMethod("Wrap")!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [tensor], null)!;

    private MethodInfo Method(string name) => Network.GetType().GetMethod(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!;

    private object? Call(string method, object?[] arguments) => Method(method).Invoke(Network, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
