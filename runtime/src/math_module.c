/* math_module.c: the functions of floats in the module math.
 *
 * Each is a C function of doubles that raises as math does, and one of words that unpacks and
 * packs. libm does the work, as it does for CPython.
 */
#include "math_private.h"

bool pyc_math_real(PycWord w, double *out) {
    if (has_type(w, &pyc_float_type)) return *out = double_of(w), true;
    if (pyc_is_small(w)) return *out = (double)pyc_small_value(w), true;
    return pyc_to_f64(w, out) == 0;
}

/* What math_1 of CPython checks: a new nan is a domain error, a new infinity too unless the
 * function can overflow. */
static inline double checked(double x, double result, bool can_overflow) {
    if (PYC_OFTEN(isfinite(result))) return result;
    if (isnan(result)) return isnan(x) ? result : pyc_math_domain();
    if (!isfinite(x)) return result;
    return can_overflow ? pyc_math_range() : pyc_math_domain();
}

#define FUNCTION(name, expression, can_overflow)                                        \
    double pyc_math_f64_##name(double x) { return checked(x, expression, can_overflow); } \
    PycWord pyc_math_##name(PycWord word) {                                             \
        double x;                                                                       \
        return pyc_math_real(word, &x) ? pyc_math_word(pyc_math_f64_##name(x)) : 0;     \
    }
#define PLAIN(name, expression)                                         \
    double pyc_math_f64_##name(double x) { return expression; }         \
    PycWord pyc_math_##name(PycWord word) {                             \
        double x;                                                       \
        return pyc_math_real(word, &x) ? pyc_float_new(expression) : 0; \
    }
#define TEST(name, expression)                                     \
    bool pyc_math_f64_##name(double x) { return expression; }      \
    PycWord pyc_math_##name(PycWord word) {                        \
        double x;                                                  \
        return pyc_math_real(word, &x) ? pyc_bool(expression) : 0; \
    }

FUNCTION(sqrt, sqrt(x), false)
FUNCTION(cbrt, cbrt(x), false)
FUNCTION(exp, exp(x), true)
FUNCTION(exp2, exp2(x), true)
FUNCTION(expm1, expm1(x), true)
FUNCTION(sin, sin(x), false)
FUNCTION(cos, cos(x), false)
FUNCTION(tan, tan(x), false)
FUNCTION(asin, asin(x), false)
FUNCTION(acos, acos(x), false)
FUNCTION(atan, atan(x), false)
FUNCTION(sinh, sinh(x), true)
FUNCTION(cosh, cosh(x), true)
FUNCTION(tanh, tanh(x), false)
FUNCTION(asinh, asinh(x), false)
FUNCTION(acosh, acosh(x), false)
FUNCTION(atanh, atanh(x), false)
FUNCTION(log1p, x == 0.0 ? x : log1p(x), false)
PLAIN(fabs, fabs(x))
PLAIN(erf, erf(x))
PLAIN(erfc, erfc(x))
PLAIN(degrees, x * (180.0 / 3.14159265358979323846))
PLAIN(radians, x * (3.14159265358979323846 / 180.0))
TEST(isnan, isnan(x))
TEST(isinf, isinf(x))
TEST(isfinite, isfinite(x))

PycWord pyc_math_ulp(PycWord word) {
    double x;
    if (!pyc_math_real(word, &x)) return 0;
    x = fabs(x);
    if (!isfinite(x)) return pyc_float_new(x);
    double next = nextafter(x, HUGE_VAL);
    return pyc_float_new(isinf(next) ? x - nextafter(x, -HUGE_VAL) : next - x);
}

/* ---- Logarithms ---- */

static double log_checked(double x, double (*function)(double)) {
    if (PYC_OFTEN(x > 0.0)) return isinf(x) ? x : function(x);
    return isnan(x) ? x : pyc_math_domain();
}

double pyc_math_f64_log(double x) { return log_checked(x, log); }
double pyc_math_f64_log2(double x) { return log_checked(x, log2); }
double pyc_math_f64_log10(double x) { return log_checked(x, log10); }

static double log_word(PycWord w, double (*function)(double), bool *failed) {
    double x, result = 0.0;
    *failed = true;
    if (pyc_is_int(w)) {
        result = pyc_math_log_of(w, function, failed);
    } else if (pyc_math_real(w, &x)) {
        result = log_checked(x, function);
        *failed = pyc_state.exception != 0;
    }
    return result;
}

PycWord pyc_math_log(PycWord word, PycWord base) {
    bool failed;
    double numerator = log_word(word, log, &failed);
    if (failed) return 0;
    if (!base) return pyc_float_new(numerator);
    double denominator = log_word(base, log, &failed);
    return failed ? 0 : pyc_float_binary(numerator, denominator, PYC_TRUEDIV);
}
PycWord pyc_math_log2(PycWord word) {
    bool failed;
    double result = log_word(word, log2, &failed);
    return failed ? 0 : pyc_float_new(result);
}
PycWord pyc_math_log10(PycWord word) {
    bool failed;
    double result = log_word(word, log10, &failed);
    return failed ? 0 : pyc_float_new(result);
}

/* ---- Two numbers ---- */

double pyc_math_f64_pow(double x, double y) {
    double result = pow(x, y);
    if (PYC_OFTEN(isfinite(result)) || !isfinite(x) || !isfinite(y)) return result;
    if (isnan(result) || x == 0.0) return pyc_math_domain();
    return pyc_math_range();
}

double pyc_math_f64_fmod(double x, double y) {
    if (isinf(y) && isfinite(x)) return x;
    double result = fmod(x, y);
    return isnan(result) && !isnan(x) && !isnan(y) ? pyc_math_domain() : result;
}

double pyc_math_f64_remainder(double x, double y) {
    if (isnan(x)) return x;
    if (isnan(y)) return y;
    if (isinf(x) || y == 0.0) return pyc_math_domain();
    return isinf(y) ? x : remainder(x, y);
}

double pyc_math_f64_atan2(double y, double x) { return atan2(y, x); }
double pyc_math_f64_copysign(double x, double y) { return copysign(x, y); }

#define TWO(name, expression)                                                                  \
    PycWord pyc_math_##name(PycWord first, PycWord second) {                                   \
        double x, y;                                                                           \
        if (!pyc_math_real(first, &x) || !pyc_math_real(second, &y)) return 0;                 \
        return pyc_math_word(expression);                                                      \
    }
TWO(pow, pyc_math_f64_pow(x, y))
TWO(fmod, pyc_math_f64_fmod(x, y))
TWO(remainder, pyc_math_f64_remainder(x, y))
TWO(atan2, atan2(x, y))
TWO(copysign, copysign(x, y))
TWO(nextafter, nextafter(x, y))

PycWord pyc_math_frexp(PycWord word) {
    double x;
    int exponent = 0;
    if (!pyc_math_real(word, &x)) return 0;
    if (isfinite(x)) x = frexp(x, &exponent);
    PycWord pair[2] = {pyc_float_new(x), pyc_small(exponent)};
    return pyc_tuple_take(pair, 2);
}

PycWord pyc_math_modf(PycWord word) {
    double x, whole;
    if (!pyc_math_real(word, &x)) return 0;
    double fraction = modf(x, &whole);
    PycWord pair[2] = {pyc_float_new(fraction), pyc_float_new(whole)};
    return pyc_tuple_take(pair, 2);
}

PycWord pyc_math_ldexp(PycWord word, PycWord exponent_word) {
    double x;
    int64_t exponent;
    if (!pyc_math_real(word, &x)) return 0;
    if (!pyc_is_int(exponent_word))
        return PYC_RAISE(pyc_type_error_type, "Expected an int as second argument to ldexp.");
    if (!pyc_int_fits_i64(exponent_word, &exponent))
        exponent = pyc_int_compare(exponent_word, pyc_small(0)) < 0 ? INT64_MIN : INT64_MAX;
    if (x == 0.0 || !isfinite(x)) return pyc_float_new(x);
    if (exponent > INT32_MAX) return pyc_math_range(), (PycWord)0;
    double result = exponent < INT32_MIN ? copysign(0.0, x) : ldexp(x, (int)exponent);
    if (isinf(result)) return pyc_math_range(), (PycWord)0;
    return pyc_float_new(result);
}

PycWord pyc_math_isclose(PycWord a_word, PycWord b_word, PycWord relative_word, PycWord absolute_word) {
    double a, b, relative = 1e-09, absolute = 0.0;
    if (!pyc_math_real(a_word, &a) || !pyc_math_real(b_word, &b)) return 0;
    if (relative_word && !pyc_math_real(relative_word, &relative)) return 0;
    if (absolute_word && !pyc_math_real(absolute_word, &absolute)) return 0;
    if (relative < 0.0 || absolute < 0.0)
        return PYC_RAISE(pyc_value_error_type, "tolerances must be non-negative");
    if (a == b) return PYC_TRUE;
    if (isinf(a) || isinf(b)) return PYC_FALSE;
    double difference = fabs(b - a);
    return pyc_bool(difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute);
}

/* ---- floor, ceil, trunc ---- */

static PycWord rounded(PycWord word, const char *dunder, double (*function)(double)) {
    if (has_type(word, &pyc_float_type)) return pyc_int_from_f64(function(double_of(word)));
    if (pyc_is_small(word)) return word;
    PycWord method = pyc_special(word, dunder);
    if (method) {
        PycWord result = pyc_call(method, NULL, 0, 0);
        pyc_dec(method);
        return result;
    }
    double x;
    if (pyc_state.exception || !pyc_math_real(word, &x)) return 0;
    return pyc_int_from_f64(function(x));
}

PycWord pyc_math_floor(PycWord word) { return rounded(word, "__floor__", floor); }
PycWord pyc_math_ceil(PycWord word) { return rounded(word, "__ceil__", ceil); }

PycWord pyc_math_trunc(PycWord word) {
    if (has_type(word, &pyc_float_type)) return pyc_int_from_f64(double_of(word));
    if (pyc_is_small(word)) return word;
    PycWord method = pyc_special(word, "__trunc__");
    if (!method) {
        if (pyc_state.exception) return 0;
        return PYC_RAISE(pyc_type_error_type, "type %s doesn't define __trunc__ method", type_name(word));
    }
    PycWord result = pyc_call(method, NULL, 0, 0);
    pyc_dec(method);
    return result;
}

/* Unboxed floor, ceil, trunc: the int of the result; the double must be finite and fit. */
PycWord pyc_math_f64_floor(double x) { return pyc_int_from_f64(floor(x)); }
PycWord pyc_math_f64_ceil(double x) { return pyc_int_from_f64(ceil(x)); }
PycWord pyc_math_f64_trunc(double x) { return pyc_int_from_f64(x); }
