/* codecs.c: str to bytes and back: utf-8, ascii, latin-1, utf-16, utf-32, escapes with their error
 * handlers. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "str.h"

typedef enum { UTF8, ASCII, LATIN1, UTF16, UTF16_LE, UTF16_BE, UTF32, UTF32_LE, UTF32_BE, ESCAPE,
               RAW_ESCAPE, UNKNOWN } Codec;
typedef enum { STRICT, IGNORE, REPLACE, BACKSLASH, SURROGATE_ESCAPE, SURROGATE_PASS, XML, NAME, OTHER } Handler;

static const struct { const char *name; Codec codec; } codecs[] = {
    {"utf_8", UTF8}, {"utf8", UTF8}, {"u8", UTF8}, {"utf", UTF8}, {"cp65001", UTF8},
    {"ascii", ASCII}, {"us_ascii", ASCII}, {"646", ASCII}, {"ansi_x3.4_1968", ASCII}, {"iso646_us", ASCII},
    {"latin_1", LATIN1}, {"latin1", LATIN1}, {"latin", LATIN1}, {"l1", LATIN1}, {"iso8859_1", LATIN1},
    {"iso_8859_1", LATIN1}, {"8859", LATIN1}, {"cp819", LATIN1}, {"iso8859", LATIN1},
    {"utf_16", UTF16}, {"utf16", UTF16}, {"u16", UTF16}, {"utf_16_le", UTF16_LE}, {"utf_16le", UTF16_LE},
    {"utf_16_be", UTF16_BE}, {"utf_16be", UTF16_BE}, {"utf_32", UTF32}, {"utf32", UTF32}, {"u32", UTF32},
    {"utf_32_le", UTF32_LE}, {"utf_32le", UTF32_LE}, {"utf_32_be", UTF32_BE}, {"utf_32be", UTF32_BE},
    {"unicode_escape", ESCAPE}, {"raw_unicode_escape", RAW_ESCAPE},
};
static const char *const codec_names[] = {"utf-8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be",
                                          "utf-32", "utf-32-le", "utf-32-be", "unicodeescape", "rawunicodeescape"};

static PYC_COLD_PATH Codec codec_by_name(PycWord encoding) {
    char name[32];
    PycStr *s = text_of(encoding);
    int64_t n = 0;
    for (int64_t i = 0; s->ascii && i < s->length && n < 30; i++) {
        int c = tolower(s->data[i]);
        name[n++] = (char)(c == '-' || c == ' ' ? '_' : c);
    }
    name[n] = 0;
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (strcmp(codecs[i].name, name) == 0) return codecs[i].codec;
    pyc_raise_type(&pyc_lookup_error_type, "unknown encoding: %S", encoding);
    return UNKNOWN;
}

static Codec codec_of(PycWord encoding) {
    if (!encoding || encoding == pyc_intern("utf-8")) return UTF8;
    return codec_by_name(encoding);
}

static Handler handler_of(PycWord errors) {
    static const char *const names[] = {"strict", "ignore", "replace", "backslashreplace", "surrogateescape",
                                        "surrogatepass", "xmlcharrefreplace", "namereplace"};
    if (!errors) return STRICT;
    for (int i = 0; i < 8; i++)
        if (pyc_str_equal(errors, pyc_intern(names[i]))) return (Handler)i;
    return OTHER;
}

/* ---- Errors ---- */

static PycWord raise_unicode(PycType *type, const char *encoding, PycWord object, int64_t start, int64_t end,
                             const char *reason) {
    PycWord args[5] = {pyc_str_from_c(encoding), object, pyc_small(start), pyc_small(end), pyc_str_from_c(reason)};
    PycWord error = pyc_call(pyc_word(type), args, 5, 0);
    pyc_dec(args[0]);
    pyc_dec(args[4]);
    if (error) {
        pyc_raise(error, 0);
        pyc_dec(error);
    }
    return 0;
}

PycWord pyc_raise_decode(const char *encoding, const uint8_t *data, int64_t length, int64_t start, int64_t end,
                         const char *reason) {
    PycWord object = pyc_bytes_new(data, length);
    raise_unicode(&pyc_unicode_decode_error_type, encoding, object, start, end, reason);
    pyc_dec(object);
    return 0;
}

PycWord pyc_raise_encode(const char *encoding, PycWord object, int64_t start, int64_t end, const char *reason) {
    return raise_unicode(&pyc_unicode_encode_error_type, encoding, object, start, end, reason);
}

static bool raise_handler(PycWord errors) {
    pyc_raise_type(&pyc_lookup_error_type, "unknown error handler name '%S'", errors);
    return false;
}

static void add_hex_escape(PycText *out, uint8_t byte) {
    char text[4] = {'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    pyc_text_add_ascii(out, text, 4);
}

/* ---- Decoding ---- */

typedef struct {
    Codec codec;
    Handler handler;
    PycWord errors;
    const uint8_t *data;
    int64_t length;
    PycText out;
} Decoder;

/* What [start, end) becomes by the handler; where decoding goes on, -1: exception. */
static int64_t decode_error(Decoder *d, int64_t start, int64_t end, const char *reason) {
    switch (d->handler) {
    case IGNORE: return end;
    case REPLACE: pyc_text_add_char(&d->out, 0xfffd); return end;
    case BACKSLASH:
        for (int64_t i = start; i < end; i++) add_hex_escape(&d->out, d->data[i]);
        return end;
    case SURROGATE_ESCAPE: {
        int64_t i = start;
        for (; i < end && d->data[i] >= 128; i++) pyc_text_add_char(&d->out, 0xdc00 + d->data[i]);
        if (i > start) return i;
        break;
    }
    case OTHER: return raise_handler(d->errors), -1;
    case XML: case NAME:
        pyc_raise_type(&pyc_type_error_type, "don't know how to handle UnicodeDecodeError in error callback");
        return -1;
    default: break;
    }
    pyc_raise_decode(codec_names[d->codec], d->data, d->length, start, end, reason);
    return -1;
}

/* The length of the valid character at `at`, or minus the length of the invalid part. */
static int utf8_check(const uint8_t *p, int64_t left, const char **reason) {
    uint8_t c = p[0];
    int need = c < 0xc2 || c > 0xf4 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    *reason = need ? "invalid continuation byte" : "invalid start byte";
    if (need == 0) return -1;
    for (int i = 1; i <= need; i++) {
        if (i >= left) {
            *reason = "unexpected end of data";
            return -i;
        }
        uint8_t low = 0x80, high = 0xbf;
        if (i == 1) {
            if (c == 0xe0) low = 0xa0;
            if (c == 0xed) high = 0x9f;
            if (c == 0xf0) low = 0x90;
            if (c == 0xf4) high = 0x8f;
        }
        if (p[i] < low || p[i] > high) return -i;
    }
    return need + 1;
}

static bool is_surrogate_bytes(const Decoder *d, int64_t i) {
    return d->handler == SURROGATE_PASS && i + 2 < d->length && d->data[i] == 0xed &&
           (d->data[i + 1] & 0xe0) == 0xa0 && (d->data[i + 2] & 0xc0) == 0x80;
}

static bool decode_utf8(Decoder *d) {
    for (int64_t i = 0; i < d->length;) {
        const uint8_t *p = d->data + i;
        const char *reason;
        if (p[0] < 128) {
            int64_t end = i + 1;
            while (end < d->length && d->data[end] < 128) end++;
            pyc_text_add_ascii(&d->out, (const char *)p, end - i);
            i = end;
            continue;
        }
        int n = utf8_check(p, d->length - i, &reason); /* <= 0: minus the bytes at fault */
        if (n > 0) {
            uint32_t c = n == 2   ? (p[0] & 0x1fU) << 6 | (p[1] & 0x3fU)
                         : n == 3 ? (p[0] & 0x0fU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU)
                                  : (p[0] & 7U) << 18 | (p[1] & 0x3fU) << 12 | (p[2] & 0x3fU) << 6 | (p[3] & 0x3fU);
            pyc_text_add_char(&d->out, c);
        } else if (is_surrogate_bytes(d, i)) {
            pyc_text_add_char(&d->out, 0xd000U | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU));
            n = 3;
        } else {
            if ((i = decode_error(d, i, i - n, reason)) < 0) return false;
            n = 0;
        }
        i += n;
    }
    return true;
}

static bool decode_bytes(Decoder *d, bool ascii) {
    for (int64_t i = 0; i < d->length; i++) {
        if (!ascii || d->data[i] < 128) pyc_text_add_char(&d->out, d->data[i]);
        else if (decode_error(d, i, i + 1, "ordinal not in range(128)") < 0) return false;
    }
    return true;
}

static uint32_t read_unit(const uint8_t *p, int size, bool big) {
    uint32_t unit = 0;
    for (int i = 0; i < size; i++) unit |= (uint32_t)p[i] << 8 * (big ? size - 1 - i : i);
    return unit;
}

static bool decode_utf16(Decoder *d, int64_t i, bool big) {
    d->codec = big ? UTF16_BE : UTF16_LE;
    while (i >= 0 && i < d->length) {
        if (i + 1 >= d->length) {
            i = decode_error(d, i, d->length, "truncated data");
            continue;
        }
        uint32_t unit = read_unit(d->data + i, 2, big);
        bool surrogate = unit >= 0xd800 && unit < 0xe000, has_low = i + 3 < d->length;
        uint32_t low = surrogate && has_low ? read_unit(d->data + i + 2, 2, big) : 0;
        if (surrogate && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            pyc_text_add_char(&d->out, 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
            i += 4;
        } else if (!surrogate || d->handler == SURROGATE_PASS) {
            pyc_text_add_char(&d->out, unit);
            i += 2;
        } else if (unit >= 0xdc00) {
            i = decode_error(d, i, i + 2, "illegal encoding");
        } else if (!has_low) {
            i = decode_error(d, i, d->length, "unexpected end of data");
        } else {
            i = decode_error(d, i, i + 2, "illegal UTF-16 surrogate");
        }
    }
    return i >= 0;
}

static bool decode_utf32(Decoder *d, int64_t i, bool big) {
    d->codec = big ? UTF32_BE : UTF32_LE;
    while (i >= 0 && i < d->length) {
        if (i + 3 >= d->length) {
            i = decode_error(d, i, d->length, "truncated data");
            continue;
        }
        uint32_t c = read_unit(d->data + i, 4, big);
        bool surrogate = c >= 0xd800 && c < 0xe000 && d->handler != SURROGATE_PASS;
        if (c < 0x110000 && !surrogate) {
            pyc_text_add_char(&d->out, c);
            i += 4;
        } else {
            i = decode_error(d, i, i + 4, surrogate ? "code point in surrogate code point range(0xd800, 0xe000)"
                                                    : "code point not in range(0x110000)");
        }
    }
    return i >= 0;
}

static bool decode_marked(Decoder *d) {
    int size = d->codec == UTF16 ? 2 : 4;
    uint32_t mark = d->length >= size ? read_unit(d->data, size, false) : 0;
    bool big = mark == (size == 2 ? 0xfffeU : 0xfffe0000U);
    int64_t start = big || mark == 0xfeff ? size : 0;
    return size == 2 ? decode_utf16(d, start, big) : decode_utf32(d, start, big);
}

static int digit_value(uint8_t c, int base) {
    int value = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
    return value < base ? value : -1;
}

/* The character behind \x, \u or \U, which stands at i - 1; where decoding goes on, -1: exception. */
static int64_t decode_hex_escape(Decoder *d, int64_t start, int64_t i, int n_digits) {
    uint32_t c = 0;
    int64_t end = i + n_digits;
    while (i < end && i < d->length && digit_value(d->data[i], 16) >= 0)
        c = c << 4 | (uint32_t)digit_value(d->data[i++], 16);
    if (i < end)
        return decode_error(d, start, i, n_digits == 2   ? "truncated \\xXX escape"
                                         : n_digits == 4 ? "truncated \\uXXXX escape"
                                                         : "truncated \\UXXXXXXXX escape");
    if (c > 0x10ffff)
        return decode_error(d, start, i, d->codec == ESCAPE ? "illegal Unicode character" : "\\Uxxxxxxxx out of range");
    pyc_text_add_char(&d->out, c);
    return i;
}

static int64_t decode_octal_escape(Decoder *d, int64_t i) {
    uint32_t c = 0;
    for (int n = 0; n < 3 && i < d->length && digit_value(d->data[i], 8) >= 0; n++)
        c = c * 8 + (uint32_t)digit_value(d->data[i++], 8);
    pyc_text_add_char(&d->out, c);
    return i;
}

static int64_t decode_escape(Decoder *d, int64_t start) {
    static const char letters[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v"; /* each with what it stands for */
    int64_t i = start + 1;
    bool raw = d->codec == RAW_ESCAPE;
    if (i >= d->length && !raw) return decode_error(d, start, i, "\\ at end of string");
    uint8_t c = i < d->length ? d->data[i] : 0;
    if (c == 'u' || c == 'U') return decode_hex_escape(d, start, i + 1, c == 'u' ? 4 : 8);
    if (!raw) {
        if (c == 'x') return decode_hex_escape(d, start, i + 1, 2);
        if (c == 'N') return decode_error(d, start, i + 1, "malformed \\N character escape");
        if (c == '\n') return i + 1;
        if (digit_value(c, 8) >= 0) return decode_octal_escape(d, i);
        for (const char *each = letters; *each; each += 2)
            if (*each == c) return pyc_text_add_char(&d->out, (uint8_t)each[1]), i + 1;
    }
    pyc_text_add_char(&d->out, '\\');
    if (i < d->length) pyc_text_add_char(&d->out, c);
    return i + 1;
}

static bool decode_escapes(Decoder *d) {
    int64_t i = 0;
    while (i >= 0 && i < d->length) {
        if (d->data[i] == '\\') i = decode_escape(d, i);
        else pyc_text_add_char(&d->out, d->data[i++]);
    }
    return i >= 0;
}

PycWord pyc_decode(const uint8_t *data, int64_t length, PycWord encoding, PycWord errors) {
    Decoder d = {codec_of(encoding), handler_of(errors), errors, data, length, {NULL, 0, 0, 0}};
    if (d.codec == UNKNOWN) return 0;
    PycPart whole = {data, length, 1};
    if (d.codec == LATIN1 || (d.codec <= ASCII && pyc_part_ascii(whole))) return pyc_part_str(whole);
    bool done;
    switch (d.codec) {
    case UTF8: done = decode_utf8(&d); break;
    case ASCII: done = decode_bytes(&d, true); break;
    case UTF16_LE: case UTF16_BE: done = decode_utf16(&d, 0, d.codec == UTF16_BE); break;
    case UTF32_LE: case UTF32_BE: done = decode_utf32(&d, 0, d.codec == UTF32_BE); break;
    case ESCAPE: case RAW_ESCAPE: done = decode_escapes(&d); break;
    default: done = decode_marked(&d); break;
    }
    if (done) return pyc_text_finish(&d.out);
    pyc_text_drop(&d.out);
    return 0;
}

/* ---- Encoding ---- */

typedef struct {
    Codec codec;
    Handler handler;
    PycWord errors, text;
    uint8_t *out; /* raw memory */
    int64_t length, capacity;
} Encoder;

static void put(Encoder *e, uint8_t byte) {
    if (e->length == e->capacity) {
        int64_t capacity = e->capacity * 2 + 64;
        e->out = e->out ? pyc_raw_resize(e->out, e->capacity, capacity) : pyc_raw_allocate(capacity);
        e->capacity = capacity;
    }
    e->out[e->length++] = byte;
}

static void put_unit(Encoder *e, uint32_t unit, int size, bool big) {
    for (int i = 0; i < size; i++) put(e, (uint8_t)(unit >> 8 * (big ? size - 1 - i : i)));
}

static void put_utf8(Encoder *e, uint32_t c) {
    if (c < 0x80) put(e, (uint8_t)c);
    else if (c < 0x800) put(e, (uint8_t)(0xc0 | c >> 6)), put(e, (uint8_t)(0x80 | (c & 0x3f)));
    else {
        if (c < 0x10000) put(e, (uint8_t)(0xe0 | c >> 12));
        else put(e, (uint8_t)(0xf0 | c >> 18)), put(e, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        put(e, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        put(e, (uint8_t)(0x80 | (c & 0x3f)));
    }
}

static void put_escape(Encoder *e, uint32_t c) {
    char text[16] = {(char)c, 0};
    if (c > 0xffff) snprintf(text, sizeof text, "\\U%08x", c);
    else if (c > 0xff) snprintf(text, sizeof text, "\\u%04x", c);
    else if (e->codec == ESCAPE && (c == '\t' || c == '\n' || c == '\r' || c == '\\'))
        snprintf(text, sizeof text, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
    else if (e->codec == ESCAPE && (c < 32 || c > 126)) snprintf(text, sizeof text, "\\x%02x", c);
    else return put(e, (uint8_t)c);
    for (char *at = text; *at; at++) put(e, (uint8_t)*at);
}

static void put_char(Encoder *e, uint32_t c) {
    switch (e->codec) {
    case ESCAPE: case RAW_ESCAPE: put_escape(e, c); break;
    case UTF8: put_utf8(e, c); break;
    case ASCII: case LATIN1: put(e, (uint8_t)c); break;
    case UTF16: case UTF16_LE: case UTF16_BE: {
        bool big = e->codec == UTF16_BE;
        if (c >= 0x10000) {
            put_unit(e, 0xd800 + ((c - 0x10000) >> 10), 2, big);
            put_unit(e, 0xdc00 + ((c - 0x10000) & 0x3ff), 2, big);
        } else {
            put_unit(e, c, 2, big);
        }
        break;
    }
    default: put_unit(e, c, 4, e->codec == UTF32_BE); break;
    }
}

static bool encodable(const Encoder *e, uint32_t c) {
    if (e->codec == ASCII) return c < 128;
    if (e->codec == LATIN1) return c < 256;
    if (e->codec >= ESCAPE) return true;
    return c < 0xd800 || c > 0xdfff;
}

static void put_text(Encoder *e, const char *text) {
    for (; *text; text++) put_char(e, (uint8_t)*text);
}

static void put_reference(Encoder *e, uint32_t c) {
    char text[16];
    if (e->handler == XML) snprintf(text, sizeof text, "&#%u;", c);
    else if (c < 0x100) snprintf(text, sizeof text, "\\x%02x", c);
    else if (c < 0x10000) snprintf(text, sizeof text, "\\u%04x", c);
    else snprintf(text, sizeof text, "\\U%08x", c);
    put_text(e, text);
}

/* The characters [start, end) cannot be encoded; false: exception. */
static bool encode_error(Encoder *e, int64_t start, int64_t end) {
    const char *reason = e->codec == ASCII    ? "ordinal not in range(128)"
                         : e->codec == LATIN1 ? "ordinal not in range(256)"
                                              : "surrogates not allowed";
    for (int64_t i = start; i < end; i++) {
        uint32_t c = pyc_str_at(e->text, i);
        bool surrogate = c >= 0xd800 && c < 0xe000;
        switch (e->handler) {
        case IGNORE: continue;
        case REPLACE: put_char(e, '?'); continue;
        case BACKSLASH: case XML: put_reference(e, c); continue;
        case NAME: put_reference(e, c); continue; /* character names are not in the tables */
        case SURROGATE_ESCAPE:
            if (c < 0xdc80 || c > 0xdcff || e->codec >= UTF16) break; /* a lone byte is no unit */
            put(e, (uint8_t)(c - 0xdc00));
            continue;
        case SURROGATE_PASS:
            if (!surrogate || e->codec == ASCII || e->codec == LATIN1) break;
            put_char(e, c);
            continue;
        case OTHER: return raise_handler(e->errors);
        default: break;
        }
        pyc_raise_encode(codec_names[e->codec], e->text, i == start ? start : i, end, reason);
        return false;
    }
    return true;
}

static bool encode_all(Encoder *e) {
    PycPart text = part_of(e->text);
    if (e->codec == UTF16 || e->codec == UTF32) put_char(e, 0xfeff);
    for (int64_t i = 0; i < text.length;) {
        uint32_t c = part_char(text, i);
        if (encodable(e, c)) {
            put_char(e, c);
            i++;
            continue;
        }
        int64_t end = i + 1;
        bool wide = e->codec >= UTF16;
        while (!wide && end < text.length && !encodable(e, part_char(text, end))) end++;
        if (!encode_error(e, i, end)) return false;
        i = end;
    }
    return true;
}

PycWord pyc_encode(PycWord s, PycWord encoding, PycWord errors) {
    Encoder e = {codec_of(encoding), handler_of(errors), errors, s, NULL, 0, 0};
    if (e.codec == UNKNOWN) return 0;
    PycStr *text = text_of(s);
    if ((text->ascii && e.codec <= LATIN1) || (text->kind == 1 && e.codec == LATIN1))
        return pyc_bytes_new(text->data, text->length);
    PycWord result = encode_all(&e) ? pyc_bytes_new(e.out, e.length) : 0;
    if (e.out) pyc_raw_free(e.out, e.capacity);
    return result;
}

static bool codec_arguments(PycWord encoding, PycWord errors, const char *function) {
    PycWord words[2] = {encoding, errors};
    for (int i = 0; i < 2; i++) {
        if (!words[i] || is_text(words[i])) continue;
        pyc_raise_type(&pyc_type_error_type, "%s() argument '%s' must be str, not %s", function,
                       i ? "errors" : "encoding", pyc_argument_type(words[i]));
        return false;
    }
    return true;
}

PycWord pyc_str_encode(PycWord self, PycWord encoding, PycWord errors) {
    return codec_arguments(encoding, errors, "encode") ? pyc_encode(self, encoding, errors) : 0;
}

PycWord pyc_bytes_decode(PycWord self, PycWord encoding, PycWord errors) {
    const uint8_t *data;
    int64_t length;
    if (!codec_arguments(encoding, errors, "decode") || !pyc_buffer_of(self, &data, &length)) return 0;
    return pyc_decode(data, length, encoding, errors);
}

char *pyc_str_utf8(PycWord s, int64_t *length) {
    PycWord bytes = pyc_encode(s, 0, 0);
    if (!bytes) return NULL;
    int64_t n = bytes_of(bytes)->length;
    char *copy = malloc((size_t)n + 1);
    memcpy(copy, bytes_of(bytes)->data, (size_t)n);
    copy[n] = 0;
    pyc_dec(bytes);
    if (length) *length = n;
    return copy;
}
