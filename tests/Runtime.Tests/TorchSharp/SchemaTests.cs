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

    [Fact]
    public void the_table_has_the_schemas_that_stand_above_atens_methods()
    {
        var folder = Path.Combine(Repository, "src", "Runtime", "Interop");
        string text = string.Join('\n', Directory.EnumerateFiles(folder, "Aten.*.cs").Select(File.ReadAllText));
        string documented = Plain(text.Replace("///", "", StringComparison.Ordinal));
        foreach (var schema in OperatorTable.Of(OperatorTable.Oldest).Values)
        {
            string parameters = string.Join(", ", schema.Parameters.Select(parameter => parameter.Name));
            Assert.True(documented.Contains($"aten::{schema.FullName}(", StringComparison.Ordinal), $"no method calls {schema.FullName}({parameters})");
        }
    }

    private static string Repository => typeof(SchemaTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
