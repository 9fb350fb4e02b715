/* text_file.c: standard input, output and error as text streams, buffered as CPython's are. */
#include "text_file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

extern PycType pyc_unsupported_operation_type;

enum { BLOCK = 8192 };

static PycTextFile *file_of(PycWord a) { return (PycTextFile *)pyc_object(a); }

/* ---- Writing ---- */

static void drop_written(PycTextFile *file, int64_t n) {
    file->start += n;
    file->length -= n;
    if (!file->length) file->start = 0;
}

int pyc_file_flush(PycTextFile *file) {
    while (file->mode == 'w' && file->length) {
        ssize_t n = write((int)file->fd, file->buffer + file->start, (size_t)file->length);
        if (n >= 0) {
            drop_written(file, n);
            continue;
        }
        if (errno == EINTR && !pyc_interrupt_check()) continue;
        if (!pyc_state.exception) pyc_raise_errno(errno, 0);
        return -1;
    }
    return 0;
}

static void reserve(PycTextFile *file, int64_t n) {
    int64_t end = file->start + file->length;
    if (end + n <= file->capacity) return;
    int64_t capacity = file->capacity ? file->capacity : 2 * BLOCK;
    while (capacity < end + n) capacity *= 2;
    file->buffer = pyc_raw_resize(file->buffer, file->capacity, capacity);
    file->capacity = capacity;
}

int pyc_file_write_bytes(PycTextFile *file, const char *bytes, int64_t n) {
    reserve(file, n);
    memcpy(file->buffer + file->start + file->length, bytes, (size_t)n);
    file->length += n;
    return 0;
}

static int64_t encoded(uint32_t c, char out[4]) {
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)), out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63)), out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static bool is_surrogate(uint32_t c) { return c >= 0xd800 && c < 0xe000; }

static PYC_COLD int raise_surrogate(PycWord text, int64_t from) {
    int64_t to = from, n = ((PycStr *)pyc_object(text))->length;
    while (to < n && is_surrogate(pyc_str_at(text, to))) to++;
    PycWord args[] = {pyc_str_from_c("utf-8"), text, pyc_small(from), pyc_small(to), pyc_str_from_c("surrogates not allowed")};
    PycWord exception = pyc_unicode_encode_error_type.create(&pyc_unicode_encode_error_type, args, 5, 0);
    pyc_dec(args[0]);
    pyc_dec(args[4]);
    if (exception) pyc_set_pending(exception);
    return -1;
}

static int write_wide(PycTextFile *file, PycWord text) {
    int64_t n = ((PycStr *)pyc_object(text))->length;
    for (int64_t i = 0; i < n && !file->backslash_replace; i++)
        if (is_surrogate(pyc_str_at(text, i))) return raise_surrogate(text, i);
    for (int64_t i = 0; i < n; i++) {
        char bytes[16];
        uint32_t c = pyc_str_at(text, i);
        int64_t length = is_surrogate(c) ? __builtin_snprintf(bytes, sizeof bytes, "\\u%04x", c) : encoded(c, bytes);
        pyc_file_write_bytes(file, bytes, length);
    }
    return 0;
}

static PYC_COLD int raise_closed(void) {
    pyc_raise_type(&pyc_value_error_type, "I/O operation on closed file.");
    return -1;
}

int pyc_file_write(PycTextFile *file, PycWord text) {
    PycStr *str = (PycStr *)pyc_object(text);
    if (file->closed) return raise_closed();
    int64_t before = file->length;
    if (str->ascii) pyc_file_write_bytes(file, (const char *)str->data, str->length);
    else if (write_wide(file, text) < 0) return -1;
    bool has_line = file->line_buffered
        && memchr(file->buffer + file->start + before, '\n', (size_t)(file->length - before));
    if (!has_line && file->length <= BLOCK) return 0;
    if (pyc_file_flush(file) == 0) return 0;
    drop_written(file, file->length); /* as CPython: a failed write does not fail again at the exit */
    return -1;
}

int pyc_stdout_write(PycWord text) { return pyc_file_write(&pyc_stdout_file, text); }

int pyc_streams_flush(void) {
    if (pyc_file_flush(&pyc_stdout_file) < 0) return -1;
    return pyc_file_flush(&pyc_stderr_file);
}

/* The interpreter's own messages: nothing they meet is an error. */
void pyc_stderr_text(const char *text) {
    pyc_file_write_bytes(&pyc_stderr_file, text, (int64_t)strlen(text));
    if (pyc_file_flush(&pyc_stderr_file) < 0) pyc_clear();
}
void pyc_stderr_word(PycWord text) {
    if (pyc_file_write(&pyc_stderr_file, text) < 0) pyc_clear();
}

/* ---- Reading ---- */

/* Reads more bytes behind those that are there; 0: end, -1: error. */
static int64_t fill(PycTextFile *file) {
    reserve(file, BLOCK);
    for (;;) {
        ssize_t n = read((int)file->fd, file->buffer + file->start + file->length, BLOCK);
        if (n >= 0) {
            file->length += n;
            return n;
        }
        if (errno == EINTR && !pyc_interrupt_check()) continue;
        if (!pyc_state.exception) pyc_raise_errno(errno, 0);
        return -1;
    }
}

static bool valid_utf8(const uint8_t *b, int64_t n) {
    for (int64_t i = 0; i < n;) {
        uint8_t c = b[i];
        int64_t more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : (c & 0xf0) == 0xe0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
        if (more < 0 || i + more >= n) return false;
        for (int64_t k = 1; k <= more; k++)
            if ((b[i + k] & 0xc0) != 0x80) return false;
        if ((c == 0xe0 && b[i + 1] < 0xa0) || (c == 0xed && b[i + 1] > 0x9f) || (c == 0xf0 && b[i + 1] < 0x90)
            || (c == 0xf4 && b[i + 1] > 0x8f)) return false;
        i += more + 1;
    }
    return true;
}

/* The bytes as a str: \r\n and \r become \n. */
static PycWord decoded(uint8_t *bytes, int64_t n) {
    if (!valid_utf8(bytes, n)) {
        PycWord raw = pyc_bytes_new(bytes, n), name = pyc_intern("decode");
        PycWord text = pyc_call_method(raw, name, NULL, 0, 0);
        pyc_dec(raw);
        return text;
    }
    if (n > 0 && memchr(bytes, '\r', (size_t)n)) {
        int64_t out = 0;
        for (int64_t i = 0; i < n; i++) {
            if (bytes[i] != '\r') bytes[out++] = bytes[i];
            else if (i + 1 >= n || bytes[i + 1] != '\n') bytes[out++] = '\n';
        }
        n = out;
    }
    return pyc_str_from_utf8((const char *)bytes, n);
}

static PycWord take(PycTextFile *file, int64_t n) {
    PycWord text = decoded(file->buffer + file->start, n);
    drop_written(file, n);
    return text;
}

/* Bytes up to and with the end of the first line, 0: there is none yet. */
static int64_t line_length(const PycTextFile *file, int64_t from) {
    const uint8_t *bytes = file->buffer + file->start;
    if (from >= file->length) return 0;
    int64_t at = from;
    while (at < file->length && bytes[at] != '\n' && bytes[at] != '\r') at++;
    if (at == file->length) return 0;
    if (bytes[at] == '\n') return at + 1;
    if (at + 1 < file->length) return bytes[at + 1] == '\n' ? at + 2 : at + 1;
    return file->at_end ? at + 1 : 0; /* a \n may follow */
}

/* Bytes of the first `limit` characters, at most `n`. */
static int64_t limited(const PycTextFile *file, int64_t n, int64_t limit) {
    int64_t i = 0;
    while (i < n && limit > 0) {
        i++;
        while (i < n && (file->buffer[file->start + i] & 0xc0) == 0x80) i++;
        limit--;
    }
    return i;
}

PycWord pyc_file_read_line(PycTextFile *file, int64_t limit) {
    if (file->closed) return raise_closed(), (PycWord)0;
    int64_t seen = 0;
    for (;;) {
        int64_t n = file->length ? line_length(file, seen) : 0;
        if (n) return take(file, limit >= 0 ? limited(file, n, limit) : n);
        seen = file->length && file->buffer[file->start + file->length - 1] == '\r' ? file->length - 1 : file->length;
        if (file->start > 65536) {
            memmove(file->buffer, file->buffer + file->start, (size_t)file->length);
            file->start = 0;
        }
        int64_t more = fill(file);
        if (more < 0) return 0;
        if (more > 0) continue;
        if (!file->length) return pyc_str_from_utf8("", 0);
        file->at_end = true;
        n = line_length(file, 0);
        file->at_end = false;
        n = n ? n : file->length;
        return take(file, limit >= 0 ? limited(file, n, limit) : n);
    }
}

static PYC_COLD PycWord raise_unsupported(const char *text) {
    pyc_raise_type(&pyc_unsupported_operation_type, "%s", text);
    return 0;
}

static PYC_COLD bool check_mode(PycTextFile *file, char mode) {
    if (file->closed) return raise_closed(), false;
    if (file->mode == mode) return true;
    return raise_unsupported(mode == 'r' ? "not readable" : "not writable"), false;
}

/* A position counts bytes from the start of the file. */
PycWord pyc_text_file_tell(PycWord self) {
    PycTextFile *file = file_of(self);
    if (file->closed) return raise_closed(), (PycWord)0;
    off_t at = lseek((int)file->fd, 0, SEEK_CUR);
    if (at < 0) return raise_unsupported("underlying stream is not seekable");
    return pyc_int_from_i64(file->mode == 'w' ? at + file->length : at - file->length);
}

PycWord pyc_text_file_seek(PycWord self, PycWord cookie, PycWord whence) {
    PycTextFile *file = file_of(self);
    int64_t offset, from = SEEK_SET;
    if (pyc_to_i64(cookie, &offset) < 0 || (whence && pyc_to_i64(whence, &from) < 0)) return 0;
    if (file->closed) return raise_closed(), (PycWord)0;
    if (from == SEEK_CUR && offset) return raise_unsupported("can't do nonzero cur-relative seeks");
    if (from == SEEK_END && offset) return raise_unsupported("can't do nonzero end-relative seeks");
    if (from < SEEK_SET || from > SEEK_END)
        return pyc_raise_type(&pyc_value_error_type, "invalid whence (%ld, should be 0, 1 or 2)", (long)from), (PycWord)0;
    if (offset < 0) return pyc_raise_type(&pyc_value_error_type, "negative seek position %ld", (long)offset), (PycWord)0;
    if (from == SEEK_CUR) return pyc_text_file_tell(self);
    if (file->mode == 'w' && pyc_file_flush(file) < 0) return 0;
    off_t at = lseek((int)file->fd, offset, (int)from);
    if (at < 0) return raise_unsupported("underlying stream is not seekable");
    file->start = file->length = 0;
    file->at_end = false;
    return pyc_int_from_i64(at);
}

PycWord pyc_text_file_read(PycWord self, PycWord size) {
    PycTextFile *file = file_of(self);
    int64_t limit = -1, more = 1;
    if (!check_mode(file, 'r') || (size && size != PYC_NONE && pyc_to_i64(size, &limit) < 0)) return 0;
    while (more > 0 && (limit < 0 || limited(file, file->length, limit) >= file->length)) more = fill(file);
    if (more < 0) return 0;
    return take(file, limit < 0 ? file->length : limited(file, file->length, limit));
}

PycWord pyc_text_file_readline(PycWord self, PycWord size) {
    int64_t limit = -1;
    if (!check_mode(file_of(self), 'r') || (size && size != PYC_NONE && pyc_to_i64(size, &limit) < 0)) return 0;
    return pyc_file_read_line(file_of(self), limit);
}

static PycWord file_next(PycWord self) {
    if (!check_mode(file_of(self), 'r')) return 0;
    PycWord line = pyc_file_read_line(file_of(self), -1);
    if (!line || ((PycStr *)pyc_object(line))->length) return line;
    pyc_dec(line);
    return 0;
}

PycWord pyc_text_file_readlines(PycWord self, PycWord hint) {
    int64_t limit = -1, total = 0;
    if (hint && hint != PYC_NONE && pyc_to_i64(hint, &limit) < 0) return 0;
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0), line;
    while ((limit <= 0 || total < limit) && (line = file_next(self))) {
        total += ((PycStr *)pyc_object(line))->length;
        if (pyc_list_append_take(list, line) < 0) break;
    }
    if (!pyc_state.exception) return list;
    pyc_dec(list);
    return 0;
}

/* ---- Methods ---- */

PycWord pyc_text_file_write(PycWord self, PycWord text) {
    if (!check_mode(file_of(self), 'w')) return 0;
    if (!(pyc_type_of(text)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "write() argument must be str, not %s", pyc_argument_type(text)), (PycWord)0;
    if (pyc_file_write(file_of(self), text) < 0) return 0;
    return pyc_small(((PycStr *)pyc_object(text))->length);
}

PycWord pyc_text_file_writelines(PycWord self, PycWord lines) {
    PycWord iterator = pyc_iterate(lines), line;
    if (!iterator) return 0;
    while ((line = pyc_next(iterator))) {
        PycWord written = pyc_text_file_write(self, line);
        pyc_dec(line);
        if (!written) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? 0 : pyc_inc(PYC_NONE);
}

PycWord pyc_text_file_flush(PycWord self) {
    if (file_of(self)->closed) return raise_closed(), (PycWord)0;
    return pyc_file_flush(file_of(self)) < 0 ? 0 : pyc_inc(PYC_NONE);
}
PycWord pyc_text_file_close(PycWord self) {
    PycTextFile *file = file_of(self);
    if (file->closed) return pyc_inc(PYC_NONE);
    int status = pyc_file_flush(file);
    file->closed = true;
    if (file->owned && close((int)file->fd) < 0 && status == 0) {
        pyc_raise_errno(errno, 0);
        status = -1;
    }
    return status < 0 ? 0 : pyc_inc(PYC_NONE);
}

/* An open file that nothing names any more is written out and closed. */
static void file_release(PycObject *self) {
    PycTextFile *file = (PycTextFile *)self;
    if (!file->closed) {
        PycWord pending = pyc_state.exception;
        pyc_state.exception = 0;
        if (!pyc_text_file_close(pyc_word(file))) pyc_clear();
        pyc_state.exception = pending;
    }
    pyc_raw_free(file->buffer, file->capacity);
    if (file->owned) free((char *)(uintptr_t)file->name);
}

PycWord pyc_text_file_isatty(PycWord self) { return pyc_inc(pyc_bool(isatty((int)file_of(self)->fd) != 0)); }
PycWord pyc_text_file_fileno(PycWord self) { return pyc_small(file_of(self)->fd); }
PycWord pyc_text_file_readable(PycWord self) { return pyc_inc(pyc_bool(file_of(self)->mode == 'r')); }
PycWord pyc_text_file_writable(PycWord self) { return pyc_inc(pyc_bool(file_of(self)->mode == 'w')); }
PycWord pyc_text_file_enter(PycWord self) { return pyc_inc(self); }
PycWord pyc_text_file_exit(PycWord self, PycWord args) {
    (void)args;
    return pyc_text_file_close(self);
}
PycWord pyc_text_file_name(PycWord self) { return pyc_str_from_c(file_of(self)->name); }
PycWord pyc_text_file_mode(PycWord self) { return pyc_str_from_utf8(&file_of(self)->mode, 1); }
PycWord pyc_text_file_encoding(PycWord self) {
    (void)self;
    return pyc_str_from_c("utf-8");
}
PycWord pyc_text_file_errors(PycWord self) {
    return pyc_str_from_c(file_of(self)->backslash_replace ? "backslashreplace" : "strict");
}
PycWord pyc_text_file_closed(PycWord self) { return pyc_inc(pyc_bool(file_of(self)->closed)); }
PycWord pyc_text_file_reconfigure(PycWord self, PycWord line_buffering) {
    if (line_buffering && line_buffering != PYC_NONE) file_of(self)->line_buffered = pyc_truth(line_buffering) == 1;
    return pyc_file_flush(file_of(self)) < 0 ? 0 : pyc_inc(PYC_NONE);
}

static PycWord file_repr(PycWord a) {
    return pyc_text_format("<_io.TextIOWrapper name='%s' mode='%c' encoding='utf-8'>", file_of(a)->name, file_of(a)->mode);
}
static PycWord file_iterate(PycWord a) { return pyc_inc(a); }

PycType pyc_text_file_type = {.object = PYC_TYPE_HEAD, .name = "_io.TextIOWrapper", .instance_size = sizeof(PycTextFile),
    .release = file_release, .repr = file_repr, .iterate = file_iterate, .next = file_next};

PycTextFile pyc_stdin_file = {.object = {PYC_IMMORTAL, &pyc_text_file_type}, .fd = 0, .name = "<stdin>", .mode = 'r'};
PycTextFile pyc_stdout_file = {.object = {PYC_IMMORTAL, &pyc_text_file_type}, .fd = 1, .name = "<stdout>", .mode = 'w'};
PycTextFile pyc_stderr_file = {.object = {PYC_IMMORTAL, &pyc_text_file_type}, .fd = 2, .name = "<stderr>", .mode = 'w',
    .line_buffered = true, .backslash_replace = true};
