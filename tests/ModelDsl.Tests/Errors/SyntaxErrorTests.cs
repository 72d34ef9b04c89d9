using ModelDsl.Syntax;

namespace ModelDsl.Tests.Errors;

/// <summary>The wrong programs that the parser alone can tell.</summary>
public sealed class SyntaxErrorTests
{
    public static TheoryData<string> Files => ErrorCorpus.Files("Syntax");

    [Theory]
    [MemberData(nameof(Files))]
    public void syntax_errors_stand_where_the_file_says(string file) => ErrorCorpus.Check(file, text => Parser.Parse(text).Diagnostics);
}
