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

    /// <summary>The same, but for the weight decay, which is of the parameter itself.</summary>
    AdamW = 2,

    /// <summary>Keeps the sum of squares. Constants: learning rate, epsilon, weight decay.</summary>
    Adagrad = 3,

    /// <summary>Keeps the mean square, and with momentum a velocity. Constants: learning rate, alpha, epsilon, momentum, weight decay.</summary>
    RmsProp = 4,

    /// <summary>Keeps the mean squares of gradients and of steps. Constants: learning rate, rho, epsilon, weight decay.</summary>
    Adadelta = 5,

    /// <summary>Keeps a velocity. Constants: the layer's rate, momentum, weight decay.</summary>
    Lars = 6,
}
