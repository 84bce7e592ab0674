#!/usr/bin/env bash
# Browser flows over the demonstration, on SQLite and on PostgreSQL: every page of every role with
# accessibility checks, by keyboard, without scripts, 360 px wide, two officers at once, and a whole
# review of one village, and signing in, with a real OpenID Connect provider (provider.mjs). Screenshots are left in $OUT (target/e2e unless set).
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
. .ci/postgres.sh
need_rust
need_browser
export OUT=${OUT:-$PWD/target/e2e}
need_program
(cd e2e && npm ci --no-audit --no-fund --silent)
[ -n "${VUONLEN_TEST_POSTGRES:-}" ] || with_postgres

# The database goes away with the shell, so its name only has to be its own.
name=e2e_$$
tools=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
"$tools/createdb" --maintenance-db="$VUONLEN_TEST_POSTGRES" "$name"
at_exit "$tools/dropdb --if-exists --force --maintenance-db='$VUONLEN_TEST_POSTGRES' $name"
server=$(printf %s "$VUONLEN_TEST_POSTGRES" | sed "s|/[^/?]*\(?.*\)\{0,1\}$|/$name\1|")

for database in ${DATABASES:-sqlite postgres}; do
  echo "-- $database"
  mkdir -p "$OUT/$database"
  work=$(mktemp -d)
  at_exit "rm -rf $work"
  address=
  [ "$database" = sqlite ] || address=$server
  OUT="$OUT/$database" DATA=$work DATABASE=$address node e2e/flow.mjs
done
