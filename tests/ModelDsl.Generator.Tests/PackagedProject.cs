namespace ModelDsl.Generator.Tests;

/// <summary>A program that knows of ModelDsl what its packages say, restored from a feed of these alone.</summary>
internal sealed class PackagedProject : ProjectFolder
{
    public PackagedProject(Packages packages, string references, params (string Path, string Text)[] files)
        : base(packages.Configuration, "<OutputType>Exe</OutputType><RootNamespace>MyProject</RootNamespace>", $"<ItemGroup>{references}</ItemGroup>", files)
    {
        foreach (var (name, value) in packages.Environment) Environment[name] = value;
    }
}
