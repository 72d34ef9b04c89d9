using System.Globalization;
using System.Text;

namespace ModelDsl.Runtime;

// How a tensor looks in a debugger or a log.
public partial class Tensor
{
    private const int Shown = 8;

    /// <summary>Type, sizes and the first few elements: "Float32[2, 10] {0.1, 0.2, ...}".</summary>
    public override string ToString()
    {
        if (IsDisposed) return $"{ElementType} (disposed)";
        var text = new StringBuilder().Append(ElementType).Append(ShapeMismatchException.Format(Sizes));
        if (Device != Device.Cpu) text.Append(" on ").Append(Device);
        return text.Append(" {").AppendJoin(", ", Preview()).Append(Length > Shown ? ", ...}" : "}").ToString();
    }

    private IEnumerable<string> Preview()
    {
        var aten = Dispatcher.Aten;
        var count = (int)Math.Min(Length, Shown);
        using var flat = Made(aten.Reshape(Handle, [-1]));
        using var first = flat.Made(aten.Slice(flat.Handle, 0, 0, count));
        if (ElementType is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16)
        {
            using var doubles = first.To(ElementType.Float64);
            return doubles.ToArray<double>().Select(x => x.ToString("G5", CultureInfo.InvariantCulture)).ToArray();
        }

        using var integers = first.To(ElementType.Int64);
        var isBool = ElementType == ElementType.Bool;
        return integers.ToArray<long>()
            .Select(x => isBool ? (x != 0 ? "true" : "false") : x.ToString(CultureInfo.InvariantCulture)).ToArray();
    }
}
