/* crash_memory.c: code that LLVM made in memory (`pyc run`), found after a crash.
 *
 * LLVM keeps a list of what it made for gdb, a private variable of the library that it is in: the
 * symbol is read from the library's file, its place from /proc/self/maps. Fit for a signal handler.
 */
#include "crash.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 1024 };

/* gdb's documentation, "JIT Compilation Interface". */
typedef struct {
    uint32_t version, action;
    const PycCodeInMemory *relevant, *first;
} Descriptor;

/* A line of /proc/self/maps, one character at a time. */
typedef struct { char data[4096]; ssize_t at, n; int file; } Reader;

static int next(Reader *reader) {
    if (reader->at == reader->n) {
        reader->n = read(reader->file, reader->data, sizeof reader->data);
        reader->at = 0;
        if (reader->n <= 0) return -1;
    }
    return reader->data[reader->at++];
}

static bool has_llvm(const char *path) { return strstr(path, "/libllvmlite") || strstr(path, "/libLLVM"); }

/* The first mapping of the library: its start and its file. */
static bool find_library(uint64_t *start, char *path) {
    static Reader reader;
    reader = (Reader){.file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)};
    if (reader.file < 0) return false;
    bool is_found = false;
    for (int c = next(&reader); c >= 0 && !is_found; c = next(&reader)) {
        uint64_t address = 0;
        for (; (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); c = next(&reader))
            address = address << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
        while (c >= 0 && c != '\n' && c != '/') c = next(&reader);
        size_t length = 0;
        for (; c >= 0 && c != '\n'; c = next(&reader))
            if (length < PATH - 1) path[length++] = (char)c;
        path[length] = 0;
        *start = address;
        is_found = has_llvm(path);
    }
    close(reader.file);
    return is_found;
}

const PycCodeInMemory *pyc_code_in_memory(void) {
    static char path[PATH];
    uint64_t start;
    if (!find_library(&start, path)) return NULL;
    PycImage library = pyc_image_open(path);
    uint64_t known = library.data ? pyc_image_symbol(library, "__jit_debug_descriptor") : 0;
    return known ? ((const Descriptor *)(start + known))->first : NULL;
}
