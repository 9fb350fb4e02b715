/* int_methods.c: the methods of int that compiler/library/int.pyi declares. */
#include "int_limbs.h"
#include "values.h"

PycWord pyc_int_bit_length(PycWord self) {
    PycIntView x;
    pyc_int_view(self, &x);
    return pyc_small(pyc_limbs_bits(x.limbs, x.n));
}

PycWord pyc_int_bit_count(PycWord self) {
    PycIntView x;
    pyc_int_view(self, &x);
    int64_t count = 0;
    for (int64_t i = 0; i < x.n; i++) count += __builtin_popcountll(x.limbs[i]);
    return pyc_small(count);
}

PycWord pyc_int_self(PycWord self) { return pyc_int_exact(self); } /* real, numerator, conjugate() ... */
PycWord pyc_int_zero(PycWord self) { return (void)self, pyc_small(0); }
PycWord pyc_int_one(PycWord self) { return (void)self, pyc_small(1); }

PycWord pyc_int_as_integer_ratio(PycWord self) {
    PycWord pair[2] = {pyc_int_exact(self), pyc_small(1)};
    return pyc_tuple_take(pair, 2);
}

PycWord pyc_int_float(PycWord self) {
    bool overflow = false;
    double value = pyc_int_to_f64(self, &overflow);
    if (overflow) return PYC_RAISE(pyc_overflow_error_type, "int too large to convert to float");
    return pyc_float_new(value);
}

/* To a multiple of 10**-digits, ties to even. */
PycWord pyc_int_round(PycWord self, PycWord digits) {
    if (digits == 0) return pyc_int_exact(self);
    PycWord places = pyc_index_word(digits);
    if (!places) return 0;
    if (pyc_int_compare(places, pyc_small(0)) >= 0) {
        pyc_dec(places);
        return pyc_int_exact(self);
    }
    PycWord exponent = pyc_int_neg(places);
    pyc_dec(places);
    PycIntView x;
    pyc_int_view(self, &x);
    int64_t size = pyc_is_small(exponent) ? pyc_small_value(exponent) : PYC_SMALL_MAX;
    pyc_dec(exponent);
    if (size > pyc_limbs_bits(x.limbs, x.n)) return pyc_small(0); /* 10**size > 2 |self| */
    PycWord unit = pyc_int_pow(pyc_small(10), pyc_small(size), 0);
    PycWord pair = pyc_int_divmod(self, unit);
    PycWord quotient = row_of(pair)->items[0], rest = row_of(pair)->items[1];
    PycWord twice = pyc_int_lshift(rest, pyc_small(1));
    int order = pyc_int_compare(twice, unit);
    PycWord odd = pyc_int_and(quotient, pyc_small(1));
    PycWord result = pyc_int_sub(self, rest);
    if (order > 0 || (order == 0 && odd == pyc_small(1))) {
        PycWord up = pyc_int_add(result, unit);
        pyc_dec(result);
        result = up;
    }
    pyc_dec(twice);
    pyc_dec(pair);
    pyc_dec(unit);
    return result;
}

PycWord pyc_int_sizeof(PycWord self) {
    PycIntView x;
    pyc_int_view(self, &x);
    int64_t digits = (pyc_limbs_bits(x.limbs, x.n) + 29) / 30; /* CPython's, of 30 bits */
    return pyc_small(24 + 4 * (digits > 0 ? digits : 1) - (x.n == 0 ? 4 : 0));
}

PycWord pyc_int_getnewargs(PycWord self) {
    PycWord value = pyc_int_exact(self);
    return pyc_tuple_take(&value, 1);
}

/* ---- Bytes ---- */

/* 1: little, 0: big, -1: exception. */
static int byte_order(PycWord word, const char *function) {
    if (!word) return 0;
    if (!is_text(word)) {
        pyc_raise_type(&pyc_type_error_type, "%s() argument 'byteorder' must be str, not %s", function,
                       pyc_argument_type(word));
        return -1;
    }
    if (pyc_str_equal(word, pyc_intern("little"))) return 1;
    if (pyc_str_equal(word, pyc_intern("big"))) return 0;
    pyc_raise_type(&pyc_value_error_type, "byteorder must be either 'little' or 'big'");
    return -1;
}

static void reverse_bytes(uint8_t *data, int64_t n) {
    for (int64_t i = 0; i < n / 2; i++) {
        uint8_t byte = data[i];
        data[i] = data[n - 1 - i];
        data[n - 1 - i] = byte;
    }
}

static bool fits_bytes(const PycIntView *x, int64_t n, bool is_signed) {
    int64_t bits = pyc_limbs_bits(x->limbs, x->n);
    if (!is_signed) return bits <= 8 * n;
    if (bits < 8 * n) return true;
    if (n == 0) return bits == 0 || (x->negative && bits == 1); /* as CPython: -1 takes no byte */
    if (!x->negative || bits != 8 * n) return false;
    if (x->limbs[x->n - 1] & (x->limbs[x->n - 1] - 1)) return false; /* only -2**(8 n - 1) is left */
    for (int64_t i = 0; i < x->n - 1; i++)
        if (x->limbs[i]) return false;
    return true;
}

PycWord pyc_int_to_bytes(PycWord self, PycWord length_word, PycWord order_word, PycWord signed_word) {
    int64_t n = 1;
    if (length_word && pyc_to_i64(length_word, &n) < 0) return 0;
    int little = byte_order(order_word, "to_bytes");
    int is_signed = signed_word ? pyc_truth(signed_word) : 0;
    if (little < 0 || is_signed < 0) return 0;
    if (n < 0) return PYC_RAISE(pyc_value_error_type, "length argument must be non-negative");
    PycIntView x;
    pyc_int_view(self, &x);
    if (x.negative && !is_signed)
        return PYC_RAISE(pyc_overflow_error_type, "can't convert negative int to unsigned");
    if (!fits_bytes(&x, n, is_signed)) return PYC_RAISE(pyc_overflow_error_type, "int too big to convert");
    PycWord result = pyc_bytes_new(NULL, n);
    uint8_t *data = bytes_of(result)->data;
    int64_t available = x.n * 8 < n ? x.n * 8 : n;
    memset(data, 0, (size_t)n);
    memcpy(data, x.limbs, (size_t)available);
    if (x.negative) {
        unsigned carry = 1;
        for (int64_t i = 0; i < n; i++) {
            carry += (uint8_t)~data[i];
            data[i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    if (!little) reverse_bytes(data, n);
    return result;
}

static PycWord int_of_bytes(const uint8_t *source, int64_t n, bool little, bool is_signed) {
    int64_t size = n / 8 + 1;
    PycScratch scratch;
    PycLimb *limbs = pyc_scratch(&scratch, size);
    uint8_t *data = (uint8_t *)limbs;
    memcpy(data, source, (size_t)n);
    if (!little) reverse_bytes(data, n);
    bool negative = is_signed && n > 0 && data[n - 1] >> 7;
    memset(data + n, negative ? 0xff : 0, (size_t)(size * 8 - n));
    if (negative) {
        PycLimb carry = 1;
        for (int64_t i = 0; i < size; i++) {
            limbs[i] = ~limbs[i] + carry;
            carry = carry && limbs[i] == 0;
        }
    }
    PycWord result = pyc_int_make(limbs, size, negative);
    pyc_scratch_drop(&scratch);
    return result;
}

/* int, or the class below it that was named. */
static PycWord of_class(PycWord cls, PycWord value) {
    if (!value || !cls || cls == pyc_word(&pyc_int_type)) return value;
    PycWord result = pyc_call(cls, &value, 1, 0);
    pyc_dec(value);
    return result;
}

PycWord pyc_int_from_bytes(PycWord cls, PycWord source, PycWord order_word, PycWord signed_word) {
    int little = byte_order(order_word, "from_bytes");
    int is_signed = signed_word ? pyc_truth(signed_word) : 0;
    if (little < 0 || is_signed < 0) return 0;
    const uint8_t *data;
    int64_t n;
    if (pyc_buffer_of(source, &data, &n)) return of_class(cls, int_of_bytes(data, n, little, is_signed));
    if (pyc_is_int(source) || is_text(source))
        return PYC_RAISE(pyc_type_error_type, "cannot convert '%s' object to bytes", type_name(source));
    PycWord made = pyc_call(pyc_word(&pyc_bytes_type), &source, 1, 0);
    if (!made) return 0;
    PycWord value = int_of_bytes(bytes_of(made)->data, bytes_of(made)->length, little, is_signed);
    pyc_dec(made);
    return of_class(cls, value);
}

/* ---- Unboxed forms ---- */

int64_t pyc_i64_bit_length(int64_t value) { return value ? 64 - __builtin_clzll(pyc_magnitude(value)) : 0; }
int64_t pyc_i64_bit_count(int64_t value) { return __builtin_popcountll(pyc_magnitude(value)); }
