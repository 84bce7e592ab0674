#!/usr/bin/env bash
# Other engines must read our snapshots and count what we count: DuckDB and Polars from PyPI over
# the Parquet file, against `vuonlen measure query` over the index.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh
need_rust
need_python
work=$(mktemp -d)
at_exit "rm -rf $work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check duckdb polars
need_program
"$PROGRAM" synth --households 20000 --year 2025 --seed 7 --out "$work/country" >/dev/null
"$PROGRAM" measure query --input "$work/country" --json --by province \
  --where 'class == "poor" && "water" in deprivations' 2>/dev/null >"$work/ours.json"
"$work/venv/bin/python" bench/side-by-side/reads_snapshot.py "$work/country" "$work/ours.json"
