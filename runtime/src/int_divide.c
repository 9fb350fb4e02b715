/* int_divide.c: quotient and remainder of limb arrays.
 *
 * One limb: Moeller and Granlund, "Improved division by invariant integers", 2011. Many: Knuth's
 * algorithm D; above RECURSIVE_LIMBS the recursive division of Burnikel and Ziegler, 1998.
 */
#include "int_limbs.h"

enum { RECURSIVE_LIMBS = 50 };

/* floor((2**128 - 1) / d) - 2**64 for a normalised d (highest bit set). */
static inline PycLimb reciprocal(PycLimb d) {
#ifdef __x86_64__
    PycLimb quotient, remainder;
    __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "0"(~(PycLimb)0), "1"(~d), "rm"(d));
    return quotient;
#else
    return (PycLimb)((((PycWide)~d << 64) | ~(PycLimb)0) / d);
#endif
}

/* Quotient of (high, low) by the normalised d; high < d. */
static inline PycLimb divide_two(PycLimb high, PycLimb low, PycLimb d, PycLimb inverse,
                                 PycLimb *remainder) {
    PycWide estimate = (PycWide)inverse * high + (((PycWide)high << 64) | low);
    PycLimb quotient = (PycLimb)(estimate >> 64) + 1;
    PycLimb rest = low - quotient * d;
    if (rest > (PycLimb)estimate) {
        quotient--;
        rest += d;
    }
    if (__builtin_expect(rest >= d, 0)) {
        quotient++;
        rest -= d;
    }
    *remainder = rest;
    return quotient;
}

PycLimb pyc_limbs_divrem_1(PycLimb *q, const PycLimb *a, int64_t n, PycLimb d) {
    if (n == 1) {
        PycLimb quotient = a[0] / d, rest = a[0] % d;
        if (q) q[0] = quotient;
        return rest;
    }
    int shift = __builtin_clzll(d);
    PycLimb normal = d << shift, inverse = reciprocal(normal);
    PycLimb rest = shift ? a[n - 1] >> (64 - shift) : 0;
    for (int64_t i = n - 1; i >= 0; i--) {
        PycLimb next = a[i] << shift;
        if (shift && i > 0) next |= a[i - 1] >> (64 - shift);
        PycLimb digit = divide_two(rest, next, normal, inverse, &rest);
        if (q) q[i] = digit;
    }
    return rest >> shift;
}

/* The inverse of the two highest limbs of a divisor. */
static PycLimb reciprocal_two(PycLimb d1, PycLimb d0) {
    PycLimb v = reciprocal(d1), p = d1 * v + d0;
    if (p < d0) {
        v--;
        if (p >= d1) {
            v--;
            p -= d1;
        }
        p -= d1;
    }
    PycWide t = (PycWide)v * d0;
    p += (PycLimb)(t >> 64);
    if (p < (PycLimb)(t >> 64)) {
        v--;
        if ((((PycWide)p << 64) | (PycLimb)t) >= (((PycWide)d1 << 64) | d0)) v--;
    }
    return v;
}

/* The quotient limb of three limbs by two, (u2, u1) < (d1, d0). */
static inline PycLimb divide_three(PycLimb u2, PycLimb u1, PycLimb u0, PycLimb d1, PycLimb d0,
                                   PycLimb inverse) {
    PycWide q = (PycWide)inverse * u2 + (((PycWide)u2 << 64) | u1);
    PycLimb q1 = (PycLimb)(q >> 64), q0 = (PycLimb)q;
    PycWide d = ((PycWide)d1 << 64) | d0;
    PycWide r = (((PycWide)(u1 - q1 * d1) << 64) | u0) - (PycWide)d0 * q1 - d;
    q1++;
    if ((PycLimb)(r >> 64) >= q0) {
        q1--;
        r += d;
    }
    if (__builtin_expect(r >= d, 0)) q1++;
    return q1;
}

/* u[nu] / d[nd], d normalised, nd >= 2: quotient limbs to q[nu - nd], the remainder stays in
 * u[nd]; the result is the quotient's highest limb, 0 or 1. */
static PycLimb divide_schoolbook(PycLimb *q, PycLimb *u, int64_t nu, const PycLimb *d,
                                 int64_t nd) {
    PycLimb d1 = d[nd - 1], d0 = d[nd - 2], inverse = reciprocal_two(d1, d0);
    PycLimb *top = u + nu - nd, first = 0;
    int order = 0;
    for (int64_t i = nd; i-- > 0 && order == 0;) order = (top[i] > d[i]) - (top[i] < d[i]);
    if (order >= 0) {
        first = 1;
        pyc_limbs_sub(top, top, nd, d, nd);
    }
    for (int64_t j = nu - nd - 1; j >= 0; j--) {
        PycLimb u2 = u[j + nd], u1 = u[j + nd - 1], digit;
        if (__builtin_expect(u2 == d1 && u1 == d0, 0)) digit = ~(PycLimb)0;
        else digit = divide_three(u2, u1, u[j + nd - 2], d1, d0, inverse);
        PycLimb borrow = pyc_limbs_submul_1(u + j, d, nd, digit);
        if (__builtin_expect(borrow > u2, 0)) {
            digit--;
            pyc_limbs_add(u + j, u + j, nd, d, nd);
        }
        u[j + nd] = 0;
        q[j] = digit;
    }
    return first;
}

/* After a quotient by the high part of d: subtract q * d_low from u[n], where qh is q's limb
 * above; while that is negative, take one from q. Result: the corrected qh. */
static PycLimb correct(PycLimb *q, int64_t nq, PycLimb qh, PycLimb *u, const PycLimb *d, int64_t n,
                       int64_t n_low, PycLimb *product) {
    static const PycLimb one = 1;
    pyc_limbs_mul(product, q, nq, d, n_low);
    int64_t borrow = (int64_t)pyc_limbs_sub(u, u, n, product, nq + n_low);
    if (qh) borrow += (int64_t)pyc_limbs_sub(u + nq, u + nq, n - nq, d, n_low);
    while (borrow > 0) {
        qh -= pyc_limbs_sub(q, q, nq, &one, 1);
        borrow -= (int64_t)pyc_limbs_add(u, u, n, d, n);
    }
    return qh;
}

/* u[2n] / d[n]: q[n], the remainder in u[n]; result as in divide_schoolbook. */
static PycLimb divide_equal(PycLimb *q, PycLimb *u, const PycLimb *d, int64_t n,
                            PycLimb *product) {
    if (n < RECURSIVE_LIMBS) return divide_schoolbook(q, u, 2 * n, d, n);
    int64_t low = n / 2, high = n - low;
    PycLimb first = divide_equal(q + low, u + 2 * low, d + low, high, product);
    first = correct(q + low, high, first, u + low, d, n, low, product);
    PycLimb second = divide_equal(q, u + high, d + high, low, product);
    correct(q, low, second, u, d, n, high, product);
    return first;
}

/* u[nd + nq] / d[nd], nq <= nd. */
static void divide_block(PycLimb *q, int64_t nq, PycLimb *u, const PycLimb *d, int64_t nd,
                         PycLimb *product) {
    if (nq < RECURSIVE_LIMBS) {
        divide_schoolbook(q, u, nd + nq, d, nd);
        return;
    }
    int64_t low = nd - nq;
    PycLimb first = divide_equal(q, u + low, d + low, nq, product);
    if (low > 0) correct(q, nq, first, u, d, nd, low, product);
}

/* u[nd + nq] / d[nd], d normalised and the highest limb of u below that of d or quotient 0 there. */
static void divide_normal(PycLimb *q, int64_t nq, PycLimb *u, const PycLimb *d, int64_t nd) {
    if (nq < RECURSIVE_LIMBS || nd < RECURSIVE_LIMBS) {
        divide_schoolbook(q, u, nd + nq, d, nd);
        return;
    }
    PycScratch scratch;
    pyc_scratch(&scratch, 2 * nd);
    int64_t size = nq % nd ? nq % nd : nd;
    for (int64_t at = nq - size; at >= 0; at -= nd) {
        divide_block(q + at, size, u + at, d, nd, scratch.limbs);
        size = nd;
    }
    pyc_scratch_drop(&scratch);
}

void pyc_limbs_divrem(PycLimb *q, PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b,
                      int64_t nb) {
    if (nb == 1) {
        r[0] = pyc_limbs_divrem_1(q, a, na, b[0]);
        return;
    }
    PycScratch dividend, divisor, quotient;
    int64_t nq = na - nb + 1;
    PycLimb *u = pyc_scratch(&dividend, na + 1), *d = pyc_scratch(&divisor, nb);
    PycLimb *digits = pyc_scratch(&quotient, q ? 0 : nq);
    if (q) digits = q;
    int shift = __builtin_clzll(b[nb - 1]);
    if (shift) {
        pyc_limbs_shift_left(d, b, nb, shift);
        u[na] = pyc_limbs_shift_left(u, a, na, shift);
    } else {
        memcpy(d, b, (size_t)nb * sizeof(PycLimb));
        memcpy(u, a, (size_t)na * sizeof(PycLimb));
        u[na] = 0;
    }
    divide_normal(digits, nq, u, d, nb);
    if (shift) pyc_limbs_shift_right(r, u, nb, shift);
    else memcpy(r, u, (size_t)nb * sizeof(PycLimb));
    pyc_scratch_drop(&quotient);
    pyc_scratch_drop(&divisor);
    pyc_scratch_drop(&dividend);
}
