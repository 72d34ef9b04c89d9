namespace ModelDsl.Runtime.Data;

/// <summary>
/// CIFAR-100 (Krizhevsky 2009): photographs of a hundred kinds of things in twenty groups, 32x32 in colour, 50,000 to learn from and
/// 10,000 to be tested on.
/// </summary>
public static class Cifar100
{
    /// <summary>
    /// Reads the set's binary version, train.bin, test.bin and the file of names, normalised by mean and deviation of each channel of the
    /// training images.
    /// </summary>
    /// <param name="folder">
    /// Where the files or their folder cifar-100-binary are. When not given: the subfolder cifar-100 of the folder that the environment
    /// variable MODELDSL_DATA names, then .cache/modeldsl/cifar-100 in the user's home.
    /// </param>
    /// <param name="coarse">Takes the twenty groups as classes, in place of the hundred kinds.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message says where it was looked for.</exception>
    /// <exception cref="DataFileException">A file is cut short, or holds a label of no class.</exception>
    public static ImageSet Load(string? folder = null, bool coarse = false)
    {
        var files = new CifarFiles("CIFAR-100", "cifar-100-binary", ["train.bin"], "test.bin");
        CifarLabel[] labels = [new("coarse label", 20, "coarse_label_names.txt"), new("fine label", 100, "fine_label_names.txt")];
        return files.Load(files.Folders(folder, "cifar-100"), labels, used: coarse ? 0 : 1);
    }
}
