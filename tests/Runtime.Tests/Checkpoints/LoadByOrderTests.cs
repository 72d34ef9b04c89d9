using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime.Tests.Checkpoints;

/// <summary>Files as PyTorch's state dict of the same network would make them.</summary>
public sealed class LoadByOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyNetwork _source = new(seed: 1);
    private readonly TinyNetwork _target = new(seed: 2);
    private readonly Tensor _counter = Tensor.From<long>([3], []);

    public LoadByOrderTests() => Weights.Train(_source, new Sgd(0.1));

    private string Path => _folder["torch.safetensors"];

    public void Dispose()
    {
        _counter.Dispose();
        _source.Dispose();
        _target.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void weights_under_other_names_go_to_their_place_in_the_order()
    {
        Write(TorchNames());
        _target.LoadByOrder(Path);

        Assert.Equal(Weights.Of(_source), Weights.Of(_target));
    }

    [Fact]
    public void only_tensors_with_the_prefix_are_read()
    {
        Write([.. TorchNames().Select(tensor => ("weights/" + tensor.Name, tensor.Value)), ("input", _counter)]);
        _target.LoadByOrder(Path, prefix: "weights/");

        Assert.Equal(Weights.Of(_source), Weights.Of(_target));
    }

    [Fact]
    public void a_sorted_file_is_read_in_the_order_given_beside_it()
    {
        Write([.. TorchNames().OrderBy(tensor => tensor.Name, StringComparer.Ordinal)]);
        var before = Weights.Of(_target);

        Assert.Throws<CheckpointException>(() => _target.LoadByOrder(Path));
        Assert.Equal(before, Weights.Of(_target));
        _target.LoadByOrder(Path, order: TorchNames().Select(tensor => tensor.Name));
        Assert.Equal(Weights.Of(_source), Weights.Of(_target));
    }

    [Fact]
    public void the_first_tensor_that_does_not_fit_is_named_and_nothing_changes()
    {
        using var wrong = Tensor.Zeros([3, 7]);
        Write([.. TorchNames().Select(tensor => tensor.Name == "3.weight" ? (tensor.Name, wrong) : tensor)]);
        var before = Weights.Of(_target);

        var e = Assert.Throws<CheckpointException>(() => _target.LoadByOrder(Path));
        Assert.Equal([new("'3.weight' for fc2.weight", "F32 [3, 6]", "F32 [3, 7]")], e.Problems);
        Assert.Equal(before, Weights.Of(_target));
    }

    [Fact]
    public void a_tensor_too_many_or_too_few_is_an_error()
    {
        Write([.. TorchNames(), ("4.weight", _source.Fc2.Weight.Value)]);
        Assert.EndsWith("'4.weight' is left over: the network has 6 parameters", Error());
        Write([.. TorchNames().Where(tensor => tensor.Name != "3.bias")]);
        Assert.EndsWith("nothing is left for fc2.bias: 5 of 6 parameters found", Error());
        Write([.. TorchNames().Where(tensor => !tensor.Name.StartsWith("1.running"))]);
        Assert.EndsWith("nothing is left for bn1.running_mean: 0 of 2 running statistics found", Error());
        Assert.EndsWith("there is no tensor '9.weight'", Error(["9.weight"]));

        string Error(string[]? order = null) => Assert.Throws<CheckpointException>(() => _target.LoadByOrder(Path, order: order)).Message;
    }

    private List<(string Name, Tensor Value)> TorchNames() =>
    [
        ("0.weight", _source.Fc1.Weight.Value), ("0.bias", _source.Fc1.Bias!.Value),
        ("1.weight", _source.Bn1.Weight.Value), ("1.bias", _source.Bn1.Bias.Value),
        ("1.running_mean", _source.Bn1.RunningMean.Value), ("1.running_var", _source.Bn1.RunningVariance.Value),
        ("1.num_batches_tracked", _counter),
        ("3.weight", _source.Fc2.Weight.Value), ("3.bias", _source.Fc2.Bias!.Value),
    ];

    private void Write(IReadOnlyList<(string, Tensor)> tensors) => SafeTensorsWriter.Write(Path, tensors, new Dictionary<string, string>());
}
