/* format_percent.c: `format % values`, for str and bytes. */
#include <math.h>

#include "bytes.h"
#include "format.h"

typedef struct {
    PycPart format;
    int64_t at;
    PycWord values, mapping; /* mapping 0: values is not one */
    bool is_tuple, bytes, used_key;
    int64_t next; /* index of the next value; a single value: 0 or 1 */
    PycText out;
} Percent;

typedef struct {
    bool left, plus, space, alternate, zero;
    int64_t width, precision;
    uint32_t type;
} Directive;

static bool fail(PycType *type, const char *message) {
    pyc_raise_type(type, "%s", message);
    return false;
}

/* The next value (borrowed); 0: TypeError. */
static PycWord next_value(Percent *p) {
    if (p->is_tuple) {
        if (p->next < row_of(p->values)->length) return row_of(p->values)->items[p->next++];
    } else if (p->next == 0) {
        p->next = 1;
        return p->values;
    }
    return PYC_RAISE(pyc_type_error_type, "not enough arguments for format string");
}

/* ---- Reading a directive ---- */

static uint32_t peek(const Percent *p) { return p->at < p->format.length ? part_char(p->format, p->at) : 0; }

/* "(key)": the value of the key becomes the only value; owned in p->values. */
static bool read_key(Percent *p) {
    if (!p->mapping) return fail(&pyc_type_error_type, "format requires a mapping");
    int64_t start = ++p->at, depth = 1;
    while (p->at < p->format.length && depth > 0) {
        uint32_t c = part_char(p->format, p->at++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (depth > 0) return fail(&pyc_value_error_type, "incomplete format key");
    PycPart name = part_from(p->format, start, p->at - 1);
    PycWord key = p->bytes ? pyc_bytes_new(name.data, name.length) : pyc_part_str(name);
    PycWord value = pyc_get_item(p->mapping, key);
    pyc_dec(key);
    if (!value) return false;
    pyc_dec(p->values);
    p->values = value;
    p->is_tuple = false;
    p->next = 0;
    p->used_key = true;
    return true;
}

static bool read_flags(Percent *p, Directive *d) {
    for (; p->at < p->format.length; p->at++) {
        switch (part_char(p->format, p->at)) {
        case '-': d->left = true; break;
        case '+': d->plus = true; break;
        case ' ': d->space = true; break;
        case '#': d->alternate = true; break;
        case '0': d->zero = true; break;
        default: return true;
        }
    }
    return true;
}

/* Digits or "*"; *given tells whether there were any. */
static bool read_size(Percent *p, int64_t *out, bool *given, const char *too_big, int64_t limit) {
    *given = false;
    if (peek(p) == '*') {
        PycWord value = next_value(p);
        if (!value) return false;
        if (!pyc_is_int(value)) return fail(&pyc_type_error_type, "* wants int");
        if (!pyc_int_fits_i64(value, out) || *out > limit || *out < -limit) {
            pyc_raise_type(&pyc_overflow_error_type, limit == INT32_MAX ? "Python int too large to convert to C int"
                                                                       : "Python int too large to convert to C ssize_t");
            return false;
        }
        p->at++;
        *given = true;
        return true;
    }
    int64_t value = 0;
    for (; peek(p) >= '0' && peek(p) <= '9'; p->at++) {
        int64_t digit = peek(p) - '0';
        if (value > (limit - digit) / 10) return fail(&pyc_value_error_type, too_big);
        value = value * 10 + digit;
        *given = true;
    }
    if (*given) *out = value;
    return true;
}

static bool read_directive(Percent *p, Directive *d) {
    bool given;
    *d = (Directive){.width = -1, .precision = -1};
    if (peek(p) == '(' && !read_key(p)) return false;
    read_flags(p, d);
    if (!read_size(p, &d->width, &given, "width too big", INT64_MAX)) return false;
    if (given && d->width < 0) d->left = true, d->width = -d->width;
    if (peek(p) == '.') {
        p->at++;
        d->precision = 0;
        if (!read_size(p, &d->precision, &given, "precision too big", INT32_MAX)) return false;
        if (d->precision < 0) d->precision = 0;
    }
    if (peek(p) == 'h' || peek(p) == 'l' || peek(p) == 'L') p->at++;
    if (p->at >= p->format.length) return fail(&pyc_value_error_type, "incomplete format");
    d->type = part_char(p->format, p->at++);
    if (!pyc_has_room(d->width)) return pyc_raise_no_memory(), false;
    return true;
}

/* ---- Writing ---- */

static bool add_part(Percent *p, PycPart part) {
    if (part.kind == 1) pyc_text_add_ascii(&p->out, (const char *)part.data, part.length);
    else for (int64_t i = 0; i < part.length; i++) pyc_text_add_char(&p->out, part_char(part, i));
    return true;
}

static void add_fill(Percent *p, char c, int64_t n) {
    while (n-- > 0) pyc_text_add_char(&p->out, (uint8_t)c);
}

static bool add_padded(Percent *p, const Directive *d, PycPart text, bool cuts) {
    if (cuts && d->precision >= 0 && d->precision < text.length) text.length = d->precision;
    int64_t missing = d->width - text.length;
    if (!d->left) add_fill(p, ' ', missing);
    add_part(p, text);
    if (d->left) add_fill(p, ' ', missing);
    return true;
}

/* sign, prefix and digits of a number in the directive's width. */
static bool add_number(Percent *p, const Directive *d, bool negative, const char *prefix, int64_t n_prefix,
                       const char *digits, int64_t n, int64_t zeros) {
    char sign = negative ? '-' : d->plus ? '+' : d->space ? ' ' : 0;
    int64_t missing = d->width - (sign != 0) - n_prefix - n - zeros;
    bool fills = d->zero && !d->left;
    if (!d->left && !fills) add_fill(p, ' ', missing);
    if (sign) pyc_text_add_char(&p->out, (uint8_t)sign);
    pyc_text_add_ascii(&p->out, prefix, n_prefix);
    add_fill(p, '0', zeros + (fills && missing > 0 ? missing : 0));
    pyc_text_add_ascii(&p->out, digits, n);
    if (d->left) add_fill(p, ' ', missing);
    return true;
}

static bool add_int(Percent *p, const Directive *d, PycWord value) {
    int base = d->type == 'o' ? 8 : (d->type | 0x20) == 'x' ? 16 : 10;
    PycIntView view;
    PycDigits digits;
    pyc_int_view(value, &view);
    if (!pyc_int_digits(&view, base, &digits)) return false;
    if (d->type == 'X')
        for (int64_t i = 0; i < digits.length; i++)
            if (digits.digits[i] >= 'a') digits.digits[i] -= 32;
    char prefix[2] = {'0', (char)d->type};
    int64_t zeros = d->precision > digits.length ? d->precision - digits.length : 0;
    add_number(p, d, view.negative, prefix, d->alternate && base != 10 ? 2 : 0, digits.digits, digits.length, zeros);
    pyc_digits_drop(&digits);
    return true;
}

static bool number_error(const Directive *d, PycWord value, bool integer) {
    pyc_raise_type(&pyc_type_error_type,
                   integer ? "%%%c format: an integer is required, not %s"
                           : "%%%c format: a real number is required, not %s",
                   (int)d->type, type_name(value));
    return false;
}

/* An int for the directive (owned); %x and %o want __index__, %d also takes __int__. */
static PycWord int_for(const Directive *d, PycWord value) {
    bool integer = d->type == 'o' || (d->type | 0x20) == 'x';
    PycWord plain = int_or_none(value), method;
    if (plain) return pyc_inc(plain);
    if (is_double(value) && !integer) return pyc_int_from_f64(double_of(value));
    if (is_double(value) || is_text(value)) return number_error(d, value, integer), 0;
    if (!integer && (method = pyc_special(value, "__int__"))) {
        PycWord result = pyc_call(method, NULL, 0, 0);
        pyc_dec(method);
        if (result && pyc_is_int(result)) return result;
        if (!result && !pyc_pending_is(&pyc_type_error_type)) return 0;
        if (result) pyc_dec(result);
        else pyc_clear();
        return number_error(d, value, integer), 0;
    }
    if (pyc_state.exception) return 0;
    method = pyc_special(value, "__index__");
    if (!method) return pyc_state.exception ? 0 : (number_error(d, value, integer), 0);
    pyc_dec(method);
    return pyc_index_word(value);
}

static bool add_float(Percent *p, const Directive *d, PycWord value) {
    double number;
    if (is_double(value)) {
        number = double_of(value);
    } else {
        if (is_text(value) || pyc_to_f64(value, &number) < 0) {
            if (!is_text(value) && !pyc_pending_is(&pyc_type_error_type)) return false;
            if (!is_text(value)) pyc_clear();
            pyc_raise_type(&pyc_type_error_type, p->bytes ? "float argument required, not %s" : "must be real number, not %s", type_name(value));
            return false;
        }
    }
    PycFloatText text;
    int precision = d->precision < 0 ? 6 : (int)d->precision;
    bool negative = signbit(number) && number == number;
    pyc_float_text(&text, fabs(number), (char)(d->type | 0x20), precision, d->alternate, false, d->type < 'a');
    add_number(p, d, negative, "", 0, text.text, text.length, 0);
    pyc_float_text_drop(&text);
    return true;
}

static bool add_char(Percent *p, const Directive *d, PycWord value) {
    uint32_t c;
    int64_t code = -1;
    if (is_text(value) && !p->bytes) {
        if (text_of(value)->length != 1) return fail(&pyc_type_error_type, "%c requires int or char");
        c = pyc_str_at(value, 0);
    } else if (p->bytes && !pyc_is_int(value)) {
        PycPart part = {NULL, 0, 1};
        if (!pyc_buffer_of(value, &part.data, &part.length) || part.length != 1)
            return fail(&pyc_type_error_type, "%c requires an integer in range(256) or a single byte");
        c = part.data[0];
    } else {
        PycWord index = is_double(value) ? 0 : int_or_none(value);
        if (index) pyc_inc(index);
        else {
            PycWord method = is_double(value) ? 0 : pyc_special(value, "__index__");
            if (!method) return !pyc_state.exception && fail(&pyc_type_error_type, "%c requires int or char");
            pyc_dec(method);
            if (!(index = pyc_index_word(value))) return false;
        }
        bool fits = pyc_int_fits_i64(index, &code) && code >= 0 && code < (p->bytes ? 256 : 0x110000);
        pyc_dec(index);
        if (!fits)
            return fail(&pyc_overflow_error_type, p->bytes ? "%c arg not in range(256)" : "%c arg not in range(0x110000)");
        c = (uint32_t)code;
    }
    return add_padded(p, d, (PycPart){(const uint8_t *)&c, 1, 4}, false);
}

static bool add_object(Percent *p, const Directive *d, PycWord value) {
    PycPart part = {NULL, 0, 1};
    if (p->bytes && (d->type == 's' || d->type == 'b')) {
        if (pyc_buffer_of(value, &part.data, &part.length)) return add_padded(p, d, part, true);
        PycWord method = pyc_special(value, "__bytes__");
        if (!method) {
            if (!pyc_state.exception)
                pyc_raise_type(&pyc_type_error_type,
                               "%%b requires a bytes-like object, or an object that implements __bytes__, not '%s'",
                               type_name(value));
            return false;
        }
        PycWord made = pyc_call(method, NULL, 0, 0);
        pyc_dec(method);
        if (!made) return false;
        bool done = add_padded(p, d, pyc_bytes_part(made), true);
        pyc_dec(made);
        return done;
    }
    PycWord text = d->type == 's' ? pyc_str(value) : d->type == 'r' && !p->bytes ? pyc_repr(value) : pyc_ascii(value);
    if (!text) return false;
    add_padded(p, d, part_of(text), true);
    pyc_dec(text);
    return true;
}

static bool add_directive(Percent *p) {
    Directive d;
    if (peek(p) == '%') {
        p->at++;
        pyc_text_add_char(&p->out, '%');
        return true;
    }
    if (!read_directive(p, &d)) return false;
    int64_t place = p->at - 1;
    PycWord value = next_value(p);
    if (!value) return false;
    switch (d.type) {
    case 'b': if (!p->bytes) break; /* fallthrough */
    case 's': case 'r': case 'a': return add_object(p, &d, value);
    case 'c': return add_char(p, &d, value);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return add_float(p, &d, value);
    case 'i': case 'd': case 'u': case 'o': case 'x': case 'X': {
        PycWord number = int_for(&d, value);
        if (!number) return false;
        bool done = add_int(p, &d, number);
        pyc_dec(number);
        return done;
    }
    default: break;
    }
    uint32_t shown = d.type > 31 && d.type < 128 ? d.type : '?';
    pyc_raise_type(&pyc_value_error_type, "unsupported format character '%c' (0x%x) at index %lld", (int)shown,
                   d.type, (long long)place);
    return false;
}

/* Anything with items that is no tuple and no text serves as the mapping. */
static bool is_mapping(PycWord values) {
    if (pyc_is_small(values) || has_flag_of(values, PYC_TYPE_TUPLE | PYC_TYPE_STR)) return false;
    return pyc_object(values)->type->get_item != NULL;
}

static bool run(Percent *p) {
    while (p->at < p->format.length) {
        uint32_t c = part_char(p->format, p->at++);
        if (c != '%') pyc_text_add_char(&p->out, c);
        else if (!add_directive(p)) return false;
    }
    bool left = p->is_tuple ? p->next < row_of(p->values)->length : p->next == 0;
    if (!left || p->used_key || p->mapping) return true;
    return fail(&pyc_type_error_type, p->bytes ? "not all arguments converted during bytes formatting"
                                               : "not all arguments converted during string formatting");
}

PycWord pyc_format_percent(PycWord format, PycWord values) {
    Percent p = {.format = part_of(format), .values = pyc_inc(values), .is_tuple = has_flag_of(values, PYC_TYPE_TUPLE)};
    if (is_mapping(values)) p.mapping = values;
    bool done = run(&p);
    pyc_dec(p.values);
    if (done) return pyc_text_finish(&p.out);
    pyc_text_drop(&p.out);
    return 0;
}

PycWord pyc_bytes_percent(PycWord format, PycWord values) {
    Percent p = {.format = pyc_bytes_part(format), .values = pyc_inc(values),
                 .is_tuple = has_flag_of(values, PYC_TYPE_TUPLE), .bytes = true};
    const uint8_t *data;
    int64_t length;
    if (is_mapping(values) && !pyc_buffer_of(values, &data, &length)) p.mapping = values;
    bool done = run(&p);
    pyc_dec(p.values);
    PycWord result = 0;
    if (done) {
        PycPart part = {p.out.data, p.out.length, 1};
        result = part.length ? pyc_bytes_like(format, part) : pyc_bytes_like(format, (PycPart){(const uint8_t *)"", 0, 1});
    }
    pyc_text_drop(&p.out);
    return result;
}
