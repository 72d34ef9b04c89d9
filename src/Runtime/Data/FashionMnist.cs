namespace ModelDsl.Runtime.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): pictures of clothes in MNIST's form, 28x28 grey, 60,000 and 10,000.</summary>
public static class FashionMnist
{
    private const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private static readonly string[] Clothes =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>
    /// Reads the four IDX files, plain or gzipped, normalised by the training images' mean 0.2860 and standard deviation 0.3530.
    /// </summary>
    /// <param name="folder">
    /// Where they are. When not given: the subfolder fashion-mnist of the folder that the environment variable MODELDSL_DATA names, then
    /// .cache/modeldsl/fashion-mnist in the user's home, then where Debian's package dataset-fashion-mnist puts them.
    /// </param>
    /// <exception cref="FileNotFoundException">A file is missing; the message says where it was looked for and how to get it.</exception>
    /// <exception cref="DataFileException">A file is damaged or does not fit its partner.</exception>
    public static ImageSet Load(string? folder = null)
    {
        var files = new IdxImageFiles("Fashion-MNIST", "install Debian's package dataset-fashion-mnist");
        string[] folders = folder is null ? [.. IdxImageFiles.StandardFolders("fashion-mnist"), DebianFolder] : [folder];
        return files.Load(folders, Clothes, mean: 0.2860f, deviation: 0.3530f);
    }
}
