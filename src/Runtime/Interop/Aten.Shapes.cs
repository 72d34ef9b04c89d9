using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Views and other ways to lay elements out. A view shares the memory of its tensor and keeps it alive.
public sealed unsafe partial class Aten
{
    private readonly Operator _t = dispatcher.Resolve("aten::t");

    /// <summary><c>aten::t(Tensor(a) self) -&gt; Tensor(a)</c></summary>
    public nint T(nint self) => One(_t, [Tensor(self)]);

    private readonly Operator _view = dispatcher.Resolve("aten::view");

    /// <summary><c>aten::view(Tensor(a) self, SymInt[] size) -&gt; Tensor(a)</c></summary>
    public nint View(nint self, ReadOnlySpan<long> size)
    {
        fixed (long* pSize = size)
        {
            return One(_view, [Tensor(self), Ints(pSize, size.Length)]);
        }
    }

    private readonly Operator _reshape = dispatcher.Resolve("aten::reshape");

    /// <summary><c>aten::reshape(Tensor(a) self, SymInt[] shape) -&gt; Tensor(a)</c></summary>
    public nint Reshape(nint self, ReadOnlySpan<long> shape)
    {
        fixed (long* pShape = shape)
        {
            return One(_reshape, [Tensor(self), Ints(pShape, shape.Length)]);
        }
    }

    private readonly Operator _expand = dispatcher.Resolve("aten::expand");

    /// <summary><c>aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -&gt; Tensor(a)</c></summary>
    public nint Expand(nint self, ReadOnlySpan<long> size)
    {
        fixed (long* pSize = size)
        {
            return One(_expand, [Tensor(self), Ints(pSize, size.Length)]);
        }
    }

    private readonly Operator _unsqueeze = dispatcher.Resolve("aten::unsqueeze");

    /// <summary><c>aten::unsqueeze(Tensor(a) self, int dim) -&gt; Tensor(a)</c></summary>
    public nint Unsqueeze(nint self, long dim) => One(_unsqueeze, [Tensor(self), Int(dim)]);

    private readonly Operator _squeeze = dispatcher.Resolve("aten::squeeze", "dim");

    /// <summary><c>aten::squeeze.dim(Tensor(a) self, int dim) -&gt; Tensor(a)</c></summary>
    public nint Squeeze(nint self, long dim) => One(_squeeze, [Tensor(self), Int(dim)]);

    private readonly Operator _transpose = dispatcher.Resolve("aten::transpose", "int");

    /// <summary><c>aten::transpose.int(Tensor(a) self, int dim0, int dim1) -&gt; Tensor(a)</c></summary>
    public nint Transpose(nint self, long dim0, long dim1) => One(_transpose, [Tensor(self), Int(dim0), Int(dim1)]);

    private readonly Operator _slice = dispatcher.Resolve("aten::slice", "Tensor");

    /// <summary>
    /// <c>aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -&gt; Tensor(a)</c>
    /// </summary>
    public nint Slice(nint self, long dim, long? start, long? end, long step = 1) =>
        One(_slice, [Tensor(self), Int(dim), Int(start), Int(end), Int(step)]);

    private readonly Operator _select = dispatcher.Resolve("aten::select", "int");

    /// <summary><c>aten::select.int(Tensor(a) self, int dim, SymInt index) -&gt; Tensor(a)</c></summary>
    public nint Select(nint self, long dim, long index) => One(_select, [Tensor(self), Int(dim), Int(index)]);

    private readonly Operator _cat = dispatcher.Resolve("aten::cat");

    /// <summary><c>aten::cat(Tensor[] tensors, int dim=0) -&gt; Tensor</c></summary>
    public nint Cat(ReadOnlySpan<nint> tensors, long dim = 0)
    {
        fixed (nint* pTensors = tensors)
        {
            return One(_cat, [Tensors(pTensors, tensors.Length), Int(dim)]);
        }
    }

    private readonly Operator _gather = dispatcher.Resolve("aten::gather");

    /// <summary><c>aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -&gt; Tensor</c></summary>
    public nint Gather(nint self, long dim, nint index) => One(_gather, [Tensor(self), Int(dim), Tensor(index)]);

    private readonly Operator _indexSelect = dispatcher.Resolve("aten::index_select");

    /// <summary><c>aten::index_select(Tensor self, int dim, Tensor index) -&gt; Tensor</c></summary>
    public nint IndexSelect(nint self, long dim, nint index) => One(_indexSelect, [Tensor(self), Int(dim), Tensor(index)]);
}
