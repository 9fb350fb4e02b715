/* int_division.c: //, %, divmod and / of ints: rounding down, and correctly rounded quotients. */
#include <math.h>

#include "int_limbs.h"
#include "values.h"

/* Quotient and remainder, rounded towards minus infinity; either pointer may be NULL. */
static void floor_divide(const PycIntView *x, const PycIntView *y, PycWord *quotient,
                         PycWord *remainder) {
    PycScratch q_scratch, r_scratch;
    int64_t nq = x->n >= y->n ? x->n - y->n + 1 : 0;
    PycLimb *q = pyc_scratch(&q_scratch, nq + 1), *r = pyc_scratch(&r_scratch, y->n);
    bool opposite = x->negative != y->negative;
    if (nq == 0) {
        memset(r, 0, (size_t)y->n * sizeof(PycLimb));
        memcpy(r, x->limbs, (size_t)x->n * sizeof(PycLimb));
    } else {
        pyc_limbs_divrem(quotient ? q : NULL, r, x->limbs, x->n, y->limbs, y->n);
    }
    q[nq] = 0;
    int64_t nr = pyc_limbs_strip(r, y->n);
    if (nr > 0 && opposite) {
        static const PycLimb one = 1;
        if (quotient) pyc_limbs_add(q, q, nq + 1, &one, 1);
        pyc_limbs_sub(r, y->limbs, y->n, r, nr);
        nr = y->n;
    }
    if (quotient) *quotient = pyc_int_make(q, nq + 1, opposite);
    if (remainder) *remainder = pyc_int_make(r, nr, y->negative);
    pyc_scratch_drop(&r_scratch);
    pyc_scratch_drop(&q_scratch);
}

static void floor_divide_words(PycWord a, PycWord b, PycWord *quotient, PycWord *remainder) {
    if (pyc_is_small(a) && pyc_is_small(b)) {
        int64_t x = pyc_small_value(a), y = pyc_small_value(b), q = x / y, r = x % y;
        if (r != 0 && (r ^ y) < 0) {
            q--;
            r += y;
        }
        if (quotient) *quotient = pyc_int_from_i64(q);
        if (remainder) *remainder = pyc_small(r);
        return;
    }
    PycIntView x, y;
    pyc_int_view(a, &x);
    pyc_int_view(b, &y);
    if (y.n != 1) {
        floor_divide(&x, &y, quotient, remainder);
        return;
    }
    PycScratch scratch; /* a one-limb divisor: no normalised copies */
    PycLimb *q = quotient ? pyc_scratch(&scratch, x.n + 1) : NULL;
    PycLimb rest = pyc_limbs_divrem_1(q, x.limbs, x.n, y.limbs[0]);
    bool opposite = x.negative != y.negative;
    if (q) {
        static const PycLimb one = 1;
        q[x.n] = 0;
        if (rest && opposite) pyc_limbs_add(q, q, x.n + 1, &one, 1);
        *quotient = pyc_int_make(q, x.n + 1, opposite);
        pyc_scratch_drop(&scratch);
    }
    if (rest && opposite) rest = y.limbs[0] - rest;
    if (remainder) *remainder = pyc_int_make(&rest, 1, y.negative);
}

static bool is_zero(PycWord a) { return a == pyc_small(0); }

PycWord pyc_int_floordiv(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (PYC_RARELY(is_zero(b)))
        return PYC_RAISE(pyc_zero_division_error_type, "integer division or modulo by zero");
    if (a == pyc_small(0)) return a;
    PycWord quotient;
    floor_divide_words(a, b, &quotient, NULL);
    return quotient;
}

PycWord pyc_int_mod(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (PYC_RARELY(is_zero(b)))
        return PYC_RAISE(pyc_zero_division_error_type, "integer modulo by zero");
    if (a == pyc_small(0)) return a;
    PycWord remainder;
    floor_divide_words(a, b, NULL, &remainder);
    return remainder;
}

PycWord pyc_int_divmod(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (PYC_RARELY(is_zero(b)))
        return PYC_RAISE(pyc_zero_division_error_type, "integer division or modulo by zero");
    PycWord pair[2] = {pyc_small(0), pyc_small(0)};
    if (a != pyc_small(0)) floor_divide_words(a, b, &pair[0], &pair[1]);
    return pyc_tuple_take(pair, 2);
}

/* ---- True division ---- */

/* a scaled by 2**shift (either direction, truncating; *inexact is set when bits were lost);
 * r has room for the result; its size is returned. */
static int64_t scaled(PycLimb *r, const PycLimb *a, int64_t n, int64_t shift, bool *inexact) {
    int64_t limbs = (shift < 0 ? -shift : shift) / 64;
    int bits = (int)((shift < 0 ? -shift : shift) % 64);
    if (shift >= 0) {
        memset(r, 0, (size_t)limbs * sizeof(PycLimb));
        r[limbs + n] = 0;
        if (bits) r[limbs + n] = pyc_limbs_shift_left(r + limbs, a, n, bits);
        else memcpy(r + limbs, a, (size_t)n * sizeof(PycLimb));
        return pyc_limbs_strip(r, limbs + n + 1);
    }
    for (int64_t i = 0; i < limbs && i < n; i++)
        if (a[i]) *inexact = true;
    if (limbs >= n) return 0;
    if (bits) {
        if (pyc_limbs_shift_right(r, a + limbs, n - limbs, bits)) *inexact = true;
    } else {
        memcpy(r, a + limbs, (size_t)(n - limbs) * sizeof(PycLimb));
    }
    return pyc_limbs_strip(r, n - limbs);
}

/* Rounds q * 2**exponent (q of 55 to 66 bits, *inexact: something more below) to nearest even.
 * HUGE_VAL: too large. */
static double round_quotient(PycWide q, int64_t exponent, bool inexact) {
    int bits = 128 - ((q >> 64) ? __builtin_clzll((uint64_t)(q >> 64))
                                : 64 + __builtin_clzll((uint64_t)q));
    int64_t extra = bits - 53;
    if (exponent + extra < -1074) extra = -1074 - exponent; /* subnormal */
    if (extra > 120) return 0.0;
    PycWide half = (PycWide)1 << (extra - 1), low = q & ((half << 1) - 1);
    PycWide kept = q >> extra;
    if (low > half || (low == half && (inexact || (kept & 1)))) kept++;
    return ldexp((double)(uint64_t)kept, (int)(exponent + extra));
}

static double divide_views(const PycIntView *x, const PycIntView *y) {
    int64_t difference = pyc_limbs_bits(x->limbs, x->n) - pyc_limbs_bits(y->limbs, y->n);
    if (difference > 1024) return HUGE_VAL;
    if (difference < -1140) return 0.0;
    int64_t shift = 64 - difference; /* the quotient has 64 or 65 bits */
    bool inexact = false;
    PycScratch top_scratch, q_scratch, r_scratch;
    int64_t room = x->n + (shift > 0 ? shift / 64 + 2 : 1);
    PycLimb *top = pyc_scratch(&top_scratch, room);
    int64_t n_top = scaled(top, x->limbs, x->n, shift, &inexact);
    int64_t nq = n_top - y->n + 1;
    PycLimb *q = pyc_scratch(&q_scratch, nq), *r = pyc_scratch(&r_scratch, y->n);
    pyc_limbs_divrem(q, r, top, n_top, y->limbs, y->n);
    nq = pyc_limbs_strip(q, nq);
    PycWide quotient = q[0] | (nq > 1 ? (PycWide)q[1] << 64 : 0);
    if (pyc_limbs_strip(r, y->n)) inexact = true;
    pyc_scratch_drop(&r_scratch);
    pyc_scratch_drop(&q_scratch);
    pyc_scratch_drop(&top_scratch);
    return round_quotient(quotient, -shift, inexact);
}

PycWord pyc_int_truediv(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (PYC_RARELY(is_zero(b))) return PYC_RAISE(pyc_zero_division_error_type, "division by zero");
    PycIntView x, y;
    pyc_int_view(a, &x);
    pyc_int_view(b, &y);
    bool negative = x.negative != y.negative;
    if (x.n == 0) return pyc_float_new(negative ? -0.0 : 0.0);
    const PycLimb exact = (PycLimb)1 << 53;
    if (x.n == 1 && y.n == 1 && x.limbs[0] <= exact && y.limbs[0] <= exact) {
        double quotient = (double)x.limbs[0] / (double)y.limbs[0];
        return pyc_float_new(negative ? -quotient : quotient);
    }
    double quotient = divide_views(&x, &y);
    if (isinf(quotient))
        return PYC_RAISE(pyc_overflow_error_type, "integer division result too large for a float");
    return pyc_float_new(negative ? -quotient : quotient);
}
