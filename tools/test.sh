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

part "on SQLite" -n 2 -m "not browser"
part "in Chromium" -m browser
part "on PostgreSQL" -n 2 --postgres -m "not browser" --ignore tests/house
exit $status
