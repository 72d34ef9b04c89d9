using System.Numerics;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary>How far tensors are from each other.</summary>
internal static class Difference
{
    /// <summary>‖actual - expected‖ / ‖expected‖ over all elements, in float64; relative to another tensor where one is given.</summary>
    public static double Relative(Tensor expected, Tensor actual, Tensor? scale = null)
    {
        Assert.Equal(expected.Sizes, actual.Sizes);
        Assert.Equal(expected.ElementType, actual.ElementType);
        var (distance, norm) = Norms(expected, actual);
        if (scale is not null) (_, norm) = Norms(scale, scale);
        Assert.True(norm > 0, "what is expected is all zeros: equal or not, it shows nothing");
        return distance / norm;
    }

    /// <summary>‖tensor‖ over all elements.</summary>
    public static double Norm(Tensor tensor) => Norms(tensor, tensor).Norm;

    /// <summary>
    /// The worst of |after - (before - rate · gradient)| in units of what its two roundings, of the product and of the difference, may make of it.
    /// At most 1 where nothing else happened.
    /// </summary>
    public static double BeyondRounding(Tensor before, Tensor gradient, Tensor after, double rate) => before.ElementType == ElementType.Float64
        ? BeyondRounding<double>(before, gradient, after, rate, Math.ScaleB(1, -53))
        : BeyondRounding<float>(before, gradient, after, rate, Math.ScaleB(1, -24));

    private static (double Distance, double Norm) Norms(Tensor expected, Tensor actual) =>
        expected.ElementType == ElementType.Float64 ? Norms<double>(expected, actual) : Norms<float>(expected, actual);

    private static (double Distance, double Norm) Norms<T>(Tensor expected, Tensor actual) where T : unmanaged, INumberBase<T>
    {
        using var e = new Elements<T>(expected);
        using var a = new Elements<T>(actual);
        var (distance, norm) = (0.0, 0.0);
        for (var i = 0L; i < expected.Length; i++)
        {
            var wanted = double.CreateTruncating(e[i]);
            var error = double.CreateTruncating(a[i]) - wanted;
            distance += error * error;
            norm += wanted * wanted;
        }

        return (Math.Sqrt(distance), Math.Sqrt(norm));
    }

    private static double BeyondRounding<T>(Tensor before, Tensor gradient, Tensor after, double rate, double half)
        where T : unmanaged, INumberBase<T>
    {
        using var b = new Elements<T>(before);
        using var g = new Elements<T>(gradient);
        using var a = new Elements<T>(after);
        var worst = 0.0;
        for (var i = 0L; i < before.Length; i++)
        {
            var change = rate * double.CreateTruncating(g[i]);
            var got = double.CreateTruncating(a[i]);
            var error = Math.Abs(got - (double.CreateTruncating(b[i]) - change));
            // The smallest normal float for the elements that are 0; the sum here rounds too, in float64 as much as the update's.
            var allowed = half * (Math.Abs(change) + 2 * Math.Abs(got)) + 1e-38;
            worst = double.IsNaN(error) ? double.NaN : Math.Max(worst, error / allowed);
        }

        return worst;
    }

    /// <summary>A tensor's elements in row-major order: where they are, or brought from a GPU.</summary>
    private readonly unsafe struct Elements<T> : IDisposable where T : unmanaged
    {
        private readonly Tensor _plain;
        private readonly T* _first;

        public Elements(Tensor tensor)
        {
            using var local = tensor.Device == Device.Cpu ? null : tensor.To(Device.Cpu);
            _plain = new Tensor(tensor.Dispatcher, tensor.Dispatcher.Aten.Contiguous((local ?? tensor).Handle));
            _first = (T*)tensor.Dispatcher.Data(_plain.Handle);
        }

        public T this[long index] => _first[index];

        public void Dispose() => _plain.Dispose();
    }
}
