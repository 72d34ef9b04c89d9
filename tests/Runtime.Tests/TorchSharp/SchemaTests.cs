using System.Reflection;
using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.TorchSharp;

namespace ModelDsl.Runtime.Tests.TorchSharp;

public sealed class SchemaTests
{
    [Fact]
    public void a_schema_is_read()
    {
        var schema = Schema.Parse("addmm.out(Tensor self, int[2]? sizes=[], *, Scalar beta=1, Tensor(a!) out) -> (Tensor(a!), Tensor)");
        Assert.Equal(("addmm.out", "addmm", 2), (schema.FullName, schema.Name, schema.Results));
        Assert.Equal(
            [
                new("self", "Tensor", IsOptional: false, HasDefault: false, IsKeyword: false),
                new("sizes", "int[2]", IsOptional: true, HasDefault: true, IsKeyword: false),
                new("beta", "Scalar", IsOptional: false, HasDefault: true, IsKeyword: true),
                new("out", "Tensor", IsOptional: false, HasDefault: false, IsKeyword: true),
            ],
            schema.Parameters);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("relu(Tensor self)")]
    [InlineData("relu Tensor self) -> Tensor")]
    public void what_is_no_schema_is_an_error(string text) => Assert.Contains(text, Assert.Throws<FormatException>(() => Schema.Parse(text)).Message);

    [Fact]
    public void a_libtorch_that_is_too_old_has_none_of_the_operators()
    {
        Assert.Empty(OperatorTable.Of(new Version(1, 12, 1)));
        Assert.Contains("convolution_backward", OperatorTable.Of(OperatorTable.Oldest));
        Assert.Contains("convolution_backward", OperatorTable.Of(new Version(2, 10, 0)));
    }

    // A GPU's, which the shim alone serves: without them a step takes the operators that there are.
    private static readonly string[] ShimsAlone = ["_foreach_", "cudnn_convolution_", "as_strided", "pin_memory"];

    [Fact]
    public void the_table_has_the_operators_that_aten_calls_and_no_others()
    {
        var called = typeof(Aten).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(Operator)).Select(field => (Operator)field.GetValue(Dispatcher.Default.Aten)!)
            .Where(operation => operation.Name.StartsWith("aten::", StringComparison.Ordinal)).Select(operation => operation.ToString()["aten::".Length..])
            .Where(name => !ShimsAlone.Any(one => name.StartsWith(one, StringComparison.Ordinal)));
        Assert.Equal(called.Distinct().Order(StringComparer.Ordinal), OperatorTable.Of(new Version(99, 0)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void the_tables_parameters_are_those_in_the_documentation_of_atens_methods()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository, "src", "Runtime", "Interop"), "Aten.*.cs");
        string documented = Plain(string.Join('\n', files.Select(File.ReadAllText)).Replace("///", "", StringComparison.Ordinal)).Replace("&gt;", ">", StringComparison.Ordinal);
        foreach (var schema in OperatorTable.Of(new Version(99, 0)).Values)
        {
            int at = documented.IndexOf($"<c>aten::{schema.FullName}(", StringComparison.Ordinal);
            Assert.True(at >= 0, $"no method documents {schema.FullName}");
            int end = documented.IndexOf("</c>", at, StringComparison.Ordinal);
            var expected = Schema.Parse(documented[(at + "<c>aten::".Length)..end]);
            Assert.Equal(expected.Parameters.Select(Plain), schema.Parameters.Select(Plain));
        }
    }

    private static string Repository => typeof(SchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Sizes became symbolic one operator after the other.</summary>
    private static Schema.Parameter Plain(Schema.Parameter parameter) => parameter with { Type = parameter.Type.Replace("SymInt", "int", StringComparison.Ordinal) };

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
