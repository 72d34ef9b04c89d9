namespace ModelDsl.Runtime.Tests.Gradients;

/// <content>Rows of layers on feature maps.</content>
internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> FeatureMaps() =>
        new[] { Deconvolutions(), ExampleNorms(), InputActivations(), PRelus(), Resizings(), FeatureAttention(), Mixtures() }.SelectMany(rows => rows);
}
