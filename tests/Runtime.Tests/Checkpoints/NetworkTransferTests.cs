namespace ModelDsl.Runtime.Tests.Checkpoints;

public sealed class NetworkTransferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyNetwork _source = new(seed: 1);
    private readonly Other _target = new("fc3", outputs: 4);

    public NetworkTransferTests()
    {
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        Weights.Train(_source, optimizer);
        _source.Save(Path, optimizer);
    }

    private string Path => _folder["tiny.safetensors"];

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void what_has_the_same_name_is_taken_and_the_rest_is_told(bool fromFile)
    {
        var head = _target.Parameters[^1].Value.ToArray<float>();
        var loaded = fromFile ? _target.LoadFrom(Path) : _target.LoadFrom(_source);

        Assert.Equal(["fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"], loaded.Taken);
        Assert.Equal(["fc3.weight", "fc3.bias"], loaded.Missing);
        Assert.Equal(["fc2.weight", "fc2.bias"], loaded.LeftOver);
        Assert.Empty(loaded.OtherShapes);
        for (int i = 0; i < 4; i++) Assert.Equal(_source.Parameters[i].Value.ToArray<float>(), _target.Parameters[i].Value.ToArray<float>());
        Assert.Equal(_source.Buffers[0].Value.ToArray<float>(), _target.Buffers[0].Value.ToArray<float>());
        Assert.Equal(head, _target.Parameters[^1].Value.ToArray<float>());
    }

    [Fact]
    public void the_report_reads_as_text()
    {
        Assert.Equal("""
            Other: 6 tensors taken from Tiny
              as before, not there: fc3.weight, fc3.bias
              left over: fc2.weight, fc2.bias
            """, _target.LoadFrom(_source).ToString());
    }

    [Fact]
    public void another_shape_under_the_same_name_is_an_error_that_names_both_and_nothing_changes()
    {
        using var wide = new Other("fc2", outputs: 4);
        var before = Weights.Of(wide);
        const string Problem = "fc2.weight: expected F32 [4, 6], given F32 [3, 6]";
        Assert.Contains(Problem, Assert.Throws<CheckpointException>(() => wide.LoadFrom(Path)).Message, StringComparison.Ordinal);
        Assert.Contains(Problem, Assert.Throws<ArgumentException>(() => wide.LoadFrom(_source)).Message, StringComparison.Ordinal);

        Assert.Equal(before, Weights.Of(wide));
    }

    [Fact]
    public void another_shape_is_left_out_where_that_is_asked_for()
    {
        using var wide = new Other("fc2", outputs: 4);
        var loaded = wide.LoadFrom(Path, skipOtherShapes: true);

        Assert.Equal(6, loaded.Taken.Count);
        Assert.Equal(["fc2.weight", "fc2.bias"], loaded.OtherShapes.Select(problem => problem.Tensor));
        Assert.Contains("as before, other there: fc2.weight: expected F32 [4, 6], given F32 [3, 6]; fc2.bias", loaded.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_source_without_a_name_in_common_is_an_error_that_names_both_sides()
    {
        using var other = new Networks.LeNet5();
        using var strange = new Other("last", outputs: 2, first: "begin", norm: "middle");
        var before = Weights.Of(strange);
        var error = Assert.Throws<CheckpointException>(() => strange.LoadFrom(Path));

        Assert.Contains("nothing fits Other: it has begin.weight, begin.bias, middle.weight and 5 more, and there is fc1.weight, fc1.bias, bn1.weight and 5 more", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => strange.LoadFrom(other));
        Assert.Equal(before, Weights.Of(strange));
    }

    /// <summary>Weights alone, of which some have the tiny network's names.</summary>
    private sealed class Other : Network
    {
        public Other(string last, int outputs, string first = "fc1", string norm = "bn1")
            : base("Other", [], seed: 3, device: null, ElementType.Float32)
        {
            _ = new LinearParameters(this, first, [6, 2], bias: true, Initialization.He);
            _ = new BatchNormParameters(this, norm, 6);
            _ = new LinearParameters(this, last, [outputs, 6], bias: true, Initialization.He);
        }
    }
}
