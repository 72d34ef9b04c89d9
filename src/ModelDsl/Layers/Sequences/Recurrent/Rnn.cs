using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A plain recurrent layer, Elman 1990: <c>rnn-64</c>.</summary>
public sealed class RnnKind() : RecurrentKind("rnn", RecurrentCell.Rnn);
