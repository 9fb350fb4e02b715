/* bytes.c: the type bytes: bytes(...), operators and subscripts, and what it shares with
 * bytearray: buffers, searching, repr. */
#include "bytes.h"

PycBytes pyc_empty_bytes = {{PYC_IMMORTAL, &pyc_bytes_type}, 0, -1, {0}};

PycWord pyc_bytes_new(const void *data, int64_t length) {
    if (length == 0) return pyc_word(&pyc_empty_bytes);
    PycBytes *bytes = pyc_allocate_unset(&pyc_bytes_type, (int64_t)offsetof(PycBytes, data) + length + 1);
    bytes->length = length;
    bytes->hash = -1;
    if (data) memcpy(bytes->data, data, (size_t)length);
    bytes->data[length] = 0;
    return pyc_word(bytes);
}

bool pyc_is_bytes(PycWord a) {
    return has_type(a, &pyc_bytes_type) || (!pyc_is_small(a) && pyc_is_subclass(pyc_object(a)->type, &pyc_bytes_type) > 0);
}
bool pyc_is_bytearray(PycWord a) {
    return has_type(a, &pyc_bytearray_type) || (!pyc_is_small(a) && pyc_is_subclass(pyc_object(a)->type, &pyc_bytearray_type) > 0);
}

bool pyc_buffer_of(PycWord a, const uint8_t **data, int64_t *length) {
    if (pyc_is_bytes(a)) {
        *data = bytes_of(a)->data;
        *length = bytes_of(a)->length;
        return true;
    }
    if (!pyc_is_bytearray(a)) return false;
    PycByteArray *array = (PycByteArray *)pyc_object(a);
    *data = array->data ? array->data : (const uint8_t *)"";
    *length = array->length;
    return true;
}

PycPart pyc_bytes_part(PycWord a) {
    PycPart part = {NULL, 0, 1};
    pyc_buffer_of(a, &part.data, &part.length);
    return part;
}

PYC_COLD_PATH PycWord pyc_raise_bytes_like(PycWord a) {
    return PYC_RAISE(pyc_type_error_type, "a bytes-like object is required, not '%s'", type_name(a));
}

PycWord pyc_bytes_like(PycWord self, PycPart part) {
    if (pyc_is_bytearray(self)) return pyc_bytearray_from(part.data, part.length);
    return pyc_bytes_new(part.data, part.length);
}

/* ---- bytes(...), shared with bytearray(...) ---- */

static int byte_value(PycWord item, const char *what, uint8_t *out) {
    int64_t value;
    PycWord index = pyc_index_word(item);
    if (!index) return -1;
    bool fits = pyc_int_fits_i64(index, &value) && value >= 0 && value < 256;
    pyc_dec(index);
    if (!fits) pyc_raise_type(&pyc_value_error_type, "%s must be in range(0, 256)", what);
    *out = (uint8_t)value;
    return fits ? 0 : -1;
}

int pyc_byte_value(PycWord item, uint8_t *out) { return byte_value(item, "byte", out); }

static PycWord from_iterator(PycWord iterator, const char *what) {
    uint8_t *data = NULL;
    int64_t n = 0, capacity = 0;
    PycWord item, result = 0;
    while ((item = pyc_next(iterator))) {
        uint8_t byte;
        int state = byte_value(item, what, &byte);
        pyc_dec(item);
        if (state < 0) break;
        if (n == capacity) {
            int64_t more = capacity * 2 + 64;
            data = data ? pyc_raw_resize(data, capacity, more) : pyc_raw_allocate(more);
            capacity = more;
        }
        data[n++] = byte;
    }
    if (!pyc_state.exception) result = pyc_bytes_new(data, n);
    if (data) pyc_raw_free(data, capacity);
    return result;
}

static PycWord from_count(PycWord index) {
    int64_t count;
    bool fits = pyc_int_fits_i64(index, &count);
    pyc_dec(index);
    if (!fits) return PYC_RAISE(pyc_overflow_error_type, "cannot fit 'int' into an index-sized integer");
    if (count < 0) return PYC_RAISE(pyc_value_error_type, "negative count");
    if (!pyc_has_room(count)) return pyc_raise_no_memory(), (PycWord)0;
    PycWord bytes = pyc_bytes_new(NULL, count);
    if (count) memset(bytes_of(bytes)->data, 0, (size_t)count);
    return bytes;
}

static PycWord from_object(PycWord source, const char *what) {
    const uint8_t *data;
    int64_t length;
    if (pyc_buffer_of(source, &data, &length)) return pyc_bytes_new(data, length);
    PycWord method = pyc_is_int(source) ? 0 : pyc_special(source, "__index__");
    if (method) pyc_dec(method);
    if (method || pyc_is_int(source)) {
        PycWord index = pyc_index_word(source);
        return index ? from_count(index) : 0;
    }
    PycWord iterator = pyc_iterate(source);
    if (!iterator) {
        if (!pyc_pending_is(&pyc_type_error_type)) return 0;
        pyc_clear();
        return PYC_RAISE(pyc_type_error_type, "cannot convert '%s' object to %s", type_name(source),
                         what[4] ? what : "bytearray");
    }
    PycWord result = pyc_ask_length(source) < 0 ? 0 : from_iterator(iterator, what);
    pyc_dec(iterator);
    return result;
}

static bool text_argument(const char *function, PycWord word, const char *name) {
    if (!word || is_text(word)) return true;
    pyc_raise_type(&pyc_type_error_type, "%s() argument '%s' must be str, not %s", function, name, pyc_argument_type(word));
    return false;
}

/* bytes that the arguments of `function` name. */
PycWord pyc_bytes_of_arguments(const char *function, const PycWord *args, int64_t n, PycWord names) {
    static const char *const parameters[] = {"source", "encoding", "errors"};
    PycWord words[3];
    if (!pyc_create_arguments(function, parameters, 3, 0, args, n, names, words)) return 0;
    if (!text_argument(function, words[1], "encoding") || !text_argument(function, words[2], "errors")) return 0;
    if (words[0] && is_text(words[0])) {
        if (!words[1])
            return PYC_RAISE(pyc_type_error_type, words[2] ? "string argument without an encoding"
                                                           : "string argument without an encoding");
        return pyc_encode(words[0], words[1], words[2]);
    }
    if (words[1] || words[2])
        return PYC_RAISE(pyc_type_error_type, "%s without a string argument", words[1] ? "encoding" : "errors");
    if (!words[0]) return pyc_word(&pyc_empty_bytes);
    if (pyc_object(words[0]) && !pyc_is_small(words[0]) && pyc_type_of(words[0])->flags & PYC_TYPE_USER &&
        function[5] == 0) {
        PycWord method = pyc_special(words[0], "__bytes__");
        if (method) {
            PycWord result = pyc_call(method, NULL, 0, 0);
            pyc_dec(method);
            if (!result || pyc_is_bytes(result)) return result;
            pyc_raise_type(&pyc_type_error_type, "__bytes__ returned non-bytes (type %s)", type_name(result));
            pyc_dec(result);
            return 0;
        }
        if (pyc_state.exception) return 0;
    }
    return from_object(words[0], function[5] ? "byte" : "bytes");
}

static PycWord bytes_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (n == 1 && !names && has_type(args[0], &pyc_bytes_type)) return pyc_inc(args[0]);
    return pyc_bytes_of_arguments("bytes", args, n, names);
}

/* ---- repr ---- */

/* bytearray's repr escapes ' even between double quotes. */
void pyc_bytes_add_repr(PycText *out, PycPart part, bool array) {
    bool single = memchr(part.data, '\'', (size_t)part.length) != NULL;
    bool twice = memchr(part.data, '"', (size_t)part.length) != NULL;
    uint8_t quote = single && !twice ? '"' : '\'';
    pyc_text_add_char(out, 'b');
    pyc_text_add_char(out, quote);
    for (int64_t i = 0; i < part.length; i++) {
        uint8_t c = part.data[i];
        char text[4] = {'\\', (char)c, 0, 0};
        if (c == (array ? '\'' : quote) || c == '\\') pyc_text_add_ascii(out, text, 2);
        else if (c == '\t' || c == '\n' || c == '\r')
            pyc_text_add_ascii(out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r", 2);
        else if (c >= ' ' && c < 127) pyc_text_add_char(out, c);
        else {
            text[1] = 'x';
            text[2] = "0123456789abcdef"[c >> 4];
            text[3] = "0123456789abcdef"[c & 15];
            pyc_text_add_ascii(out, text, 4);
        }
    }
    pyc_text_add_char(out, quote);
}

static PycWord bytes_repr(PycWord self) {
    PycText out = {NULL, 0, 0, 0};
    pyc_bytes_add_repr(&out, pyc_bytes_part(self), false);
    return pyc_text_finish(&out);
}

/* ---- Slots ---- */

static int64_t bytes_hash(PycWord self) {
    PycBytes *bytes = bytes_of(self);
    if (bytes->hash == -1) bytes->hash = pyc_hash_memory(bytes->data, bytes->length);
    return bytes->hash;
}

PycWord pyc_bytes_compare(PycWord a, PycWord b, int op) {
    const uint8_t *x, *y;
    int64_t n, m;
    if (!pyc_buffer_of(a, &x, &n) || !pyc_buffer_of(b, &y, &m)) return PYC_NOT_IMPLEMENTED;
    int order = memcmp(x, y, (size_t)(n < m ? n : m));
    if (order == 0) order = (n > m) - (n < m);
    return pyc_bool(order_holds(order, op));
}

int64_t pyc_bytes_length(PycWord self) { return pyc_bytes_part(self).length; }
static int bytes_truth(PycWord self) { return pyc_bytes_length(self) != 0; }

PycWord pyc_bytes_get_item(PycWord self, PycWord key) {
    PycPart part = pyc_bytes_part(self);
    bool array = pyc_is_bytearray(self);
    if (has_type(key, &pyc_slice_type)) {
        int64_t start, stop, step, count;
        if (pyc_slice_indices(key, part.length, &start, &stop, &step, &count) < 0) return 0;
        if (step == 1) return pyc_bytes_like(self, part_from(part, start, start + count));
        PycWord out = pyc_bytes_new(NULL, count);
        for (int64_t i = 0; i < count; i++) bytes_of(out)->data[i] = part.data[start + i * step];
        if (!array) return out;
        PycWord copy = pyc_bytearray_from(bytes_of(out)->data, count);
        pyc_dec(out);
        return copy;
    }
    int64_t index;
    const char *message = array ? "bytearray indices must be integers or slices, not %s"
                                : "byte indices must be integers or slices, not %s";
    if (!pyc_index_of(key, message, &index)) return 0;
    if (index < 0) index += part.length;
    if ((uint64_t)index >= (uint64_t)part.length)
        return PYC_RAISE(pyc_index_error_type, array ? "bytearray index out of range" : "index out of range");
    return pyc_small(part.data[index]);
}

int pyc_bytes_contains(PycWord self, PycWord item) {
    PycPart part = pyc_bytes_part(self), needle = {NULL, 0, 1};
    if (pyc_buffer_of(item, &needle.data, &needle.length)) return pyc_part_find(part, needle) >= 0;
    uint8_t byte;
    if (!pyc_is_int(item)) {
        PycWord method = pyc_special(item, "__index__");
        if (!method) {
            if (!pyc_state.exception) pyc_raise_bytes_like(item);
            return -1;
        }
        pyc_dec(method);
    }
    if (byte_value(item, "byte", &byte) < 0) return -1;
    return memchr(part.data, byte, (size_t)part.length) != NULL;
}

static PycWord concat(PycWord a, PycWord b) {
    PycPart x = pyc_bytes_part(a), y = {NULL, 0, 1};
    if (!pyc_buffer_of(b, &y.data, &y.length)) {
        if (pyc_reflects(b, "__radd__")) return PYC_NOT_IMPLEMENTED;
        return PYC_RAISE(pyc_type_error_type, "can't concat %s to %s", type_name(b), type_name(a));
    }
    PycWord out = pyc_bytes_new(NULL, x.length + y.length);
    memcpy(bytes_of(out)->data, x.data, (size_t)x.length);
    memcpy(bytes_of(out)->data + x.length, y.data, (size_t)y.length);
    if (!pyc_is_bytearray(a)) return out;
    PycWord array = pyc_bytearray_from(bytes_of(out)->data, x.length + y.length);
    pyc_dec(out);
    return array;
}

static PycWord repeat(PycWord self, PycWord count) {
    int64_t times, size;
    int state = pyc_repeat_times(count, &times);
    if (state <= 0) return state < 0 ? 0 : PYC_NOT_IMPLEMENTED;
    PycPart part = pyc_bytes_part(self);
    if (times < 0) times = 0;
    if (__builtin_mul_overflow(part.length, times, &size))
        return PYC_RAISE(pyc_overflow_error_type, "repeated bytes are too long");
    if (!pyc_has_room(size)) return pyc_raise_no_memory(), (PycWord)0;
    PycWord out = pyc_bytes_new(NULL, size);
    for (int64_t i = 0; i < times && part.length; i++)
        memcpy(bytes_of(out)->data + i * part.length, part.data, (size_t)part.length);
    if (!pyc_is_bytearray(self)) return out;
    PycWord array = pyc_bytearray_from(bytes_of(out)->data, size);
    pyc_dec(out);
    return array;
}

PycWord pyc_bytes_binary(PycWord a, PycWord b, int op) {
    const uint8_t *data;
    int64_t length;
    bool first = pyc_buffer_of(a, &data, &length);
    switch (op & (PYC_INPLACE - 1)) {
    case PYC_ADD: return first ? concat(a, b) : PYC_NOT_IMPLEMENTED;
    case PYC_MUL: return first ? repeat(a, b) : repeat(b, a);
    case PYC_MOD: return first ? pyc_bytes_percent(a, b) : PYC_NOT_IMPLEMENTED;
    default: return PYC_NOT_IMPLEMENTED;
    }
}

PycType pyc_bytes_type = {
    PYC_VALUE_TYPE("bytes", sizeof(PycBytes)),
    .flags = PYC_TYPE_INHERITABLE,
    .create = bytes_create,
    .repr = bytes_repr,
    .hash = bytes_hash,
    .compare = pyc_bytes_compare,
    .iterate = pyc_bytes_iterate,
    .length = pyc_bytes_length,
    .get_item = pyc_bytes_get_item,
    .contains = pyc_bytes_contains,
    .truth = bytes_truth,
    .binary = pyc_bytes_binary,
};

/* ---- Iterators ---- */

typedef struct { PycObject object; PycWord source; int64_t next; } PycBytesIterator;

static void iterator_release(PycObject *self) { pyc_xdec(((PycBytesIterator *)self)->source); }
static PycWord iterator_self(PycWord self) { return pyc_inc(self); }

static PycWord iterator_next(PycWord self) {
    PycBytesIterator *iterator = (PycBytesIterator *)pyc_object(self);
    if (!iterator->source) return 0;
    PycPart part = pyc_bytes_part(iterator->source);
    if (iterator->next < part.length) return pyc_small(part.data[iterator->next++]);
    pyc_dec(iterator->source);
    iterator->source = 0;
    return 0;
}

PycType pyc_bytes_iterator_type = {
    PYC_VALUE_TYPE("bytes_iterator", sizeof(PycBytesIterator)),
    .release = iterator_release, .iterate = iterator_self, .next = iterator_next,
};
PycType pyc_bytearray_iterator_type = {
    PYC_VALUE_TYPE("bytearray_iterator", sizeof(PycBytesIterator)),
    .release = iterator_release, .iterate = iterator_self, .next = iterator_next,
};

PycWord pyc_bytes_iterate(PycWord self) {
    PycType *type = pyc_is_bytearray(self) ? &pyc_bytearray_iterator_type : &pyc_bytes_iterator_type;
    PycBytesIterator *iterator = pyc_allocate(type, sizeof(PycBytesIterator));
    iterator->source = pyc_inc(self);
    return pyc_word(iterator);
}
