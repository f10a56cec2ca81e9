#!/bin/sh
# Makes .venv in the checkout and installs a hash-checked lock and the project into it.
# usage: tools/setup.sh run|dev      (run: what the site needs; dev: that, and what tests and checks need)
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
log=.venv/setup.log

die() { printf '%s\n' "$*" >&2; exit 1; }

# Runs a step out of sight; on failure shows its last error in one line.
step() {
    said=$1; shift
    printf '%s\n' "$said"
    "$@" >>"$log" 2>&1 </dev/null || die "Failed: $said: $(grep -iE 'error|^E:' "$log" | tail -n 1) (all of it: $log)"
}

find_python() {
    found=none
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && return
        found=$version
    done
    die "Python 3.11 or newer is needed; found $found"
}

# Debian takes venv's pip and pip itself out of Python. Its own package of pip is fetched and unpacked here,
# which needs no root and leaves the machine as it was.
debian_pip() {
    unpacked=$(mktemp -d)
    trap 'rm -rf "$unpacked"' EXIT
    mkdir -p "$unpacked/lists/partial" "$unpacked/cache/archives/partial"
    cat >"$unpacked/apt.conf" <<-CONF
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	APT::Sandbox::User "root";
	Acquire::Languages "none";
	Dir::State::lists "$unpacked/lists";
	Dir::Cache "$unpacked/cache";
	CONF
    step "Reading the system's package lists" apt-get -c "$unpacked/apt.conf" update
    (cd "$unpacked" && apt-get -c apt.conf download python3-pip-whl) >>"$log" 2>&1 \
        || die "Failed: getting pip from the system's packages (all of it: $log)"
    dpkg-deb -x "$unpacked"/python3-pip-whl_*.deb "$unpacked"
    pip=".venv/bin/python $(echo "$unpacked"/usr/share/python-wheels/pip-*.whl)/pip"
}

find_pip() {
    if .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >>"$log" 2>&1; then
        pip=".venv/bin/python -m pip"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        pip="$python -m pip --python .venv/bin/python"
    elif command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
        debian_pip
    else
        die "pip is needed: install your system's package of pip for $python"
    fi
}

# An environment does not outlive its Python, nor a move of the checkout.
is_usable() {
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        head -n 2 .venv/bin/pip 2>/dev/null | grep -qF "$PWD/.venv/"
}

find_python
if ! is_usable; then
    "$python" -m venv --without-pip --clear .venv || die "Python's venv module is needed: install it for $python"
    printf 'Made .venv with Python %s\n' "$version"
fi
: >"$log"
find_pip
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_NO_WARN_SCRIPT_LOCATION=1
# $pip is a command and its arguments.
# shellcheck disable=SC2086
step "Installing $(grep -c '==' "$lock") packages from $lock" $pip install --require-hashes -r "$lock"
step "Installing undersigned" .venv/bin/python -m pip install --no-deps --no-build-isolation --no-index -e .
