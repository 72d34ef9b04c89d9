namespace ModelDsl.Runtime;

// Arguments that never change. As arrays: the span of a constant list allocates in unoptimised builds.
public sealed partial class Step
{
    private static readonly long[] NoPadding = [0, 0];
    private static readonly long[] NoDilation = [1, 1];
    private static readonly long[] OverBatch = [0];
    private static readonly long[] OverPixels = [2, 3];
    private static readonly long[] OverColumns = [1];
}
