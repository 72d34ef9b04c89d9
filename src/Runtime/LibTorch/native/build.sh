#!/usr/bin/env bash
# build.sh OUTPUT: compiles the native shim to OUTPUT (libmodeldsl_torch.so).
# Environment: LIBTORCH             an unpacked libtorch or a pip torch folder; without it Debian's packages are used
#              CXX                  the compiler (g++, else clang++)
#              MODELDSL_SHIM_ARCH   -march; without it the shim runs on any x86-64, its inner loops choose their code at load time
set -euo pipefail

output=${1:?usage: build.sh OUTPUT}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
    echo "build.sh: the native shim cannot be built: $*" \
        "Install Debian's packages libtorch-dev, g++ and libopenblas0-openmp, or set LIBTORCH to an unpacked libtorch or a pip torch folder." >&2
    exit 1
}

if [ -n "${LIBTORCH:-}" ]; then
    [ -e "$LIBTORCH/lib/libtorch_cpu.so" ] || fail "LIBTORCH is $LIBTORCH, but there is no lib/libtorch_cpu.so in it."
    [ -e "$LIBTORCH/include/ATen/ATen.h" ] || fail "LIBTORCH is $LIBTORCH, but there is no include/ATen/ATen.h in it."
fi

compiler=${CXX:-}
if [ -z "$compiler" ]; then
    compiler=$(command -v g++ || command -v clang++) || fail "there is no C++ compiler."
fi

"$compiler" --version >/dev/null 2>&1 || fail "the compiler $compiler does not run."

# -fno-math-errno: sqrt without a call, so that loops with one are vectorised. -ffile-prefix-map: the same library wherever the sources lie.
flags=(-std=c++17 -O3 -fPIC -fvisibility=hidden -fno-math-errno -DNDEBUG -Wall -Wextra -Wno-psabi "-ffile-prefix-map=$here=.")
if [ -n "${LIBTORCH:-}" ]; then
    include=$LIBTORCH/include
    flags+=(-isystem "$include")
    libraries=$(cd "$LIBTORCH/lib" && pwd)
    # The C++ ABI that this libtorch was built with shows in its symbols' names.
    if grep -q 'NSt7__cxx1112basic_string' "$libraries/libc10.so"; then abi=1; else abi=0; fi
    flags+=("-D_GLIBCXX_USE_CXX11_ABI=$abi")
else
    include=/usr/include
    libraries=/usr/lib/$("$compiler" -dumpmachine | sed 's/-pc-/-/')
    [ -e "$include/ATen/ATen.h" ] || fail "there is no libtorch."
    [ -e "$libraries/libtorch_cpu.so" ] || libraries=$(dirname "$(find /usr/lib -name libtorch_cpu.so -print -quit)")
    [ -e "$libraries/libtorch_cpu.so" ] || fail "there is no libtorch_cpu.so below /usr/lib."
fi

# libtorch's newer headers ask for C++20, and say so in a check of their own.
if grep -qs 202002L "$include/ATen/ATen.h" "$include/torch/csrc/api/include/torch/all.h" ||
    grep -qsE 'define TORCH_VERSION_MAJOR ([3-9]|[1-9][0-9])' "$include/torch/csrc/api/include/torch/version.h"; then flags+=(-std=c++20); fi
if [ -n "${MODELDSL_SHIM_ARCH:-}" ]; then flags+=("-march=$MODELDSL_SHIM_ARCH"); fi

# libtorch's own OpenMP, so that there is one pool of threads in the process.
link=("-L$libraries" "-Wl,-rpath,$libraries" -Wl,--no-as-needed -ltorch_cpu -ltorch -lc10)
if [ -e "$libraries/libtorch_cuda.so" ]; then
    link+=(-ltorch_cuda)
    # CUDA's headers, for CUDA graphs alone: a toolkit's, or those of the packages that come with pip's torch.
    cuda=(-DMDL_CUDA_GRAPHS)
    for folder in "${CUDA_HOME:-/usr/local/cuda}/include" ${LIBTORCH:+"$LIBTORCH"/../nvidia/*/include}; do
        if [ -d "$folder" ]; then cuda+=(-isystem "$folder"); fi
    done
    if reason=$("$compiler" "${flags[@]}" "${cuda[@]}" -isystem "$include/torch/csrc/api/include" -fsyntax-only "$here/cuda_graph.cpp" 2>&1); then
        flags+=("${cuda[@]}")
        link+=(-lc10_cuda)
    else
        echo "build.sh: without CUDA graphs: $(grep -m1 error <<<"$reason" || echo "$compiler refuses CUDA's headers")" >&2
    fi
fi
case $("$compiler" --version | head -1) in
    *clang*) ;;
    *)
        flags+=(-fopenmp)
        bundled=$(find "$libraries" -maxdepth 1 -name 'libgomp-*.so*' -print -quit)
        link+=("${bundled:--lgomp}")
        ;;
esac

# Convolutions in blocks are oneDNN's, beside libtorch's own use of it. A libtorch that shows the symbols of its own oneDNN would answer our calls: then
# feature maps stay as they are, and so they do where there is none.
if [ -e /usr/include/dnnl.hpp ] && grep -q 'define DNNL_VERSION_MAJOR 2' /usr/include/oneapi/dnnl/dnnl_version.h &&
    ! grep -q 'dnnl_primitive_create' <(nm -D --defined-only "$libraries/libtorch_cpu.so" 2>/dev/null); then
    flags+=(-DMDL_ONEDNN)
    link+=(-ldnnl)
fi

mkdir -p "$(dirname "$output")"
work=$(mktemp -d "$(dirname "$output")/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
avx512=(-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512cd -mfma -mprefer-vector-width=512)
# Compilers from before 2020 do without.
amx=(-mamx-tile -mamx-bf16)
"$compiler" "${amx[@]}" -xc++ -fsyntax-only - </dev/null 2>/dev/null || amx=()
# Most files begin with these headers, which cost each some seconds: read once. A compiler that cannot does as before.
common=()
case $("$compiler" --version | head -1) in
    *clang*) ;;
    *)
        printf '#include <%s>\n' ATen/Parallel.h ATen/core/Tensor.h ATen/ops/empty.h torch/library.h >"$work/common.h"
        if "$compiler" "${flags[@]}" -isystem "$include/torch/csrc/api/include" -x c++-header "$work/common.h" -o "$work/common.h.gch" 2>/dev/null; then
            common=(-include "$work/common.h")
        fi
        ;;
esac
declare -A jobs
for source in "$here"/*.cpp; do
    # Files of one kind of instructions; they are only entered on a processor that has it.
    case $source in
        *.avx512.cpp) instructions=("${avx512[@]}") ;;
        *.bf16.cpp) instructions=("${avx512[@]}" -mavx512bf16) ;;
        *.amx.cpp) instructions=("${avx512[@]}" -mavx512bf16 "${amx[@]}") ;;
        *.avx2.cpp) instructions=(-mavx2 -mfma) ;;
        *) instructions=("${common[@]}") ;;
    esac
    # A compiler for each core: libtorch's headers take half a GiB in each.
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
    "$compiler" "${flags[@]}" "${instructions[@]}" -isystem "$include/torch/csrc/api/include" -c "$source" -o "$work/$(basename "$source" .cpp).o" &
    jobs[$!]=$(basename "$source")
done
refused=
for job in "${!jobs[@]}"; do wait "$job" || refused+=" ${jobs[$job]}"; done
[ -z "$refused" ] || fail "$compiler does not compile$refused."
"$compiler" -shared "$work"/*.o "${link[@]}" -o "$work/libmodeldsl_torch.so" || fail "$compiler does not link it."
mv -f "$work/libmodeldsl_torch.so" "$output"
