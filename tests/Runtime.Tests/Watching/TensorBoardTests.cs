using System.Text;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using ModelDsl.Runtime.Watching;

namespace ModelDsl.Runtime.Tests.Watching;

public sealed class TensorBoardTests : IDisposable
{
    private const int Steps = WatchedTraining.Steps;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private List<ProtoReader> Only => Events.Read(Assert.Single(Directory.GetFiles(_folder.Path, "events.out.tfevents.*")));

    [Fact]
    public void losses_and_accuracies_are_those_of_the_history()
    {
        var history = WatchedTraining.Run(new TensorBoard(_folder.Path));
        var events = Only;

        Assert.Equal("brain.Event:2", events[0].Text(3));
        AssertScalars("loss/train", epoch => epoch.TrainLoss);
        AssertScalars("loss/test", epoch => epoch.TestLoss!.Value);
        AssertScalars("accuracy/train", epoch => epoch.TrainAccuracy!.Value);
        AssertScalars("accuracy/test", epoch => epoch.TestAccuracy!.Value);
        AssertScalars("training/learning rate", epoch => epoch.LearningRate);
        Assert.Empty(events.Tagged("accuracy/test, top five"));

        void AssertScalars(string tag, Func<EpochResult, double> of) => Assert.Equal(
            history.Epochs.Select(epoch => ((long)epoch.Epoch * Steps, (float)of(epoch))),
            events.Tagged(tag).Select(value => (value.Step, value.Value.One<float>(2))));
    }

    [Fact]
    public void every_so_many_steps_the_loss_is_written()
    {
        WatchedTraining.Run(new TensorBoard(_folder.Path) { Every = 3 });

        Assert.Equal([3, 6, 9, 12], Only.Tagged("loss/of the epoch so far").Select(value => value.Step));
    }

    [Fact]
    public void times_are_seconds_since_1970()
    {
        WatchedTraining.Run(new TensorBoard(_folder.Path) { Time = new Still() });

        Assert.All(Only, e => Assert.Equal(1_700_000_000.25, e.One<double>(1)));
        Assert.Contains(".1700000000.", Path.GetFileName(Directory.GetFiles(_folder.Path)[0]));
    }

    [Fact]
    public void histograms_count_every_weight()
    {
        WatchedTraining.Run(new TensorBoard(_folder.Path));

        var histograms = Only.Tagged("fc1/weight").Select(value => value.Value.Message(5)).ToList();
        Assert.Equal(WatchedTraining.Epochs, histograms.Count);
        Assert.All(histograms, histogram =>
        {
            Assert.Equal(12, histogram.One<double>(3));
            Assert.Equal(12, histogram.Doubles(7).Sum());
            Assert.Equal(histogram.Doubles(6).Length, histogram.Doubles(7).Length);
            Assert.Equal(histogram.One<double>(2), histogram.Doubles(6)[^1], 1e-6);
        });
    }

    [Fact]
    public void a_histogram_of_known_numbers()
    {
        var summary = new ProtoReader(new ProtoWriter().AddHistogram("x", [0, 0, 3, 1]).Written.ToArray());
        var histogram = summary.Message(1).Message(5);

        Assert.Equal((0, 3, 4, 4, 10), (histogram.One<double>(1), histogram.One<double>(2), histogram.One<double>(3), histogram.One<double>(4), histogram.One<double>(5)));
        double[] limits = histogram.Doubles(6), counts = histogram.Doubles(7);
        // A bucket ends below its limit, the last one at it.
        Assert.Equal(2, counts.Where((_, i) => limits[i] <= 0.5).Sum());
        Assert.Equal(3, counts.Where((_, i) => limits[i] <= 2.5).Sum());
        Assert.Equal(1, counts[^1]);
    }

    [Fact]
    public void numbers_that_are_all_the_same_are_one_bucket()
    {
        var histogram = new ProtoReader(new ProtoWriter().AddHistogram("x", [2, 2]).Written.ToArray()).Message(1).Message(5);

        Assert.Equal(2, histogram.Doubles(7)[0]);
        Assert.All(histogram.Doubles(6), limit => Assert.True(limit > 2));
    }

    [Fact]
    public void pictures_are_png()
    {
        var picture = new Picture([0, 128, 255, 7, 8, 9], channels: 1, height: 2, width: 3);
        WatchedTraining.Run(new TensorBoard(_folder.Path) { Pictures = () => [new NamedPicture("a ramp", picture)] });

        var written = Only.Tagged("pictures/1").Select(value => value.Value.Message(4)).ToList();
        Assert.Equal(WatchedTraining.Epochs, written.Count);
        Assert.Equal((2, 3, 1), (written[0].One<long>(1), written[0].One<long>(2), written[0].One<long>(3)));
        Assert.Equal(PngFile.Encode(picture.Pixels, 2, 3), written[0].One<byte[]>(4));
    }

    [Fact]
    public void the_graph_has_a_node_for_each_layer_behind_the_one_whose_output_it_takes()
    {
        WatchedTraining.Run(new TensorBoard(_folder.Path));

        var nodes = new ProtoReader(Only.Single(e => e.Has(4)).One<byte[]>(4)).Messages(1).ToList();
        Assert.Equal(["input", "fc1", "bn1", "fc2", "softmax"], nodes.Select(node => node.Text(1)));
        Assert.Equal(["input", "fc-6", "bn", "fc-3", "softmax"], nodes.Select(node => node.Text(2)));
        Assert.Equal(["input", "fc1", "bn1", "fc2"], nodes.Skip(1).Select(node => node.Text(3)));
        var attributes = nodes[1].Messages(5).ToDictionary(a => a.Text(1), a => a.Message(2));
        Assert.Equal(18, attributes["parameters"].One<long>(3));
        Assert.Equal([-1, 6], attributes["_output_shapes"].Message(1).Message(7).Messages(2).Select(size => size.One<long>(1)));
    }

    [Fact]
    public void branches_of_blocks_run_beside_each_other_and_meet_in_a_sum_of_two_inputs()
    {
        LayerInfo[] block = [Row("conv1", "input"), Row("bn1", "conv1"), Row("add", "bn1", "input")];
        using var network = new Bench(layers: [Row("conv1", "picture"), .. LayerInfo.Within("basic1", "conv1", block), .. LayerInfo.Within("basic", 2, 2, "basic1.add", block), Row("fc1", "basic3.add", "label")]);
        var nodes = new ProtoReader(GraphMessage.Of(network).Written.ToArray()).Messages(1);

        Assert.Equal(
            [
                "picture <- ", "label <- ", "conv1 <- picture", "basic1/conv1 <- conv1", "basic1/bn1 <- basic1/conv1", "basic1/add <- basic1/bn1, conv1",
                "basic2/conv1 <- basic1/add", "basic2/bn1 <- basic2/conv1", "basic2/add <- basic2/bn1, basic1/add",
                "basic3/conv1 <- basic2/add", "basic3/bn1 <- basic3/conv1", "basic3/add <- basic3/bn1, basic2/add", "fc1 <- basic3/add, label",
            ],
            nodes.Select(node => $"{node.Text(1)} <- {string.Join(", ", node.All<byte[]>(3).Select(Encoding.UTF8.GetString))}"));

        static LayerInfo Row(string name, params string[] inputs) => new(name, name, "m.net(1)", "2x2x2", 0, 0, 32, inputs);
    }

    [Fact]
    public void settings_and_seeds_are_text()
    {
        WatchedTraining.Run(new TensorBoard(_folder.Path));

        var text = Encoding.UTF8.GetString(Only.Tagged("settings").Single().Value.Message(8).One<byte[]>(8));
        Assert.Contains("| network's seed | 5 |", text);
        Assert.Contains("| seed | 5 |", text);
        Assert.Contains("| optimiser | Sgd: momentum 0.9, nesterov False, weight decay 0, learning rate 0.1 |", text);
    }

    [Fact]
    public void a_training_that_dies_leaves_whole_records()
    {
        Assert.Throws<OperationCanceledException>(() => WatchedTraining.Run(new TensorBoard(_folder.Path), new Killer(2)));

        Assert.Equal([4, 8], Only.Tagged("loss/test").Select(value => value.Step));
    }

    [Fact]
    public void a_training_that_goes_on_writes_a_file_behind_the_first()
    {
        var checkpoint = _folder["training"];
        WatchedTraining.Run(checkpoint, 2, new TensorBoard(_folder.Path));
        WatchedTraining.Run(checkpoint, 3, new TensorBoard(_folder.Path));

        string[] files = [.. Directory.GetFiles(_folder.Path, "events.*").Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        Assert.Equal([4, 8], Events.Read(files[0]).Tagged("loss/test").Select(value => value.Step));
        Assert.Equal([12], Events.Read(files[1]).Tagged("loss/test").Select(value => value.Step));
        var session = Events.Read(files[1]).Single(e => e.Has(7));
        Assert.Equal((8, 1), (session.One<long>(2), session.Message(7).One<long>(1)));
    }

    [Fact]
    public void every_so_many_is_at_least_one() => Assert.Throws<ArgumentOutOfRangeException>("Every", () => new TensorBoard(_folder.Path) { Every = 0 });

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000.25);
    }
}
