/* float_type.c: the type float: float(...), operators as slots, mixed with ints. */
#include <math.h>

#include "values.h"

static PYC_COLD_PATH PycWord raise_not_float(PycWord result, const char *of) {
    pyc_raise_type(&pyc_type_error_type, "%s.__float__ returned non-float (type %s)", of, type_name(result));
    pyc_dec(result);
    return 0;
}

static PycWord float_from_object(PycWord x) {
    PycWord method = pyc_special(x, "__float__");
    if (method) {
        PycWord result = pyc_call(method, NULL, 0, 0);
        pyc_dec(method);
        if (result && !is_double(result)) return raise_not_float(result, type_name(x));
        if (!result || has_type(result, &pyc_float_type)) return result;
        PycWord exact = pyc_float_new(double_of(result));
        pyc_dec(result);
        return exact;
    }
    if (pyc_state.exception) return 0;
    if (is_double(x)) return pyc_float_new(double_of(x));
    if (pyc_is_int(x)) return pyc_int_float(x);
    if (is_text(x)) return pyc_float_parse(x);
    const uint8_t *data;
    int64_t length;
    double value;
    if (pyc_buffer_of(x, &data, &length)) {
        if (pyc_float_parse_ascii((const char *)data, length, &value)) return pyc_float_new(value);
        return PYC_RAISE(pyc_value_error_type, "could not convert string to float: %R", x);
    }
    PycWord index = pyc_special(x, "__index__");
    if (!index) {
        if (pyc_state.exception) return 0;
        return PYC_RAISE(pyc_type_error_type,
                         "float() argument must be a string or a real number, not '%s'", type_name(x));
    }
    pyc_dec(index);
    PycWord integer = pyc_index_word(x);
    if (!integer) return 0;
    PycWord result = pyc_int_float(integer);
    pyc_dec(integer);
    return result;
}

static PycWord float_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (!pyc_create_at_most_one("float", n, names)) return 0;
    if (n == 0) return pyc_float_new(0.0);
    PycWord x = args[0];
    if (has_type(x, &pyc_float_type)) return pyc_inc(x);
    if (has_type(x, &pyc_str_type)) return pyc_float_parse(x);
    if (pyc_is_small(x)) return pyc_float_new((double)pyc_small_value(x));
    return float_from_object(x);
}

static PycWord float_repr(PycWord self) { return pyc_float_repr(double_of(self)); }

static int64_t float_hash(PycWord self) {
    double value = double_of(self);
    if (PYC_OFTEN(value == value)) return pyc_f64_hash(value);
    return (int64_t)(self >> 4 | self << 60); /* nan: by identity */
}

static PycWord float_compare(PycWord a, PycWord b, int op) {
    double x = double_of(a);
    if (is_double(b)) {
        double y = double_of(b);
        switch (op) {
        case PYC_LT: return pyc_bool(x < y);
        case PYC_LE: return pyc_bool(x <= y);
        case PYC_EQ: return pyc_bool(x == y);
        case PYC_NE: return pyc_bool(x != y);
        case PYC_GT: return pyc_bool(x > y);
        default: return pyc_bool(x >= y);
        }
    }
    if (!pyc_is_int(b)) return PYC_NOT_IMPLEMENTED;
    if (x != x) return pyc_bool(op == PYC_NE);
    return pyc_bool(order_holds(-pyc_int_compare_f64(b, x), op));
}

/* 1: done, 0: not a number, -1: exception. */
static int to_double(PycWord w, double *out) {
    if (is_double(w)) return *out = double_of(w), 1;
    if (!pyc_is_int(w)) return 0;
    bool overflow = false;
    *out = pyc_int_to_f64(w, &overflow);
    if (!overflow) return 1;
    pyc_raise_type(&pyc_overflow_error_type, "int too large to convert to float");
    return -1;
}

static PycWord float_binary(PycWord a, PycWord b, int op) {
    double x, y;
    int first = to_double(a, &x);
    if (first <= 0) return first < 0 ? 0 : PYC_NOT_IMPLEMENTED;
    int second = to_double(b, &y);
    if (second <= 0) return second < 0 ? 0 : PYC_NOT_IMPLEMENTED;
    return pyc_float_binary(x, y, op);
}

static PycWord float_unary(PycWord self, int op) {
    double value = double_of(self);
    switch (op) {
    case PYC_NEG: return pyc_float_new(-value);
    case PYC_ABS: return pyc_float_new(fabs(value));
    case PYC_POS: return has_type(self, &pyc_float_type) ? pyc_inc(self) : pyc_float_new(value);
    default: return PYC_NOT_IMPLEMENTED;
    }
}

static int float_truth(PycWord self) { return double_of(self) != 0.0; }

PycType pyc_float_type = {
    PYC_VALUE_TYPE("float", sizeof(PycFloat)),
    .flags = PYC_TYPE_FLOAT | PYC_TYPE_INHERITABLE,
    .create = float_create,
    .repr = float_repr,
    .hash = float_hash,
    .compare = float_compare,
    .truth = float_truth,
    .binary = float_binary,
    .unary = float_unary,
};
