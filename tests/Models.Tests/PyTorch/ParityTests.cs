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
    // through the 152 layers of ResNet. So it does in PyTorch, beside itself: these many times as far as its own in channels-last ours may be. Winograd's rounds to
    // some 5e-6 where the other order of sums does to some 1e-7, so that as many times more elements change sides, of which gradients see the root.
    private const double Control = 10;

    // Whatever the control says: a gradient of zeros is 1 away, an unrelated one farther.
    private const double Most = 0.5;

    // The same of bfloat16, beside PyTorch's autocast.
    private const double ReducedControl = 1.5;
    private const double Rounding = 1e-4;
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const double WeightDecay = 5e-4;

    // It has no feature maps but its patches, and PyTorch's autocast cannot take its gradients.
    private const string Transformer = "vit_b_16";

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
        (Transformer, typeof(VitB16), false),
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

    public static TheoryData<string> ReducedNames => [.. Models.Where(m => m.Name == "resnet18" || (ParityTable.IsWanted && m.Name != Transformer)).Select(m => m.Name)];

    [PyTorchTheory]
    [MemberData(nameof(Names))]
    public void a_model_is_torchvisions_of_that_name(string name) => Call(nameof(CompareAll), name);

    /// <summary>Feature maps in bfloat16, beside what PyTorch's own autocast to it does to the same numbers.</summary>
    [ReducedPyTorchTheory]
    [MemberData(nameof(ReducedNames))]
    public void a_model_in_bfloat16_is_as_near_as_pytorchs(string name) => Call(nameof(CompareReduced), name);

    private void Call(string method, string name)
    {
        var type = Models.Single(m => m.Name == name).Class;
        var arguments = type.BaseType!.GetGenericArguments();
        GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type, arguments[0], arguments[1])
            .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [name], null);
    }

    private void CompareAll<TNetwork, TInput, TOutput>(string name)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        var single = Compare<TNetwork, TInput, TOutput>(new Oracle(Arguments(name)), Bounds.Same(name, InSingle, double.PositiveInfinity), network => network.UsesBlocks = false);
        // PyTorch's depthwise convolutions take minutes in float64, and only the table asks for them.
        var oracle = new Oracle([.. Arguments(name), "--controls", .. ParityTable.IsWanted ? ["--true"] : Array.Empty<string>()]);
        var controls = Controls(oracle);
        var inBlocks = Compare<TNetwork, TInput, TOutput>(
            oracle, new Bounds(name + " in blocks", InSingle, Math.Clamp(Control * controls.ChannelsLast, InSingle, Most), double.PositiveInfinity), _ => { });
        if (!ParityTable.IsWanted) return;
        inBlocks[ParityTable.ChannelsLast] = controls.ChannelsLast;
        inBlocks[ParityTable.PyTorchsFromTrue] = controls.True;
        inBlocks[ParityTable.ChannelsLastFromTrue] = controls.ChannelsLastTrue;
        // The weights, gradients and updated weights of larger ones take gigabytes in float64.
        var twice = name.StartsWith("vgg", StringComparison.Ordinal)
            ? null
            : Compare<TNetwork, TInput, TOutput>(new Oracle([.. Arguments(name), "--double"]), Bounds.Same(name, InDouble, InDouble), _ => { }, ElementType.Float64);
        ParityTable.Add(name, typeof(TNetwork).Name, single, twice, inBlocks);
    }

    private void CompareReduced<TNetwork, TInput, TOutput>(string name)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        var oracle = new Oracle([.. Arguments(name), "--autocast"]);
        var controls = Controls(oracle);
        var bounds = new Bounds(name + " in bfloat16", ReducedControl * controls.AutocastLogits, double.IsNaN(controls.Autocast) ? double.PositiveInfinity : ReducedControl * controls.Autocast, double.PositiveInfinity);
        var reduced = Compare<TNetwork, TInput, TOutput>(oracle, bounds, network => network.Precision = Precision.BFloat16);
        reduced[ParityTable.AutocastLogits] = controls.AutocastLogits;
        reduced[ParityTable.Autocast] = controls.Autocast;
        ParityTable.AddReduced(name, typeof(TNetwork).Name, reduced);
    }

    private static string[] Arguments(string name) =>
        [name, .. FormattableString.Invariant($"--batch 4 --steps 1 --lr {LearningRate} --momentum {Momentum} --weight-decay {WeightDecay}").Split(' ')];

    /// <summary>The worst relative error of each kind; disposes of the oracle.</summary>
    private Dictionary<string, double> Compare<TNetwork, TInput, TOutput>(Oracle oracle, Bounds bounds, Action<Network> set, ElementType type = ElementType.Float32)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        using var given = oracle;
        using var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 0, null, type)!;
        network.KeepsAll = true;
        set(network);
        using var input = oracle.Read("input");
        using var typed = Tensor<TInput>.Wrap(input);
        Load(oracle, network);
        Check(oracle, "logits", network, typed, bounds.Sums);
        using (var state = (ForwardState<TOutput>)Call(network, "Forward", typed))
        using (var expected = oracle.Read("probabilities_train")) bounds.InTraining.Check("output in train mode", "", expected, state.Output);

        // The forward pass has moved the running statistics already.
        Load(oracle, network);
        double fromTrue = CompareStep(oracle, network, typed, bounds);
        CompareState(oracle, network, bounds);
        Check(oracle, "logits_after", network, typed, bounds.Gradients);
        Memory.Trim();
        var worst = bounds.Worst();
        if (!double.IsNaN(fromTrue)) worst[ParityTable.FromTrue] = fromTrue;
        log.WriteLine($"{bounds.Name}: {string.Join(", ", worst.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value:e1}")))}");
        return worst;
    }

    private static (double ChannelsLast, double True, double ChannelsLastTrue, double Autocast, double AutocastLogits) Controls(Oracle oracle)
    {
        using var controls = oracle.Read("controls");
        var c = controls.ToArray<double>();
        return (c[0], c[1], c[2], c[3], c[4]);
    }

    /// <summary>What is held to which bound.</summary>
    /// <param name="Name">Of the comparison.</param>
    /// <param name="Sum">Of outputs.</param>
    /// <param name="Gradient">Of all gradients as one, and of what they have moved.</param>
    /// <param name="Way">Of each gradient, and the way of each weight.</param>
    private sealed record Bounds(string Name, double Sum, double Gradient, double Way)
    {
        public Errors Sums { get; } = new(Name, Sum);

        public Errors Gradients { get; } = new(Name, Gradient);

        public bool IsSame { get; private init; }

        public Errors Each { get; private init; } = new(Name, Way);

        public Errors Ways { get; } = new(Name, Way);

        /// <summary>Of outputs with the statistics of a batch, which amplify what rounds otherwise as gradients do.</summary>
        public Errors InTraining => IsSame ? Sums : Gradients;

        /// <summary>One bound for everything but the way of each weight.</summary>
        public static Bounds Same(string name, double bound, double way) => new(name, bound, bound, way) { Each = new Errors(name, bound), IsSame = true };

        public Dictionary<string, double> Worst() =>
            Sums.Worst.Concat(Gradients.Worst).Concat(Each.Worst).Concat(Ways.Worst).ToDictionary();
    }

    /// <summary>How far all gradients are from float64's, where the oracle has them.</summary>
    private static double CompareStep<TInput, TOutput>(Oracle oracle, Network<TInput, TOutput, Labels> network, Tensor<TInput> input, Bounds bounds)
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
            bounds.Each.Check("gradient", parameter.Name, expected, gradient, scale);
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
        bounds.InTraining.CheckLoss("", (float)losses.ToArray<double>()[0], network.TrainStep(input, labels, watched));
        bounds.Gradients.Check("all gradients", all.Error);
        return hasTrue ? beside.Error : double.NaN;
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
    private static void CompareState(Oracle oracle, Network network, Bounds bounds)
    {
        var all = new Together();
        foreach (var (parameter, name) in network.Parameters.Zip(Order(oracle, "after/").Where(n => !n.Contains("running_", StringComparison.Ordinal))))
        {
            using var start = oracle.Read("weights/" + name["after/".Length..]);
            using var expected = oracle.Read(name);
            bounds.Gradients.Check("weights after the step", parameter.Name, expected, parameter.Value);
            using var moved = parameter.Value.Clone();
            start.Dispatcher.Aten.SubInPlace(expected.Handle, start.Handle);
            start.Dispatcher.Aten.SubInPlace(moved.Handle, start.Handle);
            bounds.Ways.Check("way of the weights", parameter.Name, expected, moved);
            all.Add(expected, moved);
        }

        bounds.Gradients.Check("way of all weights", all.Error);

        foreach (var (buffer, name) in network.Buffers.Zip(Order(oracle, "after/").Where(n => n.Contains("running_", StringComparison.Ordinal))))
        {
            using var expected = oracle.Read(name);
            bounds.InTraining.Check("running statistics", buffer.Name, expected, buffer.Value);
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
