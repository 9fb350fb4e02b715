#!/bin/sh
# Builds runtime/build/libpycrt.{a,so} from what changed; `sanitize` builds runtime/build/sanitize/.
# Files that do not compile are reported; the others are built (make -k). One build at a time.
set -e
cd "$(dirname "$0")"
mkdir -p build/sanitize
exec 9>build/.lock
flock 9
if [ "$1" = sanitize ]; then
    exec make -k -j2 --no-print-directory BUILD=build/sanitize \
        EXTRA="-g1 -fsanitize=address,undefined -fno-omit-frame-pointer"
fi
# An installed pyc has its byte code beside its sources; so has a checkout that was built.
python3 -m compileall -q ../compiler ../pyc
exec make -k -j2 --no-print-directory
