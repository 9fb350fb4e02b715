/* int_limbs.h: arithmetic on arrays of 64-bit limbs, least significant first (int_limbs.c,
 * int_multiply.c, int_divide.c), and how int words open into such arrays (int.c).
 *
 * Sizes count limbs. Results may overlap operands only where a comment says so.
 */
#ifndef PYC_INT_LIMBS_H
#define PYC_INT_LIMBS_H

#include "pyc.h"
#include <string.h>

typedef unsigned __int128 PycWide;
typedef __int128 PycSignedWide;
typedef uint64_t PycLimb;

/* The magnitude and sign of an int word. `limbs` may point to `own`: do not copy the struct. */
typedef struct {
    const PycLimb *limbs;
    int64_t n;
    bool negative;
    PycLimb own;
} PycIntView;

PycWord pyc_int_plain_slow(PycWord a);

/* bool, and what a class below int holds, -> small word where it fits; all else unchanged. */
static inline PycWord pyc_int_plain(PycWord a) {
    return pyc_is_small(a) || pyc_object(a)->type == &pyc_int_type ? a : pyc_int_plain_slow(a);
}

static inline PycLimb pyc_magnitude(int64_t value) {
    return value < 0 ? 0 - (PycLimb)value : (PycLimb)value;
}

static inline void pyc_int_view(PycWord a, PycIntView *view) {
    a = pyc_int_plain(a);
    if (pyc_is_small(a)) {
        int64_t value = pyc_small_value(a);
        view->own = pyc_magnitude(value);
        view->limbs = &view->own;
        view->n = value != 0;
        view->negative = value < 0;
        return;
    }
    PycInt *big = (PycInt *)pyc_object(a);
    view->limbs = big->limbs;
    view->n = big->size < 0 ? -big->size : big->size;
    view->negative = big->size < 0;
}

/* Scratch of `n` limbs: on the stack up to PYC_SCRATCH_LIMBS, else raw memory. */
enum { PYC_SCRATCH_LIMBS = 64 };
typedef struct {
    PycLimb *limbs;
    int64_t n;
    PycLimb stack[PYC_SCRATCH_LIMBS];
} PycScratch;

static inline PycLimb *pyc_scratch(PycScratch *scratch, int64_t n) {
    scratch->n = n;
    scratch->limbs = n <= PYC_SCRATCH_LIMBS ? scratch->stack
                                            : pyc_raw_allocate(n * (int64_t)sizeof(PycLimb));
    return scratch->limbs;
}
static inline void pyc_scratch_drop(PycScratch *scratch) {
    if (scratch->limbs != scratch->stack)
        pyc_raw_free(scratch->limbs, scratch->n * (int64_t)sizeof(PycLimb));
}

/* int words from limbs (copied; high zeros allowed), from 128 bits. */
PycWord pyc_int_make(const PycLimb *limbs, int64_t n, bool negative);
PycWord pyc_int_from_wide(PycSignedWide value);
PycWord pyc_int_exact(PycWord a); /* owned: an int itself, not a bool or a class below int */

static inline int64_t pyc_limbs_strip(const PycLimb *a, int64_t n) {
    while (n > 0 && a[n - 1] == 0) n--;
    return n;
}
static inline int64_t pyc_limbs_bits(const PycLimb *a, int64_t n) {
    return n == 0 ? 0 : n * 64 - __builtin_clzll(a[n - 1]);
}

int pyc_limbs_compare(const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb); /* both stripped */
/* r = a + b, na >= nb; the result is the carry; r may be a or b. */
PycLimb pyc_limbs_add(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb);
/* r = a - b, na >= nb; the result is the borrow; r may be a or b. */
PycLimb pyc_limbs_sub(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb);
/* r[n] = a * b; the result is the high limb; r may be a. */
PycLimb pyc_limbs_mul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b);
PycLimb pyc_limbs_addmul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b);
PycLimb pyc_limbs_submul_1(PycLimb *r, const PycLimb *a, int64_t n, PycLimb b);
/* 0 < bits < 64; what falls out is the result. Left: r may be a or above; right: a or below. */
PycLimb pyc_limbs_shift_left(PycLimb *r, const PycLimb *a, int64_t n, int bits);
PycLimb pyc_limbs_shift_right(PycLimb *r, const PycLimb *a, int64_t n, int bits);

/* r[na + nb] = a * b; na, nb >= 1; no overlap. */
void pyc_limbs_mul(PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b, int64_t nb);
void pyc_limbs_square(PycLimb *r, const PycLimb *a, int64_t n);

/* q[n] = a / d, result: the remainder; q may be a, or NULL. */
PycLimb pyc_limbs_divrem_1(PycLimb *q, const PycLimb *a, int64_t n, PycLimb d);
/* q[na - nb + 1] and r[nb] of a / b; na >= nb >= 1, b stripped; q may be NULL; r may be a. */
void pyc_limbs_divrem(PycLimb *q, PycLimb *r, const PycLimb *a, int64_t na, const PycLimb *b,
                      int64_t nb);

#endif
