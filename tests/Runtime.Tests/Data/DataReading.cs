using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>What a data set holds, as arrays.</summary>
internal static class DataReading
{
    public static float[] Inputs<TInput, TTarget>(this Dataset<TInput, TTarget> data) where TInput : IShape where TTarget : Tensor =>
        Read<Tensor<TInput>, float>(data.Inputs, data.Count);

    public static float[] Numbers<TInput, TTarget>(this Dataset<TInput, Tensor<TTarget>> data) where TInput : IShape where TTarget : IShape =>
        Read<Tensor<TTarget>, float>(data.Targets, data.Count);

    public static long[] Classes<TInput>(this Dataset<TInput, Labels> data) where TInput : IShape => Read<Labels, long>(data.Targets, data.Count);

    private static T[] Read<TTensor, T>(Examples<TTensor> examples, int count) where TTensor : Tensor where T : unmanaged
    {
        using var batch = examples.CreateBatch(count);
        examples.Read([.. Enumerable.Range(0, count)], batch);
        return batch.ToArray<T>();
    }
}
