#!/usr/bin/env bash
# Measures the living system over SQLite and PostgreSQL and prints the tables bench/store.md speaks of.
# Usage: bench/store.sh [--households N] [--clients 1,16,64] [--seconds S]
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
. .ci/postgres.sh
need_rust
cargo build --release --locked -p vuonlen -p vuonlen-bench --no-default-features
[ -n "${VUONLEN_TEST_POSTGRES:-}" ] || with_postgres
name=bench_$$
tools=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
"$tools/createdb" --maintenance-db="$VUONLEN_TEST_POSTGRES" "$name"
at_exit "$tools/dropdb --if-exists --force --maintenance-db='$VUONLEN_TEST_POSTGRES' $name"
work=$(mktemp -d)
at_exit "rm -rf $work"
program=${CARGO_TARGET_DIR:-target}/release/bench-store
echo "== SQLite"
"$program" --files "$work" --database "sqlite://$work/bench.db" "$@"
ls -l "$work"
echo "== PostgreSQL"
"$program" --files "$work" --database "$(printf %s "$VUONLEN_TEST_POSTGRES" | sed "s|/[^/?]*\(?.*\)\{0,1\}$|/$name\1|")" "$@"
