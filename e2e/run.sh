#!/usr/bin/env bash
# Browser flows over the pages: accessibility, keyboard, no scripts, two officers at once.
# Screenshots are left in $OUT (target/e2e unless set).
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
need_rust
need_debian chromium-headless-shell chromium-headless-shell fonts-liberation2
need_debian npm nodejs npm
OUT=${OUT:-$PWD/target/e2e}
mkdir -p "$OUT"
(cd e2e && npm ci --no-audit --no-fund --silent)

cargo build -q --locked -p vuonlen-web --example look
log=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/examples/look" 127.0.0.1:0 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
# The server prints its address once it answers.
address=
for _ in $(seq 600); do
  address=$(grep -o 'http://127.0.0.1:[0-9]*' "$log" || true)
  [ -n "$address" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$log"; exit 1; }
  sleep 0.2
done
ADDRESS=$address OUT=$OUT node e2e/flow.mjs
