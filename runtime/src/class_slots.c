/* class_slots.c: the slots of user classes: functions that call the class's dunders. */
#include "objects_private.h"

typedef PycWord N; /* a name */

/* self.NAME(*args) through the type; `absent` is set when there is no such method. */
PycWord pyc_call_special(PycWord self, PycWord name, const PycWord *args, int64_t n, bool *absent) {
    PycType *type = pyc_type_of(self);
    PycWord function = pyc_find(type, name)->value;
    if (absent) *absent = !function;
    if (!function) return 0;
    PycWord result;
    if (pyc_type_of(function) == &pyc_function_type && n < 8) {
        PycWord all[8];
        all[0] = self;
        for (int64_t i = 0; i < n; i++) all[i + 1] = args[i];
        pyc_inc(function);
        result = pyc_function_call(function, all, n + 1, 0);
        pyc_dec(function);
        return result;
    }
    PycWord method = pyc_special_of(self, name);
    if (!method) return 0;
    result = pyc_call(method, args, n, 0);
    pyc_dec(method);
    return result;
}

static PycWord call0(PycWord self, N name) { return pyc_call_special(self, name, NULL, 0, NULL); }
static PycWord call1(PycWord self, N name, PycWord a) { return pyc_call_special(self, name, &a, 1, NULL); }

static bool has(PycType *type, N name) { return pyc_find(type, name)->value != 0; }

/* ---- Text, hash, truth, length ---- */

static PycWord text_of(PycWord self, N name, const char *shown) {
    PycWord text = call0(self, name);
    if (!text || pyc_type_of(text)->flags & PYC_TYPE_STR) return text;
    pyc_raise_type(&pyc_type_error_type, "%s returned non-string (type %s)", shown, pyc_type_name(text));
    pyc_dec(text);
    return 0;
}
static PycWord user_repr(PycWord self) { return text_of(self, NAME(__repr__), "__repr__"); }
static PycWord user_str(PycWord self) { return text_of(self, NAME(__str__), "__str__"); }

static int64_t unhashable(PycWord self) {
    pyc_raise_type(&pyc_type_error_type, "unhashable type: '%s'", pyc_type_name(self));
    return -1;
}

static int64_t user_hash(PycWord self) {
    PycWord hash = call0(self, NAME(__hash__));
    if (!hash) return -1;
    if (!pyc_is_int(hash)) {
        pyc_dec(hash);
        return pyc_raise_type(&pyc_type_error_type, "__hash__ method should return an integer"), -1;
    }
    int64_t value;
    if (!pyc_int_fits_i64(hash, &value)) value = pyc_int_hash(hash);
    pyc_dec(hash);
    return value == -1 ? -2 : value;
}

static int64_t user_length(PycWord self) {
    PycWord length = call0(self, NAME(__len__));
    if (!length) return -1;
    PycWord index = pyc_is_int(length) ? pyc_inc(length) : pyc_call_special(length, NAME(__index__), NULL, 0, NULL);
    int64_t value = -1;
    if (!index) {
        if (!pyc_state.exception)
            pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer", pyc_type_name(length));
    } else if (!pyc_int_fits_i64(index, &value)) {
        bool negative = pyc_int_compare(index, pyc_small(0)) < 0;
        value = -1;
        if (negative) pyc_raise_type(&pyc_value_error_type, "__len__() should return >= 0");
        else pyc_raise_type(&pyc_overflow_error_type, "cannot fit 'int' into an index-sized integer");
    } else if (value < 0) {
        value = -1;
        pyc_raise_type(&pyc_value_error_type, "__len__() should return >= 0");
    }
    pyc_dec(length);
    pyc_xdec(index);
    return value;
}

static int user_truth(PycWord self) {
    bool absent;
    PycWord truth = pyc_call_special(self, NAME(__bool__), NULL, 0, &absent);
    if (absent) {
        int64_t length = user_length(self);
        return length < 0 ? -1 : length > 0;
    }
    if (!truth) return -1;
    if (truth == PYC_TRUE || truth == PYC_FALSE) return pyc_dec(truth), truth == PYC_TRUE;
    pyc_raise_type(&pyc_type_error_type, "__bool__ should return bool, returned %s", pyc_type_name(truth));
    pyc_dec(truth);
    return -1;
}

/* ---- Comparison ---- */

static PycWord user_compare(PycWord a, PycWord b, int op) {
    const N names[] = {NAME(__lt__), NAME(__le__), NAME(__eq__), NAME(__ne__), NAME(__gt__), NAME(__ge__)};
    PycWord function = pyc_find(pyc_type_of(a), names[op])->value;
    if (function && pyc_type_of(function) == &pyc_wrapper_type)
        return ((PycWrapper *)pyc_object(function))->owner->compare(a, b, op);
    bool absent;
    PycWord result = pyc_call_special(a, names[op], &b, 1, &absent);
    return absent ? pyc_inc(PYC_NOT_IMPLEMENTED) : result;
}

/* ---- Iteration ---- */

static PycWord user_iterate(PycWord self) {
    PycWord function = pyc_find(pyc_type_of(self), NAME(__iter__))->value;
    if (function == PYC_NONE)
        return pyc_raise_type(&pyc_type_error_type, "'%s' object is not iterable", pyc_type_name(self)), (PycWord)0;
    PycWord iterator = call0(self, NAME(__iter__));
    if (!iterator || pyc_type_of(iterator)->next) return iterator;
    pyc_raise_type(&pyc_type_error_type, "iter() returned non-iterator of type '%s'", pyc_type_name(iterator));
    pyc_dec(iterator);
    return 0;
}

/* __next__ with its StopIteration left pending. */
PycWord pyc_user_next_raw(PycWord self) { return call0(self, NAME(__next__)); }

static PycWord user_next(PycWord self) {
    PycWord value = call0(self, NAME(__next__));
    if (!value && pyc_pending_is(&pyc_stop_iteration_type)) pyc_clear();
    return value;
}

bool pyc_has_user_next(PycWord self) { return pyc_type_of(self)->next == user_next; }

/* ---- Attributes ---- */

static PycWord builtin_get_attribute(PycWord self, PycWord name) {
    PycType *layout = pyc_layout_type(pyc_type_of(self));
    return layout->get_attribute ? layout->get_attribute(self, name) : pyc_object_get_attribute(self, name);
}

static PycWord user_get_attribute(PycWord self, PycWord name) {
    PycWord function = pyc_find(pyc_type_of(self), NAME(__getattribute__))->value;
    bool own = function && pyc_type_of(function) != &pyc_wrapper_type;
    PycWord value = own ? call1(self, NAME(__getattribute__), name) : builtin_get_attribute(self, name);
    if (value || !has(pyc_type_of(self), NAME(__getattr__))) return value;
    if (pyc_state.exception) {
        if (!pyc_pending_is(&pyc_attribute_error_type)) return 0;
        pyc_clear();
    }
    return call1(self, NAME(__getattr__), name);
}

static int user_set_attribute(PycWord self, PycWord name, PycWord value) {
    PycWord args[] = {name, value};
    PycWord none = value ? pyc_call_special(self, NAME(__setattr__), args, 2, NULL)
                         : pyc_call_special(self, NAME(__delattr__), args, 1, NULL);
    pyc_xdec(none);
    return none ? 0 : -1;
}

/* ---- Containers and calls ---- */

static PycWord user_get_item(PycWord self, PycWord key) { return call1(self, NAME(__getitem__), key); }

static int user_set_item(PycWord self, PycWord key, PycWord value) {
    PycWord args[] = {key, value};
    bool absent;
    PycWord none = value ? pyc_call_special(self, NAME(__setitem__), args, 2, &absent)
                         : pyc_call_special(self, NAME(__delitem__), args, 1, &absent);
    if (absent)
        return pyc_raise_type(&pyc_type_error_type, "'%s' object %s", pyc_type_name(self), value
                              ? "does not support item assignment" : "doesn't support item deletion"), -1;
    pyc_xdec(none);
    return none ? 0 : -1;
}

static int user_contains(PycWord self, PycWord item) {
    PycWord function = pyc_find(pyc_type_of(self), NAME(__contains__))->value;
    if (function == PYC_NONE)
        return pyc_raise_type(&pyc_type_error_type, "'%s' object is not a container", pyc_type_name(self)), -1;
    PycWord result = call1(self, NAME(__contains__), item);
    if (!result) return -1;
    int truth = pyc_truth(result);
    pyc_dec(result);
    return truth;
}

static PycWord user_call(PycWord self, const PycWord *args, int64_t n, PycWord names) {
    PycWord function = pyc_find(pyc_type_of(self), NAME(__call__))->value;
    if (function && pyc_type_of(function) == &pyc_function_type) {
        int64_t total = n + (names ? ((PycTuple *)pyc_object(names))->length : 0);
        PycWord all[total + 1];
        all[0] = self;
        for (int64_t i = 0; i < total; i++) all[i + 1] = args[i];
        pyc_inc(function);
        PycWord result = pyc_function_call(function, all, n + 1, names);
        pyc_dec(function);
        return result;
    }
    PycWord method = pyc_special_of(self, NAME(__call__));
    PycWord result = method ? pyc_call(method, args, n, names) : 0;
    pyc_xdec(method);
    return result;
}

static PycWord user_get_descriptor(PycWord self, PycWord instance, PycWord owner) {
    PycWord args[] = {instance ? instance : PYC_NONE, owner ? owner : PYC_NONE};
    return pyc_call_special(self, NAME(__get__), args, 2, NULL);
}
static int user_set_descriptor(PycWord self, PycWord instance, PycWord value) {
    PycWord args[] = {instance, value};
    bool absent;
    PycWord none = value ? pyc_call_special(self, NAME(__set__), args, 2, &absent)
                         : pyc_call_special(self, NAME(__delete__), args, 1, &absent);
    if (absent) return pyc_raise_object(&pyc_attribute_error_type, value ? NAME(__set__) : NAME(__delete__)), -1;
    pyc_xdec(none);
    return none ? 0 : -1;
}

/* ---- Operators ---- */

#define BINARY(name) {NAME(__##name##__), NAME(__r##name##__), NAME(__i##name##__)}
static void operator_names(int op, N out[3]) {
    const N names[PYC_BINARY_COUNT][3] = {BINARY(add), BINARY(sub), BINARY(mul), BINARY(truediv), BINARY(floordiv),
        BINARY(mod), BINARY(pow), BINARY(lshift), BINARY(rshift), BINARY(and), BINARY(or), BINARY(xor), BINARY(matmul),
        {NAME(__divmod__), NAME(__rdivmod__), 0}};
    memcpy(out, names[op], sizeof names[op]);
}

static PycWord user_binary(PycWord a, PycWord b, int op);

/* a.NAME(b), NotImplemented where there is no such method; a builtin's wrapper runs its slot. */
static PycWord try_operator(PycWord a, N name, PycWord b) {
    bool absent;
    PycWord result = pyc_call_special(a, name, &b, 1, &absent);
    return absent ? pyc_inc(PYC_NOT_IMPLEMENTED) : result;
}

static PycWord user_binary(PycWord a, PycWord b, int op) {
    N names[3];
    operator_names(op & ~PYC_INPLACE, names);
    PycType *ours = pyc_type_of(a), *theirs = pyc_type_of(b);
    if (op & PYC_INPLACE) return ours->binary == user_binary && names[2] ? try_operator(a, names[2], b) : pyc_inc(PYC_NOT_IMPLEMENTED);
    bool reflect = ours != theirs && theirs->binary == user_binary;
    if (ours->binary == user_binary) {
        bool overloads = reflect && pyc_is_subclass(theirs, ours)
            && pyc_find(theirs, names[1])->value && pyc_find(theirs, names[1])->value != pyc_find(ours, names[1])->value;
        if (overloads) {
            PycWord result = try_operator(b, names[1], a);
            if (result != PYC_NOT_IMPLEMENTED) return result;
            pyc_dec(result);
            reflect = false;
        }
        PycWord result = try_operator(a, names[0], b);
        if (result != PYC_NOT_IMPLEMENTED || ours == theirs) return result;
        pyc_dec(result);
    }
    return reflect ? try_operator(b, names[1], a) : pyc_inc(PYC_NOT_IMPLEMENTED);
}

static PycWord user_unary(PycWord self, int op) {
    const N names[] = {NAME(__neg__), NAME(__pos__), NAME(__invert__), NAME(__abs__)};
    bool absent;
    PycWord result = pyc_call_special(self, names[op], NULL, 0, &absent);
    return absent ? pyc_inc(PYC_NOT_IMPLEMENTED) : result;
}

/* ---- Filling the slots ---- */

/* What the nearest builtin base that has it calls by this name; 0: none does. */
static PycWord builtin_method(PycType *type, N name) {
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 0; i < mro->length; i++) {
        PycType *base = (PycType *)pyc_object(mro->items[i]);
        if (base->flags & PYC_TYPE_HEAP) continue;
        pyc_type_ready(base);
        PycWord value = pyc_dict_find_str(base->attributes, name);
        if (value) return value;
    }
    return 0;
}

static bool overrides(PycType *type, const N *names, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        PycWord value = pyc_find(type, names[i])->value;
        if (value && value != builtin_method(type, names[i])) return true;
    }
    return false;
}

/* The slot at `offset` as the nearest builtin base has it. */
static void *inherited(PycType *type, size_t offset) {
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 0; i < mro->length; i++) {
        PycType *base = (PycType *)pyc_object(mro->items[i]);
        if (base->flags & PYC_TYPE_HEAP) continue;
        void *slot = *(void **)((char *)base + offset);
        if (slot) return slot;
    }
    return NULL;
}

#define FILL(slot, function, ...)                                                                \
    do {                                                                                         \
        const N of_slot[] = {__VA_ARGS__};                                                       \
        if (overrides(type, of_slot, sizeof of_slot / sizeof *of_slot)) type->slot = function;   \
        else *(void **)&type->slot = inherited(type, offsetof(PycType, slot));                   \
    } while (0)

static bool overrides_operator(PycType *type) {
    for (int op = 0; op < PYC_BINARY_COUNT; op++) {
        N names[3];
        operator_names(op, names);
        if (overrides(type, names, names[2] ? 3 : 2)) return true;
    }
    return false;
}

static void fill_hash(PycType *type) {
    PycWord value = pyc_find(type, NAME(__hash__))->value;
    if (value == PYC_NONE) type->hash = unhashable;
    else if (value && pyc_type_of(value) == &pyc_wrapper_type) type->hash = ((PycWrapper *)pyc_object(value))->owner->hash;
    else FILL(hash, user_hash, NAME(__hash__));
}

void pyc_slots_update(PycType *type) {
    FILL(repr, user_repr, NAME(__repr__));
    FILL(str, user_str, NAME(__str__));
    fill_hash(type);
    FILL(compare, user_compare, NAME(__eq__), NAME(__ne__), NAME(__lt__), NAME(__le__), NAME(__gt__), NAME(__ge__));
    FILL(iterate, user_iterate, NAME(__iter__));
    FILL(next, user_next, NAME(__next__));
    FILL(get_attribute, user_get_attribute, NAME(__getattribute__), NAME(__getattr__));
    FILL(set_attribute, user_set_attribute, NAME(__setattr__), NAME(__delattr__));
    FILL(length, user_length, NAME(__len__));
    FILL(truth, user_truth, NAME(__bool__));
    if (type->length == user_length && !has(type, NAME(__bool__))) type->truth = user_truth;
    FILL(get_item, user_get_item, NAME(__getitem__));
    FILL(set_item, user_set_item, NAME(__setitem__), NAME(__delitem__));
    FILL(contains, user_contains, NAME(__contains__));
    FILL(call, user_call, NAME(__call__));
    FILL(unary, user_unary, NAME(__neg__), NAME(__pos__), NAME(__invert__), NAME(__abs__));
    FILL(get_descriptor, user_get_descriptor, NAME(__get__));
    FILL(set_descriptor, user_set_descriptor, NAME(__set__), NAME(__delete__));
    if (overrides_operator(type)) type->binary = user_binary;
    else *(void **)&type->binary = inherited(type, offsetof(PycType, binary));
    if (has(type, NAME(__del__))) type->flags |= PYC_TYPE_FINALIZER;
    else type->flags &= ~(int64_t)PYC_TYPE_FINALIZER;
}

bool pyc_slots_name(PycWord name) {
    PycStr *text = (PycStr *)pyc_object(name);
    return text->length > 4 && pyc_str_at(name, 0) == '_' && pyc_str_at(name, 1) == '_' && pyc_str_at(name, text->length - 1) == '_';
}
