namespace ModelDsl.Generator.Tests;

/// <summary>A project whose generator and runtime are those beside this test. Nothing is restored but the SDK's own: the build needs no network.</summary>
internal sealed class BuiltProject(string properties, params (string Path, string Text)[] files) : ProjectFolder(
    "<configuration><packageSources><clear /></packageSources></configuration>",
    properties,
    $"""
    <Import Project="{RepositoryRoot}src/ModelDsl.Generator/buildTransitive/ModelDsl.Generator.props" />
      <ItemGroup>
        <Analyzer Include="{Libraries}ModelDsl.Generator.dll;{Libraries}ModelDsl.dll;{Libraries}Sprache.dll" />
        <Reference Include="{Libraries}ModelDsl.Runtime.dll" />
      </ItemGroup>
    """,
    files)
{
    private static string Libraries => AppContext.BaseDirectory;

    public byte[] Assembly => File.ReadAllBytes(AssemblyPath);
}
