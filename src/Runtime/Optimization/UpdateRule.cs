namespace ModelDsl.Runtime;

/// <summary>
/// The formulas that the shim has, for <see cref="Interop.Aten.UpdateInPlace"/>; the numbers are shared with it (optimizers.h). What an optimiser keeps comes in the
/// order of its roles.
/// </summary>
public enum UpdateRule
{
    /// <summary>Keeps a velocity, or nothing without momentum. Constants: learning rate, momentum, weight decay, and 1 for Nesterov's.</summary>
    Sgd = 0,

    /// <summary>Keeps mean and variance. Constants: learning rate, both betas, epsilon, weight decay, the number of the step from 1.</summary>
    Adam = 1,
}
