/* int_power.c: powers of ints, with and without modulus.
 *
 * Odd moduli use Montgomery's form (Montgomery, "Modular multiplication without trial division",
 * 1985), even ones ordinary division; exponents are read in windows of up to five bits.
 */
#include "int_limbs.h"
#include "values.h"

int64_t pyc_i64_pow(int64_t base, int64_t exponent, bool *overflow) {
    int64_t result = 1;
    bool over = false, over_base = false;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) over |= over_base | __builtin_mul_overflow(result, base, &result);
        if (exponent > 1) over_base |= __builtin_mul_overflow(base, base, &base);
    }
    if (over) *overflow = true;
    return result;
}

/* ---- Without modulus ---- */

static PycWord power_plain(PycWord base, uint64_t exponent) {
    if (exponent == 0) return pyc_small(1);
    int bit = 63 - __builtin_clzll(exponent);
    PycWord result = pyc_int_exact(base);
    while (bit-- > 0) {
        PycWord square = pyc_int_mul(result, result);
        pyc_dec(result);
        result = square;
        if (exponent >> bit & 1) {
            PycWord product = pyc_int_mul(result, base);
            pyc_dec(result);
            result = product;
        }
    }
    return result;
}

/* 2**k * odd: powers of the odd part, then one shift. */
static PycWord power(PycWord a, PycWord b) {
    if (a == pyc_small(0) || a == pyc_small(1)) return b == pyc_small(0) ? pyc_small(1) : a;
    if (a == pyc_small(-1)) {
        PycIntView view;
        pyc_int_view(b, &view);
        return pyc_small(view.n && (view.limbs[0] & 1) ? -1 : 1);
    }
    if (!pyc_is_small(b)) return pyc_raise_no_memory(), (PycWord)0;
    int64_t exponent = pyc_small_value(b), value = 0;
    if (pyc_is_small(a)) {
        bool overflow = false;
        value = pyc_small_value(a);
        int64_t result = pyc_i64_pow(value, exponent, &overflow);
        if (!overflow) return pyc_int_from_i64(result);
    }
    PycIntView base;
    pyc_int_view(a, &base);
    double bytes = (double)(pyc_limbs_bits(base.limbs, base.n) - 1) * (double)exponent / 8;
    if (bytes > 1e15 || !pyc_has_room((int64_t)bytes)) return pyc_raise_no_memory(), (PycWord)0;
    int zeros = value ? __builtin_ctzll((uint64_t)value) : 0;
    if (zeros > 0) {
        PycWord odd = power_plain(pyc_small(value >> zeros), (uint64_t)exponent);
        PycWord shifted = pyc_int_lshift(odd, pyc_small(exponent * zeros));
        pyc_dec(odd);
        return shifted;
    }
    return power_plain(a, (uint64_t)exponent);
}

/* ---- Modulus of one limb ---- */

/* base < modulus; the modulus is not 0. */
static PycLimb power_one_limb(PycLimb base, const PycIntView *exponent, PycLimb modulus) {
    PycLimb result = 1 % modulus;
    for (int64_t bit = pyc_limbs_bits(exponent->limbs, exponent->n) - 1; bit >= 0; bit--) {
        if (modulus >> 32 == 0) {
            result = result * result % modulus;
            if (exponent->limbs[bit / 64] >> (bit % 64) & 1) result = result * base % modulus;
        } else {
            result = (PycLimb)((PycWide)result * result % modulus);
            if (exponent->limbs[bit / 64] >> (bit % 64) & 1)
                result = (PycLimb)((PycWide)result * base % modulus);
        }
    }
    return result;
}

/* ---- Long modulus ---- */

typedef struct {
    const PycLimb *modulus;
    int64_t n;
    PycLimb inverse;  /* -1 / modulus[0] mod 2**64; 0: the modulus is even, no Montgomery form */
    PycLimb *product; /* 2 n + 1 limbs */
} Modular;

static PycLimb negative_inverse(PycLimb odd) {
    PycLimb inverse = odd * 3 ^ 2; /* right in 5 bits; each step doubles that */
    for (int i = 0; i < 4; i++) inverse *= 2 - odd * inverse;
    return 0 - inverse;
}

/* m->product (2 n limbs) reduced into r[n]. */
static void reduce(const Modular *m, PycLimb *r) {
    PycLimb *t = m->product;
    if (!m->inverse) {
        int64_t n = pyc_limbs_strip(t, 2 * m->n);
        memset(r, 0, (size_t)m->n * sizeof(PycLimb));
        if (pyc_limbs_compare(t, n, m->modulus, m->n) < 0) memcpy(r, t, (size_t)n * sizeof(PycLimb));
        else pyc_limbs_divrem(NULL, r, t, n, m->modulus, m->n);
        return;
    }
    PycLimb above = 0;
    for (int64_t i = 0; i < m->n; i++) {
        PycLimb carry = pyc_limbs_addmul_1(t + i, m->modulus, m->n, t[i] * m->inverse);
        PycWide sum = (PycWide)t[i + m->n] + carry + above;
        t[i + m->n] = (PycLimb)sum;
        above = (PycLimb)(sum >> 64);
    }
    const PycLimb *high = t + m->n;
    bool too_large = above != 0;
    if (!too_large) {
        int64_t i = m->n - 1;
        while (i > 0 && high[i] == m->modulus[i]) i--;
        too_large = high[i] >= m->modulus[i];
    }
    if (too_large) pyc_limbs_sub(r, high, m->n, m->modulus, m->n);
    else memcpy(r, high, (size_t)m->n * sizeof(PycLimb));
}

static void multiply_modular(const Modular *m, PycLimb *r, const PycLimb *a, const PycLimb *b) {
    if (a == b) pyc_limbs_square(m->product, a, m->n);
    else pyc_limbs_mul(m->product, a, m->n, b, m->n);
    reduce(m, r);
}

/* r = a * 2**(64 n) mod modulus (or a itself without Montgomery form); a has na <= n limbs. */
static void enter_form(const Modular *m, PycLimb *r, const PycLimb *a, int64_t na) {
    if (!m->inverse) {
        memset(r, 0, (size_t)m->n * sizeof(PycLimb));
        memcpy(r, a, (size_t)na * sizeof(PycLimb));
        return;
    }
    memset(m->product, 0, (size_t)m->n * sizeof(PycLimb));
    memcpy(m->product + m->n, a, (size_t)na * sizeof(PycLimb));
    if (na == 0) memset(r, 0, (size_t)m->n * sizeof(PycLimb));
    else pyc_limbs_divrem(NULL, r, m->product, m->n + na, m->modulus, m->n);
}

static void leave_form(const Modular *m, PycLimb *r) {
    if (!m->inverse) return;
    memcpy(m->product, r, (size_t)m->n * sizeof(PycLimb));
    memset(m->product + m->n, 0, (size_t)m->n * sizeof(PycLimb));
    reduce(m, r);
}

static int exponent_bits(const PycIntView *e, int64_t from, int width) {
    int bits = 0;
    for (int64_t bit = from + width - 1; bit >= from; bit--)
        bits = bits << 1 | (int)(e->limbs[bit / 64] >> (bit % 64) & 1);
    return bits;
}

/* table holds base**1, base**3, ... in the form of m; r starts as 1 in that form. */
static void power_windows(const Modular *m, PycLimb *r, const PycLimb *table, int width,
                          const PycIntView *e) {
    int64_t bit = pyc_limbs_bits(e->limbs, e->n) - 1;
    bool started = false;
    while (bit >= 0) {
        if (!(e->limbs[bit / 64] >> (bit % 64) & 1)) {
            if (started) multiply_modular(m, r, r, r);
            bit--;
            continue;
        }
        int64_t low = bit - width + 1 < 0 ? 0 : bit - width + 1;
        while (!(e->limbs[low / 64] >> (low % 64) & 1)) low++;
        int size = (int)(bit - low + 1), digit = exponent_bits(e, low, size);
        const PycLimb *factor = table + (digit >> 1) * m->n;
        if (started) {
            for (int i = 0; i < size; i++) multiply_modular(m, r, r, r);
            multiply_modular(m, r, r, factor);
        } else {
            memcpy(r, factor, (size_t)m->n * sizeof(PycLimb));
            started = true;
        }
        bit = low - 1;
    }
}

/* base**e mod modulus for 0 <= base < modulus, e > 0, modulus of two limbs or more. */
static PycWord power_modular(const PycIntView *base, const PycIntView *e, const PycIntView *modulus) {
    int64_t n = modulus->n, e_bits = pyc_limbs_bits(e->limbs, e->n);
    int width = e_bits < 12 ? 1 : e_bits < 40 ? 3 : e_bits < 200 ? 4 : 5;
    int64_t entries = (int64_t)1 << (width - 1);
    PycScratch scratch;
    PycLimb *memory = pyc_scratch(&scratch, (entries + 2) * n + 2 * n + 1);
    PycLimb *r = memory, *square = memory + n, *table = memory + 2 * n;
    Modular m = {modulus->limbs, n, 0, table + entries * n};
    if (modulus->limbs[0] & 1) m.inverse = negative_inverse(modulus->limbs[0]);
    enter_form(&m, table, base->limbs, base->n);
    if (entries > 1) multiply_modular(&m, square, table, table);
    for (int64_t i = 1; i < entries; i++)
        multiply_modular(&m, table + i * n, table + (i - 1) * n, square);
    power_windows(&m, r, table, width, e);
    leave_form(&m, r);
    PycWord result = pyc_int_make(r, n, false);
    pyc_scratch_drop(&scratch);
    return result;
}

/* ---- Inverse ---- */

/* a**-1 mod modulus > 0 by Euclid's algorithm; ValueError. */
static PycWord inverse_modular(PycWord a, PycWord modulus) {
    PycWord r0 = pyc_inc(modulus), r1 = pyc_int_mod(a, modulus);
    PycWord s0 = pyc_small(0), s1 = pyc_small(1);
    while (r1 != pyc_small(0)) {
        PycWord pair = pyc_int_divmod(r0, r1);
        PycTuple *both = row_of(pair);
        PycWord product = pyc_int_mul(both->items[0], s1), next = pyc_int_sub(s0, product);
        pyc_dec(product);
        pyc_dec(r0);
        pyc_dec(s0);
        r0 = r1, r1 = pyc_inc(both->items[1]);
        s0 = s1, s1 = next;
        pyc_dec(pair);
    }
    pyc_dec(s1);
    bool invertible = r0 == pyc_small(1);
    pyc_dec(r0);
    PycWord result = 0;
    if (invertible) result = pyc_int_mod(s0, modulus);
    else pyc_raise_type(&pyc_value_error_type, "base is not invertible for the given modulus");
    pyc_dec(s0);
    return result;
}

/* ---- pow() ---- */

/* modulus > 0, exponent >= 0 */
static PycWord power_positive(PycWord a, PycWord b, PycWord modulus) {
    if (modulus == pyc_small(1)) return pyc_small(0);
    if (b == pyc_small(0)) return pyc_small(1);
    PycWord base = pyc_int_mod(a, modulus), result;
    PycIntView x, e, m;
    pyc_int_view(base, &x);
    pyc_int_view(b, &e);
    pyc_int_view(modulus, &m);
    if (m.n == 1) result = pyc_int_from_u64(power_one_limb(x.n ? x.limbs[0] : 0, &e, m.limbs[0]));
    else result = power_modular(&x, &e, &m);
    pyc_dec(base);
    return result;
}

static PycWord power_with_modulus(PycWord a, PycWord b, PycWord modulus) {
    if (modulus == pyc_small(0)) return PYC_RAISE(pyc_value_error_type, "pow() 3rd argument cannot be 0");
    bool negative_modulus = pyc_int_compare(modulus, pyc_small(0)) < 0;
    bool negative_exponent = pyc_int_compare(b, pyc_small(0)) < 0;
    PycWord size = pyc_int_abs(modulus), base = pyc_inc(a), exponent = pyc_inc(b), result = 0;
    if (negative_exponent) {
        pyc_dec(exponent);
        exponent = pyc_int_neg(b);
        pyc_dec(base);
        base = inverse_modular(a, size);
    }
    if (base) result = power_positive(base, exponent, size);
    pyc_xdec(base);
    pyc_dec(exponent);
    pyc_dec(size);
    if (result && negative_modulus && result != pyc_small(0)) {
        PycWord shifted = pyc_int_add(result, modulus);
        pyc_dec(result);
        result = shifted;
    }
    return result;
}

PycWord pyc_int_pow(PycWord a, PycWord b, PycWord modulus_or_0) {
    a = pyc_int_plain(a), b = pyc_int_plain(b);
    if (modulus_or_0 && modulus_or_0 != PYC_NONE)
        return power_with_modulus(a, b, pyc_int_plain(modulus_or_0));
    if (pyc_int_compare(b, pyc_small(0)) >= 0) return power(a, b);
    bool overflow = false;
    double x = pyc_int_to_f64(a, &overflow), y = pyc_int_to_f64(b, &overflow);
    if (overflow) return PYC_RAISE(pyc_overflow_error_type, "int too large to convert to float");
    return pyc_float_pow(x, y);
}
