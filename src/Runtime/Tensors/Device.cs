using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>The kind of a device; the numbers are those of <c>c10::DeviceType</c>.</summary>
public enum DeviceKind
{
    Cpu = 0,
    Cuda = 1,
}

/// <summary>Where a tensor lives. <c>default</c> is the CPU.</summary>
public readonly record struct Device
{
    private Device(DeviceKind kind, int index) => (Kind, Index) = (kind, index);

    public DeviceKind Kind { get; }

    /// <summary>The number of the GPU, from 0; 0 for the CPU.</summary>
    public int Index { get; }

    public static Device Cpu => default;

    /// <summary>The CUDA GPU with the given number, from 0. Whether there is one shows at the first tensor made on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Device Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new Device(DeviceKind.Cuda, index);
    }

    public override string ToString() => Kind == DeviceKind.Cpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}");
}
