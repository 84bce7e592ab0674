#!/usr/bin/env bash
# The published description of the API against the served program, by Schemathesis: what the
# description promises is answered and nothing else, whatever is sent. On SQLite and PostgreSQL.
# The last line of each database says how many checks passed.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
. .ci/postgres.sh
need_rust
need_python
need curl curl
need_program
[ -n "${VUONLEN_TEST_POSTGRES:-}" ] || with_postgres
# Environment variables would go before what is written here.
for variable in $(compgen -v VUONLEN_ | grep -v '^VUONLEN_TEST_POSTGRES$'); do unset "$variable"; done

python=${CARGO_TARGET_DIR:-$PWD/target}/api-venv
[ -x "$python/bin/python" ] || python3 -m venv "$python"
"$python/bin/pip" install -q --disable-pip-version-check -r e2e/api-requirements.txt

name=api_$$
tools=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
"$tools/createdb" --maintenance-db="$VUONLEN_TEST_POSTGRES" "$name"
at_exit "$tools/dropdb --if-exists --force --maintenance-db='$VUONLEN_TEST_POSTGRES' $name"
server=$(printf %s "$VUONLEN_TEST_POSTGRES" | sed "s|/[^/?]*\(?.*\)\{0,1\}$|/$name\1|")

scopes=figures_read,household_list,household_read,household_write,household_event,duplicate_resolve
scopes=$scopes,round_read,table_read,export,change_report_read

for database in ${DATABASES:-sqlite postgres}; do
  echo "-- $database"
  work=$(mktemp -d)
  at_exit "rm -rf $work"
  address=sqlite://$work/demo.db
  more=()
  [ "$database" = sqlite ] || { address=$server && more=(--database "$server"); }
  "$PROGRAM" demo --make-only --households 40 --data "$work" "${more[@]}" >"$work/made.log" 2>&1 ||
    { cat "$work/made.log" && exit 1; }
  # Nothing here is to be turned away for asking often.
  printf '[limits]\npublic_per_minute = 0\nconnections_per_address = 0\n[log]\nlevel = "warn"\n' >"$work/api.toml"
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  serve() {
    VUONLEN_PRIVACY_KEYS_FILE=$work/keys.txt exec "$PROGRAM" serve --config "$work/api.toml" \
      --listen "127.0.0.1:$port" --database "$address" --data "$work/files" >"$work/serve.log" 2>&1
  }
  serve &
  served=$!
  at_exit "kill $served 2>/dev/null || true"
  API=http://127.0.0.1:$port
  for _ in $(seq 100); do
    curl -sf "$API/health/ready" >/dev/null && break
    kill -0 "$served" || { cat "$work/serve.log" && exit 1; }
    sleep 0.1
  done
  make_token() {
    "$PROGRAM" admin make-token --database "$address" --keys "$work/keys.txt" --days 2 "$@" 2>/dev/null
  }
  TOKEN=$(make_token --name can-bo-quynh-nhai --scope "$scopes")
  AUDITOR=$(make_token --name thanh-tra --scope audit_read)
  ask() { curl -sf -H "Authorization: Bearer $TOKEN" "$API/api/v1/$1"; }
  pick() { python3 -c "import json, sys; print(eval('json.load(sys.stdin)' + sys.argv[1]))" "$1"; }
  COMMUNE=$(ask units | pick "['communes'][0]['code']")
  VILLAGE=$(ask "units/$COMMUNE/villages" | pick "['villages'][0]['village_id']")
  HOUSEHOLD=$(ask 'households?limit=1' | pick "['households'][0]['household_id']")
  ROUND=$(ask rounds/14 | pick "['rounds'][0]['round_id']")
  sed "s/@TOKEN@/$TOKEN/; s/@AUDITOR@/$AUDITOR/; s/@COMMUNE@/$COMMUNE/; s/@VILLAGE@/$VILLAGE/; \
    s/@HOUSEHOLD@/$HOUSEHOLD/; s/@ROUND@/$ROUND/" e2e/schemathesis.toml >"$work/schemathesis.toml"
  "$python/bin/schemathesis" --config-file "$work/schemathesis.toml" --no-color run \
    "$API/api/v1/openapi.json" --report ndjson --report-ndjson-path "$work/report.ndjson" "$@" ||
    { tail -20 "$work/serve.log" && exit 1; }
  kill "$served"
  wait "$served" || true
  python3 e2e/count_api_checks.py "$work/report.ndjson"
done
