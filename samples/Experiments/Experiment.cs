using System.Diagnostics;

namespace Experiments;

/// <summary>One thing that can be learned, measured against what it has to reach. One file an experiment, in Runs; the program finds them all.</summary>
internal abstract class Experiment
{
    /// <summary>What the command line calls it: "lenet5".</summary>
    public abstract string Name { get; }

    /// <summary>What is learned from what, in a line.</summary>
    public abstract string Subject { get; }

    /// <summary>What it needs that is not here, and how to get it; null where nothing is missing.</summary>
    public virtual string? Missing => null;

    /// <summary>Learns and measures. In its short form it goes the same way with less of everything, and floors do not count.</summary>
    public abstract IReadOnlyList<Figure> Run(Lab lab);

    /// <summary>Runs it, and writes what it found: as a page of HTML with its pictures and trainings, and as JSON.</summary>
    public Report Measure(Lab lab)
    {
        var time = Stopwatch.StartNew();
        var figures = Run(lab);
        var report = new Report(Name, Subject, figures, lab.Seed, lab.IsShort, Math.Round(time.Elapsed.TotalSeconds, 1));
        report.Save(lab.PathOf("report.json"));
        report.AddTo(lab.Page);
        lab.Page.Save();
        return report;
    }

    /// <summary>Every experiment of this program, in the order of their names.</summary>
    public static IReadOnlyList<Experiment> All { get; } = [.. typeof(Experiment).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Experiment)))
        .Select(type => (Experiment)Activator.CreateInstance(type)!)
        .OrderBy(experiment => experiment.Name, StringComparer.Ordinal)];
}
