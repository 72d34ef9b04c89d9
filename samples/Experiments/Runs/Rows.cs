using ModelDsl.Runtime;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

/// <summary>A recurrent network reads a digit row by row.</summary>
internal abstract class Rows : Experiment
{
    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = Make(lab.Seed);
        using var optimizer = new Adam(3e-3);
        var (train, test) = lab.MnistAs<Library.F28x28>();
        var options = new TrainerOptions { Epochs = lab.Epochs(6), BatchSize = 128, Schedule = LearningRateSchedule.Cosine(), ClipNorm = 1 };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test accuracy", 100 * history.Epochs[^1].TestAccuracy!.Value, "%", Least: 98)];
    }

    protected abstract Network<Library.F28x28, Library.F10, Labels> Make(int seed);
}

internal sealed class LstmRows : Rows
{
    public override string Name => "lstm-rows";

    public override string Subject => "an LSTM of 128 units reads the rows of MNIST's digits, 6 epochs of Adam, gradients clipped to 1";

    protected override Network<Library.F28x28, Library.F10, Labels> Make(int seed) => new Library.MnistLstm(seed);
}

internal sealed class GruRows : Rows
{
    public override string Name => "gru-rows";

    public override string Subject => "a GRU of 128 units reads the rows of MNIST's digits, 6 epochs of Adam, gradients clipped to 1";

    protected override Network<Library.F28x28, Library.F10, Labels> Make(int seed) => new Library.MnistGru(seed);
}
