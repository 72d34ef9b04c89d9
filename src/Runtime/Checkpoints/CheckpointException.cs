using System.Text;

namespace ModelDsl.Runtime;

/// <summary>One tensor of a checkpoint that does not fit.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Expected">What should be there: "F32 [6, 1, 5, 5]".</param>
/// <param name="Given">What is there.</param>
public sealed record CheckpointProblem(string Tensor, string Expected, string Given)
{
    public override string ToString() => $"{Tensor}: expected {Expected}, given {Given}";
}

/// <summary>A checkpoint that cannot be read or does not fit the network. The network is as it was before.</summary>
public sealed class CheckpointException : IOException
{
    private const int ProblemsShown = 20;

    /// <param name="path">The file.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">The failure beneath, if there was one.</param>
    public CheckpointException(string path, string message, Exception? innerException = null) : base($"{path}: {message}", innerException)
    {
        Path = path;
        Problems = [];
    }

    /// <param name="path">The file.</param>
    /// <param name="summary">What does not fit what.</param>
    /// <param name="problems">Every tensor that does not fit.</param>
    public CheckpointException(string path, string summary, IReadOnlyList<CheckpointProblem> problems)
        : base(Describe(path, summary, problems))
    {
        Path = path;
        Problems = problems;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Every tensor that does not fit; empty when the file itself cannot be read.</summary>
    public IReadOnlyList<CheckpointProblem> Problems { get; }

    private static string Describe(string path, string summary, IReadOnlyList<CheckpointProblem> problems)
    {
        var text = new StringBuilder($"{path}: {summary}");
        foreach (var problem in problems.Take(ProblemsShown)) text.Append("\n  ").Append(problem);
        if (problems.Count > ProblemsShown) text.Append($"\n  and {problems.Count - ProblemsShown} more");
        return text.ToString();
    }
}
