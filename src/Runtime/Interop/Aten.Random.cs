using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Filling with random numbers (from the given generator, or the default one when it is 0) and constants.
public sealed unsafe partial class Aten
{
    private readonly Operator _bernoulliInPlace = dispatcher.Resolve("aten::bernoulli_", "float");

    /// <summary><c>aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -&gt; Tensor(a!)</c></summary>
    public void BernoulliInPlace(nint self, double p, nint generator) =>
        Call(_bernoulliInPlace, [Tensor(self), Double(p), Generator(generator)]);

    private readonly Operator _uniformInPlace = dispatcher.Resolve("aten::uniform_");

    /// <summary><c>aten::uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -&gt; Tensor(a!)</c></summary>
    public void UniformInPlace(nint self, double from, double to, nint generator) =>
        Call(_uniformInPlace, [Tensor(self), Double(from), Double(to), Generator(generator)]);

    private readonly Operator _normalInPlace = dispatcher.Resolve("aten::normal_");

    /// <summary><c>aten::normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -&gt; Tensor(a!)</c></summary>
    public void NormalInPlace(nint self, double mean, double std, nint generator) =>
        Call(_normalInPlace, [Tensor(self), Double(mean), Double(std), Generator(generator)]);

    private readonly Operator _zeroInPlace = dispatcher.Resolve("aten::zero_");

    /// <summary><c>aten::zero_(Tensor(a!) self) -&gt; Tensor(a!)</c></summary>
    public void ZeroInPlace(nint self) => Call(_zeroInPlace, [Tensor(self)]);

    private readonly Operator _fillInPlace = dispatcher.Resolve("aten::fill_", "Scalar");

    /// <summary><c>aten::fill_.Scalar(Tensor(a!) self, Scalar value) -&gt; Tensor(a!)</c></summary>
    public void FillInPlace(nint self, double value) => Call(_fillInPlace, [Tensor(self), Double(value)]);
}
