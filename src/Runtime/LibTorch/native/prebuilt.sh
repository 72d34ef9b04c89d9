#!/usr/bin/env bash
# The shim that the package brings, for machines without a C++ compiler. It is taken where libtorch is, byte for byte, the one that it was linked with:
# another one may have the same version and another ABI.
#   prebuilt.sh record SHIM FOLDER   puts SHIM into FOLDER, with the checksums and the name of its libtorch
#   prebuilt.sh take FOLDER OUTPUT   copies it to OUTPUT, or says why not
set -euo pipefail

# The files of libtorch that the shim is linked with, as the dynamic linker finds them.
libtorch_of() {
    ldd "$1" | sed -nE 's/^\s*lib(torch|torch_cpu|c10)\.so\S* => (\S+) .*/\2/p'
}

# What to install to get a file: the package and the system it is of, if there is one.
package_of() {
    local package
    package=$(dpkg-query --search "$1" 2>/dev/null | cut -d: -f1) || return 0
    # shellcheck source=/dev/null
    (. /etc/os-release && dpkg-query --show --showformat="\${Package} \${Version} of $PRETTY_NAME" "$package")
}

record() {
    local shim=$1 folder=$2 files
    mapfile -t files < <(libtorch_of "$shim")
    [ ${#files[@]} -eq 3 ] || refuse "$shim is not linked with libtorch_cpu, libtorch and libc10."
    mkdir -p "$folder"
    sha256sum "${files[@]}" >"$folder/libtorch.sha256"
    name=$(for file in "${files[@]}"; do package_of "$(readlink -f "$file")"; echo; done | sed '/^$/d' | sort -u | head -n 1)
    echo "${name:-${files[0]}}" >"$folder/libtorch.name"
    cp -f "$shim" "$folder"
}

take() {
    local folder=$1 output=$2 shim=$1/libmodeldsl_torch.so missing
    sha256sum --check --status "$folder/libtorch.sha256" 2>/dev/null ||
        refuse "The prebuilt native shim is for $(cat "$folder/libtorch.name"), which is not what is installed here."
    missing=$(ldd "$shim" 2>&1 | sed -nE 's/^\s*(\S+) => not found.*/\1/p; s/.*(version `.*. not found).*/\1/p' | sort -u | paste -sd, | sed 's/,/, /g') ||
        missing="it is no library of this system"
    [ -z "$missing" ] || refuse "The prebuilt native shim cannot be loaded here: $missing."
    mkdir -p "$(dirname "$output")"
    work=$(mktemp "$output.XXXXXX")
    trap 'rm -f "$work"' EXIT
    cp "$shim" "$work"
    chmod 755 "$work"
    mv -f "$work" "$output"
}

refuse() {
    echo "prebuilt.sh: $*" >&2
    exit 1
}

case ${1:-} in
    record | take) "$1" "${2:?}" "${3:?}" ;;
    *)
        echo "usage: prebuilt.sh record SHIM FOLDER | take FOLDER OUTPUT" >&2
        exit 2
        ;;
esac
