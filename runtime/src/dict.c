/* dict.c: the table behind dict: compact, ordered by insertion, grown as CPython's grows. */
#include "containers.h"

enum { PERTURB_SHIFT = 5, LEAST_LOG2 = 3 };

static int32_t no_indices[1] = {PYC_DICT_EMPTY};

static inline int64_t usable_of(int64_t log2_size) { return ((int64_t)2 << log2_size) / 3; }
static inline int64_t block_size(int64_t log2_size) {
    return usable_of(log2_size) * (int64_t)sizeof(PycDictEntry) + ((int64_t)4 << log2_size);
}

/* A block holds the entries, then the indices. */
static void set_table(PycDict *dict, int64_t log2_size) {
    dict->entries = pyc_raw_allocate(block_size(log2_size));
    dict->indices = (int32_t *)(dict->entries + usable_of(log2_size));
    memset(dict->indices, 0xff, (size_t)4 << log2_size);
    dict->log2_size = log2_size;
    dict->usable = usable_of(log2_size);
    dict->n_entries = 0;
}

static void unset_table(PycDict *dict) {
    dict->entries = NULL;
    dict->indices = no_indices;
    dict->log2_size = dict->usable = dict->n_entries = dict->used = 0;
}

/* The least log2 of a size whose table holds n without growing. */
int64_t pyc_dict_log2_for(int64_t n) {
    int64_t log2_size = LEAST_LOG2;
    while (usable_of(log2_size) < n) log2_size++;
    return log2_size;
}

/* CPython's calculate_log2_keysize: the least power of two that is at least `size`, 8 or more. */
static int64_t log2_at_least(int64_t size) {
    int64_t log2_size = LEAST_LOG2;
    while (((int64_t)1 << log2_size) < size) log2_size++;
    return log2_size;
}

PycWord pyc_dict_new(int64_t expected) {
    PycDict *dict = pyc_allocate(&pyc_dict_type, sizeof(PycDict));
    dict->indices = no_indices;
    if (expected > 0) set_table(dict, expected <= 5 ? LEAST_LOG2 : log2_at_least((expected * 3 + 1) / 2));
    return pyc_word(dict);
}

static inline void place_entry(int32_t *indices, uint64_t mask, int64_t hash, int64_t entry) {
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    while (indices[i] != PYC_DICT_EMPTY) {
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + perturb + 1) & mask;
    }
    indices[i] = (int32_t)entry;
}

int pyc_dict_resize(PycDict *dict, int64_t log2_size) {
    PycDictEntry *old = dict->entries;
    int64_t n = dict->n_entries, old_log2 = dict->log2_size;
    if (log2_size > 31) {
        pyc_raise_no_memory();
        return -1;
    }
    set_table(dict, log2_size);
    uint64_t mask = ((uint64_t)1 << log2_size) - 1;
    int64_t to = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!old[i].key) continue;
        dict->entries[to] = old[i];
        place_entry(dict->indices, mask, old[i].hash, to++);
    }
    dict->n_entries = to;
    dict->usable -= to;
    if (old) pyc_raw_free(old, block_size(old_log2));
    return 0;
}

void pyc_dict_clear_table(PycDict *dict) {
    PycDictEntry *entries = dict->entries;
    int64_t n = dict->n_entries, log2_size = dict->log2_size;
    unset_table(dict);
    for (int64_t i = 0; i < n; i++) {
        if (!entries[i].key) continue;
        pyc_dec(entries[i].key);
        pyc_dec(entries[i].value);
    }
    if (entries) pyc_raw_free(entries, block_size(log2_size));
}

/* ---- looking up ---- */

/* Compares by ==, which may run Python code. 1, 0, -1: exception, 2: the table changed. */
static __attribute__((noinline)) int entry_equals(PycDict *dict, int64_t index, PycWord key) {
    PycDictEntry *entries = dict->entries;
    PycWord start = entries[index].key;
    if (is_exact(start, &pyc_str_type) && is_exact(key, &pyc_str_type)) return pyc_str_equal(start, key);
    pyc_inc(start);
    int same = pyc_equal(start, key);
    bool changed = dict->entries != entries || entries[index].key != start;
    pyc_dec(start);
    return same < 0 ? -1 : changed ? 2 : same;
}

/* The entry of key, -1: absent, -2: exception. Its index's place goes into *place. */
int64_t pyc_dict_lookup(PycDict *dict, PycWord key, int64_t hash, int64_t *place) {
restart:;
    uint64_t mask = ((uint64_t)1 << dict->log2_size) - 1;
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    for (;;) {
        int64_t index = dict->indices[i];
        if (index >= 0) {
            PycDictEntry *entry = &dict->entries[index];
            if (entry->key == key) {
                *place = (int64_t)i;
                return index;
            }
            if (entry->hash == hash && !(pyc_is_small(key) && pyc_is_small(entry->key))) {
                int same = entry_equals(dict, index, key);
                if (same < 0) return -2;
                if (same == 2) goto restart;
                if (same) {
                    *place = (int64_t)i;
                    return index;
                }
            }
        } else if (index == PYC_DICT_EMPTY) {
            *place = (int64_t)i;
            return -1;
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + perturb + 1) & mask;
    }
}

/* Appends an entry for a key that is absent; borrows both. */
static inline int add_entry(PycDict *dict, PycWord key, int64_t hash, PycWord value, int64_t place) {
    if (PYC_UNLIKELY(dict->usable <= 0)) {
        int64_t log2_size = dict->entries ? log2_at_least(dict->used * 3) : LEAST_LOG2;
        if (pyc_dict_resize(dict, log2_size) < 0) return -1;
        place = -1;
    }
    int64_t index = dict->n_entries;
    if (place >= 0 && dict->indices[place] == PYC_DICT_EMPTY)
        dict->indices[place] = (int32_t)index;
    else
        place_entry(dict->indices, ((uint64_t)1 << dict->log2_size) - 1, hash, index);
    dict->entries[index] = (PycDictEntry){hash, pyc_inc(key), pyc_inc(value)};
    dict->n_entries++;
    dict->usable--;
    dict->used++;
    return 0;
}

int pyc_dict_add(PycDict *dict, PycWord key, int64_t hash, PycWord value) {
    return add_entry(dict, key, hash, value, -1);
}

int pyc_dict_insert(PycDict *dict, PycWord key, int64_t hash, PycWord value) {
    int64_t place, index = pyc_dict_lookup(dict, key, hash, &place);
    if (PYC_UNLIKELY(index == -2)) return -1;
    if (index < 0) return add_entry(dict, key, hash, value, place);
    PycWord old = dict->entries[index].value;
    dict->entries[index].value = pyc_inc(value);
    pyc_dec(old);
    return 0;
}

static void drop_entry(PycDict *dict, int64_t index, int64_t place) {
    dict->indices[place] = PYC_DICT_DELETED;
    PycWord key = dict->entries[index].key;
    dict->entries[index].key = 0;
    dict->entries[index].value = 0;
    dict->used--;
    pyc_dec(key);
}

int pyc_dict_remove(PycDict *dict, PycWord key, int64_t hash, PycWord *value) {
    int64_t place, index = pyc_dict_lookup(dict, key, hash, &place);
    if (index < 0) return index == -2 ? -1 : 0;
    *value = dict->entries[index].value;
    drop_entry(dict, index, place);
    return 1;
}

/* ---- the functions of the header ---- */

PycWord pyc_dict_find(PycWord w, PycWord key) {
    int64_t hash = hash_of(key), place;
    if (PYC_UNLIKELY(hash == -1)) return 0;
    int64_t index = pyc_dict_lookup(as_dict(w), key, hash, &place);
    return index >= 0 ? as_dict(w)->entries[index].value : 0;
}

static __attribute__((noinline)) PycWord missing(PycWord w, PycWord key) {
    if (pyc_state.exception) return 0;
    if (pyc_object(w)->type != &pyc_dict_type) {
        PycWord method = pyc_special(w, "__missing__");
        if (method) {
            PycWord value = pyc_call(method, &key, 1, 0);
            pyc_dec(method);
            return value;
        }
        if (pyc_state.exception) return 0;
    }
    pyc_raise_key(key);
    return 0;
}

PycWord pyc_dict_get_item(PycWord w, PycWord key) {
    PycWord value = pyc_dict_find(w, key);
    return PYC_LIKELY(value != 0) ? pyc_inc(value) : missing(w, key);
}

PycWord pyc_dict_get_or(PycWord w, PycWord key, PycWord fallback) {
    PycWord value = pyc_dict_find(w, key);
    if (value) return pyc_inc(value);
    return PYC_UNLIKELY(pyc_state.exception != 0) ? 0 : pyc_inc(fallback);
}

int pyc_dict_set(PycWord w, PycWord key, PycWord value) {
    int64_t hash = hash_of(key);
    if (PYC_UNLIKELY(hash == -1)) return -1;
    return pyc_dict_insert(as_dict(w), key, hash, value);
}

int pyc_dict_delete(PycWord w, PycWord key) {
    PycWord value;
    int64_t hash = hash_of(key);
    if (hash == -1) return -1;
    int removed = pyc_dict_remove(as_dict(w), key, hash, &value);
    if (removed < 0) return -1;
    if (removed == 0) {
        pyc_raise_key(key);
        return -1;
    }
    pyc_dec(value);
    return 0;
}

int pyc_dict_has(PycWord w, PycWord key) {
    int64_t hash = hash_of(key), place;
    if (PYC_UNLIKELY(hash == -1)) return -1;
    int64_t index = pyc_dict_lookup(as_dict(w), key, hash, &place);
    return index == -2 ? -1 : index >= 0;
}

int64_t pyc_dict_length(PycWord w) { return as_dict(w)->used; }

bool pyc_dict_entry(PycWord w, int64_t *position, PycWord *key, PycWord *value) {
    PycDict *dict = as_dict(w);
    int64_t i = *position;
    while (i < dict->n_entries && !dict->entries[i].key) i++;
    *position = i + 1;
    if (i >= dict->n_entries) return false;
    if (key) *key = dict->entries[i].key;
    if (value) *value = dict->entries[i].value;
    return true;
}

PycWord pyc_dict_find_str(PycWord w, PycWord name) {
    PycDict *dict = as_dict(w);
    PycStr *text = (PycStr *)(uintptr_t)name;
    int64_t hash = text->hash != -1 ? text->hash : pyc_str_hash(name);
    uint64_t mask = ((uint64_t)1 << dict->log2_size) - 1;
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    for (;;) {
        int64_t index = dict->indices[i];
        if (index >= 0) {
            PycDictEntry *entry = &dict->entries[index];
            if (entry->key == name) return entry->value;
            if (entry->hash == hash && is_exact(entry->key, &pyc_str_type) &&
                pyc_str_equal(entry->key, name))
                return entry->value;
        } else if (index == PYC_DICT_EMPTY) {
            return 0;
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + perturb + 1) & mask;
    }
}

int pyc_dict_set_str(PycWord w, PycWord name, PycWord value) {
    return pyc_dict_insert(as_dict(w), name, pyc_str_hash(name), value);
}

/* ---- copying and merging ---- */

static void clone_table(PycDict *to, PycDict *from) {
    set_table(to, from->log2_size);
    memcpy(to->entries, from->entries, (size_t)from->n_entries * sizeof(PycDictEntry));
    memcpy(to->indices, from->indices, (size_t)4 << from->log2_size);
    to->n_entries = from->n_entries;
    to->usable = from->usable;
    to->used = from->used;
    for (int64_t i = 0; i < to->n_entries; i++) {
        pyc_xinc(to->entries[i].key);
        pyc_xinc(to->entries[i].value);
    }
}

static int merge_dict(PycDict *dict, PycDict *other) {
    if (dict == other || other->used == 0) return 0;
    if (dict->used == 0 && other->used == other->n_entries &&
        (dict->log2_size == 0 || dict->log2_size == other->log2_size)) {
        pyc_dict_clear_table(dict);
        clone_table(dict, other);
        return 0;
    }
    if (usable_of(dict->log2_size) < other->used || !dict->entries) {
        int64_t wanted = ((dict->used + other->used) * 3 + 1) / 2;
        if (pyc_dict_resize(dict, log2_at_least(wanted)) < 0) return -1;
    }
    int64_t n = other->n_entries;
    for (int64_t i = 0; i < other->n_entries; i++) {
        PycDictEntry entry = other->entries[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        pyc_inc(entry.value);
        int result = pyc_dict_insert(dict, entry.key, entry.hash, entry.value);
        pyc_dec(entry.key);
        pyc_dec(entry.value);
        if (result < 0) return -1;
        if (n != other->n_entries) {
            pyc_raise_type(&pyc_runtime_error_type, "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

PycWord pyc_dict_copy_of(PycWord w) {
    PycDict *dict = as_dict(w);
    PycWord copy = pyc_dict_new(0);
    if (dict->used == 0) return copy;
    if (dict->used >= dict->n_entries * 2 / 3) {
        clone_table(as_dict(copy), dict);
        return copy;
    }
    if (merge_dict(as_dict(copy), dict) == 0) return copy;
    pyc_dec(copy);
    return 0;
}

static int set_pair(PycWord dict, PycWord pair, int64_t number) {
    PycWord items = 0;
    if (!is_exact(pair, &pyc_tuple_type) && !is_exact(pair, &pyc_list_type)) {
        items = pyc_list_from(pair);
        if (!items) {
            if (pyc_pending_is(&pyc_type_error_type)) {
                pyc_clear();
                pyc_raise_type(&pyc_type_error_type,
                               "cannot convert dictionary update sequence element #%lld to a sequence",
                               (long long)number);
            }
            return -1;
        }
        pair = items;
    }
    bool tuple = is_exact(pair, &pyc_tuple_type);
    int64_t length = tuple ? as_tuple(pair)->length : as_list(pair)->length;
    int result = -1;
    if (length != 2) {
        pyc_raise_type(&pyc_value_error_type,
                       "dictionary update sequence element #%lld has length %lld; 2 is required",
                       (long long)number, (long long)length);
    } else {
        PycWord key = tuple ? pyc_inc(as_tuple(pair)->items[0]) : pyc_list_item(pair, 0);
        PycWord value = tuple ? pyc_inc(as_tuple(pair)->items[1]) : pyc_list_item(pair, 1);
        result = pyc_dict_set(dict, key, value);
        pyc_dec(key);
        pyc_dec(value);
    }
    pyc_xdec(items);
    return result;
}

static int merge_pairs(PycWord dict, PycWord pairs) {
    PycWord iterator = pyc_iterate(pairs), pair;
    if (!iterator) return -1;
    int64_t number = 0;
    while ((pair = pyc_next(iterator)) != 0) {
        int result = set_pair(dict, pair, number++);
        pyc_dec(pair);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static int merge_mapping(PycWord dict, PycWord other, PycWord keys_method) {
    PycWord keys = pyc_call(keys_method, NULL, 0, 0);
    if (!keys) return -1;
    PycWord iterator = pyc_iterate(keys), key;
    pyc_dec(keys);
    if (!iterator) return -1;
    while ((key = pyc_next(iterator)) != 0) {
        PycWord value = pyc_get_item(other, key);
        if (value) {
            pyc_dict_set(dict, key, value);
            pyc_dec(value);
        }
        pyc_dec(key);
        if (pyc_state.exception) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

int pyc_dict_merge(PycWord dict, PycWord other) {
    /* As in CPython, a subclass is asked for its keys only if it iterates in a way of its own. */
    if (is_dict(other) && pyc_type_of(other)->iterate == pyc_dict_type.iterate) return merge_dict(as_dict(dict), as_dict(other));
    if (is_exact(other, &pyc_list_type) || is_exact(other, &pyc_tuple_type)) return merge_pairs(dict, other);
    PycWord method = pyc_find_attribute(other, pyc_intern("keys"));
    if (!method) return pyc_state.exception ? -1 : merge_pairs(dict, other);
    int result = merge_mapping(dict, other, method);
    pyc_dec(method);
    return result;
}
