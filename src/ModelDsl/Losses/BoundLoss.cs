using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Losses;

/// <summary>A term of a model's loss with the values it takes.</summary>
/// <param name="Function">Which loss.</param>
/// <param name="Call">Its weight and constants.</param>
/// <param name="Values">The values of the model; none for a penalty on all weights.</param>
/// <param name="Written">As the file has it, its factor too; the name of one that goes with the model's last layer.</param>
/// <param name="Outside">What comes from outside.</param>
/// <param name="Target">What that is called; null where nothing comes. Terms of one name share it.</param>
public sealed record BoundLoss(LossFunction Function, LossCall Call, IReadOnlyList<BoundNode> Values, string Written, TargetKind Outside, string? Target)
{
    /// <summary>The type of what comes from outside.</summary>
    public TensorType TargetType => LossFunction.TargetType(Outside, Values[0].Output);
}
