#!/usr/bin/env bash
# Makes the installer for Windows, and a .zip that runs from any folder, of a built etapa.exe. Runs on Windows (Git Bash)
# and on Linux.
#
#   packaging/windows/build.sh OUT EXE [LICENCES]
#
# Wants makensis (NSIS), and zip or 7z. LICENCES holds what `etapa.exe --licences` prints; where there is none the
# program is asked, under Wine if this is no Windows.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?the folder for the packages}
exe=${2:?etapa.exe}
version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
mkdir -p "$out"
out=$(cd "$out" && pwd)
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT

cp "$exe" "$files/etapa.exe"
for licence in MIT APACHE; do
    cp "$root/LICENSE-$licence" "$files/LICENSE-$licence.txt"
done
if [[ -n ${3-} ]]; then
    cp "$3" "$files/licences-of-parts.txt"
elif command -v wine >/dev/null; then
    wine "$files/etapa.exe" --licences >"$files/licences-of-parts.txt"
else
    "$files/etapa.exe" --licences >"$files/licences-of-parts.txt"
fi
# Without them the program would not be allowed to be passed on.
grep -q '^egui ' "$files/licences-of-parts.txt"

# On Windows the compiler of installers reads paths of Windows.
path() {
    if command -v cygpath >/dev/null; then cygpath -w "$1"; else echo "$1"; fi
}
makensis -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$version" "-DFILES=$(path "$files")" \
    "-DICON=$(path "$root/packaging/icons/etapa.ico")" "-DOUT=$(path "$out/etapa-$version-windows-setup.exe")" \
    "$(path "$root/packaging/windows/etapa.nsi")"
zip=$out/etapa-$version-windows.zip
rm -f "$zip"
if command -v zip >/dev/null; then
    (cd "$files" && zip -qX "$zip" ./*)
else
    (cd "$files" && 7z a -bso0 "$(path "$zip")" ./*)
fi
