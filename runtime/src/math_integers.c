/* math_integers.c: the functions of ints in the module math: gcd, lcm, isqrt, factorial, comb,
 * perm; and logarithms of ints beyond the floats. */
#include "int_limbs.h"
#include "math_private.h"

static bool is_negative(PycWord a) { return pyc_int_compare(a, pyc_small(0)) < 0; }

/* product = a * b, and both are dropped. */
static PycWord multiply_take(PycWord a, PycWord b) {
    PycWord product = pyc_int_mul(a, b);
    pyc_dec(a);
    pyc_dec(b);
    return product;
}

/* ---- log ---- */

double pyc_math_log_of(PycWord w, double (*function)(double), bool *failed) {
    bool overflow = false;
    double x = pyc_int_to_f64(w, &overflow);
    *failed = false;
    if (!overflow && x > 0.0) return function(x);
    if (!overflow || is_negative(w)) {
        *failed = true;
        return pyc_math_domain();
    }
    PycIntView view; /* x * 2**exponent with 0.5 <= x < 1 */
    pyc_int_view(w, &view);
    int64_t exponent = pyc_limbs_bits(view.limbs, view.n), shift = exponent - 66;
    PycWord top = pyc_int_rshift(w, pyc_small(shift)), back = pyc_int_lshift(top, pyc_small(shift));
    bool inexact = pyc_int_compare(back, w) != 0;
    PycWord sticky = inexact ? pyc_int_or(top, pyc_small(1)) : pyc_inc(top);
    x = ldexp(pyc_int_to_f64(sticky, &overflow), -66);
    pyc_dec(top);
    pyc_dec(back);
    pyc_dec(sticky);
    if (x == 1.0) x = 0.5, exponent++;
    return function(x) + function(2.0) * (double)exponent;
}

/* ---- gcd, lcm ---- */

static uint64_t gcd_u64(uint64_t a, uint64_t b) {
    if (a == 0 || b == 0) return a | b;
    int shift = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b) {
        b >>= __builtin_ctzll(b);
        uint64_t smaller = a < b ? a : b;
        b = a < b ? b - a : a - b;
        a = smaller;
    }
    return a << shift;
}

/* Owned; a, b are ints. */
static PycWord gcd_words(PycWord a, PycWord b) {
    PycWord x = pyc_int_abs(a), y = pyc_int_abs(b);
    while (!pyc_is_small(y) || (!pyc_is_small(x) && y != pyc_small(0))) {
        PycWord rest = pyc_int_mod(x, y);
        pyc_dec(x);
        x = y;
        y = rest;
    }
    if (y == pyc_small(0)) return x;
    return pyc_int_from_u64(gcd_u64((uint64_t)pyc_small_value(x), (uint64_t)pyc_small_value(y)));
}

int64_t pyc_math_i64_gcd(int64_t a, int64_t b) { return (int64_t)gcd_u64(pyc_magnitude(a), pyc_magnitude(b)); }

PycWord pyc_math_gcd(PycWord integers) {
    PycWord result = pyc_small(0);
    int64_t n = integers ? row_of(integers)->length : 0;
    for (int64_t i = 0; i < n; i++) {
        PycWord index = pyc_index_word(row_of(integers)->items[i]);
        PycWord next = index ? gcd_words(result, index) : 0;
        pyc_xdec(index);
        pyc_dec(result);
        if (!next) return 0;
        result = next;
    }
    return result;
}

static PycWord lcm_words(PycWord a, PycWord b) {
    if (a == pyc_small(0) || b == pyc_small(0)) return pyc_small(0);
    PycWord divisor = gcd_words(a, b), part = pyc_int_floordiv(a, divisor);
    pyc_dec(divisor);
    PycWord product = pyc_int_mul(part, b);
    pyc_dec(part);
    PycWord result = pyc_int_abs(product);
    pyc_dec(product);
    return result;
}

PycWord pyc_math_lcm(PycWord integers) {
    PycWord result = pyc_small(1);
    int64_t n = integers ? row_of(integers)->length : 0;
    for (int64_t i = 0; i < n; i++) {
        PycWord index = pyc_index_word(row_of(integers)->items[i]);
        PycWord next = index ? lcm_words(result, index) : 0;
        pyc_xdec(index);
        pyc_dec(result);
        if (!next) return 0;
        result = next;
    }
    return result;
}

/* ---- isqrt ---- */

static uint64_t isqrt_u64(uint64_t n) {
    uint64_t root = (uint64_t)sqrt((double)n);
    if (root > 4294967295u) root = 4294967295u;
    while (root * root > n) root--;
    while (root < 4294967295u && (root + 1) * (root + 1) <= n) root++;
    return root;
}

/* The method of CPython's isqrt: twice the precision each step, one correction at the end. */
static PycWord isqrt_big(PycWord n) {
    PycIntView view;
    pyc_int_view(n, &view);
    int64_t half = (pyc_limbs_bits(view.limbs, view.n) - 1) / 2, depth = 0, done = 0;
    while (half >> depth) depth++;
    PycWord a = pyc_small(1);
    for (int64_t step = depth - 1; step >= 0; step--) {
        int64_t before = done;
        done = half >> step;
        PycWord shifted = pyc_int_lshift(a, pyc_small(done - before - 1));
        PycWord part = pyc_int_rshift(n, pyc_small(2 * half - before - done + 1));
        PycWord quotient = pyc_int_floordiv(part, a);
        pyc_dec(part);
        pyc_dec(a);
        a = pyc_int_add(shifted, quotient);
        pyc_dec(shifted);
        pyc_dec(quotient);
    }
    PycWord square = pyc_int_mul(a, a);
    if (pyc_int_compare(square, n) > 0) {
        PycWord less = pyc_int_sub(a, pyc_small(1));
        pyc_dec(a);
        a = less;
    }
    pyc_dec(square);
    return a;
}

int64_t pyc_math_i64_isqrt(int64_t n) {
    if (n >= 0) return (int64_t)isqrt_u64((uint64_t)n);
    pyc_raise_type(&pyc_value_error_type, "isqrt() argument must be nonnegative");
    return 0;
}

PycWord pyc_math_isqrt(PycWord word) {
    PycWord n = pyc_index_word(word), result;
    if (!n) return 0;
    if (is_negative(n)) result = PYC_RAISE(pyc_value_error_type, "isqrt() argument must be nonnegative");
    else if (pyc_is_small(n)) result = pyc_small((int64_t)isqrt_u64((uint64_t)pyc_small_value(n)));
    else result = isqrt_big(n);
    pyc_dec(n);
    return result;
}

/* ---- factorial, perm, comb ---- */

/* first * (first + 1) * ... * (last), by halves. */
static PycWord product_of_range(int64_t first, int64_t last) {
    if (first > last) return pyc_small(1);
    if (last - first < 8) {
        PycWord result = pyc_int_from_i64(first);
        for (int64_t i = 1; i <= last - first; i++) result = multiply_take(result, pyc_int_from_i64(first + i));
        return result;
    }
    int64_t middle = first + (last - first) / 2;
    return multiply_take(product_of_range(first, middle), product_of_range(middle + 1, last));
}

PycWord pyc_math_factorial(PycWord word) {
    PycWord n = pyc_index_word(word);
    int64_t value;
    if (!n) return 0;
    bool fits = pyc_int_fits_i64(n, &value), negative = is_negative(n);
    pyc_dec(n);
    if (negative) return PYC_RAISE(pyc_value_error_type, "factorial() not defined for negative values");
    if (!fits)
        return PYC_RAISE(pyc_overflow_error_type, "factorial() argument should not exceed 9223372036854775807");
    return product_of_range(2, value);
}

/* n * (n - 1) * ... of k factors, any n. */
static PycWord falling(PycWord n, int64_t k) {
    int64_t value;
    if (k == 0) return pyc_small(1);
    if (pyc_int_fits_i64(n, &value)) return product_of_range(value - k + 1, value);
    if (k == 1) return pyc_int_exact(n);
    int64_t half = k / 2;
    PycWord rest = pyc_int_sub(n, pyc_small(half));
    PycWord result = multiply_take(falling(n, half), falling(rest, k - half));
    pyc_dec(rest);
    return result;
}

static bool check_both(PycWord n, PycWord k) {
    if (!is_negative(n) && !is_negative(k)) return true;
    pyc_raise_type(&pyc_value_error_type, "%s must be a non-negative integer", is_negative(n) ? "n" : "k");
    return false;
}

static PycWord perm_words(PycWord n, PycWord k) {
    int64_t count;
    if (!check_both(n, k)) return 0;
    if (pyc_int_compare(n, k) < 0) return pyc_small(0);
    if (!pyc_int_fits_i64(k, &count))
        return PYC_RAISE(pyc_overflow_error_type, "k must not exceed 9223372036854775807");
    return falling(n, count);
}

PycWord pyc_math_perm(PycWord n_word, PycWord k_word) {
    if (is_absent(k_word)) return pyc_math_factorial(n_word);
    PycWord n = pyc_index_word(n_word), k = n ? pyc_index_word(k_word) : 0;
    PycWord result = k ? perm_words(n, k) : 0;
    pyc_xdec(n);
    pyc_xdec(k);
    return result;
}

/* n over k by factors that stay small; false: does not fit. */
static bool comb_small(int64_t n, int64_t k, int64_t *out) {
    int64_t result = 1;
    for (int64_t i = 1; i <= k; i++) {
        if (__builtin_mul_overflow(result, n - k + i, &result)) return false;
        result /= i;
    }
    *out = result;
    return true;
}

static PycWord comb_words(PycWord n, PycWord k) {
    int64_t count, value, result;
    if (!check_both(n, k)) return 0;
    PycWord rest = pyc_int_sub(n, k);
    if (is_negative(rest)) return pyc_dec(rest), pyc_small(0);
    bool swap = pyc_int_compare(rest, k) < 0;
    bool fits = pyc_int_fits_i64(swap ? rest : k, &count);
    pyc_dec(rest);
    if (!fits)
        return PYC_RAISE(pyc_overflow_error_type, "min(n - k, k) must not exceed 9223372036854775807");
    if (pyc_int_fits_i64(n, &value) && comb_small(value, count, &result)) return pyc_int_from_i64(result);
    PycWord numerator = falling(n, count), denominator = product_of_range(2, count);
    PycWord quotient = pyc_int_floordiv(numerator, denominator);
    pyc_dec(numerator);
    pyc_dec(denominator);
    return quotient;
}

PycWord pyc_math_comb(PycWord n_word, PycWord k_word) {
    PycWord n = pyc_index_word(n_word), k = n ? pyc_index_word(k_word) : 0;
    PycWord result = k ? comb_words(n, k) : 0;
    pyc_xdec(n);
    pyc_xdec(k);
    return result;
}
