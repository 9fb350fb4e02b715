/* int_bits.c: shifts and bitwise operators of ints, as on endless two's complement numbers. */
#include "int_limbs.h"
#include "values.h"

/* ---- Shifts ---- */

static PycWord shift_left(const PycIntView *x, int64_t count) {
    int64_t limbs = count / 64, n = x->n + limbs + 1;
    int bits = (int)(count % 64);
    PycScratch scratch;
    PycLimb *r = pyc_scratch(&scratch, n);
    memset(r, 0, (size_t)limbs * sizeof(PycLimb));
    r[n - 1] = 0;
    if (bits) r[n - 1] = pyc_limbs_shift_left(r + limbs, x->limbs, x->n, bits);
    else memcpy(r + limbs, x->limbs, (size_t)x->n * sizeof(PycLimb));
    PycWord result = pyc_int_make(r, n, x->negative);
    pyc_scratch_drop(&scratch);
    return result;
}

PycWord pyc_int_lshift(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_int_compare(b, pyc_small(0)) < 0)
        return PYC_RAISE(pyc_value_error_type, "negative shift count");
    if (a == pyc_small(0)) return a;
    int64_t count;
    if (!pyc_int_fits_i64(b, &count))
        return PYC_RAISE(pyc_overflow_error_type, "too many digits in integer");
    if (pyc_is_small(a) && count < 64)
        return pyc_int_from_wide((PycSignedWide)((PycWide)pyc_small_value(a) << count));
    if (!pyc_has_room(count / 8)) return pyc_raise_no_memory(), (PycWord)0;
    PycIntView x;
    pyc_int_view(a, &x);
    return shift_left(&x, count);
}

/* Rounds down: a negative number that loses bits moves away from zero. */
static PycWord shift_right(const PycIntView *x, int64_t count) {
    int64_t limbs = count / 64, n = x->n - limbs;
    int bits = (int)(count % 64);
    if (n <= 0) return pyc_small(x->negative ? -1 : 0);
    PycScratch scratch;
    PycLimb *r = pyc_scratch(&scratch, n + 1);
    PycLimb lost = 0;
    r[n] = 0;
    if (bits) lost = pyc_limbs_shift_right(r, x->limbs + limbs, n, bits);
    else memcpy(r, x->limbs + limbs, (size_t)n * sizeof(PycLimb));
    if (x->negative) {
        static const PycLimb one = 1;
        for (int64_t i = 0; i < limbs && !lost; i++) lost = x->limbs[i];
        if (lost) pyc_limbs_add(r, r, n + 1, &one, 1);
    }
    PycWord result = pyc_int_make(r, n + 1, x->negative);
    pyc_scratch_drop(&scratch);
    return result;
}

PycWord pyc_int_rshift(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_int_compare(b, pyc_small(0)) < 0)
        return PYC_RAISE(pyc_value_error_type, "negative shift count");
    int64_t count = pyc_is_small(b) ? pyc_small_value(b) : PYC_SMALL_MAX;
    if (pyc_is_small(a)) return pyc_small(pyc_small_value(a) >> (count > 63 ? 63 : count));
    PycIntView x;
    pyc_int_view(a, &x);
    return shift_right(&x, count);
}

/* ---- Bitwise ---- */

/* Limb i of the two's complement form; *carry starts as 1 for negative numbers. */
static inline PycLimb complement_limb(const PycIntView *x, int64_t i, PycLimb *carry) {
    PycLimb limb = i < x->n ? x->limbs[i] : 0;
    if (!x->negative) return limb;
    limb = ~limb + *carry;
    *carry = *carry && limb == 0;
    return limb;
}

static PycWord combine(PycWord a, PycWord b, int op) {
    PycIntView x, y;
    pyc_int_view(a, &x);
    pyc_int_view(b, &y);
    int64_t n = (x.n > y.n ? x.n : y.n) + 1;
    PycScratch scratch;
    PycLimb *r = pyc_scratch(&scratch, n), carry_x = 1, carry_y = 1;
    for (int64_t i = 0; i < n; i++) {
        PycLimb p = complement_limb(&x, i, &carry_x), q = complement_limb(&y, i, &carry_y);
        r[i] = op == PYC_AND ? p & q : op == PYC_OR ? p | q : p ^ q;
    }
    bool negative = r[n - 1] >> 63;
    if (negative) {
        PycLimb carry = 1;
        for (int64_t i = 0; i < n; i++) {
            r[i] = ~r[i] + carry;
            carry = carry && r[i] == 0;
        }
    }
    PycWord result = pyc_int_make(r, n, negative);
    pyc_scratch_drop(&scratch);
    return result;
}

PycWord pyc_int_and(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b)) return a & b;
    if (pyc_is_small(a) && (int64_t)a > 0) { /* the result is as small as the small operand */
        PycIntView y;
        pyc_int_view(b, &y);
        PycLimb low = y.negative ? 0 - y.limbs[0] : y.limbs[0];
        return pyc_small(pyc_small_value(a) & (int64_t)low);
    }
    if (pyc_is_small(b) && (int64_t)b > 0) return pyc_int_and(b, a);
    return combine(a, b, PYC_AND);
}

PycWord pyc_int_or(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b)) return a | b;
    return combine(a, b, PYC_OR);
}

PycWord pyc_int_xor(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b)) return (a ^ b) | 1;
    return combine(a, b, PYC_XOR);
}
