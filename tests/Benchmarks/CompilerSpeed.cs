using System.Diagnostics;
using System.Globalization;
using ModelDsl.Text;

namespace ModelDsl.Benchmarks;

/// <summary>
/// What the compiler costs a build: each file of the model library once in a fresh process, as a clean build does, and then again, as an editor does.
/// </summary>
internal static class CompilerSpeed
{
    private const int Repeats = 5;

    public static int Run()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "nets"), "*.net").Order(StringComparer.Ordinal)
            .Select(path => new SourceText("models/" + Path.GetFileName(path), File.ReadAllText(path))).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"file",-24} {"first, ms",10} {"again, ms",10} {"garbage, KiB",13} {"C#, lines",10} {"layers",10}"));
        var (first, again) = (0.0, 0.0);
        foreach (var file in files)
        {
            var cold = Milliseconds(file);
            var warm = Enumerable.Range(0, Repeats).Select(_ => Milliseconds(file)).Order().ElementAt(Repeats / 2);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var compilation = Compiler.Compile(file, new CompilerOptions("Models", file.Path));
            var garbage = (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0;
            var lines = compilation.Sources.Sum(source => source.Code.AsSpan().Count('\n'));
            var layers = Binding.Binder.Bind(Syntax.Parser.Parse(file).File, file).Models.Sum(model => Layers(model.Body));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Path["models/".Length..],-24} {cold,10:N1} {warm,10:N1} {garbage,13:N0} {lines,10:N0} {layers,10:N0}"));
            (first, again) = (first + cold, again + warm);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"all",-24} {first,10:N1} {again,10:N1}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Load average {Machine.Load}. The first file's time holds the start of the compiler itself."));
        return 0;
    }

    private static double Milliseconds(SourceText file)
    {
        var watch = Stopwatch.StartNew();
        Compiler.Compile(file, new CompilerOptions("Models", file.Path));
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Layers written out: those of a block as often as it stands there.</summary>
    private static long Layers(Binding.BoundBody body) =>
        body.Nodes.Sum(node => node is Binding.BlockNode block ? block.Count * Layers(block.Type.Body) : 1);
}
