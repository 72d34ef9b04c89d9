using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Runtime;

// What a pass does for who observes it: taps, and what training does otherwise than inference.
public sealed partial class Step
{
    private Observation? _observation;

    /// <summary>Whether this pass of training is to compute what inference does.</summary>
    private bool IsObserved => _observation is not null;

    /// <summary>The same value, kept by an observation if there is one.</summary>
    public Value Tap(LayerName layer, Value input) => Shown(layer, input, isGradient: false);

    /// <summary>The same gradient, kept by an observation if there is one.</summary>
    public Value TapBackward(LayerName layer, Value gradient) => Shown(layer, gradient, isGradient: true);

    private Value Shown(LayerName layer, Value value, bool isGradient)
    {
        try
        {
            _observation?.Keep(layer.ToString(), new Tensor(_dispatcher, _aten.Clone(Handle(value))), isGradient);
            return Lend(value);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Whether it is the softmax that a model ends in, which an observed pass leaves out.</summary>
    private bool IsLeftOut(LayerName layer) => IsObserved && Network.Layers.Count > 0 && Network.Layers[^1].Name == layer.ToString();

    /// <summary>A mask that keeps everything.</summary>
    private Value KeepingMask(nint like) => Own(_aten.OnesLike(like));
}
