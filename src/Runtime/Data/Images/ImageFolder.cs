using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>What is done with images that cannot be read.</summary>
public enum DamagedImages
{
    /// <summary>Reading a batch that has one is an error, which names the file.</summary>
    Fail,

    /// <summary>All images are decoded once when the folder is opened, and those that cannot be are left out and named.</summary>
    Skip,
}

/// <summary>
/// Images in files, in a folder for each class: <c>flowers/rose/1.jpg</c>, <c>flowers/tulip/spring/7.png</c>. They are decoded when a
/// batch is made, on the loader's threads, and brought to one size.
/// </summary>
public sealed class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    private readonly string[] _classes;
    private readonly string[] _files;
    private readonly int[] _labels;

    private ImageFolder(string path, string[] classes, string[] files, int[] labels, IReadOnlyList<DataFileException> skipped)
    {
        Path = path;
        (_classes, _files, _labels) = (classes, files, labels);
        Skipped = skipped;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The names of the sub-folders, one a class.</summary>
    public IReadOnlyList<string> Classes => _classes;

    /// <summary>The image files, class after class, in the order of their names.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The class of each file.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>The number of images.</summary>
    public int Count => _files.Length;

    /// <summary>What was left out: for each file, what is wrong with it.</summary>
    public IReadOnlyList<DataFileException> Skipped { get; }

    /// <summary>Finds the files that end in .png, .jpg or .jpeg, in the sub-folders and the folders within them.</summary>
    /// <param name="path">The folder that has a sub-folder for each class.</param>
    /// <param name="classes">The classes in their order, of the training images when these are for testing; when not given, the sub-folders by name.</param>
    /// <param name="damaged">What is done with images that cannot be read.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it has no sub-folders.</exception>
    /// <exception cref="DataFileException">A class has no images, or a sub-folder is none of the classes, or no image can be read.</exception>
    /// <exception cref="DllNotFoundException">The library that decodes an image to be checked is not installed.</exception>
    public static ImageFolder Open(string path, IReadOnlyList<string>? classes = null, DamagedImages damaged = DamagedImages.Fail)
    {
        string[] found = [.. Directory.EnumerateDirectories(path, "*", new EnumerationOptions()).Select(folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        if (found.Length == 0) throw new DirectoryNotFoundException($"{path} has no sub-folders; it needs one for each class.");
        string[] names = classes is null ? found : [.. classes];
        if (found.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new DataFileException(System.IO.Path.Combine(path, unknown), $"a folder for one of the {names.Length} classes given", "another name");
        var files = new List<string>();
        var labels = new List<int>();
        foreach (var name in found)
        {
            int before = files.Count;
            files.AddRange(ImagesIn(System.IO.Path.Combine(path, name)));
            if (files.Count == before) throw new DataFileException(System.IO.Path.Combine(path, name), "files that end in .png, .jpg or .jpeg", "none");
            labels.AddRange(Enumerable.Repeat(Array.IndexOf(names, name), files.Count - before));
        }

        var all = new ImageFolder(path, names, [.. files], [.. labels], []);
        return damaged == DamagedImages.Fail ? all : all.Intact();
    }

    /// <summary>The images as a network's input, values from 0 to 1, each image stretched to the input's size as <see cref="Picture.Resize"/> does.</summary>
    /// <typeparam name="TInput">The network's input: 1xHxW for grey images, 3xHxW for red, green and blue.</typeparam>
    /// <param name="cache">Keeps each image once it is decoded and resized, a byte a value.</param>
    /// <exception cref="ShapeMismatchException">The input is no image of 1 channel or 3.</exception>
    public Dataset<TInput, Labels> As<TInput>(bool cache = false) where TInput : IShape =>
        new(new ImageFileExamples<TInput>(_files, cache), Examples.Labels(_labels, Classes.Count));

    private static IEnumerable<string> ImagesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);

    private ImageFolder Intact()
    {
        var damages = new DataFileException?[Count];
        Parallel.For(0, Count, file =>
        {
            try
            {
                ImageFile.Decode(_files[file]).Return();
            }
            catch (DataFileException damage)
            {
                damages[file] = damage;
            }
        });
        int[] intact = [.. Enumerable.Range(0, Count).Where(file => damages[file] is null)];
        if (intact.Length == 0) throw new DataFileException(Path, "an image that can be read", Invariant($"{Count} that cannot; the first: {damages[0]!.Message}"));
        return new ImageFolder(Path, _classes, [.. intact.Select(file => _files[file])], [.. intact.Select(file => _labels[file])], [.. damages.OfType<DataFileException>()]);
    }
}
