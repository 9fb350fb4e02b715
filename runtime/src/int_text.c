/* int_text.c: ints to digits and back, in any base.
 *
 * Base 10 splits long numbers at powers 10**(19 * 2**k), so that both directions cost little more
 * than a multiplication of that size.
 */
#include "int_text.h"

#include "values.h"

enum { CHUNK_DIGITS = 19, BASE_LEVEL = 5, MAX_LEVELS = 48 };
#define CHUNK 10000000000000000000ULL /* 10**19 */

int64_t pyc_int_max_text_digits = 4300;

/* ---- Powers 10**(19 * 2**k) ---- */

typedef struct {
    PycLimb *limbs[MAX_LEVELS];
    int64_t n[MAX_LEVELS], memory[MAX_LEVELS];
    int levels;
} Powers;

static void powers_add(Powers *powers) {
    int k = powers->levels++;
    int64_t room = k == 0 ? 1 : 2 * powers->n[k - 1];
    powers->memory[k] = room * 8;
    powers->limbs[k] = pyc_raw_allocate(room * 8);
    if (k == 0) powers->limbs[0][0] = CHUNK;
    else pyc_limbs_square(powers->limbs[k], powers->limbs[k - 1], powers->n[k - 1]);
    powers->n[k] = pyc_limbs_strip(powers->limbs[k], room);
}

static void powers_drop(Powers *powers) {
    for (int k = 0; k < powers->levels; k++) pyc_raw_free(powers->limbs[k], powers->memory[k]);
}

/* ---- To digits ---- */

static const char two_digits[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

/* The last `width` digits, zeros in front. */
static void write_padded(char *out, int width, uint64_t value) {
    char *at = out + width;
    for (; width >= 2; width -= 2, value /= 100) memcpy(at -= 2, two_digits + value % 100 * 2, 2);
    if (width) *--at = (char)('0' + value % 10);
}

int pyc_u64_digits(uint64_t value, char *out) {
    char buffer[20], *at = buffer + sizeof buffer;
    while (value >= 100) {
        memcpy(at -= 2, two_digits + value % 100 * 2, 2);
        value /= 100;
    }
    if (value >= 10) memcpy(at -= 2, two_digits + value * 2, 2);
    else *--at = (char)('0' + value);
    int length = (int)(buffer + sizeof buffer - at);
    memcpy(out, at, (size_t)length);
    return length;
}

/* The digits of a[n], destroyed, in chunks from the end; width is a multiple of CHUNK_DIGITS. */
static void write_chunks(char *out, int64_t width, PycLimb *a, int64_t n) {
    while (width > 0) {
        PycLimb rest = n > 0 ? pyc_limbs_divrem_1(a, a, n, CHUNK) : 0;
        n = pyc_limbs_strip(a, n);
        width -= CHUNK_DIGITS;
        write_padded(out + width, CHUNK_DIGITS, rest);
    }
}

/* Exactly 19 * 2**level digits of a[n], destroyed. */
static void write_level(char *out, int level, PycLimb *a, int64_t n, const Powers *powers) {
    int64_t width = (int64_t)CHUNK_DIGITS << level;
    n = pyc_limbs_strip(a, n);
    if (level <= BASE_LEVEL) {
        write_chunks(out, width, a, n);
        return;
    }
    const PycLimb *power = powers->limbs[level - 1];
    int64_t n_power = powers->n[level - 1];
    if (pyc_limbs_compare(a, n, power, n_power) < 0) {
        memset(out, '0', (size_t)(width / 2));
        write_level(out + width / 2, level - 1, a, n, powers);
        return;
    }
    PycScratch scratch;
    PycLimb *q = pyc_scratch(&scratch, n - n_power + 1);
    pyc_limbs_divrem(q, a, a, n, power, n_power);
    write_level(out, level - 1, q, n - n_power + 1, powers);
    write_level(out + width / 2, level - 1, a, n_power, powers);
    pyc_scratch_drop(&scratch);
}

static bool digits_room(PycDigits *out, int64_t size) {
    out->memory = NULL;
    out->digits = out->own;
    if (size > (int64_t)sizeof out->own) {
        out->memory_size = size;
        out->digits = out->memory = pyc_raw_allocate(size);
    }
    return true;
}

void pyc_digits_drop(PycDigits *digits) {
    if (digits->memory) pyc_raw_free(digits->memory, digits->memory_size);
}

static PYC_COLD_PATH bool raise_limit(void) {
    pyc_raise_type(&pyc_value_error_type,
                   "Exceeds the limit (%lld digits) for integer string conversion; use "
                   "sys.set_int_max_str_digits() to increase the limit",
                   (long long)pyc_int_max_text_digits);
    return false;
}

static bool decimal_digits(const PycIntView *a, PycDigits *out) {
    int64_t limit = pyc_int_max_text_digits, bits = pyc_limbs_bits(a->limbs, a->n);
    if (limit > 0 && bits / 4 > limit) return raise_limit(); /* for sure: 4 bits hold a digit */
    Powers powers = {.levels = 0};
    int level = BASE_LEVEL;
    while ((double)((int64_t)CHUNK_DIGITS << level) * 3.3219280948873626 <= (double)bits) level++;
    while (powers.levels < level) powers_add(&powers);
    int64_t width = (int64_t)CHUNK_DIGITS << level;
    if (level == BASE_LEVEL) width = (bits * 5 / 16 / CHUNK_DIGITS + 1) * CHUNK_DIGITS;
    digits_room(out, width);
    PycScratch scratch;
    PycLimb *copy = pyc_scratch(&scratch, a->n);
    memcpy(copy, a->limbs, (size_t)a->n * sizeof(PycLimb));
    if (level == BASE_LEVEL) write_chunks(out->digits, width, copy, a->n);
    else write_level(out->digits, level, copy, a->n, &powers);
    pyc_scratch_drop(&scratch);
    powers_drop(&powers);
    int64_t zeros = 0;
    while (out->digits[zeros] == '0') zeros++;
    out->digits += zeros;
    out->length = width - zeros;
    if (limit <= 0 || out->length <= limit) return true;
    pyc_digits_drop(out);
    return raise_limit();
}

static void binary_digits(const PycIntView *a, int bits_each, PycDigits *out) {
    int64_t bits = pyc_limbs_bits(a->limbs, a->n);
    out->length = (bits + bits_each - 1) / bits_each;
    digits_room(out, out->length);
    for (int64_t i = 0; i < out->length; i++) {
        int64_t bit = i * bits_each, limb = bit / 64;
        int inside = (int)(bit % 64);
        PycLimb digit = a->limbs[limb] >> inside;
        if (inside + bits_each > 64 && limb + 1 < a->n) digit |= a->limbs[limb + 1] << (64 - inside);
        out->digits[out->length - 1 - i] = "0123456789abcdef"[digit & ((1U << bits_each) - 1)];
    }
}

bool pyc_int_digits(const PycIntView *a, int base, PycDigits *out) {
    out->memory = NULL;
    out->digits = out->own;
    if (a->n == 0) {
        out->own[0] = '0';
        out->length = 1;
        return true;
    }
    if (base == 10) {
        if (a->n > 1) return decimal_digits(a, out);
        out->length = pyc_u64_digits(a->limbs[0], out->own);
        return true;
    }
    binary_digits(a, base == 2 ? 1 : base == 8 ? 3 : 4, out);
    return true;
}

static PycWord ascii_text(const char *prefix, int64_t n_prefix, const char *digits, int64_t n) {
    PycWord text = pyc_str_allocate(n_prefix + n, 1);
    text_of(text)->ascii = 1;
    memcpy(text_of(text)->data, prefix, (size_t)n_prefix);
    memcpy(text_of(text)->data + n_prefix, digits, (size_t)n);
    return text;
}

PycWord pyc_int_text(PycWord a, int64_t base, bool prefix) {
    a = pyc_int_plain(a);
    if (base == 10 && pyc_is_small(a)) {
        int64_t value = pyc_small_value(a);
        if (value >= 0 && value < 10) return pyc_inc(pyc_word(&pyc_characters['0' + value]));
        char digits[24];
        int length = pyc_u64_digits(pyc_magnitude(value), digits + 1);
        digits[0] = '-';
        return ascii_text("", 0, digits + (value >= 0), length + (value < 0));
    }
    PycIntView view;
    PycDigits digits;
    pyc_int_view(a, &view);
    if (!pyc_int_digits(&view, (int)base, &digits)) return 0;
    char start[4];
    int64_t n = 0;
    if (view.negative) start[n++] = '-';
    if (prefix && base != 10) {
        start[n++] = '0';
        start[n++] = base == 2 ? 'b' : base == 8 ? 'o' : 'x';
    }
    PycWord text = ascii_text(start, n, digits.digits, digits.length);
    pyc_digits_drop(&digits);
    return text;
}

/* ---- From digits ---- */

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/* r = value of digits[n] in `base`, by limbs; the size. r has room. */
static int64_t read_linear(PycLimb *r, const char *digits, int64_t n, int base) {
    int64_t size = 0;
    int per_limb = 1;
    for (PycLimb power = (PycLimb)base; power <= ~(PycLimb)0 / (PycLimb)base; per_limb++)
        power *= (PycLimb)base;
    for (int64_t at = 0; at < n;) {
        PycLimb value = 0, power = 1;
        int64_t end = at + per_limb < n ? at + per_limb : n;
        for (; at < end; at++) {
            value = value * (PycLimb)base + (PycLimb)digit_value(digits[at]);
            power *= (PycLimb)base;
        }
        PycLimb carry = pyc_limbs_mul_1(r, r, size, power);
        if (carry) r[size++] = carry;
        if (size == 0 && value) r[size++] = value;
        else if (size > 0 && pyc_limbs_add(r, r, size, &value, 1)) r[size++] = 1;
    }
    return size;
}

static int64_t room_for(int64_t n) { return n * 10 / 192 + 2; } /* 64 / log2(10) > 19.2 */

static int64_t read_decimal(PycLimb *r, const char *digits, int64_t n, const Powers *powers) {
    int level = BASE_LEVEL;
    if (n <= (int64_t)CHUNK_DIGITS << level) return read_linear(r, digits, n, 10);
    while ((int64_t)CHUNK_DIGITS << (level + 1) < n) level++;
    int64_t n_low = (int64_t)CHUNK_DIGITS << level, n_high = n - n_low;
    PycScratch high_scratch, low_scratch;
    PycLimb *high = pyc_scratch(&high_scratch, room_for(n_high));
    PycLimb *low = pyc_scratch(&low_scratch, room_for(n_low));
    int64_t size_high = read_decimal(high, digits, n_high, powers);
    int64_t size_low = read_decimal(low, digits + n_high, n_low, powers), size = size_low;
    if (size_high == 0) {
        memcpy(r, low, (size_t)size_low * sizeof(PycLimb));
    } else {
        size = size_high + powers->n[level];
        pyc_limbs_mul(r, high, size_high, powers->limbs[level], powers->n[level]);
        pyc_limbs_add(r, r, size, low, size_low);
    }
    pyc_scratch_drop(&low_scratch);
    pyc_scratch_drop(&high_scratch);
    return pyc_limbs_strip(r, size);
}

static int64_t read_binary(PycLimb *r, const char *digits, int64_t n, int bits_each) {
    int64_t size = n * bits_each / 64 + 1;
    memset(r, 0, (size_t)size * sizeof(PycLimb));
    for (int64_t i = 0; i < n; i++) {
        PycLimb digit = (PycLimb)digit_value(digits[n - 1 - i]);
        int64_t bit = i * bits_each, limb = bit / 64;
        int inside = (int)(bit % 64);
        r[limb] |= digit << inside;
        if (inside + bits_each > 64) r[limb + 1] |= digit >> (64 - inside);
    }
    return pyc_limbs_strip(r, size);
}

static PycWord int_of_digits(const char *digits, int64_t n, int base, bool negative) {
    if (n <= 18 && base == 10) {
        int64_t value = 0;
        for (int64_t i = 0; i < n; i++) value = value * 10 + (digits[i] - '0');
        return pyc_int_from_i64(negative ? -value : value);
    }
    PycScratch scratch;
    int64_t size;
    if (base == 10) {
        PycLimb *r = pyc_scratch(&scratch, room_for(n) + 2);
        Powers powers = {.levels = 0};
        if (n > (int64_t)CHUNK_DIGITS << BASE_LEVEL)
            for (int level = 0; level == 0 || (int64_t)CHUNK_DIGITS << level < n; level++)
                powers_add(&powers);
        size = read_decimal(r, digits, n, &powers);
        powers_drop(&powers);
    } else if ((base & (base - 1)) == 0) {
        int bits_each = __builtin_ctz((unsigned)base);
        size = read_binary(pyc_scratch(&scratch, n * bits_each / 64 + 2), digits, n, bits_each);
    } else {
        size = read_linear(pyc_scratch(&scratch, n * 6 / 64 + 2), digits, n, base);
    }
    PycWord result = pyc_int_make(scratch.limbs, size, negative);
    pyc_scratch_drop(&scratch);
    return result;
}

static PYC_COLD_PATH PycWord raise_literal(int64_t base, PycWord original) {
    const uint8_t *data;
    int64_t length;
    PycWord shown;
    if (pyc_buffer_of(original, &data, &length)) { /* a bytearray is shown as bytes, too */
        PycWord bytes = pyc_bytes_new(data, length);
        shown = pyc_repr(bytes);
        pyc_dec(bytes);
    } else {
        shown = pyc_repr(original);
    }
    if (!shown) return 0;
    if (text_of(shown)->length > 200) {
        PycStr *long_text = text_of(shown);
        PycWord cut = pyc_str_from_kind(long_text->data, 200, long_text->kind);
        pyc_dec(shown);
        shown = cut;
    }
    pyc_raise_type(&pyc_value_error_type, "invalid literal for int() with base %d: %S", (int)base, shown);
    pyc_dec(shown);
    return 0;
}

static PYC_COLD_PATH PycWord raise_parse_limit(int64_t n) {
    return PYC_RAISE(pyc_value_error_type,
                     "Exceeds the limit (%lld digits) for integer string conversion: value has "
                     "%lld digits; use sys.set_int_max_str_digits() to increase the limit",
                     (long long)pyc_int_max_text_digits, (long long)n);
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Skips the prefix that the base allows; base 0 becomes the base that the prefix names. False: a
 * base-0 text like "010". `text` ends at `end`. */
static const char *skip_prefix(const char *text, const char *end, int64_t *base, bool *octal) {
    char mark = end - text >= 2 && text[0] == '0' ? (char)(text[1] | 0x20) : 0;
    int64_t named = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    *octal = false;
    if (*base == 0) {
        *base = named ? named : 10;
        *octal = !named && text < end && text[0] == '0';
    }
    if (named && *base == named) {
        text += 2;
        if (text < end && *text == '_') text++;
    }
    return text;
}

PycWord pyc_int_parse_ascii(const char *text, int64_t length, int64_t base, PycWord original) {
    const char *at = text, *end = text + length;
    int64_t named_base = base;
    while (at < end && is_space(*at)) at++;
    bool negative = at < end && *at == '-', octal;
    if (at < end && (*at == '-' || *at == '+')) at++;
    at = skip_prefix(at, end, &base, &octal);
    if (at >= end || *at == '_') return raise_literal(named_base, original);
    char stack[128], *digits = stack;
    if (end - at > (int64_t)sizeof stack) digits = pyc_raw_allocate(end - at);
    int64_t room = end - at, n = 0;
    bool valid = true, nonzero = false;
    char previous = 0;
    for (; at < end && (*at == '_' || digit_value(*at) < base); at++) {
        if (*at == '_') valid &= previous != '_';
        else digits[n++] = *at;
        nonzero |= *at != '_' && *at != '0';
        previous = *at;
    }
    valid &= previous != '_' && n > 0;
    PycWord result = 0;
    bool too_long = valid && (base & (base - 1)) && pyc_int_max_text_digits > 0 && n > 640 &&
                    n > pyc_int_max_text_digits;
    while (at < end && is_space(*at)) at++;
    valid &= at == end && !(octal && nonzero);
    if (too_long) raise_parse_limit(n);
    else if (!valid) raise_literal(named_base, original);
    else result = int_of_digits(digits, n, (int)base, negative);
    if (digits != stack) pyc_raw_free(digits, room);
    return result;
}

PycWord pyc_int_parse(PycWord text, int64_t base) {
    PycStr *s = text_of(text);
    if (base != 0 && (base < 2 || base > 36))
        return PYC_RAISE(pyc_value_error_type, "int() base must be >= 2 and <= 36, or 0");
    if (s->ascii) return pyc_int_parse_ascii((const char *)s->data, s->length, base, text);
    char *ascii = pyc_raw_allocate(s->length);
    pyc_str_to_number_ascii(s, ascii);
    PycWord result = pyc_int_parse_ascii(ascii, s->length, base, text);
    pyc_raw_free(ascii, s->length);
    return result;
}
