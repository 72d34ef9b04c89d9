using ModelDsl.Runtime.Tests.Steps;

namespace ModelDsl.Runtime.Tests.Tensors;

/// <summary>Batches of tokens, and what a pass makes of them.</summary>
public sealed class TokenTests
{
    [Fact]
    public void tokens_are_int64_and_come_as_they_were_given()
    {
        using var wide = Tensor<T4of7>.From([0L, 6, 2, 3, 1, 1, 1, 5]);
        using var narrow = Tensor<T4of7>.From([0, 6, 2, 3, 1, 1, 1, 5]);
        Assert.Equal([2, 4], wide.Sizes);
        Assert.Equal([0L, 6, 2, 3, 1, 1, 1, 5], wide.ToArray<long>());
        Assert.Equal(wide.ToArray<long>(), narrow.ToArray<long>());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-1)]
    public void a_token_outside_the_vocabulary_is_an_error_that_names_its_place(int token)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Tensor<T4of7>.From([0, 1, 2, 3, 4, token, 6, 0]));
        Assert.StartsWith("Token 1 of example 1 must be at least 0 and below the vocabulary, 7.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void numbers_are_no_tokens_and_tokens_no_numbers()
    {
        Assert.Throws<NotSupportedException>(() => Tensor<T4of7>.From([0f, 1, 2, 3]));
        Assert.Throws<NotSupportedException>(() => Tensor<F10>.From([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void an_empty_batch_of_tokens_is_int64_of_a_token_there_is()
    {
        using var tokens = Tensor<T4of7>.Empty(2);
        Assert.Equal(new long[8], tokens.ToArray<long>());
    }

    [Fact]
    public void a_pass_takes_tokens_of_int64_only()
    {
        using var network = new Bench();
        using var step = network.Begin();
        using var numbers = Tensor.From([1f, 2], [1, 2]);
        var error = Assert.Throws<ArgumentException>(() => step.Tokens(numbers, "input"));
        Assert.StartsWith("Bench takes tokens, Int64, but its input is Float32.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_pass_needs_an_example()
    {
        using var network = new Bench();
        using var step = network.Begin();
        using var none = Tensor<T4of7>.Empty(0);
        Assert.Throws<ShapeMismatchException>(() => step.Tokens(none, "input"));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-2)]
    public void looking_up_a_token_that_is_not_there_is_an_error_of_the_layer(long token)
    {
        using var network = new Bench();
        var layer = new EmbeddingParameters(network, "embed", [7, 3], Initialization.Normal(1));
        using var tokens = Tensor.From([3, token], [1, 2]);
        using var step = network.Begin();
        var error = Assert.Throws<LayerException>(() => step.Embedding(layer, step.Tokens(tokens, "input")));
        Assert.Equal($"Bench.embed: the tokens must be within 0 and 6, but one is {token}.", error.Message);
    }
}
