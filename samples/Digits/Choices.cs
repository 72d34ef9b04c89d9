using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;

namespace Digits;

/// <summary>What the command line can choose from, by the names it uses.</summary>
internal static class Choices
{
    /// <summary>The networks of the model library that take 28x28 grey pixels and tell ten classes apart.</summary>
    public static IReadOnlyDictionary<string, Func<int, Network<F1x28x28, F10, Labels>>> Models { get; } =
        new Dictionary<string, Func<int, Network<F1x28x28, F10, Labels>>>
        {
            ["lenet5"] = seed => new LeNet5(seed),
            ["mlp"] = seed => new MnistMlp(seed),
        };

    /// <summary>The data sets of such pictures.</summary>
    public static IReadOnlyDictionary<string, Func<string?, ImageSet>> DataSets { get; } =
        new Dictionary<string, Func<string?, ImageSet>>
        {
            ["mnist"] = Mnist.Load,
            ["fashion-mnist"] = FashionMnist.Load,
        };

    /// <summary>The optimisers, made from a learning rate (null: one that suits LeNet-5) and a weight decay.</summary>
    public static IReadOnlyDictionary<string, Func<double?, double, Optimizer>> Optimizers { get; } =
        new Dictionary<string, Func<double?, double, Optimizer>>
        {
            ["sgd"] = (rate, decay) => new Sgd(rate ?? 0.1, momentum: 0.9, nesterov: true, decay),
            ["adam"] = (rate, decay) => new Adam(rate ?? 0.003, weightDecay: decay),
        };
}
