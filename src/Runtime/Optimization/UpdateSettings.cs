namespace ModelDsl.Runtime;

/// <summary>What an update of one parameter goes by.</summary>
/// <param name="LearningRate">The optimiser's, times the factor of the parameter's group.</param>
/// <param name="WeightDecay">Likewise.</param>
/// <param name="Step">The number of the update, from 1.</param>
internal readonly record struct UpdateSettings(double LearningRate, double WeightDecay, long Step);
