/* dict_methods.c: the type dict: its slots and its methods. */
#include "containers.h"

/* ---- slots ---- */

static void dict_release(PycObject *self) { pyc_dict_clear_table((PycDict *)self); }

static void dict_traverse(PycObject *self, PycVisit visit, void *context) {
    PycDict *dict = (PycDict *)self;
    for (int64_t i = 0; i < dict->n_entries; i++) {
        visit(dict->entries[i].key, context);
        visit(dict->entries[i].value, context);
    }
}

/* update(other?, **keywords) */
static int update_with(PycWord self, PycWord other_or_0, PycWord keywords_or_0) {
    if (other_or_0 && pyc_dict_merge(self, other_or_0) < 0) return -1;
    return keywords_or_0 ? pyc_dict_merge(self, keywords_or_0) : 0;
}

static PycWord dict_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_want_positional("dict", n, 0, 1) < 0) return 0;
    PycWord dict = pyc_dict_new(0);
    if (type != &pyc_dict_type) {
        PycWord made = pyc_word(pyc_allocate(type, type->instance_size));
        as_dict(made)->indices = as_dict(dict)->indices;
        pyc_dec(dict);
        dict = made;
    }
    int result = n ? pyc_dict_merge(dict, args[0]) : 0;
    for (int64_t i = 0; names && result == 0 && i < as_tuple(names)->length; i++)
        result = pyc_dict_set(dict, as_tuple(names)->items[i], args[n + i]);
    if (result == 0) return dict;
    pyc_dec(dict);
    return 0;
}

static bool add_shown(PycText *text, PycWord word) {
    pyc_inc(word);
    PycWord shown = pyc_repr(word);
    pyc_dec(word);
    if (!shown) return false;
    pyc_text_add_str(text, shown);
    pyc_dec(shown);
    return true;
}

static bool add_entries(PycText *text, PycWord self) {
    int64_t position = 0;
    PycWord key, value;
    bool first = true, done = true;
    while (done && pyc_dict_entry(self, &position, &key, &value)) {
        if (!first) pyc_text_add_ascii(text, ", ", 2);
        first = false;
        pyc_inc(value);
        done = add_shown(text, key);
        if (done) pyc_text_add_ascii(text, ": ", 2);
        done = done && add_shown(text, value);
        pyc_dec(value);
    }
    return done;
}

static PycWord dict_repr(PycWord self) {
    if (as_dict(self)->used == 0) return pyc_str_from_c("{}");
    if (!pyc_repr_enter(self)) return pyc_str_from_c("{...}");
    PycText text = {0};
    pyc_text_add_ascii(&text, "{", 1);
    bool done = add_entries(&text, self);
    pyc_repr_leave(self);
    if (!done) {
        pyc_text_drop(&text);
        return 0;
    }
    pyc_text_add_ascii(&text, "}", 1);
    return pyc_text_finish(&text);
}

static int same_dicts(PycDict *a, PycDict *b) {
    if (a->used != b->used) return 0;
    for (int64_t i = 0; i < a->n_entries; i++) {
        PycDictEntry entry = a->entries[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        pyc_inc(entry.value);
        int64_t place, index = pyc_dict_lookup(b, entry.key, entry.hash, &place);
        int same = index >= 0;
        if (same) {
            PycWord other = pyc_inc(b->entries[index].value);
            same = equal_words(other, entry.value);
            pyc_dec(other);
        }
        pyc_dec(entry.key);
        pyc_dec(entry.value);
        if (index == -2 || same < 0) return -1;
        if (!same) return 0;
    }
    return 1;
}

static PycWord dict_compare(PycWord a, PycWord b, int op) {
    if (!is_dict(a) || !is_dict(b) || (op != PYC_EQ && op != PYC_NE)) return PYC_NOT_IMPLEMENTED;
    int same = same_dicts(as_dict(a), as_dict(b));
    return same < 0 ? 0 : pyc_bool(same == (op == PYC_EQ));
}

static int dict_set_item(PycWord self, PycWord key, PycWord value) {
    return value ? pyc_dict_set(self, key, value) : pyc_dict_delete(self, key);
}

static PycWord dict_binary(PycWord a, PycWord b, int op) {
    if ((op & ~PYC_INPLACE) != PYC_OR) return PYC_NOT_IMPLEMENTED;
    if (op != PYC_OR && is_dict(a)) return pyc_dict_merge(a, b) < 0 ? 0 : pyc_inc(a);
    if (!is_dict(a) || !is_dict(b)) return PYC_NOT_IMPLEMENTED;
    PycWord result = pyc_dict_copy_of(a);
    if (!result || pyc_dict_merge(result, b) == 0) return result;
    pyc_dec(result);
    return 0;
}

static PycWord dict_iterate(PycWord self) {
    return pyc_dict_iterator_new(&pyc_dict_key_iterator_type, self);
}
static int dict_truth(PycWord self) { return as_dict(self)->used != 0; }

PycType pyc_dict_type = {
    PYC_TYPE_HEAD("dict", sizeof(PycDict)),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_DICT | PYC_TYPE_INHERITABLE,
    .release = dict_release, .traverse = dict_traverse, .clear = dict_release,
    .create = dict_create, .repr = dict_repr, .compare = dict_compare,
    .iterate = dict_iterate, .length = pyc_dict_length, .get_item = pyc_dict_get_item,
    .set_item = dict_set_item, .contains = pyc_dict_has, .truth = dict_truth,
    .binary = dict_binary,
};

/* ---- methods ---- */

PycWord pyc_dict_get(PycWord self, PycWord key, PycWord fallback) {
    return pyc_dict_get_or(self, key, fallback ? fallback : PYC_NONE);
}

PycWord pyc_dict_setdefault(PycWord self, PycWord key, PycWord fallback) {
    int64_t hash = hash_of(key), place;
    if (hash == -1) return 0;
    int64_t index = pyc_dict_lookup(as_dict(self), key, hash, &place);
    if (index >= 0) return pyc_inc(as_dict(self)->entries[index].value);
    if (!fallback) fallback = PYC_NONE;
    if (index == -2 || pyc_dict_add(as_dict(self), key, hash, fallback) < 0) return 0;
    return pyc_inc(fallback);
}

PycWord pyc_dict_pop(PycWord self, PycWord key, PycWord fallback) {
    PycWord value;
    int removed = 0;
    if (as_dict(self)->used) {
        int64_t hash = hash_of(key);
        if (hash == -1) return 0;
        removed = pyc_dict_remove(as_dict(self), key, hash, &value);
    }
    if (removed) return removed < 0 ? 0 : value;
    if (fallback) return pyc_inc(fallback);
    pyc_raise_key(key);
    return 0;
}

PycWord pyc_dict_popitem(PycWord self) {
    PycDict *dict = as_dict(self);
    if (dict->used == 0) {
        PycWord text = pyc_str_from_c("popitem(): dictionary is empty");
        pyc_raise_key(text);
        pyc_dec(text);
        return 0;
    }
    int64_t index = dict->n_entries - 1;
    while (!dict->entries[index].key) index--;
    PycDictEntry *entry = &dict->entries[index];
    uint64_t mask = ((uint64_t)1 << dict->log2_size) - 1;
    uint64_t perturb = (uint64_t)entry->hash, i = perturb & mask;
    while (dict->indices[i] != index) {
        perturb >>= 5;
        i = (i * 5 + perturb + 1) & mask;
    }
    dict->indices[i] = PYC_DICT_DELETED;
    PycWord items[2] = {entry->key, entry->value};
    entry->key = entry->value = 0;
    dict->n_entries = index;
    dict->used--;
    return pyc_tuple_take(items, 2);
}

PycWord pyc_dict_update(PycWord self, PycWord other, PycWord keywords) {
    return none_of(update_with(self, other, keywords));
}

PycWord pyc_dict_clear(PycWord self) {
    pyc_dict_clear_table(as_dict(self));
    return PYC_NONE;
}

PycWord pyc_dict_copy(PycWord self) {
    if (pyc_type_of(self)->iterate == pyc_dict_type.iterate) return pyc_dict_copy_of(self);
    PycWord result = pyc_dict_new(0);
    if (pyc_dict_merge(result, self) == 0) return result;
    pyc_dec(result);
    return 0;
}
PycWord pyc_dict_keys(PycWord self) { return pyc_dict_view_new(&pyc_dict_keys_type, self); }
PycWord pyc_dict_values(PycWord self) { return pyc_dict_view_new(&pyc_dict_values_type, self); }
PycWord pyc_dict_items(PycWord self) { return pyc_dict_view_new(&pyc_dict_items_type, self); }
PycWord pyc_dict_dunder_reversed(PycWord self) { return pyc_reversed_new(self); }

/* Keys of a set or a dict come with their hashes: they are not asked for them again. */
static int add_hashed_keys(PycDict *dict, PycWord from, PycWord value) {
    bool set = is_exact(from, &pyc_set_type) || is_exact(from, &pyc_frozenset_type);
    for (int64_t i = 0; i < (set ? as_set(from)->mask + 1 : as_dict(from)->n_entries); i++) {
        PycWord key = set ? as_set(from)->table[i].key : as_dict(from)->entries[i].key;
        int64_t hash = set ? as_set(from)->table[i].hash : as_dict(from)->entries[i].hash;
        if (!key) continue;
        pyc_inc(key);
        int result = pyc_dict_insert(dict, key, hash, value);
        pyc_dec(key);
        if (result < 0) return -1;
    }
    return 0;
}

static int add_keys(PycWord dict, PycWord iterable, PycWord value) {
    bool exact = is_exact(dict, &pyc_dict_type);
    if (exact && (is_exact(iterable, &pyc_set_type) || is_exact(iterable, &pyc_frozenset_type) ||
                  is_exact(iterable, &pyc_dict_type)))
        return add_hashed_keys(as_dict(dict), iterable, value);
    PycWord iterator = pyc_iterate(iterable), key;
    while (iterator && (key = pyc_next(iterator)) != 0) {
        int result = exact ? pyc_dict_set(dict, key, value) : pyc_set_item(dict, key, value);
        pyc_dec(key);
        if (result < 0) break;
    }
    pyc_xdec(iterator);
    return pyc_state.exception ? -1 : 0;
}

/* dict.fromkeys: `type` is the class it is called on. */
PycWord pyc_dict_fromkeys(PycWord type, PycWord iterable, PycWord value) {
    if (!value) value = PYC_NONE;
    PycWord dict = type == pyc_word(&pyc_dict_type) ? pyc_dict_new(0) : pyc_call(type, NULL, 0, 0);
    if (!dict) return 0;
    if (add_keys(dict, iterable, value) == 0) return dict;
    pyc_dec(dict);
    return 0;
}
