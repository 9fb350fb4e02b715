/* int_limbs.c: the linear operations on limb arrays: compare, add, subtract, multiply by one limb,
 * shift. */
#include "int_limbs.h"

int pyc_limbs_compare(const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb) {
    if (na != nb) return na < nb ? -1 : 1;
    while (na-- > 0)
        if (a[na] != b[na]) return a[na] < b[na] ? -1 : 1;
    return 0;
}

PycLimb pyc_limbs_add(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb) {
    unsigned long long carry = 0;
    int64_t i = 0;
    for (; i < nb; i++) {
        unsigned long long sum;
        unsigned long long over = __builtin_uaddll_overflow(a[i], b[i], &sum);
        over |= __builtin_uaddll_overflow(sum, carry, &sum);
        r[i] = sum;
        carry = over;
    }
    for (; i < na && carry; i++) carry = (r[i] = a[i] + 1) == 0;
    if (r != a && i < na) memcpy(r + i, a + i, (size_t)(na - i) * sizeof(PycLimb));
    return carry;
}

PycLimb pyc_limbs_sub(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb) {
    unsigned long long borrow = 0;
    int64_t i = 0;
    for (; i < nb; i++) {
        unsigned long long difference;
        unsigned long long under = __builtin_usubll_overflow(a[i], b[i], &difference);
        under |= __builtin_usubll_overflow(difference, borrow, &difference);
        r[i] = difference;
        borrow = under;
    }
    for (; i < na && borrow; i++) {
        borrow = a[i] == 0;
        r[i] = a[i] - 1;
    }
    if (r != a && i < na) memcpy(r + i, a + i, (size_t)(na - i) * sizeof(PycLimb));
    return borrow;
}

PycLimb pyc_limbs_mul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b) {
    PycLimb carry = 0;
    for (int64_t i = 0; i < n; i++) {
        PycWide product = (PycWide)a[i] * b + carry;
        r[i] = (PycLimb)product;
        carry = (PycLimb)(product >> 64);
    }
    return carry;
}

PycLimb pyc_limbs_addmul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b) {
    PycLimb carry = 0;
    for (int64_t i = 0; i < n; i++) {
        PycWide product = (PycWide)a[i] * b + carry + r[i];
        r[i] = (PycLimb)product;
        carry = (PycLimb)(product >> 64);
    }
    return carry;
}

PycLimb pyc_limbs_submul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b) {
    PycLimb borrow = 0;
    for (int64_t i = 0; i < n; i++) {
        PycWide product = (PycWide)a[i] * b + borrow;
        PycLimb low = (PycLimb)product;
        borrow = (PycLimb)(product >> 64) + (r[i] < low);
        r[i] -= low;
    }
    return borrow;
}

PycLimb pyc_limbs_shift_left(PycLimb *r, const PycLimb *a, int64_t n, int bits) {
    PycLimb out = a[n - 1] >> (64 - bits);
    for (int64_t i = n - 1; i > 0; i--) r[i] = (a[i] << bits) | (a[i - 1] >> (64 - bits));
    r[0] = a[0] << bits;
    return out;
}

PycLimb pyc_limbs_shift_right(PycLimb *r, const PycLimb *a, int64_t n, int bits) {
    PycLimb out = a[0] << (64 - bits);
    for (int64_t i = 0; i < n - 1; i++) r[i] = (a[i] >> bits) | (a[i + 1] << (64 - bits));
    r[n - 1] = a[n - 1] >> bits;
    return out;
}
