namespace ModelDsl.Runtime.Tests;

/// <summary>Tests that measure the process's memory: <c>[Collection(Measuring.Alone)]</c> keeps them from running beside others.</summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class Measuring
{
    public const string Alone = "measures memory";
}
