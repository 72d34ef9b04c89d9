#pragma warning disable CS8981, CS9113 // TorchSharp's names, which are PyTorch's; declarations read nothing
namespace TorchSharp
{
    /// <summary>
    /// What the dispatcher calls of TorchSharp's public API (0.102.6 and newer), declared: builds without TorchSharp compile src/Runtime/TorchSharp against it, so
    /// that a change of the runtime which breaks it there is seen here. Nothing of it runs.
    /// </summary>
    public enum DeviceType
    {
        CPU,
        CUDA,
    }

    public sealed class Scalar : IDisposable
    {
        public void Dispose() => throw new NotSupportedException();
    }

    public static class Scalars
    {
        public static Scalar ToScalar(this long value) => throw new NotSupportedException();

        public static Scalar ToScalar(this double value) => throw new NotSupportedException();
    }

    public static class torch
    {
        public enum ScalarType : sbyte
        {
            Int64 = 4,
        }

        public static string __version__ => throw new NotSupportedException();

        public static Device CPU => throw new NotSupportedException();

        public static void InitializeDeviceType(DeviceType type) => throw new NotSupportedException();

        public static int get_num_threads() => throw new NotSupportedException();

        public static void set_num_threads(int threads) => throw new NotSupportedException();

        public static bool is_grad_enabled() => throw new NotSupportedException();

        public sealed class Device(DeviceType type, int index = -1)
        {
            public DeviceType type => throw new NotSupportedException();

            public int index => throw new NotSupportedException();
        }

        public class Tensor : IDisposable
        {
            public bool IsInvalid => throw new NotSupportedException();

            public bool requires_grad { get; set; }

            public long[] shape => throw new NotSupportedException();

            public ScalarType dtype => throw new NotSupportedException();

            public Device device => throw new NotSupportedException();

            public DeviceType device_type => throw new NotSupportedException();

            public int device_index => throw new NotSupportedException();

            public Span<byte> bytes => throw new NotSupportedException();

            public long[] stride() => throw new NotSupportedException();

            public long numel() => throw new NotSupportedException();

            public long storage_offset() => throw new NotSupportedException();

            public bool is_contiguous() => throw new NotSupportedException();

            public Tensor detach() => throw new NotSupportedException();

            public Tensor as_strided(long[] size, long[] strides, long storageOffset) => throw new NotSupportedException();

            public Tensor bernoulli_(double p, Generator? generator = null) => throw new NotSupportedException();

            public Tensor uniform_(double low, double high, Generator? generator = null) => throw new NotSupportedException();

            public Tensor normal_(double mean = 0, double stddev = 1, Generator? generator = null) => throw new NotSupportedException();

            public void Dispose() => throw new NotSupportedException();
        }

        public sealed class Generator(ulong seed = 0, Device? device = null) : IDisposable
        {
            public Tensor get_state() => throw new NotSupportedException();

            public void set_state(Tensor state) => throw new NotSupportedException();

            public void Dispose() => throw new NotSupportedException();
        }

        public static class cuda
        {
            public static bool is_available() => throw new NotSupportedException();
        }

        public static class jit
        {
            public static CompilationUnit compile(string script) => throw new NotSupportedException();

            public sealed class CompilationUnit
            {
                public object invoke(string method, params object[] objs) => throw new NotSupportedException();
            }
        }

        public static class autograd
        {
            public sealed class AutogradContext
            {
                public void save_data(string key, object data) => throw new NotSupportedException();

                public object get_data(string key) => throw new NotSupportedException();
            }

            public abstract class SingleTensorFunction<T>
            {
                public abstract string Name { get; }

                public static Tensor apply(params object[] vars) => throw new NotSupportedException();

                public abstract Tensor forward(AutogradContext ctx, params object[] vars);

                public abstract List<Tensor?> backward(AutogradContext ctx, Tensor grad_output);
            }
        }

        public static class nn
        {
            public class Module(string name)
            {
                public bool training => throw new NotSupportedException();

                public void register_parameter(string name, Modules.Parameter parameter) => throw new NotSupportedException();

                public void register_buffer(string name, Tensor tensor, bool persistent = true) => throw new NotSupportedException();

                public void register_module(string name, Module submodule) => throw new NotSupportedException();

                protected virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => throw new NotSupportedException();

                protected virtual Module _to(ScalarType dtype, bool non_blocking) => throw new NotSupportedException();

                protected virtual Module _to(torch.Device device, ScalarType dtype, bool non_blocking) => throw new NotSupportedException();
            }

            public abstract class Module<T1, TResult>(string name) : Module(name)
            {
                public abstract TResult forward(T1 input);
            }
        }
    }

    public static class DisposeScopes
    {
        public static T DetachFromDisposeScope<T>(this T tensor) where T : torch.Tensor => throw new NotSupportedException();
    }
}

namespace TorchSharp.Modules
{
    public sealed class Parameter(torch.Tensor data) : torch.Tensor;
}
