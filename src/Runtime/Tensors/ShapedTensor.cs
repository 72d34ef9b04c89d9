using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>A batch of <typeparamref name="TShape"/>: a tensor of sizes [N, dimensions of the shape...].</summary>
public sealed class Tensor<TShape> : Tensor where TShape : IShape
{
    private Tensor(Dispatcher dispatcher, nint handle)
        : base(dispatcher, handle) => Count = Size(0);

    /// <summary>The number of examples, N.</summary>
    public long Count { get; }

    private protected override string TypeName => $"Tensor<{typeof(TShape).Name}>";

    /// <summary>A batch with a copy of the data, example after example, each in row-major order; N follows from the length.</summary>
    /// <exception cref="ShapeMismatchException">The length is not a multiple of an example's.</exception>
    /// <exception cref="NotSupportedException">The shape is one of tokens.</exception>
    public static Tensor<TShape> From(ReadOnlySpan<float> data, Device device = default) => FromData(Numbers(data), device);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Device)"/>
    public static Tensor<TShape> From(ReadOnlySpan<double> data, Device device = default) => FromData(Numbers(data), device);

    /// <summary>A batch with a copy of the tokens, example after example; N follows from the length.</summary>
    /// <exception cref="ShapeMismatchException">The length is not a multiple of an example's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is not within 0 and the vocabulary - 1; the message says where.</exception>
    /// <exception cref="NotSupportedException">The shape is one of numbers.</exception>
    public static Tensor<TShape> From(ReadOnlySpan<long> tokens, Device device = default)
    {
        CheckTokens(tokens);
        return FromData(tokens, device);
    }

    /// <inheritdoc cref="From(ReadOnlySpan{long}, Device)"/>
    public static Tensor<TShape> From(ReadOnlySpan<int> tokens, Device device = default)
    {
        var wide = new long[tokens.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = tokens[i];
        return From(wide, device);
    }

    /// <summary>A batch of n examples whose elements are not set; of tokens, which are Int64 always, all zeros.</summary>
    public static Tensor<TShape> Empty(long count, ElementType elementType = ElementType.Float32, Device device = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var dispatcher = Dispatcher.Default;
        Span<long> sizes = stackalloc long[TShape.Dimensions.Length + 1];
        BatchSizes(count, sizes);
        var tensor = new Tensor<TShape>(dispatcher, dispatcher.Aten.Empty(sizes, TShape.Vocabulary > 0 ? ElementType.Int64 : elementType, device));
        if (TShape.Vocabulary > 0) dispatcher.Aten.ZeroInPlace(tensor.Handle);
        return tensor;
    }

    /// <summary>The same elements (not a copy) under the shape's type. Both are to be disposed.</summary>
    /// <exception cref="ShapeMismatchException">The tensor's sizes are not [N, dimensions of the shape...].</exception>
    public static Tensor<TShape> Wrap(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var handle = tensor.Dispatcher.Retain(tensor.Handle);
        GC.KeepAlive(tensor);
        return Own(tensor.Dispatcher, handle, nameof(tensor));
    }

    /// <summary>Takes over the handle's reference, also when it throws.</summary>
    internal static Tensor<TShape> Own(Dispatcher dispatcher, nint handle, string where)
    {
        Span<long> sizes = stackalloc long[dispatcher.Rank(handle)];
        dispatcher.Sizes(handle, sizes);
        if (Matches(sizes)) return new Tensor<TShape>(dispatcher, handle);
        dispatcher.Release(handle);
        throw new ShapeMismatchException(where, ShapeMismatchException.FormatBatch<TShape>(), sizes);
    }

    private static ReadOnlySpan<T> Numbers<T>(ReadOnlySpan<T> data) => TShape.Vocabulary == 0
        ? data
        : throw new NotSupportedException($"{typeof(TShape).Name} holds tokens: give them as int or long.");

    private static void CheckTokens(ReadOnlySpan<long> tokens)
    {
        var vocabulary = TShape.Vocabulary;
        if (vocabulary == 0) throw new NotSupportedException($"{typeof(TShape).Name} holds numbers, not tokens: give them as float or double.");
        for (var i = 0; i < tokens.Length; i++)
        {
            if ((ulong)tokens[i] < (ulong)vocabulary) continue;
            var length = 1;
            foreach (var dimension in TShape.Dimensions) length *= dimension;
            throw new ArgumentOutOfRangeException(
                nameof(tokens), tokens[i], $"Token {i % length} of example {i / length} must be at least 0 and below the vocabulary, {vocabulary}.");
        }
    }

    private static Tensor<TShape> FromData<T>(ReadOnlySpan<T> data, Device device) where T : unmanaged
    {
        var each = 1L;
        foreach (var dimension in TShape.Dimensions) each *= dimension;
        if (data.Length % each != 0)
        {
            throw new ShapeMismatchException(
                nameof(data), $"a multiple of {each} elements for {ShapeMismatchException.FormatBatch<TShape>()}", [data.Length]);
        }

        Span<long> sizes = stackalloc long[TShape.Dimensions.Length + 1];
        BatchSizes(data.Length / each, sizes);
        return new Tensor<TShape>(Dispatcher.Default, Copy(Dispatcher.Default, data, sizes, device));
    }

    private static void BatchSizes(long count, Span<long> sizes)
    {
        var dimensions = TShape.Dimensions;
        sizes[0] = count;
        for (var i = 0; i < dimensions.Length; i++) sizes[i + 1] = dimensions[i];
    }

    private static bool Matches(ReadOnlySpan<long> sizes)
    {
        var dimensions = TShape.Dimensions;
        if (sizes.Length != dimensions.Length + 1) return false;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (sizes[i + 1] != dimensions[i]) return false;
        }

        return true;
    }
}
