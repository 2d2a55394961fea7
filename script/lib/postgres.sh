# A PostgreSQL of its own for one run of the tests: in a temporary folder, on a free port, gone afterwards.
# Between start_postgres and stop_postgres DATABASE_URL names it. Sourced by script/test.
# shellcheck shell=bash

postgres_bin=""
postgres_data=""

# PostgreSQL refuses to run as root, so root becomes somebody else for it.
as_postgres() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  elif id postgres >/dev/null 2>&1; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && runuser -u nobody -- "$@")
  fi
}

free_port() { .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

make_cluster() { # LOCALE
  as_postgres "$postgres_bin/initdb" --pgdata="$postgres_data/db" --username=portal \
    --pwfile="$postgres_data/password" --auth=scram-sha-256 --encoding=UTF8 --locale="$1" --no-sync >/dev/null
}

# Durability is off: a test database need not survive a power cut, and syncing it takes most of its time. So is what
# pays only where tables are large and live long: a log for copies of the server, vacuuming, compiling queries.
# The password is there because everybody on this machine can reach the port.
start_postgres() { # FOLDER-OF-ITS-PROGRAMS
  local port password locale=C
  postgres_bin=$1
  port=$(free_port)
  password=$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(16))')
  case "$(uname)" in Linux) locale=C.UTF-8 ;; esac
  postgres_data=$(as_postgres mktemp -d /tmp/portal-postgres.XXXXXX)
  # shellcheck disable=SC2016  # the inner shell expands it
  as_postgres sh -c 'umask 077; echo "$1" >"$0/password"' "$postgres_data" "$password"
  if ! make_cluster "$locale" || ! as_postgres "$postgres_bin/pg_ctl" start --silent --wait \
    --pgdata="$postgres_data/db" --log="$postgres_data/log" --options="-p $port -h 127.0.0.1 -k '$postgres_data' \
      -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=128MB \
      -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off"; then
    as_postgres cat "$postgres_data/log" >&2
    return 1
  fi
  export DATABASE_URL="postgres://portal:$password@127.0.0.1:$port/portal"
}

stop_postgres() {
  [ -n "$postgres_data" ] || return 0
  as_postgres "$postgres_bin/pg_ctl" stop --silent --mode=immediate --pgdata="$postgres_data/db" || true
  rm -rf "$postgres_data"
  postgres_data=""
  unset DATABASE_URL
}
