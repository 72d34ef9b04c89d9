"""The networks of the benchmarks in PyTorch, layer by layer as ours; the bench compares the numbers of parameters."""
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


MODELS = {  # constructor, input, classes
    "lenet5": (lenet5, (1, 28, 28), 10),
    "alexnet": (alexnet, (3, 224, 224), 1000),
    "vgg-d": (vgg_d, (3, 224, 224), 1000),
    "resnet50": (resnet50, (3, 224, 224), 1000),
    "resnet18": (resnet18, (3, 224, 224), 1000),
    "resnet20": (lambda: cifar_resnet(20), (3, 32, 32), 10),
    "resnet56": (lambda: cifar_resnet(56), (3, 32, 32), 10),
    "resnet110": (lambda: cifar_resnet(110), (3, 32, 32), 10),
    "resnet1202": (lambda: cifar_resnet(1202), (3, 32, 32), 10),
}
