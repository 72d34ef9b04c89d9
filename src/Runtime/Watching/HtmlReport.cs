using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>
/// Writes one page of HTML about a run, a file of its own: settings and seeds, curves of loss and metrics, the confusion table, pictures, and the network's table. It is written
/// anew after each epoch. A run of several trainings, one after the other, has a part for each.
/// </summary>
/// <param name="path">The file; its folder is made.</param>
/// <param name="title">What was run.</param>
public sealed class HtmlReport(string path, string title) : TrainingCallback
{
    private readonly List<Training> _trainings = [];
    private readonly List<Action<HtmlPage>> _parts = [];

    /// <summary>What else decides what becomes of the run, as names and values: the data, its seed. They stand at the top.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The classes' names, for the confusion tables of the trainings that begin from here on.</summary>
    public IReadOnlyList<string>? Classes { get; set; }

    /// <summary>Is asked for pictures each time the page is written: <see cref="Samples"/>, say.</summary>
    public Func<IReadOnlyList<NamedPicture>>? Pictures { get; set; }

    /// <summary>Adds a part, above those of the trainings: what was measured, say.</summary>
    /// <param name="heading">What stands above it.</param>
    /// <param name="write">Adds it to the page, each time that is written.</param>
    public void Add(string heading, Action<HtmlPage> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _parts.Add(page => write(page.Heading(heading)));
    }

    /// <inheritdoc/>
    public override void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _trainings.Add(new Training(start.Network.Name, start.Network.Summary(), start.Settings(), start.Options.Epochs, Classes, [.. start.Epochs]));
        Save();
    }

    /// <inheritdoc/>
    public override bool EpochEnded(EpochResult result, ConfusionTable? confusion)
    {
        var training = _trainings[^1];
        training.Epochs.Add(result);
        training.Confusion = confusion;
        Save();
        return true;
    }

    /// <inheritdoc/>
    public override void Ended(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var how = history.Cancelled ? "Cancelled" : history.StoppedEarly ? "Stopped early" : "Ended";
        _trainings[^1].State = Invariant($"{how} after {history.Epochs.Count} epochs and {history.Duration.TotalSeconds:0.0} s.");
        Save();
    }

    /// <summary>Writes the page as far as it goes.</summary>
    public void Save()
    {
        var page = new HtmlPage(title);
        if (Settings.Count > 0) page.Table([], Rows(Settings));
        foreach (var part in _parts) part(page);
        if (Pictures?.Invoke() is { Count: > 0 } pictures) page.Heading("Pictures").Pictures(pictures);
        foreach (var training in _trainings) Write(page, training);
        page.Save(path);
    }

    private void Write(HtmlPage page, Training training)
    {
        page.Heading($"Training of {training.Name}").Paragraph(training.State);
        if (training.Epochs.Count > 0)
        {
            var (headers, rows) = EpochTable.Of(training.Epochs);
            page.Charts(TrainingCurves.Charts(training.Epochs, withRate: true)).Table(headers, rows);
        }

        if (training.Confusion is { } confusion) page.Heading($"Confusion of {training.Name}").Confusion(confusion, training.Classes?.Count == confusion.Classes ? training.Classes : null);
        page.Heading($"Settings of {training.Name}").Table([], Rows(training.Settings));
        page.Heading($"Layers of {training.Name}").Preformatted(training.Summary);
    }

    private static List<string[]> Rows(IReadOnlyList<(string Name, string Value)> settings) => [.. settings.Select(setting => new[] { setting.Name, setting.Value })];

    private sealed class Training(string name, string summary, IReadOnlyList<(string Name, string Value)> settings, int epochs, IReadOnlyList<string>? classes, List<EpochResult> before)
    {
        public string Name => name;

        public string Summary => summary;

        public IReadOnlyList<(string Name, string Value)> Settings => settings;

        public IReadOnlyList<string>? Classes => classes;

        public List<EpochResult> Epochs => before;

        public ConfusionTable? Confusion { get; set; }

        /// <summary>While it runs, how far it is; then how it ended.</summary>
        public string State
        {
            get => field ?? Invariant($"Not ended when this page was written: {Epochs.Count} of {epochs} epochs.");
            set;
        }
    }
}
