/* format.c: format() of int, float and str, and the digits of floats in a given form. */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "float_text.h"

/* ---- Digits of floats ---- */

static char *text_room(PycFloatText *out, int64_t size) {
    out->memory = NULL;
    if (size <= (int64_t)sizeof out->own) return out->text = out->own;
    out->memory_size = size;
    return out->text = out->memory = pyc_raw_allocate(size);
}

void pyc_float_text_drop(PycFloatText *text) {
    if (text->memory) pyc_raw_free(text->memory, text->memory_size);
}

/* A whole number of 10**-precision as text. */
static int64_t write_scaled(char *out, uint64_t scaled, int precision, bool alternate) {
    char digits[24];
    int n = pyc_u64_digits(scaled, digits), at = 0;
    if (n <= precision) {
        out[at++] = '0';
    } else {
        memcpy(out, digits, (size_t)(n - precision));
        at = n - precision;
    }
    if (precision || alternate) out[at++] = '.';
    if (n < precision) {
        memset(out + at, '0', (size_t)(precision - n));
        at += precision - n;
    }
    int decimals = n < precision ? n : precision;
    memcpy(out + at, digits + n - decimals, (size_t)decimals);
    return at + decimals;
}

static void positional(PycFloatText *out, double magnitude, int precision, bool alternate) {
    uint64_t scaled;
    if (precision <= 18 && pyc_f64_scaled(magnitude, precision, &scaled)) {
        out->length = write_scaled(text_room(out, 48), scaled, precision, alternate);
        return;
    }
    int64_t size = (int64_t)precision + 320;
    text_room(out, size);
    out->length = snprintf(out->text, (size_t)size, alternate ? "%#.*f" : "%.*f", precision, magnitude);
}

/* g with at least one decimal: exponents start one digit earlier. */
static void general_with_dot(PycFloatText *out, double magnitude, int precision, bool alternate) {
    int64_t size = (int64_t)precision + 40;
    char *text = text_room(out, size + (size > 60 ? size : 40));
    snprintf(text, (size_t)size, "%.*e", precision - 1, magnitude);
    char *exponent_at = strchr(text, 'e');
    int point = atoi(exponent_at + 1) + 1;
    char *digits = text;
    int64_t n = exponent_at - text;
    if (n > 1) memmove(text + 1, text + 2, (size_t)(n - 2)), n--;
    while (!alternate && n > 1 && digits[n - 1] == '0') n--;
    if (point > -4 && point <= precision - 1) {
        char *copy = pyc_raw_allocate(n);
        memcpy(copy, digits, (size_t)n);
        out->length = pyc_write_positional(text, copy, (int)n, point);
        pyc_raw_free(copy, n);
        return;
    }
    if (n > 1 || alternate) {
        memmove(text + 2, text + 1, (size_t)(n - 1));
        text[1] = '.';
        n++;
    }
    out->length = n + sprintf(text + n, "e%c%02d", point - 1 < 0 ? '-' : '+', abs(point - 1));
}

/* 1e+23 -> 1.e+23 */
static void add_point(PycFloatText *out) {
    if (out->length < 3 || out->text[1] != 'e') return;
    memmove(out->text + 2, out->text + 1, (size_t)(out->length - 1));
    out->text[1] = '.';
    out->length++;
}

void pyc_float_text(PycFloatText *out, double magnitude, char type, int precision, bool alternate,
                    bool add_dot, bool upper) {
    if (!isfinite(magnitude)) {
        text_room(out, 4);
        memcpy(out->text, isinf(magnitude) ? "inf" : "nan", 3);
        out->length = 3;
    } else if (type == 'r') {
        text_room(out, 40);
        out->length = pyc_f64_repr(magnitude, out->text);
        if (alternate) add_point(out);
    } else if (type == 'f') {
        positional(out, magnitude, precision, alternate);
    } else if (type == 'g' && add_dot) {
        general_with_dot(out, magnitude, precision ? precision : 1, alternate);
    } else {
        int64_t size = (int64_t)precision + 40;
        const char *form = type == 'e' ? (alternate ? "%#.*e" : "%.*e") : alternate ? "%#.*g" : "%.*g";
        text_room(out, size);
        out->length = snprintf(out->text, (size_t)size, form, precision, magnitude);
    }
    for (int64_t i = 0; upper && i < out->length; i++)
        if (out->text[i] >= 'a' && out->text[i] <= 'z') out->text[i] -= 32;
}

bool pyc_is_zero_text(const char *text, int64_t length) {
    for (int64_t i = 0; i < length && (text[i] | 0x20) != 'e'; i++)
        if (text[i] != '0' && text[i] != '.') return false;
    return true;
}

/* ---- float ---- */

static char sign_of(const PycFormatSpec *spec, bool negative) {
    if (negative) return '-';
    return spec->sign == '+' || spec->sign == ' ' ? (char)spec->sign : 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

PycWord pyc_float_format_parsed(double value, const PycFormatSpec *spec) {
    uint32_t type = spec->type;
    bool percent = type == '%', none = type == 0, upper = type == 'E' || type == 'F' || type == 'G';
    if (spec->precision > INT32_MAX) return PYC_RAISE(pyc_value_error_type, "precision too big");
    char form = percent ? 'f' : none ? (spec->precision < 0 ? 'r' : 'g') : type == 'n' ? 'g' : (char)(type | 0x20);
    if (percent) value *= 100.0;
    PycFloatText text;
    int precision = spec->precision < 0 ? 6 : (int)spec->precision;
    bool negative = signbit(value) && value == value;
    pyc_float_text(&text, fabs(value), form, precision, spec->alternate, none, upper);
    if (spec->no_negative_zero && negative && isfinite(value)) negative = !pyc_is_zero_text(text.text, text.length);
    PycNumberText number = {.sign = sign_of(spec, negative), .prefix = "", .digits = text.text};
    while (number.n_digits < text.length && is_digit(text.text[number.n_digits])) number.n_digits++;
    int64_t at = number.n_digits;
    number.point = at < text.length && text.text[at] == '.';
    if (number.point) at++;
    char *rest = text.text + at;
    number.n_rest = text.length - at;
    if (percent) rest[number.n_rest++] = '%'; /* every buffer has room for it */
    number.rest = rest;
    PycWord result = pyc_number_text(spec, &number);
    pyc_float_text_drop(&text);
    return result;
}

static bool is_float_type(uint32_t type) {
    switch (type) {
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case '%': return true;
    default: return false;
    }
}

/* Specifications like ".2f"; 0 and nothing pending: not one, or not in the fast range. */
static PycWord format_decimals(double value, const PycStr *spec) {
    uint64_t scaled;
    if (spec->length != 3 || spec->kind != 1 || spec->data[0] != '.' || spec->data[2] != 'f') return 0;
    int precision = spec->data[1] - '0';
    if (precision < 0 || precision > 9 || !isfinite(value)) return 0;
    if (!pyc_f64_scaled(fabs(value), precision, &scaled)) return 0;
    char text[48];
    int64_t length = signbit(value) != 0;
    text[0] = '-';
    length += write_scaled(text + length, scaled, precision, false);
    if (length == 1) return pyc_str_from_char((uint8_t)text[0]);
    PycWord result = pyc_str_allocate(length, 1);
    text_of(result)->ascii = 1;
    memcpy(text_of(result)->data, text, (size_t)length);
    return result;
}

PycWord pyc_float_format(double value, PycWord spec) {
    PycFormatSpec parsed;
    if (!spec || text_of(spec)->length == 0) return pyc_float_repr(value);
    PycWord decimals = format_decimals(value, text_of(spec));
    if (PYC_OFTEN(decimals != 0)) return decimals;
    if (!pyc_format_parse(spec, "float", 0, '>', &parsed)) return 0;
    if (parsed.type && parsed.type != 'n' && !is_float_type(parsed.type))
        return pyc_raise_format_code(parsed.type, "float");
    return pyc_float_format_parsed(value, &parsed);
}

/* ---- int ---- */

static PycWord int_format_char(PycWord a, const PycFormatSpec *spec) {
    int64_t code;
    if (spec->sign)
        return PYC_RAISE(pyc_value_error_type, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return PYC_RAISE(pyc_value_error_type, "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!pyc_int_fits_i64(a, &code))
        return PYC_RAISE(pyc_overflow_error_type, "Python int too large to convert to C long");
    if (code < 0 || code > 0x10ffff)
        return PYC_RAISE(pyc_overflow_error_type, "%%c arg not in range(0x110000)");
    uint32_t c = (uint32_t)code;
    return pyc_format_pad(spec, (PycPart){(const uint8_t *)&c, 1, 4});
}

static PycWord int_format_parsed(PycWord a, const PycFormatSpec *spec) {
    if (spec->precision >= 0)
        return PYC_RAISE(pyc_value_error_type, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return PYC_RAISE(pyc_value_error_type, "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type == 'c') return int_format_char(a, spec);
    int base = spec->type == 'b' ? 2 : spec->type == 'o' ? 8 : (spec->type | 0x20) == 'x' ? 16 : 10;
    PycIntView view;
    PycDigits digits;
    pyc_int_view(a, &view);
    if (!pyc_int_digits(&view, base, &digits)) return 0;
    char prefix[2] = {'0', (char)spec->type};
    if (spec->type == 'X')
        for (int64_t i = 0; i < digits.length; i++)
            if (digits.digits[i] >= 'a') digits.digits[i] -= 32;
    PycNumberText number = {.sign = sign_of(spec, view.negative), .prefix = prefix, .digits = digits.digits,
                            .n_digits = digits.length, .rest = ""};
    if (spec->alternate && base != 10) number.n_prefix = 2;
    PycWord result = pyc_number_text(spec, &number);
    pyc_digits_drop(&digits);
    return result;
}

PycWord pyc_int_format(PycWord a, PycWord spec) {
    PycFormatSpec parsed;
    if (!spec || text_of(spec)->length == 0)
        return has_type(a, &pyc_bool_type) ? pyc_intern(a == PYC_TRUE ? "True" : "False") : pyc_int_text(a, 10, false);
    const char *object = pyc_type_of(a)->name;
    if (!pyc_format_parse(spec, object, 'd', '>', &parsed)) return 0;
    switch (parsed.type) {
    case 'b': case 'c': case 'd': case 'o': case 'x': case 'X': case 'n': return int_format_parsed(a, &parsed);
    default: break;
    }
    if (!is_float_type(parsed.type)) return pyc_raise_format_code(parsed.type, object);
    bool overflow = false;
    double value = pyc_int_to_f64(a, &overflow);
    if (overflow) return PYC_RAISE(pyc_overflow_error_type, "int too large to convert to float");
    return pyc_float_format_parsed(value, &parsed);
}

/* ---- str ---- */

PycWord pyc_str_format_spec(PycWord s, PycWord spec) {
    PycFormatSpec parsed;
    if (!spec || text_of(spec)->length == 0) return pyc_str_exact(s);
    const char *object = pyc_type_of(s)->name;
    if (!pyc_format_parse(spec, object, 's', '<', &parsed)) return 0;
    if (parsed.type != 's') return pyc_raise_format_code(parsed.type, object);
    const char *problem = NULL;
    if (parsed.sign) problem = parsed.sign == ' ' ? "Space not allowed in string format specifier"
                                                  : "Sign not allowed in string format specifier";
    else if (parsed.no_negative_zero) problem = "Negative zero coercion (z) not allowed in string format specifier";
    else if (parsed.alternate) problem = "Alternate form (#) not allowed in string format specifier";
    else if (parsed.align == '=') problem = "'=' alignment not allowed in string format specifier";
    if (problem) return PYC_RAISE(pyc_value_error_type, "%s", problem);
    PycPart text = part_of(s);
    if (parsed.precision >= 0 && parsed.precision < text.length) text.length = parsed.precision;
    else if (parsed.width <= text.length) return pyc_str_exact(s);
    return pyc_format_pad(&parsed, text);
}

/* ---- __format__ ---- */

static bool need_spec(PycWord spec) {
    return is_text(spec) || pyc_need_str(spec, "__format__() argument");
}

/* An empty one asks str(), which a class below may define. */
static bool is_empty(PycWord spec) { return text_of(spec)->length == 0; }

PycWord pyc_int_format_method(PycWord self, PycWord spec) {
    if (!need_spec(spec)) return 0;
    return is_empty(spec) ? pyc_str(self) : pyc_int_format(self, spec);
}
PycWord pyc_str_format_method(PycWord self, PycWord spec) {
    if (is_text(spec) && is_empty(spec)) return pyc_str(self);
    return need_spec(spec) ? pyc_str_format_spec(self, spec) : 0;
}
PycWord pyc_float_format_method(PycWord self, PycWord spec) {
    if (is_text(spec) && is_empty(spec)) return pyc_str(self);
    return need_spec(spec) ? pyc_float_format(double_of(self), spec) : 0;
}
