using System.Text;
using ModelDsl.Runtime;
using static System.FormattableString;

namespace Experiments.Runs;

internal sealed class Text : Experiment
{
    private const string Folder = "/usr/share/common-licenses";
    private const int Length = 64, Batch = 64, First = 32, Characters = 96;

    public override string Name => "text";

    public override string Subject => "an LSTM of 256 units learns to write from the licences that Debian installs: the next character, 20 epochs, measured on pieces held out";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        if (!Directory.Exists(Folder)) throw new IOException($"{Folder}: there is no such folder; Debian's package base-files has it");
        var text = string.Concat(Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Where(file => new FileInfo(file).LinkTarget is null).Select(File.ReadAllText));
        int[] codes = [.. text.Where(c => c == '\n' || c is >= ' ' and <= '~').Select(CodeOf)];
        // Pieces that do not overlap; every tenth is held out.
        var pieces = Enumerable.Range(0, (codes.Length - 1) / Length).ToList();
        if (lab.IsShort) pieces = pieces[..(20 * Batch)];
        var (test, train) = (pieces.Where(piece => piece % 10 == 0).ToArray(), pieces.Where(piece => piece % 10 != 0).ToArray());
        using var network = new CharacterLstm(lab.Seed);
        using var optimizer = new Adam(3e-3);
        Train(lab, network, optimizer, codes, train);
        double loss = test.Chunk(Batch).Sum(some => some.Length * Loss(network, codes, some)) / test.Length;
        var sample = Write(network, "This License", lab.IsShort ? 20 : 300, lab.Seed);
        lab.Say(sample);
        File.WriteAllText(lab.PathOf("sample.txt"), sample + "\n");
        return [new("loss on held-out pieces", loss, "nats a character", Most: 1.6)];
    }

    private static void Train(Lab lab, CharacterLstm network, Optimizer optimizer, int[] codes, int[] pieces)
    {
        using var deferred = new DeferredOptimizer(optimizer) { MaxNorm = 1 };
        var random = new Random(lab.Seed);
        double rate = optimizer.LearningRate;
        int epochs = lab.Epochs(20);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            random.Shuffle(pieces);
            double loss = 0;
            optimizer.LearningRate = rate * 0.5 * (1 + Math.Cos(Math.PI * (epoch - 1) / epochs));
            foreach (int[] some in pieces.Chunk(Batch))
            {
                lab.Cancellation.ThrowIfCancellationRequested();
                using var input = Inputs(codes, some);
                using var wanted = Wanted(codes, some);
                loss += some.Length * network.TrainStep(input, wanted, deferred) / (double)pieces.Length;
                deferred.Apply();
            }

            lab.Say(Invariant($"epoch {epoch}/{epochs}  loss {loss:0.000} nats a character"));
        }

        optimizer.LearningRate = rate;
    }

    private static double Loss(CharacterLstm network, int[] codes, int[] pieces)
    {
        using var input = Inputs(codes, pieces);
        using var wanted = Wanted(codes, pieces);
        double loss = network.Evaluate(input, wanted, out var output);
        output.Dispose();
        return loss;
    }

    /// <summary>Goes on from a beginning, one character after the other, each drawn as the network expects it.</summary>
    private static string Write(CharacterLstm network, string beginning, int count, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(beginning);
        for (int i = 0; i < count; i++)
        {
            var last = text.ToString(Math.Max(0, text.Length - Length), Math.Min(Length, text.Length));
            long[] codes = [.. last.PadRight(Length).Select(c => (long)CodeOf(c))];
            using var input = Tensor<T64of96>.From(codes);
            using var output = network.Predict(input);
            float[] next = output.ToArray<float>()[((last.Length - 1) * Characters)..(last.Length * Characters)];
            double draw = random.NextDouble();
            int code = 0;
            while (code < Characters - 1 && (draw -= next[code]) > 0) code++;
            text.Append(code == Characters - 1 ? '\n' : (char)(code + First));
        }

        return text.ToString();
    }

    private static Tensor<T64of96> Inputs(int[] codes, int[] pieces) =>
        Tensor<T64of96>.From([.. pieces.SelectMany(piece => codes[(piece * Length)..((piece + 1) * Length)]).Select(code => (long)code)]);

    private static Labels Wanted(int[] codes, int[] pieces) =>
        Labels.From([.. pieces.SelectMany(piece => codes[(piece * Length + 1)..((piece + 1) * Length + 1)]).Select(code => (long)code)], [pieces.Length, Length]);

    private static int CodeOf(char c) => c == '\n' ? Characters - 1 : c - First;
}
