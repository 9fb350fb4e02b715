#!/bin/sh
# Builds runtime/build/libpycrt.{a,so} from what changed; `sanitize` builds runtime/build/sanitize/.
# Files that do not compile are reported; the others are built (make -k).
set -e
cd "$(dirname "$0")"
if [ "$1" = sanitize ]; then
    mkdir -p build/sanitize
    exec make -k -j2 --no-print-directory BUILD=build/sanitize \
        EXTRA="-fsanitize=address,undefined -fno-omit-frame-pointer"
fi
mkdir -p build
exec make -k -j2 --no-print-directory
