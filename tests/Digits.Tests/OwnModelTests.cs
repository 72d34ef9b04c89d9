using OwnModel;

namespace Digits.Tests;

public sealed class OwnModelTests
{
    [Fact]
    public void the_sample_with_a_net_file_of_its_own_learns_shows_progress_and_prints_an_answer()
    {
        using var output = new StringWriter();
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            typeof(Spirals).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("epoch 5/5  train loss", lines[^2]);
        Assert.StartsWith("(0, 0.5) is on arm 0: ", lines[^1]);
    }
}
