/* float.c: the arithmetic of floats: //, %, divmod, ** with Python's signs and errors, hash. */
#include <math.h>

#include "values.h"

PycWord pyc_float_new(double value) {
    PycFloat *result = pyc_allocate_unset(&pyc_float_type, sizeof(PycFloat));
    result->value = value;
    return pyc_word(result);
}

double pyc_f64_mod(double a, double b) {
    double rest = fmod(a, b);
    if (rest == 0.0) return copysign(0.0, b);
    return (b < 0) != (rest < 0) ? rest + b : rest;
}

double pyc_f64_floordiv(double a, double b) {
    double rest = fmod(a, b), quotient = (a - rest) / b;
    if (rest != 0.0 && (b < 0) != (rest < 0)) quotient -= 1.0;
    if (quotient == 0.0) return copysign(0.0, a / b);
    double down = floor(quotient);
    return quotient - down > 0.5 ? down + 1.0 : down;
}

static PycWord float_divmod(double a, double b) {
    PycWord pair[2] = {pyc_float_new(pyc_f64_floordiv(a, b)), pyc_float_new(pyc_f64_mod(a, b))};
    return pyc_tuple_take(pair, 2);
}

static PYC_COLD_PATH double raise_range(void) {
    PycWord args[2] = {pyc_small(34), pyc_str_from_c("Numerical result out of range")};
    PycWord error = pyc_call(pyc_word(&pyc_overflow_error_type), args, 2, 0);
    pyc_dec(args[1]);
    if (error) {
        pyc_raise(error, 0);
        pyc_dec(error);
    }
    return 0.0;
}

static bool is_odd(double value) { return fmod(fabs(value), 2.0) == 1.0; }

static double power_of_infinity(double a, double b) {
    bool odd = is_odd(b);
    if (b > 0.0) return odd ? a : fabs(a);
    return odd ? copysign(0.0, a) : 0.0;
}

double pyc_f64_pow(double a, double b) {
    if (b == 0.0 || a == 1.0) return 1.0;
    if (a != a) return a;
    if (b != b) return b;
    if (isinf(b)) {
        double size = fabs(a);
        if (size == 1.0) return 1.0;
        return (b > 0.0) == (size > 1.0) ? fabs(b) : 0.0;
    }
    if (isinf(a)) return power_of_infinity(a, b);
    if (a == 0.0) {
        if (b < 0.0) {
            pyc_raise_type(&pyc_zero_division_error_type, "0.0 cannot be raised to a negative power");
            return 0.0;
        }
        return is_odd(b) ? a : 0.0;
    }
    bool negate = false;
    if (a < 0.0) {
        if (b != floor(b)) {
            pyc_raise_type(&pyc_value_error_type,
                           "a negative number to a fractional power is complex: not supported");
            return 0.0;
        }
        a = -a;
        negate = is_odd(b);
    }
    if (a == 1.0) return negate ? -1.0 : 1.0;
    double result = pow(a, b);
    if (PYC_RARELY(isinf(result))) return raise_range();
    return negate ? -result : result;
}

PycWord pyc_float_pow(double a, double b) {
    double result = pyc_f64_pow(a, b);
    return PYC_RARELY(pyc_state.exception) ? 0 : pyc_float_new(result);
}

static PYC_COLD_PATH PycWord raise_zero(int64_t op) {
    return PYC_RAISE(pyc_zero_division_error_type, "%s",
                     op == PYC_TRUEDIV    ? "float division by zero"
                     : op == PYC_FLOORDIV ? "float floor division by zero"
                     : op == PYC_MOD      ? "float modulo"
                                          : "float divmod()");
}

PycWord pyc_float_binary(double a, double b, int64_t op) {
    op &= PYC_INPLACE - 1;
    bool divides = op == PYC_TRUEDIV || op == PYC_FLOORDIV || op == PYC_MOD || op == PYC_DIVMOD;
    if (divides && PYC_RARELY(b == 0.0)) return raise_zero(op);
    switch (op) {
    case PYC_ADD: return pyc_float_new(a + b);
    case PYC_SUB: return pyc_float_new(a - b);
    case PYC_MUL: return pyc_float_new(a * b);
    case PYC_TRUEDIV: return pyc_float_new(a / b);
    case PYC_FLOORDIV: return pyc_float_new(pyc_f64_floordiv(a, b));
    case PYC_MOD: return pyc_float_new(pyc_f64_mod(a, b));
    case PYC_DIVMOD: return float_divmod(a, b);
    case PYC_POW: return pyc_float_pow(a, b);
    default: return PYC_NOT_IMPLEMENTED;
    }
}

/* The value modulo 2**61 - 1, as for the equal int or fraction. nan: by identity, see the slot. */
int64_t pyc_f64_hash(double value) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (value != value) return 0;
    if (isinf(value)) return value > 0 ? 314159 : -314159;
    if (value == floor(value) && fabs(value) < 1e18) {
        int64_t hash = (int64_t)value % (int64_t)modulus;
        return hash == -1 ? -2 : hash;
    }
    int exponent;
    double rest = frexp(fabs(value), &exponent);
    uint64_t hash = 0;
    while (rest != 0.0) {
        hash = (hash << 28 & modulus) | hash >> (61 - 28);
        rest *= 268435456.0;
        exponent -= 28;
        uint64_t piece = (uint64_t)rest;
        rest -= (double)piece;
        hash += piece;
        if (hash >= modulus) hash -= modulus;
    }
    exponent = exponent >= 0 ? exponent % 61 : 60 - (-1 - exponent) % 61;
    hash = (hash << exponent & modulus) | hash >> (61 - exponent);
    int64_t result = value < 0 ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}
