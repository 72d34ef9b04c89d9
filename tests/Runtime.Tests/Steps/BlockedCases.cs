using System.Globalization;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Operations on feature maps that may lie in blocks: what each gives, forward and backward, by name.</summary>
internal static class BlockedCases
{
    private const double Allowed = 2e-5;

    private static readonly (string Name, long[] Input, long[] Weight, int Stride, int Pad, int Dilation, int Groups, bool Bias)[] Convolutions =
    [
        ("of an image", [2, 3, 17, 15], [16, 3, 5, 5], 1, 2, 1, 1, true),
        ("of an image, strided", [2, 3, 23, 21], [64, 3, 7, 7], 2, 3, 1, 1, false),
        ("of an image at stride 4, that Winograd takes", [3, 3, 63, 58], [40, 3, 11, 11], 4, 2, 1, 1, true),
        ("of a grey image at stride 4, that Winograd takes, without padding", [8, 1, 39, 47], [16, 1, 9, 9], 4, 0, 1, 1, false),
        ("of an image at stride 4, that Winograd takes, with wide padding", [9, 4, 21, 32], [16, 4, 12, 12], 4, 5, 1, 1, true),
        ("of an image at stride 4, that Winograd takes, 16x16", [3, 3, 71, 66], [24, 3, 16, 16], 4, 6, 1, 1, true),
        ("of many images at stride 4, that Winograd takes in bfloat16, too", [17, 3, 63, 58], [40, 3, 11, 11], 4, 2, 1, 1, true),
        ("of many images at stride 2", [20, 3, 34, 29], [24, 3, 7, 7], 2, 3, 1, 1, false),
        ("of many images at stride 2, 6x6", [24, 4, 33, 30], [48, 4, 6, 6], 2, 1, 1, 1, true),
        ("9x9 of an image", [2, 3, 21, 18], [64, 3, 9, 9], 1, 4, 1, 1, true),
        ("of an image in patches that reach over its border", [2, 3, 40, 35], [24, 3, 16, 16], 16, 3, 1, 1, true),
        ("9x9", [2, 16, 15, 14], [32, 16, 9, 9], 1, 4, 1, 1, false),
        ("11x11 in groups, strided", [2, 64, 23, 22], [32, 32, 11, 11], 2, 2, 1, 2, true),
        ("16x16 of blocks not full, strided by 8", [2, 24, 33, 30], [40, 24, 16, 16], 8, 8, 1, 1, true),
        ("of a grey image to few channels", [3, 1, 12, 12], [6, 1, 5, 5], 1, 2, 1, 1, true),
        ("3x3 of few tiles", [1, 32, 9, 11], [48, 32, 3, 3], 1, 1, 1, 1, true),
        ("3x3 that Winograd takes", [6, 64, 13, 14], [64, 64, 3, 3], 1, 1, 1, 1, true),
        ("3x3 that Winograd takes, without padding", [4, 96, 19, 18], [64, 96, 3, 3], 1, 0, 1, 1, false),
        ("3x3 that Winograd takes, in its largest tiles", [3, 32, 24, 29], [32, 32, 3, 3], 1, 1, 1, 1, true),
        ("3x3 that Winograd takes, of many channels", [2, 416, 14, 13], [512, 416, 3, 3], 1, 1, 1, 1, true),
        ("3x3 that Winograd takes, of blocks not full", [3, 24, 15, 18], [40, 24, 3, 3], 1, 1, 1, 1, true),
        ("3x3 that Winograd takes, with wide padding", [33, 16, 5, 6], [112, 16, 3, 3], 1, 2, 1, 1, true),
        ("5x5 that Winograd takes", [2, 64, 27, 27], [192, 64, 5, 5], 1, 2, 1, 1, true),
        ("5x5 that Winograd takes, without padding", [33, 16, 11, 9], [32, 16, 5, 5], 1, 0, 1, 1, false),
        ("5x5 that Winograd takes, with little padding", [5, 48, 17, 14], [16, 48, 5, 5], 1, 1, 1, 1, true),
        ("5x5 that Winograd takes, with wide padding", [7, 32, 9, 6], [96, 32, 5, 5], 1, 4, 1, 1, true),
        ("5x5 that Winograd takes, of blocks not full", [4, 20, 14, 15], [24, 20, 5, 5], 1, 2, 1, 1, true),
        ("3x3 that Winograd takes, of many tiles", [17, 32, 14, 16], [48, 32, 3, 3], 1, 1, 1, 1, true),
        ("5x5 that Winograd takes, of many tiles", [17, 16, 15, 13], [40, 16, 5, 5], 1, 2, 1, 1, true),
        ("5x5 of few tiles", [1, 64, 6, 7], [32, 64, 5, 5], 1, 2, 1, 1, true),
        ("3x3 of blocks not full", [2, 6, 9, 11], [10, 6, 3, 3], 1, 1, 1, 1, true),
        ("5x5 of a block not full to a full one", [2, 6, 14, 14], [16, 6, 5, 5], 1, 0, 1, 1, true),
        ("1x1", [2, 64, 7, 7], [128, 64, 1, 1], 1, 0, 1, 1, false),
        ("1x1 of many pixels to an odd number of blocks", [3, 48, 20, 21], [80, 48, 1, 1], 1, 0, 1, 1, false),
        ("1x1 of blocks not full", [3, 40, 6, 9], [24, 40, 1, 1], 1, 0, 1, 1, true),
        ("1x1, strided", [3, 48, 21, 19], [80, 48, 1, 1], 2, 0, 1, 1, false),
        ("1x1, strided, to a block not full", [2, 64, 9, 8], [24, 64, 1, 1], 2, 0, 1, 1, true),
        ("3x3, strided", [2, 32, 15, 16], [32, 32, 3, 3], 2, 1, 1, 1, false),
        ("3x3, strided, of many pixels and blocks not full", [3, 24, 37, 35], [40, 24, 3, 3], 2, 1, 1, 1, false),
        ("5x5, strided, with wide padding", [3, 32, 11, 14], [48, 32, 5, 5], 3, 4, 1, 1, false),
        ("1x1 that AMX takes", [4, 64, 7, 8], [128, 64, 1, 1], 1, 0, 1, 1, false),
        ("1x1 that AMX takes, of odd numbers of blocks, not full", [3, 72, 20, 21], [74, 72, 1, 1], 1, 0, 1, 1, true),
        ("1x1 that AMX takes, past the caches", [6, 64, 60, 50], [128, 64, 1, 1], 1, 0, 1, 1, false),
        ("1x1 that AMX takes, of many channels", [5, 528, 7, 7], [592, 528, 1, 1], 1, 0, 1, 1, true),
        ("1x1 that AMX takes, strided", [3, 96, 21, 19], [80, 96, 1, 1], 2, 0, 1, 1, false),
        ("3x3 that AMX takes, strided", [5, 64, 15, 16], [64, 64, 3, 3], 2, 1, 1, 1, false),
        ("3x3 that AMX takes, strided, of blocks not full", [3, 72, 37, 35], [100, 72, 3, 3], 2, 1, 1, 1, true),
        ("7x7 that AMX takes, strided, with wide padding", [4, 64, 14, 13], [64, 64, 7, 7], 2, 4, 1, 1, true),
        ("3x3 of one pixel and its surroundings", [5, 32, 1, 1], [32, 32, 3, 3], 1, 1, 1, 1, false),
        ("3x3, dilated, without bias", [2, 16, 15, 16], [48, 16, 3, 3], 1, 2, 2, 1, false),
        ("3x3, dilated", [2, 16, 15, 16], [16, 16, 3, 3], 1, 2, 2, 1, true),
        ("in groups", [2, 64, 8, 8], [32, 32, 3, 3], 1, 1, 1, 2, true),
        ("depthwise", [2, 32, 10, 9], [32, 1, 3, 3], 1, 1, 1, 32, true),
        ("depthwise of blocks not full", [2, 24, 10, 9], [24, 1, 3, 3], 2, 1, 1, 24, false),
        ("of an image in patches", [2, 3, 48, 64], [40, 3, 16, 16], 16, 0, 1, 1, true),
        ("in patches that leave a rest, of blocks not full", [2, 24, 35, 32], [24, 24, 16, 16], 16, 0, 1, 1, true),
        ("of a large kernel, padded, in groups", [2, 32, 21, 18], [32, 16, 15, 15], 2, 7, 1, 2, false),
        ("of one pixel", [3, 20, 1, 1], [40, 20, 1, 1], 1, 0, 1, 1, true),
    ];

    private static readonly (string Name, long[] Input, long[] Weight, Size2 Stride, Size2 Pad, Size2 OutputPad, int Groups, bool Bias)[] Deconvolutions =
    [
        ("4x4, strided", [3, 32, 7, 6], [32, 48, 4, 4], 2, 1, 0, 1, false),
        ("4x4, strided, to an image", [3, 64, 9, 8], [64, 3, 4, 4], 2, 1, 0, 1, true),
        ("4x4, strided, to few channels", [2, 32, 5, 6], [32, 7, 4, 4], 2, 1, 0, 1, true),
        ("4x4, strided, to a grey image, of blocks not full", [2, 40, 5, 6], [40, 1, 4, 4], 2, 1, 0, 1, false),
        ("11x11, strided, to an image", [2, 16, 7, 6], [16, 3, 11, 11], 4, 2, 1, 1, true),
        ("4x4 of one number a channel", [5, 100, 1, 1], [100, 64, 4, 4], 1, 0, 0, 1, false),
        ("2x2, strided by its size", [2, 64, 6, 7], [64, 32, 2, 2], 2, 0, 0, 1, true),
        ("2x2, strided by more", [2, 32, 5, 4], [32, 16, 2, 2], 3, 0, 1, 1, true),
        ("3x3 with an output pad, of blocks not full", [3, 24, 7, 5], [24, 20, 3, 3], 2, 1, 1, 1, true),
        ("3x3, cut off but for its middle", [3, 16, 5, 7], [16, 32, 3, 3], 1, 2, 0, 1, true),
        ("3x3 that Winograd takes", [6, 64, 13, 14], [64, 32, 3, 3], 1, 1, 0, 1, true),
        ("4x4 that AMX takes, strided, of blocks not full", [4, 72, 9, 8], [72, 88, 4, 4], 2, 1, 0, 1, true),
        ("3x3 to an image, of many pixels", [6, 64, 13, 14], [64, 3, 3, 3], 1, 1, 0, 1, true),
        ("5x5 that Winograd takes, of blocks not full", [4, 40, 14, 15], [40, 24, 5, 5], 1, 2, 0, 1, false),
        ("1x3, strided unevenly", [2, 32, 6, 5], [32, 16, 1, 3], (2, 3), (0, 1), (1, 2), 1, true),
        ("1x1", [2, 48, 6, 5], [48, 16, 1, 1], 1, 0, 0, 1, true),
        ("3x3 in groups", [2, 64, 6, 7], [64, 16, 3, 3], 2, 1, 1, 2, true),
        ("4x4, depthwise, of blocks not full", [2, 24, 6, 7], [24, 1, 4, 4], 2, 1, 0, 24, true),
    ];

    /// <summary>Each with how far the results in blocks may be from the plain ones, relative to their norm.</summary>
    public static IReadOnlyList<(string Name, double Allowed, Func<Network, Step, Value[]> Run)> All { get; } =
        [.. OfConvolutions(), .. OfDeconvolutions(), .. OfNormalisations(), .. OfPoolings(), .. Others()];

    private static IEnumerable<(string, double, Func<Network, Step, Value[]>)> OfConvolutions()
    {
        foreach (var c in Convolutions)
        {
            foreach (bool exact in (bool[])[true, false])
            {
                yield return ($"convolution {c.Name}{(exact ? ", exact" : "")}", Allowed, (network, step) =>
                {
                    var layer = new ConvolutionParameters(network, "conv", c.Weight, c.Bias, Initialization.He);
                    var x = In(step, c.Input, seed: 1);
                    var y = step.Convolution(layer, x, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, blocked: true, exact: exact);
                    var gradient = step.Activate("gradient", y, Activation.Tanh);
                    var (dx, dw, db) = step.ConvolutionBackward(layer, gradient, x, y, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, exact: exact);
                    var (dRelu, _, _) = step.ConvolutionBackward(
                        layer, gradient, x, y, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, exact: exact, inputActivation: Activation.Relu);
                    var (dTanh, _, _) = step.ConvolutionBackward(
                        layer, gradient, x, y, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, exact: exact, inputActivation: Activation.Tanh);
                    return [Out(step, y, c.Weight[0]), Out(step, dx, c.Input[1]), dw, db, Out(step, dRelu, c.Input[1]), Out(step, dTanh, c.Input[1])];
                }
                );
            }

            if (c.Input[1] > 4)
            {
                foreach (bool reuse in (bool[])[true, false])
                {
                    yield return ($"backward of convolution {c.Name} with a sum{(reuse ? ", in its place" : "")}", Allowed, (network, step) =>
                    {
                        var layer = new ConvolutionParameters(network, "conv", c.Weight, c.Bias, Initialization.He);
                        var x = In(step, c.Input, seed: 1);
                        var other = In(step, c.Input, seed: 2);
                        var gradient = step.Activate("gradient", step.Convolution(layer, x, c.Stride, c.Pad, c.Dilation, c.Groups, blocked: true), Activation.Tanh);
                        var (sum, dw, db) = step.ConvolutionBackwardSum(layer, other, gradient, x, c.Stride, c.Pad, c.Dilation, c.Groups, reuse);
                        return [Out(step, sum, c.Input[1]), dw, db, .. reuse ? Array.Empty<Value>() : [Out(step, other, c.Input[1])]];
                    }
                    );
                }
            }

            foreach (bool normed in (bool[])[true, false])
            {
                yield return ($"convolution {c.Name} at inference{(normed ? ", normalised" : "")}", Allowed, (network, step) =>
                {
                    var layer = new ConvolutionParameters(network, "conv", c.Weight, c.Bias, Initialization.He);
                    var norm = normed ? Norm(network, (int)c.Weight[0]) : null;
                    var x = In(step, c.Input, seed: 1);
                    var alone = step.ConvolutionInference(layer, x, norm, 1e-3, default, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, blocked: true);
                    // The second one meets the weights that the first has prepared.
                    var again = step.ConvolutionInference(layer, x, norm, 1e-3, default, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, blocked: true);
                    var kept = step.ConvolutionInference(layer, x, norm, 1e-3, alone, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Tanh, blocked: true);
                    var taken = step.ConvolutionInference(layer, x, norm, 1e-3, again, c.Stride, c.Pad, c.Dilation, c.Groups, Activation.Relu, blocked: true, reuse: true);
                    return [Out(step, alone, c.Weight[0]), Out(step, kept, c.Weight[0]), Out(step, taken, c.Weight[0])];
                }
                );
            }
        }
    }

    private static IEnumerable<(string, double, Func<Network, Step, Value[]>)> OfDeconvolutions() => Deconvolutions.Select(c =>
        ($"deconvolution {c.Name}", Allowed, (Func<Network, Step, Value[]>)((network, step) =>
        {
            long channels = c.Weight[1] * c.Groups;
            var layer = new DeconvolutionParameters(network, "deconv", c.Weight, c.Bias, Initialization.He, c.Groups);
            layer.Bias?.Value.CopyFrom<float>([.. Numbers.Random((int)channels, seed: 2).Select(n => (float)n)]);
            var x = In(step, c.Input, seed: 1);
            var y = step.Deconvolution(layer, x, c.Stride, c.Pad, c.OutputPad, c.Groups, Activation.Relu);
            var gradient = step.Activate("gradient", y, Activation.Tanh);
            var (dx, dw, db) = step.DeconvolutionBackward(layer, gradient, x, y, c.Stride, c.Pad, c.OutputPad, c.Groups, Activation.Relu);
            return [Out(step, y, channels), Out(step, dx, c.Input[1]), dw, db];
        })));

    private static IEnumerable<(string, double, Func<Network, Step, Value[]>)> OfNormalisations()
    {
        // The last one's maps are written past the caches.
        foreach (var (channels, height, width, activation) in new[]
        {
            (16, 9, 7, Activation.Relu), (40, 9, 7, Activation.None), (6, 9, 7, Activation.Relu), (32, 9, 7, Activation.Tanh), (16, 9, 7, Activation.CappedRelu(1)),
            (16, 9, 7, Activation.Elu(2)), (72, 97, 93, Activation.Relu),
        })
        {
            string name = $"{channels} channels of {height}x{width}, {activation}";
            yield return ($"batch normalisation of {name}", Allowed, (network, step) =>
            {
                var layer = Norm(network, channels);
                // Far from 0: a sum of squares would lose its digits.
                var x = step.Scale("far", In(step, [3, channels, height, width], seed: 1), 0.25);
                var (y, mean, deviation) = step.BatchNorm(layer, x, 0.1, 1e-5, activation);
                var gradient = step.Activate("gradient", y, Activation.Tanh);
                var (dx, dw, db) = step.BatchNormBackward(layer, gradient, x, mean, deviation, y, 1e-5, activation);
                var inferred = step.BatchNormInference(layer, x, 1e-5, activation);
                return [Out(step, y, channels), mean, deviation, Out(step, dx, channels), dw, db, Out(step, inferred, channels)];
            }
            );
            if (activation.IsNone) continue;
            foreach (bool reuse in (bool[])[false, true])
            {
                yield return ($"batch normalisation with a sum of {name}{(reuse ? ", in the gradient's place" : "")}", Allowed, (network, step) =>
                {
                    var layer = Norm(network, channels);
                    var (x, sum) = (In(step, [3, channels, height, width], seed: 1), In(step, [3, channels, height, width], seed: 2));
                    var (y, mean, deviation) = step.BatchNormSum(layer, x, sum, 0.1, 1e-5, activation);
                    var gradient = step.Activate("gradient", y, Activation.Tanh);
                    var before = Out(step, step.Activate("copy", gradient, Activation.None), channels);
                    var (dx, dw, db, ds) = step.BatchNormSumBackward(layer, gradient, x, mean, deviation, y, 1e-5, activation, reuse);
                    var after = reuse ? before : Out(step, gradient, channels);
                    return [Out(step, y, channels), mean, deviation, Out(step, dx, channels), dw, db, Out(step, ds, channels), before, after];
                }
                );
            }
        }
    }

    private static IEnumerable<(string, double, Func<Network, Step, Value[]>)> OfPoolings()
    {
        foreach (var (size, stride, pad, ceil) in new[] { (2, 2, 0, false), (3, 2, 0, true), (3, 2, 1, false), (3, 1, 1, false), (5, 3, 2, true) })
        {
            yield return ($"max pooling {size}/{stride}, pad {pad}{(ceil ? ", ceil" : "")}", 0, (_, step) =>
            {
                var x = In(step, [2, 20, 11, 10], seed: 1);
                var (y, indices) = step.MaxPoolWithIndices("pool", x, size, stride, pad, ceil);
                var dx = step.MaxPoolBackward("pool", y, indices, 11, 10, size, stride, pad, ceil);
                return [Out(step, y, 20), Out(step, step.MaxPool("pool", x, size, stride, pad, ceil), 20), Out(step, dx, 20)];
            }
            );
        }

        foreach (var (size, stride, pad, ceil, excludePad) in new[]
        {
            (2, 2, 0, false, false), (3, 1, 1, false, true), (3, 1, 1, false, false), (3, 2, 1, true, false), (3, 2, 1, true, true), (5, 3, 2, true, false), (5, 4, 0, false, false),
        })
        {
            yield return ($"average pooling {size}/{stride}, pad {pad}{(ceil ? ", ceil" : "")}{(excludePad ? ", without it" : "")}", Allowed, (_, step) =>
            {
                var x = In(step, [2, 20, 11, 10], seed: 1);
                var y = step.AveragePool("pool", x, size, stride, pad, ceil, excludePad);
                return [Out(step, y, 20), Out(step, step.AveragePoolBackward("pool", y, 11, 10, size, stride, pad, ceil, excludePad), 20)];
            }
            );
        }

        yield return ("global average pooling", Allowed, (_, step) =>
        {
            var x = In(step, [2, 32, 5, 6], seed: 1);
            var y = step.GlobalAveragePool("gap", x);
            return [y, Out(step, step.GlobalAveragePoolBackward("gap", y, 5, 6, blocked: true), 32)];
        }
        );
    }

    private static IEnumerable<(string, double, Func<Network, Step, Value[]>)> Others()
    {
        yield return ("concatenation", 0, (_, step) =>
        {
            var (a, b) = (In(step, [2, 16, 3, 4], seed: 1), In(step, [2, 32, 3, 4], seed: 2));
            var y = step.Concatenate("concat", 1, a, b);
            var (part, sum) = (step.ConcatenateBackward("concat", y, 1, 16, 32), step.AddPart("concat", b, y, 1, 16, 32));
            return [Out(step, y, 48), Out(step, part, 32), Out(step, sum, 32), Out(step, step.AddPart("concat", a, y, 1, 0, 16, reuse: true), 16)];
        }
        );
        yield return ("arithmetic", Allowed, (_, step) =>
        {
            var (a, b) = (In(step, [2, 16, 3, 4], seed: 1), In(step, [2, 16, 3, 4], seed: 2));
            return [Out(step, step.Add("a", a, b), 16), Out(step, step.Subtract("a", a, b), 16), Out(step, step.Multiply("a", a, b), 16), Out(step, step.Square("a", a), 16)];
        }
        );
        foreach (bool reuse in (bool[])[false, true])
        {
            foreach (var (height, width) in new[] { (5, 6), (1, 9), (1, 1), (23, 29) })
            {
                yield return ($"a number for each channel of {height}x{width}{(reuse ? ", in the map's place" : "")}", Allowed, (_, step) =>
                {
                    long[] map = [2, 32, height, width], one = [2, 32, 1, 1];
                    var (x, factors, means) = (In(step, map, seed: 1), In(step, one, seed: 2), step.Flatten("means", Plain(step, one, seed: 3)));
                    var (y, z) = (step.Multiply("a", x, factors), step.Multiply("a", factors, x));
                    var sums = step.SumOfProducts("a", y, x);
                    var spread = step.MultiplyAndSpread("a", y, factors, means, reuse);
                    var scaled = step.Multiply("a", x, factors, reuse);
                    return [Out(step, reuse ? z : y, 32), Out(step, z, 32), Out(step, sums, 32), Out(step, spread, 32), Out(step, scaled, 32)];
                }
                );
            }
        }

        foreach (var (channels, size, alpha, k) in new[] { (20, 5, 1e-4, 2.0), (32, 3, 0.3, 1.0), (96, 5, 0.2, 2.0), (16, 9, 0.5, 0.5), (24, 1, 0.5, 1.0), (16, 51, 0.3, 1.0) })
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"local response normalisation of {channels} channels by {size}, alpha {alpha}, k {k}"), Allowed, (_, step) =>
            {
                var x = In(step, [2, channels, 11, 7], seed: 1);
                var gradient = In(step, [2, channels, 11, 7], seed: 2);
                return
                [
                    Out(step, step.LocalResponseNorm("lrn", x, size, alpha, 0.75, k), channels),
                    Out(step, step.LocalResponseNormBackward("lrn", gradient, x, size, alpha, 0.75, k), channels),
                ];
            }
            );
        }

        foreach (var (rows, inputs, outputs, bias) in new[] { (9, 7, 5, true), (9, 64, 100, false), (9, 300, 17, true), (101, 400, 120, true), (200, 300, 300, false), (512, 260, 250, true) })
        {
            yield return ($"fully connected, {rows} rows of {inputs} to {outputs}", Allowed, (network, step) =>
            {
                var layer = new LinearParameters(network, "fc", [outputs, inputs], bias, Initialization.He);
                using var tensor = Rounded([rows, inputs], seed: 1);
                var x = step.Activate("copy", step.Input(tensor, "x"), Activation.None);
                var y = step.Linear(layer, x, Activation.Relu);
                var (dx, dw, db) = step.LinearBackward(layer, step.Activate("gradient", y, Activation.Tanh), x, y, Activation.Relu);
                return [y, dx, dw, db];
            }
            );
        }
    }

    private static BatchNormParameters Norm(Network network, int channels)
    {
        var layer = new BatchNormParameters(network, "bn", channels);
        foreach (var (tensor, least, seed) in new[] { (layer.Weight.Value, -1.0, 3), (layer.Bias.Value, -1.0, 4), (layer.RunningMean.Value, -1.0, 5), (layer.RunningVariance.Value, 0.5, 6) })
        {
            double[] numbers = Numbers.Random(channels, seed);
            tensor.CopyFrom<float>([.. numbers.Select(n => (float)Math.Max(n, least))]);
        }

        return layer;
    }

    private static Value In(Step step, long[] sizes, int seed)
    {
        var x = Plain(step, sizes, seed);
        return sizes[1] <= 4 ? x : step.ToBlocked("x", x);
    }

    private static Value Plain(Step step, long[] sizes, int seed)
    {
        using var tensor = Rounded(sizes, seed);
        return step.Activate("copy", step.Input(tensor, "x"), Activation.None);
    }

    /// <summary>Numbers that bfloat16 has, so that it begins where float32 does.</summary>
    private static Tensor Rounded(long[] sizes, int seed)
    {
        using var exact = Numbers.Random(sizes, ElementType.Float32, seed);
        using var rounded = exact.To(ElementType.BFloat16);
        return rounded.To(ElementType.Float32);
    }

    private static Value Out(Step step, Value value, long channels) => value.IsNone ? value : step.ToPlain("y", value, (int)channels);
}
