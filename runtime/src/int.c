/* int.c: ints as words: making them, sums, products, order, sign.
 *
 * Results that fit a small word are always small. Up to 128 bits everything runs in registers;
 * beyond, in stack buffers that are copied into the new object at the end.
 */
#include "int_limbs.h"
#include "values.h"

/* ---- Making ---- */

static PycInt *int_allocate(int64_t n, bool negative) {
    PycInt *big = pyc_allocate(&pyc_int_type, (int64_t)sizeof(PycInt) + n * 8);
    big->size = negative ? -n : n;
    return big;
}

static PycWord int_from_limb(PycLimb magnitude, bool negative) {
    if (magnitude <= (PycLimb)PYC_SMALL_MAX)
        return pyc_small(negative ? -(int64_t)magnitude : (int64_t)magnitude);
    if (negative && magnitude == (PycLimb)1 << 62) return pyc_small(PYC_SMALL_MIN);
    PycInt *big = int_allocate(1, negative);
    big->limbs[0] = magnitude;
    return pyc_word(big);
}

PycWord pyc_int_from_i64(int64_t value) {
    if (PYC_OFTEN(pyc_fits_small(value))) return pyc_small(value);
    return int_from_limb(pyc_magnitude(value), value < 0);
}

PycWord pyc_int_from_u64(uint64_t value) { return int_from_limb(value, false); }

static PycWord int_from_magnitude(PycWide magnitude, bool negative) {
    PycLimb high = (PycLimb)(magnitude >> 64);
    if (high == 0) return int_from_limb((PycLimb)magnitude, negative);
    PycInt *big = int_allocate(2, negative);
    big->limbs[0] = (PycLimb)magnitude;
    big->limbs[1] = high;
    return pyc_word(big);
}

PycWord pyc_int_from_wide(PycSignedWide value) {
    return int_from_magnitude(value < 0 ? -(PycWide)value : (PycWide)value, value < 0);
}

PycWord pyc_int_make(const PycLimb *limbs, int64_t n, bool negative) {
    n = pyc_limbs_strip(limbs, n);
    if (n == 0) return pyc_small(0);
    if (n == 1) return int_from_limb(limbs[0], negative);
    PycInt *big = int_allocate(n, negative);
    memcpy(big->limbs, limbs, (size_t)n * sizeof(PycLimb));
    return pyc_word(big);
}

PycWord pyc_int_from_f64(double value) {
    if (value > -9.2e18 && value < 9.2e18) return pyc_int_from_i64((int64_t)value);
    if (value != value) return PYC_RAISE(pyc_value_error_type, "cannot convert float NaN to integer");
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    if (exponent == 0x7ff)
        return PYC_RAISE(pyc_overflow_error_type, "cannot convert float infinity to integer");
    PycLimb limbs[18] = {0}, significand = (bits & 0xfffffffffffffULL) | 1ULL << 52;
    int shift = exponent - 1075, at = shift / 64, inside = shift % 64; /* exponent > 1075 here */
    limbs[at] = significand << inside;
    if (inside) limbs[at + 1] = significand >> (64 - inside);
    return pyc_int_make(limbs, at + 2, bits >> 63);
}

/* ---- Looking ---- */

PycWord pyc_int_plain_slow(PycWord a) {
    if (pyc_object(a)->type == &pyc_bool_type) return pyc_small(((PycBool *)pyc_object(a))->value);
    PycInt *derived = (PycInt *)pyc_object(a);
    if (derived->size == 0) return pyc_small(0);
    PycLimb limb = derived->limbs[0];
    if (derived->size == 1 && limb <= (PycLimb)PYC_SMALL_MAX) return pyc_small((int64_t)limb);
    if (derived->size == -1 && limb <= (PycLimb)1 << 62) return pyc_small(-(int64_t)limb);
    return a;
}

PycWord pyc_int_exact(PycWord a) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a) || pyc_object(a)->type == &pyc_int_type) return pyc_inc(a);
    PycIntView view;
    pyc_int_view(a, &view);
    return pyc_int_make(view.limbs, view.n, view.negative);
}

bool pyc_is_int(PycWord a) {
    return pyc_is_small(a) || (pyc_object(a)->type->flags & PYC_TYPE_INT) != 0;
}

bool pyc_int_fits_i64(PycWord a, int64_t *out) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) {
        *out = pyc_small_value(a);
        return true;
    }
    PycInt *big = (PycInt *)pyc_object(a);
    PycLimb limb = big->limbs[0];
    if (big->size == 1 && limb <= (PycLimb)INT64_MAX) {
        *out = (int64_t)limb;
        return true;
    }
    if (big->size == -1 && limb <= (PycLimb)1 << 63) {
        *out = (int64_t)(0 - limb);
        return true;
    }
    return false;
}

/* The value of ints of up to 127 bits. */
static inline bool int_fits_wide(PycWord a, PycSignedWide *out) {
    if (pyc_is_small(a)) {
        *out = pyc_small_value(a);
        return true;
    }
    PycInt *big = (PycInt *)pyc_object(a);
    PycWide magnitude = big->limbs[0];
    int64_t n = big->size < 0 ? -big->size : big->size;
    if (n == 2 && big->limbs[1] >> 63 == 0) magnitude |= (PycWide)big->limbs[1] << 64;
    else if (n != 1) return false;
    *out = big->size < 0 ? -(PycSignedWide)magnitude : (PycSignedWide)magnitude;
    return true;
}

int pyc_int_compare(PycWord a, PycWord b) {
    if (pyc_is_small(a) && pyc_is_small(b))
        return ((int64_t)a > (int64_t)b) - ((int64_t)a < (int64_t)b);
    PycIntView x, y;
    pyc_int_view(a, &x);
    pyc_int_view(b, &y);
    if (x.negative != y.negative) return x.negative ? -1 : 1;
    int order = pyc_limbs_compare(x.limbs, x.n, y.limbs, y.n);
    return x.negative ? -order : order;
}

/* ---- Sums ---- */

/* x + y where y's sign is given by `y_negative`. */
static PycWord sum_of_views(const PycIntView *x, const PycIntView *y, bool y_negative) {
    PycScratch scratch;
    if (x->n < y->n || (x->n == y->n && pyc_limbs_compare(x->limbs, x->n, y->limbs, y->n) < 0)) {
        PycLimb *r = pyc_scratch(&scratch, y->n + 1);
        if (x->negative == y_negative) r[y->n] = pyc_limbs_add(r, y->limbs, y->n, x->limbs, x->n);
        else r[y->n] = 0, pyc_limbs_sub(r, y->limbs, y->n, x->limbs, x->n);
        PycWord sum = pyc_int_make(r, y->n + 1, y_negative);
        pyc_scratch_drop(&scratch);
        return sum;
    }
    PycLimb *r = pyc_scratch(&scratch, x->n + 1);
    if (x->negative == y_negative) r[x->n] = pyc_limbs_add(r, x->limbs, x->n, y->limbs, y->n);
    else r[x->n] = 0, pyc_limbs_sub(r, x->limbs, x->n, y->limbs, y->n);
    PycWord sum = pyc_int_make(r, x->n + 1, x->negative);
    pyc_scratch_drop(&scratch);
    return sum;
}

PycWord pyc_int_add(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b))
        return pyc_int_from_i64(pyc_small_value(a) + pyc_small_value(b));
    PycSignedWide x, y, sum;
    if (int_fits_wide(a, &x) && int_fits_wide(b, &y) && !__builtin_add_overflow(x, y, &sum))
        return pyc_int_from_wide(sum);
    PycIntView p, q;
    pyc_int_view(a, &p);
    pyc_int_view(b, &q);
    return sum_of_views(&p, &q, q.negative);
}

PycWord pyc_int_sub(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b))
        return pyc_int_from_i64(pyc_small_value(a) - pyc_small_value(b));
    PycSignedWide x, y, difference;
    if (int_fits_wide(a, &x) && int_fits_wide(b, &y) && !__builtin_sub_overflow(x, y, &difference))
        return pyc_int_from_wide(difference);
    PycIntView p, q;
    pyc_int_view(a, &p);
    pyc_int_view(b, &q);
    return sum_of_views(&p, &q, !q.negative);
}

/* ---- Products ---- */

static PycWord multiply_views(const PycIntView *x, const PycIntView *y) {
    bool negative = x->negative != y->negative;
    if (x->n == 0 || y->n == 0) return pyc_small(0);
    if (x->n == 1 && y->n == 1)
        return int_from_magnitude((PycWide)x->limbs[0] * y->limbs[0], negative);
    PycScratch scratch;
    int64_t n = x->n + y->n;
    PycLimb *r = pyc_scratch(&scratch, n);
    if (x->limbs == y->limbs) pyc_limbs_square(r, x->limbs, x->n);
    else if (x->n == 1) r[y->n] = pyc_limbs_mul_1(r, y->limbs, y->n, x->limbs[0]);
    else if (y->n == 1) r[x->n] = pyc_limbs_mul_1(r, x->limbs, x->n, y->limbs[0]);
    else pyc_limbs_mul(r, x->limbs, x->n, y->limbs, y->n);
    PycWord product = pyc_int_make(r, n, negative);
    pyc_scratch_drop(&scratch);
    return product;
}

PycWord pyc_int_mul(PycWord a, PycWord b) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (pyc_is_small(a) && pyc_is_small(b))
        return pyc_int_from_wide((PycSignedWide)pyc_small_value(a) * pyc_small_value(b));
    PycIntView x, y;
    pyc_int_view(a, &x);
    pyc_int_view(b, &y);
    return multiply_views(&x, &y);
}

/* ---- Sign ---- */

PycWord pyc_int_neg(PycWord a) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) return pyc_int_from_i64(-pyc_small_value(a));
    PycIntView x;
    pyc_int_view(a, &x);
    return pyc_int_make(x.limbs, x.n, !x.negative);
}

PycWord pyc_int_abs(PycWord a) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) return pyc_small_value(a) >= 0 ? a : pyc_int_from_i64(-pyc_small_value(a));
    if (((PycInt *)pyc_object(a))->size > 0) return pyc_int_exact(a);
    return pyc_int_neg(a);
}

PycWord pyc_int_invert(PycWord a) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) return pyc_small(~pyc_small_value(a));
    PycWord negated = pyc_int_neg(a);
    PycWord result = pyc_int_sub(negated, pyc_small(1));
    pyc_dec(negated);
    return result;
}
