using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary>How far tensors are from each other. Hundreds of millions of numbers are compared: not one of them in code that is yet to be optimised.</summary>
internal static class Difference
{
    /// <summary>‖actual - expected‖ / ‖expected‖ over all elements, in float64; relative to another tensor where one is given.</summary>
    public static double Relative(Tensor expected, Tensor actual, Tensor? scale = null)
    {
        Assert.Equal(expected.Sizes, actual.Sizes);
        Assert.Equal(expected.ElementType, actual.ElementType);
        var (distance, norm) = Squares(expected, actual);
        if (scale is not null) (_, norm) = Squares(scale, scale);
        Assert.True(norm > 0, "what is expected is all zeros: equal or not, it shows nothing");
        return Math.Sqrt(distance) / Math.Sqrt(norm);
    }

    /// <summary>‖tensor‖ over all elements.</summary>
    public static double Norm(Tensor tensor) => Math.Sqrt(Squares(tensor, tensor).Norm);

    /// <summary>‖actual - expected‖² and ‖expected‖², in float64.</summary>
    public static unsafe (double Distance, double Norm) Squares(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        fixed (float* e = expected, a = actual) return Squares(new Elements<float>(e, expected.Length), new Elements<float>(a, actual.Length));
    }

    /// <summary>
    /// The worst of |after - (before - rate · gradient)| in units of what its two roundings, of the product and of the difference, may make of it.
    /// At most 1 where nothing else happened.
    /// </summary>
    public static double BeyondRounding(Tensor before, Tensor gradient, Tensor after, double rate) => before.ElementType == ElementType.Float64
        ? BeyondRounding<double>(before, gradient, after, rate, Math.ScaleB(1, -53))
        : BeyondRounding<float>(before, gradient, after, rate, Math.ScaleB(1, -24));

    private static (double Distance, double Norm) Squares(Tensor expected, Tensor actual) =>
        expected.ElementType == ElementType.Float64 ? Squares<double>(expected, actual) : Squares<float>(expected, actual);

    private static (double Distance, double Norm) Squares<T>(Tensor expected, Tensor actual) where T : unmanaged
    {
        using var e = new Plain<T>(expected);
        using var a = new Plain<T>(actual);
        return Squares(e.Elements, a.Elements);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Distance, double Norm) Squares<T>(Elements<T> expected, Elements<T> actual) where T : unmanaged
    {
        var (distance, norm) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0L; i < expected.Length; i += Vector256<double>.Count)
        {
            var wanted = expected[i];
            var error = actual[i] - wanted;
            distance += error * error;
            norm += wanted * wanted;
        }

        return (Vector256.Sum(distance), Vector256.Sum(norm));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double BeyondRounding<T>(Tensor before, Tensor gradient, Tensor after, double rate, double half) where T : unmanaged
    {
        using var b = new Plain<T>(before);
        using var g = new Plain<T>(gradient);
        using var a = new Plain<T>(after);
        var worst = Vector256<double>.Zero;
        for (var i = 0L; i < b.Elements.Length; i += Vector256<double>.Count)
        {
            var change = rate * g.Elements[i];
            var got = a.Elements[i];
            var error = Vector256.Abs(got - (b.Elements[i] - change));
            // The smallest normal float for the elements that are 0; the sum here rounds too, in float64 as much as the update's.
            var allowed = (half * (Vector256.Abs(change) + (2 * Vector256.Abs(got)))) + Vector256.Create(1e-38);
            // What is no number stays none.
            worst = Vector256.Max(worst, error / allowed);
        }

        return Enumerable.Range(0, Vector256<double>.Count).Max(i => double.IsNaN(worst[i]) ? double.PositiveInfinity : worst[i]);
    }

    /// <summary>Numbers as float64, some at a time.</summary>
    private readonly unsafe struct Elements<T>(T* first, long length) where T : unmanaged
    {
        public long Length => length;

        /// <summary>Those from an index on; zeros behind the last.</summary>
        public Vector256<double> this[long index] => index + Vector256<double>.Count <= length ? Load(first + index) : Last(index);

        private Vector256<double> Last(long index)
        {
            var last = stackalloc T[Vector256<double>.Count];
            for (var i = 0; i < Vector256<double>.Count; i++) last[i] = index + i < length ? first[index + i] : default;
            return Load(last);
        }

        private static Vector256<double> Load(T* from)
        {
            if (typeof(T) == typeof(double)) return Vector256.Load((double*)from);
            var (low, high) = Vector128.Widen(Vector128.Load((float*)from));
            return Vector256.Create(low, high);
        }
    }

    /// <summary>A tensor's elements in row-major order: where they are, or brought from a GPU.</summary>
    private readonly unsafe struct Plain<T> : IDisposable where T : unmanaged
    {
        private readonly Tensor _plain;

        public Plain(Tensor tensor)
        {
            using var local = tensor.Device == Device.Cpu ? null : tensor.To(Device.Cpu);
            _plain = new Tensor(tensor.Dispatcher, tensor.Dispatcher.Aten.Contiguous((local ?? tensor).Handle));
            Elements = new Elements<T>((T*)tensor.Dispatcher.Data(_plain.Handle), tensor.Length);
        }

        public Elements<T> Elements { get; }

        public void Dispose() => _plain.Dispose();
    }
}
