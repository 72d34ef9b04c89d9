#!/usr/bin/python3
"""PyTorch's side of the benchmarks: a process that stays alive and measures when it is asked to.

One request a line on standard input, one answer a line on standard output:
    (at the start)                       a JSON object: version, threads, layout, what the environment says of malloc
    prepare MODEL train|infer BATCH      ready, and the number of the model's parameters
    measure OPERATIONS                   milliseconds per operation, the mean over that many in a row
    memory MODEL BATCH STEPS             bytes that the model and so many training steps add to the process at their peak, and the page faults of each of as many
                                         steps more; of a fresh process
It ends with its input. PyTorch is used as its tutorials do, eager and in float32: zero_grad, forward, loss, backward, step for a training
step, eval mode and no_grad for inference. --layout nhwc asks for channels-last, --script for TorchScript's optimize_for_inference.
--export MODEL BATCH FILE writes the model as ONNX, and its input's shape to FILE.json, for peer.js.
"""
import argparse
import json
import os
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import torch
from torch import nn

from networks import MODELS


def task_of(net, shape, classes, batch, layout):
    """What gives the loss, and what the network takes: MODELS in networks.py says of what sizes."""
    def laid_out(x):
        return x.contiguous(memory_format=layout) if x.dim() == 4 else x

    if classes is None:
        data = [laid_out(torch.rand(batch, *sizes)) for sizes in shape]
        return lambda: net.loss(*data), data[:max(1, len(data) - 1)]
    x = torch.randint(0, 20000, (batch, 200)) if shape == "words" else laid_out(torch.randn(batch, *shape))
    kind, target = classes if isinstance(classes, tuple) else (nn.CrossEntropyLoss, None)
    if target == "pixels":
        y = torch.randint(0, 2, (batch, 388, 388))
    else:
        y = torch.randint(0, classes, (batch,)) if target is None else torch.rand(batch, *target)
    loss = kind()
    return lambda: loss(net(x), y), [x]


def prepare(model, task, batch, layout, script):
    """The operation to be measured, and the number of the model's parameters."""
    make, shape, classes = MODELS[model]
    torch.manual_seed(0)
    net = make().to(memory_format=layout)
    parameters = sum(p.numel() for p in net.parameters())
    loss_of, inputs = task_of(net, shape, classes, batch, layout)
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)

    def train():
        sgd.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        sgd.step()

    def infer():
        with torch.no_grad():
            net(*inputs)

    net.train(task == "train")
    if script:
        net = torch.jit.optimize_for_inference(torch.jit.script(net))
    return {"train": train, "infer": infer}[task], parameters


def of_process(field):
    """Bytes, as Linux counts them."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))


def page_faults():
    """Those that needed no file to be read: the system's first touch of a page."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def memory(model, batch, steps, layout):
    """The peak resident set less the files mapped (PyTorch's own code), and less what the process had before. Then the page faults of a step."""
    torch.ones(1 << 16).exp_()  # the threads are there
    before = of_process("RssAnon")
    operation, _ = prepare(model, "train", batch, layout, script=False)
    for _ in range(steps):
        operation()
    peak = of_process("VmHWM") - of_process("RssFile") - of_process("RssShmem") - before
    faults = page_faults()
    for _ in range(steps):
        operation()
    return f"{peak} {(page_faults() - faults) // steps}"


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
            operation, parameters = prepare(model, task, int(batch), layout, arguments.script)
            answer(f"ready {parameters}")
        elif command == "memory":
            model, batch, steps = values
            answer(memory(model, int(batch), int(steps), layout))
        elif command == "measure":
            count = int(values[0])
            start = time.perf_counter()
            for _ in range(count):
                operation()
            answer(repr((time.perf_counter() - start) * 1e3 / count))
        else:
            sys.exit(f"peer.py: unknown request: {request}")


main()
