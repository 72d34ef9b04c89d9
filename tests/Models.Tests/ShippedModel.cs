using System.Reflection;
using ModelDsl.Binding;
using ModelDsl.Runtime;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Models.Tests;

/// <summary>A class of the model library, found by reflection, and what its <c>.net</c> file says it is: a new model is tested by being there.</summary>
internal sealed record ShippedModel(Type Class, BoundModel Bound)
{
    private static readonly Lazy<IReadOnlyDictionary<string, BoundModel>> Described = new(Bind);

    public static IEnumerable<Type> Classes => typeof(LeNet5).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Network)) && !type.IsAbstract)
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The models of every <c>.net</c> file in models/.</summary>
    public static IReadOnlyDictionary<string, BoundModel> ByName => Described.Value;

    public static ShippedModel Named(string name) => new(Classes.Single(type => type.Name == name), ByName[name]);

    private static Dictionary<string, BoundModel> Bind()
    {
        var root = typeof(ShippedModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        return Directory.EnumerateFiles(Path.Combine(root, "models"), "*.net")
            .SelectMany(BindFile)
            .ToDictionary(model => model.Name, StringComparer.Ordinal);
    }

    private static IReadOnlyList<BoundModel> BindFile(string path)
    {
        var text = new SourceText(Path.GetFileName(path), File.ReadAllText(path));
        return Binding.Binder.Bind(Parser.Parse(text).File, text).Models;
    }
}
