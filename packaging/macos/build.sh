#!/usr/bin/env bash
# Makes Etapa.app and a .dmg of the programs that were built for each processor. Runs on macOS.
#
#   packaging/macos/build.sh OUT BINARY…
#
# Signed and notarised only where these variables are set, else macOS asks the user at the first start (see README.md):
#   ETAPA_SIGN_IDENTITY       the name of a Developer ID certificate
#   ETAPA_SIGN_CERTIFICATE    the certificate as base64 of a .p12, if no keychain has it yet, with its password in
#   ETAPA_SIGN_CERTIFICATE_PASSWORD
#   ETAPA_NOTARY_USER, ETAPA_NOTARY_PASSWORD, ETAPA_NOTARY_TEAM
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?the folder for the packages}
shift
(($# > 0)) || { echo "no program is given" >&2; exit 2; }
version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
mkdir -p "$out"
work=$(mktemp -d)
keychain=
clean_up() {
    [[ -z $keychain ]] || security delete-keychain "$keychain"
    rm -rf "$work"
}
trap clean_up EXIT

app=$work/image/Etapa.app
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
lipo -create -output "$app/Contents/MacOS/etapa" "$@"
sed "s/@VERSION@/$version/" "$root/packaging/macos/Info.plist" >"$app/Contents/Info.plist"
plutil -lint -s "$app/Contents/Info.plist"
cp "$root/packaging/icons/etapa.icns" "$app/Contents/Resources/"
cp "$root"/LICENSE-* "$app/Contents/Resources/"
"$app/Contents/MacOS/etapa" --licences >"$app/Contents/Resources/licences-of-parts.txt"
# Without them the program would not be allowed to be passed on.
grep -q '^egui ' "$app/Contents/Resources/licences-of-parts.txt"

if [[ -n ${ETAPA_SIGN_CERTIFICATE-} ]]; then
    keychain=$work/sign.keychain
    password=$(uuidgen)
    base64 --decode <<<"$ETAPA_SIGN_CERTIFICATE" >"$work/certificate.p12"
    security create-keychain -p "$password" "$keychain"
    security unlock-keychain -p "$password" "$keychain"
    security import "$work/certificate.p12" -k "$keychain" -P "$ETAPA_SIGN_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
    security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >"$work/told"
    security list-keychains -d user -s "$keychain" login.keychain
fi
if [[ -n ${ETAPA_SIGN_IDENTITY-} ]]; then
    codesign --force --options runtime --timestamp --sign "$ETAPA_SIGN_IDENTITY" "$app"
else
    # Programs for Apple's own processors do not run without any signature.
    codesign --force --sign - "$app"
fi

ln -s /Applications "$work/image/Applications"
dmg=$out/etapa-$version-macos.dmg
rm -f "$dmg"
hdiutil create -quiet -volname "Etapa $version" -srcfolder "$work/image" -format UDZO "$dmg"
if [[ -n ${ETAPA_SIGN_IDENTITY-} && -n ${ETAPA_NOTARY_USER-} ]]; then
    codesign --timestamp --sign "$ETAPA_SIGN_IDENTITY" "$dmg"
    xcrun notarytool submit "$dmg" --wait --apple-id "$ETAPA_NOTARY_USER" \
        --password "$ETAPA_NOTARY_PASSWORD" --team-id "$ETAPA_NOTARY_TEAM"
    xcrun stapler staple "$dmg"
fi
