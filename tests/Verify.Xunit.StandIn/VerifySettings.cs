namespace VerifyTests;

/// <summary>Where the snapshot of one test lies and what it is called.</summary>
public sealed class VerifySettings
{
    public VerifySettings()
    {
    }

    public VerifySettings(VerifySettings settings)
    {
        Directory = settings.Directory;
        FileName = settings.FileName;
        TypeName = settings.TypeName;
        MethodName = settings.MethodName;
        ParametersText = settings.ParametersText;
        Parameters = settings.Parameters;
    }

    public string? Directory { get; private set; }

    internal string? FileName { get; private set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal string? ParametersText { get; private set; }

    internal object?[]? Parameters { get; private set; }

    /// <summary>A folder, relative to that of the test's source.</summary>
    public void UseDirectory(string directory) => Directory = directory;

    /// <summary>In place of <c>Class.Test_parameters</c>.</summary>
    public void UseFileName(string fileName) => FileName = fileName;

    /// <summary>In place of the class's name.</summary>
    public void UseTypeName(string name) => TypeName = name;

    /// <summary>In place of the test's name.</summary>
    public void UseMethodName(string name) => MethodName = name;

    /// <summary>In place of <c>name=value</c> for every parameter.</summary>
    public void UseTextForParameters(string parametersText) => ParametersText = parametersText;

    /// <summary>The values of a theory's parameters: each case has its own snapshot.</summary>
    public void UseParameters(params object?[] parameters) => Parameters = parameters;
}
