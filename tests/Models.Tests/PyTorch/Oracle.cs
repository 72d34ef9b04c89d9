using System.Diagnostics;
using System.Globalization;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Checkpoints;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>What oracle.py computed: the tensors of the file it wrote, which goes with this.</summary>
internal sealed class Oracle : IDisposable
{
    private const string Debian = "/usr/bin/python3";
    private const string Variable = "MODELDSL_PYTHON";

    private static readonly Lazy<string?> Lack = new(FindLack);

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl-oracle-").FullName;
    private readonly SafeTensorsFile _file;

    /// <param name="arguments">oracle.py's, less the file: the model first.</param>
    public Oracle(params IEnumerable<string> arguments)
    {
        try
        {
            Path = System.IO.Path.Combine(_folder, "oracle.safetensors");
            var list = arguments.ToList();
            list.Insert(1, Path);
            // Sums depend on how they are shared out among threads.
            list.AddRange(["--threads", Dispatcher.Default.Threads.ToString(CultureInfo.InvariantCulture)]);
            var (code, text) = Run([System.IO.Path.Combine(AppContext.BaseDirectory, "PyTorch", "oracle.py"), .. list]);
            if (code != 0) throw new InvalidOperationException($"oracle.py {string.Join(' ', list)} ended with {code}: {text}");
            _file = SafeTensorsFile.Open(Path);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    /// <summary>Why there is no PyTorch to compare with, or null.</summary>
    public static string? Missing => Lack.Value;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>One of its tensors; the caller's.</summary>
    public Tensor Read(string name) => StagedTensors.Read(_file, _file.Find(name) ?? throw new ArgumentException($"the oracle gave no {name}", nameof(name)));

    /// <summary>The names that begin with a prefix, in PyTorch's order.</summary>
    public string[] Names(string prefix) => [.. _file.Tensors.Select(t => t.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Python => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } python ? python : Debian;

    private static string? FindLack()
    {
        const string Question = "import importlib.util as u; print(*[p for p in ('torch', 'torchvision') if u.find_spec(p) is None])";
        string? lack = null;
        if (!File.Exists(Python)) lack = "there is none";
        else if (Run(["-c", Question]).Text.Trim() is { Length: > 0 } names) lack = $"it lacks {names}";
        return lack is null ? null : $"PyTorch is needed in {Python}, and {lack}: apt-get install python3-torch python3-torchvision, or set {Variable}";
    }

    private static (int Code, string Text) Run(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
