# Sourced after setup.sh: `with_postgres` starts a throw-away PostgreSQL on a free loopback port as
# an unprivileged user, exports VUONLEN_TEST_POSTGRES, and stops it when the shell ends.

with_postgres() {
  local bin folder port as_postgres=()
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || install_debian postgresql
  bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  folder=$(mktemp -d)
  # The server refuses to run as root.
  if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$folder"
    as_postgres=(runuser -u postgres --)
  fi
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (cd / && "${as_postgres[@]}" "$bin/initdb" -D "$folder/data" -U vuonlen -A trust -E UTF8 --locale=C.UTF-8 >/dev/null &&
    "${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" start \
      -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400" >/dev/null) || return 1
  export VUONLEN_TEST_POSTGRES="postgres://vuonlen@127.0.0.1:$port/postgres?sslmode=disable"
  at_exit "(cd / && ${as_postgres[*]} $bin/pg_ctl -D $folder/data -m immediate stop >/dev/null 2>&1); rm -rf $folder"
}
