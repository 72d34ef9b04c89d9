namespace ModelDsl.Generator.Tests;

/// <summary>The real <c>dotnet build</c>, as a user sees it.</summary>
public sealed class BuildTests
{
    private const string Sound = """
        model Sound
        input 28x28 gray
        conv5-6 -> maxpool -> fc-10 -> softmax
        """;

    [Fact]
    public void the_mistakes_of_a_file_come_out_of_the_build_all_at_once_and_nothing_else_does()
    {
        using var project = new BuiltProject(
            // NoWarn must not silence an error.
            "<NoWarn>$(NoWarn);MDL1003</NoWarn>",
            ("models/sound.net", Sound),
            ("models/my.net", """
                model My
                input 16x6x6

                maxpool  -> conv5-16(valid)
                fc-10 -> softmax

                model Other
                input 28x28 gray
                covn3-64 -> maxpool
                fc-10 -> sofmax
                """),
            ("Uses.cs", """
                namespace Project;

                public static class Uses
                {
                    public static string Names(Sound sound, My my, Other other) => sound.Name + my.Name + other.Name;
                }
                """));

        var (exitCode, lines) = project.Build();

        Assert.Equal(
            [
                "models/my.net(4,13): error MDL2001: conv5-16(valid) needs an input of at least 5x5, but 'maxpool' before it leaves 16x3x3",
                "models/my.net(9,1): error MDL1003: unknown layer 'covn3-64'; did you mean 'conv3-64'?",
                "models/my.net(10,10): error MDL1003: unknown layer 'sofmax'; did you mean 'softmax'?",
            ],
            lines);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void sound_files_build_without_a_warning_to_the_same_bytes_wherever_they_lie()
    {
        const string Properties = "<PathMap>$(MSBuildProjectDirectory)=/_</PathMap><TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
        using var here = new BuiltProject(Properties, ("models/sound.net", Sound));
        using var there = new BuiltProject(Properties, ("models/sound.net", Sound));
        Assert.NotEqual(here.Folder, there.Folder);

        foreach (var project in new[] { here, there })
        {
            var (exitCode, lines) = project.Build();
            Assert.Empty(lines);
            Assert.Equal(0, exitCode);
        }

        Assert.Equal(here.Assembly, there.Assembly);
    }

    [Fact]
    public void the_package_of_the_runtime_compiles_the_shim_and_puts_it_beside_the_program()
    {
        using var project = WithRuntimePackage("", "mkdir -p \"$(dirname \"$1\")\" && echo \"$LIBTORCH\" >\"$1\"");

        Assert.Empty(project.Build().Lines);
        Assert.True(File.Exists(Path.Combine(project.Folder, "bin/Debug/net10.0/libmodeldsl_torch.so")));
    }

    [Fact]
    public void without_libtorch_the_package_of_the_runtime_says_what_to_install()
    {
        using var project = WithRuntimePackage("<LIBTORCH>/nowhere</LIBTORCH>", File.ReadAllText(ShimFolder + "build.sh"));

        var error = Assert.Single(project.Build().Lines);
        Assert.Contains("error MDLSHIM: the native shim cannot be built: LIBTORCH is /nowhere", error);
        Assert.EndsWith("Install Debian's packages libtorch-dev, g++ and libopenblas0-openmp, or set LIBTORCH to an unpacked libtorch or a pip torch folder.", error);
    }

    private static string ShimFolder => BuiltProject.RepositoryRoot + "src/Runtime/LibTorch/native/";

    /// <summary>A project with the runtime's package, laid out as it is packed, but for the script that compiles.</summary>
    private static BuiltProject WithRuntimePackage(string properties, string script) => new(
        properties + "<XDG_CACHE_HOME>$(MSBuildProjectDirectory)/cache</XDG_CACHE_HOME>",
        ("package/buildTransitive/ModelDsl.Runtime.targets", File.ReadAllText(BuiltProject.RepositoryRoot + "src/Runtime/buildTransitive/ModelDsl.Runtime.targets")),
        ("package/native/Shim.targets", File.ReadAllText(ShimFolder + "Shim.targets")),
        ("package/native/build.sh", script),
        ("Directory.Build.targets", """<Project><Import Project="package/buildTransitive/ModelDsl.Runtime.targets" /></Project>"""));
}
