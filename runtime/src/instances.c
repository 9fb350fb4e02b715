/* instances.c: objects of user classes: allocation, traversal, release, __del__, __dict__. */
#include "objects_private.h"

/* ---- Layout ---- */

PycType *pyc_layout_type(PycType *type) {
    while (type->flags & PYC_TYPE_HEAP) type = type->base;
    return type;
}

static int64_t rounded(int64_t size) { return (size + 7) & ~(int64_t)7; }

static int64_t exact_size(const PycObject *self) {
    int64_t flags = self->type->flags;
    if (flags & PYC_TYPE_INT) {
        int64_t size = ((const PycInt *)self)->size;
        return (int64_t)sizeof(PycInt) + 8 * (size < 0 ? -size : size);
    }
    if (flags & PYC_TYPE_STR) {
        const PycStr *str = (const PycStr *)self;
        return (int64_t)offsetof(PycStr, data) + (str->length + 1) * str->kind;
    }
    if (flags & PYC_TYPE_TUPLE) return (int64_t)sizeof(PycTuple) + 8 * ((const PycTuple *)self)->length;
    const PycType *layout = pyc_layout_type(self->type);
    if (layout == &pyc_bytes_type) return (int64_t)offsetof(PycBytes, data) + ((const PycBytes *)self)->length + 1;
    return layout->instance_size;
}

int64_t pyc_layout_size(PycObject *self) { return rounded(exact_size(self)); }

/* ---- Plain instances ---- */

PycWord pyc_instance_new(PycType *type) {
    PycInstance *self = pyc_allocate(type, type->instance_size);
    if (type->flags & PYC_TYPE_HAS_F64)
        for (int64_t i = 0; i < type->n_slots; i++)
            if (type->slots[i].kind == PYC_SLOT_F64) self->slots[i] = PYC_F64_ABSENT;
    return pyc_word(self);
}

void pyc_instance_release(PycObject *self) {
    PycInstance *instance = (PycInstance *)self;
    const PycType *type = self->type;
    for (int64_t i = 0; i < type->n_slots; i++)
        if (type->slots[i].kind == PYC_SLOT_WORD) pyc_xdec(instance->slots[i]);
    pyc_xdec(instance->extra);
}

void pyc_instance_traverse(PycObject *self, PycVisit visit, void *context) {
    PycInstance *instance = (PycInstance *)self;
    const PycType *type = self->type;
    for (int64_t i = 0; i < type->n_slots; i++)
        if (type->slots[i].kind == PYC_SLOT_WORD) visit(instance->slots[i], context);
    visit(instance->extra, context);
}

void pyc_instance_clear(PycObject *self) {
    PycInstance *instance = (PycInstance *)self;
    const PycType *type = self->type;
    for (int64_t i = 0; i < type->n_slots; i++) {
        if (type->slots[i].kind != PYC_SLOT_WORD) continue;
        PycWord word = instance->slots[i];
        instance->slots[i] = 0;
        pyc_xdec(word);
    }
    PycWord extra = instance->extra;
    instance->extra = 0;
    pyc_xdec(extra);
}

/* ---- Instances with a builtin's layout ---- */

void pyc_derived_release(PycObject *self) {
    PycType *layout = pyc_layout_type(self->type);
    PycWord extra = *(PycWord *)((char *)self + pyc_layout_size(self));
    if (layout->release) layout->release(self);
    pyc_xdec(extra);
}

void pyc_derived_traverse(PycObject *self, PycVisit visit, void *context) {
    PycType *layout = pyc_layout_type(self->type);
    if (layout->traverse) layout->traverse(self, visit, context);
    visit(*(PycWord *)((char *)self + pyc_layout_size(self)), context);
}

void pyc_derived_clear(PycObject *self) {
    PycType *layout = pyc_layout_type(self->type);
    PycWord *place = (PycWord *)((char *)self + pyc_layout_size(self));
    PycWord extra = *place;
    *place = 0;
    pyc_xdec(extra);
    if (layout->clear) layout->clear(self);
}

/* A small int as an object of a class below int: one limb, or none for 0. */
static PycWord derived_small(PycType *type, int64_t value) {
    int64_t size = value == 0 ? 0 : value < 0 ? -1 : 1;
    PycInt *self = pyc_allocate(type, (int64_t)sizeof(PycInt) + (value ? 16 : 8));
    self->size = size;
    if (value) self->limbs[0] = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return pyc_word(self);
}

/* base(*args) as an object of `type`: its content is moved over from an object of base itself. */
PycWord pyc_derived_new(PycType *type, PycType *base, const PycWord *args, int64_t n, PycWord names) {
    if (!base->create)
        return pyc_raise_type(&pyc_type_error_type, "cannot create '%s' instances", base->name), (PycWord)0;
    PycWord plain = base->create(base, args, n, names);
    if (!plain || pyc_is_small(plain)) return plain ? derived_small(type, pyc_small_value(plain)) : 0;
    if (base == &pyc_frozenset_type && pyc_object(plain)->refcount > 1) { /* shared: move a copy's table */
        PycWord copy = pyc_set_from(&pyc_set_type, plain);
        pyc_dec(plain);
        if (!(plain = copy)) return 0;
    }
    PycObject *source = pyc_object(plain);
    if (base->next && source->type != base) return plain; /* reversed(x), where x has a way of its own */
    int64_t size = exact_size(source);
    PycObject *self = pyc_allocate(type, rounded(size) + 8);
    memcpy(self + 1, source + 1, (size_t)size - sizeof(PycObject));
    if (source->refcount == 1) { /* what it held is self's now */
        pyc_free(source, size);
        return pyc_word(self);
    }
    if (base->flags & PYC_TYPE_TUPLE)
        for (int64_t i = 0; i < ((PycTuple *)self)->length; i++) pyc_inc(((PycTuple *)self)->items[i]);
    pyc_dec(plain);
    return pyc_word(self);
}

/* list.__init__(self, *args) and its like: the content of a new object changes places with self's. */
int pyc_derived_refill(PycWord self, PycType *base, const PycWord *args, int64_t n, PycWord names) {
    PycWord fresh = base->create(base, args, n, names);
    if (!fresh) return -1;
    char *left = (char *)(pyc_object(self) + 1), *right = (char *)(pyc_object(fresh) + 1);
    for (int64_t i = 0; i < base->instance_size - (int64_t)sizeof(PycObject); i++) {
        char byte = left[i];
        left[i] = right[i];
        right[i] = byte;
    }
    pyc_dec(fresh);
    return 0;
}

/* ---- __del__ ---- */

static PycObject **finalized; /* objects that __del__ has run for and that live on */
static int64_t n_finalized, finalized_capacity;

static int64_t finalized_index(const PycObject *object) {
    for (int64_t i = 0; i < n_finalized; i++)
        if (finalized[i] == object) return i;
    return -1;
}

static void remember_finalized(PycObject *object) {
    if (n_finalized == finalized_capacity) {
        int64_t capacity = finalized_capacity ? finalized_capacity * 2 : 16;
        finalized = pyc_raw_resize(finalized, finalized_capacity * 8, capacity * 8);
        finalized_capacity = capacity;
    }
    finalized[n_finalized++] = object;
}

static void call_finalizer(PycObject *object) {
    PycWord pending = pyc_take_pending();
    PycWord function = pyc_type_lookup(object->type, NAME(__del__));
    PycWord self = pyc_word(object);
    if (function) {
        PycWord method = pyc_special_of(self, NAME(__del__));
        PycWord result = method ? pyc_call(method, NULL, 0, 0) : 0;
        if (result) pyc_dec(result);
        else pyc_print_unraisable("Exception ignored in: ", function);
        pyc_xdec(method);
    }
    pyc_restore(pending);
}

/* Runs __del__ of an object that the cycle collector found dead; once in its life. */
void pyc_finalize_garbage(PycObject *object) {
    if (finalized_index(object) >= 0) return;
    remember_finalized(object);
    call_finalizer(object);
}

bool pyc_finalize(PycObject *object) {
    int64_t index = finalized_index(object);
    if (index >= 0) {
        finalized[index] = finalized[--n_finalized];
        return false;
    }
    object->refcount = 1;
    call_finalizer(object);
    if (--object->refcount == 0) return false;
    remember_finalized(object);
    return true;
}

/* ---- __dict__ ---- */

/* The dict behind the instance, where it holds all attributes and nothing else: with fixed slots it
 * lacks some, and values of __slots__ stand in it, too. NULL: __dict__ is a copy that writes through.
 * Programs that write `.__dict__` or `vars` give their classes no fixed slots. */
static PycWord *whole_dict(PycWord a) {
    PycType *type = pyc_type_of(a);
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    if (type->n_slots > 0) return NULL;
    for (int64_t i = 0; i < mro->length; i++)
        if (pyc_dict_find_str(((PycType *)pyc_object(mro->items[i]))->attributes, NAME(__slots__))) return NULL;
    return pyc_extra_address(a);
}

static bool is_member(PycWord a, PycWord key) {
    if (pyc_is_small(key) || !(pyc_type_of(key)->flags & PYC_TYPE_STR)) return false;
    PycWord value = pyc_find(pyc_type_of(a), key)->value;
    return value && pyc_type_of(value) == &pyc_member_type;
}

typedef struct { PycWord instance; } DictTail; /* behind the dict's own layout */

static DictTail *tail_of(PycWord a) {
    return (DictTail *)((char *)pyc_object(a) + rounded(pyc_dict_type.instance_size));
}

static int dict_write(PycWord a, PycWord key, PycWord value) {
    if (pyc_dict_type.set_item(a, key, value) < 0) return -1;
    PycWord instance = tail_of(a)->instance;
    if (!instance || pyc_is_small(key) || !(pyc_type_of(key)->flags & PYC_TYPE_STR)) return 0;
    int64_t slot = pyc_slot_number(pyc_type_of(instance), key);
    if (slot >= 0) return pyc_slot_store(instance, key, slot, value) < 0 ? -1 : 0;
    PycWord *extra = pyc_extra_address(instance);
    if (!value) return *extra ? pyc_dict_delete(*extra, key) : 0;
    if (!*extra && !(*extra = pyc_dict_new(0))) return -1;
    return pyc_dict_set(*extra, key, value);
}

/* After a method of dict changed the copy: makes the instance say the same. */
int pyc_instance_dict_sync(PycWord a) {
    PycWord instance = tail_of(a)->instance;
    PycType *type = pyc_type_of(instance);
    PycWord extra = pyc_dict_new(0);
    for (int64_t i = 0; i < type->n_slots; i++) {
        PycWord value = pyc_dict_find_str(a, type->slots[i].name);
        (void)pyc_slot_store(instance, type->slots[i].name, i, value);
    }
    int64_t position = 0;
    PycWord key, value;
    while (pyc_dict_entry(a, &position, &key, &value)) {
        bool text = !pyc_is_small(key) && pyc_type_of(key)->flags & PYC_TYPE_STR;
        int64_t slot = text ? pyc_slot_number(type, key) : -1;
        if (slot >= 0 && (type->slots[slot].kind == PYC_SLOT_WORD || pyc_type_of(value) == &pyc_float_type)) continue;
        if (pyc_dict_set(extra, key, value) < 0) return pyc_dec(extra), -1;
    }
    PycWord *place = pyc_extra_address(instance), old = *place;
    *place = extra;
    pyc_xdec(old);
    return 0;
}

static void dict_release(PycObject *self) {
    PycWord instance = tail_of(pyc_word(self))->instance;
    pyc_dict_type.release(self);
    pyc_xdec(instance);
}
static void dict_traverse(PycObject *self, PycVisit visit, void *context) {
    pyc_dict_type.traverse(self, visit, context);
    visit(tail_of(pyc_word(self))->instance, context);
}

static PycType instance_dict_type = {.object = PYC_TYPE_HEAD, .name = "dict", .base = &pyc_dict_type,
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_DICT, .release = dict_release, .traverse = dict_traverse};

/* Methods that change a dict run on the copy, then the instance follows. */
static PycWord changed(PycWord self, const char *method, PycWord args, PycWord keywords) {
    PycWord function = pyc_type_lookup(&pyc_dict_type, pyc_intern(method));
    PycWord bound = pyc_method_new(function, self), given = args ? pyc_inc(args) : pyc_tuple_of(NULL, 0);
    PycWord result = pyc_call_spread(bound, given, keywords);
    pyc_dec(bound);
    pyc_dec(given);
    if (result && pyc_instance_dict_sync(self) < 0) return pyc_dec(result), (PycWord)0;
    return result;
}
#define CHANGER(name) static PycWord dict_##name(PycWord self, PycWord args, PycWord keywords) { return changed(self, #name, args, keywords); }
CHANGER(update) CHANGER(pop) CHANGER(popitem) CHANGER(setdefault) CHANGER(clear)
static PycWord dict_copy(PycWord self) {
    PycWord copy = pyc_dict_new(0);
    if (pyc_dict_merge(copy, self) < 0) return pyc_dec(copy), (PycWord)0;
    return copy;
}

static const char *const spread_names[] = {"self", "args", "kwargs"};
#define SPREAD(text, function) {text, "dict", (void *)function, spread_names, 1, 1, 1, 0, 3, PYC_BUILTIN_METHOD, "", PYC_ARITY_UNPACKED, text}
static const PycBuiltinSpec dict_specs[] = {SPREAD("update", dict_update), SPREAD("pop", dict_pop),
    SPREAD("popitem", dict_popitem), SPREAD("setdefault", dict_setdefault), SPREAD("clear", dict_clear),
    {"copy", "dict", (void *)dict_copy, spread_names, 1, 1, 1, 0, 0, PYC_BUILTIN_METHOD, "", PYC_ARITY_NONE, "dict.copy"}};

static void prepare_dict_type(void) {
    if (instance_dict_type.mro) return;
    instance_dict_type.instance_size = rounded(pyc_dict_type.instance_size) + (int64_t)sizeof(DictTail);
    pyc_type_prepare(&instance_dict_type);
    instance_dict_type.set_item = dict_write;
    for (size_t i = 0; i < sizeof dict_specs / sizeof *dict_specs; i++) {
        PycBuiltin *builtin = pyc_allocate(&pyc_method_descriptor_type, sizeof(PycBuiltin));
        builtin->spec = &dict_specs[i];
        builtin->owner = &pyc_dict_type;
        (void)pyc_dict_set(instance_dict_type.attributes, pyc_intern(dict_specs[i].name), pyc_word(builtin));
        pyc_dec(pyc_word(builtin));
    }
}

PycWord pyc_instance_dict_copy(PycWord a) {
    PycType *type = pyc_type_of(a);
    PycWord dict = pyc_dict_new(0);
    for (int64_t i = 0; i < type->n_slots; i++) {
        PycWord value = pyc_slot_load(a, i);
        if (!value) continue;
        int failed = pyc_dict_set(dict, type->slots[i].name, value);
        pyc_dec(value);
        if (failed < 0) return pyc_dec(dict), (PycWord)0;
    }
    PycWord *extra = pyc_extra_address(a), key, value;
    int64_t position = 0;
    while (extra && *extra && pyc_dict_entry(*extra, &position, &key, &value))
        if (!is_member(a, key) && pyc_dict_set(dict, key, value) < 0) return pyc_dec(dict), (PycWord)0;
    return dict;
}

PycWord pyc_instance_dict(PycWord a) {
    PycWord *whole = whole_dict(a);
    if (whole) {
        if (!*whole && !(*whole = pyc_dict_new(0))) return 0;
        return pyc_inc(*whole);
    }
    PycWord plain = pyc_instance_dict_copy(a);
    if (!plain) return 0;
    prepare_dict_type();
    PycObject *self = pyc_allocate(&instance_dict_type, instance_dict_type.instance_size);
    memcpy(self + 1, pyc_object(plain) + 1, (size_t)pyc_dict_type.instance_size - sizeof(PycObject));
    pyc_free(pyc_object(plain), pyc_dict_type.instance_size);
    tail_of(pyc_word(self))->instance = pyc_inc(a);
    return pyc_word(self);
}

/* Is this the live view that __dict__ gives? type() says dict for it. */
bool pyc_is_instance_dict(PycWord a) { return pyc_type_of(a) == &instance_dict_type; }

int pyc_instance_set_dict(PycWord a, PycWord value) {
    if (!pyc_extra_address(a)) return pyc_raise_no_attribute(a, NAME(__dict__)), -1;
    if (!value) return pyc_raise_type(&pyc_type_error_type, "cannot delete __dict__"), -1;
    if (!(pyc_type_of(value)->flags & PYC_TYPE_DICT))
        return pyc_raise_type(&pyc_type_error_type, "__dict__ must be set to a dictionary, not a '%s'", pyc_type_name(value)), -1;
    PycWord *whole = whole_dict(a);
    if (whole) {
        PycWord old = *whole;
        *whole = pyc_inc(value);
        pyc_xdec(old);
        return 0;
    }
    PycWord view = pyc_instance_dict(a);
    if (!view) return -1;
    PycWord args = pyc_tuple_of(&value, 1);
    PycWord cleared = dict_clear(view, 0, 0), updated = cleared ? dict_update(view, args, 0) : 0;
    pyc_dec(view), pyc_dec(args), pyc_xdec(cleared), pyc_xdec(updated);
    return updated ? 0 : -1;
}
