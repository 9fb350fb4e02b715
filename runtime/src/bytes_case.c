/* bytes_case.c: methods of bytes and bytearray that look at each byte as ASCII: case, tests,
 * padding, hex, translate. */
#include "bytes.h"

static bool is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(uint8_t c) { return is_lower(c) || is_upper(c); }
static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static bool is_space(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static uint8_t to_lower(uint8_t c) { return is_upper(c) ? c + 32 : c; }
static uint8_t to_upper(uint8_t c) { return is_lower(c) ? c - 32 : c; }

/* A new object of n bytes like self; *data is to be filled. */
static PycWord blank(PycWord self, int64_t n, uint8_t **data) {
    if (pyc_is_bytearray(self)) {
        PycWord zeros = pyc_bytes_new(NULL, n);
        PycWord array = pyc_bytearray_from(bytes_of(zeros)->data, n);
        pyc_dec(zeros);
        *data = ((PycByteArray *)pyc_object(array))->data;
        return array;
    }
    PycWord bytes = pyc_bytes_new(NULL, n);
    *data = bytes_of(bytes)->data;
    return bytes;
}

/* ---- Case ---- */

enum { LOWER, UPPER, CAPITALIZE, TITLE, SWAP };

static PycWord map_case(PycWord self, int how) {
    PycPart text = pyc_bytes_part(self);
    uint8_t *out;
    PycWord result = blank(self, text.length, &out);
    bool inside = false;
    for (int64_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        bool upper = how == UPPER || (how == CAPITALIZE && i == 0) || (how == TITLE && !inside) ||
                     (how == SWAP && is_lower(c));
        inside = is_letter(c);
        out[i] = upper ? to_upper(c) : to_lower(c);
    }
    return result;
}

PycWord pyc_bytes_lower(PycWord self) { return map_case(self, LOWER); }
PycWord pyc_bytes_upper(PycWord self) { return map_case(self, UPPER); }
PycWord pyc_bytes_capitalize(PycWord self) { return map_case(self, CAPITALIZE); }
PycWord pyc_bytes_title(PycWord self) { return map_case(self, TITLE); }
PycWord pyc_bytes_swapcase(PycWord self) { return map_case(self, SWAP); }

/* ---- Tests ---- */

static PycWord all_are(PycWord self, bool (*test)(uint8_t)) {
    PycPart text = pyc_bytes_part(self);
    for (int64_t i = 0; i < text.length; i++)
        if (!test(text.data[i])) return PYC_FALSE;
    return pyc_bool(text.length > 0);
}
static bool is_letter_or_digit(uint8_t c) { return is_letter(c) || is_digit(c); }

PycWord pyc_bytes_isalpha(PycWord self) { return all_are(self, is_letter); }
PycWord pyc_bytes_isalnum(PycWord self) { return all_are(self, is_letter_or_digit); }
PycWord pyc_bytes_isdigit(PycWord self) { return all_are(self, is_digit); }
PycWord pyc_bytes_isspace(PycWord self) { return all_are(self, is_space); }
PycWord pyc_bytes_isascii(PycWord self) { return pyc_bool(pyc_part_ascii(pyc_bytes_part(self))); }

static PycWord one_case(PycWord self, bool (*wanted)(uint8_t), bool (*refused)(uint8_t)) {
    PycPart text = pyc_bytes_part(self);
    bool some = false;
    for (int64_t i = 0; i < text.length; i++) {
        if (refused(text.data[i])) return PYC_FALSE;
        some |= wanted(text.data[i]);
    }
    return pyc_bool(some);
}
PycWord pyc_bytes_islower(PycWord self) { return one_case(self, is_lower, is_upper); }
PycWord pyc_bytes_isupper(PycWord self) { return one_case(self, is_upper, is_lower); }

PycWord pyc_bytes_istitle(PycWord self) {
    PycPart text = pyc_bytes_part(self);
    bool some = false, inside = false;
    for (int64_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        if (is_letter(c) && is_upper(c) == inside) return PYC_FALSE;
        inside = is_letter(c);
        some |= inside;
    }
    return pyc_bool(some);
}

/* ---- Padding ---- */

static PycWord padded(PycWord self, int64_t left, int64_t right, uint8_t fill) {
    PycPart text = pyc_bytes_part(self);
    uint8_t *out;
    if (left < 0) left = 0;
    if (right < 0) right = 0;
    if (!pyc_has_room(left + right)) return pyc_raise_no_memory(), (PycWord)0;
    PycWord result = blank(self, left + text.length + right, &out);
    memset(out, fill, (size_t)left);
    memcpy(out + left, text.data, (size_t)text.length);
    memset(out + left + text.length, fill, (size_t)right);
    return result;
}

static bool pad_arguments(const char *name, PycWord width_word, PycWord fill_word, int64_t *width, uint8_t *fill) {
    PycPart part = {NULL, 0, 1};
    *fill = ' ';
    if (pyc_to_i64(width_word, width) < 0) return false;
    if (!fill_word) return true;
    if (!pyc_buffer_of(fill_word, &part.data, &part.length) || part.length != 1) {
        pyc_raise_type(&pyc_type_error_type, "%s() argument 2 must be a byte string of length 1, not %s", name,
                       type_name(fill_word));
        return false;
    }
    *fill = part.data[0];
    return true;
}

PycWord pyc_bytes_ljust(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint8_t fill;
    if (!pad_arguments("ljust", width_word, fill_word, &width, &fill)) return 0;
    return padded(self, 0, width - pyc_bytes_length(self), fill);
}
PycWord pyc_bytes_rjust(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint8_t fill;
    if (!pad_arguments("rjust", width_word, fill_word, &width, &fill)) return 0;
    return padded(self, width - pyc_bytes_length(self), 0, fill);
}
PycWord pyc_bytes_center(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint8_t fill;
    if (!pad_arguments("center", width_word, fill_word, &width, &fill)) return 0;
    int64_t margin = width - pyc_bytes_length(self);
    int64_t left = margin > 0 ? margin / 2 + (margin & width & 1) : 0;
    return padded(self, left, margin - left, fill);
}

PycWord pyc_bytes_zfill(PycWord self, PycWord width_word) {
    int64_t width;
    if (pyc_to_i64(width_word, &width) < 0) return 0;
    PycPart text = pyc_bytes_part(self);
    int64_t zeros = width - text.length;
    PycWord result = padded(self, zeros, 0, '0');
    if (!result || zeros <= 0 || text.length == 0) return result;
    uint8_t *data = (uint8_t *)(uintptr_t)pyc_bytes_part(result).data;
    if (text.data[0] == '+' || text.data[0] == '-') {
        data[0] = text.data[0];
        data[zeros] = '0';
    }
    return result;
}

static PycWord finish(PycWord self, PycText *out) {
    PycWord result = pyc_bytes_like(self, (PycPart){out->data ? out->data : (const uint8_t *)"", out->length, 1});
    pyc_text_drop(out);
    return result;
}

PycWord pyc_bytes_expandtabs(PycWord self, PycWord size_word) {
    int64_t size = 8, column = 0;
    if (size_word && pyc_to_i64(size_word, &size) < 0) return 0;
    PycPart text = pyc_bytes_part(self);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        if (c == '\t') {
            int64_t spaces = size > 0 ? size - column % size : 0;
            column += spaces;
            while (spaces-- > 0) pyc_text_add_char(&out, ' ');
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        pyc_text_add_char(&out, c);
    }
    return finish(self, &out);
}

/* ---- hex ---- */

static bool hex_separator(PycWord word, char *out) {
    const uint8_t *data;
    int64_t length;
    if (is_text(word)) {
        length = text_of(word)->length;
        data = text_of(word)->data;
    } else if (!pyc_buffer_of(word, &data, &length)) {
        pyc_raise_type(&pyc_type_error_type, "sep must be str or bytes.");
        return false;
    }
    if (length != 1) pyc_raise_type(&pyc_value_error_type, "sep must be length 1.");
    else if (data[0] >= 128 || (is_text(word) && !text_of(word)->ascii)) pyc_raise_type(&pyc_value_error_type, "sep must be ASCII.");
    else return *out = (char)data[0], true;
    return false;
}

PycWord pyc_bytes_hex(PycWord self, PycWord separator_word, PycWord group_word) {
    PycPart text = pyc_bytes_part(self);
    int64_t group = 1;
    char separator = 0;
    if (separator_word && !hex_separator(separator_word, &separator)) return 0;
    if (group_word && pyc_to_i64(group_word, &group) < 0) return 0;
    bool from_left = group < 0;
    int64_t size = from_left ? -group : group;
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        int64_t counted = from_left ? i : text.length - i;
        if (i && separator_word && size && counted % size == 0) pyc_text_add_char(&out, (uint8_t)separator);
        pyc_text_add_char(&out, (uint8_t)"0123456789abcdef"[text.data[i] >> 4]);
        pyc_text_add_char(&out, (uint8_t)"0123456789abcdef"[text.data[i] & 15]);
    }
    return pyc_text_finish(&out);
}

static int hex_value(uint32_t c) {
    if (c >= '0' && c <= '9') return (int)c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

static PycWord from_hex(PycWord text, bool array) {
    if (!is_text(text))
        return PYC_RAISE(pyc_type_error_type, "fromhex() argument must be str, not %s", pyc_argument_type(text));
    PycPart part = part_of(text);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < part.length;) {
        uint32_t c = part_char(part, i);
        if (c < 128 && is_space((uint8_t)c)) {
            i++;
            continue;
        }
        int high = c < 128 ? hex_value(c) : -1;
        uint32_t next = i + 1 < part.length ? part_char(part, i + 1) : 0;
        int low = next < 128 ? hex_value(next) : -1;
        if (high < 0 || low < 0) {
            pyc_text_drop(&out);
            return PYC_RAISE(pyc_value_error_type, "non-hexadecimal number found in fromhex() arg at position %lld",
                             (long long)(high < 0 ? i : i + 1));
        }
        pyc_text_add_char(&out, (uint32_t)(high << 4 | low));
        i += 2;
    }
    PycWord result = array ? pyc_bytearray_from(out.data, out.length) : pyc_bytes_new(out.data, out.length);
    pyc_text_drop(&out);
    return result;
}

static PycWord of_class(PycWord cls, PycWord value, const PycType *type) {
    if (!value || !cls || cls == pyc_word(type)) return value;
    PycWord result = pyc_call(cls, &value, 1, 0);
    pyc_dec(value);
    return result;
}
PycWord pyc_bytes_fromhex(PycWord cls, PycWord text) { return of_class(cls, from_hex(text, false), &pyc_bytes_type); }
PycWord pyc_bytearray_fromhex(PycWord cls, PycWord text) { return of_class(cls, from_hex(text, true), &pyc_bytearray_type); }

/* ---- translate ---- */

PycWord pyc_bytes_translate(PycWord self, PycWord table_word, PycWord delete_word) {
    PycPart text = pyc_bytes_part(self), table = {NULL, 0, 1}, removed = {(const uint8_t *)"", 0, 1};
    bool mapped = table_word != PYC_NONE;
    if (mapped && !pyc_buffer_of(table_word, &table.data, &table.length)) return pyc_raise_bytes_like(table_word);
    if (mapped && table.length != 256)
        return PYC_RAISE(pyc_value_error_type, "translation table must be 256 characters long");
    if (delete_word && !pyc_buffer_of(delete_word, &removed.data, &removed.length)) return pyc_raise_bytes_like(delete_word);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        uint8_t c = text.data[i];
        if (memchr(removed.data, c, (size_t)removed.length)) continue;
        pyc_text_add_char(&out, mapped ? table.data[c] : c);
    }
    return finish(self, &out);
}

PycWord pyc_bytes_maketrans(PycWord from, PycWord to) {
    PycPart x = {NULL, 0, 1}, y = {NULL, 0, 1};
    if (!pyc_buffer_of(from, &x.data, &x.length)) return pyc_raise_bytes_like(from);
    if (!pyc_buffer_of(to, &y.data, &y.length)) return pyc_raise_bytes_like(to);
    if (x.length != y.length) return PYC_RAISE(pyc_value_error_type, "maketrans arguments must have same length");
    PycWord table = pyc_bytes_new(NULL, 256);
    for (int i = 0; i < 256; i++) bytes_of(table)->data[i] = (uint8_t)i;
    for (int64_t i = 0; i < x.length; i++) bytes_of(table)->data[x.data[i]] = y.data[i];
    return table;
}

PycWord pyc_bytes_getnewargs(PycWord self) {
    PycPart part = pyc_bytes_part(self);
    PycWord copy = pyc_bytes_new(part.data, part.length);
    return pyc_tuple_take(&copy, 1);
}

PycWord pyc_bytes_bytes(PycWord self) {
    if (has_type(self, &pyc_bytes_type)) return pyc_inc(self);
    PycPart part = pyc_bytes_part(self);
    return pyc_bytes_new(part.data, part.length);
}

PycWord pyc_bytes_sizeof(PycWord self) { return pyc_small(33 + pyc_bytes_length(self)); }
