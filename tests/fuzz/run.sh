#!/usr/bin/env bash
# Fuzzes what reads from outside, and what is shown of it: `run.sh [SECONDS [TARGET…]]`. New inputs are kept below `target/fuzz`.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
targets=("${@:2}")
((${#targets[@]} > 0)) || targets=(api draft history snapshot csv shown)
for target in "${targets[@]}"; do
    corpus=target/fuzz/corpus/$target
    mkdir -p "$corpus"
    echo "== $target"
    cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir "${CARGO_TARGET_DIR:-target/fuzz}" "$target" \
        "$corpus" "tests/fuzz/seeds/$target" -- \
        -max_total_time="$seconds" -rss_limit_mb=2048 -max_len=65536 -dict=tests/fuzz/words.dict -print_final_stats=1
done
