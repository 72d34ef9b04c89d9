namespace ModelDsl.Runtime.Data;

/// <summary>CIFAR-10 (Krizhevsky 2009): photographs of ten kinds of things, 32x32 in colour, 50,000 to learn from and 10,000 to be tested on.</summary>
public static class Cifar10
{
    /// <summary>
    /// Reads the set's binary version, data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt, normalised by mean and
    /// deviation of each channel of the training images.
    /// </summary>
    /// <param name="folder">
    /// Where the files or their folder cifar-10-batches-bin are. When not given: the subfolder cifar-10 of the folder that the environment
    /// variable MODELDSL_DATA names, then .cache/modeldsl/cifar-10 in the user's home.
    /// </param>
    /// <exception cref="FileNotFoundException">A file is missing; the message says where it was looked for.</exception>
    /// <exception cref="DataFileException">A file is cut short, or holds a label of no class.</exception>
    public static ImageSet Load(string? folder = null)
    {
        string[] train = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];
        var files = new CifarFiles("CIFAR-10", "cifar-10-batches-bin", train, "test_batch.bin");
        return files.Load(files.Folders(folder, "cifar-10"), [new CifarLabel("label", 10, "batches.meta.txt")], used: 0);
    }
}
