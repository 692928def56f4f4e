#!/usr/bin/env bash
# Installs PgBouncer when there is none. The tests put it between the gateway and Postgres.
set -euo pipefail

if PATH="$PATH:/usr/sbin" command -v pgbouncer > /dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo)
fi

if command -v apt-get > /dev/null; then
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends pgbouncer
elif command -v brew > /dev/null; then
  brew install pgbouncer
else
  echo 'There is no PgBouncer on the PATH, and no apt-get or brew to install it with.' >&2
  echo 'Install PgBouncer, and run this again.' >&2
  exit 1
fi

PATH="$PATH:/usr/sbin" pgbouncer --version
