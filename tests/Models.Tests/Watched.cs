using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary>An optimiser whose updates a test looks at: it is given parameter and gradient, and does the update itself when it is ready.</summary>
internal sealed class Watched(Optimizer optimizer, Action<Parameter, Tensor, Action> watch) : Optimizer(optimizer.LearningRate, countsUpdates: false)
{
    protected internal override void Update(Parameter parameter, nint gradient)
    {
        var dispatcher = parameter.Value.Dispatcher;
        using var shared = new Tensor(dispatcher, dispatcher.Retain(gradient));
        watch(parameter, shared, () => optimizer.Update(parameter, gradient));
    }
}
