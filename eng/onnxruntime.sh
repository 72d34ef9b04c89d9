#!/usr/bin/env bash
# Puts ONNX Runtime for Node.js, which holds its CPU library, into ~/.cache/modeldsl/onnxruntime, for the benchmarks; nothing where it is there already.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=onnxruntime-node@1.30.0
folder=$HOME/.cache/modeldsl/onnxruntime

[ ! -d "$folder/node_modules/onnxruntime-node" ] || exit 0
if ! command -v npm >/dev/null; then "$here/packages.sh" npm; fi
echo "Fetching $package into $folder"
mkdir -p "$folder"
# Its scripts would fetch the CUDA library.
npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --silent "$package"
