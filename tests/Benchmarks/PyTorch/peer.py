#!/usr/bin/python3
"""PyTorch's side of the benchmarks: a process that stays alive and measures when it is asked to.

One request a line on standard input, one answer a line on standard output:
    (at the start)                       a JSON object: version, threads, layout, what the environment says of malloc
    prepare MODEL train|infer BATCH      ready
    measure OPERATIONS                   milliseconds per operation, the mean over that many in a row
It ends with its input. PyTorch is used as its tutorials do, eager and in float32: zero_grad, forward, loss, backward, step for a training
step, eval mode and no_grad for inference. --layout nhwc asks for channels-last, --script for TorchScript's optimize_for_inference.
--export MODEL BATCH FILE writes the model as ONNX, and its input's shape to FILE.json, for peer.js.
"""
import argparse
import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import torch
import torchvision
from torch import nn


def relu():
    return nn.ReLU(inplace=True)


def lenet5():
    """61,706 parameters."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), relu(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), relu(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), relu(), nn.Linear(120, 84), relu(), nn.Linear(84, 10))


def alexnet():
    """61,100,840 parameters: the one-tower network of Krizhevsky 2014, as torchvision has it."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), relu(), nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), relu(), nn.Conv2d(384, 256, 3, padding=1), relu(), nn.Conv2d(256, 256, 3, padding=1), relu(),
        nn.MaxPool2d(3, 2), nn.Flatten(), nn.Dropout(), nn.Linear(9216, 4096), relu(), nn.Dropout(), nn.Linear(4096, 4096), relu(),
        nn.Linear(4096, 1000))


def vgg_d():
    """138,357,544 parameters."""
    layers, channels = [], 3
    for width in (64, 64, None, 128, 128, None, 256, 256, 256, None, 512, 512, 512, None, 512, 512, 512, None):
        if width is None:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), relu()]
            channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), relu(), nn.Dropout(), nn.Linear(4096, 4096), relu(), nn.Dropout(),
                         nn.Linear(4096, 1000))


def resnet50():
    """25,557,032 parameters."""
    return torchvision.models.resnet50(weights=None)


MODELS = {  # constructor, input, classes
    "lenet5": (lenet5, (1, 28, 28), 10),
    "alexnet": (alexnet, (3, 224, 224), 1000),
    "vgg-d": (vgg_d, (3, 224, 224), 1000),
    "resnet50": (resnet50, (3, 224, 224), 1000),
}


def prepare(model, task, batch, layout, script):
    """The operation to be measured."""
    make, shape, classes = MODELS[model]
    torch.manual_seed(0)
    net = make().to(memory_format=layout)
    x = torch.randn(batch, *shape).contiguous(memory_format=layout)
    y = torch.randint(0, classes, (batch,))
    loss_of = nn.CrossEntropyLoss()
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)

    def train():
        sgd.zero_grad(set_to_none=True)
        loss = loss_of(net(x), y)
        loss.backward()
        sgd.step()

    def infer():
        with torch.no_grad():
            net(x)

    net.train(task == "train")
    if script:
        net = torch.jit.optimize_for_inference(torch.jit.script(net))
    return {"train": train, "infer": infer}[task]


def export(model, batch, path):
    make, shape, _ = MODELS[model]
    torch.manual_seed(0)
    torch.onnx.export(make().eval(), torch.randn(batch, *shape), path, opset_version=13, input_names=["x"], output_names=["y"])
    with open(path + ".json", "w") as file:
        json.dump([batch, *shape], file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layout", choices=["nchw", "nhwc"], default="nchw")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--script", action="store_true")
    parser.add_argument("--export", nargs=3, metavar=("MODEL", "BATCH", "FILE"))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.export:
        model, batch, path = arguments.export
        export(model, int(batch), path)
        return
    layout = torch.channels_last if arguments.layout == "nhwc" else torch.contiguous_format

    def answer(line):
        print(line, flush=True)

    malloc = {name: value for name, value in os.environ.items() if name.startswith(("MALLOC_", "GLIBC_TUNABLES", "LD_PRELOAD"))}
    answer(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "layout": arguments.layout + (", TorchScript" if arguments.script else ""), "malloc": malloc}))
    operation = None
    for request in sys.stdin:
        command, *values = request.split()
        if command == "prepare":
            operation = None  # the last one's memory goes first
            model, task, batch = values
            operation = prepare(model, task, int(batch), layout, arguments.script)
            answer("ready")
        elif command == "measure":
            count = int(values[0])
            start = time.perf_counter()
            for _ in range(count):
                operation()
            answer(repr((time.perf_counter() - start) * 1e3 / count))
        else:
            sys.exit(f"peer.py: unknown request: {request}")


main()
