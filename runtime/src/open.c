/* open.c: open() for text files in UTF-8; other encodings and binary files say that they wait. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text_file.h"

static PycWord not_yet(const char *what, PycWord value) {
    pyc_raise_type(&pyc_not_implemented_error_type, "open() with %s %R is not supported by pyc yet",
                   what, value);
    return 0;
}

/* The flags of open(2) for a mode like "r", "w", "a", "x" with "t"; -1: exception. */
static int flags_of(PycWord mode, char *letter) {
    int64_t length;
    char *text = pyc_str_utf8(mode, &length);
    if (!text) return -1;
    int flags = -1, kinds = 0;
    bool is_other = false, is_valid = length > 0;
    for (int64_t i = 0; i < length; i++) {
        char c = text[i];
        if (strchr(text + i + 1, c)) is_valid = false;
        if (c == 'r') kinds++, flags = O_RDONLY, *letter = 'r';
        else if (c == 'w') kinds++, flags = O_WRONLY | O_CREAT | O_TRUNC, *letter = 'w';
        else if (c == 'a') kinds++, flags = O_WRONLY | O_CREAT | O_APPEND, *letter = 'w';
        else if (c == 'x') kinds++, flags = O_WRONLY | O_CREAT | O_EXCL, *letter = 'w';
        else if (c == 'b' || c == '+') is_other = true;
        else if (c != 't') is_valid = false;
    }
    free(text);
    if (!is_valid) return pyc_raise_type(&pyc_value_error_type, "invalid mode: %R", mode), -1;
    if (kinds != 1) {
        pyc_raise_type(&pyc_value_error_type,
                       "must have exactly one of create/read/write/append mode");
        return -1;
    }
    if (is_other) return (void)not_yet("mode", mode), -1;
    return flags;
}

static bool is_utf8(PycWord encoding) {
    static const char *const names[] = {"utf-8", "utf8", "UTF-8", "UTF8", "utf_8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (pyc_str_equal(encoding, pyc_intern(names[i]))) return true;
    return false;
}

static bool is_given(PycWord a) { return a && a != PYC_NONE; }
static bool is_text(PycWord a) { return (pyc_type_of(a)->flags & PYC_TYPE_STR) != 0; }

PycWord pyc_open(PycWord file, PycWord mode, PycWord buffering, PycWord encoding, PycWord errors,
                 PycWord newline, PycWord closefd, PycWord opener) {
    (void)closefd;
    (void)buffering;
    if (!mode) mode = pyc_intern("r");
    if (!is_text(mode))
        return pyc_raise_type(&pyc_type_error_type, "open() argument 'mode' must be str, not %s",
                              pyc_argument_type(mode)), (PycWord)0;
    if (!is_text(file)) {
        if (!pyc_is_int(file))
            pyc_raise_type(&pyc_type_error_type, "expected str, bytes or os.PathLike object, not %s",
                           pyc_type_of(file)->name);
        else not_yet("file", file);
        return 0;
    }
    if (is_given(encoding) && !(is_text(encoding) && is_utf8(encoding))) return not_yet("encoding", encoding);
    if (is_given(errors) && !pyc_str_equal(errors, pyc_intern("strict"))) return not_yet("errors", errors);
    if (is_given(opener)) return not_yet("opener", opener);
    char letter = 'r';
    int flags = flags_of(mode, &letter);
    if (flags < 0) return 0;
    if (is_given(newline) && letter == 'r') return not_yet("newline", newline);
    int64_t length;
    char *path = pyc_str_utf8(file, &length);
    if (!path) return 0;
    if (strlen(path) != (size_t)length) {
        free(path);
        return pyc_raise_type(&pyc_value_error_type, "embedded null byte"), (PycWord)0;
    }
    int fd = open(path, flags | O_CLOEXEC, 0666);
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(fd);
        fd = -1;
        errno = EISDIR;
    }
    if (fd < 0) {
        free(path);
        return pyc_raise_errno(errno, file), (PycWord)0;
    }
    PycTextFile *made = pyc_allocate(&pyc_text_file_type, sizeof(PycTextFile));
    made->fd = fd;
    made->name = path;
    made->mode = letter;
    made->owned = true;
    return pyc_word(made);
}
