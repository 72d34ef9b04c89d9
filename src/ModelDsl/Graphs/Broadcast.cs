namespace ModelDsl.Graphs;

/// <summary>
/// The one rule by which two values of different shapes meet in arithmetic. Axis by axis, sizes are equal or one of them is 1, which stretches. A
/// value of one axis against one of more holds a number a channel: <c>64</c> times <c>64x28x28</c> scales each map, as squeeze-and-excitation does.
/// </summary>
public static class Broadcast
{
    /// <summary>The shape of the result, or null where the two do not go together.</summary>
    public static Shape? Of(Shape a, Shape b)
    {
        var (left, right) = (Aligned(a, b.Rank), Aligned(b, a.Rank));
        if (left is null || right is null) return null;
        var sizes = new int[left.Rank];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            var (l, r) = (left[axis], right[axis]);
            if (l != r && l != 1 && r != 1) return null;
            sizes[axis] = l == 1 ? r : l;
        }

        return Shape.Of(sizes);
    }

    /// <summary>The same of any number of values, from the first on.</summary>
    public static Shape? Of(IReadOnlyList<Shape> shapes)
    {
        Shape? result = shapes[0];
        for (var i = 1; i < shapes.Count && result is not null; i++) result = Of(result, shapes[i]);
        return result;
    }

    /// <summary>The shape with as many axes: one number a channel gets axes of size 1 for the others; null where that cannot be.</summary>
    public static Shape? Aligned(Shape shape, int rank)
    {
        if (shape.Rank >= rank) return shape;
        if (shape.Rank != 1) return null;
        var sizes = Enumerable.Repeat(1, rank).ToArray();
        sizes[ChannelAxis(rank)] = shape[0];
        return Shape.Of(sizes);
    }

    /// <summary>Where the channels are: the features of a sequence, time steps x features, stand last; those of all else first.</summary>
    public static int ChannelAxis(int rank) => rank == 2 ? 1 : 0;
}
