using System.Reflection;

namespace ModelDsl.Tests;

/// <summary>The repository's own files, which some tests read: docs, models, the corpus of wrong programs.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
