#!/usr/bin/env bash
# Makes the packages for Linux, checks them with the tools of those who would take them, and installs the .deb into
# a bare Debian, where the program is started by its desktop entry and has to paint a window.
#
#   tests/packages.sh            builds the program first, as for a release
#   tests/packages.sh BINARY     takes this one
#
# What it needs it installs itself (apt), so it wants a Debian or Ubuntu, and root or sudo. The packages and a picture
# of the window stay in target/packages.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${1-}
out=target/packages
# No smaller mirror of what the system itself is: the program is linked with that.
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
as_root=()
((EUID == 0)) || as_root=(sudo)

say() {
    echo "-- $*"
}

install_tools() {
    local missing=() package
    for package in debootstrap lintian desktop-file-utils appstream dpkg-dev rpm file; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Runs a command in the bare system, in which all processes end with it. Only its own devices are there.
inside() {
    "${as_root[@]}" unshare --mount --pid --fork --mount-proc="$bare/proc" --kill-child \
        chroot "$bare" env -i HOME=/ PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"
}

install_tools
if [[ -z $binary ]]; then
    cargo build --locked --release
    binary=target/release/etapa
fi
rm -rf "$out"
say "packing"
packaging/linux/build.sh "$out" "$binary"
deb=$(echo "$out"/etapa_*.deb)
rpm=$(echo "$out"/etapa-*.rpm)
tar=$(echo "$out"/etapa-*.tar.gz)
version=$("$binary" --version)

say "desktop entry and AppStream"
desktop-file-validate packaging/linux/etapa.desktop
appstreamcli validate --no-net packaging/linux/app.etapa.Etapa.metainfo.xml

say "lintian"
# It is not made for Debian's own archive, where a first package closes a bug.
lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$deb"

say "what is in the .rpm"
files=$(rpm -qpl "$rpm")
for file in bin/etapa share/applications/etapa.desktop share/icons/hicolor/scalable/apps/etapa.svg \
    share/metainfo/app.etapa.Etapa.metainfo.xml share/doc/etapa/licences-of-parts.gz; do
    grep -qx "/usr/$file" <<<"$files" || { echo "the .rpm lacks $file" >&2; exit 1; }
done
rpm -qpR "$rpm" | grep -q '^libxkbcommon-x11.so.0' || { echo "the .rpm does not say what is loaded" >&2; exit 1; }

say "the .tar.gz runs from any folder"
scratch=$(mktemp -d)
bare=$scratch/bare
trap '"${as_root[@]}" rm -rf --one-file-system "$scratch"' EXIT
tar -C "$scratch" -xzf "$tar"
unpacked=$(echo "$scratch"/etapa-*/etapa)
[[ $("$unpacked" --version) == "$version" ]]

say "a bare $suite"
"${as_root[@]}" debootstrap --variant=minbase "$suite" "$bare" >"$scratch/debootstrap" 2>&1 ||
    { tail -n 20 "$scratch/debootstrap" >&2; exit 1; }
"${as_root[@]}" cp "$deb" "$bare/etapa.deb"
say "installing the .deb there"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /etapa.deb >"$scratch/apt" 2>&1 ||
    { tail -n 20 "$scratch/apt" >&2; exit 1; }
# A display that nobody sees, OpenGL without a graphics card, and what a desktop starts programs with.
inside apt-get install -y -qq --no-install-recommends xvfb libgl1-mesa-dri libglib2.0-bin x11-utils x11-apps \
    >"$scratch/apt" 2>&1 || { tail -n 20 "$scratch/apt" >&2; exit 1; }
[[ $(inside etapa --version) == "$version" ]]

say "starting it by its desktop entry"
inside useradd --create-home anna
# shellcheck disable=SC2016 # The shell of the bare system expands these.
inside runuser -u anna -- bash -euc '
    export HOME=~anna LIBGL_ALWAYS_SOFTWARE=1
    mkdir -p -m 1777 /tmp/.X11-unix
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>~/display 2>~/xvfb &
    for ((i = 0; i < 300; i++)); do [ -s ~/display ] && break; sleep 0.1; done
    export DISPLAY=:$(cat ~/display)
    gio launch /usr/share/applications/etapa.desktop >~/told 2>&1 &
    colors=0
    for ((i = 0; i < 600; i++)); do
        window=$(xwininfo -root -tree | sed -nE "s/^ +(0x[0-9a-f]+) \"Etapa\".*/\1/p" | head -n 1)
        if [ -n "$window" ] && xwd -silent -id "$window" -out ~/window.xwd 2>>~/told-early; then
            colors=$(od -An -v -t x4 -w4 ~/window.xwd | sort -u | wc -l)
            # The header of the picture alone has some dozens.
            [ "$colors" -gt 200 ] && break
        fi
        sleep 0.1
    done
    cat ~/told >&2
    echo "$colors colours"
    [ "$colors" -gt 200 ]
    xprop -id "$window" WM_CLASS | grep -q "\"etapa\""
'
cp "$bare/home/anna/window.xwd" "$out/"
say "removing it"
inside apt-get purge -y -qq etapa >"$scratch/apt" 2>&1
[[ -z $(inside find /usr /etc -name '*etapa*') ]]
ls -l "$out"
