/* attributes.c: attribute access: lookup through the mro with a cache, descriptors, instance
 * slots and dictionaries, and the inline caches of compiled code. */
#include "objects_private.h"

/* ---- Lookup in a class ---- */

enum { FOUND_ENTRIES = 4096, NAME_ENTRIES = 16 }; /* a name's entries stand together */
static PycFound found[FOUND_ENTRIES];
static PycFound uncached;

/* Cached slots stand in sites' caches; they hold while no class gets a data descriptor anew. */
static uint32_t slot_version = 1;

static inline PycFound *entry_of(PycType *type, PycWord name) {
    int64_t hash = ((PycStr *)pyc_object(name))->hash;
    if (__builtin_expect(hash == -1, 0)) hash = pyc_str_hash(name);
    uint64_t of_type = (uint64_t)(uintptr_t)type >> 4;
    return &found[((uint64_t)hash * NAME_ENTRIES + ((of_type ^ of_type >> 5) & (NAME_ENTRIES - 1))) & (FOUND_ENTRIES - 1)];
}

PycWord pyc_type_lookup(PycType *type, PycWord name) {
    return pyc_find(type, name)->value;
}

int64_t pyc_slot_number(PycType *type, PycWord name) {
    if (!type->n_slots || !type->slot_index) return -1;
    PycWord number = pyc_dict_find_str(type->slot_index, name);
    return number ? pyc_small_value(number) : -1;
}

static __attribute__((noinline)) const PycFound *find_slowly(PycType *type, PycWord name, PycFound *entry) {
    pyc_type_ready(type);
    PycWord value = 0;
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 0; i < mro->length && !value; i++) {
        PycType *base = (PycType *)pyc_object(mro->items[i]);
        pyc_type_ready(base);
        value = pyc_dict_find_str(base->attributes, name);
    }
    /* Only names that live forever are remembered: a dead one's address may come back. */
    if (pyc_object(name)->refcount < PYC_IMMORTAL / 2) entry = &uncached;
    *entry = (PycFound){type, name, value, pyc_slot_number(type, name)};
    return entry;
}

const PycFound *pyc_find(PycType *type, PycWord name) {
    PycFound *entry = entry_of(type, name);
    if (__builtin_expect(entry->type == type && entry->name == name, 1)) return entry;
    return find_slowly(type, name, entry);
}

void pyc_forget(PycType *type, PycWord name) {
    PycFound *first = entry_of((PycType *)NULL, name);
    for (int64_t i = 0; i < NAME_ENTRIES; i++) first[i].type = NULL;
    PycWord value = pyc_dict_find_str(type->attributes, name);
    if (value && pyc_type_of(value)->set_descriptor) slot_version++;
}

/* ---- What an instance holds ---- */

PycWord *pyc_extra_address(PycWord a) {
    if (pyc_is_small(a)) return NULL;
    PycObject *object = pyc_object(a);
    int64_t flags = object->type->flags;
    if (flags & PYC_TYPE_EXCEPTION) return &((PycException *)object)->extra;
    if (flags & PYC_TYPE_DERIVED) return (PycWord *)((char *)object + pyc_layout_size(object));
    if (flags & PYC_TYPE_USER) return &((PycInstance *)object)->extra;
    if (object->type == &pyc_function_type) return &((PycFunction *)object)->extra;
    return NULL;
}

static inline PycWord *slots_of(PycObject *object) {
    if (object->type->flags & PYC_TYPE_EXCEPTION) return ((PycException *)object)->slots;
    return ((PycInstance *)object)->slots;
}

PycWord pyc_slot_load(PycWord a, int64_t slot) {
    PycObject *object = pyc_object(a);
    PycWord word = slots_of(object)[slot];
    if (object->type->slots[slot].kind == PYC_SLOT_WORD) return pyc_xinc(word);
    if (word != PYC_F64_ABSENT) {
        double value;
        memcpy(&value, &word, sizeof value);
        return pyc_float_new(value);
    }
    PycWord *extra = pyc_extra_address(a);
    return extra && *extra ? pyc_xinc(pyc_dict_find_str(*extra, object->type->slots[slot].name)) : 0;
}

PycWord pyc_dict_pop_str(PycWord dict, PycWord name) {
    PycWord value = dict ? pyc_dict_find_str(dict, name) : 0;
    if (!value) return 0;
    pyc_inc(value);
    (void)pyc_dict_delete(dict, name);
    return value;
}

static int extra_set(PycWord *extra, PycWord name, PycWord value) {
    if (!*extra && !(*extra = pyc_dict_new(0))) return -1;
    return pyc_dict_set(*extra, name, value);
}

/* value 0: delete. Result 1: it was not there. */
static int store_f64(PycWord a, PycWord name, PycWord *place, PycWord value) {
    PycWord *extra = pyc_extra_address(a);
    bool there = *place != PYC_F64_ABSENT;
    if (value && pyc_type_of(value) == &pyc_float_type) {
        memcpy(place, &((PycFloat *)pyc_object(value))->value, sizeof *place);
        if (!there) pyc_xdec(pyc_dict_pop_str(*extra, name));
        return 0;
    }
    *place = PYC_F64_ABSENT;
    if (value) return extra_set(extra, name, value);
    if (there) return 0;
    PycWord old = pyc_dict_pop_str(*extra, name);
    pyc_xdec(old);
    return old ? 0 : 1;
}

int pyc_slot_store(PycWord a, PycWord name, int64_t slot, PycWord value) {
    PycObject *object = pyc_object(a);
    PycWord *place = &slots_of(object)[slot];
    if (object->type->slots[slot].kind == PYC_SLOT_F64) return store_f64(a, name, place, value);
    PycWord old = *place;
    *place = value ? pyc_inc(value) : 0;
    pyc_xdec(old);
    return value || old ? 0 : 1;
}

/* ---- Instances ---- */

static inline PycWord bound(PycWord value, PycWord a, PycType *type) {
    PycType *descriptor = pyc_type_of(value);
    if (descriptor == &pyc_function_type) return pyc_method_new(value, a);
    if (descriptor->get_descriptor) return descriptor->get_descriptor(value, a, pyc_word(type));
    return pyc_inc(value);
}

static inline bool is_data_descriptor(PycWord value) { return pyc_type_of(value)->set_descriptor != NULL; }

PycWord pyc_object_get_attribute(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    const PycFound *entry = pyc_find(type, name);
    PycWord value = entry->value, result;
    int64_t slot = entry->slot;
    if (value && is_data_descriptor(value) && pyc_type_of(value)->get_descriptor) return bound(value, a, type);
    if (slot >= 0 && (result = pyc_slot_load(a, slot))) return result;
    PycWord *extra = pyc_extra_address(a);
    if (extra && *extra && (result = pyc_dict_find_str(*extra, name))) return pyc_inc(result);
    return value ? bound(value, a, type) : 0;
}

int pyc_object_set_attribute(PycWord a, PycWord name, PycWord value) {
    PycType *type = pyc_type_of(a);
    const PycFound *entry = pyc_find(type, name);
    PycWord descriptor = entry->value;
    int64_t slot = entry->slot;
    int missing = 1;
    if (descriptor && is_data_descriptor(descriptor))
        return pyc_type_of(descriptor)->set_descriptor(descriptor, a, value);
    if (slot >= 0 && !(type->flags & PYC_TYPE_NO_DICT)) missing = pyc_slot_store(a, name, slot, value);
    else {
        PycWord *extra = type->flags & PYC_TYPE_NO_DICT ? NULL : pyc_extra_address(a);
        if (!extra) {
            if (descriptor) pyc_raise_type(&pyc_attribute_error_type, "'%s' object attribute '%S' is read-only", pyc_type_name(a), name);
            else pyc_raise_no_attribute(a, name);
            return -1;
        }
        if (value) return extra_set(extra, name, value);
        PycWord old = pyc_dict_pop_str(*extra, name);
        missing = old == 0;
        pyc_xdec(old);
    }
    if (missing > 0) return pyc_raise_no_attribute(a, name), -1;
    return missing;
}

/* ---- Classes ---- */

PycWord pyc_type_get_attribute(PycWord a, PycWord name) {
    PycType *type = (PycType *)pyc_object(a), *meta = pyc_type_of(a);
    PycWord through_meta = pyc_find(meta, name)->value;
    if (through_meta && is_data_descriptor(through_meta)) return bound(through_meta, a, meta);
    PycWord value = pyc_find(type, name)->value;
    if (value) {
        PycType *descriptor = pyc_type_of(value);
        if (descriptor->get_descriptor) return descriptor->get_descriptor(value, 0, a);
        return pyc_inc(value);
    }
    return through_meta ? bound(through_meta, a, meta) : 0;
}

int pyc_type_set_attribute(PycWord a, PycWord name, PycWord value) {
    PycType *type = (PycType *)pyc_object(a), *meta = pyc_type_of(a);
    if (!(type->flags & PYC_TYPE_HEAP)) {
        pyc_raise_type(&pyc_type_error_type, "cannot set '%S' attribute of immutable type '%s'", name, type->name);
        return -1;
    }
    PycWord descriptor = pyc_find(meta, name)->value;
    if (descriptor && is_data_descriptor(descriptor))
        return pyc_type_of(descriptor)->set_descriptor(descriptor, a, value);
    if (value) {
        if (pyc_dict_set(type->attributes, name, value) < 0) return -1;
    } else {
        PycWord old = pyc_dict_pop_str(type->attributes, name);
        if (!old) return pyc_raise_no_attribute(a, name), -1;
        pyc_dec(old);
    }
    pyc_forget(type, name);
    if (pyc_slots_name(name))
        for (int64_t i = 0; i < pyc_type_count(); i++)
            if (pyc_is_subclass(pyc_user_type(i), type)) pyc_slots_update(pyc_user_type(i));
    return 0;
}

/* ---- Any object ---- */

PYC_COLD void pyc_raise_no_attribute(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    if (type == &pyc_module_type)
        pyc_raise_type(&pyc_attribute_error_type, "module '%S' has no attribute '%S'", ((PycModule *)pyc_object(a))->name, name);
    else if (pyc_is_subclass(type, &pyc_type_type))
        pyc_raise_type(&pyc_attribute_error_type, "type object '%s' has no attribute '%S'", ((PycType *)pyc_object(a))->name, name);
    else
        pyc_raise_type(&pyc_attribute_error_type, "'%s' object has no attribute '%S'", type->name, name);
    if (!pyc_pending_is(&pyc_attribute_error_type)) return;
    PycException *exception = (PycException *)pyc_object(pyc_state.exception);
    if (!exception->fields) exception->fields = pyc_dict_new(0);
    (void)pyc_dict_set(exception->fields, NAME(name), name);
    (void)pyc_dict_set(exception->fields, NAME(obj), a);
}

static int check_name(PycWord name) {
    if (!pyc_is_small(name) && pyc_object(name)->type->flags & PYC_TYPE_STR) return 0;
    pyc_raise_type(&pyc_type_error_type, "attribute name must be string, not '%s'", pyc_type_name(name));
    return -1;
}

PycWord pyc_get_attribute(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    if (check_name(name) < 0) return 0;
    pyc_type_ready(type);
    PycWord result = type->get_attribute ? type->get_attribute(a, name) : pyc_object_get_attribute(a, name);
    if (!result && !pyc_state.exception) pyc_raise_no_attribute(a, name);
    return result;
}

PycWord pyc_find_attribute(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    if (check_name(name) < 0) return 0;
    pyc_type_ready(type);
    PycWord result = type->get_attribute ? type->get_attribute(a, name) : pyc_object_get_attribute(a, name);
    if (!result && pyc_pending_is(&pyc_attribute_error_type)) pyc_clear();
    return result;
}

int pyc_set_attribute(PycWord a, PycWord name, PycWord value) {
    PycType *type = pyc_type_of(a);
    if (check_name(name) < 0) return -1;
    pyc_type_ready(type);
    return type->set_attribute ? type->set_attribute(a, name, value) : pyc_object_set_attribute(a, name, value);
}

int pyc_delete_attribute(PycWord a, PycWord name) { return pyc_set_attribute(a, name, 0); }

PycWord pyc_special_of(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    PycWord value = pyc_find(type, name)->value;
    return value ? bound(value, a, type) : 0;
}

PycWord pyc_special(PycWord a, const char *name) { return pyc_special_of(a, pyc_intern(name)); }

/* ---- Inline caches: offset is (version << 32) | byte offset of a word slot ---- */

static inline bool cache_holds(const PycCache *cache, PycType *type) {
    return cache->type == type && (uint32_t)((uint64_t)cache->offset >> 32) == slot_version;
}

static void fill_cache(PycWord a, PycType *type, PycWord name, PycCache *cache) {
    const PycFound *entry = pyc_find(type, name);
    if (entry->slot < 0 || type->slots[entry->slot].kind != PYC_SLOT_WORD) return;
    if (entry->value && is_data_descriptor(entry->value) && pyc_type_of(entry->value) != &pyc_member_type) return;
    PycWord *place = &slots_of(pyc_object(a))[entry->slot];
    cache->type = type;
    cache->offset = (int64_t)((uint64_t)slot_version << 32 | (uint64_t)((char *)place - (char *)pyc_object(a)));
}

PycWord pyc_get_attribute_cached(PycWord a, PycWord name, PycCache *cache) {
    PycType *type = pyc_type_of(a);
    if (__builtin_expect(cache_holds(cache, type), 1)) {
        PycWord word = *(PycWord *)((char *)pyc_object(a) + (uint32_t)cache->offset);
        if (__builtin_expect(word != 0, 1)) return pyc_inc(word);
    } else if (!type->get_attribute && type->n_slots) {
        fill_cache(a, type, name, cache);
    }
    return pyc_get_attribute(a, name);
}

int pyc_set_attribute_cached(PycWord a, PycWord name, PycWord value, PycCache *cache) {
    PycType *type = pyc_type_of(a);
    if (__builtin_expect(cache_holds(cache, type), 1)) {
        PycWord *place = (PycWord *)((char *)pyc_object(a) + (uint32_t)cache->offset);
        PycWord old = *place;
        *place = pyc_inc(value);
        pyc_xdec(old);
        return 0;
    }
    if (!type->set_attribute && type->n_slots) fill_cache(a, type, name, cache);
    return pyc_set_attribute(a, name, value);
}

/* ---- super ---- */

static PycWord super_lookup(PycType *after, PycType *start, PycWord name) {
    pyc_type_ready(start);
    PycTuple *mro = (PycTuple *)pyc_object(start->mro);
    int64_t i = 0;
    while (i < mro->length && mro->items[i] != pyc_word(after)) i++;
    for (i++; i < mro->length; i++) {
        PycType *base = (PycType *)pyc_object(mro->items[i]);
        pyc_type_ready(base);
        PycWord value = pyc_dict_find_str(base->attributes, name);
        if (value) return value;
    }
    return 0;
}

static PYC_COLD PycWord super_check_failed(void) {
    pyc_raise_type(&pyc_type_error_type, "super(type, obj): obj must be an instance or subtype of type");
    return 0;
}

/* The class whose mro super(type, self) walks; NULL: error. */
static PycType *super_start(PycType *type, PycWord self) {
    if (pyc_is_subclass(pyc_type_of(self), &pyc_type_type) && pyc_is_subclass((PycType *)pyc_object(self), type))
        return (PycType *)pyc_object(self);
    if (pyc_is_subclass(pyc_type_of(self), type)) return pyc_type_of(self);
    super_check_failed();
    return NULL;
}

/* `by`: the super object, which has attributes of its own; 0: there is none. */
static PycWord super_get(PycWord by, PycType *type, PycWord self, PycType *start, PycWord name) {
    PycWord value = super_lookup(type, start, name);
    if (!value && by && pyc_find(pyc_type_of(by), name)->value) return pyc_object_get_attribute(by, name);
    if (!value) {
        PycWord text = pyc_text_format("'super' object has no attribute '%S'", name);
        if (text) pyc_raise_object(&pyc_attribute_error_type, text), pyc_dec(text);
        return 0;
    }
    PycType *descriptor = pyc_type_of(value);
    bool through_class = self == pyc_word(start);
    if (!descriptor->get_descriptor) return pyc_inc(value);
    return descriptor->get_descriptor(value, through_class ? 0 : self, pyc_word(start));
}

PycWord pyc_super_attribute(PycWord owner_class, PycWord self, PycWord name) {
    PycType *type = (PycType *)pyc_object(owner_class);
    PycType *start = super_start(type, self);
    return start ? super_get(0, type, self, start, name) : 0;
}

int pyc_check_super(PycWord owner_class, PycWord self, PycWord name) {
    PycWord value = pyc_super_attribute(owner_class, self, name);
    pyc_xdec(value);
    return value ? 0 : -1;
}

int pyc_check_method(PycWord a, PycWord name) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    bool is_class = pyc_is_subclass(type, &pyc_type_type);
    if (type->get_attribute && type->flags & PYC_TYPE_USER) return 0;
    if (is_class ? pyc_find((PycType *)pyc_object(a), name)->value != 0 : !type->get_attribute && pyc_find(type, name)->value) return 0;
    PycWord value = pyc_get_attribute(a, name);
    pyc_xdec(value);
    return value ? 0 : -1;
}

static PycWord super_get_attribute(PycWord a, PycWord name) {
    PycSuper *super = (PycSuper *)pyc_object(a);
    if (!super->self || pyc_str_equal(name, NAME(__class__))) return pyc_object_get_attribute(a, name);
    return super_get(a, super->type, super->self, super->self_type, name);
}

static PycWord super_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_no_keywords("super", names) < 0) return 0;
    if (n == 0) return pyc_raise_type(&pyc_runtime_error_type, "super(): no arguments"), (PycWord)0;
    if (pyc_arity("super()", n, 0, 2) < 0) return 0;
    if (!pyc_is_subclass(pyc_type_of(args[0]), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "super() argument 1 must be a type, not %s", pyc_type_name(args[0])), (PycWord)0;
    PycWord self = n == 2 && args[1] != PYC_NONE ? args[1] : 0;
    PycType *start = NULL;
    if (self && !(start = super_start((PycType *)pyc_object(args[0]), self))) return 0;
    PycSuper *super = pyc_allocate(type, sizeof(PycSuper));
    super->type = (PycType *)pyc_object(args[0]);
    super->self = self ? pyc_inc(self) : 0;
    super->self_type = start;
    return pyc_word(super);
}

static void super_release(PycObject *self) { pyc_xdec(((PycSuper *)self)->self); }
static void super_traverse(PycObject *self, PycVisit visit, void *context) { visit(((PycSuper *)self)->self, context); }
static PycWord super_repr(PycWord a) {
    PycSuper *super = (PycSuper *)pyc_object(a);
    if (!super->self) return pyc_text_format("<super: <class '%s'>, NULL>", super->type->name);
    return pyc_text_format("<super: <class '%s'>, <%s object>>", super->type->name, super->self_type->name);
}

/* An unbound super(C) in a class's attribute is bound to the instance it is read from. */
static PycWord super_bind(PycWord a, PycWord instance, PycWord owner) {
    (void)owner;
    PycSuper *super = (PycSuper *)pyc_object(a);
    if (!instance || instance == PYC_NONE || super->self) return pyc_inc(a);
    PycWord args[] = {pyc_word(super->type), instance};
    return pyc_call(pyc_word(pyc_type_of(a)), args, 2, 0);
}

static PycWord super_class(PycWord a) { return pyc_inc(pyc_word(((PycSuper *)pyc_object(a))->type)); }
static PycWord super_self(PycWord a) {
    PycWord self = ((PycSuper *)pyc_object(a))->self;
    return pyc_inc(self ? self : PYC_NONE);
}
static PycWord super_self_class(PycWord a) {
    PycType *type = ((PycSuper *)pyc_object(a))->self_type;
    return pyc_inc(type ? pyc_word(type) : PYC_NONE);
}
const PycComputed pyc_super_rows[] = {{"__thisclass__", super_class, NULL}, {"__self__", super_self, NULL},
                                      {"__self_class__", super_self_class, NULL}};

PycType pyc_super_type = {.object = PYC_TYPE_HEAD, .name = "super", .instance_size = sizeof(PycSuper),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE, .release = super_release, .traverse = super_traverse,
    .create = super_create, .repr = super_repr, .get_attribute = super_get_attribute, .get_descriptor = super_bind};
