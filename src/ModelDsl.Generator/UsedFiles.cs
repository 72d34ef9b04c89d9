using System.Collections.Immutable;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>A `.net` file with what its use lines name, as paths relative to the project.</summary>
internal sealed record NamedFile(NetFile File, string RelativePath, EquatableArray<string> Uses)
{
    public static NamedFile Of(NetFile file, ProjectSettings settings)
    {
        var relative = ProjectPath.Relative(settings.Directory, file.Path);
        var uses = file.Content is null ? [] : Compiler.UsesOf(new SourceText(relative, file.Content));
        return new NamedFile(file, relative, uses);
    }
}

/// <summary>What the compilation of one file depends on: itself, and the files it uses, directly or through others. It changes when one of them does.</summary>
internal sealed record CompilationUnit(NamedFile File, EquatableArray<NamedFile> Used)
{
    public static CompilationUnit Of(NamedFile file, ImmutableArray<NamedFile> project)
    {
        if (file.Uses.Count == 0) return new CompilationUnit(file, default);
        var used = new List<NamedFile>();
        var open = new Queue<string>(file.Uses);
        while (open.Count > 0)
        {
            var path = open.Dequeue();
            if (path == file.RelativePath || used.Any(u => u.RelativePath == path) || project.FirstOrDefault(f => f.RelativePath == path) is not { } found) continue;
            used.Add(found);
            foreach (var next in found.Uses) open.Enqueue(next);
        }

        return new CompilationUnit(file, used.ToEquatableArray());
    }
}
