#!/bin/sh
# Runs every test: on SQLite, in Chromium, on PostgreSQL. A part that fails stops no other; the exit code tells.
set -u
cd "$(dirname "$0")/.."
unset DATABASE_URL  # no test runs on a database that somebody uses
status=0

part() {
    printf -- '-- %s\n' "$1"
    shift
    .venv/bin/pytest "$@" || status=1
}

# Says what is missing, if anything is.
look_for_chromium() {
    .venv/bin/python -m tests.chromium 2>/dev/null
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! look_for_chromium >/dev/null; then
    echo "Installing Chromium"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends chromium libatomic1; } \
        >.venv/chromium.log 2>&1 </dev/null
fi

part "on SQLite" -n 2 -m "not browser"
if look_for_chromium; then
    part "in Chromium" -n 2 --dist loadfile -m browser
else
    status=1
fi
# What knows no database, and what starts both itself, ran above.
part "on PostgreSQL" -n 2 --postgres -m "not browser" --ignore tests/house --ignore tests/kit --ignore tests/bench
exit $status
