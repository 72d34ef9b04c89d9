namespace ModelDsl.Binding;

/// <summary>Models as they are asked for, each bound once: by its file, and by the models that begin with it.</summary>
internal sealed class BoundModels(CancellationToken cancellation)
{
    private readonly Dictionary<ModelDefinition, ModelBinder> _known = [];

    /// <summary>The model with its mistakes. None of a circle is bound for another.</summary>
    public ModelBinder Of(ModelDefinition definition)
    {
        if (_known.TryGetValue(definition, out var known)) return known;
        var binder = new ModelBinder(definition, this);
        binder.Bind(cancellation);
        _known.Add(definition, binder);
        return binder;
    }
}
