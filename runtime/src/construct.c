/* construct.c: calling a class: __new__, then __init__. */
#include "objects_private.h"

int pyc_derived_refill(PycWord self, PycType *base, const PycWord *args, int64_t n, PycWord names);
bool pyc_is_instance_dict(PycWord a);

/* What a class gets by __new__ or __init__ of a builtin type: the type that owns the wrapper. */
static PycType *builtin_owner(PycWord method) {
    if (!method || pyc_is_small(method)) return NULL;
    PycType *type = pyc_type_of(method);
    return type == &pyc_wrapper_type || type == &pyc_method_wrapper_type ? ((PycWrapper *)pyc_object(method))->owner : NULL;
}

static PYC_COLD PycWord raise_excess(PycType *type) {
    pyc_raise_type(&pyc_type_error_type, "%s() takes no arguments", type->name);
    return 0;
}

/* A new object of user class `type` as __new__ of builtin type `base` makes it. */
static PycWord builtin_new(PycType *type, PycType *base, const PycWord *args, int64_t n, PycWord names) {
    if (base == &pyc_object_type) return pyc_instance_new(type);
    if (base->flags & PYC_TYPE_EXCEPTION) {
        /* OSError leaves its arguments to a class's own __init__, if __new__ is still its own. */
        bool waits = pyc_is_subclass(type, &pyc_os_error_type) && !builtin_owner(pyc_find(type, NAME(__init__))->value)
            && builtin_owner(pyc_find(type, NAME(__new__))->value);
        PycWord tuple = pyc_tuple_of(args, waits ? 0 : n);
        PycWord self = pyc_exception_new(type, tuple);
        pyc_dec(tuple);
        return self;
    }
    if (base == &pyc_type_type) return base->create(type, args, n, names);
    return pyc_derived_new(type, base, args, n, names);
}

/* Containers are filled by __init__; all else gets its value from __new__. */
static bool filled_by_init(const PycType *base) {
    return !base->next && !(base->flags & (PYC_TYPE_INT | PYC_TYPE_STR | PYC_TYPE_TUPLE | PYC_TYPE_FLOAT))
        && base != &pyc_bytes_type && base != &pyc_frozenset_type && base != &pyc_type_type && base != &pyc_object_type
        && base != &pyc_super_type;
}

/* Whose __new__ leaves keywords to the __init__ that a class has of its own. */
static bool leaves_keywords(const PycType *base) {
    return base == &pyc_tuple_type || base == &pyc_frozenset_type || base == &pyc_float_type;
}

/* T.__new__(type, *args) for a builtin type T. */
PycWord pyc_object_new_default(PycType *base, const PycWord *args, int64_t n, PycWord names) {
    if (n == 0) return pyc_raise_type(&pyc_type_error_type, "%s.__new__(): not enough arguments", base->name), (PycWord)0;
    if (!pyc_is_subclass(pyc_type_of(args[0]), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "%s.__new__(X): X is not a type object (%s)", base->name, pyc_type_name(args[0])), (PycWord)0;
    PycType *type = (PycType *)pyc_object(args[0]);
    if (!pyc_is_subclass(type, base))
        return pyc_raise_type(&pyc_type_error_type, "%s.__new__(%s): %s is not a subtype of %s", base->name, type->name, type->name, base->name), (PycWord)0;
    if (!(type->flags & PYC_TYPE_HEAP)) {
        if (type != base && pyc_layout_type(type) != base)
            return pyc_raise_type(&pyc_type_error_type, "%s.__new__(%s) is not safe, use %s.__new__()", base->name, type->name, type->name), (PycWord)0;
        return type->create(type, args + 1, n - 1, names);
    }
    PycType *layout = pyc_layout_type(type);
    if (layout != base && !(layout->flags & base->flags & PYC_TYPE_EXCEPTION))
        return pyc_raise_type(&pyc_type_error_type, "%s.__new__(%s) is not safe, use %s.__new__()", base->name, type->name, layout->name), (PycWord)0;
    if (base == &pyc_object_type && (n > 1 || names)) {
        if (builtin_owner(pyc_find(type, NAME(__new__))->value) != base)
            return pyc_raise_type(&pyc_type_error_type, "object.__new__() takes exactly one argument (the type to instantiate)"), (PycWord)0;
        if (builtin_owner(pyc_find(type, NAME(__init__))->value) == base) return raise_excess(type);
    }
    bool later = filled_by_init(base) && !(base->flags & PYC_TYPE_EXCEPTION);
    return later ? builtin_new(type, base, NULL, 0, 0) : builtin_new(type, base, args + 1, n - 1, names);
}

/* T.__init__(self, *args) for a builtin type T. */
int pyc_object_init_default(PycWord self, PycType *base, const PycWord *args, int64_t n, PycWord names) {
    if (base->flags & PYC_TYPE_EXCEPTION) return pyc_exception_initialize(self, args, n, names);
    if (filled_by_init(base)) return pyc_derived_refill(self, base, args, n, names);
    if (base != &pyc_object_type || (n == 0 && !names)) return 0;
    PycType *type = pyc_type_of(self);
    if (builtin_owner(pyc_find(type, NAME(__init__))->value) != base)
        return pyc_raise_type(&pyc_type_error_type, "object.__init__() takes exactly one argument (the instance to initialize)"), -1;
    if (builtin_owner(pyc_find(type, NAME(__new__))->value) == base)
        return pyc_raise_type(&pyc_type_error_type, "%s.__init__() takes exactly one argument (the instance to initialize)", type->name), -1;
    return 0;
}

static PYC_COLD int raise_init_result(PycWord result) {
    pyc_raise_type(&pyc_type_error_type, "__init__() should return None, not '%s'", pyc_type_name(result));
    pyc_dec(result);
    return -1;
}

static int64_t keyword_count(PycWord names) { return names ? ((PycTuple *)pyc_object(names))->length : 0; }

/* f(self, *args) */
static PycWord call_with(PycWord function, PycWord self, const PycWord *args, int64_t n, PycWord names) {
    int64_t total = n + keyword_count(names);
    PycWord all[total + 1];
    all[0] = self;
    for (int64_t i = 0; i < total; i++) all[i + 1] = args[i];
    return pyc_call(function, all, n + 1, names);
}

static int run_init(PycWord self, PycWord init, const PycWord *args, int64_t n, PycWord names) {
    PycWord result;
    if (pyc_type_of(init) == &pyc_function_type) {
        pyc_inc(init);
        result = call_with(init, self, args, n, names);
        pyc_dec(init);
    } else {
        PycWord method = pyc_special_of(self, NAME(__init__));
        if (!method) return -1;
        result = pyc_call(method, args, n, names);
        pyc_dec(method);
    }
    if (!result) return -1;
    if (result != PYC_NONE) return raise_init_result(result);
    return 0;
}

static PycWord call_user_new(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    PycWord function = pyc_type_get_attribute(pyc_word(type), NAME(__new__));
    if (!function) return 0;
    PycWord self = call_with(function, pyc_word(type), args, n, names);
    pyc_dec(function);
    return self;
}

PYC_COLD static PycWord abstract_error(PycType *type, PycWord abstract) {
    PycWord sorted = pyc_sorted(abstract, 0, 0);
    if (!sorted) return 0;
    PycList *list = (PycList *)pyc_object(sorted);
    PycText text = {0};
    for (int64_t i = 0; i < list->length; i++) {
        if (i) pyc_text_add_ascii(&text, ", ", 2);
        PycWord name = pyc_list_get(sorted, i);
        pyc_text_add_str(&text, name);
        pyc_dec(name);
    }
    PycWord names = pyc_text_finish(&text);
    pyc_raise_type(&pyc_type_error_type, "Can't instantiate abstract class %S with abstract method%s %S", type->name_word,
                   list->length > 1 ? "s" : "", names);
    pyc_dec(names);
    pyc_dec(sorted);
    return 0;
}

/* A class with a non-empty __abstractmethods__ has no instances. */
static bool is_abstract(PycType *type) {
    static PycWord name;
    if (pyc_type_of_object(pyc_word(type)) == &pyc_type_type) return false;
    if (!name) name = pyc_intern("__abstractmethods__");
    PycWord abstract = pyc_find(type, name)->value;
    if (!abstract || pyc_truth(abstract) != 1) return false;
    abstract_error(type, abstract);
    return true;
}

PycWord pyc_user_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    PycWord new = pyc_find(type, NAME(__new__))->value;
    PycWord init = pyc_find(type, NAME(__init__))->value;
    PycType *maker = builtin_owner(new), *filler = builtin_owner(init);
    if (is_abstract(type)) return 0;
    PycWord self;
    if (maker == &pyc_object_type) {
        if (filler == &pyc_object_type && (n || names)) return raise_excess(type);
        self = pyc_instance_new(type);
    } else if (maker) {
        bool later = filled_by_init(maker) && !(maker->flags & PYC_TYPE_EXCEPTION) && !filler;
        PycWord named = !filler && leaves_keywords(maker) ? 0 : names;
        self = later ? builtin_new(type, maker, NULL, 0, 0) : builtin_new(type, maker, args, n, named);
        if (filler && filled_by_init(maker) && !(maker->flags & PYC_TYPE_EXCEPTION)) return self;
        if (filler == &pyc_object_type || maker == &pyc_type_type) {
            if (filler) return self;
        }
    } else {
        self = call_user_new(type, args, n, names);
        if (self && !pyc_is_subclass(pyc_type_of(self), type)) return self;
        if (self) init = pyc_find(pyc_type_of(self), NAME(__init__))->value, filler = builtin_owner(init);
        if (self && filler == &pyc_object_type) return self;
        if (filler == &pyc_list_type) names = 0; /* as CPython's list.__init__ does behind another __new__ */
    }
    if (!self || pyc_is_small(self) || !pyc_is_subclass(pyc_type_of(self), type)) return self;
    int failed = filler ? pyc_object_init_default(self, filler, args, n, names) : run_init(self, init, args, n, names);
    if (__builtin_expect(failed < 0, 0)) return pyc_dec(self), (PycWord)0;
    return self;
}

PycWord pyc_type_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    PycType *type = (PycType *)pyc_object(callee);
    if (type == &pyc_type_type && n == 1 && !names) {
        if (pyc_is_instance_dict(args[0])) return pyc_inc(pyc_word(&pyc_dict_type));
        return pyc_inc(pyc_word(pyc_type_of(args[0])));
    }
    if (type->create) return type->create(type, args, n, names);
    pyc_type_ready(type);
    pyc_raise_type(&pyc_type_error_type, "cannot create '%S' instances", type->qualname);
    return 0;
}
