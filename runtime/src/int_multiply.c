/* int_multiply.c: products of limb arrays: schoolbook, Karatsuba above KARATSUBA_LIMBS. */
#include "int_limbs.h"

enum { KARATSUBA_LIMBS = 28, KARATSUBA_SQUARE_LIMBS = 48 };

static void multiply_schoolbook(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b,
                                int64_t nb) {
    r[na] = pyc_limbs_mul_1(r, a, na, b[0]);
    for (int64_t i = 1; i < nb; i++) r[na + i] = pyc_limbs_addmul_1(r + i, a, na, b[i]);
}

/* The products of different limbs once, doubled, plus the squares. */
static void square_schoolbook(PycLimb *r, const PycLimb *a, int64_t n) {
    if (n == 1) {
        PycWide product = (PycWide)a[0] * a[0];
        r[0] = (PycLimb)product;
        r[1] = (PycLimb)(product >> 64);
        return;
    }
    r[0] = 0;
    r[n] = pyc_limbs_mul_1(r + 1, a + 1, n - 1, a[0]);
    for (int64_t i = 1; i < n - 1; i++)
        r[n + i] = pyc_limbs_addmul_1(r + 2 * i + 1, a + i + 1, n - 1 - i, a[i]);
    r[2 * n - 1] = 0;
    PycLimb shifted = 0, carry = 0;
    for (int64_t i = 0; i < n; i++) {
        PycWide square = (PycWide)a[i] * a[i];
        PycLimb low = (r[2 * i] << 1) | shifted;
        PycLimb high = (r[2 * i + 1] << 1) | (r[2 * i] >> 63);
        shifted = r[2 * i + 1] >> 63;
        PycWide sum = (PycWide)low + (PycLimb)square + carry;
        r[2 * i] = (PycLimb)sum;
        sum = (PycWide)high + (PycLimb)(square >> 64) + (PycLimb)(sum >> 64);
        r[2 * i + 1] = (PycLimb)sum;
        carry = (PycLimb)(sum >> 64);
    }
}

/* r[n] = |a - b| of a[n], b[nb], nb <= n; true when a < b. */
static bool absolute_difference(PycLimb *r, const PycLimb *a, int64_t n, const PycLimb *b,
                                int64_t nb) {
    int64_t na = pyc_limbs_strip(a, n), stripped_b = pyc_limbs_strip(b, nb);
    memset(r, 0, (size_t)n * sizeof(PycLimb));
    if (pyc_limbs_compare(a, na, b, stripped_b) < 0) {
        pyc_limbs_sub(r, b, stripped_b, a, na);
        return true;
    }
    pyc_limbs_sub(r, a, na, b, stripped_b);
    return false;
}

/* Scratch limbs that multiply_equal needs for n. */
static int64_t karatsuba_scratch(int64_t n) { return 4 * n + 256; }

/* r[2n] = a[n] * b[n]. With a = a1 B + a0, b likewise: the middle product is
 * a0 b0 + a1 b1 - (a0 - a1)(b0 - b1). */
static void multiply_equal(PycLimb *r, const PycLimb *a, const PycLimb *b, int64_t n,
                           PycLimb *scratch) {
    bool square = a == b;
    if (n < (square ? KARATSUBA_SQUARE_LIMBS : KARATSUBA_LIMBS)) {
        if (square) square_schoolbook(r, a, n);
        else multiply_schoolbook(r, a, n, b, n);
        return;
    }
    int64_t low = (n + 1) / 2, high = n - low;
    PycLimb *middle = scratch, *rest = scratch + 2 * low + 1;
    bool negative = absolute_difference(r, a, low, a + low, high);
    if (square) {
        multiply_equal(middle, r, r, low, rest);
        negative = false;
    } else {
        negative ^= absolute_difference(r + low, b, low, b + low, high);
        multiply_equal(middle, r, r + low, low, rest);
    }
    multiply_equal(r, a, b, low, rest);
    multiply_equal(r + 2 * low, a + low, square ? a + low : b + low, high, rest);
    PycLimb *sum = rest; /* low + high products, then -+ middle: 2 * low + 1 limbs */
    sum[2 * low] = pyc_limbs_add(sum, r, 2 * low, r + 2 * low, 2 * high);
    if (negative) sum[2 * low] += pyc_limbs_add(sum, sum, 2 * low, middle, 2 * low);
    else sum[2 * low] -= pyc_limbs_sub(sum, sum, 2 * low, middle, 2 * low);
    int64_t room = 2 * n - low, n_sum = pyc_limbs_strip(sum, 2 * low + 1);
    pyc_limbs_add(r + low, r + low, room, sum, n_sum);
}

/* a is cut into pieces of nb limbs. */
static void multiply_unbalanced(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b,
                                int64_t nb) {
    PycScratch scratch;
    PycLimb *piece = pyc_scratch(&scratch, 2 * nb);
    memset(r, 0, (size_t)(na + nb) * sizeof(PycLimb));
    for (int64_t at = 0; at < na; at += nb) {
        int64_t n = na - at < nb ? na - at : nb;
        pyc_limbs_mul(piece, b, nb, a + at, n);
        pyc_limbs_add(r + at, r + at, na + nb - at, piece, n + nb);
    }
    pyc_scratch_drop(&scratch);
}

void pyc_limbs_mul(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb) {
    if (na < nb) {
        const PycLimb *limbs = a;
        int64_t n = na;
        a = b, na = nb, b = limbs, nb = n;
    }
    if (nb < KARATSUBA_LIMBS) {
        multiply_schoolbook(r, a, na, b, nb);
        return;
    }
    if (na != nb) {
        multiply_unbalanced(r, a, na, b, nb);
        return;
    }
    PycScratch scratch;
    pyc_scratch(&scratch, karatsuba_scratch(na));
    multiply_equal(r, a, b, na, scratch.limbs);
    pyc_scratch_drop(&scratch);
}

void pyc_limbs_square(PycLimb *r, const PycLimb *a, int64_t n) {
    if (n < KARATSUBA_SQUARE_LIMBS) square_schoolbook(r, a, n);
    else pyc_limbs_mul(r, a, n, a, n);
}
