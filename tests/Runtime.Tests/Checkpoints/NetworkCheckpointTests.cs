using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime.Tests.Checkpoints;

public sealed class NetworkCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyNetwork _network = new(seed: 1);
    private readonly Sgd _optimizer = new(0.1, momentum: 0.9);

    public NetworkCheckpointTests() => Weights.Train(_network, _optimizer);

    private string Path => _folder["tiny.safetensors"];

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void a_loaded_network_has_every_number_of_the_saved_one()
    {
        _network.Save(Path);
        using var fresh = new TinyNetwork(seed: 2);
        Assert.NotEqual(Weights.Of(_network), Weights.Of(fresh));
        fresh.Load(Path);

        Assert.Equal(Weights.Of(_network), Weights.Of(fresh));
    }

    [Fact]
    public void the_names_are_those_of_the_parameters_and_buffers_and_the_model_is_noted()
    {
        _network.Save(Path, metadata: new Dictionary<string, string> { ["epoch"] = "3" });
        using var file = SafeTensorsFile.Open(Path);

        Assert.Equal(
            ["fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias", "fc2.weight", "fc2.bias", "bn1.running_mean", "bn1.running_var"],
            file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("F32 [6, 2]", file.Find("fc1.weight")!.Describe());
        Assert.Equal("Tiny", file.Metadata["model"]);
        Assert.Equal("3", file.Metadata["epoch"]);
    }

    [Fact]
    public void saving_again_replaces_the_file_and_leaves_no_other()
    {
        _network.Save(Path);
        Weights.Train(_network, _optimizer);
        _network.Save(Path);

        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
        using var fresh = new TinyNetwork();
        fresh.Load(Path);
        Assert.Equal(Weights.Of(_network), Weights.Of(fresh));
    }

    [Fact]
    public void a_file_cut_short_anywhere_is_an_error_and_changes_nothing()
    {
        _network.Save(Path);
        var whole = File.ReadAllBytes(Path);
        using var fresh = new TinyNetwork(seed: 2);
        var before = Weights.Of(fresh);
        for (int length = 0; length < whole.Length; length += 7)
        {
            _folder.Write("tiny.safetensors", whole[..length]);
            Assert.Throws<CheckpointException>(() => fresh.Load(Path));
        }

        Assert.Equal(before, Weights.Of(fresh));
    }

    [Fact]
    public void a_path_that_can_be_no_checkpoint_is_an_error_that_names_it()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        Assert.Equal($"{folder}: a directory, not a file", Assert.Throws<CheckpointException>(() => _network.Load(folder)).Message);
        Assert.Equal($"{folder}: a directory, not a file", Assert.Throws<CheckpointException>(() => _network.Save(folder)).Message);
        Assert.Equal($"{folder}/none/a: there is no folder {folder}/none", Assert.Throws<CheckpointException>(() => _network.Save($"{folder}/none/a")).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void every_tensor_that_does_not_fit_is_listed_and_nothing_changes()
    {
        using var wrongShape = Tensor.Zeros([2, 6]);
        using var wrongType = Tensor.Zeros([6], ElementType.Float64);
        var tensors = _network.Parameters.Select(parameter => (parameter.Name, parameter.Value))
            .Concat(_network.Buffers.Select(buffer => (buffer.Name, buffer.Value)))
            .Where(tensor => tensor.Name != "fc2.bias")
            .Select(tensor => tensor.Name == "fc1.weight" ? (tensor.Name, wrongShape) : tensor)
            .Select(tensor => tensor.Name == "fc1.bias" ? (tensor.Name, wrongType) : tensor)
            .Append(("fc3.weight", wrongShape));
        SafeTensorsWriter.Write(Path, [.. tensors], new Dictionary<string, string> { ["model"] = "Other" });
        using var fresh = new TinyNetwork(seed: 2);
        var before = Weights.Of(fresh);

        var e = Assert.Throws<CheckpointException>(() => fresh.Load(Path));
        Assert.Equal(
            [
                new("fc1.weight", "F32 [6, 2]", "F32 [2, 6]"),
                new("fc1.bias", "F32 [6]", "F64 [6]"),
                new("fc2.bias", "F32 [3]", "no such tensor"),
                new("fc3.weight", "no such tensor", "F32 [2, 6]"),
            ],
            e.Problems);
        Assert.Equal(
            $"{Path}: the file, a checkpoint of Other, does not fit Tiny\n  fc1.weight: expected F32 [6, 2], given F32 [2, 6]\n"
            + "  fc1.bias: expected F32 [6], given F64 [6]\n  fc2.bias: expected F32 [3], given no such tensor\n"
            + "  fc3.weight: expected no such tensor, given F32 [2, 6]",
            e.Message);
        Assert.Equal(before, Weights.Of(fresh));
    }

    [Fact]
    public void a_network_of_another_precision_does_not_fit()
    {
        _network.Save(Path);
        using var twice = new TinyNetwork(elementType: ElementType.Float64);

        Assert.Equal(8, Assert.Throws<CheckpointException>(() => twice.Load(Path)).Problems.Count);
    }

    [Fact]
    public void training_goes_on_from_a_checkpoint_with_the_optimisers_state_as_if_it_had_not_stopped()
    {
        _network.Save(Path, _optimizer);
        Weights.Train(_network, _optimizer);

        using var resumed = new TinyNetwork(seed: 2);
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        resumed.Load(Path, optimizer);
        Weights.Train(resumed, optimizer);
        Assert.Equal(Weights.Of(_network), Weights.Of(resumed));

        using var forgetful = new TinyNetwork(seed: 2);
        using var fresh = new Sgd(0.1, momentum: 0.9);
        forgetful.Load(Path); // the state in the file is no surplus tensor
        Weights.Train(forgetful, fresh);
        Assert.NotEqual(Weights.Of(_network), Weights.Of(forgetful));
    }

    [Fact]
    public void another_optimisers_state_is_an_error_and_changes_nothing()
    {
        using var fresh = new TinyNetwork(seed: 2);
        using var adam = new Adam();
        var before = Weights.Of(fresh);

        _network.Save(Path);
        Assert.EndsWith("holds no optimiser's state; Adam was to be restored", Error());
        _network.Save(Path, _optimizer);
        Assert.EndsWith("holds the state of Sgd; Adam was to be restored", Error());
        Assert.Equal(before, Weights.Of(fresh));

        string Error() => Assert.Throws<CheckpointException>(() => fresh.Load(Path, adam)).Message;
    }
}
