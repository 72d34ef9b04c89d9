using System.Reflection;
using ModelDsl.Binding;
using ModelDsl.Losses;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>Examples at random for a model: all that it takes, and all that its losses are given from outside.</summary>
internal sealed class RandomBatch : IDisposable
{
    private readonly ElementType _elementType;
    private readonly int _examples;
    private readonly Device _device;
    private readonly RandomStream _random = new(1);

    /// <param name="model">Whose examples.</param>
    /// <param name="types">Of its inputs, then of its targets, as the generated methods take them.</param>
    /// <param name="elementType">Of the numbers.</param>
    /// <param name="examples">How many.</param>
    /// <param name="device">Where they go: they are the same on each.</param>
    public RandomBatch(BoundModel model, IReadOnlyList<Type> types, ElementType elementType, int examples, Device device = default)
    {
        (_elementType, _examples, _device) = (elementType, examples, device);
        // An input that is itself what the output should be stands for a probability, as an image's pixels do.
        Inputs = [.. model.Body.Inputs.Select((input, i) => Make(types[i], isProbability: model.Losses.Any(l => l.Values.Contains(input))))];
        var wanted = model.Losses.Where(l => l.Target is not null).DistinctBy(l => l.Target).ToArray();
        Assert.Equal(types.Count, Inputs.Count + wanted.Length);
        var targets = wanted.Select((loss, i) => (loss.Target!, types[Inputs.Count + i] == typeof(Labels) ? Labels(loss) : Make(types[Inputs.Count + i], isProbability: true)));
        Targets = targets.ToDictionary(t => t.Item1, t => t.Item2);
        All = [.. Inputs, .. wanted.Select(l => Targets[l.Target!])];
    }

    /// <summary>In the model's order.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>By the names that the model's losses have for them.</summary>
    public IReadOnlyDictionary<string, Tensor> Targets { get; }

    /// <summary>Inputs and targets, as TrainStep takes them.</summary>
    public IReadOnlyList<Tensor> All { get; }

    public void Dispose()
    {
        foreach (var tensor in All) tensor.Dispose();
        _random.Dispose();
    }

    /// <summary>One for each row of scores: an example, a step of a sequence, a pixel of a map.</summary>
    private Tensor Labels(BoundLoss loss)
    {
        var scores = loss.Values[0].Output;
        var rows = loss.TargetType.Shape;
        var (count, classes) = (_examples * rows.Elements, scores.Elements / rows.Elements);
        return Runtime.Labels.From([.. Enumerable.Range(0, (int)count).Select(i => (7L * i + 3) % classes)], [_examples, .. rows.Sizes.Select(s => (long)s)], _device);
    }

    private Tensor Make(Type type, bool isProbability)
    {
        var make = GetType().GetMethod(nameof(Tensor), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(type.GetGenericArguments());
        return (Tensor)make.Invoke(this, BindingFlags.DoNotWrapExceptions, null, [isProbability], null)!;
    }

    private Tensor<TShape> Tensor<TShape>(bool isProbability) where TShape : IShape
    {
        if (TShape.Vocabulary > 0)
        {
            var length = TShape.Dimensions.ToArray().Aggregate(_examples, (product, size) => product * size);
            return Runtime.Tensor<TShape>.From([.. Enumerable.Range(0, length).Select(i => (5L * i * i + 3 * i) % TShape.Vocabulary)], _device);
        }

        using var drawn = Runtime.Tensor<TShape>.Empty(_examples, _elementType);
        if (isProbability) drawn.Dispatcher.Aten.UniformInPlace(drawn.Handle, 0, 1, _random.Handle);
        else drawn.Dispatcher.Aten.NormalInPlace(drawn.Handle, 0, 1, _random.Handle);
        using var moved = drawn.To(_device);
        return Runtime.Tensor<TShape>.Wrap(moved);
    }
}
