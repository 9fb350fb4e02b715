/* collections_ordered.c: collections.OrderedDict: dict with an order that can be changed and that
 * counts in ==; its views and iterators. */
#include "collections_private.h"

extern PycType pyc_method_descriptor_type;

/* Entries before `front` are deleted ones, as long as the table is `table`. */
typedef struct { PycDict dict; int64_t state, front; PycDictEntry *table; } Ordered;

static inline Ordered *as_ordered(PycWord w) { return (Ordered *)(uintptr_t)w; }
static inline bool is_ordered(PycWord w) {
    return is_exact(w, &pyc_ordered_dict_type) || (is_dict(w) && pyc_is_subclass(pyc_type_of(w), &pyc_ordered_dict_type));
}

/* After each change of the keys. */
static inline void changed(PycWord self) {
    Ordered *ordered = as_ordered(self);
    ordered->state++;
    if (ordered->table != ordered->dict.entries || ordered->front > ordered->dict.n_entries) {
        ordered->front = 0;
        ordered->table = ordered->dict.entries;
    }
}

/* The class stores as OrderedDict itself does. */
static inline bool is_plain(PycWord self) {
    return pyc_type_of(self)->set_item == pyc_ordered_dict_type.set_item;
}

/* ---- making and merging ---- */

static int set_pair(PycWord self, PycWord pair) {
    PycWord items = pyc_list_from(pair);
    if (!items) return -1;
    int64_t n = as_list(items)->length;
    int result = -1;
    if (n > 2) pyc_raise_type(&pyc_value_error_type, "too many values to unpack (expected 2)");
    if (n < 2) pyc_raise_type(&pyc_value_error_type, "need more than %d value%s to unpack", (int)n, n == 1 ? "" : "s");
    if (n == 2) {
        PycWord key = pyc_list_item(items, 0), value = pyc_list_item(items, 1);
        result = pyc_set_item(self, key, value);
        pyc_dec(key);
        pyc_dec(value);
    }
    pyc_dec(items);
    return result;
}

static int merge_pairs(PycWord self, PycWord pairs) {
    PycWord iterator = pyc_iterate(pairs), pair;
    if (!iterator) return -1;
    while ((pair = pyc_next(iterator)) != 0) {
        int result = set_pair(self, pair);
        pyc_dec(pair);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static int merge_keys(PycWord self, PycWord other, PycWord method) {
    PycWord keys = pyc_call(method, NULL, 0, 0), iterator = keys ? pyc_iterate(keys) : 0, key;
    pyc_xdec(keys);
    if (!iterator) return -1;
    while ((key = pyc_next(iterator)) != 0) {
        PycWord value = pyc_get_item(other, key);
        int result = value ? pyc_set_item(self, key, value) : -1;
        pyc_xdec(value);
        pyc_dec(key);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static int merge(PycWord self, PycWord other) {
    if (is_exact(other, &pyc_dict_type) && is_plain(self)) {
        int result = pyc_dict_merge(self, other);
        changed(self);
        return result;
    }
    PycWord method = pyc_find_attribute(other, pyc_intern("keys"));
    if (!method) return pyc_state.exception ? -1 : merge_pairs(self, other);
    int result = merge_keys(self, other, method);
    pyc_dec(method);
    return result;
}

PycWord pyc_ordered_update(PycWord self, PycWord args, PycWord keywords) {
    int64_t n = as_tuple(args)->length;
    if (n > 1) {
        pyc_raise_type(&pyc_type_error_type, "update() takes at most 1 positional argument (%ld given)", (long)n);
        return 0;
    }
    if (n && merge(self, as_tuple(args)->items[0]) < 0) return 0;
    return none_of(keywords && as_dict(keywords)->used ? merge(self, keywords) : 0);
}

PycWord pyc_ordered_init(PycWord self, PycWord args, PycWord keywords) {
    int64_t n = as_tuple(args)->length;
    if (n <= 1) return pyc_ordered_update(self, args, keywords);
    pyc_raise_type(&pyc_type_error_type, "expected at most 1 arguments, got %ld", (long)n);
    return 0;
}

static PycWord ordered_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (n > 1) {
        pyc_raise_type(&pyc_type_error_type, "expected at most 1 arguments, got %ld", (long)n);
        return 0;
    }
    PycWord self = dict_adopted(type, pyc_dict_new(0)), keywords = 0;
    if (names && as_tuple(names)->length) keywords = pyc_dict_type.create(&pyc_dict_type, args + n, 0, names);
    int result = n ? merge(self, args[0]) : 0;
    if (result == 0 && keywords) result = merge(self, keywords);
    pyc_xdec(keywords);
    if (result == 0) return self;
    pyc_dec(self);
    return 0;
}

PycWord pyc_ordered_copy(PycWord self) {
    if (is_exact(self, &pyc_ordered_dict_type)) {
        PycWord plain = pyc_dict_copy_of(self);
        return plain ? dict_adopted(&pyc_ordered_dict_type, plain) : 0;
    }
    PycWord copy = pyc_call(pyc_word(pyc_type_of(self)), NULL, 0, 0);
    if (!copy || merge(copy, self) == 0) return copy;
    pyc_dec(copy);
    return 0;
}

/* ---- slots ---- */

static int ordered_set_item(PycWord self, PycWord key, PycWord value) {
    int64_t before = as_dict(self)->used;
    int result = value ? pyc_dict_set(self, key, value) : pyc_dict_delete(self, key);
    if (before != as_dict(self)->used) changed(self);
    return result;
}

static PycWord ordered_repr(PycWord self) {
    if (as_dict(self)->used == 0) return shown_as_call(self, 0);
    if (!pyc_repr_enter(self)) return pyc_str_from_c("...");
    PycWord items = pyc_dict_view_new(&pyc_dict_items_type, self), list = pyc_list_from(items);
    PycWord shown = list ? pyc_repr(list) : 0;
    pyc_dec(items);
    pyc_xdec(list);
    pyc_repr_leave(self);
    return shown ? shown_as_call(self, shown) : 0;
}

static int same_order(PycWord a, PycWord b) {
    int64_t at = 0, other_at = 0;
    PycWord key, other;
    int same = 1;
    while (same == 1 && pyc_dict_entry(a, &at, &key, NULL) && pyc_dict_entry(b, &other_at, &other, NULL)) {
        pyc_inc(key);
        pyc_inc(other);
        same = equal_words(key, other);
        pyc_dec(key);
        pyc_dec(other);
    }
    return same;
}

static PycWord ordered_compare(PycWord a, PycWord b, int op) {
    if (!is_dict(b) || (op != PYC_EQ && op != PYC_NE)) return PYC_NOT_IMPLEMENTED;
    PycWord same = pyc_dict_type.compare(a, b, PYC_EQ);
    if (!same || same == PYC_NOT_IMPLEMENTED) return same;
    int equal = same == PYC_TRUE;
    if (equal && is_ordered(b)) equal = same_order(a, b);
    return equal < 0 ? 0 : pyc_bool(equal == (op == PYC_EQ));
}

static PycWord ordered_binary(PycWord a, PycWord b, int op) {
    if ((op & ~PYC_INPLACE) != PYC_OR) return PYC_NOT_IMPLEMENTED;
    if (op != PYC_OR) return merge(a, b) < 0 ? 0 : pyc_inc(a);
    if (!is_dict(a) || !is_dict(b)) return PYC_NOT_IMPLEMENTED;
    PycWord type = pyc_word(pyc_type_of(is_ordered(a) ? a : b));
    PycWord result = pyc_call(type, &a, 1, 0);
    if (!result || merge(result, b) == 0) return result;
    pyc_dec(result);
    return 0;
}

/* ---- iterators ---- */

enum { KEYS, VALUES, ITEMS };
typedef struct { PycObject object; PycWord dict; int64_t position, state, kind; bool backward; } OrderedIterator;

static void holder_release(PycObject *self) { pyc_xdec(((OrderedIterator *)self)->dict); }
static void holder_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((OrderedIterator *)self)->dict, context);
}

static PycWord finish(OrderedIterator *iterator) {
    PycWord dict = iterator->dict;
    iterator->dict = 0;
    pyc_dec(dict);
    return 0;
}

static PycWord iterator_next(PycWord self) {
    OrderedIterator *iterator = (OrderedIterator *)(uintptr_t)self;
    if (!iterator->dict) return 0;
    PycDict *dict = as_dict(iterator->dict);
    int64_t i = iterator->position, step = iterator->backward ? -1 : 1;
    if (PYC_UNLIKELY(as_ordered(iterator->dict)->state != iterator->state)) {
        pyc_raise_type(&pyc_runtime_error_type, "OrderedDict mutated during iteration");
        return finish(iterator);
    }
    while (i >= 0 && i < dict->n_entries && !dict->entries[i].key) i += step;
    if (i < 0 || i >= dict->n_entries) return finish(iterator);
    iterator->position = i + step;
    if (iterator->kind == KEYS) return pyc_inc(dict->entries[i].key);
    if (iterator->kind == VALUES) return pyc_inc(dict->entries[i].value);
    return pyc_tuple_of((PycWord[]){dict->entries[i].key, dict->entries[i].value}, 2);
}

static PycType iterator_type = {
    PYC_TYPE_HEAD("odict_iterator", sizeof(OrderedIterator)), .flags = PYC_TYPE_TRACKED, .release = holder_release,
    .traverse = holder_traverse, .iterate = pyc_inc, .next = iterator_next};

static PycWord iterator_new(PycWord self, int64_t kind, bool backward) {
    OrderedIterator *iterator = pyc_allocate(&iterator_type, sizeof(OrderedIterator));
    iterator->dict = pyc_inc(self);
    iterator->state = as_ordered(self)->state;
    iterator->kind = kind;
    iterator->backward = backward;
    if (backward) iterator->position = as_dict(self)->n_entries - 1;
    return pyc_word(iterator);
}

static PycWord ordered_iterate(PycWord self) { return iterator_new(self, KEYS, false); }
PycWord pyc_ordered_reversed(PycWord self) { return iterator_new(self, KEYS, true); }

/* ---- views: those of dict, with their own names and iterators ---- */

static PycType view_types[3];

static inline bool is_view(PycWord w) {
    return is_exact(w, &view_types[KEYS]) || is_exact(w, &view_types[ITEMS]);
}
/* The view of dict that stands for it; owned. */
static PycWord plain_view(PycWord w) {
    if (!is_view(w)) return pyc_inc(w);
    return pyc_dict_view_new(is_exact(w, &view_types[KEYS]) ? &pyc_dict_keys_type : &pyc_dict_items_type, view_dict(w));
}
static PycWord with_plain(PycWord a, PycWord b, int op, PycWord (*slot)(PycWord, PycWord, int)) {
    PycWord left = plain_view(a), right = plain_view(b), result = slot(left, right, op);
    pyc_dec(left);
    pyc_dec(right);
    return result;
}
static PycWord view_compare(PycWord a, PycWord b, int op) { return with_plain(a, b, op, pyc_dict_keys_type.compare); }
static PycWord view_binary(PycWord a, PycWord b, int op) { return with_plain(a, b, op, pyc_dict_keys_type.binary); }
static int64_t kind_of(PycWord view) { return pyc_type_of(view) - view_types; }
static PycWord view_iterate(PycWord view) { return iterator_new(view_dict(view), kind_of(view), false); }

static PycWord view_reversed(PycWord view) { return iterator_new(view_dict(view), kind_of(view), true); }

static void add_reversed(PycType *type) {
    static const char *const names[] = {"self"};
    static const PycBuiltinSpec spec = {"__reversed__", "odict_keys", (void *)view_reversed, names, 1, 1, 1, 0, 0, PYC_BUILTIN_METHOD, "", PYC_ARITY_NONE, "__reversed__"};
    typedef struct { PycObject object; const PycBuiltinSpec *spec; PycWord self; PycType *owner; } Method;
    Method *method = pyc_allocate(&pyc_method_descriptor_type, sizeof(Method));
    method->spec = &spec;
    method->owner = type;
    (void)pyc_dict_set(type->attributes, pyc_intern("__reversed__"), pyc_word(method));
    pyc_dec(pyc_word(method));
}

static PycWord view_new(int64_t kind, PycWord self) {
    static PycType *const from[] = {&pyc_dict_keys_type, &pyc_dict_values_type, &pyc_dict_items_type};
    static const char *const names[] = {"odict_keys", "odict_values", "odict_items"};
    PycType *type = &view_types[kind];
    if (!type->name) {
        type->object = (PycObject){PYC_IMMORTAL, &pyc_type_type};
        type->name = names[kind];
        type->base = from[kind];
        type->instance_size = from[kind]->instance_size;
        type->flags = PYC_TYPE_TRACKED;
        type->release = holder_release;
        type->traverse = holder_traverse;
        type->iterate = view_iterate;
        if (kind != VALUES) type->compare = view_compare, type->binary = view_binary;
        pyc_dec(pyc_get_attribute(pyc_word(type), pyc_intern("__name__"))); /* makes it ready */
        add_reversed(type);
    }
    return pyc_dict_view_new(type, self);
}
PycWord pyc_ordered_keys(PycWord self) { return view_new(KEYS, self); }
PycWord pyc_ordered_values(PycWord self) { return view_new(VALUES, self); }
PycWord pyc_ordered_items(PycWord self) { return view_new(ITEMS, self); }

/* ---- methods ---- */

/* The entry of the first key (the last, where `last`); -1: none. */
static int64_t end_entry(PycWord self, bool last) {
    PycDict *dict = as_dict(self);
    if (dict->used == 0) return -1;
    int64_t i = last ? dict->n_entries - 1 : as_ordered(self)->front;
    while (!dict->entries[i].key) i += last ? -1 : 1;
    if (!last) as_ordered(self)->front = i;
    return i;
}

PycWord pyc_ordered_popitem(PycWord self, PycWord last) {
    int from_end = last ? pyc_truth(last) : 1;
    if (from_end < 0) return 0;
    int64_t i = end_entry(self, from_end);
    if (i < 0) {
        PycWord text = pyc_str_from_c("dictionary is empty");
        pyc_raise_key(text);
        pyc_dec(text);
        return 0;
    }
    PycDictEntry entry = as_dict(self)->entries[i];
    PycWord key = pyc_inc(entry.key), value;
    if (pyc_dict_remove(as_dict(self), key, entry.hash, &value) <= 0) return pyc_dec(key), (PycWord)0;
    changed(self);
    return pyc_tuple_take((PycWord[]){key, value}, 2);
}

/* Puts the entry that stands last in front of all others. */
static int last_to_front(PycWord self) {
    PycDict *dict = as_dict(self);
    PycDictEntry entry = dict->entries[dict->n_entries - 1];
    memmove(&dict->entries[1], &dict->entries[0], (size_t)(dict->n_entries - 1) * sizeof(PycDictEntry));
    dict->entries[0] = entry;
    int result = pyc_dict_resize(dict, dict->log2_size); /* finds the places anew */
    as_ordered(self)->table = NULL;
    return result;
}

PycWord pyc_ordered_move_to_end(PycWord self, PycWord key, PycWord last) {
    int to_end = last ? pyc_truth(last) : 1;
    int64_t hash = to_end < 0 ? -1 : hash_of(key), place;
    if (hash == -1) return 0;
    int64_t index = pyc_dict_lookup(as_dict(self), key, hash, &place);
    if (index == -1) pyc_raise_key(key);
    if (index < 0) return 0;
    if (index == end_entry(self, to_end)) return PYC_NONE;
    PycWord kept = pyc_inc(as_dict(self)->entries[index].key), value;
    int result = pyc_dict_remove(as_dict(self), key, hash, &value) <= 0 ? -1 : 0;
    if (result == 0) {
        result = pyc_dict_insert(as_dict(self), kept, hash, value);
        pyc_dec(value);
    }
    pyc_dec(kept);
    if (result == 0 && !to_end) result = last_to_front(self);
    changed(self);
    return none_of(result);
}

PycWord pyc_ordered_pop(PycWord self, PycWord key, PycWord fallback) {
    int64_t hash = hash_of(key);
    PycWord value;
    if (hash == -1) return 0;
    int removed = pyc_dict_remove(as_dict(self), key, hash, &value);
    if (removed > 0) changed(self);
    if (removed) return removed < 0 ? 0 : value;
    if (fallback) return pyc_inc(fallback);
    pyc_raise_key(key);
    return 0;
}

PycWord pyc_ordered_setdefault(PycWord self, PycWord key, PycWord fallback) {
    PycWord value = pyc_dict_find(self, key);
    if (value) return pyc_inc(value);
    if (pyc_state.exception) return 0;
    if (!fallback) fallback = PYC_NONE;
    return pyc_set_item(self, key, fallback) < 0 ? 0 : pyc_inc(fallback);
}

PycWord pyc_ordered_clear(PycWord self) {
    pyc_dict_clear_table(as_dict(self));
    changed(self);
    return PYC_NONE;
}

PycWord pyc_ordered_fromkeys(PycWord type, PycWord iterable, PycWord value) {
    PycWord self = pyc_call(type, NULL, 0, 0), iterator = self ? pyc_iterate(iterable) : 0, key;
    while (iterator && (key = pyc_next(iterator)) != 0) {
        int result = pyc_set_item(self, key, value ? value : PYC_NONE);
        pyc_dec(key);
        if (result < 0) break;
    }
    pyc_xdec(iterator);
    if (!pyc_state.exception) return self;
    pyc_xdec(self);
    return 0;
}

PycType pyc_ordered_dict_type = {
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = "collections.OrderedDict", .base = &pyc_dict_type,
    .instance_size = (int64_t)sizeof(Ordered),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_DICT | PYC_TYPE_INHERITABLE,
    .create = ordered_create, .repr = ordered_repr, .set_item = ordered_set_item, .compare = ordered_compare,
    .iterate = ordered_iterate, .binary = ordered_binary,
};

/* The slots that are dict's own. */
__attribute__((constructor)) static void take_dict_slots(void) {
    pyc_ordered_dict_type.release = pyc_dict_type.release;
    pyc_ordered_dict_type.traverse = pyc_dict_type.traverse;
    pyc_ordered_dict_type.clear = pyc_dict_type.clear;
}
