using System.Globalization;
using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>Finds and reads the four IDX files that MNIST and the data sets in its form consist of.</summary>
/// <param name="name">The data set's name.</param>
/// <param name="remedy">How to get the files.</param>
internal sealed class IdxImageFiles(string name, string remedy)
{
    /// <summary>The environment variable that names the folder of all data sets.</summary>
    public const string FolderVariable = "MODELDSL_DATA";

    /// <summary>Where a data set is looked for when the caller names no folder.</summary>
    public static IEnumerable<string> StandardFolders(string dataset)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named) yield return Path.Combine(named, dataset);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        yield return Path.Combine(cache, "modeldsl", dataset);
    }

    /// <summary>Reads the set from the first of the folders that has its training images.</summary>
    public ImageSet Load(string[] folders, string[] classes, float mean, float deviation)
    {
        var folder = folders.FirstOrDefault(folder => Find(folder, "train", "images", 3) is not null)
            ?? throw Missing(folders, "train", "images", 3);
        return new ImageSet(name, classes, Part("train"), Part("t10k"));

        LabelledImages Part(string part)
        {
            var images = IdxFile.ReadImages(Find(folder, part, "images", 3) ?? throw Missing([folder], part, "images", 3));
            var labels = IdxFile.ReadLabels(Find(folder, part, "labels", 1) ?? throw Missing([folder], part, "labels", 1), classes.Length);
            if (labels.Count != images.Count)
                throw new DataFileException(labels.Path, 4, Invariant($"{images.Count} labels, one for each image of {images.Path}"),
                    labels.Count.ToString(CultureInfo.InvariantCulture));
            return new LabelledImages(images.Values, labels.Values, images.Sizes[1], images.Sizes[2], classes.Length, mean, deviation);
        }
    }

    private static string? Find(string folder, string part, string kind, int dimensions) =>
        FileNames(part, kind, dimensions).Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>The names the files go by: with '-' or '.' before "idx", packed or not.</summary>
    private static string[] FileNames(string part, string kind, int dimensions)
    {
        var (dash, dot) = ($"{part}-{kind}-idx{dimensions}-ubyte", $"{part}-{kind}.idx{dimensions}-ubyte");
        return [dash, dot, dash + ".gz", dot + ".gz"];
    }

    private FileNotFoundException Missing(string[] folders, string part, string kind, int dimensions)
    {
        var file = FileNames(part, kind, dimensions)[0];
        var places = string.Join(" nor in ", folders);
        return new FileNotFoundException($"{name}: {file} (or .gz) is not in {places}. To get it, {remedy}.", file);
    }
}
