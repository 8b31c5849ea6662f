#!/usr/bin/env bash
# Makes etapa_*.deb, etapa-*.rpm and etapa-*.tar.gz of a built program.
#
#   packaging/linux/build.sh OUT [BINARY] [KIND…]   KIND: deb, rpm, tar; all of them unless some are named
#
# OUT is the folder for the packages. BINARY is target/release/etapa unless it is given; a profile that keeps
# symbols is stripped. All three hold the same files, laid out once, and are packed by the systems' own tools
# (dpkg-deb, rpmbuild, tar): nothing has to be compiled or fetched for that.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?the folder for the packages}
binary=${2:-$root/target/release/etapa}
shift $(($# < 2 ? $# : 2))
(($# > 0)) || set -- deb rpm tar
mkdir -p "$out"
out=$(cd "$out" && pwd)
here=$root/packaging/linux
version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
machine=$(uname -m)
# Packages of the same sources are the same, whenever they are made.
if [[ -z ${SOURCE_DATE_EPOCH-} ]]; then
    SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/Cargo.toml")
fi
export SOURCE_DATE_EPOCH
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lays out all files as they lie when installed. Debian wants more of its own beside them.
lay_out() {
    local to=$1 size
    install -Ds -m 755 "$binary" "$to/usr/bin/etapa"
    install -Dm 644 "$here/etapa.desktop" "$to/usr/share/applications/etapa.desktop"
    install -Dm 644 "$here/app.etapa.Etapa.metainfo.xml" "$to/usr/share/metainfo/app.etapa.Etapa.metainfo.xml"
    for size in 16 24 32 48 64 128 256 512; do
        install -Dm 644 "$root/packaging/icons/$size.png" "$to/usr/share/icons/hicolor/${size}x$size/apps/etapa.png"
    done
    install -Dm 644 "$root/assets/icon.svg" "$to/usr/share/icons/hicolor/scalable/apps/etapa.svg"
    install -Dm 644 "$here/etapa.1" "$to/usr/share/man/man1/etapa.1"
    gzip -9n "$to/usr/share/man/man1/etapa.1"
    local doc=$to/usr/share/doc/etapa
    install -Dm 644 "$root/CHANGELOG.md" "$doc/changelog"
    gzip -9n "$doc/changelog"
    "$binary" --licences >"$doc/licences-of-parts"
    # Without its crates the program would not be allowed to be passed on.
    grep -q '^egui ' "$doc/licences-of-parts" || { echo "the program knows no licences" >&2; return 1; }
    gzip -9n "$doc/licences-of-parts"
    {
        cat <<'TEXT'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Etapa
Comment: The licences of all that the program is linked with are in licences-of-parts.gz.

Files: *
Copyright: 2026 The Etapa developers
License: Expat or Apache-2.0

Files: assets/fonts/*
Copyright: 2016 The Inter Project Authors
License: OFL-1.1

License: Apache-2.0
 On Debian systems, the full text of the Apache License, Version 2.0 can be found in the file
 "/usr/share/common-licenses/Apache-2.0".

TEXT
        quoted Expat "$root/LICENSE-MIT"
        quoted OFL-1.1 "$root/assets/fonts/OFL.txt"
    } >"$doc/copyright"
}

# Prints a licence as a paragraph of Debian's copyright file.
quoted() {
    echo "License: $1"
    sed -e 's/^ *$/./' -e 's/^/ /' "$2"
    echo
}

make_deb() {
    local to=$work/deb doc=$work/deb/usr/share/doc/etapa arch needed
    lay_out "$to"
    arch=$(dpkg --print-architecture)
    {
        printf 'etapa (%s-1) unstable; urgency=medium\n\n  * What is new stands in changelog.gz.\n\n' "$version"
        printf ' -- %s  %s\n' "$maintainer" "$(date -uRd "@$SOURCE_DATE_EPOCH")"
    } >"$doc/changelog.Debian"
    gzip -9n "$doc/changelog.Debian"
    # What the program is linked with.
    mkdir -p "$work/shlibs/debian"
    touch "$work/shlibs/debian/control"
    needed=$(cd "$work/shlibs" && dpkg-shlibdeps -O "$to/usr/bin/etapa" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
    # Loaded at run time only, so nothing finds these by itself.
    local loaded="libx11-6, libx11-xcb1, libxcursor1, libxi6, libxkbcommon0, libxkbcommon-x11-0, libegl1, libgl1, \
libwayland-client0, libwayland-egl1"
    # Dialogs for files, a keyring, and what opens folders and web pages.
    local better="xdg-desktop-portal | zenity, gnome-keyring | kwalletmanager | keepassxc, libdbus-1-3, xdg-utils"
    mkdir "$to/DEBIAN"
    cat >"$to/DEBIAN/control" <<CONTROL
Package: etapa
Version: $version-1
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(du -k --apparent-size -s "$to/usr" | cut -f1)
Depends: $needed, $loaded
Recommends: $better
Section: misc
Priority: optional
Description: arrange the customer statuses and segments of amoCRM and Kommo
 Etapa arranges the customer statuses and segments of an amoCRM or Kommo
 account by clicking, dragging and filling in a form. Nothing is sent before
 Save is pressed; until then the changes are read as sentences and can be
 taken back.
CONTROL
    (cd "$to" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    find "$to" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$to" "$out/etapa_$version-1_$arch.deb"
}

make_rpm() {
    local mark=''
    [[ $machine == *64 ]] && mark='()(64bit)'
    lay_out "$work/rpm-files"
    rpmbuild -bb --quiet --buildroot "$work/rpm-root" \
        --define "_topdir $work/rpm" --define "_rpmdir $out" --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
        --define "version $version" --define "mark $mark" --define "laid_out $work/rpm-files" \
        --define '__os_install_post %{nil}' --define '_build_id_links none' --define 'debug_package %{nil}' \
        --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
        --define '_buildhost localhost' "$here/etapa.spec"
}

make_tar() {
    local name=etapa-$version-linux-$machine
    lay_out "$work/tar-files"
    local from=$work/tar-files/usr to=$work/$name
    install -D -m 755 "$from/bin/etapa" "$to/etapa"
    cp -r "$from/share/applications" "$from/share/icons" "$to/"
    cp "$root"/{README.md,CHANGELOG.md,LICENSE-MIT,LICENSE-APACHE} "$to/"
    gunzip -c "$from/share/doc/etapa/licences-of-parts.gz" >"$to/licences-of-parts.txt"
    tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
        -czf "$out/$name.tar.gz" "$name"
}

maintainer='The Etapa developers <etapa@users.noreply.github.com>'
for kind in "$@"; do
    "make_$kind"
done
