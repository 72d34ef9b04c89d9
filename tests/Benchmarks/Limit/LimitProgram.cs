using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;
using ModelDsl.Text;

namespace ModelDsl.Benchmarks.Limit;

/// <summary>
/// What oneDNN's own primitives take for a network's layers: limit.cpp, which is compiled when it is first needed. A type of numbers that the
/// processor lacks has none.
/// </summary>
internal sealed class LimitProgram
{
    private readonly string _program;
    private readonly Dictionary<(string Model, int Batch), Dictionary<string, (double Training, double Inference)>> _times = [];

    private LimitProgram(string program) => _program = program;

    /// <summary>Null where it cannot be compiled here; says so.</summary>
    public static LimitProgram? Build()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Limit", "limit.cpp"), program = Path.ChangeExtension(source, null);
        string? error = File.Exists(program) && File.GetLastWriteTimeUtc(program) >= File.GetLastWriteTimeUtc(source) ? null : Compile(source, program);
        if (error is null) return new LimitProgram(program);
        Console.Error.WriteLine($"There will be no column of oneDNN's limits; it needs g++ and Debian's libdnnl-dev: {error.Split('\n')[0]}");
        return null;
    }

    /// <summary>By type of numbers, f32 and bf16, nanoseconds.</summary>
    public IReadOnlyDictionary<string, double> Of(Network network, Workload workload)
    {
        var key = (network.Name, workload.Batch);
        if (!_times.TryGetValue(key, out var times)) _times.Add(key, times = Measure(network, workload));
        return times.ToDictionary(type => type.Key, type => 1e6 * (workload.Task == Task.Training ? type.Value.Training : type.Value.Inference));
    }

    private Dictionary<string, (double Training, double Inference)> Measure(Network network, Workload workload)
    {
        Console.Error.WriteLine($"{workload.Model}, batch {workload.Batch}: oneDNN's limits");
        var start = new ProcessStartInfo(_program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = $"{Dispatcher.Default.Threads}";
        // As our own threads wait.
        start.Environment["GOMP_SPINCOUNT"] = "1000";
        using var process = Process.Start(start)!;
        foreach (string layer in LimitShapes.Of(FileOf(network), network.Name, workload.Batch)) process.StandardInput.WriteLine(layer);
        process.StandardInput.Close();
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"limit.cpp ended with {process.ExitCode} on {workload}.");
        return answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => (Number(words[1]), Number(words[2])));
    }

    /// <summary>The file of the model library that the network's first layer is written in: models/lenet5.net(3).</summary>
    private static SourceText FileOf(Network network)
    {
        string path = network.Layers[0].Source.Split('(')[0];
        return new SourceText(path, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nets", Path.GetFileName(path))));
    }

    /// <summary>What went wrong, if anything did.</summary>
    private static string? Compile(string source, string program)
    {
        string compiler = Environment.GetEnvironmentVariable("CXX") is { Length: > 0 } named ? named : "g++";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(compiler, ["-O2", "-std=c++17", source, "-ldnnl", "-o", program]) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors;
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
