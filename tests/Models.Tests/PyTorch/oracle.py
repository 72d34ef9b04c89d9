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
and of that first step, with --controls or --autocast, whichever is wanted (the others are 0),
  true/NAME      the gradients in float64, rounded          controls        all gradients as one vector, its relative error: PyTorch's own in
                                                            channels-last beside these; these, and those in channels-last, beside true/; under
                                                            autocast to bfloat16 beside these (NaN where it has none); and of the logits in eval
                                                            mode so
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


def compute(a):
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
        control(start, x, labels, out)
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


def control(net, x, labels, out):
    """How far PyTorch is from itself where the order of its sums is another, and from what float64 finds."""
    ours = [value for name, value in out.items() if name.startswith("grads/")]
    last = gradients(copy.deepcopy(net).to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last), labels)
    true = gradients(copy.deepcopy(net).double(), x.double(), labels)
    out["controls"] = torch.tensor([error(last, ours), error(ours, true), error(last, true), 0, 0], dtype=torch.float64)
    out.update({f"true/{name}": value.float() for (name, _), value in zip(net.named_parameters(), true)})


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
    p.add_argument("--controls", action="store_true", help="how far PyTorch's gradients are from its own in channels-last, and in float64")
    p.add_argument("--autocast", action="store_true", help="how far PyTorch's gradients under autocast to bfloat16 are")
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    save(a.out, compute(a), {"model": a.model, "torch": torch.__version__})


main()
