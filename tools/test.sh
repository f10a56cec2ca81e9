#!/bin/sh
# Runs every test: on SQLite, in Chromium, on PostgreSQL. A part that fails stops no other; the exit code tells.
set -u
cd "$(dirname "$0")/.."
unset DATABASE_URL  # no test runs on a database that somebody uses
unset PYTHONDONTWRITEBYTECODE  # what is compiled once need not be again, by each process of three runs
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

install() {
    echo "Installing $1"
    apt-get install -y --no-install-recommends "$@" >>.venv/chromium.log 2>&1 </dev/null
}

# Tried once: where there is no network the large one, which is slower, does as well.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ ! -e .venv/chromium.log ] &&
    ! command -v chromium-headless-shell >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update >.venv/chromium.log 2>&1 </dev/null
    install chromium-headless-shell libatomic1 || look_for_chromium >/dev/null || install chromium libatomic1
fi

# Three at a time, also on two cores: many tests wait for a mail, a page or a process that begins.
part "on SQLite" -n 3 --dist worksteal -m "not browser"
if look_for_chromium; then
    part "in Chromium" -n 3 --dist worksteal -m browser
else
    status=1
fi
# What knows no database, and what starts both itself, ran above.
part "on PostgreSQL" -n 3 --dist worksteal --postgres -m "not browser" --ignore tests/house --ignore tests/kit --ignore tests/bench
exit $status
