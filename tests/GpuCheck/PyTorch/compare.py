#!/usr/bin/env python3
"""Measures PyTorch beside times that the GPU check wrote, on the same device, and prints one table of both.

    compare.py --times FILE [--device cpu|cuda[:N]] [--quick] [--no-compile]

For each line of the file the same network, batch, precision and task run eager, eager with channels-last, and channels-last under torch.compile where this
PyTorch has it: float32 with TF32 allowed in convolutions, which is PyTorch's default, bfloat16 under autocast. Operations are queued one after the
other, and the clock stops when the device has done them all, as on the other side; medians of rounds. A ratio is PyTorch's time / ours.
"""
import argparse
import json
import os
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import torch
from torch import nn

from networks import MODELS

WAYS = ("eager", "channels-last", "torch.compile")
GOALS = {  # of a training step: beside channels-last, beside torch.compile
    "vgg-d": (1.15, 1.0), "resnet50": (1.15, 1.0), "resnet18": (2.0, 1.0), "lenet5": (2.0, 1.0),
}


def prepare(row, way, device):
    """The operation to be measured, and the number of the network's parameters."""
    make, shape, classes = MODELS[row["model"]]
    torch.manual_seed(0)
    layout = torch.contiguous_format if way == "eager" else torch.channels_last
    net = make().to(device=device, memory_format=layout)
    x = torch.randn(row["batch"], *shape, device=device).contiguous(memory_format=layout)
    y = torch.arange(row["batch"], device=device) * 7 % classes
    loss_of = nn.CrossEntropyLoss()
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
    reduced = row["precision"] == "bfloat16"
    net.train(row["task"] == "train")
    parameters = sum(p.numel() for p in net.parameters())
    run = torch.compile(net) if way == "torch.compile" else net

    def autocast():
        return torch.autocast(device.type, dtype=torch.bfloat16, enabled=reduced)

    def train():
        sgd.zero_grad(set_to_none=True)
        with autocast():
            loss = loss_of(run(x), y)
        loss.backward()
        sgd.step()

    def infer():
        with torch.no_grad(), autocast():
            run(x)

    return {"train": train, "infer": infer}[row["task"]], parameters


def measure(operation, device, quick):
    """Milliseconds per operation: the median of the rounds."""
    rounds, seconds, warm_ups = (3, 0.05, 1) if quick else (9, 0.5, 10)

    def wait():
        torch.zeros(1, device=device).item()

    for _ in range(warm_ups):
        operation()
    wait()
    start = time.perf_counter()
    operation()
    wait()
    operations = max(1, min(10_000, int(seconds / (time.perf_counter() - start))))
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(operations):
            operation()
        wait()
        times.append((time.perf_counter() - start) * 1e3 / operations)
    return statistics.median(times)


def compare(row, device, quick, ways):
    """Milliseconds by way; a text where a way does not run."""
    results = {}
    for way in WAYS:
        if way not in ways:
            results[way] = "-"
            continue
        try:
            operation, _ = prepare(row, way, device)
            results[way] = measure(operation, device, quick)
        except Exception as e:  # one way's failure is no reason to measure none
            print(f"{row['name']}, {row['precision']}, {row['task']}, {way}: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}", file=sys.stderr)
            results[way] = "failed"
        operation = None
        # What was compiled holds the network: its memory goes first, for the next network needs it.
        if way == "torch.compile" and hasattr(torch, "_dynamo"):
            torch._dynamo.reset()
        if device.type == "cuda":
            torch.cuda.empty_cache()
    return results


def cell(ours, theirs, goal):
    if isinstance(theirs, str):
        return theirs
    ratio = theirs / ours
    return f"{theirs:.2f} ms, {ratio:.2f}" + ("" if goal is None else f" (goal {goal:g}{'' if ratio >= goal else ', missed'})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", required=True)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-compile", action="store_true")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    torch.backends.cudnn.benchmark = True  # as on the other side
    ways = [way for way in WAYS if way != "torch.compile" or (hasattr(torch, "compile") and not arguments.no_compile)]
    with open(arguments.times) as file:
        rows = [json.loads(line) for line in file if line.strip()]
    where = torch.cuda.get_device_name(device) if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    print(f"{time.strftime('%Y-%m-%d')}, {where}, PyTorch {torch.__version__}" + (f", CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}" if device.type == "cuda" else ""))
    print("Medians; a ratio is PyTorch's time / ours.\n")
    print("| network, batch | precision | task | ours by | ours | " + " | ".join(WAYS) + " |")
    print("|---|---|---|---|---:|" + "---:|" * len(WAYS))
    failed, known = 0, {}
    for row in rows:
        # One of PyTorch's measurements is beside all of ours of the same work, queued or launched as a graph.
        work = tuple(row[key] for key in ("model", "batch", "precision", "task"))
        if work not in known:
            known[work] = compare(row, device, arguments.quick, ways)
            # torch.compile asks more of a machine, a compiler for Triton's code among it: that it fails is said, and is not ours.
            failed += sum(known[work][way] == "failed" for way in ("eager", "channels-last"))
        results = known[work]
        beside = dict(zip(("channels-last", "torch.compile"), GOALS[row["model"]] if row["task"] == "train" else (None, None)))
        cells = [cell(row["ms"], results[way], beside.get(way)) for way in WAYS]
        print(f"| {row['name']}, {row['batch']} | {row['precision']} | {row['task']} | {row['by']} | {row['ms']:.2f} ms | " + " | ".join(cells) + " |", flush=True)
    print()
    sys.exit(1 if failed or not rows else 0)


main()
