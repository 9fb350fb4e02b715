/* descriptors.c: property, staticmethod, classmethod, computed attributes, __slots__ members,
 * and the wrapper of a class's __dict__. */
#include "objects_private.h"

/* ---- property ---- */

static PycProperty *property_of(PycWord a) { return (PycProperty *)pyc_object(a); }

static void property_release(PycObject *self) {
    PycProperty *property = (PycProperty *)self;
    pyc_xdec(property->getter), pyc_xdec(property->setter), pyc_xdec(property->deleter);
    pyc_xdec(property->doc), pyc_xdec(property->name);
}
static void property_traverse(PycObject *self, PycVisit visit, void *context) {
    PycProperty *property = (PycProperty *)self;
    visit(property->getter, context), visit(property->setter, context), visit(property->deleter, context);
    visit(property->doc, context), visit(property->name, context);
}

static PycWord given(PycWord value) { return value && value != PYC_NONE ? pyc_inc(value) : 0; }

static PycWord property_new(PycType *type, PycWord getter, PycWord setter, PycWord deleter, PycWord doc) {
    PycProperty *property = pyc_allocate(type, type->instance_size);
    property->getter = given(getter);
    property->setter = given(setter);
    property->deleter = given(deleter);
    property->doc = given(doc);
    if (!property->doc && property->getter) {
        property->doc = pyc_find_attribute(property->getter, NAME(__doc__));
        if (!property->doc) pyc_clear();
        property->is_getters_doc = true;
    }
    return pyc_word(property);
}

PycWord pyc_property_make(PycWord getter) { return property_new(&pyc_property_type, getter, 0, 0, 0); }

static PycWord property_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    static const char *const parameters[] = {"fget", "fset", "fdel", "doc"};
    PycWord values[4] = {0};
    if (n > 4)
        return pyc_raise_type(&pyc_type_error_type, "property() takes at most 4 arguments (%ld given)", (long)n), (PycWord)0;
    for (int64_t i = 0; i < n; i++) values[i] = args[i];
    PycTuple *tuple = names ? (PycTuple *)pyc_object(names) : NULL;
    for (int64_t k = 0; tuple && k < tuple->length; k++) {
        int64_t i = 0;
        while (i < 4 && !pyc_str_equal(tuple->items[k], pyc_intern(parameters[i]))) i++;
        if (i == 4)
            return pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for property()", tuple->items[k]), (PycWord)0;
        values[i] = args[n + k];
    }
    return property_new(type, values[0], values[1], values[2], values[3]);
}

static PYC_COLD void property_complain(PycProperty *property, PycWord instance, const char *what) {
    PycWord qualname = pyc_type_of(instance)->qualname;
    if (property->name)
        pyc_raise_type(&pyc_attribute_error_type, "property %R of '%S' object has no %s", property->name, qualname, what);
    else
        pyc_raise_type(&pyc_attribute_error_type, "property of '%S' object has no %s", qualname, what);
}

static PycWord property_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    if (!instance) return pyc_inc(self);
    PycProperty *property = property_of(self);
    if (!property->getter) return property_complain(property, instance, "getter"), (PycWord)0;
    return pyc_call(property->getter, &instance, 1, 0);
}

static int property_set(PycWord self, PycWord instance, PycWord value) {
    PycProperty *property = property_of(self);
    PycWord function = value ? property->setter : property->deleter;
    if (!function) return property_complain(property, instance, value ? "setter" : "deleter"), -1;
    PycWord args[] = {instance, value};
    PycWord result = pyc_call(function, args, value ? 2 : 1, 0);
    pyc_xdec(result);
    return result ? 0 : -1;
}

static PycWord property_changed(PycWord self, PycWord getter, PycWord setter, PycWord deleter) {
    PycProperty *old = property_of(self);
    PycWord copy = property_new(pyc_type_of(self), getter ? getter : old->getter, setter ? setter : old->setter,
                                deleter ? deleter : old->deleter, old->is_getters_doc ? 0 : old->doc);
    if (old->name) property_of(copy)->name = pyc_inc(old->name);
    return copy;
}
PycWord pyc_property_getter(PycWord self, PycWord function) { return property_changed(self, function, 0, 0); }
PycWord pyc_property_setter(PycWord self, PycWord function) { return property_changed(self, 0, function, 0); }
PycWord pyc_property_deleter(PycWord self, PycWord function) { return property_changed(self, 0, 0, function); }
PycWord pyc_property_set_name(PycWord self, PycWord owner, PycWord name) {
    (void)owner;
    PycWord old = property_of(self)->name;
    property_of(self)->name = pyc_inc(name);
    pyc_xdec(old);
    return pyc_inc(PYC_NONE);
}

static PycWord or_none(PycWord value) { return pyc_inc(value ? value : PYC_NONE); }
PycWord pyc_property_fget(PycWord self) { return or_none(property_of(self)->getter); }
PycWord pyc_property_fset(PycWord self) { return or_none(property_of(self)->setter); }
PycWord pyc_property_fdel(PycWord self) { return or_none(property_of(self)->deleter); }

static PycWord property_doc(PycWord self) { return or_none(property_of(self)->doc); }
static int property_set_doc(PycWord self, PycWord value) {
    PycWord old = property_of(self)->doc;
    property_of(self)->doc = given(value);
    pyc_xdec(old);
    return 0;
}
const PycComputed pyc_property_rows[] = {{"__doc__", property_doc, property_set_doc}};

PycType pyc_property_type = {.object = PYC_TYPE_HEAD, .name = "property", .instance_size = sizeof(PycProperty),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE, .release = property_release, .traverse = property_traverse,
    .create = property_create, .get_descriptor = property_get, .set_descriptor = property_set};

/* ---- staticmethod, classmethod ---- */

static PycWord wrapped(PycWord a) { return ((PycWrapped *)pyc_object(a))->function; }
static void wrapped_release(PycObject *self) { pyc_xdec(((PycWrapped *)self)->function); }
static void wrapped_traverse(PycObject *self, PycVisit visit, void *context) { visit(((PycWrapped *)self)->function, context); }

PycWord pyc_wrapped_new(PycType *type, PycWord function) {
    PycWrapped *object = pyc_allocate(type, type->instance_size);
    object->function = pyc_inc(function);
    return pyc_word(object);
}
static PycWord wrapped_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_no_keywords(type->name, names) < 0 || pyc_arity(type->name, n, 1, 1) < 0) return 0;
    return pyc_wrapped_new(type, args[0]);
}
static PycWord static_get(PycWord self, PycWord instance, PycWord owner) {
    (void)instance, (void)owner;
    return pyc_inc(wrapped(self));
}
static PycWord class_get(PycWord self, PycWord instance, PycWord owner) {
    PycWord cls = owner ? owner : pyc_word(pyc_type_of(instance));
    PycType *type = pyc_type_of(wrapped(self));
    if (type->get_descriptor && type != &pyc_function_type) return type->get_descriptor(wrapped(self), cls, pyc_word(pyc_type_of(cls)));
    return pyc_method_new(wrapped(self), cls);
}
static PycWord static_call(PycWord self, const PycWord *args, int64_t n, PycWord names) {
    return pyc_call(wrapped(self), args, n, names);
}
static PycWord wrapped_repr(PycWord self) { return pyc_text_format("<%s(%R)>", pyc_type_name(self), wrapped(self)); }
static PycWord wrapped_function(PycWord self) { return pyc_inc(wrapped(self)); }
static PycWord wrapped_name(PycWord self) { return pyc_get_attribute(wrapped(self), NAME(__name__)); }
static PycWord wrapped_qualname(PycWord self) { return pyc_get_attribute(wrapped(self), NAME(__qualname__)); }
static PycWord wrapped_module(PycWord self) { return pyc_get_attribute(wrapped(self), NAME(__module__)); }
static PycWord wrapped_doc(PycWord self) { return pyc_get_attribute(wrapped(self), NAME(__doc__)); }
const PycComputed pyc_wrapped_rows[] = {{"__func__", wrapped_function, NULL}, {"__wrapped__", wrapped_function, NULL},
    {"__name__", wrapped_name, NULL}, {"__qualname__", wrapped_qualname, NULL}, {"__doc__", wrapped_doc, NULL},
    {"__module__", wrapped_module, NULL}};

PycType pyc_staticmethod_type = {.object = PYC_TYPE_HEAD, .name = "staticmethod", .instance_size = sizeof(PycWrapped),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE, .release = wrapped_release, .traverse = wrapped_traverse,
    .create = wrapped_create, .call = static_call, .repr = wrapped_repr, .get_descriptor = static_get};
PycType pyc_classmethod_type = {.object = PYC_TYPE_HEAD, .name = "classmethod", .instance_size = sizeof(PycWrapped),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE, .release = wrapped_release, .traverse = wrapped_traverse,
    .create = wrapped_create, .repr = wrapped_repr, .get_descriptor = class_get};

/* ---- Computed attributes of builtin types ---- */

static PycWord getset_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    return instance ? ((PycGetSet *)pyc_object(self))->get(instance) : pyc_inc(self);
}
static int getset_set(PycWord self, PycWord instance, PycWord value) {
    PycGetSet *row = (PycGetSet *)pyc_object(self);
    if (row->set) return row->set(instance, value);
    pyc_raise_type(&pyc_attribute_error_type, "attribute '%s' of '%s' objects is not writable", row->name, row->owner->name);
    return -1;
}
static PycWord getset_repr(PycWord self) {
    PycGetSet *row = (PycGetSet *)pyc_object(self);
    return pyc_text_format("<attribute '%s' of '%s' objects>", row->name, row->owner->name);
}
static PycWord getset_name(PycWord self) { return pyc_str_from_c(((PycGetSet *)pyc_object(self))->name); }
const PycComputed pyc_getset_rows[] = {{"__name__", getset_name, NULL}};
PycType pyc_getset_type = {.object = PYC_TYPE_HEAD, .name = "getset_descriptor", .instance_size = sizeof(PycGetSet),
    .repr = getset_repr, .get_descriptor = getset_get, .set_descriptor = getset_set};

void pyc_add_computed(PycType *type, const PycComputed *rows, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        PycGetSet *row = pyc_allocate(&pyc_getset_type, sizeof(PycGetSet));
        row->name = rows[i].name;
        row->get = rows[i].get;
        row->set = rows[i].set;
        row->owner = type;
        (void)pyc_dict_set(type->attributes, pyc_intern(rows[i].name), pyc_word(row));
        pyc_dec(pyc_word(row));
    }
}

/* ---- __slots__ members ---- */

static PycWord member_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    if (!instance) return pyc_inc(self);
    PycMember *member = (PycMember *)pyc_object(self);
    int64_t slot = pyc_slot_number(pyc_type_of(instance), member->name);
    PycWord *extra = pyc_extra_address(instance);
    PycWord value = slot >= 0 ? pyc_slot_load(instance, slot)
                              : extra && *extra ? pyc_xinc(pyc_dict_find_str(*extra, member->name)) : 0;
    if (!value) pyc_raise_no_attribute(instance, member->name);
    return value;
}
static int member_set(PycWord self, PycWord instance, PycWord value) {
    PycMember *member = (PycMember *)pyc_object(self);
    int64_t slot = pyc_slot_number(pyc_type_of(instance), member->name);
    PycWord *extra = pyc_extra_address(instance);
    int missing;
    if (slot >= 0) missing = pyc_slot_store(instance, member->name, slot, value);
    else if (value) {
        if (!*extra && !(*extra = pyc_dict_new(0))) return -1;
        missing = pyc_dict_set(*extra, member->name, value);
    } else {
        PycWord old = pyc_dict_pop_str(*extra, member->name);
        missing = old == 0;
        pyc_xdec(old);
    }
    if (missing > 0) return pyc_raise_object(&pyc_attribute_error_type, member->name), -1;
    return missing;
}
static PycWord member_repr(PycWord self) {
    PycMember *member = (PycMember *)pyc_object(self);
    return pyc_text_format("<member '%S' of '%s' objects>", member->name, member->owner->name);
}
static void member_release(PycObject *self) { pyc_xdec(((PycMember *)self)->name); }
PycWord pyc_member_new(PycWord name, PycType *owner) {
    PycMember *member = pyc_allocate(&pyc_member_type, sizeof(PycMember));
    member->name = pyc_inc(name);
    member->owner = owner;
    return pyc_word(member);
}
PycType pyc_member_type = {.object = PYC_TYPE_HEAD, .name = "member_descriptor", .instance_size = sizeof(PycMember),
    .release = member_release, .repr = member_repr, .get_descriptor = member_get, .set_descriptor = member_set};

/* ---- mappingproxy: a class's __dict__ ---- */

static PycWord proxied(PycWord a) { return ((PycWrapped *)pyc_object(a))->function; }
static PycWord proxy_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_no_keywords("mappingproxy", names) < 0 || pyc_arity("mappingproxy", n, 1, 1) < 0) return 0;
    return pyc_wrapped_new(type, args[0]);
}
static PycWord proxy_repr(PycWord a) { return pyc_text_format("mappingproxy(%R)", proxied(a)); }
static PycWord proxy_str(PycWord a) { return pyc_str(proxied(a)); }
static PycWord proxy_compare(PycWord a, PycWord b, int op) {
    return pyc_compare(proxied(a), pyc_type_of(b) == &pyc_mappingproxy_type ? proxied(b) : b, op);
}
static PycWord proxy_iterate(PycWord a) { return pyc_iterate(proxied(a)); }
static int64_t proxy_length(PycWord a) { return pyc_length(proxied(a)); }
static PycWord proxy_get_item(PycWord a, PycWord key) { return pyc_get_item(proxied(a), key); }
static int proxy_contains(PycWord a, PycWord key) { return pyc_contains(proxied(a), key); }
static PycWord proxy_get_attribute(PycWord a, PycWord name) {
    PycWord own = pyc_object_get_attribute(a, name);
    if (own || pyc_state.exception) {
        /* Of object's attributes, only the name-like ones are not the mapping's. */
        return own;
    }
    return pyc_find_attribute(proxied(a), name);
}
PycType pyc_mappingproxy_type = {.object = PYC_TYPE_HEAD, .name = "mappingproxy", .instance_size = sizeof(PycWrapped),
    .flags = PYC_TYPE_TRACKED, .release = wrapped_release, .traverse = wrapped_traverse, .create = proxy_create,
    .repr = proxy_repr, .str = proxy_str, .compare = proxy_compare, .iterate = proxy_iterate,
    .length = proxy_length, .get_item = proxy_get_item, .contains = proxy_contains, .get_attribute = proxy_get_attribute};
