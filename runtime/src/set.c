/* set.c: the table behind set and frozenset.
 *
 * The order of iteration is the order of the table, so the places, the growth and the way two
 * tables are merged are CPython 3.11's (Objects/setobject.c): LINEAR_PROBES steps forward, then a
 * jump by the perturbed hash.
 */
#include "containers.h"

enum { LINEAR_PROBES = 9, PERTURB_SHIFT = 5, LEAST_SIZE = 8, DELETED_HASH = -1 };

static inline int64_t probes_at(uint64_t i, uint64_t mask) {
    return i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
}

static PycSetEntry no_entries[LEAST_SIZE]; /* never written */

static inline int64_t table_bytes(int64_t mask) { return (mask + 1) * (int64_t)sizeof(PycSetEntry); }

static void drop_table(PycSetEntry *table, int64_t mask) {
    if (table != no_entries) pyc_raw_free(table, table_bytes(mask));
}

/* Gives the set a table that can be written. */
static void own_table(PycSet *set) {
    if (PYC_LIKELY(set->table != no_entries)) return;
    set->table = pyc_raw_allocate(table_bytes(LEAST_SIZE - 1));
    memset(set->table, 0, sizeof no_entries);
}

PycWord pyc_set_make(PycType *type) {
    PycSet *set = pyc_allocate(type, type->instance_size);
    set->mask = LEAST_SIZE - 1;
    set->table = no_entries;
    set->hash = -1;
    return pyc_word(set);
}

PycWord pyc_set_new(void) { return pyc_set_make(&pyc_set_type); }

/* Compares by ==, which may run Python code: 1, 0, -1: exception, 2: the table changed. */
static __attribute__((noinline)) int entry_equals(PycSet *set, PycSetEntry *entry, PycWord key) {
    PycSetEntry *table = set->table;
    PycWord start = entry->key;
    if (is_exact(start, &pyc_str_type) && is_exact(key, &pyc_str_type)) return pyc_str_equal(start, key);
    if (pyc_is_small(start) && pyc_is_small(key)) return 0;
    pyc_inc(start);
    int same = pyc_equal(start, key);
    bool changed = set->table != table || entry->key != start;
    pyc_dec(start);
    return same < 0 ? -1 : changed ? 2 : same;
}

/* The entry of key, or the unused entry where the search ends; NULL: exception. The last deleted
 * entry on the way goes into *deleted: a new key is put there, as CPython does. */
static inline PycSetEntry *look_up(PycSet *set, PycWord key, int64_t hash, PycSetEntry **deleted) {
restart:;
    uint64_t mask = (uint64_t)set->mask, perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    *deleted = NULL;
    for (;;) {
        PycSetEntry *entry = &set->table[i];
        int64_t probes = probes_at(i, mask);
        do {
            if (entry->key) {
                if (entry->hash == hash) {
                    if (entry->key == key) return entry;
                    int same = entry_equals(set, entry, key);
                    if (same < 0) return NULL;
                    if (same == 2) goto restart;
                    if (same) return entry;
                }
            } else {
                if (entry->hash == 0) return entry;
                *deleted = entry;
            }
            entry++;
        } while (probes--);
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

/* Puts a key that is absent into a table without deleted entries. */
static void insert_clean(PycSetEntry *table, uint64_t mask, PycWord key, int64_t hash) {
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    for (;;) {
        PycSetEntry *entry = &table[i];
        int64_t probes = probes_at(i, mask);
        do {
            if (!entry->key) {
                entry->key = key;
                entry->hash = hash;
                return;
            }
            entry++;
        } while (probes--);
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

int pyc_set_resize(PycSet *set, int64_t at_least) {
    int64_t size = LEAST_SIZE;
    while (size <= at_least) size <<= 1;
    PycSetEntry *old = set->table;
    int64_t old_mask = set->mask;
    set->mask = size - 1;
    set->table = pyc_raw_allocate(table_bytes(set->mask));
    memset(set->table, 0, (size_t)table_bytes(set->mask));
    set->fill = set->used;
    for (int64_t i = 0; i <= old_mask; i++)
        if (old[i].key) insert_clean(set->table, (uint64_t)set->mask, old[i].key, old[i].hash);
    drop_table(old, old_mask);
    return 0;
}

static inline int64_t grown(PycSet *set) { return set->used > 50000 ? set->used * 2 : set->used * 4; }

int pyc_set_insert(PycSet *set, PycWord key, int64_t hash) {
    pyc_inc(key); /* an __eq__ may empty the container that it comes from */
    PycSetEntry *deleted, *entry = look_up(set, key, hash, &deleted);
    if (PYC_UNLIKELY(!entry || entry->key)) {
        pyc_dec(key);
        return entry ? 0 : -1;
    }
    set->used++;
    if (PYC_UNLIKELY(deleted != NULL)) {
        deleted->key = key;
        deleted->hash = hash;
        return 0;
    }
    set->fill++;
    if (PYC_UNLIKELY(set->table == no_entries)) {
        own_table(set);
        entry = set->table + (entry - no_entries);
    }
    entry->key = key;
    entry->hash = hash;
    if (PYC_LIKELY(set->fill * 5 < set->mask * 3)) return 0;
    return pyc_set_resize(set, grown(set));
}

int pyc_set_probe(PycSet *set, PycWord key, int64_t hash) {
    PycSetEntry *deleted, *entry = look_up(set, key, hash, &deleted);
    return PYC_UNLIKELY(!entry) ? -1 : entry->key != 0;
}

int pyc_set_discard(PycSet *set, PycWord key, int64_t hash) {
    PycSetEntry *deleted, *entry = look_up(set, key, hash, &deleted);
    if (PYC_UNLIKELY(!entry)) return -1;
    if (!entry->key) return 0;
    PycWord old = entry->key;
    entry->key = 0;
    entry->hash = DELETED_HASH;
    set->used--;
    pyc_dec(old);
    return 1;
}

void pyc_set_empty(PycSet *set) {
    PycSetEntry *old = set->table;
    int64_t mask = set->mask;
    set->table = no_entries;
    set->fill = set->used = 0;
    set->mask = LEAST_SIZE - 1;
    set->hash = -1;
    if (old == no_entries) return;
    for (int64_t i = 0; i <= mask; i++) pyc_xdec(old[i].key);
    drop_table(old, mask);
}

bool pyc_set_entry(PycWord w, int64_t *position, PycWord *item) {
    PycSet *set = as_set(w);
    int64_t i = *position;
    while (i <= set->mask && !set->table[i].key) i++;
    *position = i + 1;
    if (i > set->mask) return false;
    *item = set->table[i].key;
    return true;
}

/* ---- merging ---- */

static void copy_places(PycSet *set, PycSet *other) {
    for (int64_t i = 0; i <= other->mask; i++)
        if (other->table[i].key) {
            set->table[i] = other->table[i];
            pyc_inc(other->table[i].key);
        }
    set->fill = other->fill;
    set->used = other->used;
}

int pyc_set_merge(PycSet *set, PycSet *other) {
    if (set == other || other->used == 0) return 0;
    if ((set->fill + other->used) * 5 >= set->mask * 3 &&
        pyc_set_resize(set, (set->used + other->used) * 2) < 0)
        return -1;
    own_table(set);
    if (set->fill == 0 && set->mask == other->mask && other->fill == other->used) {
        copy_places(set, other);
        return 0;
    }
    if (set->fill == 0) {
        set->fill = set->used = other->used;
        for (int64_t i = 0; i <= other->mask; i++)
            if (other->table[i].key)
                insert_clean(set->table, (uint64_t)set->mask, pyc_inc(other->table[i].key),
                             other->table[i].hash);
        return 0;
    }
    for (int64_t i = 0; i <= other->mask; i++) {
        PycSetEntry entry = other->table[i];
        if (entry.key && pyc_set_insert(set, entry.key, entry.hash) < 0) return -1;
    }
    return 0;
}

static int merge_dict_keys(PycSet *set, PycDict *dict) {
    if ((set->fill + dict->used) * 5 >= set->mask * 3 &&
        pyc_set_resize(set, (set->used + dict->used) * 2) < 0)
        return -1;
    for (int64_t i = 0; i < dict->n_entries; i++) {
        PycDictEntry entry = dict->entries[i];
        if (entry.key && pyc_set_insert(set, entry.key, entry.hash) < 0) return -1;
    }
    return 0;
}

static int add_unboxed(PycSet *set, PycList *list) {
    for (int64_t i = 0; i < list->length; i++) {
        PycWord item = pyc_element_of_array(list->items, list->kind, i);
        int64_t hash = hash_of(item);
        int result = hash == -1 ? -1 : pyc_set_insert(set, item, hash);
        pyc_dec(item);
        if (result < 0) return -1;
    }
    return 0;
}

int pyc_set_fill(PycSet *set, PycWord iterable) {
    if (is_set(iterable)) return pyc_set_merge(set, as_set(iterable));
    if (is_exact(iterable, &pyc_dict_type)) return merge_dict_keys(set, as_dict(iterable));
    if (is_exact(iterable, &pyc_list_type)) return add_unboxed(set, as_list(iterable));
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    while ((item = pyc_next(iterator)) != 0) {
        int result = pyc_set_add(pyc_word(set), item);
        pyc_dec(item);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

int pyc_set_add_all(PycWord set, PycWord iterable) { return pyc_set_fill(as_set(set), iterable); }

static PycWord frozen_of(const PycWord *items, int64_t n) {
    PycWord frozen = pyc_set_make(&pyc_frozenset_type);
    for (int64_t i = 0; i < n; i++) {
        if (pyc_set_add(frozen, items[i]) == 0) continue;
        pyc_dec(frozen);
        return 0;
    }
    return frozen;
}

PycWord pyc_frozenset_of_constants(const PycWord *items, int64_t n) {
    PycWord first = frozen_of(items, n), tuple = first ? pyc_tuple_from(first) : 0;
    pyc_xdec(first);
    if (!tuple) return 0;
    PycWord second = frozen_of(as_tuple(tuple)->items, as_tuple(tuple)->length);
    pyc_dec(tuple);
    return second;
}

PycWord pyc_set_of_constants(const PycWord *items, int64_t n) {
    PycWord frozen = pyc_frozenset_of_constants(items, n);
    if (!frozen) return 0;
    PycWord set = pyc_set_from(&pyc_set_type, frozen);
    pyc_dec(frozen);
    return set;
}

int pyc_set_add(PycWord set, PycWord item) {
    int64_t hash = hash_of(item);
    return PYC_UNLIKELY(hash == -1) ? -1 : pyc_set_insert(as_set(set), item, hash);
}

/* A set is unhashable, but `in`, remove and discard look for it as a frozenset of the same items. */
PycWord pyc_set_lookup_key(PycWord item, int64_t *hash) {
    *hash = hash_of(item);
    if (PYC_LIKELY(*hash != -1)) return pyc_inc(item);
    bool set = !pyc_is_small(item) && pyc_is_subclass(pyc_object(item)->type, &pyc_set_type);
    if (!set || !pyc_pending_is(&pyc_type_error_type)) return 0;
    pyc_clear();
    PycWord frozen = pyc_set_make(&pyc_frozenset_type);
    if (pyc_set_merge(as_set(frozen), as_set(item)) == 0) *hash = pyc_hash(frozen);
    if (*hash != -1) return frozen;
    pyc_dec(frozen);
    return 0;
}

int pyc_set_has(PycWord set, PycWord item) {
    int64_t hash;
    PycWord key = pyc_set_lookup_key(item, &hash);
    if (PYC_UNLIKELY(!key)) return -1;
    int result = pyc_set_probe(as_set(set), key, hash);
    pyc_dec(key);
    return result;
}

PycWord pyc_set_from(PycType *type, PycWord iterable) {
    if (iterable && type == &pyc_frozenset_type && is_exact(iterable, type)) return pyc_inc(iterable);
    PycWord set = pyc_set_make(type);
    if (!iterable || pyc_set_fill(as_set(set), iterable) == 0) return set;
    pyc_dec(set);
    return 0;
}
