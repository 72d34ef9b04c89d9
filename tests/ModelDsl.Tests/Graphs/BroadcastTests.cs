using ModelDsl.Graphs;

namespace ModelDsl.Tests.Graphs;

/// <summary>Which shapes go together in arithmetic, and what they give; the same either way round.</summary>
public sealed class BroadcastTests
{
    [Theory]
    [InlineData("64x28x28", "64x28x28", "64x28x28")]
    [InlineData("64x28x28", "64x1x1", "64x28x28")]
    [InlineData("64x28x28", "1x28x28", "64x28x28")]
    [InlineData("64x1x1", "1x28x28", "64x28x28")]
    [InlineData("64x28x28", "64x28x1", "64x28x28")]
    [InlineData("64x28x28", "64", "64x28x28")]
    [InlineData("28x28x28", "28", "28x28x28")]
    [InlineData("64x28x28", "1", "64x28x28")]
    [InlineData("1x28x28", "64", "64x28x28")]
    [InlineData("200x64", "64", "200x64")]
    [InlineData("200x64", "1", "200x64")]
    [InlineData("200x64", "200x1", "200x64")]
    [InlineData("10", "10", "10")]
    [InlineData("10", "1", "10")]
    public void these_go_together(string a, string b, string result)
    {
        Assert.Equal(result, Broadcast.Of(Of(a), Of(b))?.ToString());
        Assert.Equal(result, Broadcast.Of(Of(b), Of(a))?.ToString());
    }

    [Theory]
    [InlineData("64x28x28", "32x28x28")]
    [InlineData("64x28x28", "64x14x14")]
    [InlineData("64x28x28", "28")]
    [InlineData("64x28x28", "28x28")]
    [InlineData("64x64x64", "64x64")]
    [InlineData("200x64", "200")]
    [InlineData("10", "20")]
    public void these_do_not(string a, string b)
    {
        Assert.Null(Broadcast.Of(Of(a), Of(b)));
        Assert.Null(Broadcast.Of(Of(b), Of(a)));
    }

    [Fact]
    public void several_go_together_one_after_the_other() =>
        Assert.Equal("8x4x4", Broadcast.Of([Of("8"), Of("1x4x4"), Of("8x1x4")])?.ToString());

    private static Shape Of(string text) => Shape.Of([.. text.Split('x').Select(int.Parse)]);
}
