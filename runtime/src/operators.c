/* operators.c: binary and unary operators and comparison, as CPython's abstract.c orders them. */
#include "objects_private.h"

/* ---- Binary operators ---- */

static const char *const symbols[] = {"+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^", "@", "divmod()"};
static const char *const inplace_symbols[] = {"+=", "-=", "*=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^=", "@="};

static inline bool is_sequence(const PycType *type) {
    return (type->flags & (PYC_TYPE_LIST | PYC_TYPE_STR | PYC_TYPE_TUPLE)) || type == &pyc_bytes_type || type == &pyc_bytearray_type;
}

static PYC_COLD PycWord raise_operands(PycWord a, PycWord b, int64_t op) {
    if ((op & ~PYC_INPLACE) == PYC_MUL && is_sequence(pyc_type_of(b)) && !is_sequence(pyc_type_of(a)))
        return pyc_raise_type(&pyc_type_error_type, "can't multiply sequence by non-int of type '%s'", pyc_type_name(a)), (PycWord)0;
    const char *symbol = op & PYC_INPLACE ? inplace_symbols[op & ~PYC_INPLACE] : symbols[op];
    pyc_raise_type(&pyc_type_error_type, "unsupported operand type(s) for %s: '%s' and '%s'", symbol, pyc_type_name(a), pyc_type_name(b));
    return 0;
}

/* Tries one slot; true: it answered (or raised), and *result is that. */
static inline bool try_slot(PycType *type, PycWord a, PycWord b, int op, PycWord *result) {
    if (!type->binary) return false;
    *result = type->binary(a, b, op);
    if (*result != PYC_NOT_IMPLEMENTED) return true;
    pyc_dec(*result);
    return false;
}

static bool dispatch(PycWord a, PycWord b, int op, PycWord *result) {
    PycType *ours = pyc_type_of(a), *theirs = pyc_type_of(b);
    pyc_type_ready(ours);
    pyc_type_ready(theirs);
    bool other = theirs != ours && theirs->binary != ours->binary;
    /* A sequence's + and * come after the number methods of the other operand. */
    bool late = (op == PYC_ADD || op == PYC_MUL) && is_sequence(ours) && !(ours->flags & PYC_TYPE_HEAP) && theirs->flags & PYC_TYPE_HEAP;
    if (other && (late || pyc_is_subclass(theirs, ours))) {
        if (try_slot(theirs, a, b, op, result)) return true;
        other = false;
    }
    if (try_slot(ours, a, b, op, result)) return true;
    return other && try_slot(theirs, a, b, op, result);
}

static PycWord binary_slowly(PycWord a, PycWord b, int64_t op) {
    PycWord result;
    if (op & PYC_INPLACE) {
        PycType *ours = pyc_type_of(a);
        bool plain = ours->flags & (PYC_TYPE_INT | PYC_TYPE_FLOAT | PYC_TYPE_STR | PYC_TYPE_TUPLE) && !(ours->flags & PYC_TYPE_HEAP);
        pyc_type_ready(ours);
        if (!plain && try_slot(ours, a, b, (int)op, &result)) return result;
    }
    if (dispatch(a, b, (int)(op & ~PYC_INPLACE), &result)) return result;
    return raise_operands(a, b, op);
}

static inline bool both_small(PycWord a, PycWord b) { return (a & b & 1) != 0; }
static inline bool is_float(PycWord a) { return !pyc_is_small(a) && pyc_object(a)->type == &pyc_float_type; }
static inline double float_value(PycWord a) { return ((PycFloat *)pyc_object(a))->value; }

PycWord pyc_add(PycWord a, PycWord b) {
    int64_t sum;
    if (__builtin_expect(both_small(a, b) && !__builtin_add_overflow((int64_t)a, (int64_t)(b - 1), &sum), 1)) return (PycWord)sum;
    if (both_small(a, b)) return pyc_int_add(a, b);
    if (is_float(a) && is_float(b)) return pyc_float_new(float_value(a) + float_value(b));
    return binary_slowly(a, b, PYC_ADD);
}

PycWord pyc_sub(PycWord a, PycWord b) {
    int64_t difference;
    if (__builtin_expect(both_small(a, b) && !__builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &difference), 1)) return (PycWord)difference;
    if (both_small(a, b)) return pyc_int_sub(a, b);
    if (is_float(a) && is_float(b)) return pyc_float_new(float_value(a) - float_value(b));
    return binary_slowly(a, b, PYC_SUB);
}

PycWord pyc_mul(PycWord a, PycWord b) {
    int64_t product;
    if (__builtin_expect(both_small(a, b) && !__builtin_mul_overflow((int64_t)(a - 1), pyc_small_value(b), &product), 1)) return (PycWord)product + 1;
    if (both_small(a, b)) return pyc_int_mul(a, b);
    if (is_float(a) && is_float(b)) return pyc_float_new(float_value(a) * float_value(b));
    return binary_slowly(a, b, PYC_MUL);
}

PycWord pyc_truediv(PycWord a, PycWord b) {
    if (both_small(a, b)) return pyc_int_truediv(a, b);
    return binary_slowly(a, b, PYC_TRUEDIV);
}

PycWord pyc_floordiv(PycWord a, PycWord b) {
    if (both_small(a, b)) return pyc_int_floordiv(a, b);
    return binary_slowly(a, b, PYC_FLOORDIV);
}

PycWord pyc_mod(PycWord a, PycWord b) {
    if (both_small(a, b)) return pyc_int_mod(a, b);
    return binary_slowly(a, b, PYC_MOD);
}

PycWord pyc_binary(PycWord a, PycWord b, int64_t op) {
    if (both_small(a, b)) {
        switch (op & ~PYC_INPLACE) {
        case PYC_ADD: return pyc_add(a, b);
        case PYC_SUB: return pyc_sub(a, b);
        case PYC_MUL: return pyc_mul(a, b);
        case PYC_AND: return a & b;
        case PYC_OR: return a | b;
        case PYC_XOR: return (a ^ b) | 1;
        default: break;
        }
    }
    return binary_slowly(a, b, op);
}

PycWord pyc_power(PycWord base, PycWord exponent, PycWord modulus) {
    if (!modulus || modulus == PYC_NONE) return pyc_binary(base, exponent, PYC_POW);
    PycWord args[] = {exponent, modulus};
    PycWord function = pyc_type_of(base)->flags & PYC_TYPE_HEAP ? pyc_find(pyc_type_of(base), NAME(__pow__))->value : 0;
    if (function && pyc_type_of(function) != &pyc_wrapper_type) {
        PycWord result = pyc_call_special(base, NAME(__pow__), args, 2, NULL);
        if (result != PYC_NOT_IMPLEMENTED) return result;
        pyc_dec(result);
    }
    if (pyc_is_int(base) && pyc_is_int(exponent) && pyc_is_int(modulus)) return pyc_int_pow(base, exponent, modulus);
    if (pyc_type_of(base)->flags & PYC_TYPE_FLOAT)
        return pyc_raise_type(&pyc_type_error_type, "pow() 3rd argument not allowed unless all arguments are integers"), (PycWord)0;
    if (pyc_type_of(exponent)->flags & PYC_TYPE_FLOAT)
        return pyc_raise_type(&pyc_type_error_type, "pow() 3rd argument not allowed unless all arguments are integers"), (PycWord)0;
    pyc_raise_type(&pyc_type_error_type, "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'", pyc_type_name(base),
                   pyc_type_name(exponent), pyc_type_name(modulus));
    return 0;
}

PycWord pyc_unary(PycWord a, int64_t op) {
    static const char *const words[] = {"bad operand type for unary -: '%s'", "bad operand type for unary +: '%s'",
        "bad operand type for unary ~: '%s'", "bad operand type for abs(): '%s'"};
    PycType *type = pyc_type_of(a);
    if (pyc_is_small(a)) {
        if (op == PYC_NEG) return pyc_int_neg(a);
        if (op == PYC_POS) return a;
        if (op == PYC_INVERT) return ~a | 1;
        return pyc_int_abs(a);
    }
    pyc_type_ready(type);
    PycWord result = type->unary ? type->unary(a, (int)op) : pyc_inc(PYC_NOT_IMPLEMENTED);
    if (result != PYC_NOT_IMPLEMENTED) return result;
    pyc_raise_type(&pyc_type_error_type, words[op], type->name);
    return 0;
}

/* ---- Comparison ---- */

static const int swapped[] = {PYC_GT, PYC_GE, PYC_EQ, PYC_NE, PYC_LT, PYC_LE};
static const char *const comparisons[] = {"<", "<=", "==", "!=", ">", ">="};

static inline bool try_compare(PycType *type, PycWord a, PycWord b, int op, PycWord *result) {
    if (!type->compare) return false;
    *result = type->compare(a, b, op);
    if (*result != PYC_NOT_IMPLEMENTED) return true;
    pyc_dec(*result);
    return false;
}

static PycWord compare_objects(PycWord a, PycWord b, int op) {
    PycType *ours = pyc_type_of(a), *theirs = pyc_type_of(b);
    PycWord result;
    bool reversed = false;
    pyc_type_ready(ours);
    pyc_type_ready(theirs);
    if (ours != theirs && theirs->compare && pyc_is_subclass(theirs, ours)) {
        reversed = true;
        if (try_compare(theirs, b, a, swapped[op], &result)) return result;
    }
    if (try_compare(ours, a, b, op, &result)) return result;
    if (!reversed && try_compare(theirs, b, a, swapped[op], &result)) return result;
    if (op == PYC_EQ) return pyc_inc(pyc_bool(a == b));
    if (op == PYC_NE) return pyc_inc(pyc_bool(a != b));
    pyc_raise_type(&pyc_type_error_type, "'%s' not supported between instances of '%s' and '%s'", comparisons[op], ours->name, theirs->name);
    return 0;
}

static __attribute__((noinline)) PycWord compare_slowly(PycWord a, PycWord b, int op) {
    if (!pyc_enter(" in comparison")) return 0;
    PycWord result = compare_objects(a, b, op);
    pyc_leave();
    return result;
}

#define ORDER(x, y) (op == PYC_LT ? (x) < (y) : op == PYC_LE ? (x) <= (y) : op == PYC_EQ ? (x) == (y) \
                     : op == PYC_NE ? (x) != (y) : op == PYC_GT ? (x) > (y) : (x) >= (y))

/* -1: not one of the simple cases. */
static inline int compare_fast(PycWord a, PycWord b, int op) {
    if (both_small(a, b)) return ORDER((int64_t)a, (int64_t)b);
    if (is_float(a) && is_float(b)) return ORDER(float_value(a), float_value(b));
    if ((op == PYC_EQ || op == PYC_NE) && !pyc_is_small(a) && !pyc_is_small(b) && pyc_object(a)->type == &pyc_str_type
        && pyc_object(b)->type == &pyc_str_type)
        return pyc_str_equal(a, b) == (op == PYC_EQ);
    return -1;
}

PycWord pyc_compare(PycWord a, PycWord b, int64_t op) {
    int fast = compare_fast(a, b, (int)op);
    return fast >= 0 ? pyc_inc(pyc_bool(fast)) : compare_slowly(a, b, (int)op);
}

int pyc_compare_truth(PycWord a, PycWord b, int64_t op) {
    int fast = compare_fast(a, b, (int)op);
    if (fast >= 0) return fast;
    PycWord result = compare_slowly(a, b, (int)op);
    if (!result) return -1;
    if (result == PYC_TRUE || result == PYC_FALSE) return pyc_dec(result), result == PYC_TRUE;
    int truth = pyc_truth(result);
    pyc_dec(result);
    return truth;
}

int pyc_equal(PycWord a, PycWord b) { return a == b ? 1 : pyc_compare_truth(a, b, PYC_EQ); }
