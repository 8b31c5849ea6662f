#!/usr/bin/env bash
# Draws all icons from assets/icon.svg. Their files are kept, so that a build needs none of these tools.
#
# Wants rsvg-convert (librsvg2-bin), icotool (icoutils) and png2icns (icnsutils).
set -euo pipefail
cd "$(dirname "$0")"
drawing=../../assets/icon.svg
for size in 16 24 32 48 64 128 256 512; do
    rsvg-convert --width "$size" --height "$size" --output "$size.png" "$drawing"
done
cp 256.png ../../assets/icon.png
icotool --create --output etapa.ico {16,24,32,48,64}.png --raw=256.png
png2icns etapa.icns {16,32,48,128,256,512}.png >/dev/null
