#!/usr/bin/python3
"""What PyTorch computes for an architecture: a reference from outside for outputs, gradients and updated weights.

MODEL is one of torchvision's (vgg16, alexnet) or of those written out below, with seeded weights; dropout is off. The file OUT, in the
safetensors format, holds
  weights/NAME   the state dict, in PyTorch's order         input, labels   a batch
  logits         the output in eval mode
and with --steps N, after N steps of SGD on that batch in train mode,
  losses         each step's loss, before its update        logits_train    the first step's output
  grads/NAME     the first step's gradients                 after/NAME      the state dict after the last step
  probabilities_train  the softmax of logits_train          logits_after    the output in eval mode after the last step
and of that first step, with --controls, --true besides, or --autocast, whichever is wanted (the others are 0),
  true/NAME      the gradients in float64, rounded          controls        all gradients as one vector, its relative error: PyTorch's own in
                                                            channels-last beside these; these, and those in channels-last, beside true/; under
                                                            autocast to bfloat16 beside these (NaN where it has none); and of the logits in eval
                                                            mode so
With "losses" for a model, OUT holds of each loss of docs/losses.md, in float64,
  LOSS/x0, LOSS/x1 ...  values    LOSS/target  what they should have been, where that comes from outside
  LOSS/loss  what it is           LOSS/dx0, LOSS/dx1 ...  its gradients
With "gan", of a generator, a discriminator and a reader of a code of three values, in float64, each with SGD,
  generator/NAME, discriminator/NAME, reader/NAME   the state dicts      after/generator/NAME ...  those after N steps
  real  the real examples of each step              losses   of each step: the discriminator's, the generator's, the reader's
  samples  of the generator after it all, from the noise of a stream with the seed 99, a sample for each value of the code
"""
import argparse
import copy
import json
import struct
import warnings

warnings.filterwarnings("ignore")
import torch
import torchvision
from torch import nn

DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def alexnet2012():
    """Krizhevsky et al. 2012. PyTorch divides alpha by the window's size, the paper does not."""
    def lrn():
        return nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2)

    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), lrn(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), lrn(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000))


# Input sizes other than 3x224x224, arguments, and the architectures that torchvision lacks.
INPUTS = {"lenet5": (1, 28, 28), "alexnet2012": (3, 227, 227), "inception_v3": (3, 299, 299)}
ARGUMENTS = {"googlenet": {"aux_logits": False, "init_weights": False}, "inception_v3": {"aux_logits": False, "init_weights": False}}
OWN = {"lenet5": lenet5, "alexnet2012": alexnet2012}


def build(model, dtype):
    """Weights that keep the signal's size through any depth (He et al. 2015) and biases that are not 0: every one of them matters to the output."""
    # The layers' own start would be overwritten, and takes longer than all the rest.
    nn.init.kaiming_uniform_ = nn.init.uniform_ = nn.init.kaiming_normal_ = nn.init.normal_ = lambda tensor, *_, **__: tensor
    net = (OWN[model]() if model in OWN else getattr(torchvision.models, model)(weights=None, **ARGUMENTS.get(model, {}))).to(dtype)
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.dim() > 1:
                parameter.normal_(std=(2 / parameter[0].numel()) ** 0.5)
            else:
                parameter.uniform_(-0.1, 0.1)
        for module in net.modules():
            if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
                module.weight.uniform_(0.5, 1.5)
    for module in net.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return net


def losses(seed):
    """PyTorch's own functions where it has them, else the papers' formulas in its operators; autograd's gradients."""
    torch.manual_seed(seed)
    f = nn.functional

    def values(*shape, count=1):
        return [torch.randn(*shape, dtype=torch.float64, requires_grad=True) for _ in range(count)]

    def divergence(mean, logvar, _):
        normal = torch.distributions.Normal
        zero = torch.zeros_like(mean)
        return torch.distributions.kl_divergence(normal(mean, (logvar / 2).exp()), normal(zero, zero + 1)).sum(1).mean()

    def contrastive(left, right, same):
        """Hadsell, Chopra and LeCun 2006, whose Y is 1 - same."""
        d = f.pairwise_distance(left, right, eps=0)
        return (same[:, 0] * d.square() + (1 - same[:, 0]) * (1.5 - d).clamp(min=0).square()).mean() / 2

    def triplet(anchor, positive, negative, _):
        return f.triplet_margin_with_distance_loss(anchor, positive, negative, distance_function=lambda x, y: (x - y).square().sum(1), margin=0.7)

    def supcon(x, labels):
        """Khosla et al. 2020, equation 2, example by example; the mean for its sum over the batch."""
        e = f.normalize(x)
        terms = []
        for i in range(len(e)):
            others = [j for j in range(len(e)) if j != i]
            log_p = f.log_softmax(e[others] @ e[i] / 0.2, 0)
            positives = labels[others] == labels[i]
            terms.append(-log_p[positives].mean() if positives.any() else log_p.sum() * 0)
        return torch.stack(terms).mean()

    def dice(p, g):
        """Milletari et al. 2016, smoothed."""
        if g.dtype == torch.int64:
            g = f.one_hot(g, p.shape[1]).permute(0, 3, 1, 2)
        return (1 - (2 * (p * g).sum((2, 3)) + 0.5) / ((p * p).sum((2, 3)) + (g * g).sum((2, 3)) + 0.5)).mean()

    weights = torch.tensor([1, 2, 0.5], dtype=torch.float64)
    labels, pixels = torch.randint(0, 3, (6,)), torch.randint(0, 3, (2, 4, 3))
    numbers, signs = values(6, 3)[0].detach(), torch.randint(0, 2, (6, 3)).double() * 2 - 1
    same, masks = torch.tensor([[1.0], [0], [1], [0], [0], [0]], dtype=torch.float64), torch.randint(0, 2, (2, 3, 4, 3)).double()
    cases = {
        "nll": (values(6, 3), labels, lambda x, t: f.nll_loss(x, t, weight=weights)),
        "nll of pixels": (values(2, 3, 4, 3), pixels, f.nll_loss),
        "cross-entropy": (values(6, 3), labels, f.cross_entropy),
        "cross-entropy, smoothed": (values(6, 3), labels, lambda x, t: f.cross_entropy(x, t, label_smoothing=0.1)),
        "cross-entropy, weighted and smoothed": (values(6, 3), labels, lambda x, t: f.cross_entropy(x, t, weight=weights, label_smoothing=0.1)),
        "cross-entropy of pixels, weighted and smoothed": (values(2, 3, 4, 3), pixels, lambda x, t: f.cross_entropy(x, t, weight=weights, label_smoothing=0.2)),
        "bce": (values(6, 3), (signs + 1) / 2, f.binary_cross_entropy_with_logits),
        "mse": (values(6, 3), numbers, f.mse_loss),
        "mae": (values(6, 3), numbers, f.l1_loss),
        "huber": (values(6, 3), numbers, lambda x, t: f.huber_loss(x, t, delta=0.4)),
        "hinge": (values(6, 3), signs, lambda x, t: f.margin_ranking_loss(x, torch.zeros_like(x), t, margin=1)),
        "kl": (values(6, 3, count=2), None, divergence),
        "contrastive": (values(6, 3, count=2), same, contrastive),
        "triplet": (values(6, 3, count=3), None, triplet),
        "supcon": (values(7, 4), torch.tensor([2, 0, 2, 5, 0, 2, 1]), supcon),
        "dice of masks": (values(2, 3, 4, 3), masks, dice),
        "dice of labels": (values(2, 3, 4, 3), pixels, dice),
    }
    out = {}
    for name, (inputs, target, function) in cases.items():
        loss = function(*inputs, target)
        loss.backward()
        out[f"{name}/loss"] = loss.detach()
        if target is not None:
            out[f"{name}/target"] = target.contiguous()
        for i, x in enumerate(inputs):
            out.update({f"{name}/x{i}": x.detach(), f"{name}/dx{i}": x.grad.contiguous()})
    return out


def compute(a):
    if a.model == "losses":
        return losses(a.seed)
    if a.model == "gan":
        return gan(a)
    torch.manual_seed(a.seed)
    dtype = torch.float64 if a.double else torch.float32
    net = build(a.model, dtype)
    x = torch.randn(a.batch, *INPUTS.get(a.model, (3, 224, 224)), dtype=dtype)
    out = {f"weights/{name}": value.clone() if a.steps else value for name, value in net.state_dict().items()}
    net.eval()
    with torch.no_grad():
        logits = net(x)
    labels = torch.randint(0, logits.shape[1], (a.batch,))
    out.update({"input": x, "labels": labels, "logits": logits})
    if a.controls or a.autocast:
        start = copy.deepcopy(net)
    if a.steps:
        train(net, x, labels, a, out)
    if a.controls:
        control(start, x, labels, a.true, out)
    if a.autocast:
        control_autocast(start, x, labels, out)
    return out


def control_autocast(net, x, labels, out):
    """How far PyTorch's mixed precision is from its float32."""
    ours = [value for name, value in out.items() if name.startswith("grads/")]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            logits = net(x).float()
        try:
            distance = error(gradients(copy.deepcopy(net), x, labels), ours)
        except RuntimeError as e:
            if "not implemented for 'BFloat16'" not in str(e):
                raise
            distance = float("nan")  # ReLU6 has no gradient there
    out["controls"] = torch.tensor([0, 0, 0, distance, error([logits], [out["logits"]])], dtype=torch.float64)


def control(net, x, labels, with_true, out):
    """How far PyTorch is from itself where the order of its sums is another, and from what float64 finds."""
    ours = [value for name, value in out.items() if name.startswith("grads/")]
    last = gradients(copy.deepcopy(net).to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last), labels)
    distances = [error(last, ours), 0, 0, 0, 0]
    if with_true:
        true = gradients(copy.deepcopy(net).double(), x.double(), labels)
        distances[1:3] = error(ours, true), error(last, true)
        out.update({f"true/{name}": value.float() for (name, _), value in zip(net.named_parameters(), true)})
    out["controls"] = torch.tensor(distances, dtype=torch.float64)


def gradients(net, x, labels):
    net.train()
    nn.functional.cross_entropy(net(x), labels).backward()
    return [parameter.grad for parameter in net.parameters()]


def error(found, expected):
    pairs = [(f.double(), e.double()) for f, e in zip(found, expected)]
    return (sum((f - e).square().sum() for f, e in pairs) / sum(e.square().sum() for _, e in pairs)).sqrt().item()


def train(net, x, labels, a, out):
    net.train()
    sgd = torch.optim.SGD(net.parameters(), lr=a.lr, momentum=a.momentum, weight_decay=a.weight_decay)
    losses = []
    for step in range(a.steps):
        sgd.zero_grad()
        logits = net(x)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        if step == 0:
            out["logits_train"] = logits.detach()
            out["probabilities_train"] = torch.softmax(logits.detach(), 1)
            out.update({f"grads/{name}": parameter.grad.clone() for name, parameter in net.named_parameters()})
        losses.append(loss.detach())
        sgd.step()
    out["losses"] = torch.stack(losses)
    out.update({f"after/{name}": value for name, value in net.state_dict().items()})
    net.eval()
    with torch.no_grad():
        out["logits_after"] = net(x)


def save(path, tensors, metadata):
    """https://github.com/huggingface/safetensors#format: u64 header length, JSON header, raw little-endian data."""
    header, offset = {"__metadata__": metadata}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(memoryview(tensor.detach().reshape(-1).numpy()).cast("B"))


def gan(a):
    """Goodfellow et al. 2014 as PyTorch's users write it (the loop of its DCGAN example), and InfoGAN's loss (Chen et al. 2016)."""
    torch.manual_seed(a.seed)
    nets = {
        "generator": nn.Sequential(nn.Linear(8, 12, bias=False), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 6), nn.Sigmoid()),
        "discriminator": nn.Sequential(nn.Linear(6, 10, bias=False), nn.BatchNorm1d(10), nn.LeakyReLU(0.2), nn.Linear(10, 1), nn.Sigmoid()),
        "reader": nn.Sequential(nn.Linear(6, 7), nn.ReLU(), nn.Linear(7, 3)),
    }
    nets = {name: net.double() for name, net in nets.items()}
    out = {f"{name}/{key}": value.clone() for name, net in nets.items() for key, value in net.state_dict().items()}
    sgd = {name: torch.optim.SGD(net.parameters(), lr=a.lr, momentum=a.momentum) for name, net in nets.items()}
    generator, discriminator, reader = nets.values()
    f, losses = nn.functional, []
    real = torch.rand(a.steps, a.batch, 6, dtype=torch.float64)

    def draw(stream, count, values=None):
        noise = torch.empty(count, 5, dtype=torch.float64).normal_(generator=stream)
        if values is None:
            values = torch.empty(count).uniform_(0, 3, generator=stream).long()
        return torch.cat([noise, f.one_hot(values, 3)], 1), values

    def judged(x, target):
        return f.binary_cross_entropy(discriminator(x), torch.full((a.batch, 1), target, dtype=torch.float64))

    stream = torch.Generator().manual_seed(a.seed)
    for step in range(a.steps):
        noise, values = draw(stream, a.batch)
        made = generator(noise)
        sgd["discriminator"].zero_grad()
        told = judged(real[step], 0.9) + judged(made.detach(), 0.0)
        told.backward()
        sgd["discriminator"].step()
        sgd["generator"].zero_grad()
        sgd["reader"].zero_grad()
        deceit, information = judged(made, 1.0), 0.5 * f.cross_entropy(reader(made), values)
        (deceit + information).backward()
        sgd["generator"].step()
        sgd["reader"].step()
        losses.append(torch.stack([told.detach(), deceit.detach(), information.detach()]))
    out.update({f"after/{name}/{key}": value for name, net in nets.items() for key, value in net.state_dict().items()})
    generator.eval()
    with torch.no_grad():
        samples = generator(draw(torch.Generator().manual_seed(99), 3, torch.arange(3))[0])
    return {**out, "real": real, "losses": torch.stack(losses), "samples": samples}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", metavar="MODEL")
    p.add_argument("out", metavar="OUT")
    p.add_argument("--batch", type=int, default=2)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--steps", type=int, default=0)
    p.add_argument("--lr", type=float, default=0.01)
    p.add_argument("--momentum", type=float, default=0.9)
    p.add_argument("--weight-decay", type=float, default=5e-4)
    p.add_argument("--threads", type=int, default=0, help="how many; as PyTorch likes by default")
    p.add_argument("--double", action="store_true", help="compute in float64")
    p.add_argument("--controls", action="store_true", help="how far PyTorch's gradients are from its own in channels-last")
    p.add_argument("--true", action="store_true", help="with --controls: and from those in float64")
    p.add_argument("--autocast", action="store_true", help="how far PyTorch's gradients under autocast to bfloat16 are")
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    save(a.out, compute(a), {"model": a.model, "torch": torch.__version__})


main()
