using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>A living process of peer.py, or of peer.js, which measures when asked to.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(PeerKind kind, Process process)
    {
        Kind = kind;
        _process = process;
        using var about = JsonDocument.Parse(Read());
        Version = about.RootElement.GetProperty("version").GetString()!;
        Threads = about.RootElement.GetProperty("threads").GetInt32();
        Layout = about.RootElement.GetProperty("layout").GetString()!;
        var malloc = about.RootElement.GetProperty("malloc").EnumerateObject().Select(variable => $"{variable.Name}={variable.Value}");
        Malloc = string.Join(' ', malloc.DefaultIfEmpty("glibc's defaults"));
    }

    public PeerKind Kind { get; }

    public string Version { get; }

    public int Threads { get; }

    /// <summary>How its feature maps lie, or what else there is to say of the way it runs.</summary>
    public string Layout { get; }

    /// <summary>What the process itself found in its environment.</summary>
    public string Malloc { get; }

    public static Peer Start(string python, PeerKind kind, int threads)
    {
        var start = new ProcessStartInfo(kind.IsNode ? Node.Program : python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string script = Path.Combine(AppContext.BaseDirectory, "PyTorch", "peer.py");
        string[] arguments = kind.IsNode
            ? [Path.Combine(AppContext.BaseDirectory, "PyTorch", "peer.js"), python, script, $"{threads}"]
            : [script, "--threads", $"{threads}", .. kind.Settings];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        if (kind.IsNode) start.Environment["NODE_PATH"] = Node.Modules;
        // What happens to be set here is no default of PyTorch's.
        foreach (var name in start.Environment.Keys.Where(Machine.IsOfMalloc).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in kind.Environment) start.Environment[name] = value;
        return new Peer(kind, Process.Start(start)!);
    }

    /// <summary>Makes the model, its data and its optimiser; the ones before are gone.</summary>
    /// <exception cref="InvalidOperationException">Its model has another number of parameters, as far as it says.</exception>
    public void Prepare(string model, string task, int batch, long parameters)
    {
        var answer = Ask($"prepare {model} {task} {batch}");
        string expected = Kind.IsNode ? "ready" : $"ready {parameters}";
        if (answer != expected) throw new InvalidOperationException($"{Kind.Name} answers '{answer}' to {model}, not '{expected}'.");
    }

    /// <summary>Bytes that a model and its training steps add at their peak, and the page faults of a later step; of a process that has done nothing yet.</summary>
    public (long Bytes, long Faults) Memory(string model, int batch, int steps)
    {
        long[] numbers = [.. Ask($"memory {model} {batch} {steps}").Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }

    /// <summary>Milliseconds per operation, by the process's own clock.</summary>
    public double Measure(int operations) => double.Parse(Ask($"measure {operations}"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"{Kind.Name} has ended; what it wrote to standard error is above.");
}
