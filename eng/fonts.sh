#!/usr/bin/env bash
# Draws the pictures of the experiment 'fonts' into $MODELDSL_DATA/fonts, or ~/.cache/modeldsl/fonts, unless they are there: fonts.py says what they show.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${MODELDSL_DATA:-$HOME/.cache/modeldsl}/fonts
[ ! -d "$folder" ] || exit 0

"$here/packages.sh" fonts
echo "Drawing characters into $folder"
mkdir -p "$(dirname "$folder")"
# Beside its goal, so that the last step is a rename: the folder is there whole or not at all.
temporary=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
/usr/bin/python3 "$here/fonts.py" "$temporary/fonts"
mv "$temporary/fonts" "$folder"
