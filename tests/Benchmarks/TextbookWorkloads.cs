using ModelDsl.Models;
using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>Both tasks of one network of each kind. The peers know them by their keys: networks.py.</summary>
internal static class TextbookWorkloads
{
    private static readonly Workload[] All =
    [
        .. Classifier<F1x28x28, F10>("mlp", "perceptron 784-128-10", 128, () => new MnistMlp()),
        .. Both("autoencoder", "autoencoder 784-1000-500-250-30", 128, draw =>
        {
            var (net, x) = (new Autoencoder(), draw.Fractions<F1x28x28>(128));
            return new(net, optimizer => net.TrainStep(x, optimizer), () => net.Predict(x), x);
        }),
        .. Both("vae", "variational autoencoder", 128, draw =>
        {
            var (net, x) = (new Vae(), draw.Fractions<F1x28x28>(128));
            return new(net, optimizer => net.TrainStep(x, optimizer), () => net.Predict(x), x);
        }),
        .. Classifier<F28x28, F10>("rnn", "RNN of 128 over 28 rows", 64, () => new MnistRnn()),
        .. Classifier<F28x28, F10>("lstm", "LSTM of 128 over 28 rows", 64, () => new MnistLstm()),
        .. Classifier<F28x28, F10>("gru", "GRU of 128 over 28 rows", 64, () => new MnistGru()),
        .. Both("sentiment", "LSTM of 256 over 200 words", 32, draw =>
        {
            var (net, x, y) = (new Sentiment(), draw.Tokens<T200of20000>(32), draw.Labels(32, 2));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        }),
        .. Both("transformer", "Transformer, 6 + 6 layers of 512", 4, draw =>
        {
            var (net, x, y, wanted) = (new TransformerCore(), draw.Normals<F20x512>(4), draw.Normals<F18x512>(4), draw.Normals<F18x512>(4));
            return new(net, optimizer => net.TrainStep(x, y, wanted, optimizer), () => net.Predict(x, y), x, y, wanted);
        }),
        .. Both("dcgan-generator", "DCGAN's generator", 32, draw =>
        {
            var (net, x, y) = (new DcganGenerator(), draw.Normals<F100x1x1>(32), draw.Normals<F3x64x64>(32));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        }),
        .. Both("dcgan-discriminator", "DCGAN's discriminator", 32, draw =>
        {
            var (net, x, y) = (new DcganDiscriminator(), draw.Normals<F3x64x64>(32), draw.Fractions<F1x1x1>(32));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        }),
        .. Both("siamese", "Siamese network of 105x105", 8, draw =>
        {
            var (net, x, y, same) = (new Siamese(), draw.Fractions<F1x105x105>(8), draw.Fractions<F1x105x105>(8), draw.Fractions<F1>(8));
            return new(net, optimizer => net.TrainStep(x, y, same, optimizer), () => net.Predict(x, y), x, y, same);
        }),
        .. Classifier<F3x227x227, F1000>("alexnet2012", "AlexNet of 2012", 32, () => new AlexNet2012()),
        .. Classifier<F3x224x224, F1000>("googlenet2014", "GoogLeNet of 2014", 16, () => new GoogLeNet()),
        .. Classifier<F3x224x224, F1000>("vgg11_bn", "VGG A with normalisation", 8, () => new VggBnA()),
        .. Classifier<F3x224x224, F1000>("googlenet", "GoogLeNet with normalisation", 16, () => new GoogLeNetBn()),
        .. Classifier<F3x299x299, F1000>("inception_v3", "Inception v3", 8, () => new InceptionV3()),
        .. Classifier<F3x224x224, F1000>("resnet18", "ResNet-18", 16, () => new ResNet18()),
        .. Classifier<F3x224x224, F1000>("resnet152", "ResNet-152", 4, () => new ResNet152()),
        .. Classifier<F3x224x224, F1000>("se_resnet50", "SE-ResNet-50", 8, () => new SEResNet50()),
        .. Classifier<F3x224x224, F1000>("densenet121", "DenseNet-121", 8, () => new DenseNet121()),
        .. Classifier<F3x224x224, F1000>("mobilenet_v2", "MobileNet v2", 16, () => new MobileNetV2()),
        .. Classifier<F3x224x224, F1000>("vit_b_16", "ViT-B/16", 4, () => new VitB16()),
        .. Both("tiny-yolo", "Tiny YOLO", 8, draw =>
        {
            var (net, x, y) = (new TinyYolo(), draw.Normals<F3x416x416>(8), draw.Normals<F125x13x13>(8));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        }),
        .. Both("unet", "U-Net of 572x572", 1, draw =>
        {
            var (net, x, y) = (new UNet(), draw.Normals<F1x572x572>(1), draw.Labels(1, 2, 388, 388));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        }),
    ];

    public static IEnumerable<string> Models => All.Select(workload => workload.Key).Distinct();

    /// <summary>Those of the models named; all where none is.</summary>
    public static IReadOnlyList<Workload> Of(IReadOnlyCollection<string>? models, Precision precision) =>
        [.. All.Where(workload => models is not { Count: > 0 } || models.Contains(workload.Key)).Select(workload => workload with { Precision = precision })];

    private static IEnumerable<Workload> Classifier<TInput, TOutput>(string key, string model, int batch, Func<Network<TInput, TOutput, Labels>> create) where TInput : IShape where TOutput : IShape =>
        Both(key, model, batch, draw =>
        {
            var (net, x, y) = (create(), draw.Normals<TInput>(batch), draw.Labels(batch, TOutput.Dimensions[0]));
            return new(net, optimizer => net.TrainStep(x, y, optimizer), () => net.Predict(x), x, y);
        });

    private static IEnumerable<Workload> Both(string key, string model, int batch, Func<Draws, Sides> make) =>
        [new AnyWorkload(key, model, Task.Training, batch, make), new AnyWorkload(key, model, Task.Inference, batch, make)];

    /// <summary>A network, and what trains and asks it on the same examples again and again.</summary>
    private sealed record Sides(Network Network, Action<Optimizer> Train, Func<Tensor> Infer, params Tensor[] Data);

    /// <summary>Examples of any kind.</summary>
    private sealed class Draws
    {
        private readonly Random _random = new(0);

        public Tensor<TShape> Normals<TShape>(int count) where TShape : IShape => Numbers<TShape>(count, () => _random.NextSingle() * 4 - 2);

        public Tensor<TShape> Fractions<TShape>(int count) where TShape : IShape => Numbers<TShape>(count, _random.NextSingle);

        public Tensor<TShape> Tokens<TShape>(int count) where TShape : IShape => Tensor<TShape>.From(Many(count * Length<TShape>(), () => _random.Next(TShape.Vocabulary)));

        public Labels Labels(int count, int classes, params long[] sizes) =>
            Runtime.Labels.From(Many((int)sizes.Aggregate((long)count, (a, b) => a * b), () => (long)_random.Next(classes)), [count, .. sizes]);

        private static Tensor<TShape> Numbers<TShape>(int count, Func<float> draw) where TShape : IShape => Tensor<TShape>.From(Many(count * Length<TShape>(), draw));

        private static T[] Many<T>(int count, Func<T> draw)
        {
            var many = new T[count];
            for (int i = 0; i < count; i++) many[i] = draw();
            return many;
        }

        private static int Length<TShape>() where TShape : IShape => TShape.Dimensions.ToArray().Aggregate(1, (a, b) => a * b);
    }

    private sealed record AnyWorkload(string Key, string Model, Task Task, int Batch, Func<Draws, Sides> Make) : Workload(Key, Model, Task, Batch, 1, 1, 0)
    {
        public override Func<Operation> Data() => () =>
        {
            var sides = Make(new Draws());
            sides.Network.Precision = Precision;
            return new AnyOperation(sides, Task);
        };
    }

    private sealed class AnyOperation(Sides sides, Task task) : Operation
    {
        private readonly Sgd _optimizer = new(learningRate: 1e-3, momentum: 0.9);

        public override Network Network => sides.Network;

        public override void Run()
        {
            if (task == Task.Training) sides.Train(_optimizer);
            else sides.Infer().Dispose();
        }

        public override void Dispose()
        {
            sides.Network.Dispose();
            _optimizer.Dispose();
            foreach (var tensor in sides.Data) tensor.Dispose();
            Memory.Trim();
        }
    }
}
