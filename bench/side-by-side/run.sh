#!/usr/bin/env bash
# The same work on the same Parquet in our program, DuckDB, Polars and DataFusion: identical
# figures, processor and wall seconds, peak memory. Prints the tables of bench/README.md.
# Usage: bench/side-by-side/run.sh [HOUSEHOLDS…] [--runs N] [--engines A,B] [--ours-only]
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh
need_rust
need_python
out=bench/out/side-by-side
mkdir -p "$out"
at_exit "rm -rf $out"
python3 -m venv bench/.venv
bench/.venv/bin/pip install --quiet --disable-pip-version-check duckdb polars datafusion pyarrow
cargo build --release --locked -p vuonlen-measure --example country
if [ $# -eq 0 ]; then set -- 100000 1500000 28000000; fi
bench/.venv/bin/python bench/side-by-side/compare.py "${CARGO_TARGET_DIR:-target}/release/examples/country" "$out" "$@"
