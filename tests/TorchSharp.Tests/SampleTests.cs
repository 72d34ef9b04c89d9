using System.Globalization;
using MixedModel;

namespace ModelDsl.Mixed.Tests;

public sealed class SampleTests
{
    [Fact]
    public void the_sample_trains_a_model_of_both_and_shares_its_tensors()
    {
        var lines = Run();
        Assert.Equal(8, lines.Length);
        Assert.StartsWith("epoch 5/5  train loss ", lines[4]);
        Assert.InRange(double.Parse(lines[4].Split(' ')[^1], CultureInfo.InvariantCulture), 0, 0.2);
        Assert.Matches("^of points not seen in training, (9[5-9]|100) ?% are put on their arm$", lines[5]);
        Assert.StartsWith("600 points, 64 features each", lines[6]);
        Assert.StartsWith("saved and loaded fc1.weight", lines[7]);
    }

    /// <summary>What the sample prints.</summary>
    private static string[] Run()
    {
        using var output = new StringWriter();
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            typeof(Features).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().TrimEnd().Split('\n');
    }
}
