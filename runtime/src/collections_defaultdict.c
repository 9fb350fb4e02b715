/* collections_defaultdict.c: collections.defaultdict: a dict that makes the values it lacks. */
#include "collections_private.h"

typedef PycDefaultDict DefaultDict;

static inline DefaultDict *as_default(PycWord w) { return (DefaultDict *)(uintptr_t)w; }
static inline bool is_default(PycWord w) {
    return is_exact(w, &pyc_defaultdict_type) || (is_dict(w) && pyc_is_subclass(pyc_type_of(w), &pyc_defaultdict_type));
}

static void default_release(PycObject *self) {
    PycWord factory = ((DefaultDict *)self)->factory;
    ((DefaultDict *)self)->factory = 0;
    pyc_dict_type.release(self);
    pyc_xdec(factory);
}
static void default_traverse(PycObject *self, PycVisit visit, void *context) {
    pyc_dict_type.traverse(self, visit, context);
    visit(((DefaultDict *)self)->factory, context);
}

static PycWord default_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    PycWord factory = n ? args[0] : 0;
    if (is_given(factory) && !pyc_type_of(factory)->call) {
        pyc_raise_type(&pyc_type_error_type, "first argument must be callable or None");
        return 0;
    }
    PycWord plain = n ? pyc_dict_type.create(&pyc_dict_type, args + 1, n - 1, names)
                      : pyc_dict_type.create(&pyc_dict_type, args, 0, names);
    if (!plain) return 0;
    PycWord self = dict_adopted(type, plain);
    as_default(self)->factory = is_given(factory) ? pyc_inc(factory) : 0;
    return self;
}

/* What factory() gives; int, list and their like without a call. */
static PycWord made_by(PycWord factory) {
    if (factory == pyc_word(&pyc_int_type)) return pyc_small(0);
    if (factory == pyc_word(&pyc_list_type)) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (factory == pyc_word(&pyc_set_type)) return pyc_set_new();
    if (factory == pyc_word(&pyc_dict_type)) return pyc_dict_new(0);
    pyc_inc(factory);
    PycWord made = pyc_call(factory, NULL, 0, 0);
    pyc_dec(factory);
    return made;
}

PycWord pyc_defaultdict_missing(PycWord self, PycWord key) {
    PycWord factory = as_default(self)->factory;
    if (!factory) return pyc_raise_key(key), (PycWord)0;
    PycWord value = made_by(factory);
    if (!value || pyc_set_item(self, key, value) == 0) return value;
    pyc_dec(value);
    return 0;
}

static __attribute__((noinline)) PycWord missing(PycWord self, PycWord key, int64_t hash) {
    if (pyc_state.exception) return 0;
    if (is_exact(self, &pyc_defaultdict_type) && as_default(self)->factory) {
        PycWord value = made_by(as_default(self)->factory);
        if (!value || pyc_dict_insert(as_dict(self), key, hash, value) == 0) return value;
        pyc_dec(value);
        return 0;
    }
    PycWord method = pyc_special(self, "__missing__");
    PycWord value = method ? pyc_call(method, &key, 1, 0) : 0;
    pyc_xdec(method);
    return value;
}

static PycWord default_get_item(PycWord self, PycWord key) {
    int64_t hash = hash_of(key), place;
    if (PYC_UNLIKELY(hash == -1)) return 0;
    int64_t index = pyc_dict_lookup(as_dict(self), key, hash, &place);
    return PYC_LIKELY(index >= 0) ? pyc_inc(as_dict(self)->entries[index].value) : missing(self, key, hash);
}

static PycWord default_repr(PycWord self) {
    PycWord inner = pyc_dict_type.repr(self);
    if (!inner) return 0;
    PycWord factory = as_default(self)->factory, shown;
    if (factory && !pyc_repr_enter(factory)) {
        shown = pyc_str_from_c("...");
    } else {
        shown = pyc_repr(factory ? factory : PYC_NONE);
        if (factory) pyc_repr_leave(factory);
    }
    if (!shown) return pyc_dec(inner), (PycWord)0;
    PycText text = {0};
    pyc_text_add_str(&text, shown);
    pyc_text_add_ascii(&text, ", ", 2);
    pyc_text_add_str(&text, inner);
    pyc_dec(shown);
    pyc_dec(inner);
    return shown_as_call(self, pyc_text_finish(&text));
}

PycWord pyc_defaultdict_copy(PycWord self) {
    PycWord factory = as_default(self)->factory;
    if (!is_exact(self, &pyc_defaultdict_type)) {
        PycWord args[2] = {factory ? factory : PYC_NONE, self};
        return pyc_call(pyc_word(pyc_type_of(self)), args, 2, 0);
    }
    PycWord plain = pyc_dict_copy_of(self);
    if (!plain) return 0;
    PycWord copy = dict_adopted(&pyc_defaultdict_type, plain);
    as_default(copy)->factory = pyc_xinc(factory);
    return copy;
}

/* A defaultdict like `self` with the content of `a`, then that of `b`. */
static PycWord merged(PycWord self, PycWord a, PycWord b) {
    PycWord factory = as_default(self)->factory;
    PycWord args[2] = {factory ? factory : PYC_NONE, a};
    PycWord result = pyc_call(pyc_word(pyc_type_of(self)), args, 2, 0);
    if (!result || pyc_dict_merge(result, b) == 0) return result;
    pyc_dec(result);
    return 0;
}

static PycWord default_binary(PycWord a, PycWord b, int op) {
    if (op != PYC_OR) return pyc_dict_type.binary(a, b, op);
    if (!is_dict(a) || !is_dict(b)) return PYC_NOT_IMPLEMENTED;
    return merged(is_default(a) ? a : b, a, b);
}

PycWord pyc_defaultdict_factory(PycWord self) {
    PycWord factory = as_default(self)->factory;
    return factory ? pyc_inc(factory) : PYC_NONE;
}

static int default_set_attribute(PycWord self, PycWord name, PycWord value);

PycType pyc_defaultdict_type = {
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = "collections.defaultdict", .base = &pyc_dict_type,
    .instance_size = (int64_t)sizeof(DefaultDict),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_DICT | PYC_TYPE_INHERITABLE,
    .release = default_release, .traverse = default_traverse, .clear = default_release,
    .create = default_create, .repr = default_repr, .get_item = default_get_item,
    .binary = default_binary, .set_attribute = default_set_attribute,
};

int pyc_object_set_attribute(PycWord a, PycWord name, PycWord value);

static int default_set_attribute(PycWord self, PycWord name, PycWord value) {
    if (!pyc_str_equal(name, pyc_intern("default_factory"))) return pyc_object_set_attribute(self, name, value);
    PycWord old = as_default(self)->factory;
    as_default(self)->factory = is_given(value) ? pyc_inc(value) : 0;
    pyc_xdec(old);
    return 0;
}
