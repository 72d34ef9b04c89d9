using OwnLayer;
using OwnModel;

namespace Digits.Tests;

public sealed class OwnModelTests
{
    [Fact]
    public void the_sample_with_a_net_file_of_its_own_learns_shows_progress_and_prints_an_answer()
    {
        var lines = Run(typeof(Spirals));
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("epoch 5/5  train loss", lines[^2]);
        Assert.StartsWith("(0, 0.5) is on arm 0: ", lines[^1]);
    }

    [Fact]
    public void the_sample_with_a_layer_of_its_own_learns_a_wave()
    {
        var lines = Run(typeof(Waves));
        Assert.StartsWith("mean squared error 0.000", lines[0]);
        Assert.Equal(4, lines.Length);
    }

    /// <summary>What a sample prints.</summary>
    private static string[] Run(Type sample)
    {
        using var output = new StringWriter();
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            sample.Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().TrimEnd().Split('\n');
    }
}
