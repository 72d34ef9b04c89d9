namespace ModelDsl.Runtime.LibTorch;

/// <summary>
/// The cores that this process may use, two threads of one core counted once: what a matrix product gains from. libtorch's own count
/// (cpuinfo) is 1 on some virtual machines.
/// </summary>
internal static class PhysicalCores
{
    internal static int Count
    {
        get
        {
            var cores = new HashSet<string>();
            for (var i = 0; File.Exists(Siblings(i)); i++) cores.Add(File.ReadAllText(Siblings(i)));
            // The process may be confined to fewer processors than the machine has.
            return cores.Count == 0 ? Environment.ProcessorCount : Math.Min(cores.Count, Environment.ProcessorCount);
        }
    }

    private static string Siblings(int processor) => $"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list";
}
