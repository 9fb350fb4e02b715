/* wrappers.c: the dunder methods of builtin types that stand for slots: int.__add__, object.__repr__. */
#include "objects_private.h"

int pyc_object_set_attribute_default(PycWord self, PycWord name, PycWord value);
PycWord pyc_user_next_raw(PycWord self);

enum {
    W_NEW, W_INIT, W_REPR, W_STR, W_HASH, W_LEN, W_BOOL, W_ITER, W_NEXT, W_GETITEM, W_SETITEM, W_DELITEM, W_CONTAINS,
    W_CALL, W_GETATTRIBUTE, W_SETATTR, W_DELATTR, W_GET, W_SET, W_DELETE,
    W_UNARY = 32,   /* + op */
    W_COMPARE = 40, /* + op */
    W_BINARY = 64,  /* + op */
    W_REFLECTED = 96,
    W_INPLACE = 128,
};

typedef struct { const char *name; int16_t kind, n; } Row; /* n: arguments behind self */

#define OPERATOR(name, op) {"__" name "__", W_BINARY + op, 1}, {"__r" name "__", W_REFLECTED + op, 1}, {"__i" name "__", W_INPLACE + op, 1}
static const Row rows[] = {
    {"__new__", W_NEW, -1}, {"__init__", W_INIT, -1}, {"__repr__", W_REPR, 0}, {"__str__", W_STR, 0}, {"__hash__", W_HASH, 0},
    {"__len__", W_LEN, 0}, {"__bool__", W_BOOL, 0}, {"__iter__", W_ITER, 0}, {"__next__", W_NEXT, 0},
    {"__getitem__", W_GETITEM, 1}, {"__setitem__", W_SETITEM, 2}, {"__delitem__", W_DELITEM, 1},
    {"__contains__", W_CONTAINS, 1}, {"__call__", W_CALL, -1}, {"__getattribute__", W_GETATTRIBUTE, 1},
    {"__setattr__", W_SETATTR, 2}, {"__delattr__", W_DELATTR, 1}, {"__get__", W_GET, 2}, {"__set__", W_SET, 2},
    {"__delete__", W_DELETE, 1}, {"__neg__", W_UNARY + PYC_NEG, 0}, {"__pos__", W_UNARY + PYC_POS, 0},
    {"__invert__", W_UNARY + PYC_INVERT, 0}, {"__abs__", W_UNARY + PYC_ABS, 0}, {"__lt__", W_COMPARE + PYC_LT, 1},
    {"__le__", W_COMPARE + PYC_LE, 1}, {"__eq__", W_COMPARE + PYC_EQ, 1}, {"__ne__", W_COMPARE + PYC_NE, 1},
    {"__gt__", W_COMPARE + PYC_GT, 1}, {"__ge__", W_COMPARE + PYC_GE, 1}, OPERATOR("add", PYC_ADD), OPERATOR("sub", PYC_SUB),
    OPERATOR("mul", PYC_MUL), OPERATOR("truediv", PYC_TRUEDIV), OPERATOR("floordiv", PYC_FLOORDIV), OPERATOR("mod", PYC_MOD),
    OPERATOR("pow", PYC_POW), OPERATOR("lshift", PYC_LSHIFT), OPERATOR("rshift", PYC_RSHIFT), OPERATOR("and", PYC_AND),
    OPERATOR("or", PYC_OR), OPERATOR("xor", PYC_XOR), OPERATOR("matmul", PYC_MATMUL), OPERATOR("divmod", PYC_DIVMOD)};
enum { N_ROWS = sizeof rows / sizeof *rows };

static PycWrapper *wrapper_of(PycWord a) { return (PycWrapper *)pyc_object(a); }

/* `kind` is the row's index. */
PycWord pyc_wrapper_new(int64_t kind, PycType *owner, PycWord self) {
    PycWrapper *wrapper = pyc_allocate(self ? &pyc_method_wrapper_type : &pyc_wrapper_type, sizeof(PycWrapper));
    wrapper->kind = kind;
    wrapper->owner = owner;
    wrapper->self = self ? pyc_inc(self) : 0;
    return pyc_word(wrapper);
}

/* Does the static type itself fill the slot that the row stands for? */
static bool fills(const PycType *type, const Row *row) {
    switch (row->kind) {
    case W_NEW: return type->create != NULL;
    case W_INIT: return type == &pyc_object_type || (type->create && (type->flags & PYC_TYPE_INHERITABLE) && !type->next
                     && !(type->flags & (PYC_TYPE_INT | PYC_TYPE_STR | PYC_TYPE_TUPLE | PYC_TYPE_FLOAT))
                     && type != &pyc_bytes_type && type != &pyc_frozenset_type);
    case W_REPR: return type->repr != NULL;
    case W_STR: return type->str != NULL;
    case W_HASH: return type->hash != NULL;
    case W_LEN: return type->length != NULL;
    case W_BOOL: return type->truth != NULL && !type->length;
    case W_ITER: return type->iterate != NULL;
    case W_NEXT: return type->next != NULL;
    case W_GETITEM: return type->get_item != NULL;
    case W_SETITEM: case W_DELITEM: return type->set_item != NULL;
    case W_CONTAINS: return type->contains != NULL;
    case W_CALL: return type->call != NULL;
    case W_GETATTRIBUTE: return type == &pyc_object_type || type->get_attribute;
    case W_SETATTR: case W_DELATTR: return type == &pyc_object_type || type->set_attribute;
    case W_GET: return type->get_descriptor != NULL;
    case W_SET: case W_DELETE: return type->set_descriptor != NULL;
    default: break;
    }
    if (row->kind >= W_BINARY) {
        if (!type->binary || row->kind >= W_INPLACE) return false;
        return type->flags & (PYC_TYPE_INT | PYC_TYPE_FLOAT) && (row->kind & 31) != PYC_MATMUL;
    }
    if (row->kind >= W_COMPARE) return type->compare != NULL;
    return type->unary != NULL;
}

static bool declared(const PycType *type, const char *name) {
    for (int64_t i = 0; i < pyc_library_owners_length; i++) {
        const PycLibraryOwner *owner = &pyc_library_owners[i];
        if (owner->type != type) continue;
        for (int64_t k = 0; k < owner->count; k++) {
            const PycBuiltinSpec *spec = &pyc_library_table[owner->first + k];
            if (!spec->function && !strcmp(spec->name, name)) return true;
        }
    }
    return false;
}

void pyc_add_wrappers(PycType *type) {
    for (int64_t i = 0; i < N_ROWS; i++) {
        bool operator = rows[i].kind >= W_BINARY && type->binary;
        if (!fills(type, &rows[i]) && !(operator && declared(type, rows[i].name))) continue;
        PycWord name = pyc_intern(rows[i].name);
        if (pyc_dict_find_str(type->attributes, name)) continue;
        PycWord wrapper = pyc_wrapper_new(i, type, rows[i].kind == W_NEW ? PYC_NONE : 0);
        (void)pyc_dict_set(type->attributes, name, wrapper);
        pyc_dec(wrapper);
    }
}

/* ---- Running one ---- */

static PycWord none_or_error(int result) { return result < 0 ? 0 : pyc_inc(PYC_NONE); }
static PycWord from_truth(int truth) { return truth < 0 ? 0 : pyc_inc(pyc_bool(truth)); }

static int set_attribute(PycType *owner, PycWord self, PycWord name, PycWord value) {
    return owner->set_attribute ? owner->set_attribute(self, name, value) : pyc_object_set_attribute(self, name, value);
}

static PycWord get_attribute(PycType *owner, PycWord self, PycWord name) {
    PycWord value = owner->get_attribute ? owner->get_attribute(self, name) : pyc_object_get_attribute(self, name);
    if (!value && !pyc_state.exception) pyc_raise_no_attribute(self, name);
    return value;
}

static PycWord run_next(PycType *owner, PycWord self) {
    PycWord value = owner->next(self);
    if (!value && !pyc_state.exception) pyc_raise_stop_iteration(PYC_NONE);
    return value;
}

static PycWord run_length(PycType *owner, PycWord self) {
    int64_t length = owner->length(self);
    return length < 0 ? 0 : pyc_int_from_i64(length);
}

static PycWord run_hash(PycType *owner, PycWord self) {
    int64_t hash = owner->hash(self);
    return hash == -1 && pyc_state.exception ? 0 : pyc_int_from_i64(hash);
}

static PycWord run_simple(int kind, PycType *owner, PycWord self, const PycWord *args) {
    switch (kind) {
    case W_REPR: return owner->repr(self);
    case W_STR: return owner->str(self);
    case W_HASH: return run_hash(owner, self);
    case W_LEN: return run_length(owner, self);
    case W_BOOL: return from_truth(owner->truth(self));
    case W_ITER: return owner->iterate(self);
    case W_NEXT: return run_next(owner, self);
    case W_GETITEM: return owner->get_item(self, args[0]);
    case W_SETITEM: return none_or_error(owner->set_item(self, args[0], args[1]));
    case W_DELITEM: return none_or_error(owner->set_item(self, args[0], 0));
    case W_CONTAINS: return from_truth(owner->contains(self, args[0]));
    case W_GETATTRIBUTE: return get_attribute(owner, self, args[0]);
    case W_SETATTR: return none_or_error(set_attribute(owner, self, args[0], args[1]));
    case W_DELATTR: return none_or_error(set_attribute(owner, self, args[0], 0));
    case W_GET:
        if (args[0] == PYC_NONE && args[1] == PYC_NONE)
            return pyc_raise_type(&pyc_type_error_type, "__get__(None, None) is invalid"), (PycWord)0;
        return owner->get_descriptor(self, args[0] == PYC_NONE ? 0 : args[0], args[1] == PYC_NONE ? 0 : args[1]);
    case W_SET: return none_or_error(owner->set_descriptor(self, args[0], args[1]));
    case W_DELETE: return none_or_error(owner->set_descriptor(self, args[0], 0));
    default: return 0;
    }
}

/* list.__mul__(x, y) wants an index, before the operator itself would complain. */
static bool is_count(const Row *row, const PycType *owner, PycWord argument) {
    bool product = row->kind == W_BINARY + PYC_MUL || row->kind == W_REFLECTED + PYC_MUL;
    bool sequence = owner->flags & (PYC_TYPE_LIST | PYC_TYPE_TUPLE | PYC_TYPE_STR) || owner == &pyc_bytes_type || owner == &pyc_bytearray_type;
    int64_t count;
    return !product || !sequence || pyc_index(argument, &count) == 0;
}

static PycWord run(const Row *row, PycType *owner, PycWord self, const PycWord *args) {
    int kind = row->kind;
    if (kind < W_UNARY) return run_simple(kind, owner, self, args);
    if (kind < W_COMPARE) return owner->unary(self, kind - W_UNARY);
    if (kind < W_BINARY) return owner->compare(self, args[0], kind - W_COMPARE);
    if (!is_count(row, owner, args[0])) return 0;
    if (kind < W_REFLECTED) return owner->binary(self, args[0], kind - W_BINARY);
    if (kind < W_INPLACE) return owner->binary(args[0], self, kind - W_REFLECTED);
    return owner->binary(self, args[0], kind - W_INPLACE + PYC_INPLACE);
}

/* Dunders that CPython writes as methods beside the slots. */
static bool is_own_method(int kind, const PycType *owner) {
    if (kind == W_GETITEM) return owner == &pyc_list_type || owner == &pyc_dict_type;
    return kind == W_CONTAINS && (owner == &pyc_dict_type || owner == &pyc_set_type || owner == &pyc_frozenset_type);
}

static PycWord run_with(int64_t index, PycType *owner, PycWord self, const PycWord *args, int64_t n, PycWord names) {
    const Row *row = &rows[index];
    if (row->kind == W_INIT) return none_or_error(pyc_object_init_default(self, owner, args, n, names));
    if (row->kind == W_CALL) return owner->call(self, args, n, names);
    PycWord pair[2] = {n > 0 ? args[0] : 0, PYC_NONE};
    if (names && ((PycTuple *)pyc_object(names))->length)
        return pyc_raise_type(&pyc_type_error_type, "wrapper %s() takes no keyword arguments", row->name), (PycWord)0;
    if (row->kind == W_GET && n == 1) return run(row, owner, self, pair);
    if (n != row->n) {
        bool method = is_own_method(row->kind, owner);
        if (method)
            pyc_raise_type(&pyc_type_error_type, "%s.%s() takes exactly one argument (%ld given)", owner->name, row->name, (long)n);
        else if (row->n == 0 || row->n == 1)
            pyc_raise_type(&pyc_type_error_type, "expected %d argument%s, got %ld", row->n, row->n == 1 ? "" : "s", (long)n);
        else pyc_raise_type(&pyc_type_error_type, " expected %d arguments, got %ld", row->n, (long)n);
        return 0;
    }
    return run(row, owner, self, args);
}

PycWord pyc_wrapper_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    PycWrapper *wrapper = wrapper_of(callee);
    const char *name = rows[wrapper->kind].name;
    if (rows[wrapper->kind].kind == W_NEW) return pyc_object_new_default(wrapper->owner, args, n, names);
    if (wrapper->self) return run_with(wrapper->kind, wrapper->owner, wrapper->self, args, n, names);
    if (n == 0)
        return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' of '%s' object needs an argument", name, wrapper->owner->name), (PycWord)0;
    if (!pyc_is_subclass(pyc_type_of(args[0]), wrapper->owner))
        return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' requires a '%s' object but received a '%s'", name,
                              wrapper->owner->name, pyc_type_name(args[0])), (PycWord)0;
    return run_with(wrapper->kind, wrapper->owner, args[0], args + 1, n - 1, names);
}

static PycWord wrapper_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    if (!instance) return pyc_inc(self);
    return pyc_wrapper_new(wrapper_of(self)->kind, wrapper_of(self)->owner, instance);
}
static PycWord wrapper_repr(PycWord self) {
    PycWrapper *wrapper = wrapper_of(self);
    const char *name = rows[wrapper->kind].name;
    if (rows[wrapper->kind].kind == W_NEW)
        return pyc_text_format("<built-in method __new__ of type object at %p>", (void *)wrapper->owner);
    if (!wrapper->self) return pyc_text_format("<slot wrapper '%s' of '%s' objects>", name, wrapper->owner->name);
    return pyc_text_format("<method-wrapper '%s' of %s object at %p>", name, pyc_type_name(wrapper->self), (void *)pyc_object(wrapper->self));
}
static PycWord wrapper_get_attribute(PycWord a, PycWord name) {
    if (pyc_str_equal(name, NAME(__name__))) return pyc_str_from_c(rows[wrapper_of(a)->kind].name);
    if (pyc_str_equal(name, NAME(__qualname__)))
        return pyc_text_format("%s.%s", wrapper_of(a)->owner->name, rows[wrapper_of(a)->kind].name);
    if (pyc_str_equal(name, NAME(__self__)) && wrapper_of(a)->self) return pyc_inc(wrapper_of(a)->self);
    return pyc_object_get_attribute(a, name);
}
static void wrapper_release(PycObject *self) { pyc_xdec(((PycWrapper *)self)->self); }
static void wrapper_traverse(PycObject *self, PycVisit visit, void *context) { visit(((PycWrapper *)self)->self, context); }

PycType pyc_wrapper_type = {.object = PYC_TYPE_HEAD, .name = "wrapper_descriptor", .instance_size = sizeof(PycWrapper),
    .call = pyc_wrapper_call, .repr = wrapper_repr, .get_attribute = wrapper_get_attribute, .get_descriptor = wrapper_get};
PycType pyc_method_wrapper_type = {.object = PYC_TYPE_HEAD, .name = "method-wrapper", .instance_size = sizeof(PycWrapper),
    .flags = PYC_TYPE_TRACKED, .release = wrapper_release, .traverse = wrapper_traverse, .call = pyc_wrapper_call,
    .repr = wrapper_repr, .get_attribute = wrapper_get_attribute};
