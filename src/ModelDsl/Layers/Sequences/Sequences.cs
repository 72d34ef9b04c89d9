using ModelDsl.Diagnostics;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>What layers over steps ask of their input.</summary>
internal static class Sequences
{
    /// <summary>Reports an input that is no sequence.</summary>
    public static bool IsSequence(LayerCall call, Shape input)
    {
        if (input.IsSequence) return true;
        call.Report(Catalogue.NeedsASequence(call.Place, call.Written, call.Before, input));
        return false;
    }
}
