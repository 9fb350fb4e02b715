#!/usr/bin/env bash
# Makes .venv with pyc installed from this checkout. `setup.sh test` adds what the tests need.
# On Debian it installs the few system packages that are missing (as root, or through sudo).
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v gcc >/dev/null || missing+=(gcc)
command -v ld >/dev/null || missing+=(binutils)
command -v make >/dev/null || missing+=(make)
command -v python3 >/dev/null || missing+=(python3)
[ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
if [ ${#missing[@]} -gt 0 ]; then
    echo "installing system packages: ${missing[*]}"
    "${root[@]}" apt-get update -q
    "${root[@]}" apt-get install -y -q "${missing[@]}"
fi

# Tests of a debugger or an editor that cannot be had are skipped.
if [ "${1:-}" = test ]; then
    wanted=()
    command -v gdb >/dev/null || wanted+=(gdb)
    compgen -c lldb-dap >/dev/null || wanted+=(lldb-19 python3-lldb-19)
    command -v nvim >/dev/null || wanted+=(neovim)
    command -v emacs >/dev/null || wanted+=(emacs-nox elpa-eglot)
    command -v tmux >/dev/null || wanted+=(tmux)
    if [ ${#wanted[@]} -gt 0 ]; then
        echo "installing debuggers, editors and a terminal: ${wanted[*]}"
        "${root[@]}" apt-get update -q || true
        for each in "${wanted[@]}"; do
            "${root[@]}" apt-get install -y -q --no-install-recommends "$each" || echo "no $each here"
        done
    fi
fi

[ -x .venv/bin/python ] || python3 -m venv .venv
extra=""
[ "${1:-}" = test ] && extra="[test]"
.venv/bin/pip install -q --disable-pip-version-check ".$extra"
