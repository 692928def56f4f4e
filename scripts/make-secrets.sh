#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml, each in a file of its own, where there are none yet. Files
# that are there stay as they are, so it may run again.
#
#   bash scripts/make-secrets.sh            in the folder secrets/
#   bash scripts/make-secrets.sh FOLDER     elsewhere (set SECRETS=FOLDER for docker compose)
set -euo pipefail
folder=${1:-secrets}

# Nobody else gets into the folder; what is in it is handed to containers, whose accounts are others.
mkdir -p "$folder"
chmod 700 "$folder"

keep() {
  if [ -e "$folder/$1" ]; then
    echo "$folder/$1 is there already: it stays."
    return
  fi
  printf '%s' "$2" > "$folder/$1"
  chmod 444 "$folder/$1"
  echo "$folder/$1 made."
}

keep postgres_password "$(openssl rand -hex 24)"
keep runtime_password "$(openssl rand -hex 24)"
keep encryption_key "$(openssl rand -hex 32)"
keep migration_database_url "postgres://ijw:$(cat "$folder/postgres_password")@postgres:5432/ijw"
keep database_url "postgres://ijw_runtime:$(cat "$folder/runtime_password")@postgres:5432/ijw"

echo "Keep a copy of $folder/encryption_key outside this machine: without it nobody reads the messages, ever."
