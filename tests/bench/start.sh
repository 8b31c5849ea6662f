#!/usr/bin/env bash
# Measures what starting Etapa costs, beside a bare window of the same kind: time to the first painted
# frame, and resident memory once it no longer grows. Prints the medians and their ratio.
#
#   tests/bench/start.sh [RUNS]    5 alternating runs of each unless told otherwise
#
# Nothing in the program helps: a window of eframe stays hidden until its first frame is painted, so that
# frame is when the picture of the display is no longer what it was when empty. The display is a virtual
# one with software rendering, so the ratios mean more than the numbers.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-5}

scratch=$(mktemp -d)
server=''
program=''
# shellcheck disable=SC2317 # The trap calls it.
clean_up() {
    [[ -z $program ]] || kill "$program" 2>>"$scratch/ends" || :
    [[ -z $server ]] || kill "$server" 2>>"$scratch/ends" || :
    rm -rf "$scratch"
}
trap clean_up EXIT

cargo build --release --quiet --bin etapa --example bare-window
binaries=$(cargo metadata --format-version 1 --no-deps | sed -E 's/.*"target_directory":"([^"]*)".*/\1/')/release

mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 640x480x24 -nolisten tcp 3>"$scratch/display" 2>"$scratch/xvfb" &
server=$!
read -r -t 30 number <"$scratch/display"
export DISPLAY=":$number" LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY

picture() {
    xwd -root -silent | cksum
}

milliseconds() {
    echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

resident_kilobytes() {
    sed -nE 's/^VmRSS:\s+([0-9]+) kB/\1/p' "/proc/$program/status"
}

# Returns when the program's memory has not grown for a second.
settle() {
    local last=0 now still=0
    while ((still < 10)); do
        sleep 0.1
        now=$(resident_kilobytes)
        if ((now > last)); then
            last=$now still=0
        else
            still=$((still + 1))
        fi
    done
}

# Runs a program once; appends its time and memory to the files called after it.
measure() {
    local name=$1 empty start deadline
    shift
    empty=$(picture)
    start=$(milliseconds)
    deadline=$((SECONDS + 60))
    "$@" >"$scratch/output" 2>&1 &
    program=$!
    while [[ $(picture) == "$empty" ]]; do
        if ((SECONDS > deadline)) || ! kill -0 "$program"; then
            echo "$name shows no window:" >&2
            cat "$scratch/output" >&2
            exit 1
        fi
    done
    echo $(($(milliseconds) - start)) >>"$scratch/$name.time"
    settle
    resident_kilobytes >>"$scratch/$name.memory"
    kill "$program"
    wait "$program" 2>>"$scratch/ends" || :
    program=''
    # The display is empty again before the next run.
    deadline=$((SECONDS + 60))
    until [[ $(picture) == "$empty" ]] || ((SECONDS > deadline)); do :; done
}

median() {
    sort -n "$1" | awk '{ row[NR] = $1 } END { print row[int((NR + 1) / 2)] }'
}

for ((run = 0; run < runs; run++)); do
    measure bare "$binaries/examples/bare-window"
    measure etapa "$binaries/etapa" --demo
done

for what in time memory; do
    etapa=$(median "$scratch/etapa.$what")
    bare=$(median "$scratch/bare.$what")
    [[ $what == time ]] && unit=ms || unit=kB
    awk -v what="$what" -v etapa="$etapa" -v bare="$bare" -v unit="$unit" \
        'BEGIN { printf "%s: etapa %d %s, bare window %d %s, ratio %.2f\n", what, etapa, unit, bare, unit, etapa / bare }'
done
