using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <summary>MDL4xxx: the files of a project together. MDL9xxx: the compiler itself.</summary>
public static partial class Catalogue
{
    public static Diagnostic ModelDeclaredInAnotherFile(SourceSpan span, string name, string declared, string place) => Error(
        "MDL4001",
        span,
        name == declared
            ? $"a model '{name}' is already declared in {place}; models of one project need different names"
            : $"model '{name}' differs only in case from '{declared}' in {place}; models of one project need different names");

    /// <param name="span">The model's name.</param>
    /// <param name="name">The class.</param>
    /// <param name="rootNamespace">The namespace that it comes into.</param>
    public static Diagnostic ModelOfNamespaceName(SourceSpan span, string name, string rootNamespace) => Warning(
        "MDL4006",
        span,
        $"the class {rootNamespace}.{name} is called as the namespace '{name}', which C# outside of it means by '{name}'; choose another name, or another RootNamespace for the project");

    /// <summary>Reported at the start of the file that the compiler failed on.</summary>
    public static Diagnostic InternalError(Exception exception) => Error(
        "MDL9001",
        default,
        $"the ModelDsl compiler failed on this file ({exception.GetType().Name}: {OneLine(exception.Message)}{Origin(exception)}); "
        + "the mistake is the compiler's, not yours: please report it with the file");

    /// <summary>The method that threw, which is what a report needs first.</summary>
    private static string Origin(Exception exception) =>
        exception.TargetSite is { DeclaringType: { } type } method ? $", in {type.Name}.{method.Name}" : "";

    private static string OneLine(string message) => string.Join(" ", message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
