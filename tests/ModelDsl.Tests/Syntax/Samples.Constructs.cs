namespace ModelDsl.Tests.Syntax;

/// <summary>Examples of the language's page with blocks, branches, named values and nets, and a file with every such construct.</summary>
internal static partial class Samples
{
    public const string ResNet50 = """
        # ResNet-50, He et al. 2015, table 1
        block bottleneck(n, stride = 1)
            residual(
                conv1-n -> bn -> relu -> conv3-n/stride -> bn -> relu -> conv1-(4*n) -> bn,
                shortcut auto)              # identity where shapes agree, else conv1-(4*n)/stride -> bn
            relu

        model ResNet50
        input 224x224 rgb
        defaults conv(bias no)
        conv7-64/2 -> bn -> relu -> maxpool3/2(pad 1)
        bottleneck(64) x3
        bottleneck(128, 2) -> bottleneck(128) x3
        bottleneck(256, 2) -> bottleneck(256) x5
        bottleneck(512, 2) -> bottleneck(512) x2
        gap -> fc-1000 -> softmax

        """;

    public const string Inception = """
        # GoogLeNet's module, Szegedy et al. 2015, table 1 (columns #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj)
        block inception(c1, r3, c3, r5, c5, p)
            [ conv1-c1 | conv1-r3 -> conv3-c3 | conv1-r5 -> conv5-c5 | maxpool3/1(pad 1) -> conv1-p ]

        """;

    public const string SqueezeExcitation = """
        # squeeze-and-excitation, Hu et al. 2018
        block se(c, r = 16)
            [ id * (gap -> fc-(c/r) -> relu -> fc-c -> sigmoid) ]

        """;

    public const string UNet = """
        model UNet                              # named values for the skips
        input 1x572x572
        d1 = conv3-64(valid) x2
        d2 = d1 -> maxpool -> conv3-128(valid) x2
        up = d2 -> deconv2-64/2(linear)
        [ crop(d1, up) | up ] -> conv3-64(valid) x2 -> conv1-2 -> softmax

        """;

    public const string Vae = """
        model Vae
        input 28x28 gray
        encoder = fc-400
        mean = encoder -> fc-20(linear)
        logvar = encoder -> fc-20(linear)
        code = sample(mean, logvar)             # the reparametrisation trick; the mean at inference
        decoder = code -> fc-400 -> fc-784 -> sigmoid -> reshape 1x28x28
        output decoder, mean, logvar
        loss bce(decoder, input) + kl(mean, logvar)

        """;

    public const string Siamese = """
        model Siamese                           # one sub-network, applied twice: its weights are shared
        input left 105x105 gray
        input right 105x105 gray
        net embed
            conv10-64(valid) -> maxpool -> conv7-128(valid) -> maxpool -> conv4-128(valid) -> maxpool -> conv4-256(valid) -> fc-4096 -> sigmoid
        abs(embed(left) - embed(right)) -> fc-1 -> sigmoid
        loss bce

        """;

    public const string Sentiment = """
        model Sentiment                         # sequences: tokens in, LSTM over time
        input 200 tokens(20000)
        embed-128 -> lstm-256 -> last -> dropout -> fc-2 -> softmax

        """;

    public const string Constructs = """
        # All that there is of blocks and values.
        use "blocks.net"
        use "more/blocks.net" # of another folder

        block plain
            relu

        block everything (n, stride = 1,
            wide = 4*n)
          net inner
            conv3-n/stride -> conv1x7-wide/(stride*2)
            x = fc-? -> (id)
          [ conv1-(n)
            bn
            | inner x2 | (n -> bn) x(n-1) ]
          [ a + b + id ] -> [ [ a * b ] - c ]
          residual(
              conv3-(wide/2)(groups n, pad (n/2)x1, dilation 2*n) -> bn

              relu,
              shortcut conv1-n/stride -> bn) x2
          residual([ a | b ], shortcut pad) -> residual(bn)
          se(n/2, 8, -1) -> se((n+1)*2 - n, n -1, (3))

        model Constructs
          input left 3x(s)x(s)
          input right 1x?x28 gray
          input words 200 tokens(20_000*n)
          n = 3
          m = (n - 1)/2
          net inception-a
              conv3-64
              net deeper
                  relu

              -> bn
          -> skip = inception-a(left) x2
          abs(inception-a(left)
              - inception-a(right), 2) -> cat(a | b -> bn, [ a + b ], fc-20, (a -> bn), f(x), a)
          loss 0.5*bce(left, right) + (n/2)*l1(skip, 1e-4)
              + l2(5e-4) + n * kl +
              mse
          output skip, left,
              right

        table T (A, B)
        n = | 3 | 2*4 |
        m = | 3 |
        | [ bn relu | id ] | residual(bn relu, shortcut auto) x(n) (conv3-n bn)x(2) |
        | inception-3a x2 |

        """;
}
