using System.Globalization;
using System.Reflection;
using ModelDsl.Models.Tests.Passes;
using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>
/// Models that torchvision has, against its own with the same weights: outputs in eval and train mode, loss, every gradient, every weight and running
/// statistic after a step of SGD, and outputs with those. Some are compared in each run; all of them where MODELDSL_PARITY is set, which writes the
/// table docs/parity.md (<c>./build.sh parity</c>).
/// </summary>
public sealed class ParityTests(ITestOutputHelper log)
{
    // Of outputs, losses, gradients and weights. Of a tensor's way float32 leaves few digits; float64 holds each to account.
    private const double InSingle = 1e-3;
    private const double InDouble = 1e-8;
    // Of feature maps in blocks, with Winograd's algorithm: what is so near 0 that it falls on the other side of a ReLU changes gradients by some hundredths, by a tenth
    // through the 152 layers of ResNet. So it does in PyTorch, beside itself: these many times as far as its own in channels-last ours may be.
    private const double Control = 4;
    private const double Rounding = 1e-4;
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const double WeightDecay = 5e-4;

    // torchvision's name and the class; the first ones are compared in each run.
    private static readonly (string Name, Type Class, bool Always)[] Models =
    [
        ("resnet18", typeof(ResNet18), true),
        ("googlenet", typeof(GoogLeNetBn), true),
        ("mobilenet_v2", typeof(MobileNetV2), true),
        ("densenet121", typeof(DenseNet121), false),
        ("resnet34", typeof(ResNet34), false),
        ("resnet50", typeof(ResNet50), false),
        ("resnet101", typeof(ResNet101), false),
        ("resnet152", typeof(ResNet152), false),
        ("inception_v3", typeof(InceptionV3), false),
        ("vit_b_16", typeof(VitB16), false),
        ("alexnet", typeof(AlexNet), false),
        ("vgg11", typeof(VggA), false),
        ("vgg13", typeof(VggB), false),
        ("vgg16", typeof(VggD), false),
        ("vgg19", typeof(VggE), false),
        ("vgg11_bn", typeof(VggBnA), false),
        ("vgg13_bn", typeof(VggBnB), false),
        ("vgg16_bn", typeof(VggBnD), false),
        ("vgg19_bn", typeof(VggBnE), false),
    ];

    public static TheoryData<string> Names => [.. Models.Where(m => m.Always || ParityTable.IsWanted).Select(m => m.Name)];

    [PyTorchTheory]
    [MemberData(nameof(Names))]
    public void a_model_is_torchvisions_of_that_name(string name)
    {
        var type = Models.Single(m => m.Name == name).Class;
        var arguments = type.BaseType!.GetGenericArguments();
        GetType().GetMethod(nameof(CompareTwice), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type, arguments[0], arguments[1])
            .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [name], null);
    }

    private void CompareTwice<TNetwork, TInput, TOutput>(string name)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        var single = Compare<TNetwork, TInput, TOutput>(name, ElementType.Float32);
        var inBlocks = Compare<TNetwork, TInput, TOutput>(name, ElementType.Float32, inBlocks: true);
        if (!ParityTable.IsWanted) return;
        // The weights, gradients and updated weights of larger ones take gigabytes in float64.
        var twice = name.StartsWith("vgg", StringComparison.Ordinal) ? null : Compare<TNetwork, TInput, TOutput>(name, ElementType.Float64);
        ParityTable.Add(name, typeof(TNetwork).Name, single, twice, inBlocks);
    }

    /// <summary>The worst relative error of each kind.</summary>
    private IReadOnlyDictionary<string, double> Compare<TNetwork, TInput, TOutput>(string name, ElementType type, bool inBlocks = false)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        using var oracle = new Oracle([name, .. FormattableString.Invariant($"--batch 4 --steps 1 --lr {LearningRate} --momentum {Momentum} --weight-decay {WeightDecay}").Split(' '), .. type == ElementType.Float64 ? ["--double"] : Array.Empty<string>(), .. inBlocks ? ["--controls"] : Array.Empty<string>()]);
        using var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 0, null, type)!;
        network.KeepsAll = true;
        network.UsesBlocks = inBlocks;
        var errors = new Errors($"{name}, {type}", type == ElementType.Float64 ? InDouble : InSingle);
        var ways = new Errors($"{name}, {type}", type == ElementType.Float64 ? InDouble : double.PositiveInfinity);
        var controls = inBlocks ? Controls(oracle) : [];
        var gradients = inBlocks ? new Errors($"{name}, in blocks", Math.Max(InSingle, Control * controls[0])) : errors;
        var single = inBlocks ? ways : errors;
        using var input = oracle.Read("input");
        using var typed = Tensor<TInput>.Wrap(input);
        Load(oracle, network);
        Check(oracle, "logits", network, typed, errors);
        using (var state = (ForwardState<TOutput>)Call(network, "Forward", typed))
        using (var expected = oracle.Read("probabilities_train")) errors.Check("output in train mode", "", expected, state.Output);

        // The forward pass has moved the running statistics already.
        Load(oracle, network);
        double fromTrue = CompareStep(oracle, network, typed, errors, gradients, single);
        CompareState(oracle, network, errors, gradients, ways);
        Check(oracle, "logits_after", network, typed, gradients);
        errors.Log(log);
        ways.Log(log);
        Memory.Trim();
        var worst = errors.Worst.Concat(ways.Worst).Concat(inBlocks ? gradients.Worst : []).ToDictionary();
        if (!inBlocks) return worst;
        (worst[ParityTable.ChannelsLast], worst[ParityTable.PyTorchsFromTrue], worst[ParityTable.ChannelsLastFromTrue]) = (controls[0], controls[1], controls[2]);
        worst[ParityTable.FromTrue] = fromTrue;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, from float64's gradients: ours {fromTrue:e1}, PyTorch's {controls[1]:e1}, in channels-last {controls[2]:e1}, which is {controls[0]:e1} from the other"));
        return worst;
    }

    private static double[] Controls(Oracle oracle)
    {
        using var controls = oracle.Read("controls");
        return controls.ToArray<double>();
    }

    /// <summary>How far all gradients are from float64's, where the oracle has them.</summary>
    private static double CompareStep<TInput, TOutput>(Oracle oracle, Network<TInput, TOutput, Labels> network, Tensor<TInput> input, Errors errors, Errors together, Errors each)
        where TInput : IShape
        where TOutput : IShape
    {
        using var classes = oracle.Read("labels");
        using var labels = Labels.From(classes.ToArray<long>());
        var gradients = network.Parameters.Zip(Order(oracle, "grads/")).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        using var sgd = new Sgd(LearningRate, Momentum, weightDecay: WeightDecay);
        var (all, beside) = (new Together(), new Together());
        bool hasTrue = oracle.Names("true/").Length > 0;
        using var watched = new Watched(sgd, (parameter, gradient, update) =>
        {
            using var expected = oracle.Read(gradients[parameter.Name]);
            using var scale = ScaleOf(oracle, gradients, parameter.Name, expected);
            each.Check("gradient", parameter.Name, expected, gradient, scale);
            all.Add(expected, gradient);
            if (hasTrue)
            {
                using var real = oracle.Read(string.Concat("true/", gradients[parameter.Name].AsSpan("grads/".Length)));
                beside.Add(real, gradient);
            }

            update();
        });
        using var single = oracle.Read("losses");
        using var losses = single.To(ElementType.Float64);
        errors.CheckLoss("", (float)losses.ToArray<double>()[0], network.TrainStep(input, labels, watched));
        together.Check("all gradients", all.Error);
        return beside.Error;
    }

    /// <summary>
    /// The gradient of a layer's weight, where that of its bias is beside it 0 but for rounding: a batch normalisation behind them takes the shift of
    /// a channel away. Null where a gradient is held against itself.
    /// </summary>
    private static Tensor? ScaleOf(Oracle oracle, Dictionary<string, string> gradients, string parameter, Tensor gradient)
    {
        var weight = parameter.Replace(".bias", ".weight", StringComparison.Ordinal);
        if (weight == parameter || !gradients.TryGetValue(weight, out var name)) return null;
        var scale = oracle.Read(name);
        if (Difference.Norm(gradient) < Rounding * Difference.Norm(scale)) return scale;
        scale.Dispose();
        return null;
    }

    /// <summary>The weights, which hardly move; so the way they have gone too, of which float32 leaves few digits. And the running statistics.</summary>
    private static void CompareState(Oracle oracle, Network network, Errors errors, Errors together, Errors wayErrors)
    {
        var all = new Together();
        foreach (var (parameter, name) in network.Parameters.Zip(Order(oracle, "after/").Where(n => !n.Contains("running_", StringComparison.Ordinal))))
        {
            using var start = oracle.Read("weights/" + name["after/".Length..]);
            using var expected = oracle.Read(name);
            together.Check("weights after the step", parameter.Name, expected, parameter.Value);
            using var moved = parameter.Value.Clone();
            start.Dispatcher.Aten.SubInPlace(expected.Handle, start.Handle);
            start.Dispatcher.Aten.SubInPlace(moved.Handle, start.Handle);
            wayErrors.Check("way of the weights", parameter.Name, expected, moved);
            all.Add(expected, moved);
        }

        together.Check("way of all weights", all.Error);

        foreach (var (buffer, name) in network.Buffers.Zip(Order(oracle, "after/").Where(n => n.Contains("running_", StringComparison.Ordinal))))
        {
            using var expected = oracle.Read(name);
            errors.Check("running statistics", buffer.Name, expected, buffer.Value);
        }
    }

    /// <summary>The relative error of many tensors as one.</summary>
    private sealed class Together
    {
        private double _distance;
        private double _norm;

        public double Error => Math.Sqrt(_distance / _norm);

        public void Add(Tensor expected, Tensor actual)
        {
            var norm = Difference.Norm(expected);
            if (norm > 0) _distance += Math.Pow(Difference.Relative(expected, actual) * norm, 2);
            _norm += norm * norm;
        }
    }

    private static void Check<TInput>(Oracle oracle, string expectation, Network network, Tensor<TInput> input, Errors errors)
        where TInput : IShape
    {
        using var expected = oracle.Read(expectation);
        using var actual = (Tensor)Call(network, "Logits", input);
        errors.Check(expectation == "logits" ? "logits" : "logits after the step", "", expected, actual);
    }

    private static void Load(Oracle oracle, Network network) =>
        network.LoadByOrder(oracle.Path, "weights/", Order(oracle, "weights/").Select(name => name["weights/".Length..]));

    /// <summary>PyTorch's order, but that a transformer's class token comes where it is put in: behind the patches' convolution.</summary>
    private static IEnumerable<string> Order(Oracle oracle, string prefix)
    {
        var names = oracle.Names(prefix).Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToList();
        if (names.Remove(prefix + "class_token")) names.Insert(names.IndexOf(prefix + "conv_proj.bias") + 1, prefix + "class_token");
        return names;
    }

    private static object Call(Network network, string method, params object[] arguments) =>
        network.GetType().GetMethod(method)!.Invoke(network, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
