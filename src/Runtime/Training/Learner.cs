namespace ModelDsl.Runtime.Training;

/// <summary>A network that learns beside the one that is trained, by an optimiser of its own: a generator's adversary, for instance.</summary>
/// <param name="Name">What a training's checkpoint and report call it: <c>discriminator</c>.</param>
/// <param name="Network">What learns.</param>
/// <param name="Optimizer">What updates it, and nothing else.</param>
public sealed record Learner(string Name, Network Network, Optimizer Optimizer);
