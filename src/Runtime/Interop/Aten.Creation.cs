using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// New tensors and copies.
public sealed unsafe partial class Aten
{
    private readonly Operator _empty = dispatcher.Resolve("aten::empty", "memory_format");

    /// <summary>
    /// <c>aten::empty.memory_format(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool?
    /// pin_memory=None, MemoryFormat? memory_format=None) -&gt; Tensor</c>
    /// </summary>
    public nint Empty(ReadOnlySpan<long> size, ElementType? type, Device? device, MemoryFormat? memoryFormat = null)
    {
        fixed (long* pSize = size)
        {
            return One(_empty, [Ints(pSize, size.Length), Type(type), None, Device(device), None, Format(memoryFormat)]);
        }
    }

    private readonly Operator _emptyLike = dispatcher.Resolve("aten::empty_like");

    /// <summary>
    /// <c>aten::empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None,
    /// MemoryFormat? memory_format=None) -&gt; Tensor</c>
    /// </summary>
    public nint EmptyLike(nint self, MemoryFormat? memoryFormat = null) =>
        One(_emptyLike, [Tensor(self), None, None, None, None, Format(memoryFormat)]);

    private readonly Operator _zerosLike = dispatcher.Resolve("aten::zeros_like");

    /// <summary>
    /// <c>aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None,
    /// MemoryFormat? memory_format=None) -&gt; Tensor</c>
    /// </summary>
    public nint ZerosLike(nint self) => One(_zerosLike, [Tensor(self)]);

    private readonly Operator _onesLike = dispatcher.Resolve("aten::ones_like");

    /// <summary>
    /// <c>aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None,
    /// MemoryFormat? memory_format=None) -&gt; Tensor</c>
    /// </summary>
    public nint OnesLike(nint self) => One(_onesLike, [Tensor(self)]);

    private readonly Operator _contiguous = dispatcher.Resolve("aten::contiguous");

    /// <summary><c>aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -&gt; Tensor(a)</c></summary>
    /// <remarks>The same tensor again when it is contiguous already.</remarks>
    public nint Contiguous(nint self, MemoryFormat memoryFormat = MemoryFormat.Contiguous) =>
        One(_contiguous, [Tensor(self), Format(memoryFormat)]);

    private readonly Operator _clone = dispatcher.Resolve("aten::clone");

    /// <summary><c>aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -&gt; Tensor</c></summary>
    public nint Clone(nint self, MemoryFormat? memoryFormat = null) => One(_clone, [Tensor(self), Format(memoryFormat)]);

    private readonly Operator _copyInPlace = dispatcher.Resolve("aten::copy_");

    /// <summary><c>aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -&gt; Tensor(a!)</c></summary>
    public void CopyInPlace(nint self, nint src, bool nonBlocking = false) =>
        Call(_copyInPlace, [Tensor(self), Tensor(src), Bool(nonBlocking)]);

    private readonly Operator _pinMemory = dispatcher.Resolve("aten::pin_memory");

    /// <summary><c>aten::pin_memory(Tensor(a) self, Device? device=None) -&gt; Tensor(a)</c></summary>
    /// <remarks>A copy in memory that a GPU reads by itself; only where there is one.</remarks>
    public nint PinMemory(nint self) => One(_pinMemory, [Tensor(self)]);

    private readonly Operator _toCopy = dispatcher.Resolve("aten::_to_copy");

    /// <summary>
    /// <c>aten::_to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool
    /// non_blocking=False, MemoryFormat? memory_format=None) -&gt; Tensor</c>
    /// </summary>
    public nint ToCopy(nint self, ElementType? type = null, Device? device = null, MemoryFormat? memoryFormat = null) =>
        One(_toCopy, [Tensor(self), Type(type), None, Device(device), None, Bool(false), Format(memoryFormat)]);
}
