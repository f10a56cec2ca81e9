#!/bin/sh
# Checks style, types, layers, Django's own checks and migrations; says all that is wrong before it fails.
set -u
cd "$(dirname "$0")/.."
UNDERSIGNED_HOME=$(mktemp -d)
export UNDERSIGNED_HOME
trap 'rm -rf "$UNDERSIGNED_HOME"' EXIT
status=0

part() {
    printf -- '-- %s\n' "$*"
    ".venv/bin/$@" || status=1
}

part ruff check
part ruff format --check
part mypy
part lint-imports --no-logo
part undersigned check --fail-level WARNING
part undersigned makemigrations --check --dry-run
exit $status
