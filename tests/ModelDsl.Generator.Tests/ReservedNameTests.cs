using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Diagnostics;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;

namespace ModelDsl.Generator.Tests;

/// <summary>Names that C# or the runtime has taken are an error of the `.net` file, or harmless: never one of the generated code.</summary>
public sealed class ReservedNameTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    // What generated classes add to those of their base.
    private static readonly string[] Added =
        ["Activations", "Backward", "Features", "Forward", "Head", "HeadNetwork", "Logits", "Outputs", "PredictAll", "Saved", "Table", "M"];

    private static readonly string[] RuntimeTypes =
        [.. typeof(Network).Assembly.GetExportedTypes().Where(type => type.Namespace == "ModelDsl.Runtime" && !type.IsNested).Select(type => type.Name.Split('`')[0]).Distinct()];

    [Fact]
    public void a_member_of_a_networks_base_class_is_no_name_of_a_layer()
    {
        var members = MembersOf(typeof(Network<,,>));
        Assert.Contains("ReadsLossParts", members);
        Assert.Equal([], members.Where(name => Compile($"model M\ninput 8\n{name} = fc-2\n").Diagnostics.All(d => d.Severity != Severity.Error)));
    }

    [Fact]
    public void a_member_of_a_blocks_base_class_is_no_name_of_a_layer_in_a_block()
    {
        var members = MembersOf(typeof(Block<>));
        Assert.Contains("Network", members);
        Assert.Equal([], members.Where(name => Compile($"block b(n)\n    {name} = fc-n\n    fc-n\n\nmodel M\ninput 8\nb(8)\n").Diagnostics.All(d => d.Severity != Severity.Error)));
    }

    [Fact]
    public void a_type_that_generated_code_mentions_is_no_name_of_a_model()
    {
        var folders = new[] { "models", "tests/Models.Tests/nets" }.Select(folder => Path.Combine(BuiltProject.RepositoryRoot, folder));
        var files = folders.SelectMany(folder => Directory.GetFiles(folder, "*.net")).Select(file => (Path.GetFileName(file), File.ReadAllText(file))).ToArray();
        var nodes = TestProject.Create(Compiler.Compile, files).Run().Output.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes()).ToArray();
        var properties = nodes.OfType<PropertyDeclarationSyntax>().Select(property => property.Identifier.ValueText);
        var mentioned = nodes.OfType<SimpleNameSyntax>()
            .Where(name => name.Parent is not (MemberAccessExpressionSyntax or QualifiedNameSyntax) || name.Parent.ChildNodes().First() == name)
            .Select(name => name.Identifier.ValueText).Except(properties).ToHashSet(StringComparer.Ordinal);
        var types = RuntimeTypes.Where(mentioned.Contains).ToArray();
        Assert.Contains("LinearParameters", types);
        Assert.Equal([], types.Where(name => Compile($"model {name}\ninput 8\nfc-2\n").Diagnostics.All(d => d.Severity != Severity.Error)));
    }

    [Fact]
    public void a_member_of_a_data_sets_or_batchs_base_class_may_be_the_name_of_an_input()
    {
        string[] names = [.. MembersOf(typeof(ExampleTable<>)).Union(MembersOf(typeof(Batch))).Except(MembersOf(typeof(object))).Select(name => char.ToLowerInvariant(name[0]) + name[1..])];
        Assert.Contains("onThreads", names);
        Assert.Equal([], Problems(string.Concat(names.Select((name, i) => $"model M{i}\ninput {name} 8\ninput b 8\n[ {name} | b ] -> fc-2 -> softmax\n\n"))));
    }

    [Fact]
    public void every_other_name_of_a_layer_an_input_or_an_output_compiles()
    {
        var layers = Allowed(name => $"model M\ninput 8\n{name} = fc-8\nfc-2 -> softmax\n");
        var inBlock = Allowed(name => $"block b(n)\n    {name} = fc-n\n    fc-n\n\nmodel M\ninput 8\nb(8)\n");
        var inputs = Allowed(name => $"model M\ninput {name} 8\ninput b 8\n[ {name} | b ] -> fc-2 -> softmax\n");
        var outputs = Allowed(name => $"model M\ninput 8\n{name} = fc-8 -> tanh\nb = fc-2\noutput {name}, b\nloss mse(b)\n");
        Assert.All([layers, inBlock, inputs, outputs], names => Assert.Contains("Labels", names));
        var text = $"""
            block b(n)
                {string.Join("\n    ", inBlock.Select(name => $"{name} = fc-n"))}

            model OfLayers
            input 8
            b(8)
            {string.Join('\n', layers.Select(name => $"{name} = fc-8"))}
            fc-2 -> softmax

            model OfInputs
            {string.Join('\n', inputs.Select(name => $"input {name} 8"))}
            [ {string.Join(" | ", inputs)} ] -> fc-2 -> softmax

            model OfOutputs
            input 8
            {string.Join('\n', outputs.Select(name => $"{name} = fc-8 -> tanh"))}
            output {string.Join(", ", outputs)}
            loss {string.Join(" + ", outputs.Select(name => $"mse({name})"))}
            """;
        Assert.Equal([], Problems(text));
    }

    /// <summary>What the file and the C# made of it are told.</summary>
    private static string[] Problems(string text)
    {
        var run = TestProject.Create(Compiler.Compile, ("m.net", text)).Referring(TestProject.Runtime).Run();
        return [.. run.Output.GetDiagnostics().Concat(run.Diagnostics).Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString()).Distinct()];
    }

    /// <summary>The names that a file may have so.</summary>
    private static string[] Allowed(Func<string, string> file) =>
        [.. RuntimeTypes.Concat(Added).Concat(MembersOf(typeof(object))).Append("Dispose").Where(name => Compile(file(name)).Diagnostics.Count == 0)];

    private static Compilation Compile(string text) => Compiler.Compile(new Text.SourceText("m.net", text), new CompilerOptions("My", "m.net"));

    /// <summary>What a class that derives from it inherits by name.</summary>
    private static string[] MembersOf(Type type) =>
    [
        .. type.GetMembers(All).Where(member => member switch
            {
                MethodInfo method => !method.IsSpecialName && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly),
                PropertyInfo property => property.GetMethod is { } get && (get.IsPublic || get.IsFamily || get.IsFamilyOrAssembly),
                FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
                Type nested => nested.IsNestedPublic || nested.IsNestedFamily || nested.IsNestedFamORAssem,
                _ => false,
            })
            .Select(member => member.Name).Distinct(),
    ];
}
