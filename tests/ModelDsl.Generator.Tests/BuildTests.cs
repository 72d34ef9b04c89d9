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

    [Fact]
    public void the_shim_of_the_package_is_taken_compiled_where_it_fits()
    {
        using var project = WithRuntimePackage("", "exit 1", "mkdir -p \"$(dirname \"$3\")\" && echo \"$1 $2\" >\"$3\"");

        Assert.Empty(project.Build().Lines);
        var shim = File.ReadAllText(Path.Combine(project.Folder, "bin/Debug/net10.0/libmodeldsl_torch.so"));
        Assert.StartsWith("take ", shim);
        Assert.EndsWith("package/native/prebuilt/linux-x64\n", shim);
    }

    [Fact]
    public void where_the_compiled_shim_does_not_fit_its_source_is_compiled()
    {
        using var project = WithRuntimePackage("", "mkdir -p \"$(dirname \"$1\")\" && echo compiled >\"$1\"", "echo 'prebuilt.sh: It does not fit.' >&2; exit 1");

        Assert.Empty(project.Build().Lines);
        Assert.Equal("compiled\n", File.ReadAllText(Path.Combine(project.Folder, "bin/Debug/net10.0/libmodeldsl_torch.so")));
    }

    [Fact]
    public void where_the_shim_neither_fits_nor_compiles_the_build_says_why_of_both()
    {
        using var project = WithRuntimePackage("", "echo 'build.sh: there is no compiler.' >&2; exit 1", "echo 'prebuilt.sh: It does not fit.' >&2; exit 1");

        Assert.EndsWith("error MDLSHIM: there is no compiler. It does not fit.", Assert.Single(project.Build().Lines));
    }

    [Fact]
    public void a_libtorch_of_the_users_own_is_never_given_the_compiled_shim()
    {
        using var project = WithRuntimePackage(
            "<LIBTORCH>/nowhere</LIBTORCH>", "mkdir -p \"$(dirname \"$1\")\" && echo compiled >\"$1\"", "mkdir -p \"$(dirname \"$3\")\" && echo taken >\"$3\"");

        Assert.Empty(project.Build().Lines);
        Assert.Equal("compiled\n", File.ReadAllText(Path.Combine(project.Folder, "bin/Debug/net10.0/libmodeldsl_torch.so")));
    }

    private static string ShimFolder => BuiltProject.RepositoryRoot + "src/Runtime/LibTorch/native/";

    /// <summary>A project with the runtime's package, laid out as it is packed, but for the script that compiles and the one that takes what is compiled.</summary>
    private static BuiltProject WithRuntimePackage(string properties, string script, string? prebuilt = null)
    {
        List<(string Path, string Text)> files =
        [
            ("package/buildTransitive/ModelDsl.Runtime.targets", File.ReadAllText(BuiltProject.RepositoryRoot + "src/Runtime/buildTransitive/ModelDsl.Runtime.targets")),
            ("package/native/Shim.targets", File.ReadAllText(ShimFolder + "Shim.targets")),
            ("package/native/build.sh", script),
            ("Directory.Build.targets", """<Project><Import Project="package/buildTransitive/ModelDsl.Runtime.targets" /></Project>"""),
        ];
        if (prebuilt is not null)
        {
            files.Add(("package/native/prebuilt.sh", prebuilt));
            files.Add(("package/native/prebuilt/linux-x64/libmodeldsl_torch.so", ""));
        }

        // Without what this build was told of libtorch.
        const string Cleared = "<LIBTORCH /><MODELDSL_SHIM_ARCH /><XDG_CACHE_HOME>$(MSBuildProjectDirectory)/cache</XDG_CACHE_HOME>";
        return new BuiltProject(Cleared + properties, [.. files]);
    }
}
