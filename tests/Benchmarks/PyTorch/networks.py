"""The networks of the benchmarks in PyTorch, layer by layer as ours; the bench compares the numbers of parameters."""
import torch
from torch import nn


def relu():
    return nn.ReLU(inplace=True)


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), relu(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), relu(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), relu(), nn.Linear(120, 84), relu(), nn.Linear(84, 10))


def alexnet():
    """The one-tower network of Krizhevsky 2014, as torchvision has it."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), relu(), nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), relu(), nn.Conv2d(384, 256, 3, padding=1), relu(), nn.Conv2d(256, 256, 3, padding=1), relu(),
        nn.MaxPool2d(3, 2), nn.Flatten(), nn.Dropout(), nn.Linear(9216, 4096), relu(), nn.Dropout(), nn.Linear(4096, 4096), relu(),
        nn.Linear(4096, 1000))


def vgg_d():
    layers, channels = [], 3
    for width in (64, 64, None, 128, 128, None, 256, 256, 256, None, 512, 512, 512, None, 512, 512, 512, None):
        if width is None:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), relu()]
            channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), relu(), nn.Dropout(), nn.Linear(4096, 4096), relu(), nn.Dropout(),
                         nn.Linear(4096, 1000))


class ResidualBlock(nn.Module):
    """Convolutions, each normalised, beside a shortcut: the value itself, or projected where the sizes change."""

    def __init__(self, channels, width, stride, bottleneck):
        super().__init__()
        kernels = ((1, 1, width), (3, stride, width), (1, 1, 4 * width)) if bottleneck else ((3, stride, width), (3, 1, width))
        layers, inner = [], channels
        for i, (size, step, out) in enumerate(kernels):
            layers += [nn.Conv2d(inner, out, size, step, size // 2, bias=False), nn.BatchNorm2d(out)] + ([relu()] if i < len(kernels) - 1 else [])
            inner = out
        self.body = nn.Sequential(*layers)
        self.shortcut = nn.Sequential(nn.Conv2d(channels, inner, 1, stride, bias=False), nn.BatchNorm2d(inner)) if stride != 1 or channels != inner else nn.Identity()
        self.relu = relu()

    def forward(self, x):
        y = self.body(x)
        y += self.shortcut(x)
        return self.relu(y)


def resnet(depths, bottleneck):
    """He, Zhang, Ren & Sun 2015, table 1, with the stride in the 3x3 convolutions, as torchvision has it."""
    layers, channels = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), relu(), nn.MaxPool2d(3, 2, 1)], 64
    for stage, depth in enumerate(depths):
        width = 64 << stage
        for i in range(depth):
            layers.append(ResidualBlock(channels, width, 2 if i == 0 and stage > 0 else 1, bottleneck))
            channels = 4 * width if bottleneck else width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


def resnet50():
    return resnet((3, 4, 6, 3), bottleneck=True)


class CifarBlock(nn.Module):
    """Two convolutions beside a shortcut of option A: every stride-th pixel, and zeros for the channels that are new."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), relu(), nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        self.stride, self.new, self.relu = stride, width - channels, relu()

    def forward(self, x):
        y = self.body(x)
        if self.new > 0:
            x = nn.functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.new))
        y += x
        return self.relu(y)


def cifar_resnet(depth):
    """He, Zhang, Ren & Sun 2015, section 4.2."""
    layers, channels = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), relu()], 16
    for width in (16, 32, 64):
        for i in range((depth - 2) // 6):
            layers.append(CifarBlock(channels, width, 2 if i == 0 and width != 16 else 1))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def resnet18():
    return resnet((2, 2, 2, 2), bottleneck=False)


class Autoencoder(nn.Module):
    """Hinton & Salakhutdinov 2006."""

    def __init__(self):
        super().__init__()
        widths = (784, 1000, 500, 250, 30)
        down = [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.Sigmoid())][:-1]
        up = [m for a, b in zip(widths[:0:-1], widths[-2::-1]) for m in (nn.Linear(a, b), nn.Sigmoid())]
        self.body = nn.Sequential(nn.Flatten(), *down, *up)

    def forward(self, x):
        return self.body(x).view_as(x)

    def loss(self, x):
        return nn.functional.binary_cross_entropy(self(x), x)


class Vae(nn.Module):
    """Kingma & Welling 2014."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), relu())
        self.mean, self.logvar = nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(20, 400), relu(), nn.Linear(400, 784), nn.Sigmoid())

    def forward(self, x):
        h = self.encoder(x)
        self.m, self.v = self.mean(h), self.logvar(h)
        code = self.m + torch.randn_like(self.m) * (self.v / 2).exp() if self.training else self.m
        return self.decoder(code).view_as(x)

    def loss(self, x):
        y = self(x)
        return nn.functional.binary_cross_entropy(y, x) - (1 + self.v - self.m.square() - self.v.exp()).sum(1).mean() / 2


class Recurrent(nn.Module):
    def __init__(self, kind, inputs, width, classes, words=0, dropout=0.0):
        super().__init__()
        self.embed = nn.Embedding(words, inputs) if words else nn.Identity()
        self.layer, self.head = kind(inputs, width, batch_first=True), nn.Sequential(nn.Dropout(dropout), nn.Linear(width, classes))

    def forward(self, x):
        return self.head(self.layer(self.embed(x))[0][:, -1])


class Transformer(nn.Module):
    """Vaswani et al. 2017."""

    def __init__(self):
        super().__init__()
        self.body = nn.Transformer(512, 8, 6, 6, 2048, 0.1, batch_first=True)
        self.register_buffer("mask", self.body.generate_square_subsequent_mask(18))

    def forward(self, source, target):
        return self.body(source, target, tgt_mask=self.mask)

    def loss(self, source, target, wanted):
        return nn.functional.mse_loss(self(source, target), wanted)


def dcgan_generator():
    """Radford, Metz & Chintala 2016."""
    layers, channels = [], 100
    for width, stride, padding in ((512, 1, 0), (256, 2, 1), (128, 2, 1), (64, 2, 1)):
        layers += [nn.ConvTranspose2d(channels, width, 4, stride, padding, bias=False), nn.BatchNorm2d(width), relu()]
        channels = width
    return nn.Sequential(*layers, nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh())


def dcgan_discriminator():
    layers, channels = [nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)], 64
    for width in (128, 256, 512):
        layers += [nn.Conv2d(channels, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.2, inplace=True)]
        channels = width
    return nn.Sequential(*layers, nn.Conv2d(512, 1, 4, bias=False), nn.Sigmoid())


class Siamese(nn.Module):
    """Koch, Zemel & Salakhutdinov 2015."""

    def __init__(self):
        super().__init__()
        layers, channels = [], 1
        for size, width in ((10, 64), (7, 128), (4, 128), (4, 256)):
            layers += [nn.Conv2d(channels, width, size), relu()] + ([nn.MaxPool2d(2)] if width < 256 else [])
            channels = width
        self.embed = nn.Sequential(*layers, nn.Flatten(), nn.Linear(9216, 4096), nn.Sigmoid())
        self.head = nn.Sequential(nn.Linear(4096, 1), nn.Sigmoid())

    def forward(self, left, right):
        return self.head((self.embed(left) - self.embed(right)).abs())

    def loss(self, left, right, same):
        return nn.functional.binary_cross_entropy(self(left, right), same)


def twice(channels, width):
    return nn.Sequential(nn.Conv2d(channels, width, 3), relu(), nn.Conv2d(width, width, 3), relu())


class UNet(nn.Module):
    """Ronneberger, Fischer & Brox 2015."""

    def __init__(self):
        super().__init__()
        widths = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(twice(a, b) for a, b in zip((1, *widths), widths))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in widths[-2::-1])
        self.join = nn.ModuleList(twice(2 * w, w) for w in widths[-2::-1])
        self.pool, self.drop, self.head = nn.MaxPool2d(2), nn.Dropout(), nn.Conv2d(64, 2, 1)

    def forward(self, x):
        seen = []
        for i, down in enumerate(self.down):
            x = down(x if i == 0 else self.pool(x))
            if i > 2:
                x = self.drop(x)
            seen.append(x)
        for up, join, wide in zip(self.up, self.join, seen[-2::-1]):
            x = up(x)
            edge = (wide.shape[2] - x.shape[2]) // 2
            x = join(torch.cat([wide[:, :, edge:edge + x.shape[2], edge:edge + x.shape[3]], x], 1))
        return self.head(x)


def alexnet2012():
    """Krizhevsky, Sutskever & Hinton 2012: two towers as groups, and local response normalisation, whose alpha PyTorch divides by the size."""
    lrn = lambda: nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2)
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), relu(), lrn(), nn.MaxPool2d(3, 2), nn.Conv2d(96, 256, 5, padding=2, groups=2), relu(), lrn(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), relu(), nn.Conv2d(384, 384, 3, padding=1, groups=2), relu(), nn.Conv2d(384, 256, 3, padding=1, groups=2), relu(),
        nn.MaxPool2d(3, 2), nn.Flatten(), nn.Linear(9216, 4096), relu(), nn.Dropout(), nn.Linear(4096, 4096), relu(), nn.Dropout(), nn.Linear(4096, 1000))


class Inception(nn.Module):
    def __init__(self, channels, c1, r3, c3, r5, c5, p):
        super().__init__()
        self.branches = nn.ModuleList([
            nn.Sequential(nn.Conv2d(channels, c1, 1), relu()),
            nn.Sequential(nn.Conv2d(channels, r3, 1), relu(), nn.Conv2d(r3, c3, 3, padding=1), relu()),
            nn.Sequential(nn.Conv2d(channels, r5, 1), relu(), nn.Conv2d(r5, c5, 5, padding=2), relu()),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(channels, p, 1), relu())])

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def googlenet2014():
    """Szegedy et al. 2015, table 1, with local response normalisation and without batch normalisation."""
    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)
    layers, channels = [nn.Conv2d(3, 64, 7, 2, 3), relu(), pool(), nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2), nn.Conv2d(64, 64, 1), relu(),
                        nn.Conv2d(64, 192, 3, padding=1), relu(), nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2), pool()], 192
    for row in ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), None, (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
                (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128), None, (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)):
        if row is None:
            layers.append(pool())
        else:
            layers.append(Inception(channels, *row))
            channels = row[0] + row[2] + row[4] + row[5]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.4), nn.Linear(1024, 1000))


def se_resnet50():
    """Hu, Shen & Sun 2018, table 1."""
    from torchvision.ops import SqueezeExcitation
    net = resnet50()
    for block in net:
        if isinstance(block, ResidualBlock):
            channels = block.body[-1].num_features
            block.body.append(SqueezeExcitation(channels, channels // 16))
    return net


def tiny_yolo():
    """Redmon & Farhadi 2017, the small network of their code."""
    layers, channels = [], 3
    for width in (16, 32, 64, 128, 256, 512, 1024, 1024):
        layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.1, inplace=True)]
        if width < 512:
            layers.append(nn.MaxPool2d(2))
        elif width == 512:
            layers.append(nn.MaxPool2d(3, 1, 1))
        channels = width
    return nn.Sequential(*layers, nn.Conv2d(1024, 125, 1))


def of_torchvision(name, **arguments):
    import torchvision
    return getattr(torchvision.models, name)(weights=None, **arguments)


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), relu(), nn.Dropout(0.2), nn.Linear(128, 10))


IMAGE = (3, 224, 224)

# Constructor, input and classes. Without classes: the sizes of everything that its own loss takes; or, of one that compares its output, the loss and its target.
MODELS = {
    "lenet5": (lenet5, (1, 28, 28), 10),
    "alexnet": (alexnet, (3, 224, 224), 1000),
    "vgg-d": (vgg_d, (3, 224, 224), 1000),
    "resnet50": (resnet50, (3, 224, 224), 1000),
    "resnet18": (resnet18, (3, 224, 224), 1000),
    "resnet20": (lambda: cifar_resnet(20), (3, 32, 32), 10),
    "resnet56": (lambda: cifar_resnet(56), (3, 32, 32), 10),
    "resnet110": (lambda: cifar_resnet(110), (3, 32, 32), 10),
    "resnet1202": (lambda: cifar_resnet(1202), (3, 32, 32), 10),
    "mlp": (mlp, (1, 28, 28), 10),
    "autoencoder": (Autoencoder, ((1, 28, 28),), None),
    "vae": (Vae, ((1, 28, 28),), None),
    "rnn": (lambda: Recurrent(nn.RNN, 28, 128, 10), (28, 28), 10),
    "lstm": (lambda: Recurrent(nn.LSTM, 28, 128, 10), (28, 28), 10),
    "gru": (lambda: Recurrent(nn.GRU, 28, 128, 10), (28, 28), 10),
    "sentiment": (lambda: Recurrent(nn.LSTM, 128, 256, 2, words=20000, dropout=0.5), "words", 2),
    "transformer": (Transformer, ((20, 512), (18, 512), (18, 512)), None),
    "dcgan-generator": (dcgan_generator, (100, 1, 1), (nn.MSELoss, (3, 64, 64))),
    "dcgan-discriminator": (dcgan_discriminator, (3, 64, 64), (nn.BCELoss, (1, 1, 1))),
    "siamese": (Siamese, ((1, 105, 105), (1, 105, 105), (1,)), None),
    "vgg11_bn": (lambda: of_torchvision("vgg11_bn"), IMAGE, 1000),
    "googlenet": (lambda: of_torchvision("googlenet", aux_logits=False, init_weights=False), IMAGE, 1000),
    "inception_v3": (lambda: of_torchvision("inception_v3", aux_logits=False, init_weights=False), (3, 299, 299), 1000),
    "resnet152": (lambda: resnet((3, 8, 36, 3), bottleneck=True), IMAGE, 1000),
    "densenet121": (lambda: of_torchvision("densenet121"), IMAGE, 1000),
    "mobilenet_v2": (lambda: of_torchvision("mobilenet_v2"), IMAGE, 1000),
    "vit_b_16": (lambda: of_torchvision("vit_b_16"), IMAGE, 1000),
    "alexnet2012": (alexnet2012, (3, 227, 227), 1000),
    "googlenet2014": (googlenet2014, IMAGE, 1000),
    "se_resnet50": (se_resnet50, IMAGE, 1000),
    "tiny-yolo": (tiny_yolo, (3, 416, 416), (nn.MSELoss, (125, 13, 13))),
    "unet": (UNet, (1, 572, 572), (nn.CrossEntropyLoss, "pixels")),
}
