using ModelDsl.Binding;

namespace ModelDsl.Losses;

/// <summary>A term of a model's loss with the values it takes.</summary>
/// <param name="Function">Which loss.</param>
/// <param name="Call">Its weight and constants.</param>
/// <param name="Values">The values of the model; none for a penalty on all weights.</param>
/// <param name="Target">What the value that comes from outside is called; null where none does. Terms of one name share it.</param>
public sealed record BoundLoss(LossFunction Function, LossCall Call, IReadOnlyList<BoundNode> Values, string? Target);
