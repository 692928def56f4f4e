#!/usr/bin/env bash
# Installs a JDK when there is none. Only the second opinion on the schemas needs one: its package
# compiles a small Java class when npm installs it, so run this before npm ci.
set -euo pipefail

if command -v javac > /dev/null && command -v java > /dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo)
fi

if command -v apt-get > /dev/null; then
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends default-jdk-headless
else
  echo 'There is no JDK (javac and java) on the PATH, and no apt-get to install one with.' >&2
  echo 'Install a JDK, version 11 or later, and run this again.' >&2
  exit 1
fi

javac -version
