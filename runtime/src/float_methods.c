/* float_methods.c: the methods of float that compiler/library/float.pyi declares. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "values.h"

PycWord pyc_float_self(PycWord self) {
    return has_type(self, &pyc_float_type) ? pyc_inc(self) : pyc_float_new(double_of(self));
}
PycWord pyc_float_zero(PycWord self) { return (void)self, pyc_float_new(0.0); }
bool pyc_f64_is_integer(double value) { return isfinite(value) && floor(value) == value; }
PycWord pyc_float_is_integer(PycWord self) { return pyc_bool(pyc_f64_is_integer(double_of(self))); }
PycWord pyc_float_trunc(PycWord self) { return pyc_int_from_f64(double_of(self)); }
PycWord pyc_float_floor(PycWord self) { return pyc_int_from_f64(floor(double_of(self))); }
PycWord pyc_float_ceil(PycWord self) { return pyc_int_from_f64(ceil(double_of(self))); }
PycWord pyc_float_round_method(PycWord self, PycWord digits) { return pyc_float_round(double_of(self), digits); }

PycWord pyc_float_getnewargs(PycWord self) {
    PycWord value = pyc_float_self(self);
    return pyc_tuple_take(&value, 1);
}

PycWord pyc_float_as_integer_ratio(PycWord self) {
    double value = double_of(self);
    if (isinf(value))
        return PYC_RAISE(pyc_overflow_error_type, "cannot convert Infinity to integer ratio");
    if (isnan(value)) return PYC_RAISE(pyc_value_error_type, "cannot convert NaN to integer ratio");
    int exponent;
    double fraction = frexp(value, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) fraction *= 2.0, exponent--;
    PycWord numerator = pyc_int_from_f64(fraction), power;
    power = pyc_int_lshift(pyc_small(1), pyc_small(exponent < 0 ? -exponent : exponent));
    PycWord pair[2] = {numerator, power};
    if (exponent > 0) {
        pair[0] = pyc_int_mul(numerator, power);
        pair[1] = pyc_small(1);
        pyc_dec(numerator);
        pyc_dec(power);
    }
    return pyc_tuple_take(pair, 2);
}

PycWord pyc_float_hex(PycWord self) {
    double value = double_of(self);
    if (!isfinite(value)) return pyc_float_repr(value);
    char text[48];
    if (value == 0.0) return pyc_str_from_c(signbit(value) ? "-0x0.0p+0" : "0x0.0p+0");
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7ff);
    snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", signbit(value) ? "-" : "", biased != 0,
             (unsigned long long)(bits & 0xfffffffffffffULL), (biased ? biased : 1) - 1023);
    return pyc_str_from_c(text);
}

/* ---- fromhex ---- */

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* -?(inf|infinity|nan), any case. */
static const char *special_word(const char *at, double *out) {
    static const struct { const char *word; double value; } words[] = {
        {"infinity", HUGE_VAL}, {"inf", HUGE_VAL}, {"nan", NAN}};
    for (int i = 0; i < 3; i++) {
        const char *p = at, *word = words[i].word;
        while (*word && (*p | 0x20) == *word) p++, word++;
        if (!*word) return *out = words[i].value, p;
    }
    return NULL;
}

/* m * 2**exponent, rounded half to even; `more`: m is a little more than it says. */
static double scaled(uint64_t m, int64_t exponent, bool more) {
    if (m == 0) return 0.0;
    int64_t top = 63 - __builtin_clzll(m) + exponent; /* of the highest bit */
    if (top > 1023) return HUGE_VAL;
    int64_t lowest = top < -1022 ? -1074 : top - 52; /* of the lowest bit that a float of this size keeps */
    int64_t excess = lowest - exponent;
    if (excess <= 0) return ldexp((double)m, (int)exponent);
    if (excess > 64) return 0.0;
    uint64_t kept = excess == 64 ? 0 : m >> excess, half = (uint64_t)1 << (excess - 1), rest = m & (half * 2 - 1);
    if (rest > half || (rest == half && (more || kept & 1))) kept++;
    return ldexp((double)kept, (int)lowest);
}

/* Hexadecimal digits with a point and a p exponent; where it ends, NULL: not one. The C library's
 * strtod is not used: glibc's rounds some subnormal numbers wrongly. */
static const char *hex_number(const char *at, double *out) {
    if (at[0] == '0' && (at[1] | 0x20) == 'x') at += 2;
    uint64_t m = 0;
    int64_t n = 0, exponent = 0, written = 0;
    bool more = false, behind_point = false;
    for (; hex_value(*at) >= 0 || (*at == '.' && !behind_point); at++) {
        if (*at == '.') {
            behind_point = true;
            continue;
        }
        n++;
        if (m >> 56) more |= *at != '0', exponent += 4;
        else m = m << 4 | (uint64_t)hex_value(*at);
        if (behind_point) exponent -= 4;
    }
    if (n == 0) return NULL;
    if ((*at | 0x20) == 'p') {
        bool negative = *++at == '-';
        if (*at == '+' || *at == '-') at++;
        if (*at < '0' || *at > '9') return NULL;
        for (; *at >= '0' && *at <= '9'; at++)
            if (written < 1LL << 40) written = written * 10 + *at - '0';
        exponent += negative ? -written : written;
    }
    *out = scaled(m, exponent, more);
    return at;
}

PycWord pyc_float_fromhex(PycWord cls, PycWord text) {
    if (!is_text(text))
        return PYC_RAISE(pyc_type_error_type, "bad argument type for built-in operation");
    int64_t length;
    double value = 0.0;
    char *utf8 = pyc_str_utf8(text, &length);
    if (!utf8) return 0;
    const char *at = utf8;
    while (is_space(*at)) at++;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+') at++;
    const char *end = special_word(at, &value);
    bool special = end != NULL;
    if (!end) end = hex_number(at, &value);
    while (end && is_space(*end)) end++;
    bool valid = end && end == utf8 + length;
    free(utf8);
    if (!valid) return PYC_RAISE(pyc_value_error_type, "invalid hexadecimal floating-point string");
    if (isinf(value) && !special)
        return PYC_RAISE(pyc_overflow_error_type, "hexadecimal value too large to represent as a float");
    PycWord result = pyc_float_new(negative ? -value : value);
    if (!cls || cls == pyc_word(&pyc_float_type)) return result;
    PycWord derived = pyc_call(cls, &result, 1, 0);
    pyc_dec(result);
    return derived;
}

PycWord pyc_float_getformat(PycWord cls, PycWord kind) {
    (void)cls;
    if (!is_text(kind))
        return PYC_RAISE(pyc_type_error_type, "__getformat__() argument must be str, not %s", type_name(kind));
    if (pyc_str_equal(kind, pyc_intern("double")) || pyc_str_equal(kind, pyc_intern("float")))
        return pyc_str_from_c("IEEE, little-endian");
    return PYC_RAISE(pyc_value_error_type, "__getformat__() argument 1 must be 'double' or 'float'");
}
