/* int_type.c: the types int and bool: int(...), bool(...), operators as slots. */
#include "int_text.h"
#include "values.h"

/* ---- int(...) ---- */

static PycWord call_conversion(PycWord x, const char *name) {
    PycWord method = pyc_special(x, name);
    if (!method) return 0;
    PycWord result = pyc_call(method, NULL, 0, 0);
    pyc_dec(method);
    return result;
}

static PycWord checked_int(PycWord result, const char *name) {
    if (!result) return 0;
    if (!pyc_is_int(result)) {
        pyc_raise_type(&pyc_type_error_type, "%s returned non-int (type %s)", name, type_name(result));
        pyc_dec(result);
        return 0;
    }
    PycWord exact = pyc_int_exact(result);
    pyc_dec(result);
    return exact;
}

/* Of what __trunc__ gave (moved). */
static PycWord int_of_part(PycWord part) {
    PycWord result = 0, index = pyc_is_int(part) ? pyc_inc(part) : call_conversion(part, "__index__");
    if (index) {
        result = pyc_int_exact(index);
        pyc_dec(index);
    } else if (!pyc_state.exception) {
        pyc_raise_type(&pyc_type_error_type, "__trunc__ returned non-Integral (type %s)", type_name(part));
    }
    pyc_dec(part);
    return result;
}

static PycWord int_from_any(PycWord x) {
    const uint8_t *data;
    int64_t length;
    PycType *type = pyc_type_of(x);
    if (type == &pyc_int_type || type == &pyc_bool_type) return pyc_int_exact(x);
    if (has_type(x, &pyc_float_type)) return pyc_int_from_f64(double_of(x));
    if (has_type(x, &pyc_str_type)) return pyc_int_parse(x, 10);
    static const char *const names[] = {"__int__", "__index__"};
    for (int i = 0; i < 2; i++) {
        PycWord result = call_conversion(x, names[i]);
        if (!result && pyc_state.exception) return 0;
        if (result) return checked_int(result, names[i]);
    }
    PycWord part = call_conversion(x, "__trunc__");
    if (part || pyc_state.exception) return part ? int_of_part(part) : 0;
    if (pyc_is_int(x)) return pyc_int_exact(x);
    if (is_double(x)) return pyc_int_from_f64(double_of(x));
    if (is_text(x)) return pyc_int_parse(x, 10);
    if (pyc_buffer_of(x, &data, &length)) return pyc_int_parse_ascii((const char *)data, length, 10, x);
    return PYC_RAISE(pyc_type_error_type,
                     "int() argument must be a string, a bytes-like object or a real number, not '%s'",
                     type_name(x));
}

static PycWord int_with_base(PycWord x, PycWord base_word) {
    const uint8_t *data;
    int64_t length, base;
    PycWord index = pyc_index_word(base_word);
    if (!index) return 0;
    if (!pyc_int_fits_i64(index, &base)) base = -1;
    pyc_dec(index);
    if (base != 0 && (base < 2 || base > 36))
        return PYC_RAISE(pyc_value_error_type, "int() base must be >= 2 and <= 36, or 0");
    if (is_text(x)) return pyc_int_parse(x, base);
    if (pyc_buffer_of(x, &data, &length)) return pyc_int_parse_ascii((const char *)data, length, base, x);
    return PYC_RAISE(pyc_type_error_type, "int() can't convert non-string with explicit base");
}

static PycWord int_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    static const char *const parameters[] = {"", "base"};
    PycWord words[2];
    (void)type;
    if (n == 1 && !names) return int_from_any(args[0]);
    if (!pyc_create_arguments("int", parameters, 2, 1, args, n, names, words)) return 0;
    if (!words[0]) {
        if (words[1]) return PYC_RAISE(pyc_type_error_type, "int() missing string argument");
        return pyc_small(0);
    }
    return words[1] ? int_with_base(words[0], words[1]) : int_from_any(words[0]);
}

/* ---- Slots ---- */

static PycWord int_repr(PycWord self) { return pyc_int_text(self, 10, false); }

static PycWord int_compare(PycWord a, PycWord b, int op) {
    if (!pyc_is_int(a) || !pyc_is_int(b)) return PYC_NOT_IMPLEMENTED;
    return pyc_bool(order_holds(pyc_int_compare(a, b), op));
}

static int int_truth(PycWord self) { return pyc_int_plain(self) != pyc_small(0); }

static PycWord int_binary(PycWord a, PycWord b, int op) {
    if (!pyc_is_int(a) || !pyc_is_int(b)) return PYC_NOT_IMPLEMENTED;
    switch (op & (PYC_INPLACE - 1)) {
    case PYC_ADD: return pyc_int_add(a, b);
    case PYC_SUB: return pyc_int_sub(a, b);
    case PYC_MUL: return pyc_int_mul(a, b);
    case PYC_TRUEDIV: return pyc_int_truediv(a, b);
    case PYC_FLOORDIV: return pyc_int_floordiv(a, b);
    case PYC_MOD: return pyc_int_mod(a, b);
    case PYC_POW: return pyc_int_pow(a, b, 0);
    case PYC_LSHIFT: return pyc_int_lshift(a, b);
    case PYC_RSHIFT: return pyc_int_rshift(a, b);
    case PYC_AND: return pyc_int_and(a, b);
    case PYC_OR: return pyc_int_or(a, b);
    case PYC_XOR: return pyc_int_xor(a, b);
    case PYC_DIVMOD: return pyc_int_divmod(a, b);
    default: return PYC_NOT_IMPLEMENTED;
    }
}

static PycWord int_unary(PycWord self, int op) {
    switch (op) {
    case PYC_NEG: return pyc_int_neg(self);
    case PYC_INVERT: return pyc_int_invert(self);
    case PYC_ABS: return pyc_int_abs(self);
    default: return pyc_int_exact(self);
    }
}

PycType pyc_int_type = {
    PYC_VALUE_TYPE("int", sizeof(PycInt)),
    .flags = PYC_TYPE_INT | PYC_TYPE_INHERITABLE,
    .create = int_create,
    .repr = int_repr,
    .hash = pyc_int_hash,
    .compare = int_compare,
    .truth = int_truth,
    .binary = int_binary,
    .unary = int_unary,
};

/* ---- bool ---- */

PycBool pyc_true = {{PYC_IMMORTAL, &pyc_bool_type}, 1};
PycBool pyc_false = {{PYC_IMMORTAL, &pyc_bool_type}, 0};

static PycWord bool_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (!pyc_create_at_most_one("bool", n, names)) return 0;
    if (n == 0) return PYC_FALSE;
    int truth = pyc_truth(args[0]);
    return truth < 0 ? 0 : pyc_bool(truth);
}

static PycWord bool_repr(PycWord self) { return pyc_intern(self == PYC_TRUE ? "True" : "False"); }

static PycWord bool_binary(PycWord a, PycWord b, int op) {
    bool both = has_type(a, &pyc_bool_type) && has_type(b, &pyc_bool_type);
    switch (op & (PYC_INPLACE - 1)) {
    case PYC_AND: if (both) return pyc_bool(a == PYC_TRUE && b == PYC_TRUE); break;
    case PYC_OR: if (both) return pyc_bool(a == PYC_TRUE || b == PYC_TRUE); break;
    case PYC_XOR: if (both) return pyc_bool(a != b); break;
    default: break;
    }
    return int_binary(a, b, op);
}

PycType pyc_bool_type = {
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = "bool", .base = &pyc_int_type,
    .instance_size = sizeof(PycBool),
    .flags = PYC_TYPE_INT,
    .create = bool_create,
    .repr = bool_repr,
    .hash = pyc_int_hash,
    .compare = int_compare,
    .truth = int_truth,
    .binary = bool_binary,
    .unary = int_unary,
};
