#!/usr/bin/env bash
# `scripts/delivery/with-packages.sh SCRIPT ARGUMENT...`: runs a script of this folder, even on a clean clone.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -d node_modules ] || npm ci --no-audit --no-fund
script=$1
shift
export PATH="$PWD/node_modules/.bin:$PATH"
exec "scripts/delivery/$script" "$@"
