/* format_spec.c: reading format specifications, and laying out numbers and text in a width. */
#include "format.h"

/* ---- Reading ---- */

static bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* A run of digits; -1: none, -2: too many. */
static int64_t read_integer(PycPart text, int64_t *at) {
    int64_t value = -1;
    for (; *at < text.length; ++*at) {
        uint32_t c = part_char(text, *at);
        if (c < '0' || c > '9') break;
        if (value < 0) value = 0;
        if (value > (INT64_MAX - 9) / 10) return -2;
        value = value * 10 + (c - '0');
    }
    return value;
}

static PYC_COLD_PATH bool raise_digits(void) {
    pyc_raise_type(&pyc_value_error_type, "Too many decimal digits in format string");
    return false;
}

static PYC_COLD_PATH bool raise_separator(uint32_t separator, uint32_t type) {
    if (type > 32 && type < 128)
        pyc_raise_type(&pyc_value_error_type, "Cannot specify '%c' with '%c'.", (int)separator, (int)type);
    else pyc_raise_type(&pyc_value_error_type, "Cannot specify '%c' with '\\x%x'.", (int)separator, type);
    return false;
}

PYC_COLD_PATH PycWord pyc_raise_format_code(uint32_t type, const char *object) {
    if (type > 32 && type < 128)
        return PYC_RAISE(pyc_value_error_type, "Unknown format code '%c' for object of type '%s'", (int)type, object);
    return PYC_RAISE(pyc_value_error_type, "Unknown format code '\\x%x' for object of type '%s'", type, object);
}

static bool separator_fits(const PycFormatSpec *out) {
    switch (out->type) {
    case 'd': case 'e': case 'f': case 'g': case 'E': case 'G': case '%': case 'F': case 0: return true;
    case 'b': case 'o': case 'x': case 'X': if (out->separator == '_') return true; break;
    default: break;
    }
    return raise_separator(out->separator, out->type);
}

static void read_flags(PycPart text, int64_t *at, uint32_t default_align, PycFormatSpec *out) {
#define NEXT (*at < text.length ? part_char(text, *at) : 0)
    if (text.length - *at >= 2 && is_align(part_char(text, *at + 1))) {
        out->fill = part_char(text, *at);
        out->align = part_char(text, *at + 1);
        out->fill_given = out->align_given = true;
        *at += 2;
    } else if (is_align(NEXT)) {
        out->align = part_char(text, (*at)++);
        out->align_given = true;
    }
    if (NEXT == ' ' || NEXT == '+' || NEXT == '-') out->sign = part_char(text, (*at)++);
    if (NEXT == 'z') out->no_negative_zero = true, ++*at;
    if (NEXT == '#') out->alternate = true, ++*at;
    if (!out->fill_given && NEXT == '0') {
        out->fill = '0';
        if (!out->align_given && default_align == '>') out->align = '=';
        ++*at;
    }
#undef NEXT
}

/* [,][_][,][.precision] */
static bool read_tail(PycPart text, int64_t *at, PycFormatSpec *out) {
#define NEXT (*at < text.length ? part_char(text, *at) : 0)
    bool both = false;
    if (NEXT == ',') out->separator = ',', ++*at;
    if (NEXT == '_') {
        both = out->separator != 0;
        out->separator = '_';
        ++*at;
    }
    if (NEXT == ',' && out->separator == '_') both = true;
    if (both) {
        pyc_raise_type(&pyc_value_error_type, "Cannot specify both ',' and '_'.");
        return false;
    }
    if (NEXT != '.') return true;
    ++*at;
    out->precision = read_integer(text, at);
    if (out->precision == -2) return raise_digits();
    if (out->precision >= 0) return true;
    pyc_raise_type(&pyc_value_error_type, "Format specifier missing precision");
    return false;
#undef NEXT
}

bool pyc_format_parse(PycWord spec, const char *object, uint32_t default_type, uint32_t default_align,
                      PycFormatSpec *out) {
    PycPart text = part_of(spec);
    int64_t at = 0;
    *out = (PycFormatSpec){.fill = ' ', .align = default_align, .type = default_type, .width = -1, .precision = -1};
    read_flags(text, &at, default_align, out);
    out->width = read_integer(text, &at);
    if (out->width == -2) return raise_digits();
    if (!read_tail(text, &at, out)) return false;
    if (text.length - at > 1) {
        pyc_raise_type(&pyc_value_error_type, "Invalid format specifier '%S' for object of type '%s'", spec, object);
        return false;
    }
    if (at < text.length) out->type = part_char(text, at);
    return out->separator == 0 || separator_fits(out);
}

/* ---- Laying out ---- */

typedef struct { PycStr *out; int64_t at; } Writer;

static void write_ascii(Writer *w, const char *text, int64_t n) {
    if (w->out->kind == 1) memcpy(w->out->data + w->at, text, (size_t)n);
    else pyc_part_copy(w->out->data, w->out->kind, w->at, (PycPart){(const uint8_t *)text, n, 1});
    w->at += n;
}

static void write_fill(Writer *w, uint32_t c, int64_t n) {
    if (w->out->kind == 1) memset(w->out->data + w->at, (int)c, (size_t)n);
    else for (int64_t i = 0; i < n; i++) kind_store(w->out->data, w->out->kind, w->at + i, c);
    w->at += n;
}

/* `total` digits, zeros in front, a separator between groups. */
static void write_grouped(Writer *w, const char *digits, int64_t n, int64_t total, int group, uint32_t separator) {
    for (int64_t left = total; left > 0; left--) {
        char c = left > n ? '0' : digits[n - left];
        write_ascii(w, &c, 1);
        if (left > 1 && (left - 1) % group == 0) write_fill(w, separator, 1);
    }
}

static int group_size(const PycFormatSpec *spec) {
    switch (spec->type) {
    case 'b': case 'o': case 'x': case 'X': return 4;
    default: return 3;
    }
}

/* Left, middle (behind the sign) and right padding of n characters. */
static void divide_padding(uint32_t align, int64_t n, int64_t out[3]) {
    out[0] = out[1] = out[2] = 0;
    if (align == '<') out[2] = n;
    else if (align == '=') out[1] = n;
    else if (align == '^') out[0] = n / 2, out[2] = n - n / 2;
    else out[0] = n;
}

static bool too_wide(int64_t width) {
    if (pyc_has_room(width)) return false;
    pyc_raise_no_memory();
    return true;
}

PycWord pyc_number_text(const PycFormatSpec *spec, const PycNumberText *number) {
    int64_t others = (number->sign != 0) + number->n_prefix + number->point + number->n_rest;
    int64_t total = number->n_digits, grouped, padding[3];
    int group = group_size(spec);
    if (too_wide(spec->width)) return 0;
    if (spec->align == '=' && spec->fill == '0' && total > 0) { /* zeros are digits */
        int64_t room = spec->width - others;
        int64_t filled = spec->separator && room > 0 ? room - room / (group + 1) : room;
        while (spec->separator && filled > 0 && filled + (filled - 1) / group < room) filled++;
        if (filled > total) total = filled;
    }
    grouped = total + (spec->separator && total > 0 ? (total - 1) / group : 0);
    int64_t missing = spec->width - others - grouped;
    divide_padding(spec->align, missing > 0 ? missing : 0, padding);
    int64_t length = others + grouped + (missing > 0 ? missing : 0);
    uint32_t fill = missing > 0 ? spec->fill : ' ';
    if (length == 1 && number->n_digits == 1) return pyc_str_from_char((uint8_t)number->digits[0]);
    PycStr *out = text_of(pyc_str_allocate(length, kind_of_char(fill)));
    out->ascii = fill < 128;
    Writer w = {out, 0};
    write_fill(&w, fill, padding[0]);
    if (number->sign) write_ascii(&w, &number->sign, 1);
    write_ascii(&w, number->prefix, number->n_prefix);
    write_fill(&w, fill, padding[1]);
    if (spec->separator) {
        write_grouped(&w, number->digits, number->n_digits, total, group, spec->separator);
    } else {
        write_fill(&w, '0', total - number->n_digits);
        write_ascii(&w, number->digits, number->n_digits);
    }
    if (number->point) write_ascii(&w, ".", 1);
    write_ascii(&w, number->rest, number->n_rest);
    write_fill(&w, fill, padding[2]);
    return pyc_word(out);
}

PycWord pyc_format_pad(const PycFormatSpec *spec, PycPart text) {
    int64_t missing = spec->width - text.length, padding[3];
    if (missing <= 0) return pyc_part_str(text);
    if (too_wide(spec->width)) return 0;
    divide_padding(spec->align, missing, padding);
    if (spec->width == 1) return pyc_str_from_char(spec->fill);
    int kind = text.kind > kind_of_char(spec->fill) ? text.kind : kind_of_char(spec->fill);
    PycStr *out = text_of(pyc_str_allocate(spec->width, kind));
    Writer w = {out, 0};
    write_fill(&w, spec->fill, padding[0] + padding[1]);
    pyc_part_copy(out->data, kind, w.at, text);
    w.at += text.length;
    write_fill(&w, spec->fill, padding[2]);
    if (kind == 1) {
        out->ascii = spec->fill < 128 && pyc_part_ascii(text);
        return pyc_word(out);
    }
    PycWord narrow = pyc_str_from_kind(out->data, spec->width, kind); /* a cut text may be narrower */
    pyc_dec(pyc_word(out));
    return narrow;
}
