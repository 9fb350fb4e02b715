/* float_text.c: floats to text and back.
 *
 * repr uses Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020): the shortest
 * digits that round to the value, the closest of them.
 */
#include "float_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "int_text.h"
#include "str.h"

/* ---- Shortest digits ---- */

static int floor_log2_power10(int e) { return (e * 1741647) >> 19; }
static int floor_log10_power2(int e) { return (e * 1262611) >> 22; }
static int floor_log10_three_quarters_power2(int e) { return (e * 1262611 - 524031) >> 22; }

static inline uint64_t round_to_odd(const uint64_t g[2], uint64_t value) {
    PycWide low = (PycWide)g[1] * value, high = (PycWide)g[0] * value;
    PycWide sum = high + (uint64_t)(low >> 64);
    return (uint64_t)(sum >> 64) | ((uint64_t)sum > 1);
}

static PycDecimal without_zeros(uint64_t digits, int exponent) {
    while (digits % 100 == 0) digits /= 100, exponent += 2;
    if (digits % 10 == 0) digits /= 10, exponent++;
    return (PycDecimal){digits, exponent};
}

PycDecimal pyc_f64_shortest(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & 0xfffffffffffffULL;
    int biased = (int)(bits >> 52 & 0x7ff);
    uint64_t c = biased ? fraction | 1ULL << 52 : fraction;
    int q = (biased ? biased : 1) - 1075;
    if (q <= 0 && q > -53 && (c & ((1ULL << -q) - 1)) == 0) return without_zeros(c >> -q, 0);
    bool even = c % 2 == 0, closer = fraction == 0 && biased > 1;
    int k = closer ? floor_log10_three_quarters_power2(q) : floor_log10_power2(q);
    int h = q + floor_log2_power10(-k) + 1;
    const uint64_t *g = pyc_power_table[-k - PYC_POWER_MIN];
    uint64_t lower = round_to_odd(g, (4 * c - 2 + closer) << h) + !even;
    uint64_t middle = round_to_odd(g, (4 * c) << h);
    uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - !even;
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) return without_zeros(tens + above, k + 1);
    }
    bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above) return without_zeros(s + above, k);
    uint64_t half = 4 * s + 2;
    return without_zeros(s + (middle > half || (middle == half && (s & 1))), k);
}

static int copy(char *out, const char *text) {
    int length = (int)strlen(text);
    memcpy(out, text, (size_t)length);
    return length;
}

/* digits with the point after `point` of them (point may be outside), at least one decimal. */
int pyc_write_positional(char *out, const char *digits, int n, int point) {
    int at = 0;
    if (point <= 0) {
        at = copy(out, "0.");
        memset(out + at, '0', (size_t)-point);
        at += -point;
        memcpy(out + at, digits, (size_t)n);
        return at + n;
    }
    if (n <= point) {
        memcpy(out, digits, (size_t)n);
        memset(out + n, '0', (size_t)(point - n));
        return point + copy(out + point, ".0");
    }
    memcpy(out, digits, (size_t)point);
    out[point] = '.';
    memcpy(out + point + 1, digits + point, (size_t)(n - point));
    return n + 1;
}

static int write_exponent(char *out, const char *digits, int n, int exponent) {
    int at = 0;
    out[at++] = digits[0];
    if (n > 1) {
        out[at++] = '.';
        memcpy(out + at, digits + 1, (size_t)(n - 1));
        at += n - 1;
    }
    out[at++] = 'e';
    out[at++] = exponent < 0 ? '-' : '+';
    int size = exponent < 0 ? -exponent : exponent;
    if (size < 10) out[at++] = '0';
    return at + pyc_u64_digits((uint64_t)size, out + at);
}

int pyc_f64_repr(double value, char *out) {
    int at = 0;
    if (value != value) return copy(out, "nan");
    if (signbit(value)) out[at++] = '-', value = -value;
    if (isinf(value)) return at + copy(out + at, "inf");
    if (value == 0.0) return at + copy(out + at, "0.0");
    PycDecimal decimal = pyc_f64_shortest(value);
    char digits[24];
    int n = pyc_u64_digits(decimal.digits, digits), point = n + decimal.exponent;
    if (point > -4 && point <= 16) return at + pyc_write_positional(out + at, digits, n, point);
    return at + write_exponent(out + at, digits, n, point - 1);
}

PycWord pyc_float_repr(double value) {
    char text[40];
    int length = pyc_f64_repr(value, text);
    PycWord s = pyc_str_allocate(length, 1);
    text_of(s)->ascii = 1;
    memcpy(text_of(s)->data, text, (size_t)length);
    return s;
}

/* ---- Exact scaling ---- */

static const uint64_t powers_of_ten[20] = {
    1ULL, 10ULL, 100ULL, 1000ULL, 10000ULL, 100000ULL, 1000000ULL, 10000000ULL, 100000000ULL,
    1000000000ULL, 10000000000ULL, 100000000000ULL, 1000000000000ULL, 10000000000000ULL,
    100000000000000ULL, 1000000000000000ULL, 10000000000000000ULL, 100000000000000000ULL,
    1000000000000000000ULL, 10000000000000000000ULL};

bool pyc_f64_scaled(double value, int precision, uint64_t *out) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int biased = (int)(bits >> 52);
    uint64_t c = bits & 0xfffffffffffffULL;
    if (biased) c |= 1ULL << 52;
    int q = (biased ? biased : 1) - 1075;
    PycWide product = (PycWide)c * powers_of_ten[precision];
    if (q >= 0) {
        if (q > 10 || product >> (64 - q)) return false;
        *out = (uint64_t)product << q;
        return true;
    }
    if (q <= -118) {
        *out = 0;
        return true;
    }
    PycWide rounded = product >> -q, half = (PycWide)1 << (-q - 1);
    PycWide low = product & ((half << 1) - 1);
    if (low > half || (low == half && (rounded & 1))) rounded++;
    *out = (uint64_t)rounded;
    return rounded >> 64 == 0;
}

/* ---- round() ---- */

/* By the exact decimal text: any magnitude, any number of digits. */
static PYC_COLD_PATH double round_by_text(double value, int64_t digits) {
    char text[1200];
    if (digits >= 0) {
        snprintf(text, sizeof text, "%.*f", (int)digits, value);
        return strtod(text, NULL);
    }
    snprintf(text, sizeof text, "%.0f", trunc(fabs(value))); /* all digits before the point */
    int64_t n = (int64_t)strlen(text), keep = n + digits;
    if (keep < 0 || text[0] == '0') return copysign(0.0, value);
    if (keep > 0) {
        snprintf(text, sizeof text, "%.*e", (int)keep - 1, value);
        return strtod(text, NULL);
    }
    bool above_half = strspn(text + 1, "0") != (size_t)n - 1 || fabs(value) != trunc(fabs(value));
    if (text[0] < '5' || (text[0] == '5' && !above_half)) return copysign(0.0, value);
    snprintf(text, sizeof text, "1e%d", (int)n);
    return copysign(strtod(text, NULL), value);
}

double pyc_f64_round(double value, int64_t digits) {
    if (!isfinite(value) || value == 0.0 || digits > 323) return value;
    if (digits < -308) return copysign(0.0, value);
    uint64_t scaled;
    if (digits >= 0 && digits <= 18 && pyc_f64_scaled(fabs(value), (int)digits, &scaled) &&
        scaled <= 1ULL << 53)
        return copysign((double)scaled / (double)powers_of_ten[digits], value);
    double rounded = round_by_text(value, digits);
    if (isinf(rounded)) pyc_raise_type(&pyc_overflow_error_type, "rounded value too large to represent");
    return rounded;
}

PycWord pyc_float_round(double value, PycWord digits_or_0) {
    if (is_absent(digits_or_0)) {
        if (!isfinite(value)) return pyc_int_from_f64(value);
        return pyc_int_from_f64(rint(value));
    }
    int64_t digits;
    if (pyc_index(digits_or_0, &digits) < 0) return 0;
    double rounded = pyc_f64_round(value, digits);
    return pyc_state.exception ? 0 : pyc_float_new(rounded);
}

/* ---- Text to float ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Up to 19 digits and a power of ten that is exact: one operation, correctly rounded. */
static bool parse_fast(const char *text, const char *end, double *out) {
    uint64_t digits = 0;
    int n = 0, exponent = 0;
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    const char *start = text;
    for (; text < end && is_digit(*text); text++, n++) digits = digits * 10 + (uint64_t)(*text - '0');
    if (text < end && *text == '.') {
        for (text++; text < end && is_digit(*text); text++, n++, exponent--)
            digits = digits * 10 + (uint64_t)(*text - '0');
    }
    if (text != end || text == start || n == 0 || n > 18 || digits > 1ULL << 53 || exponent < -18) return false;
    double value = (double)digits;
    if (exponent < 0) value /= (double)powers_of_ten[-exponent];
    *out = negative ? -value : value;
    return true;
}

static bool is_word(const char *text, const char *end, const char *word) {
    for (; text < end && *word; text++, word++)
        if ((*text | 0x20) != *word) return false;
    return text == end && !*word;
}

/* The grammar that strtod's own would exceed (hex, nan(...)). */
static bool is_decimal(const char *text, const char *end) {
    bool some = false;
    for (; text < end && is_digit(*text); text++) some = true;
    if (text < end && *text == '.')
        for (text++; text < end && is_digit(*text); text++) some = true;
    if (!some) return false;
    if (text < end && (*text | 0x20) == 'e') {
        text++;
        if (text < end && (*text == '-' || *text == '+')) text++;
        if (text == end) return false;
        while (text < end && is_digit(*text)) text++;
    }
    return text == end;
}

/* text[end] is 0. */
static bool parse_clean(const char *text, const char *end, double *out) {
    if (parse_fast(text, end, out)) return true;
    const char *at = text;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (is_word(at, end, "inf") || is_word(at, end, "infinity")) *out = negative ? -HUGE_VAL : HUGE_VAL;
    else if (is_word(at, end, "nan")) *out = negative ? -(double)NAN : (double)NAN;
    else if (is_decimal(at, end)) *out = strtod(text, NULL);
    else return false;
    return true;
}

/* Underscores stand between digits only. False: elsewhere. */
static bool drop_underscores(char *text, int64_t *length) {
    int64_t n = 0;
    char previous = 0;
    for (int64_t i = 0; i < *length; i++) {
        char c = text[i];
        if (c == '_') {
            if (!is_digit(previous)) return false;
        } else {
            if (previous == '_' && !is_digit(c)) return false;
            text[n++] = c;
        }
        previous = c;
    }
    *length = n;
    return previous != '_';
}

bool pyc_float_parse_ascii(const char *text, int64_t length, double *out) {
    while (length > 0 && is_space(*text)) text++, length--;
    while (length > 0 && is_space(text[length - 1])) length--;
    if (parse_fast(text, text + length, out)) return true;
    char stack[128], *clean = stack;
    if (length >= (int64_t)sizeof stack) clean = pyc_raw_allocate(length + 1);
    memcpy(clean, text, (size_t)length);
    int64_t n = length;
    bool valid = !memchr(clean, 0, (size_t)length);
    if (valid && memchr(clean, '_', (size_t)length)) valid = drop_underscores(clean, &n);
    clean[n] = 0;
    valid = valid && parse_clean(clean, clean + n, out);
    if (clean != stack) pyc_raw_free(clean, length + 1);
    return valid;
}

PycWord pyc_float_parse(PycWord text) {
    PycStr *s = text_of(text);
    double value;
    bool valid;
    if (s->ascii) {
        valid = pyc_float_parse_ascii((const char *)s->data, s->length, &value);
    } else {
        char *ascii = pyc_raw_allocate(s->length);
        pyc_str_to_number_ascii(s, ascii);
        valid = pyc_float_parse_ascii(ascii, s->length, &value);
        pyc_raw_free(ascii, s->length);
    }
    if (PYC_OFTEN(valid)) return pyc_float_new(value);
    return PYC_RAISE(pyc_value_error_type, "could not convert string to float: %R", text);
}
