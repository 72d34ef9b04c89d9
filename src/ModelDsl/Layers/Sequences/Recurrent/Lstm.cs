using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>Long short-term memory, Hochreiter and Schmidhuber 1997, with forget gates: <c>lstm-256</c>.</summary>
public sealed class LstmKind() : RecurrentKind("lstm", RecurrentCell.Lstm);
