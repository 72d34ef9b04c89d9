namespace ModelDsl.Models.Tests;

internal sealed partial class ModelLibrary
{
    /// <summary>The nets of this project.</summary>
    public static ModelLibrary Own { get; } = new(typeof(ModelLibrary).Assembly, "tests", "Models.Tests", "nets");
}
