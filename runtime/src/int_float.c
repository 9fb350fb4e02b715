/* int_float.c: ints against floats: conversion, exact comparison, hash. */
#include <math.h>

#include "int_limbs.h"
#include "values.h"

enum { HASH_BITS = 61 };
#define HASH_MODULUS (((uint64_t)1 << HASH_BITS) - 1)

double pyc_int_to_f64(PycWord a, bool *overflow) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) return (double)pyc_small_value(a);
    PycIntView x;
    pyc_int_view(a, &x);
    int64_t bits = pyc_limbs_bits(x.limbs, x.n);
    double magnitude;
    if (bits > 1024) {
        *overflow = true;
        return 0.0;
    }
    if (x.n == 1) {
        magnitude = (double)x.limbs[0];
    } else { /* the highest 64 bits; what lies below only breaks ties */
        int shift = __builtin_clzll(x.limbs[x.n - 1]);
        PycLimb top = x.limbs[x.n - 1] << shift;
        PycLimb below = x.limbs[x.n - 2];
        if (shift) {
            top |= below >> (64 - shift);
            below <<= shift;
        }
        for (int64_t i = 0; i < x.n - 2 && !below; i++) below = x.limbs[i];
        if (below) top |= 1;
        magnitude = ldexp((double)top, (int)(bits - 64));
        if (isinf(magnitude)) {
            *overflow = true;
            return 0.0;
        }
    }
    return x.negative ? -magnitude : magnitude;
}

/* The sign of |a| - |b| for finite b. */
static int compare_magnitudes(const PycIntView *x, double b) {
    int exponent;
    double fraction = frexp(fabs(b), &exponent); /* b = fraction * 2**exponent, 0.5 <= fraction */
    int64_t bits = pyc_limbs_bits(x->limbs, x->n);
    if (exponent < 0) exponent = 0;
    if (bits != exponent) return bits < exponent ? -1 : 1;
    if (bits <= 64) { /* then b < 2**64 */
        PycLimb limb = x->n ? x->limbs[0] : 0;
        double floor_b = floor(fabs(b));
        PycLimb whole = (PycLimb)floor_b;
        if (limb != whole) return limb < whole ? -1 : 1;
        return fabs(b) > floor_b ? -1 : 0;
    }
    PycLimb top = (PycLimb)ldexp(fraction, 64); /* b's highest 64 bits; b has no others */
    int shift = __builtin_clzll(x->limbs[x->n - 1]);
    PycLimb own = x->limbs[x->n - 1] << shift, below = x->limbs[x->n - 2];
    if (shift) {
        own |= below >> (64 - shift);
        below <<= shift;
    }
    if (own != top) return own < top ? -1 : 1;
    for (int64_t i = 0; i < x->n - 2 && !below; i++) below = x->limbs[i];
    return below != 0;
}

int pyc_int_compare_f64(PycWord a, double b) {
    a = pyc_int_plain(a);
    const int64_t exact = (int64_t)1 << 53;
    if (pyc_is_small(a) && pyc_small_value(a) <= exact && pyc_small_value(a) >= -exact) {
        double x = (double)pyc_small_value(a);
        return (x > b) - (x < b);
    }
    if (isinf(b)) return b > 0 ? -1 : 1;
    PycIntView x;
    pyc_int_view(a, &x);
    if (x.negative != (b < 0)) return x.negative ? -1 : 1;
    int order = compare_magnitudes(&x, b);
    return x.negative ? -order : order;
}

int64_t pyc_int_hash(PycWord a) {
    a = pyc_int_plain(a);
    uint64_t hash = 0;
    bool negative;
    if (pyc_is_small(a)) {
        negative = pyc_small_value(a) < 0;
        hash = pyc_magnitude(pyc_small_value(a)) % HASH_MODULUS;
    } else {
        PycIntView x;
        pyc_int_view(a, &x);
        negative = x.negative;
        for (int64_t i = x.n - 1; i >= 0; i--) {
            hash = (hash << 3 & HASH_MODULUS) | hash >> (HASH_BITS - 3); /* * 2**64 */
            hash += x.limbs[i] % HASH_MODULUS;
            if (hash >= HASH_MODULUS) hash -= HASH_MODULUS;
        }
    }
    int64_t signed_hash = negative ? -(int64_t)hash : (int64_t)hash;
    return signed_hash == -1 ? -2 : signed_hash;
}
