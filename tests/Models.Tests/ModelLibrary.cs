using System.Reflection;
using ModelDsl.Binding;
using ModelDsl.Runtime;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Models.Tests;

/// <summary>
/// The networks of an assembly, found by reflection, and what the <c>.net</c> files they come from say they are: a new model is tested by being there.
/// </summary>
internal sealed partial class ModelLibrary
{
    private ModelLibrary(Assembly assembly, params string[] folder)
    {
        Classes = assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Network)) && !type.IsAbstract && !type.IsNested)
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
        Described = Directory.EnumerateFiles(Path.Combine([Root, .. folder]), "*.net", SearchOption.AllDirectories).SelectMany(Bind)
            .ToDictionary(model => model.Name, StringComparer.Ordinal);
    }

    /// <summary>The model library.</summary>
    public static ModelLibrary Shipped { get; } = new(typeof(LeNet5).Assembly, "models");

    public IReadOnlyDictionary<string, Type> Classes { get; }

    /// <summary>The models of the files, every shape known.</summary>
    public IReadOnlyDictionary<string, BoundModel> Described { get; }

    /// <summary>The classes of the models that are so.</summary>
    public IEnumerable<string> Names(Func<BoundModel, bool> where) => Classes.Keys
        .Where(name => Described.TryGetValue(name, out var model) && where(model)).Order(StringComparer.Ordinal);

    /// <summary>What has the folder of the models: the repository, or where a program that was built to be taken elsewhere lies.</summary>
    public static string Root => Path.Combine(AppContext.BaseDirectory, typeof(ModelLibrary).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value ?? "");

    private static IReadOnlyList<BoundModel> Bind(string path)
    {
        var text = new SourceText(Path.GetFileName(path), File.ReadAllText(path));
        var beside = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.net").Select(file => new SourceText(Path.GetFileName(file), File.ReadAllText(file)));
        return Binding.Binder.Bind(Parser.Parse(text).File, text, [.. beside]).Models;
    }
}
