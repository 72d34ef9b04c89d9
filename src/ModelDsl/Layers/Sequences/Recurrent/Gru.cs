using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>Gated recurrent units, Cho et al. 2014: <c>gru-256</c>.</summary>
public sealed class GruKind() : RecurrentKind("gru", RecurrentCell.Gru);
