using System.Text.Json;
using ModelDsl.Runtime.Watching;

namespace ModelDsl.Runtime.Tests.Watching;

public sealed class JsonLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder["deep/training.jsonl"];

    private List<JsonElement> Lines => [.. System.IO.File.ReadAllLines(File).Select(line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public void each_epoch_is_a_line_with_its_numbers()
    {
        var history = WatchedTraining.Run(new JsonLines(File));

        var epochs = Lines.Where(line => line.GetProperty("event").GetString() == "epoch").ToList();
        Assert.Equal(history.Epochs.Select(epoch => epoch.TrainLoss), epochs.Select(line => line.GetProperty("train_loss").GetDouble()));
        Assert.Equal(history.Epochs.Select(epoch => epoch.TestAccuracy!.Value), epochs.Select(line => line.GetProperty("test_accuracy").GetDouble()));
        Assert.Equal(history.Epochs.Select(epoch => epoch.ExamplesPerSecond), epochs.Select(line => line.GetProperty("examples_per_second").GetDouble()));
        Assert.All(epochs, line => Assert.False(line.TryGetProperty("test_top_five", out _)));
    }

    [Fact]
    public void the_first_line_names_seeds_and_settings_and_the_last_the_confusion()
    {
        var history = WatchedTraining.Run(new JsonLines(File));

        var settings = Lines[0].GetProperty("settings");
        Assert.Equal("5", settings.GetProperty("seed").GetString());
        Assert.Equal("5", settings.GetProperty("network's seed").GetString());
        Assert.Equal("50", settings.GetProperty("batch size").GetString());
        Assert.Equal("200", settings.GetProperty("training examples").GetString());
        Assert.Equal("ConstantRate { }", settings.GetProperty("schedule").GetString());
        Assert.Equal("end", Lines[^1].GetProperty("event").GetString());
        Assert.Equal(history.Confusion![2, 2], Lines[^1].GetProperty("confusion")[2][2].GetInt64());
    }

    [Fact]
    public void every_so_many_steps_one_is_written_with_rate_and_time_left()
    {
        WatchedTraining.Run(new JsonLines(File) { Every = 2 });

        var steps = Lines.Where(line => line.GetProperty("event").GetString() == "step").ToList();
        Assert.Equal([(1, 2), (1, 4), (2, 2), (2, 4), (3, 2), (3, 4)], steps.Select(line => (line.GetProperty("epoch").GetInt32(), line.GetProperty("step").GetInt32())));
        Assert.All(steps, line => Assert.True(line.GetProperty("examples_per_second").GetDouble() > 0));
        Assert.Equal(0, steps[^1].GetProperty("seconds_left").GetDouble());
    }

    [Fact]
    public void a_training_that_dies_leaves_whole_lines()
    {
        Assert.Throws<OperationCanceledException>(() => WatchedTraining.Run(new JsonLines(File), new Killer(2)));

        Assert.Equal(["start", "epoch", "epoch"], Lines.Select(line => line.GetProperty("event").GetString()));
    }

    [Fact]
    public void a_second_training_is_appended_also_behind_a_line_that_was_cut_off()
    {
        WatchedTraining.Run(new JsonLines(File));
        int lines = Lines.Count;
        System.IO.File.AppendAllText(File, "{\"event\":\"epo");
        WatchedTraining.Run(new JsonLines(File));

        string[] all = System.IO.File.ReadAllLines(File);
        Assert.Equal("{\"event\":\"epo", all[lines]);
        Assert.All(all.Where((_, i) => i != lines), line => JsonDocument.Parse(line));
        Assert.Equal(2 * lines + 1, all.Length);
    }
}
