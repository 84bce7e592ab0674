#!/usr/bin/env bash
# The served pages under load: requests per second and how long they take with 1 to 1,000 people signed in,
# over a filled database, encrypted and audited; the start of the program and its memory at rest.
# Each page is asked for as fast as it comes, and by people who rest a while between two pages.
# Usage: bench/load.sh [--households N] [--seconds S] [--sessions 1,64,256,1000] [--rests 0,1000 (ms)]
#                      [--databases sqlite,postgres] [--keep]
# --keep: what was filled stays, and the next run with --keep over as many households measures it as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
. .ci/postgres.sh
need_rust
need wrk wrk
need curl curl
households=100000 seconds=10 sessions=1,64,256,1000 rests=0,1000 databases=sqlite,postgres keep=
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes && shift && continue ;;
    --households) households=$2 ;;
    --seconds) seconds=$2 ;;
    --sessions) sessions=$2 ;;
    --rests) rests=$2 ;;
    --databases) databases=$2 ;;
    *) echo "unknown option $1" >&2 && exit 2 ;;
  esac
  shift 2
done
cargo build --release --locked -p vuonlen -p vuonlen-bench --no-default-features
built=${CARGO_TARGET_DIR:-target}/release
[ -n "${VUONLEN_TEST_POSTGRES:-}" ] || with_postgres
tools=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
for variable in $(compgen -v VUONLEN_ | grep -v '^VUONLEN_TEST_POSTGRES$'); do unset "$variable"; done

# measure WHAT ARGUMENTS...: a line of the table, for so many sessions that rest so long.
measure() {
  local what=$1 threads=2
  shift
  [ "$count" -gt 1 ] || threads=1
  printf '| %s | %s | %s | ' "$what" "$count" "$([ "$rest" = 0 ] && echo none || echo "$rest ms")"
  wrk -t "$threads" -c "$count" -d "${seconds}s" --timeout 30s -s bench/load.lua "$site" -- "$work/now.txt" "$rest" "$@" | tail -n 1
}

for database in ${databases//,/ }; do
  echo "== $database"
  if [ -n "$keep" ]; then
    work=$PWD/target/bench/load_${households}_$database
    mkdir -p "$work"
  else
    work=$(mktemp -d)
    at_exit "rm -rf $work"
  fi
  address=sqlite://$work/load.db
  if [ "$database" = postgres ]; then
    if [ -z "$keep" ]; then
      name=load_$$
      at_exit "$tools/dropdb --if-exists --force --maintenance-db='$VUONLEN_TEST_POSTGRES' $name"
    else
      name=load_$households
    fi
    "$tools/psql" -lqtA "$VUONLEN_TEST_POSTGRES" | grep -q "^$name|" ||
      "$tools/createdb" --maintenance-db="$VUONLEN_TEST_POSTGRES" "$name"
    address=$(printf %s "$VUONLEN_TEST_POSTGRES" | sed "s|/[^/?]*\(?.*\)\{0,1\}$|/$name\1|")
  fi
  "$built/bench-store" --database "$address" --files "$work/files" --households "$households" --only-fill
  "$built/bench-store" --print-key >"$work/keys.txt"
  chmod 600 "$work/keys.txt"
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  printf '[limits]\nconnections = 2048\nconnections_per_address = 0\npublic_per_minute = 0\n[log]\nlevel = "warn"\n' >"$work/load.toml"
  site=http://127.0.0.1:$port
  begun=$(date +%s%N)
  VUONLEN_PRIVACY_KEYS_FILE=$work/keys.txt "$built/vuonlen" serve --config "$work/load.toml" --listen "127.0.0.1:$port" \
    --database "$address" --data "$work/files" >"$work/serve.log" 2>&1 &
  served=$!
  at_exit "kill $served 2>/dev/null || true"
  until curl -sf "$site/health/ready" >/dev/null; do
    kill -0 "$served" || { cat "$work/serve.log" && exit 1; }
    sleep 0.01
  done
  echo "start until ready: $((($(date +%s%N) - begun) / 1000000)) ms"
  sleep 2
  echo "memory at rest: $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$served/status") MB"

  # A session is a cookie and the token of its forms.
  sign_in() {
    local jar
    jar=$(mktemp)
    curl -sf -o /dev/null -c "$jar" --data-urlencode name=can-bo-xa --data-urlencode "password=đo tốc độ cơ sở dữ liệu" "$1/sign-in"
    echo "$(awk '$6 == "session" { print $7 }' "$jar") $(curl -sf -b "$jar" "$1/" | grep -o 'name="csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)"
    rm -f "$jar"
  }
  export -f sign_in
  most=$(echo "${sessions//,/ }" | tr ' ' '\n' | sort -n | tail -n 1)
  seq "$most" | xargs -P 4 -I{} bash -c "sign_in $site" >"$work/sessions.txt"
  [ "$(grep -c '^[^ ]\+ [^ ]\+$' "$work/sessions.txt")" -eq "$most" ] || { echo "somebody could not sign in" >&2 && exit 1; }
  jar=session=$(head -n 1 "$work/sessions.txt" | cut -d' ' -f1)
  # One is looked at, another changed: what is saved thousands of times has a page of its own length.
  read -r household saved < <(curl -sf -b "$jar" "$site/households" | grep -o '/households/14/[0-9a-f-]\{36\}' | uniq | head -n 2 | xargs)
  [ "$(curl -s -o /dev/null -w '%{http_code}' -b "$jar" "$site$household")" = 200 ] || { echo "the household does not open" >&2 && exit 1; }

  echo "| page | sessions | rest | per second | p50 | p95 | p99 | turned away |"
  echo "|---|--:|--:|--:|--:|--:|--:|--:|"
  for rest in ${rests//,/ }; do
    for count in ${sessions//,/ }; do
      head -n "$count" "$work/sessions.txt" >"$work/now.txt"
      measure "home" /
      measure "list of households" /households
      measure "household" "$household"
      measure "save an event of a household" "$saved/events" "kind=illness&on=2026-08-01&note=do"
    done
  done
  kill "$served"
  wait "$served" || true
done
