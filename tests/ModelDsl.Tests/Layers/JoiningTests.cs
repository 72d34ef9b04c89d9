using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Layers;

/// <summary>What layers of several values make of their shapes, and what they say of shapes that do not go together.</summary>
public sealed class JoiningTests
{
    [Theory]
    [InlineData("concat", "64x28x28 128x28x28 32x28x28", "224x28x28")]
    [InlineData("concat", "10 20", "30")]
    [InlineData("concat", "200x64 200x32", "200x96")]
    [InlineData("concat(along time)", "1x64 196x64", "197x64")]
    [InlineData("concat(along height)", "3x4x5 3x2x5", "3x6x5")]
    [InlineData("concat(along width)", "3x4x5 3x4x1", "3x4x6")]
    [InlineData("add", "64x28x28 64x28x28 64", "64x28x28")]
    [InlineData("subtract", "1x28x28 64x1x1", "64x28x28")]
    [InlineData("multiply", "64 64x28x28", "64x28x28")]
    [InlineData("crop", "64x568x568 128x392x391", "64x392x391")]
    [InlineData("crop", "64x8x8 128x8x8", "64x8x8")]
    [InlineData("sample", "20 20", "20")]
    public void joined_values_have_this_shape(string layer, string inputs, string output)
    {
        var (shape, diagnostics) = Bind(layer, inputs);
        Assert.Empty(diagnostics);
        Assert.Equal(output, shape);
    }

    [Theory]
    [InlineData("concat", "64x28x28 32x14x14", "MDL2031: the values of 'concat' give 64x28x28 and 32x14x14: their heights and widths must agree to be concatenated")]
    [InlineData("concat", "64x28x28 32x28x28 10", "MDL2031: the values of 'concat' give 64x28x28, 32x28x28 and 10: only values with equally many axes can be concatenated")]
    [InlineData("concat", "200x64 100x64", "MDL2031: the values of 'concat' give 200x64 and 100x64: their time steps must agree to be concatenated")]
    [InlineData("concat(along time)", "200x64 200x32", "MDL2031: the values of 'concat(along time)' give 200x64 and 200x32: their features must agree to be concatenated along time")]
    [InlineData("concat(along height)", "3x4x5 3x4x6", "MDL2031: the values of 'concat(along height)' give 3x4x5 and 3x4x6: their channels and widths must agree to be concatenated along their heights")]
    [InlineData("concat(along width)", "3x4x5 2x4x5", "MDL2031: the values of 'concat(along width)' give 3x4x5 and 2x4x5: their channels and heights must agree to be concatenated along their widths")]
    [InlineData("concat(along time)", "10 10", "MDL2031: the values of 'concat(along time)' give 10 and 10: there is no time to concatenate along")]
    [InlineData("add", "256x56x56 64x56x56", "MDL2032: the values of 'add' give 256x56x56 and 64x56x56, which cannot be added")]
    [InlineData("subtract", "10 20", "MDL2032: the values of 'subtract' give 10 and 20, which cannot be subtracted")]
    [InlineData("crop", "64x10x10 32x12x8", "MDL2033: the values of 'crop' give 64x10x10 and 32x12x8: the first must be at least as high and wide as the second")]
    [InlineData("crop", "64x10x10 10", "MDL2033: the values of 'crop' give 64x10x10 and 10: both must be channels x height x width")]
    [InlineData("sample", "20 10", "MDL2032: the values of 'sample' give 20 and 10, which cannot be drawn from: a mean and a log-variance have the same shape")]
    [InlineData("multiply", "64x28x28 28", "MDL2032: the values of 'multiply' give 64x28x28 and 28, which cannot be multiplied")]
    public void values_that_do_not_go_together_are_an_error_with_their_shapes(string layer, string inputs, string error)
    {
        var (shape, diagnostics) = Bind(layer, inputs);
        Assert.Null(shape);
        Assert.Equal(error, Assert.Single(diagnostics));
    }

    [Fact]
    public void branches_are_called_branches()
    {
        var diagnostics = new List<Diagnostic>();
        new AdditionKind().Bind(new LayerCall(Syntax("add"), "[ + ]", new Dictionary<string, OptionSyntax>(), diagnostics), [Of("10"), Of("20")]);
        Assert.Equal("the branches of '[ + ]' give 10 and 20, which cannot be added", Assert.Single(diagnostics).Message);
    }

    private static (string? Shape, IEnumerable<string> Diagnostics) Bind(string layer, string inputs)
    {
        var syntax = Syntax(layer);
        var kind = LayerRegistry.Find(syntax.Name.Text)!;
        var diagnostics = new List<Diagnostic>();
        var call = new LayerCall(syntax, layer, OptionReader.Read(kind, syntax, diagnostics), diagnostics);
        var bound = kind.Bind(call, [.. inputs.Split(' ').Select(Of)]);
        return (bound?.Output.ToString(), diagnostics.Select(d => $"{d.Code}: {d.Message}"));
    }

    private static LayerSyntax Syntax(string layer)
    {
        var parsed = Parser.Parse(new SourceText("models/m.net", $"model M\ninput 1\n{layer}\n"));
        var chain = parsed.File.Definitions[0].Body.OfType<ChainStatement>().Single().Chain;
        return (LayerSyntax)chain.Elements[0];
    }

    private static Shape Of(string text) => Shape.Of([.. text.Split('x').Select(int.Parse)]);
}
