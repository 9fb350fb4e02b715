/* str_type.c: the type str: str(...), operators and subscripts as slots, repr. */
#include "str.h"
#include "unicode.h"

/* ---- str(...) ---- */

static bool optional_str(PycWord word, const char *name) {
    if (!word || is_text(word)) return true;
    pyc_raise_type(&pyc_type_error_type, "str() argument '%s' must be str, not %s", name, pyc_argument_type(word));
    return false;
}

static PycWord str_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    static const char *const parameters[] = {"object", "encoding", "errors"};
    PycWord words[3];
    (void)type;
    if (n == 1 && !names) return pyc_str(args[0]);
    if (!pyc_create_arguments("str", parameters, 3, 0, args, n, names, words)) return 0;
    if (!optional_str(words[1], "encoding") || !optional_str(words[2], "errors")) return 0;
    if (!words[0]) return pyc_word(&pyc_empty_str);
    if (!words[1] && !words[2]) return pyc_str(words[0]);
    const uint8_t *data;
    int64_t length;
    if (pyc_buffer_of(words[0], &data, &length)) return pyc_decode(data, length, words[1], words[2]);
    if (is_text(words[0])) return PYC_RAISE(pyc_type_error_type, "decoding str is not supported");
    return PYC_RAISE(pyc_type_error_type, "decoding to str: need a bytes-like object, %s found",
                     type_name(words[0]));
}

/* ---- repr ---- */

static void add_escape(PycText *out, uint32_t c) {
    char text[12];
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    text[0] = '\\';
    text[1] = c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U';
    for (int i = 0; i < digits; i++) text[2 + i] = "0123456789abcdef"[c >> (4 * (digits - 1 - i)) & 15];
    pyc_text_add_ascii(out, text, digits + 2);
}

static void add_quoted(PycText *out, uint32_t c, uint32_t quote, bool only_ascii) {
    if (c == quote || c == '\\') {
        pyc_text_add_char(out, '\\');
        pyc_text_add_char(out, c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
        pyc_text_add_ascii(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t", 2);
    } else if (c < 128 ? c < ' ' || c == 127 : only_ascii || !pyc_unicode_is(c, PYC_U_PRINTABLE)) {
        add_escape(out, c);
    } else {
        pyc_text_add_char(out, c);
    }
}

static PycWord quoted(PycWord self, bool only_ascii) {
    PycPart text = part_of(self);
    bool single = false, twice = false, plain = true;
    for (int64_t i = 0; i < text.length; i++) {
        uint32_t c = part_char(text, i);
        single |= c == '\'';
        twice |= c == '"';
        plain &= c >= ' ' && c < 127 && c != '\\';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    PycText out = {NULL, 0, 0, 0};
    if (plain && text.kind == 1 && !(single && twice)) {
        PycStr *s = text_of(pyc_str_allocate(text.length + 2, 1));
        s->ascii = 1;
        s->data[0] = s->data[text.length + 1] = (uint8_t)quote;
        memcpy(s->data + 1, text.data, (size_t)text.length);
        return pyc_word(s);
    }
    pyc_text_add_char(&out, quote);
    for (int64_t i = 0; i < text.length; i++) add_quoted(&out, part_char(text, i), quote, only_ascii);
    pyc_text_add_char(&out, quote);
    return pyc_text_finish(&out);
}

static PycWord str_repr(PycWord self) { return quoted(self, false); }

/* ascii() of a text that repr() gave: what is not ASCII becomes an escape. */
PycWord pyc_str_escape_ascii(PycWord text) {
    PycPart part = part_of(text);
    if (text_of(text)->ascii) return pyc_inc(text);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < part.length; i++) {
        uint32_t c = part_char(part, i);
        if (c < 128) pyc_text_add_char(&out, c);
        else add_escape(&out, c);
    }
    return pyc_text_finish(&out);
}

/* ---- Slots ---- */

static PycWord str_compare(PycWord a, PycWord b, int op) {
    if (!is_text(b)) return PYC_NOT_IMPLEMENTED;
    if (op == PYC_EQ) return pyc_bool(pyc_str_equal(a, b));
    if (op == PYC_NE) return pyc_bool(!pyc_str_equal(a, b));
    return pyc_bool(order_holds(pyc_str_compare(a, b), op));
}

static int64_t str_length(PycWord self) { return text_of(self)->length; }
static int str_truth(PycWord self) { return text_of(self)->length != 0; }
static PycWord str_iterate(PycWord self) { return pyc_sequence_iterator_at(self, 0); }

static PycWord str_slice_item(PycWord self, PycWord slice) {
    int64_t start, stop, step, count;
    PycPart text = part_of(self);
    if (pyc_slice_indices(slice, text.length, &start, &stop, &step, &count) < 0) return 0;
    if (count == 0) return pyc_word(&pyc_empty_str);
    if (step == 1) return pyc_str_slice(self, start, start + count);
    if (count == 1) return pyc_str_from_char(part_char(text, start));
    PycStr *out = text_of(pyc_str_allocate(count, text.kind));
    for (int64_t i = 0; i < count; i++)
        kind_store(out->data, text.kind, i, part_char(text, start + i * step));
    if (text.kind == 1) {
        out->ascii = text_of(self)->ascii || pyc_part_ascii((PycPart){out->data, count, 1});
        return pyc_word(out);
    }
    PycWord result = pyc_str_from_kind(out->data, count, text.kind);
    pyc_dec(pyc_word(out));
    return result;
}

bool pyc_index_of(PycWord key, const char *message, int64_t *out) {
    PycWord plain = int_or_none(key);
    if (!plain) {
        PycWord method = pyc_special(key, "__index__");
        if (!method) {
            if (!pyc_state.exception) pyc_raise_type(&pyc_type_error_type, message, type_name(key));
            return false;
        }
        pyc_dec(method);
        PycWord index = pyc_index_word(key);
        if (!index) return false;
        bool fits = pyc_int_fits_i64(index, out);
        pyc_dec(index);
        if (fits) return true;
    } else if (pyc_int_fits_i64(plain, out)) {
        return true;
    }
    pyc_raise_type(&pyc_index_error_type, "cannot fit '%s' into an index-sized integer", type_name(key));
    return false;
}

static PycWord str_get_item(PycWord self, PycWord key) {
    int64_t index;
    if (pyc_is_small(key)) return pyc_str_get(self, pyc_small_value(key));
    if (has_type(key, &pyc_slice_type)) return str_slice_item(self, key);
    if (!pyc_index_of(key, "string indices must be integers, not '%s'", &index)) return 0;
    return pyc_str_get(self, index);
}

static int str_contains(PycWord self, PycWord item) {
    if (is_text(item)) return pyc_part_find(part_of(self), part_of(item)) >= 0;
    pyc_raise_type(&pyc_type_error_type, "'in <string>' requires string as left operand, not %s", type_name(item));
    return -1;
}

bool pyc_reflects(PycWord w, const char *dunder) {
    PycType *type = pyc_type_of(w);
    return (type->flags & PYC_TYPE_USER) != 0 && pyc_type_lookup(type, pyc_intern(dunder)) != 0;
}

/* How often a sequence is to be repeated; 1: *times is set, 0: NotImplemented, -1: exception. */
int pyc_repeat_times(PycWord count, int64_t *times) {
    PycWord index = int_or_none(count);
    if (index) pyc_inc(index);
    if (!index) {
        PycWord method = pyc_special(count, "__index__");
        if (!method) {
            if (pyc_state.exception) return -1;
            if (pyc_reflects(count, "__rmul__") || pyc_reflects(count, "__mul__")) return 0;
            pyc_raise_type(&pyc_type_error_type, "can't multiply sequence by non-int of type '%s'", type_name(count));
            return -1;
        }
        pyc_dec(method);
        index = pyc_index_word(count);
        if (!index) return -1;
    }
    bool fits = pyc_int_fits_i64(index, times);
    pyc_dec(index);
    if (fits) return 1;
    pyc_raise_type(&pyc_overflow_error_type, "cannot fit '%s' into an index-sized integer", type_name(count));
    return -1;
}

static PycWord repeat(PycWord self, PycWord count) {
    int64_t times;
    int state = pyc_repeat_times(count, &times);
    if (state <= 0) return state < 0 ? 0 : PYC_NOT_IMPLEMENTED;
    return pyc_str_repeat(self, times);
}

static PycWord str_binary(PycWord a, PycWord b, int op) {
    bool first = is_text(a);
    switch (op & (PYC_INPLACE - 1)) {
    case PYC_ADD:
        if (!first) return PYC_NOT_IMPLEMENTED;
        if (is_text(b)) return pyc_str_concat(a, b);
        if (pyc_reflects(b, "__radd__")) return PYC_NOT_IMPLEMENTED;
        return PYC_RAISE(pyc_type_error_type, "can only concatenate str (not \"%s\") to str", type_name(b));
    case PYC_MUL: return first ? repeat(a, b) : repeat(b, a);
    case PYC_MOD: return first ? pyc_format_percent(a, b) : PYC_NOT_IMPLEMENTED;
    default: return PYC_NOT_IMPLEMENTED;
    }
}

PycType pyc_str_type = {
    PYC_VALUE_TYPE("str", sizeof(PycStr)),
    .flags = PYC_TYPE_STR | PYC_TYPE_INHERITABLE,
    .create = str_create,
    .repr = str_repr,
    .str = pyc_str_exact,
    .hash = pyc_str_hash,
    .compare = str_compare,
    .iterate = str_iterate,
    .length = str_length,
    .get_item = str_get_item,
    .contains = str_contains,
    .truth = str_truth,
    .binary = str_binary,
};
