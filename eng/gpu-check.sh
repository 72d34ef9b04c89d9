#!/usr/bin/env bash
# gpu-check.sh [OPTIONS] FOLDER: holds ModelDsl on a GPU against libtorch's autograd, trains LeNet-5, and measures beside PyTorch on the same GPU.
#
# FOLDER is what './build.sh gpu-check-publish' makes: it has this script too, so that the folder is all there is to copy. The machine needs an NVIDIA GPU,
# a C++ compiler, and python3 with PyTorch, whose own libtorch is used; no .NET SDK and no network.
#
#   --device cuda|cuda:N|cpu   where; cuda by default. cpu shows that everything but the GPU is there
#   --quick                    fewer networks, small batches, little time: for a look, not for the record
#   --mnist FOLDER             LeNet-5 learns MNIST's four files too
#   --no-compile               without torch.compile, which takes minutes to compile all
#   --no-pytorch               without PyTorch's side
# Environment: PYTHON (python3), CXX (g++, else clang++), LIBTORCH (the folder of PYTHON's torch; Debian's packages where that has no headers)
#
# The last line is 'N passed, N failed'; the exit code is 0 where nothing failed.
set -euo pipefail

device=cuda folder='' quick=() compile=() mnist=() pytorch=yes
usage() {
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit "$1"
}
while [ $# -gt 0 ]; do
    case $1 in
        --device) device=${2:?--device takes cuda, cuda:N or cpu}; shift ;;
        --quick) quick=(--quick) ;;
        --mnist) mnist=(--mnist "$(cd "${2:?--mnist takes a folder}" && pwd)"); shift ;;
        --no-compile) compile=(--no-compile) ;;
        --no-pytorch) pytorch=no ;;
        --help | -h) usage 0 ;;
        -*) echo "gpu-check.sh: error: unknown option $1" >&2; usage 2 >&2 ;;
        *) folder=$1 ;;
    esac
    shift
done

passed=0 failed=0
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && exit 0
    exit 1
}
# What nothing can go on without.
stop() {
    echo "FAILED $*"
    failed=$((failed + 1))
    finish
}

folder=${folder:-$(dirname "${BASH_SOURCE[0]}")}
program=$folder/GpuCheck
[ -x "$program" ] || stop "there is no program $program: give the folder that './build.sh gpu-check-publish' makes"
folder=$(cd "$folder" && pwd)
program=$folder/GpuCheck
python=${PYTHON:-python3}

if torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null); then
    echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)') in $torch"
else
    echo "$python has no PyTorch"
    torch=''
    pytorch=no
fi
if [ -z "${LIBTORCH:-}" ] && [ -e "$torch/lib/libtorch_cpu.so" ] && [ -e "$torch/include/ATen/ATen.h" ]; then export LIBTORCH=$torch; fi
if [ "$device" != cpu ]; then
    nvidia-smi --query-gpu=name,driver_version,memory.total,power.limit --format=csv,noheader 2>/dev/null || stop "nvidia-smi finds no GPU; --device cpu tries the rest"
    [ -n "${LIBTORCH:-}" ] || stop "there is no libtorch with CUDA: set LIBTORCH, or PYTHON to a python3 whose PyTorch has its headers"
    [ -e "$LIBTORCH/lib/libtorch_cuda.so" ] || stop "the libtorch in $LIBTORCH has no CUDA: there is no lib/libtorch_cuda.so"
fi

# CUDA's own libraries come with PyTorch as packages beside it. What libtorch opens by name is found there.
if [ -n "${LIBTORCH:-}" ]; then
    libraries=$(cd "$LIBTORCH/lib" && pwd)
    for extra in "$LIBTORCH"/../nvidia/*/lib; do [ ! -d "$extra" ] || libraries=$libraries:$(cd "$extra" && pwd); done
    export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

from=${LIBTORCH:-"Debian's libtorch"}
echo "Building the native shim against $from"
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
if bash "$folder/native/build.sh" "$folder/libmodeldsl_torch.so" >"$log/shim" 2>&1; then
    passed=$((passed + 1))
else
    tail -n 30 "$log/shim"
    stop "the native shim does not build"
fi

# Its last line counts; a program that ends before that has failed.
status=0
"$program" --device "$device" "${quick[@]}" "${mnist[@]}" --times "$log/times" 2>&1 | tee "$log/program" || status=$?
if last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log/program" | tail -n 1) && [ -n "$last" ]; then
    read -r more _ less _ <<<"$last"
    passed=$((passed + more)) failed=$((failed + less))
else
    echo "FAILED the program ended with $status before its last line"
    failed=$((failed + 1))
fi

if [ "$pytorch" = yes ] && [ -s "$log/times" ]; then
    echo
    if "$python" "$folder/PyTorch/compare.py" --times "$log/times" --device "$device" "${quick[@]}" "${compile[@]}"; then
        passed=$((passed + 1))
    else
        echo "FAILED PyTorch's side: see above"
        failed=$((failed + 1))
    fi
fi
finish
