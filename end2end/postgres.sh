#!/usr/bin/env bash
# Runs a command beside a throwaway PostgreSQL cluster, whose address is in TERREAU_TEST_POSTGRES:
#   postgres.sh run COMMAND [ARGUMENT...]
# The cluster is stopped and removed afterwards; the exit status is the command's.
set -euo pipefail

if [ "${1-}" != run ] || [ $# -lt 2 ]; then
  echo "usage: $0 run COMMAND [ARGUMENT...]" >&2
  exit 2
fi
shift

bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL is missing: install Debian's package « postgresql »." >&2
  exit 1
fi

folder=$(mktemp -d)
log=$folder/log

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd "$folder" && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

remove() {
  as_postgres "$bin/pg_ctl" stop --pgdata "$folder/data" --mode immediate --silent > /dev/null 2>&1 || true
  rm -rf "$folder"
}
command=
end() {
  if [ -n "$command" ]; then
    kill -TERM "$command" 2> /dev/null || true
    wait "$command" || true
  fi
  exit "$1"
}
trap remove EXIT
trap 'end 130' INT
trap 'end 143' TERM HUP

if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
fi
as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 > "$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }

# A port that looks free may be taken before the cluster listens on it: the next is tried then.
for _ in {1..20}; do
  port=$((20000 + RANDOM % 12000))
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c shared_buffers=32MB -c max_connections=200"
  if as_postgres "$bin/pg_ctl" start --pgdata "$folder/data" --options "$options" --log "$folder/data/server.log" --wait --silent > "$log" 2>&1; then
    started=yes
    break
  fi
done
if [ -z "${started-}" ]; then
  cat "$log" "$folder/data/server.log" >&2
  exit 1
fi

export TERREAU_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres
# In the background, so that a signal is answered at once; bash would take its input away there.
"$@" <&0 &
command=$!
wait "$command"
