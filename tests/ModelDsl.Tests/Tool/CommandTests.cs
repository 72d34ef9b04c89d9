using ModelDsl.Tool;

namespace ModelDsl.Tests.Tool;

/// <summary>The tool, as called from a shell.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string Vgg = Repository.PathOf("models", "vgg.net");

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void print_shows_the_one_model_asked_for()
    {
        Assert.Equal(0, Invoke("print", Vgg, "--model", "VggD"));

        Assert.Contains("VggD", _output.ToString());
        Assert.DoesNotContain("VggA", _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void files_that_a_file_uses_are_read_too()
    {
        var letters = Repository.PathOf("models", "letters.net");
        Assert.Equal(0, Invoke("print", letters));
        Assert.Equal(0, Invoke("check", letters));

        Assert.Contains("fc4", _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("csharp")]
    public void a_model_that_is_not_there_is_an_error_that_names_those_that_are(string stage)
    {
        Assert.Equal(1, Invoke("print", Vgg, "--model", "Foo", "--stage", stage));

        Assert.Equal($"error: no model 'Foo' in {Vgg}; there are VggA, VggALrn, VggB, VggC, VggD, VggE\n", _errors.ToString());
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("print")]
    [InlineData("check")]
    public void a_directory_or_a_file_that_is_missing_is_an_error(string command)
    {
        var folder = Repository.PathOf("models");
        Assert.Equal(1, Invoke(command, folder));
        Assert.StartsWith($"error: {folder} is a directory; name a .net file", _errors.ToString());

        Assert.Equal(1, Invoke(command, folder + "/none.net"));
        Assert.Contains($"error: there is no file {folder}/none.net", _errors.ToString());
    }

    [Fact]
    public void check_says_nothing_of_a_sound_file()
    {
        Assert.Equal(0, Invoke("check", Vgg));
        Assert.Empty(_output.ToString() + _errors);
    }

    [Fact]
    public void format_lays_files_out_and_says_which()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".net");
        try
        {
            File.WriteAllText(file, "model M\ninput 8\nfc-4->fc-2\n");
            Assert.Equal(1, Invoke("format", Vgg, file, "--check"));
            Assert.Equal($"{file}: is not formatted\n", _output.ToString());
            Assert.Equal(0, Invoke("format", Vgg, file));
            Assert.EndsWith($"{file}: formatted\n", _output.ToString());
            Assert.Equal("model M\ninput 8\nfc-4 -> fc-2\n", File.ReadAllText(file));
            Assert.Equal(0, Invoke("format", file, "--check"));

            File.WriteAllText(file, "model M\ninput 8\nfc-4  fc-2\n");
            Assert.Equal(1, Invoke("format", file));
            Assert.Contains("MDL1017", _errors.ToString());
            Assert.Equal("model M\ninput 8\nfc-4  fc-2\n", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private int Invoke(params string[] arguments) => Commands.Root().Parse(arguments).Invoke(new() { Output = _output, Error = _errors });
}
