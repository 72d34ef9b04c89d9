using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Layers;

/// <summary>Shapes of tokens, and the layers that meet them.</summary>
public sealed class TokenTests
{
    private static readonly Shape Text = Shape.Tokens(200, 20_000);

    [Fact]
    public void a_shape_of_tokens_is_told_from_numbers_by_its_vocabulary()
    {
        Assert.Equal("200 tokens(20000)", Text.ToString());
        Assert.Equal("T200of20000", Text.TypeName);
        Assert.NotEqual(Shape.Of(200), Text);
        Assert.NotEqual(Shape.Tokens(200, 100), Text);
        Assert.Equal(Shape.Tokens(200, 20_000), Text);
        Assert.Equal(Element.Token, TensorType.Batch(Text).Element);
        Assert.Equal("Nx200 tokens(20000)", TensorType.Batch(Text).ToString());
    }

    [Fact]
    public void the_type_of_a_shape_of_tokens_knows_its_vocabulary()
    {
        var code = Compiler.EmitShapes(["T200of20000", "F3"], "Models");
        Assert.Contains(
            "/// <summary>Tensors of [N, 200] tokens of 0 to 19999.</summary>\npublic readonly struct T200of20000 : IShape\n{\n"
            + "    public static System.ReadOnlySpan<int> Dimensions => [200];\n\n    public static int Vocabulary => 20000;\n}\n", code, StringComparison.Ordinal);
        Assert.Contains("public readonly struct F3 : IShape\n{\n    public static System.ReadOnlySpan<int> Dimensions => [3];\n}\n", code, StringComparison.Ordinal);
    }

    [Fact]
    public void embed_makes_features_of_each_token()
    {
        var layer = Bind("embed-128", Text, out _)!;
        Assert.Equal(Shape.Of(200, 128), layer.Output);
        Assert.Equal([Shape.Of(20_000, 128)], layer.Parameters.Select(p => p.Shape));
        Assert.Equal(0, layer.Macs);
    }

    public static TheoryData<string> Others => new(LayerRegistry.Kinds.Where(k => !k.TakesTokens && k.Inputs.Most == 1).Select(k => k.Example));

    [Theory]
    [MemberData(nameof(Others))]
    public void a_layer_that_needs_numbers_says_what_to_put_before_it(string written)
    {
        Assert.Null(Bind(written, Text, out var message));
        Assert.Equal($"{written} needs numbers, but 'input' gives 200 tokens(20000); put embed-N first", message);
    }

    [Fact]
    public void embed_of_numbers_says_how_tokens_are_written()
    {
        Assert.Null(Bind("embed-128", Shape.Of(200), out var message));
        Assert.Equal("embed-128 needs tokens, but the input is 200; write 'input 200 tokens(N)', with N the size of the vocabulary", message);
    }

    private static Layer? Bind(string written, Shape input, out string? message)
    {
        var text = Models.Text("input 1\n" + written);
        var syntax = (LayerSyntax)Parser.Parse(text).File.Definitions[0].Body.OfType<ChainStatement>().Single().Chain.Elements[0];
        var kind = LayerRegistry.Find(syntax.Name.Text)!;
        var diagnostics = new List<Diagnostic>();
        var layer = kind.BindTo(new LayerCall(syntax, written, OptionReader.Read(kind, syntax, diagnostics), diagnostics), [input]);
        message = diagnostics.SingleOrDefault()?.Message;
        return layer;
    }
}
