namespace ModelDsl.Tests.Syntax;

/// <summary>Texts with every construct: the shipped models and the language's own examples.</summary>
internal static partial class Samples
{
    public const string Vgg = """
        # VGG, Simonyan & Zisserman 2014, table 1: six models from one table (VggA, VggALrn, VggB, VggC, VggD, VggE)
        table Vgg (A, A-LRN, B, C, D, E)
        input 224x224 rgb
        | conv3-64          | conv3-64 LRN      | conv3-64 conv3-64   | conv3-64 conv3-64            | conv3-64 conv3-64            | conv3-64 conv3-64                     |
        | maxpool |
        | conv3-128         | conv3-128         | conv3-128 conv3-128 | conv3-128 conv3-128          | conv3-128 conv3-128          | conv3-128 conv3-128                   |
        | maxpool |
        | conv3-256 conv3-256 | conv3-256 conv3-256 | conv3-256 conv3-256 | conv3-256 conv3-256 conv1-256 | conv3-256 conv3-256 conv3-256 | conv3-256 conv3-256 conv3-256 conv3-256 |
        | maxpool |
        | conv3-512 conv3-512 | conv3-512 conv3-512 | conv3-512 conv3-512 | conv3-512 conv3-512 conv1-512 | conv3-512 conv3-512 conv3-512 | conv3-512 conv3-512 conv3-512 conv3-512 |
        | maxpool |
        | conv3-512 conv3-512 | conv3-512 conv3-512 | conv3-512 conv3-512 | conv3-512 conv3-512 conv1-512 | conv3-512 conv3-512 conv3-512 | conv3-512 conv3-512 conv3-512 conv3-512 |
        | maxpool |
        | FC-4096 dropout |
        | FC-4096 dropout |
        | FC-1000 |
        | soft-max |

        """;

    public const string Vgg16 = """
        model Vgg16
        input 224x224 rgb
        conv3-64 x2 -> maxpool
        conv3-128 x2 -> maxpool
        conv3-256 x3 -> maxpool
        conv3-512 x3 -> maxpool
        conv3-512 x3 -> maxpool
        fc-4096 -> dropout -> fc-4096 -> dropout -> fc-1000 -> softmax

        """;

    public const string LeNet5 = """
        model LeNet5
        input 28x28 gray
        conv5-6 -> maxpool -> conv5-16(valid) -> maxpool -> fc-120 -> fc-84 -> fc-10 -> softmax

        """;

    public const string Sinusoid = """
        model Sinusoid                          # regression: the last layer is linear, the loss is named
        input 1
        activation tanh
        fc-32 -> fc-32 -> fc-1
        loss mse

        """;

    public const string Everything = """
        # All that there is.
        model Everything  # a name

        input 3x224x224
        defaults conv(bias no), maxpool3/2
        activation leaky(0.1)
        stem = conv11-64/4(pad 2, init normal 0.01) x2
            -> lrn(5,
                alpha 1e-4,   # of the paper
                k 2) ->
            maxpool3x2/1x2
        d1 = (conv1x7-192
            bn -> relu
        ) x3
        d1 -> (fc-10 -> (bn
            relu) x2)
        loss cross-entropy
        expect params 61_706, macs 416_520,
            output 10

        table T (
            A, B-2,
            18-layer)
        input 28x28 gray
        | conv3-64 x2 LRN | (conv3-64 -> bn relu) x3 | |
        | | fc-10(linear) softmax ||
        fc-10 -> softmax
        expect params | 1 | 2 | 3_000 |
        expect output | 10 |

        """;

    public static IEnumerable<string> All => Models.ShippedNames.Select(name => Models.Shipped(name).Content)
        .Concat([Vgg, Vgg16, LeNet5, Sinusoid, Everything, ResNet50, Inception, SqueezeExcitation, UNet, Vae, Siamese, Sentiment, Constructs]);
}
