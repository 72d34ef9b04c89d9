using System.Reflection;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>A shipped network with a random batch, whatever its shapes are.</summary>
internal abstract class Subject : IDisposable
{
    public const int Seed = 7;

    public abstract Network Network { get; }

    public abstract Tensor Input { get; }

    public abstract Tensor Target { get; }

    public static Subject Of(Type network, ElementType elementType, int examples)
    {
        var shapes = Ancestor(network).GetGenericArguments();
        return (Subject)Activator.CreateInstance(typeof(Subject<,,>).MakeGenericType(shapes), network, elementType, examples)!;
    }

    /// <summary>The generated Forward and Backward: the output, and the gradient of the input, which tokens have none of; both the caller's.</summary>
    public abstract (Tensor Output, Tensor? InputGradient) ForwardBackward(Tensor outputGradient);

    /// <summary>The generated TrainStep.</summary>
    public abstract float TrainStep(Optimizer optimizer);

    /// <summary>The generated Predict; the caller's.</summary>
    public abstract Tensor Predict();

    /// <summary>The generated Evaluate; the output is the caller's.</summary>
    public abstract (float Loss, Tensor Output) Evaluate();

    public abstract void Dispose();

    private static Type Ancestor(Type network)
    {
        var type = network;
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Network<,,>))
            type = type.BaseType ?? throw new InvalidOperationException($"{network} has no loss to train with");
        return type;
    }
}

internal sealed class Subject<TInput, TOutput, TTarget> : Subject
    where TInput : IShape
    where TOutput : IShape
    where TTarget : Tensor
{
    private readonly Network<TInput, TOutput, TTarget> _network;
    private readonly Tensor<TInput> _input;
    private readonly TTarget _target;
    private readonly byte[] _start;

    public Subject(Type network, ElementType elementType, int examples)
    {
        _network = (Network<TInput, TOutput, TTarget>)Activator.CreateInstance(network, Seed, null, elementType)!;
        _start = _network.Random.GetState();
        using var random = new RandomStream(1);
        _input = TInput.Vocabulary > 0 ? Tokens(examples) : Tensor<TInput>.Empty(examples, elementType);
        if (TInput.Vocabulary == 0) _input.Dispatcher.Aten.NormalInPlace(_input.Handle, 0, 1, random.Handle);
        _target = (TTarget)(typeof(TTarget) == typeof(Labels) ? Labels(examples) : Probabilities(examples, elementType, random));
    }

    public override Network Network => _network;

    public override Tensor Input => _input;

    public override Tensor Target => _target;

    public override (Tensor Output, Tensor? InputGradient) ForwardBackward(Tensor outputGradient)
    {
        _network.Random.SetState(_start);
        using var state = (ForwardState<TOutput>)Call("Forward", _input)!;
        using var gradient = Tensor<TOutput>.Wrap(outputGradient);
        var inputGradient = (Tensor<TInput>?)Call("Backward", state, gradient);
        return (state.Output.Clone(), inputGradient);
    }

    public override float TrainStep(Optimizer optimizer)
    {
        _network.Random.SetState(_start);
        return _network.TrainStep(_input, _target, optimizer);
    }

    public override Tensor Predict() => _network.Predict(_input);

    public override (float Loss, Tensor Output) Evaluate()
    {
        var loss = _network.Evaluate(_input, _target, out var output);
        return (loss, output);
    }

    public override void Dispose()
    {
        _network.Dispose();
        _input.Dispose();
        _target.Dispose();
    }

    /// <summary>One for each row of scores: an example, a step of a sequence, a pixel of a map.</summary>
    private static Tensor Labels(int examples)
    {
        var axis = TOutput.Dimensions.Length == 2 ? 1 : 0;
        long[] sizes = [examples, .. TOutput.Dimensions.ToArray().Where((_, i) => i != axis)];
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        return Runtime.Labels.From([.. Enumerable.Range(0, (int)count).Select(i => (7L * i + 3) % TOutput.Dimensions[axis])], sizes);
    }

    private static Tensor<TInput> Tokens(int examples)
    {
        var length = TInput.Dimensions.ToArray().Aggregate(examples, (product, size) => product * size);
        return Tensor<TInput>.From([.. Enumerable.Range(0, length).Select(i => (5L * i * i + 3 * i) % TInput.Vocabulary)]);
    }

    private static Tensor<TOutput> Probabilities(int examples, ElementType elementType, RandomStream random)
    {
        var target = Tensor<TOutput>.Empty(examples, elementType);
        target.Dispatcher.Aten.UniformInPlace(target.Handle, 0, 1, random.Handle);
        return target;
    }

    private object? Call(string method, params object[] arguments) =>
        _network.GetType().GetMethod(method)!.Invoke(_network, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
