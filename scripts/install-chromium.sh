#!/usr/bin/env bash
# Installs Chromium when neither it nor Chrome is there. The tests of the pages start one: they look where
# CHROMIUM_PATH says, then at the usual places.
set -euo pipefail

if [ -n "${CHROMIUM_PATH:-}" ] || command -v chromium chromium-browser google-chrome > /dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo)
fi

if command -v apt-get > /dev/null; then
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends chromium
else
  echo 'There is no Chromium or Chrome on the PATH, and no apt-get to install one with.' >&2
  echo 'Install one, or let CHROMIUM_PATH name it, and run this again.' >&2
  exit 1
fi

chromium --version
