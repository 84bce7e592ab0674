#!/usr/bin/env bash
# Measures the main job in release and prints the tables of bench/README.md.
# Usage: bench/run.sh [--households N] [--sample N] [--in-files N] [--runs N]
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
need_rust
cargo build --release --locked -p vuonlen -p vuonlen-bench
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(uname -sr), $(rustc --version | cut -d' ' -f1-2)"
echo
exec target/release/bench "$@"
