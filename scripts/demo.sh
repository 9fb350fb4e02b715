#!/usr/bin/env bash
# Sets everything up, then builds an example program and runs it natively and under CPython.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { # step TEXT COMMAND...: runs the command and says how long it took
    local text=$1 started ended
    shift
    echo "== $text"
    started=$(date +%s%N)
    "$@"
    ended=$(date +%s%N)
    echo "   took $(((ended - started) / 1000000)) ms"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
step "set up .venv and the C runtime" scripts/setup.sh
step "pyc build examples/nbody.py" .venv/bin/pyc build examples/nbody.py -o "$folder/nbody" --timings
step "run it natively" "$folder/nbody" 200000
step "run it under CPython" python3 examples/nbody.py 200000
step "pyc run examples/inventory.py (in memory)" .venv/bin/pyc run examples/inventory.py
