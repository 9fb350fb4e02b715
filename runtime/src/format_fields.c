/* format_fields.c: str.format and str.format_map: replacement fields, their names and nested
 * specifications. */
#include "str.h"

typedef struct {
    PycWord args;     /* tuple; 0: format_map */
    PycWord keywords; /* dict or mapping, or 0 */
    int64_t automatic; /* next number; */
    enum { NUMBERING_UNSET, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } numbering;
} Arguments;

static bool build(PycPart text, Arguments *arguments, int depth, PycText *out);

static bool fail(const char *message) {
    pyc_raise_type(&pyc_value_error_type, "%s", message);
    return false;
}

/* ---- Names ---- */

/* The number a text is, -1: it is not one, -2: ValueError. */
static int64_t number_of(PycPart text) {
    int64_t value = 0;
    if (text.length == 0) return -1;
    for (int64_t i = 0; i < text.length; i++) {
        uint32_t c = part_char(text, i);
        if (c < '0' || c > '9') return -1;
        if (value > (INT64_MAX - 9) / 10) {
            fail("Too many decimal digits in format string");
            return -2;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

static bool set_numbering(Arguments *arguments, bool automatic) {
    int wanted = automatic ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    if (arguments->numbering == NUMBERING_UNSET) arguments->numbering = wanted;
    if ((int)arguments->numbering == wanted) return true;
    return fail(automatic ? "cannot switch from manual field specification to automatic field numbering"
                          : "cannot switch from automatic field numbering to manual field specification");
}

static PycWord keyword_value(Arguments *arguments, PycPart name) {
    PycWord key = pyc_part_str(name), value = 0;
    if (!arguments->keywords) {
        PycWord error = pyc_call(pyc_word(&pyc_key_error_type), &key, 1, 0);
        if (error) pyc_raise(error, 0), pyc_dec(error);
    } else {
        value = pyc_get_item(arguments->keywords, key);
    }
    pyc_dec(key);
    return value;
}

static PycWord first_value(Arguments *arguments, PycPart name) {
    int64_t index = number_of(name);
    if (index == -2) return 0;
    if (name.length == 0 || index >= 0) {
        if (!set_numbering(arguments, name.length == 0)) return 0;
        if (name.length == 0) index = arguments->automatic++;
    }
    if (index < 0) return keyword_value(arguments, name);
    if (!arguments->args) return fail("Format string contains positional fields"), 0;
    PycTuple *args = row_of(arguments->args);
    if (index < args->length) return pyc_inc(args->items[index]);
    return PYC_RAISE(pyc_index_error_type, "Replacement index %lld out of range for positional args tuple",
                     (long long)index);
}

/* One step of `.name` or `[key]` at *at; 1: done, 0: exception. */
static int step(PycPart name, int64_t *at, PycWord *value) {
    uint32_t kind = part_char(name, (*at)++);
    int64_t start = *at;
    if (kind != '.' && kind != '[') return fail("Only '.' or '[' may follow ']' in format field specifier");
    while (*at < name.length) {
        uint32_t c = part_char(name, *at);
        if (kind == '[' ? c == ']' : c == '.' || c == '[') break;
        ++*at;
    }
    PycPart part = part_from(name, start, *at);
    if (kind == '[' && (*at)++ >= name.length) return fail("Missing ']' in format string");
    if (part.length == 0) return fail("Empty attribute in format string");
    int64_t index = kind == '[' ? number_of(part) : -1;
    if (index == -2) return 0;
    PycWord key = index >= 0 ? pyc_int_from_i64(index) : pyc_part_str(part);
    PycWord next = kind == '[' ? pyc_get_item(*value, key) : pyc_get_attribute(*value, key);
    pyc_dec(key);
    pyc_dec(*value);
    *value = next;
    return next != 0;
}

static PycWord field_value(PycPart name, Arguments *arguments) {
    int64_t at = 0;
    while (at < name.length && part_char(name, at) != '.' && part_char(name, at) != '[') at++;
    PycWord value = first_value(arguments, part_from(name, 0, at));
    while (value && at < name.length) {
        if (step(name, &at, &value)) continue;
        if (value && !pyc_state.exception) return 0;
        pyc_xdec(value);
        return 0;
    }
    return value;
}

/* ---- Fields ---- */

typedef struct {
    PycPart name, spec;
    uint32_t conversion; /* 0: none */
    bool nested;
} Field;

static bool read_conversion(PycPart text, int64_t *at, Field *field, bool *closed) {
    *closed = false;
    if (*at >= text.length) return fail("end of string while looking for conversion specifier");
    field->conversion = part_char(text, (*at)++);
    if (*at >= text.length) return true;
    uint32_t c = part_char(text, (*at)++);
    *closed = c == '}';
    return c == '}' || c == ':' || fail("expected ':' after conversion specifier");
}

/* What stands behind '{' at *at, up to its '}'. */
static bool read_field(PycPart text, int64_t *at, Field *field) {
    int64_t start = *at, end = start;
    uint32_t c = 0;
    bool closed;
    *field = (Field){{text.data, 0, text.kind}, {text.data, 0, text.kind}, 0, false};
    while (*at < text.length) {
        end = *at;
        c = part_char(text, (*at)++);
        if (c == '{') return fail("unexpected '{' in field name");
        if (c == '}' || c == ':' || c == '!') break;
        if (c == '[') /* a key: anything up to its end */
            while (*at < text.length && part_char(text, *at) != ']') ++*at;
    }
    field->name = part_from(text, start, end);
    if (c == '}') return true;
    if (c != '!' && c != ':') return fail("expected '}' before end of string");
    if (c == '!') {
        if (!read_conversion(text, at, field, &closed)) return false;
        if (closed) return true;
    }
    start = *at;
    for (int depth = 1; *at < text.length;) {
        c = part_char(text, (*at)++);
        if (c == '{') field->nested = true, depth++;
        if (c == '}' && --depth == 0) {
            field->spec = part_from(text, start, *at - 1);
            return true;
        }
    }
    return fail("unmatched '{' in format spec");
}

static PycWord converted(PycWord value, uint32_t conversion) {
    switch (conversion) {
    case 's': return pyc_str(value);
    case 'r': return pyc_repr(value);
    case 'a': return pyc_ascii(value);
    default: break;
    }
    if (conversion > 32 && conversion < 127)
        return PYC_RAISE(pyc_value_error_type, "Unknown conversion specifier %c", (int)conversion);
    return PYC_RAISE(pyc_value_error_type, "Unknown conversion specifier \\x%x", conversion);
}

static PycWord field_spec(const Field *field, Arguments *arguments, int depth) {
    if (!field->nested) return pyc_part_str(field->spec);
    PycText nested = {NULL, 0, 0, 0};
    if (build(field->spec, arguments, depth - 1, &nested)) return pyc_text_finish(&nested);
    pyc_text_drop(&nested);
    return 0;
}

static bool add_field(const Field *field, Arguments *arguments, int depth, PycText *out) {
    PycWord value = field_value(field->name, arguments);
    if (!value) return false;
    if (field->conversion) {
        PycWord text = converted(value, field->conversion);
        pyc_dec(value);
        value = text;
        if (!value) return false;
    }
    PycWord spec = field_spec(field, arguments, depth);
    PycWord text = spec ? pyc_format(value, spec) : 0;
    pyc_xdec(spec);
    pyc_dec(value);
    if (!text) return false;
    pyc_text_add_str(out, text);
    pyc_dec(text);
    return true;
}

static bool build(PycPart text, Arguments *arguments, int depth, PycText *out) {
    if (depth < 0) return fail("Max string recursion exceeded");
    for (int64_t at = 0; at < text.length;) {
        uint32_t c = part_char(text, at++);
        if (c != '{' && c != '}') {
            pyc_text_add_char(out, c);
            continue;
        }
        bool doubled = at < text.length && part_char(text, at) == c;
        if (doubled) {
            pyc_text_add_char(out, c);
            at++;
            continue;
        }
        if (c == '}') return fail("Single '}' encountered in format string");
        if (at >= text.length) return fail("Single '{' encountered in format string");
        Field field;
        if (!read_field(text, &at, &field) || !add_field(&field, arguments, depth, out)) return false;
    }
    return true;
}

static PycWord format_with(PycWord self, PycWord args, PycWord keywords) {
    Arguments arguments = {args, keywords, 0, NUMBERING_UNSET};
    PycText out = {NULL, 0, 0, 0};
    if (build(part_of(self), &arguments, 1, &out)) return pyc_text_finish(&out);
    pyc_text_drop(&out);
    return 0;
}

PycWord pyc_str_format_call(PycWord self, PycWord args, PycWord keywords) {
    PycWord tuple = args ? pyc_inc(args) : pyc_tuple_new(0);
    PycWord result = format_with(self, tuple, keywords);
    pyc_dec(tuple);
    return result;
}

PycWord pyc_str_format_map(PycWord self, PycWord mapping) { return format_with(self, 0, mapping); }
