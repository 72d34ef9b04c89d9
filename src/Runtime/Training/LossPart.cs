namespace ModelDsl.Runtime.Training;

/// <summary>What one term of a loss adds to it: the mean over the examples, its factor counted.</summary>
/// <param name="Term">The term as the <c>.net</c> file has it: <c>0.5*kl(mean, logvar)</c>.</param>
/// <param name="Value">What it adds. The values of all terms sum to the loss.</param>
public sealed record LossPart(string Term, double Value);
