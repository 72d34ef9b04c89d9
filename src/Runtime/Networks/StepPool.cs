namespace ModelDsl.Runtime;

/// <summary>A network's idle steps: as many as ever ran at once. An idle step holds no tensor.</summary>
internal sealed class StepPool(Network network)
{
    private readonly Lock _gate = new();
    private Step? _idle;

    public Step Rent()
    {
        var step = Take() ?? new Step(network);
        step.Start();
        return step;
    }

    public void Return(Step step)
    {
        lock (_gate)
        {
            step.Next = _idle;
            _idle = step;
        }
    }

    private Step? Take()
    {
        lock (_gate)
        {
            var step = _idle;
            if (step is null) return null;
            _idle = step.Next;
            step.Next = null;
            return step;
        }
    }
}
