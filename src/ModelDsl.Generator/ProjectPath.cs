using System.Text;

namespace ModelDsl.Generator;

/// <summary>Paths as people name them: relative to the project, with forward slashes. Text only; the disk is not asked.</summary>
internal static class ProjectPath
{
    /// <summary><c>models/vgg.net</c> for <c>/home/me/project/models/vgg.net</c>; a file outside the project starts with <c>../</c>.</summary>
    public static string Relative(string projectDirectory, string path)
    {
        var file = Segments(path);
        var folder = Segments(projectDirectory);
        // Nothing in common, not even the drive: there is no relative path.
        if (folder.Count > 0 && file.Count > 0 && !Same(folder[0], file[0])) return string.Join("/", file);

        var common = 0;
        while (common < folder.Count && common < file.Count - 1 && Same(folder[common], file[common])) common++;
        return string.Join("/", Enumerable.Repeat("..", folder.Count - common).Concat(file.Skip(common)));
    }

    /// <summary>The same path without <c>.</c> and <c>..</c>, which an item such as <c>../shared/vgg.net</c> brings in.</summary>
    public static string Collapse(string path)
    {
        if (!path.Replace('\\', '/').Contains("/.")) return path;
        var beginning = path.Substring(0, path.Length - path.TrimStart('/', '\\').Length);
        return beginning + string.Join(path.Contains("/") ? "/" : "\\", Segments(path));
    }

    /// <summary>A generated file's name in the IDE, <c>models/vgg.VggA.g.cs</c>: unique because model names are unique in a project.</summary>
    public static string HintName(string relativePath, string model)
    {
        var name = new StringBuilder();
        foreach (var segment in relativePath.Substring(0, relativePath.Length - ".net".Length).Split('/'))
        {
            if (name.Length > 0) name.Append('/');
            if (segment == "..") name.Append('_');
            else AppendSafe(name, segment);
        }

        return name.Append('.').Append(model).Append(".g.cs").ToString();
    }

    /// <summary>Roslyn throws on other characters.</summary>
    private static void AppendSafe(StringBuilder name, string segment)
    {
        foreach (var c in segment) name.Append(char.IsLetterOrDigit(c) || ".-_+()[]{}".IndexOf(c) >= 0 ? c : '_');
    }

    private static List<string> Segments(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Replace('\\', '/').Split('/'))
        {
            if (segment == ".." && segments.Count > 0 && segments[segments.Count - 1] != "..") segments.RemoveAt(segments.Count - 1);
            else if (segment.Length > 0 && segment != ".") segments.Add(segment);
        }

        return segments;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
