#!/usr/bin/env bash
# Checks everything: layout, lints, all tests, the built program on a desktop of its own, the packages, the
# documentation.
#
#   tests/run.sh           everything
#   tests/run.sh --quick   without the keyring, the desktop, the packages and the documentation
#
# On a bare Debian or Ubuntu it installs the packages that are missing. The last line is the result:
# `N passed, M failed`, every test and every other check counted as one.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

quick=false
case "${1-}" in
'') ;;
--quick) quick=true ;;
*)
    echo "usage: tests/run.sh [--quick]" >&2
    exit 2
    ;;
esac

passed=0
failed=0
scratch=$(mktemp -d)
started=()

# Stops what this script has started, the youngest first, and removes what it has written.
# shellcheck disable=SC2317 # The trap calls it.
clean_up() {
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>>"$scratch/ends"
        wait "${started[i]}" 2>>"$scratch/ends"
    done
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

note_pass() {
    passed=$((passed + 1))
}

note_failure() {
    failed=$((failed + 1))
    echo "FAILED: $1" >&2
}

# Installs the packages of the list that are missing, if this is a system that has apt.
install_missing() {
    command -v apt-get >/dev/null || return 0
    local missing=() package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    local as_root=()
    ((EUID == 0)) || as_root=(sudo)
    echo "== installing ${missing[*]}"
    if ! "${as_root[@]}" apt-get update -qq; then return 1; fi
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$scratch/apt" 2>&1; then
        cat "$scratch/apt" >&2
        return 1
    fi
}

install_tools() {
    command -v cc >/dev/null || install_missing gcc libc6-dev || return 1
    command -v pkg-config >/dev/null || install_missing pkg-config || return 1
    $quick && return 0
    # Xvfb with its helpers; what a window needs at run time; OpenGL and Vulkan without a graphics card; a
    # session bus and a keyring.
    install_missing xvfb xauth openbox wmctrl x11-utils x11-apps \
        libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon0 libxkbcommon-x11-0 \
        libwayland-client0 libwayland-egl1 libegl1 libgl1 libgl1-mesa-dri mesa-vulkan-drivers \
        dbus dbus-x11 gnome-keyring libsecret-tools || return 1
}

# With a plain file in its place, a compiler reads there what another program has written.
restore_null_device() {
    [[ -c /dev/null ]] && return 0
    echo "== /dev/null is no device: making it anew"
    ((EUID == 0)) || return 1
    rm -f /dev/null
    mknod -m 666 /dev/null c 1 3
}

# Runs a check that passes or fails as a whole.
check() {
    local name=$1 began=$SECONDS
    shift
    echo "== $name"
    if "$@"; then note_pass; else note_failure "$name"; fi
    echo "== $name: $((SECONDS - began)) s"
}

# Runs a command that ends in `cargo test …` and counts the tests it reports.
check_tests() {
    local name=$1 status ran=0 results began=$SECONDS
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$scratch/tests"
    status=${PIPESTATUS[0]}
    results=$(sed -nE 's/^test result: .* ([0-9]+) passed; ([0-9]+) failed;.*/\1 \2/p' "$scratch/tests")
    while read -r good bad; do
        [[ -n ${good-} ]] || continue
        passed=$((passed + good))
        failed=$((failed + bad))
        ran=$((ran + good + bad))
        ((bad == 0)) || status=0 # Counted already.
    done <<<"$results"
    # It did not build, it broke off, or it ran nothing at all.
    ((status == 0 && ran > 0)) || note_failure "$name"
    echo "== $name: $((SECONDS - began)) s"
}

# Starts a display that nobody sees, with a window manager, and exports DISPLAY.
start_desktop() {
    local number
    mkfifo "$scratch/display"
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$scratch/display" 2>"$scratch/xvfb" &
    started+=($!)
    read -r -t 30 number <"$scratch/display" || {
        cat "$scratch/xvfb" >&2
        return 1
    }
    export DISPLAY=":$number" LIBGL_ALWAYS_SOFTWARE=1
    unset WAYLAND_DISPLAY
    openbox >"$scratch/openbox" 2>&1 &
    started+=($!)
    local deadline=$((SECONDS + 30))
    until wmctrl -m >>"$scratch/openbox" 2>&1; do
        ((SECONDS < deadline)) || {
            cat "$scratch/openbox" >&2
            return 1
        }
        sleep 0.1
    done
}

# Runs a command in a session of its own, with an unlocked keyring in a new folder. Fails without one.
# shellcheck disable=SC2317 # Called by its name.
in_session() {
    local home
    home=$(mktemp -d "$scratch/session-XXXXXX") || return 1
    mkdir -m 700 "$home/runtime" || return 1
    # shellcheck disable=SC2016 # The inner shell expands these.
    env --unset=GNOME_KEYRING_CONTROL XDG_RUNTIME_DIR="$home/runtime" \
        XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" \
        timeout 600 dbus-run-session -- bash -c '
            head -c 24 /dev/urandom | base64 |
                gnome-keyring-daemon --unlock --components=secrets >"$0" 2>&1 || { cat "$0" >&2; exit 1; }
            "$@"' "$home/keyring" "$@"
}

finish() {
    echo "== all: $SECONDS s"
    echo "$passed passed, $failed failed"
    ((failed == 0))
    exit
}

if ! restore_null_device; then
    note_failure "restoring /dev/null"
    finish
fi
if ! install_tools; then
    note_failure "installing what the tests need"
    finish
fi

check "layout" cargo fmt --all --check
check "lints" cargo clippy --locked --all-targets --all-features -- -D warnings
# All of them with the same features, so that the program is compiled once, and before any deadline begins.
tests=(--lib --bins --test it --test kills)
$quick || tests+=(--test secret_service --test desktop)
check "compiling" cargo test --locked --all-features --no-run "${tests[@]}"
check_tests "tests" cargo test --locked --all-features --no-fail-fast --lib --bins --test it -- --show-output
check_tests "kills" cargo test --locked --all-features --test kills
if ! $quick; then
    check_tests "secret service" in_session \
        cargo test --locked --all-features --no-fail-fast --test secret_service
    if start_desktop; then
        check_tests "desktop" in_session cargo test --locked --all-features --no-fail-fast --test desktop
    else
        note_failure "starting a desktop"
    fi
    if command -v apt-get >/dev/null; then
        # The same program again: what was compiled for the tests is packed.
        check "packages" tests/packages.sh target/debug/etapa
    fi
    RUSTDOCFLAGS="-D warnings" check "documentation" cargo doc --locked --no-deps
fi
finish
