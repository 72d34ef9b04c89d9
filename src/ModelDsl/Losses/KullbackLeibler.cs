using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>kl(mean, logvar)</c>: the Kullback-Leibler divergence of a code's distribution from the standard normal one, Kingma and Welling 2014.</summary>
public sealed class KullbackLeibler : LossFunction
{
    public override string Keyword => "kl";

    public override IReadOnlyList<string> KnownAs => ["kld", "kldiv", "kldivergence", "kullbackleibler"];

    public override string Example => "kl(mean, logvar)";

    public override Arity Values => Arity.Exactly(2);

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call) => DifferentShapes(values);

    public override LossOp Operation(LossCall call) => new GaussianDivergence { Weight = call.Weight };
}
