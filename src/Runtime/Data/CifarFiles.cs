using System.Globalization;
using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// Finds and reads the binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009). Each image is a record: the bytes of its labels, then
/// 3072 bytes, red, green and blue one after the other, each 32 rows of 32.
/// </summary>
/// <param name="name">The data set's name.</param>
/// <param name="folder">The folder that its archive unpacks to.</param>
/// <param name="train">The files to learn from.</param>
/// <param name="test">The file to be tested on.</param>
internal sealed class CifarFiles(string name, string folder, string[] train, string test)
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int PixelBytes = Channels * Side * Side;

    /// <summary>The folder itself or the one that the archive unpacks to, wherever data sets are looked for when none is named.</summary>
    public string[] Folders(string? named, string dataset) =>
    [
        .. (named is null ? IdxImageFiles.StandardFolders(dataset) : [named]).SelectMany(place => new[] { place, Path.Combine(place, folder) }),
    ];

    /// <summary>Reads the set from the first of the folders that has its first file, normalised by what its training images measure.</summary>
    /// <param name="folders">Where to look.</param>
    /// <param name="labels">The labels of a record, in their order.</param>
    /// <param name="used">Which of them is the class.</param>
    public ImageSet Load(string[] folders, CifarLabel[] labels, int used)
    {
        var place = folders.FirstOrDefault(place => File.Exists(Path.Combine(place, train[0]))) ?? throw Missing(folders, train[0]);
        var classes = ReadNames(Find(place, labels[used].NamesFile), labels[used].Classes);
        var learned = Read([.. train.Select(file => Find(place, file))], labels, used);
        var tested = Read([Find(place, test)], labels, used);
        return new ImageSet(name, classes, learned, tested).Normalized();
    }

    private static LabelledImages Read(string[] paths, CifarLabel[] labels, int used)
    {
        int record = labels.Length + PixelBytes;
        var contents = Array.ConvertAll(paths, File.ReadAllBytes);
        for (int file = 0; file < paths.Length; file++) CheckLength(paths[file], contents[file].Length, record);
        int count = contents.Sum(content => content.Length / record);
        if ((long)count * PixelBytes > Array.MaxLength) throw new IOException($"{paths[0]} and those beside it hold more than fits in memory.");
        var (pixels, classes) = (new byte[count * PixelBytes], new byte[count]);
        int image = 0;
        for (int file = 0; file < paths.Length; file++)
        {
            for (int at = 0; at < contents[file].Length; at += record, image++)
            {
                CheckLabels(paths[file], contents[file], at, labels);
                classes[image] = contents[file][at + used];
                contents[file].AsSpan(at + labels.Length, PixelBytes).CopyTo(pixels.AsSpan(image * PixelBytes));
            }
        }

        return new LabelledImages(pixels, classes, Channels, Side, Side, labels[used].Classes, Normalization.None);
    }

    private static void CheckLength(string path, int length, int record)
    {
        if (length == 0) throw new DataFileException(path, 0, Invariant($"records of {record} bytes"), "the end of the file");
        if (length % record == 0) return;
        throw new DataFileException(path, length, Invariant($"the end of record {length / record + 1}, {record} bytes"),
            Invariant($"the end of the file after {length % record} of them"));
    }

    private static void CheckLabels(string path, byte[] content, int at, CifarLabel[] labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (content[at + i] < labels[i].Classes) continue;
            throw new DataFileException(path, at + i, Invariant($"a {labels[i].Name} from 0 to {labels[i].Classes - 1}"),
                content[at + i].ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string[] ReadNames(string path, int count)
    {
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (names.Length == count) return names;
        throw new DataFileException(path, new FileInfo(path).Length, Invariant($"{count} names, one a line"), Invariant($"{names.Length}"));
    }

    private string Find(string place, string file)
    {
        var path = Path.Combine(place, file);
        return File.Exists(path) ? path : throw Missing([place], file);
    }

    private FileNotFoundException Missing(string[] folders, string file)
    {
        var places = string.Join(" nor in ", folders);
        return new FileNotFoundException($"{name}: {file} is not in {places}. To get it, unpack the binary version of {name} there.", file);
    }
}

/// <summary>One label of a record.</summary>
/// <param name="Name">What it is called in errors.</param>
/// <param name="Classes">It is below this.</param>
/// <param name="NamesFile">The text file with a name for each class.</param>
internal sealed record CifarLabel(string Name, int Classes, string NamesFile);
