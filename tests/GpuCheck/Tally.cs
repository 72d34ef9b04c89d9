using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ModelDsl.GpuCheck;

/// <summary>What passed and what failed; each failure is told as it comes.</summary>
internal sealed class Tally(TextWriter output)
{
    private readonly Dictionary<string, (int Passed, int Failed, TimeSpan Time)> _groups = [];

    public int Passed => _groups.Values.Sum(group => group.Passed);

    public int Failed => _groups.Values.Sum(group => group.Failed);

    /// <summary>Runs one check; what it throws is a failure and ends nothing but the check.</summary>
    /// <param name="group">What it belongs to: each group is one line of the summary.</param>
    /// <param name="name">What it is.</param>
    /// <param name="check">Throws when it fails.</param>
    public void Check(string group, string name, Action check)
    {
        var watch = Stopwatch.StartNew();
        bool passed = true;
        try
        {
            check();
        }
        catch (Exception e)
        {
            passed = false;
            output.WriteLine($"FAILED {group}: {name}: {Told(e)}");
        }

        var (before, failures, time) = _groups.GetValueOrDefault(group);
        _groups[group] = (before + (passed ? 1 : 0), failures + (passed ? 0 : 1), time + watch.Elapsed);
    }

    /// <summary>The line of a group whose checks are done.</summary>
    public void Report(string group)
    {
        var (passed, failed, time) = _groups.GetValueOrDefault(group);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group}: {passed} passed, {failed} failed ({time.TotalSeconds:0.0} s)"));
    }

    /// <summary>The last line, and the exit code: 0 where something passed and nothing failed.</summary>
    public int Finish()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed"));
        return Failed == 0 && Passed > 0 ? 0 : 1;
    }

    // The first lines say what and by how much; libtorch's messages go on for pages.
    private static string Told(Exception e) => e is TargetInvocationException { InnerException: { } cause } ? Told(cause) : string.Join(' ', $"{e.GetType().Name}: {e.Message}".Split('\n').Take(6).Select(line => line.Trim()));
}
