using System.Reflection;
using ModelDsl.Runtime.Interop;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

public sealed class AtenTests
{
    // Over TorchSharp some do not: SchemaTests says which.
    [ShimFact]
    public void every_operator_that_has_a_method_exists_in_this_libtorch()
    {
        var operators = typeof(Aten).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(f => f.FieldType == typeof(Operator)).Select(f => (Operator)f.GetValue(Ops)!)
            .Where(o => Ops.HasFusedOperators || !o.Name.StartsWith("modeldsl::", StringComparison.Ordinal)).ToArray();
        Assert.True(operators.Length > 80);
        Assert.DoesNotContain(operators, o => !o.Exists);
    }

    [Fact]
    public void a_dispatcher_has_one_table() => Assert.Same(Torch.Aten, Torch.Aten);

    [Fact]
    public void the_version_is_libtorchs() => Assert.Matches(@"^\d+\.\d+\.\d+", Torch.Version);

    [Fact]
    public void at_least_one_thread() => Assert.Throws<ArgumentOutOfRangeException>(() => Torch.Threads = 0);
}
