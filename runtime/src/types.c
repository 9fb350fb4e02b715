/* types.c: `object` and `type`, and how a static type becomes complete: its mro, the methods of
 * the library table, the dunders that stand for its slots, and what it inherits. */
#include "objects_private.h"

#include <stdio.h>
#include <stdlib.h>

struct PycNames pyc_names;

extern const PycComputed pyc_property_rows[1], pyc_wrapped_rows[6], pyc_getset_rows[1], pyc_super_rows[3];
extern const PycComputed pyc_function_rows[10], pyc_method_rows[6], pyc_builtin_rows[6], pyc_generator_rows[5],
    pyc_traceback_rows[4], pyc_type_rows[9], pyc_object_rows[3];
void pyc_exception_add_computed(PycType *type);

void pyc_initialize(void) {
    static bool done;
    if (done) return;
    done = true;
#define X(name) pyc_names.n_##name = pyc_intern(#name);
    PYC_NAMES(X)
#undef X
}

const char *pyc_type_name(PycWord a) { return pyc_type_of(a)->name; }
const char *pyc_argument_type(PycWord a) { return a == PYC_NONE ? "None" : pyc_type_name(a); }

/* ---- Preparing a static type ---- */

#define INHERIT(slot) if (!type->slot) type->slot = from->slot

void pyc_inherit_slots(PycType *type, const PycType *from) {
    if (!type->hash && !type->compare) type->hash = from->hash;
    INHERIT(compare);
    INHERIT(call);
    INHERIT(repr);
    INHERIT(str);
    INHERIT(iterate);
    INHERIT(next);
    INHERIT(get_attribute);
    INHERIT(set_attribute);
    INHERIT(length);
    INHERIT(get_item);
    INHERIT(set_item);
    INHERIT(contains);
    INHERIT(truth);
    INHERIT(binary);
    INHERIT(unary);
    INHERIT(get_descriptor);
    INHERIT(set_descriptor);
}

static const PycLibraryOwner *owner_of(const PycType *type) {
    for (int64_t i = 0; i < pyc_library_owners_length; i++)
        if (pyc_library_owners[i].type == type) return &pyc_library_owners[i];
    return NULL;
}

static PycWord library_attribute(const PycBuiltinSpec *spec, PycType *type) {
    PycBuiltin *builtin;
    if (spec->kind == PYC_BUILTIN_PROPERTY) {
        PycGetSet *row = pyc_allocate(&pyc_getset_type, sizeof(PycGetSet));
        row->name = spec->name;
        row->get = (PycWord(*)(PycWord))spec->function;
        row->owner = type;
        return pyc_word(row);
    }
    PycType *kind = spec->kind == PYC_BUILTIN_STATICMETHOD ? &pyc_builtin_type
                  : spec->kind == PYC_BUILTIN_CLASSMETHOD  ? &pyc_classmethod_descriptor_type
                                                           : &pyc_method_descriptor_type;
    builtin = pyc_allocate(kind, sizeof(PycBuiltin));
    builtin->spec = spec;
    builtin->owner = type;
    if (kind != &pyc_builtin_type) return pyc_word(builtin);
    PycWord wrapped = pyc_wrapped_new(&pyc_staticmethod_type, pyc_word(builtin));
    pyc_dec(pyc_word(builtin));
    return wrapped;
}

static void add_library_rows(PycType *type, const PycLibraryOwner *owner) {
    for (int64_t i = 0; i < owner->count; i++) {
        const PycBuiltinSpec *spec = &pyc_library_table[owner->first + i];
        if (!spec->function) continue;
        PycWord attribute = library_attribute(spec, type);
        (void)pyc_dict_set(type->attributes, pyc_intern(spec->name), attribute);
        pyc_dec(attribute);
    }
}

#define COMPUTED(a_type, rows) if (type == &a_type) pyc_add_computed(type, rows, sizeof rows / sizeof *rows)

static void add_computed_rows(PycType *type) {
    COMPUTED(pyc_property_type, pyc_property_rows);
    COMPUTED(pyc_staticmethod_type, pyc_wrapped_rows);
    COMPUTED(pyc_classmethod_type, pyc_wrapped_rows);
    COMPUTED(pyc_getset_type, pyc_getset_rows);
    COMPUTED(pyc_function_type, pyc_function_rows);
    COMPUTED(pyc_method_type, pyc_method_rows);
    COMPUTED(pyc_builtin_type, pyc_builtin_rows);
    COMPUTED(pyc_method_descriptor_type, pyc_builtin_rows);
    COMPUTED(pyc_classmethod_descriptor_type, pyc_builtin_rows);
    COMPUTED(pyc_generator_type, pyc_generator_rows);
    COMPUTED(pyc_super_type, pyc_super_rows);
    COMPUTED(pyc_traceback_type, pyc_traceback_rows);
    COMPUTED(pyc_type_type, pyc_type_rows);
    COMPUTED(pyc_object_type, pyc_object_rows);
    if (type->flags & PYC_TYPE_EXCEPTION) pyc_exception_add_computed(type);
}

static void set_names(PycType *type, const PycLibraryOwner *owner) {
    const char *dot = strrchr(type->name, '.');
    type->name_word = pyc_intern(dot ? dot + 1 : type->name);
    type->qualname = type->name_word;
    if (owner) type->module = pyc_intern(owner->module);
    else if (dot) type->module = pyc_str_from_utf8(type->name, dot - type->name);
    else type->module = NAME(builtins);
}

static PycWord mro_behind(PycType *type, PycType *base) {
    PycTuple *rest = base ? (PycTuple *)pyc_object(base->mro) : NULL;
    int64_t n = rest ? rest->length : 0;
    PycWord mro = pyc_tuple_new(n + 1);
    PycTuple *tuple = (PycTuple *)pyc_object(mro);
    tuple->items[0] = pyc_word(type);
    for (int64_t i = 0; i < n; i++) tuple->items[i + 1] = pyc_inc(rest->items[i]);
    return mro;
}

PYC_COLD void pyc_type_prepare(PycType *type) {
    if (type->mro) return;
    pyc_initialize();
    if (!type->base && type != &pyc_object_type) type->base = &pyc_object_type;
    if (type->base) pyc_type_ready(type->base);
    type->object.refcount = PYC_IMMORTAL;
    if (type == &pyc_tuple_type || type == &pyc_frozenset_type || type == &pyc_bytearray_type) type->flags |= PYC_TYPE_INHERITABLE;
    if (!type->object.type) type->object.type = &pyc_type_type;
    const PycLibraryOwner *owner = owner_of(type);
    PycWord base = pyc_word(type->base);
    type->mro = mro_behind(type, type->base);
    type->bases = pyc_tuple_of(&base, type->base ? 1 : 0);
    type->attributes = pyc_dict_new(0);
    set_names(type, owner);
    if (owner) add_library_rows(type, owner);
    pyc_add_wrappers(type);
    add_computed_rows(type);
    if (type->base) pyc_inherit_slots(type, type->base);
    if (!pyc_dict_find_str(type->attributes, NAME(__doc__))) {
        PycWord doc = owner && *owner->doc ? pyc_str_from_c(owner->doc) : pyc_inc(PYC_NONE);
        (void)pyc_dict_set(type->attributes, NAME(__doc__), doc);
        pyc_dec(doc);
    }
    if (type->compare && !type->hash) (void)pyc_dict_set(type->attributes, NAME(__hash__), PYC_NONE);
}

/* ---- object ---- */

static PycWord object_repr(PycWord a) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (pyc_str_equal(type->module, NAME(builtins)))
        return pyc_text_format("<%S object at %p>", type->qualname, (void *)pyc_object(a));
    return pyc_text_format("<%S.%S object at %p>", type->module, type->qualname, (void *)pyc_object(a));
}

static PycWord object_str(PycWord a) { return pyc_repr(a); }

static int64_t object_hash(PycWord a) {
    int64_t hash = (int64_t)(a >> 4 | a << 60);
    return hash == -1 ? -2 : hash;
}

static PycWord object_compare(PycWord a, PycWord b, int op) {
    if (op == PYC_EQ) return pyc_inc(a == b ? PYC_TRUE : PYC_NOT_IMPLEMENTED);
    if (op != PYC_NE || !pyc_type_of(a)->compare) return pyc_inc(PYC_NOT_IMPLEMENTED);
    PycWord equal = pyc_type_of(a)->compare(a, b, PYC_EQ);
    if (!equal || equal == PYC_NOT_IMPLEMENTED) return equal;
    int truth = pyc_truth(equal);
    pyc_dec(equal);
    return truth < 0 ? 0 : pyc_inc(pyc_bool(!truth));
}

static PycWord object_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)args;
    if (n || names) return pyc_raise_type(&pyc_type_error_type, "%s() takes no arguments", type->name), (PycWord)0;
    return pyc_word(pyc_allocate(type, sizeof(PycObject)));
}

static PycWord object_class(PycWord a) { return pyc_inc(pyc_word(pyc_type_of(a))); }
/* Do both classes name the same __slots__, or none? */
static bool same_members(PycType *a, PycType *b) {
    if ((a->flags ^ b->flags) & PYC_TYPE_NO_DICT) return false;
    PycWord first = pyc_find(a, NAME(__slots__))->value, second = pyc_find(b, NAME(__slots__))->value;
    if (!first || !second) return first == second;
    return pyc_equal(first, second) == 1;
}
static int object_set_class(PycWord a, PycWord value) {
    if (!value) return pyc_raise_type(&pyc_type_error_type, "can't delete __class__ attribute"), -1;
    if (!pyc_is_subclass(pyc_type_of(value), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "__class__ must be set to a class, not '%s' object", pyc_type_name(value)), -1;
    PycType *old = pyc_type_of(a), *new = (PycType *)pyc_object(value);
    if (!(old->flags & PYC_TYPE_HEAP) || !(new->flags & PYC_TYPE_HEAP))
        return pyc_raise_type(&pyc_type_error_type, "__class__ assignment only supported for mutable types or ModuleType subclasses"), -1;
    if (old->instance_size != new->instance_size || (old->slots != new->slots && old->n_slots + new->n_slots)
        || pyc_layout_type(old) != pyc_layout_type(new) || !same_members(old, new))
        return pyc_raise_type(&pyc_type_error_type, "__class__ assignment: '%s' object layout differs from '%s'", new->name, old->name), -1;
    pyc_object(a)->type = new;
    return 0;
}
PycWord pyc_instance_dict(PycWord a);
int pyc_instance_set_dict(PycWord a, PycWord value);
static PycWord object_dict(PycWord a) {
    if (pyc_extra_address(a) && !(pyc_type_of(a)->flags & PYC_TYPE_NO_DICT)) return pyc_instance_dict(a);
    pyc_raise_no_attribute(a, NAME(__dict__));
    return 0;
}
static PycWord object_weakref(PycWord a) {
    (void)a;
    return pyc_inc(PYC_NONE);
}
const PycComputed pyc_object_rows[] = {{"__class__", object_class, object_set_class},
    {"__dict__", object_dict, pyc_instance_set_dict}, {"__weakref__", object_weakref, NULL}};

PycType pyc_object_type = {.object = PYC_TYPE_HEAD, .name = "object", .instance_size = sizeof(PycObject),
    .flags = PYC_TYPE_INHERITABLE, .create = object_create, .repr = object_repr, .str = object_str,
    .hash = object_hash, .compare = object_compare};

/* ---- type ---- */

static PycType *type_of_word(PycWord a) { return (PycType *)pyc_object(a); }

static PycWord type_repr(PycWord a) {
    PycType *type = type_of_word(a);
    pyc_type_ready(type);
    if (pyc_str_equal(type->module, NAME(builtins))) return pyc_text_format("<class '%S'>", type->qualname);
    return pyc_text_format("<class '%S.%S'>", type->module, type->qualname);
}

static PycWord ready_field(PycWord a, size_t offset) {
    pyc_type_ready(type_of_word(a));
    return pyc_inc(*(PycWord *)((char *)type_of_word(a) + offset));
}
static PycWord type_name(PycWord a) { return ready_field(a, offsetof(PycType, name_word)); }
static PycWord type_qualname(PycWord a) { return ready_field(a, offsetof(PycType, qualname)); }
static PycWord type_bases(PycWord a) { return ready_field(a, offsetof(PycType, bases)); }
static PycWord type_mro(PycWord a) { return ready_field(a, offsetof(PycType, mro)); }
static PycWord type_base(PycWord a) {
    pyc_type_ready(type_of_word(a));
    PycType *base = type_of_word(a)->base;
    return pyc_inc(base ? pyc_word(base) : PYC_NONE);
}

static int set_text(PycWord a, PycWord value, size_t offset, const char *what) {
    PycType *type = type_of_word(a);
    if (!(type->flags & PYC_TYPE_HEAP))
        return pyc_raise_type(&pyc_type_error_type, "cannot set '%s' attribute of immutable type '%s'", what, type->name), -1;
    if (!value) return pyc_raise_type(&pyc_type_error_type, "cannot delete '%s' attribute of type '%s'", what, type->name), -1;
    if (!(pyc_type_of(value)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "can only assign string to %s.%s, not '%s'", type->name, what, pyc_type_name(value)), -1;
    PycWord *place = (PycWord *)((char *)type + offset);
    *place = pyc_inc(value); /* the old one may be in a message's hands: it stays */
    return 0;
}
static int type_set_name(PycWord a, PycWord value) {
    if (set_text(a, value, offsetof(PycType, name_word), "__name__") < 0) return -1;
    int64_t length;
    type_of_word(a)->name = pyc_str_utf8(value, &length);
    return 0;
}
static int type_set_qualname(PycWord a, PycWord value) {
    return set_text(a, value, offsetof(PycType, qualname), "__qualname__");
}
static PycWord type_module(PycWord a) {
    pyc_type_ready(type_of_word(a));
    PycWord module = pyc_dict_find_str(type_of_word(a)->attributes, NAME(__module__));
    return pyc_inc(module ? module : type_of_word(a)->module);
}
static int type_set_module(PycWord a, PycWord value) {
    PycType *type = type_of_word(a);
    if (!(type->flags & PYC_TYPE_HEAP))
        return pyc_raise_type(&pyc_type_error_type, "cannot set '__module__' attribute of immutable type '%s'", type->name), -1;
    if (value && pyc_type_of(value)->flags & PYC_TYPE_STR) type->module = pyc_inc(value);
    if (value && pyc_dict_set(type->attributes, NAME(__module__), value) < 0) return -1;
    pyc_forget(type, NAME(__module__));
    return 0;
}
static PycWord type_dict(PycWord a) {
    pyc_type_ready(type_of_word(a));
    return pyc_wrapped_new(&pyc_mappingproxy_type, type_of_word(a)->attributes);
}
static PycWord type_doc(PycWord a) {
    pyc_type_ready(type_of_word(a));
    PycWord doc = pyc_dict_find_str(type_of_word(a)->attributes, NAME(__doc__));
    if (doc && pyc_type_of(doc)->get_descriptor && pyc_type_of(doc) != &pyc_function_type)
        return pyc_type_of(doc)->get_descriptor(doc, 0, a);
    return pyc_inc(doc ? doc : PYC_NONE);
}
static int type_set_doc(PycWord a, PycWord value) {
    PycType *type = type_of_word(a);
    if (!(type->flags & PYC_TYPE_HEAP))
        return pyc_raise_type(&pyc_type_error_type, "cannot set '__doc__' attribute of immutable type '%s'", type->name), -1;
    return pyc_dict_set(type->attributes, NAME(__doc__), value ? value : PYC_NONE);
}
static PycWord type_annotations(PycWord a) {
    PycType *type = type_of_word(a);
    pyc_type_ready(type);
    PycWord there = pyc_dict_find_str(type->attributes, NAME(__annotations__));
    if (there) return pyc_inc(there);
    if (!(type->flags & PYC_TYPE_HEAP)) return pyc_raise_no_attribute(a, NAME(__annotations__)), (PycWord)0;
    PycWord made = pyc_dict_new(0);
    if (pyc_dict_set(type->attributes, NAME(__annotations__), made) < 0) return pyc_dec(made), (PycWord)0;
    return made;
}
static int type_set_annotations(PycWord a, PycWord value) {
    return pyc_dict_set(type_of_word(a)->attributes, NAME(__annotations__), value ? value : PYC_NONE);
}
const PycComputed pyc_type_rows[] = {{"__name__", type_name, type_set_name},
    {"__qualname__", type_qualname, type_set_qualname}, {"__bases__", type_bases, NULL}, {"__mro__", type_mro, NULL},
    {"__base__", type_base, NULL}, {"__module__", type_module, type_set_module}, {"__dict__", type_dict, NULL},
    {"__doc__", type_doc, type_set_doc}, {"__annotations__", type_annotations, type_set_annotations}};

PycWord pyc_type_methods_mro(PycWord self) {
    PycWord mro = type_mro(self);
    PycWord list = pyc_list_from(mro);
    pyc_dec(mro);
    return list;
}

PycWord pyc_type_subclasses(PycWord self) {
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < pyc_type_count(); i++) {
        PycWord type = pyc_word(pyc_user_type(i));
        if (pyc_contains(pyc_user_type(i)->bases, self) == 1) (void)pyc_list_append(list, type);
    }
    return list;
}

PycWord pyc_type_instancecheck(PycWord self, PycWord instance) {
    return pyc_inc(pyc_bool(pyc_is_subclass(pyc_type_of(instance), type_of_word(self))));
}

PycWord pyc_type_subclasscheck(PycWord self, PycWord cls) {
    if (!pyc_is_subclass(pyc_type_of(cls), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "issubclass() arg 1 must be a class"), (PycWord)0;
    return pyc_inc(pyc_bool(pyc_is_subclass(type_of_word(cls), type_of_word(self))));
}

static PycWord type_create(PycType *meta, const PycWord *args, int64_t n, PycWord names) {
    if (n == 1 && !names && meta == &pyc_type_type) return pyc_inc(pyc_word(pyc_type_of(args[0])));
    if (n == 1 && meta == &pyc_type_type && pyc_no_keywords("type", names) < 0) return 0;
    if (n != 3) return pyc_raise_type(&pyc_type_error_type, meta == &pyc_type_type ? "type() takes 1 or 3 arguments"
                                      : "type.__new__() takes exactly 3 arguments (%ld given)", (long)n), (PycWord)0;
    static const char *const want[] = {"str", "tuple", "dict"};
    const int64_t flags[] = {PYC_TYPE_STR, PYC_TYPE_TUPLE, PYC_TYPE_DICT};
    for (int i = 0; i < 3; i++)
        if (!(pyc_type_of(args[i])->flags & flags[i]))
            return pyc_raise_type(&pyc_type_error_type, "type.__new__() argument %d must be %s, not %s", i + 1, want[i], pyc_type_name(args[i])), (PycWord)0;
    PycWord keywords = 0;
    if (names) {
        keywords = pyc_dict_new(0);
        PycTuple *tuple = (PycTuple *)pyc_object(names);
        for (int64_t i = 0; i < tuple->length; i++) (void)pyc_dict_set(keywords, tuple->items[i], args[n + i]);
    }
    PycWord made = 0;
    PycTuple *bases = (PycTuple *)pyc_object(args[1]);
    PycType *winner = meta == &pyc_type_type ? pyc_metaclass_of(meta, bases->items, bases->length) : meta;
    if (winner == meta) {
        made = pyc_type_object_new(meta, args[0], args[1], args[2], keywords, NULL);
    } else if (winner) { /* type("A", (B,), {}) asks the metaclass of B. */
        PycWord given = pyc_tuple_of(args, n);
        made = pyc_call_spread(pyc_word(winner), given, keywords);
        pyc_dec(given);
    }
    pyc_xdec(keywords);
    return made;
}

static void type_traverse(PycObject *self, PycVisit visit, void *context) { (void)self, (void)visit, (void)context; }

PycType pyc_type_type = {.object = PYC_TYPE_HEAD, .name = "type", .instance_size = sizeof(PycType),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE, .traverse = type_traverse, .create = type_create,
    .call = pyc_type_call, .repr = type_repr, .get_attribute = pyc_type_get_attribute,
    .set_attribute = pyc_type_set_attribute, .binary = pyc_type_binary};
