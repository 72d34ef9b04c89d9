namespace ModelDsl.Runtime;

internal sealed record HeInitialization : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random) => Draw.Normal(tensor, Math.Sqrt(2.0 / Fan.Of(tensor).In), random);
}

internal sealed record GlorotInitialization : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random)
    {
        var (fanIn, fanOut) = Fan.Of(tensor);
        Draw.Uniform(tensor, Math.Sqrt(6.0 / (fanIn + fanOut)), random);
    }
}

internal sealed record LeCunInitialization : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random) => Draw.Normal(tensor, Math.Sqrt(1.0 / Fan.Of(tensor).In), random);
}

internal sealed record NormalInitialization(double Deviation) : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random) => Draw.Normal(tensor, Deviation, random);
}

internal sealed record UniformInitialization(double Bound) : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random) => Draw.Uniform(tensor, Bound, random);
}

internal sealed record ConstantInitialization(double Value) : Initialization
{
    internal override void Fill(Tensor tensor, RandomStream random) =>
        tensor.Dispatcher.Aten.FillInPlace(tensor.Handle, Value);
}

internal static class Draw
{
    public static void Normal(Tensor tensor, double deviation, RandomStream random) =>
        tensor.Dispatcher.Aten.NormalInPlace(tensor.Handle, 0, deviation, random.Handle);

    public static void Uniform(Tensor tensor, double bound, RandomStream random) =>
        tensor.Dispatcher.Aten.UniformInPlace(tensor.Handle, -bound, bound, random.Handle);
}
