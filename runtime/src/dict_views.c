/* dict_views.c: keys(), values() and items() of dict, and the iterators over them. */
#include "containers.h"

typedef PycDictView View;

/* dict 0: exhausted. `used` is the length that the dict must keep; -1: it changed. */
typedef struct { PycObject object; PycWord dict; int64_t position, used, left; } DictIterator;

PycWord pyc_dict_view_new(PycType *type, PycWord dict) {
    View *view = pyc_allocate(type, sizeof(View));
    view->dict = pyc_inc(dict);
    return pyc_word(view);
}

static DictIterator *iterator_new(PycType *type, PycWord dict, int64_t position) {
    DictIterator *iterator = pyc_allocate(type, sizeof(DictIterator));
    iterator->dict = pyc_inc(dict);
    iterator->position = position;
    iterator->used = iterator->left = as_dict(dict)->used;
    return iterator;
}

PycWord pyc_dict_iterator_new(PycType *type, PycWord dict) {
    return pyc_word(iterator_new(type, dict, 0));
}

PycWord pyc_dict_reverse_iterator_new(PycType *type, PycWord dict) {
    return pyc_word(iterator_new(type, dict, as_dict(dict)->n_entries - 1));
}

/* view and iterator both hold the dict in their first field. */
static void release(PycObject *self) { pyc_xdec(((View *)self)->dict); }
static void traverse(PycObject *self, PycVisit visit, void *context) { visit(((View *)self)->dict, context); }

/* ---- iterators ---- */

static PycDictEntry *finish(DictIterator *iterator) {
    PycWord dict = iterator->dict;
    iterator->dict = 0;
    pyc_dec(dict);
    return NULL;
}

static PYC_COLD PycDictEntry *raise_changed(const char *what) {
    pyc_raise_type(&pyc_runtime_error_type, "dictionary %s during iteration", what);
    return NULL;
}

static inline PycDictEntry *next_entry(DictIterator *iterator) {
    if (!iterator->dict) return NULL;
    PycDict *dict = as_dict(iterator->dict);
    if (PYC_UNLIKELY(iterator->used != dict->used)) {
        iterator->used = -1;
        return raise_changed("changed size");
    }
    int64_t i = iterator->position;
    while (i < dict->n_entries && !dict->entries[i].key) i++;
    if (i >= dict->n_entries) return finish(iterator);
    if (PYC_UNLIKELY(iterator->left == 0)) {
        raise_changed("keys changed");
        return finish(iterator);
    }
    iterator->position = i + 1;
    iterator->left--;
    return &dict->entries[i];
}

static PycDictEntry *previous_entry(DictIterator *iterator) {
    if (!iterator->dict) return NULL;
    PycDict *dict = as_dict(iterator->dict);
    if (PYC_UNLIKELY(iterator->used != dict->used)) {
        iterator->used = -1;
        return raise_changed("changed size");
    }
    int64_t i = iterator->position < dict->n_entries ? iterator->position : dict->n_entries - 1;
    while (i >= 0 && !dict->entries[i].key) i--;
    if (i < 0) return finish(iterator);
    iterator->position = i - 1;
    iterator->left--;
    return &dict->entries[i];
}

static PycWord key_of(PycDictEntry *entry) { return entry ? pyc_inc(entry->key) : 0; }
static PycWord value_of(PycDictEntry *entry) { return entry ? pyc_inc(entry->value) : 0; }
static PycWord item_of(PycDictEntry *entry) {
    if (!entry) return 0;
    PycWord items[2] = {pyc_inc(entry->key), pyc_inc(entry->value)};
    return pyc_tuple_take(items, 2);
}

static PycWord next_key(PycWord self) { return key_of(next_entry((DictIterator *)(uintptr_t)self)); }
static PycWord next_value(PycWord self) { return value_of(next_entry((DictIterator *)(uintptr_t)self)); }
static PycWord next_item(PycWord self) { return item_of(next_entry((DictIterator *)(uintptr_t)self)); }
static PycWord previous_key(PycWord self) { return key_of(previous_entry((DictIterator *)(uintptr_t)self)); }
static PycWord previous_value(PycWord self) { return value_of(previous_entry((DictIterator *)(uintptr_t)self)); }
static PycWord previous_item(PycWord self) { return item_of(previous_entry((DictIterator *)(uintptr_t)self)); }

#define ITERATOR_TYPE(symbol, type_name, next_function)                                    \
    PycType symbol = {PYC_TYPE_HEAD(type_name, sizeof(DictIterator)),                      \
                      .flags = PYC_TYPE_TRACKED, .release = release, .traverse = traverse, \
                      .iterate = pyc_inc, .next = next_function}

ITERATOR_TYPE(pyc_dict_key_iterator_type, "dict_keyiterator", next_key);
ITERATOR_TYPE(pyc_dict_value_iterator_type, "dict_valueiterator", next_value);
ITERATOR_TYPE(pyc_dict_item_iterator_type, "dict_itemiterator", next_item);
ITERATOR_TYPE(pyc_dict_reverse_key_iterator_type, "dict_reversekeyiterator", previous_key);
ITERATOR_TYPE(pyc_dict_reverse_value_iterator_type, "dict_reversevalueiterator", previous_value);
ITERATOR_TYPE(pyc_dict_reverse_item_iterator_type, "dict_reverseitemiterator", previous_item);

/* ---- views ---- */

static int64_t view_length(PycWord self) { return as_dict(view_dict(self))->used; }
static int view_truth(PycWord self) { return view_length(self) != 0; }

static PycWord keys_iterate(PycWord self) {
    return pyc_dict_iterator_new(&pyc_dict_key_iterator_type, view_dict(self));
}
static PycWord values_iterate(PycWord self) {
    return pyc_dict_iterator_new(&pyc_dict_value_iterator_type, view_dict(self));
}
static PycWord items_iterate(PycWord self) {
    return pyc_dict_iterator_new(&pyc_dict_item_iterator_type, view_dict(self));
}

static PycWord view_repr(PycWord self) {
    if (!pyc_repr_enter(self)) return pyc_str_from_c("...");
    PycWord list = pyc_list_from(self), shown = list ? pyc_repr(list) : 0;
    pyc_repr_leave(self);
    pyc_xdec(list);
    if (!shown) return 0;
    PycText text = {0};
    const char *name = pyc_type_of(self)->name;
    pyc_text_add_ascii(&text, name, (int64_t)strlen(name));
    pyc_text_add_ascii(&text, "(", 1);
    pyc_text_add_str(&text, shown);
    pyc_text_add_ascii(&text, ")", 1);
    pyc_dec(shown);
    return pyc_text_finish(&text);
}

static int keys_contains(PycWord self, PycWord key) { return pyc_dict_has(view_dict(self), key); }

static int items_contains(PycWord self, PycWord item) {
    if (!is_tuple(item) || as_tuple(item)->length != 2) return 0;
    PycWord value = pyc_dict_find(view_dict(self), as_tuple(item)->items[0]);
    if (!value) return pyc_state.exception ? -1 : 0;
    pyc_inc(value);
    int same = equal_words(value, as_tuple(item)->items[1]);
    pyc_dec(value);
    return same;
}

static int all_within(PycWord self, PycWord other) {
    PycWord iterator = pyc_iterate(self), item;
    if (!iterator) return -1;
    int result = 1;
    while (result == 1 && (item = pyc_next(iterator)) != 0) {
        result = pyc_contains(other, item);
        pyc_dec(item);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : result;
}

static PycWord view_compare(PycWord self, PycWord other, int op) {
    if (!is_dict_view(self) || !(is_set(other) || is_dict_view(other))) return PYC_NOT_IMPLEMENTED;
    int64_t n = view_length(self), m = pyc_length(other);
    if (m < 0) return 0;
    int result = 0;
    switch (op) {
    case PYC_EQ:
    case PYC_NE:
        if (n == m) result = all_within(self, other);
        if (op == PYC_NE && result >= 0) result = !result;
        break;
    case PYC_LT: if (n < m) result = all_within(self, other); break;
    case PYC_LE: if (n <= m) result = all_within(self, other); break;
    case PYC_GT: if (n > m) result = all_within(other, self); break;
    default: if (n >= m) result = all_within(other, self); break;
    }
    return truth_of(result);
}

/* The set that CPython starts from: of the dict itself for keys. */
static PycWord view_to_set(PycWord self) {
    return pyc_set_from(&pyc_set_type, is_exact(self, &pyc_dict_keys_type) ? view_dict(self) : self);
}

static void swap_words(PycWord *self, PycWord *other) {
    PycWord old = *self;
    *self = *other;
    *other = old;
}

static PycWord intersect(PycWord self, PycWord other) {
    if (!is_dict_view(self)) swap_words(&self, &other);
    if (is_exact(other, &pyc_set_type) && view_length(self) <= as_set(other)->used)
        return pyc_set_intersect(other, self);
    if (is_dict_view(other) && view_length(other) > view_length(self)) swap_words(&self, &other);
    PycWord iterator = pyc_iterate(other), item;
    if (!iterator) return 0;
    PycWord result = pyc_set_new();
    bool keys = is_exact(self, &pyc_dict_keys_type);
    while ((item = pyc_next(iterator)) != 0) {
        int there = keys ? keys_contains(self, item) : items_contains(self, item);
        if (there > 0) pyc_set_add(result, item);
        pyc_dec(item);
        if (pyc_state.exception) break;
    }
    pyc_dec(iterator);
    if (!pyc_state.exception) return result;
    pyc_dec(result);
    return 0;
}

/* items() ^ items(): the pairs that are in one only. */
static PycWord toggle_items(PycWord first, PycWord second) {
    PycWord rest = pyc_dict_copy_of(first), result = pyc_set_new(), key, value;
    int64_t position = 0;
    while (rest && !pyc_state.exception && pyc_dict_entry(second, &position, &key, &value)) {
        PycWord other = pyc_dict_find(rest, key);
        int same = other ? equal_words(other, value) : 0;
        if (same > 0) {
            pyc_dict_delete(rest, key);
        } else if (same == 0 && !pyc_state.exception) {
            PycWord pair = pyc_tuple_of((PycWord[]){key, value}, 2);
            pyc_set_add(result, pair);
            pyc_dec(pair);
        }
    }
    if (rest && !pyc_state.exception) {
        PycWord items = pyc_dict_view_new(&pyc_dict_items_type, rest);
        pyc_set_fill(as_set(result), items);
        pyc_dec(items);
    }
    pyc_xdec(rest);
    if (!pyc_state.exception) return result;
    pyc_dec(result);
    return 0;
}

static PycWord view_binary(PycWord a, PycWord b, int op) {
    op &= ~PYC_INPLACE;
    if (op != PYC_AND && op != PYC_OR && op != PYC_XOR && op != PYC_SUB) return PYC_NOT_IMPLEMENTED;
    if (op == PYC_AND) return intersect(a, b);
    if (op == PYC_XOR && is_exact(a, &pyc_dict_items_type) && is_exact(b, &pyc_dict_items_type))
        return toggle_items(view_dict(a), view_dict(b));
    PycWord result = view_to_set(a);
    if (!result) return 0;
    int done = op == PYC_OR ? pyc_set_fill(as_set(result), b)
               : op == PYC_SUB ? pyc_set_subtract_from(as_set(result), b)
                               : pyc_set_toggle_from(as_set(result), b);
    if (done == 0) return result;
    pyc_dec(result);
    return 0;
}

PycType pyc_dict_keys_type = {
    PYC_TYPE_HEAD("dict_keys", sizeof(View)), .flags = PYC_TYPE_TRACKED, .release = release,
    .traverse = traverse, .repr = view_repr, .compare = view_compare, .iterate = keys_iterate,
    .length = view_length, .contains = keys_contains, .truth = view_truth, .binary = view_binary};

PycType pyc_dict_items_type = {
    PYC_TYPE_HEAD("dict_items", sizeof(View)), .flags = PYC_TYPE_TRACKED, .release = release,
    .traverse = traverse, .repr = view_repr, .compare = view_compare, .iterate = items_iterate,
    .length = view_length, .contains = items_contains, .truth = view_truth, .binary = view_binary};

PycType pyc_dict_values_type = {
    PYC_TYPE_HEAD("dict_values", sizeof(View)), .flags = PYC_TYPE_TRACKED, .release = release,
    .traverse = traverse, .repr = view_repr, .iterate = values_iterate, .length = view_length,
    .truth = view_truth};

/* ---- methods ---- */

PycWord pyc_dict_view_isdisjoint(PycWord self, PycWord other) {
    if (self == other) return pyc_bool(view_length(self) == 0);
    if ((is_set(other) || is_dict_view(other)) && pyc_length(other) > view_length(self))
        swap_words(&self, &other);
    PycWord iterator = pyc_iterate(other), item;
    if (!iterator) return 0;
    int there = 0;
    while (there == 0 && (item = pyc_next(iterator)) != 0) {
        there = pyc_contains(self, item);
        pyc_dec(item);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? 0 : pyc_bool(!there);
}
