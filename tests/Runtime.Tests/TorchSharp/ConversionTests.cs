using ModelDsl.Runtime.Tests.Networks;
using TorchSharp;

namespace ModelDsl.Runtime.Tests.TorchSharp;

public sealed class ConversionTests
{
    [Fact]
    public void both_sides_see_the_same_elements()
    {
        using var ours = Tensor.From<float>([1, 2, 3, 4, 5, 6], [2, 3]);
        using var theirs = ours.AsTorchSharp();
        Assert.Equal([2, 3], theirs.shape);
        theirs.mul_(10);
        Assert.Equal([10, 20, 30, 40, 50, 60], ours.ToArray<float>());
        using var back = theirs.AsModelDsl();
        back.CopyFrom<float>([6, 5, 4, 3, 2, 1]);
        Assert.Equal([6, 5, 4, 3, 2, 1], theirs.data<float>().ToArray());
        Assert.Equal([6, 5, 4, 3, 2, 1], ours.ToArray<float>());
    }

    [Fact]
    public void each_side_outlives_the_other()
    {
        var ours = Tensor.From<float>([1, 2], [2]);
        using var theirs = ours.AsTorchSharp();
        ours.Dispose();
        Assert.Equal([1, 2], theirs.data<float>().ToArray());

        var given = torch.tensor(new float[] { 3, 4 });
        using var taken = given.AsModelDsl();
        given.Dispose();
        Assert.Equal([3, 4], taken.ToArray<float>());
    }

    [Fact]
    public void a_dispose_scope_takes_what_goes_out_and_leaves_what_comes_in()
    {
        using var ours = Tensor.From<float>([1, 2], [2]);
        torch.Tensor theirs;
        Tensor taken;
        using (torch.NewDisposeScope())
        {
            theirs = ours.AsTorchSharp();
            taken = torch.ones(2).AsModelDsl();
        }

        Assert.True(theirs.IsInvalid);
        Assert.Equal([1, 1], taken.ToArray<float>());
        Assert.Equal([1, 2], ours.ToArray<float>());
        taken.Dispose();
    }

    [Fact]
    public void gradients_end_at_the_border()
    {
        using var leaf = torch.ones(2, requires_grad: true);
        using var ours = leaf.AsModelDsl();
        using var theirs = ours.AsTorchSharp();
        Assert.False(theirs.requires_grad);
        theirs.requires_grad = true;
        using var again = ours.AsTorchSharp();
        Assert.False(again.requires_grad);
        Assert.True(leaf.requires_grad);
    }

    [Fact]
    public void what_does_not_lie_row_after_row_is_read_so()
    {
        using var theirs = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]).t();
        using var ours = theirs.AsModelDsl();
        Assert.Equal([3, 2], ours.Sizes);
        Assert.Equal([1, 4, 2, 5, 3, 6], ours.ToArray<float>());
        using var part = torch.arange(6, torch.float32).narrow(0, 4, 2);
        using var last = part.AsModelDsl();
        Assert.Equal([4, 5], last.ToArray<float>());
    }

    [Fact]
    public void a_batch_of_a_networks_shape()
    {
        using var images = torch.zeros(3, 1, 28, 28);
        using (var batch = images.AsModelDsl<F1x28x28>()) Assert.Equal(3, batch.Count);
        var e = Assert.Throws<ShapeMismatchException>(() => images.AsModelDsl<F10>());
        Assert.Contains("[3, 1, 28, 28]", e.Message);
    }

    [Fact]
    public void labels()
    {
        using var classes = torch.tensor(new long[] { 1, 0, 2 });
        using var ours = classes.AsLabels();
        Assert.Equal(3, ours.Count);
        Assert.Equal([1, 0, 2], ours.ToArray<long>());
        using var floats = torch.zeros(3);
        Assert.Contains("Labels are Int64, but the tensor holds Float32", Assert.Throws<ArgumentException>(() => floats.AsLabels()).Message);
    }

    [Fact]
    public void an_element_type_that_the_runtime_lacks_is_an_error()
    {
        using var complex = torch.zeros(2, dtype: torch.complex64);
        Assert.Contains("no tensors of ComplexFloat32", Assert.Throws<ArgumentException>(() => complex.AsModelDsl()).Message);
    }

    [Fact]
    public void a_disposed_tensor_is_an_error()
    {
        var ours = Tensor.Zeros([1]);
        ours.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ours.AsTorchSharp());
    }
}
