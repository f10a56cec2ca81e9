#!/bin/sh
# Runs every test: on SQLite, in Chromium, on PostgreSQL. A part that fails stops no other; the exit code tells.
set -u
cd "$(dirname "$0")/.."
status=0

part() {
    printf -- '-- %s\n' "$1"
    shift
    .venv/bin/pytest "$@" || status=1
}

if ! .venv/bin/python -m tests.chromium 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends chromium; } >.venv/chromium.log 2>&1 </dev/null
fi
.venv/bin/python -m tests.chromium || status=1

part "on SQLite" -n 2 -m "not browser"
part "in Chromium" -m browser
part "on PostgreSQL" -n 2 --postgres -m "not browser" --ignore tests/house
exit $status
