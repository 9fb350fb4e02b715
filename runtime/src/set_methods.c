/* set_methods.c: the types set and frozenset, their other methods and their iterator. */
#include "containers.h"

PycWord pyc_set_lookup_key(PycWord item, int64_t *hash);

/* ---- slots ---- */

static void set_release(PycObject *self) { pyc_set_empty((PycSet *)self); }

static void set_traverse(PycObject *self, PycVisit visit, void *context) {
    PycSet *set = (PycSet *)self;
    for (int64_t i = 0; i <= set->mask; i++) visit(set->table[i].key, context);
}

static PycWord create(PycType *type, const char *name, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_want_no_keywords(name, names) < 0) return 0;
    if (pyc_want_positional(type->name, n, 0, 1) < 0) return 0;
    return pyc_set_from(type, n ? args[0] : 0);
}

static PycWord set_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    return create(type, "set", args, n, names);
}

static PycWord frozenset_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    return create(type, "frozenset", args, n, names);
}

static PycWord set_repr(PycWord self) {
    PycText text = {0};
    const char *name = pyc_type_of(self)->name;
    int64_t length = (int64_t)strlen(name);
    bool plain = is_exact(self, &pyc_set_type);
    bool entered = pyc_repr_enter(self);
    if (!entered || as_set(self)->used == 0) {
        if (entered) pyc_repr_leave(self);
        pyc_text_add_ascii(&text, name, length);
        pyc_text_add_ascii(&text, entered ? "()" : "(...)", entered ? 2 : 5);
        return pyc_text_finish(&text);
    }
    PycWord items = pyc_tuple_from(self);
    PycWord shown = items ? pyc_repr_items("{", "}", items) : 0;
    pyc_xdec(items);
    pyc_repr_leave(self);
    if (!shown || plain) return shown;
    pyc_text_add_ascii(&text, name, length);
    pyc_text_add_ascii(&text, "(", 1);
    pyc_text_add_str(&text, shown);
    pyc_text_add_ascii(&text, ")", 1);
    pyc_dec(shown);
    return pyc_text_finish(&text);
}

static uint64_t shuffled(uint64_t hash) { return ((hash ^ 89869747U) ^ (hash << 16)) * 3644798167U; }

static int64_t frozenset_hash(PycWord self) {
    PycSet *set = as_set(self);
    if (set->hash != -1) return set->hash;
    uint64_t hash = 0;
    for (int64_t i = 0; i <= set->mask; i++)
        if (set->table[i].key) hash ^= shuffled((uint64_t)set->table[i].hash);
    hash ^= ((uint64_t)set->used + 1) * 1927868237U;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069U + 907133923U;
    if (hash == (uint64_t)-1) hash = 590923713U;
    return set->hash = (int64_t)hash;
}

static PycWord set_compare(PycWord a, PycWord b, int op) {
    if (!is_set(a) || !is_set(b)) return PYC_NOT_IMPLEMENTED;
    int64_t n = as_set(a)->used, m = as_set(b)->used;
    int result = 0;
    switch (op) {
    case PYC_EQ:
    case PYC_NE:
        if (n == m && (as_set(a)->hash == -1 || as_set(b)->hash == -1 || as_set(a)->hash == as_set(b)->hash))
            result = pyc_set_within(a, b);
        if (result >= 0 && op == PYC_NE) result = !result;
        break;
    case PYC_LE: result = pyc_set_within(a, b); break;
    case PYC_GE: result = pyc_set_within(b, a); break;
    case PYC_LT: if (n < m) result = pyc_set_within(a, b); break;
    default: if (n > m) result = pyc_set_within(b, a); break;
    }
    return truth_of(result);
}

/* ---- the iterator ---- */

typedef struct { PycObject object; PycWord set; int64_t position, used; } SetIterator;

static PycWord set_iterate(PycWord self) {
    SetIterator *iterator = pyc_allocate(&pyc_set_iterator_type, sizeof(SetIterator));
    iterator->set = pyc_inc(self);
    iterator->used = as_set(self)->used;
    return pyc_word(iterator);
}

static PycWord iterator_next(PycWord self) {
    SetIterator *iterator = (SetIterator *)(uintptr_t)self;
    if (!iterator->set) return 0;
    if (PYC_UNLIKELY(iterator->used != as_set(iterator->set)->used)) {
        iterator->used = -1;
        pyc_raise_type(&pyc_runtime_error_type, "Set changed size during iteration");
        return 0;
    }
    PycWord item;
    if (pyc_set_entry(iterator->set, &iterator->position, &item)) return pyc_inc(item);
    PycWord set = iterator->set;
    iterator->set = 0;
    pyc_dec(set);
    return 0;
}

static void iterator_release(PycObject *self) { pyc_xdec(((SetIterator *)self)->set); }
static void iterator_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((SetIterator *)self)->set, context);
}

PycType pyc_set_iterator_type = {
    PYC_TYPE_HEAD("set_iterator", sizeof(SetIterator)), .flags = PYC_TYPE_TRACKED,
    .release = iterator_release, .traverse = iterator_traverse, .iterate = pyc_inc,
    .next = iterator_next};

static int64_t set_length(PycWord self) { return as_set(self)->used; }
static int set_truth(PycWord self) { return as_set(self)->used != 0; }

PycType pyc_set_type = {
    PYC_TYPE_HEAD("set", sizeof(PycSet)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
    .release = set_release, .traverse = set_traverse, .clear = set_release, .create = set_create,
    .repr = set_repr, .compare = set_compare, .iterate = set_iterate,
    .length = set_length, .contains = pyc_set_has, .truth = set_truth, .binary = pyc_set_binary,
};

PycType pyc_frozenset_type = {
    PYC_TYPE_HEAD("frozenset", sizeof(PycSet)), .flags = PYC_TYPE_TRACKED,
    .release = set_release, .traverse = set_traverse, .create = frozenset_create,
    .repr = set_repr, .hash = frozenset_hash, .compare = set_compare, .iterate = set_iterate,
    .length = set_length, .contains = pyc_set_has, .truth = set_truth, .binary = pyc_set_binary,
};

/* ---- methods ---- */

PycWord pyc_set_method_add(PycWord self, PycWord item) { return none_of(pyc_set_add(self, item)); }

/* 1: it was there, 0, -1 */
static int discard(PycWord self, PycWord item) {
    int64_t hash;
    PycWord key = pyc_set_lookup_key(item, &hash);
    if (!key) return -1;
    int result = pyc_set_discard(as_set(self), key, hash);
    pyc_dec(key);
    return result;
}

PycWord pyc_set_method_discard(PycWord self, PycWord item) { return none_of(discard(self, item)); }

PycWord pyc_set_remove(PycWord self, PycWord item) {
    int result = discard(self, item);
    if (result == 0) pyc_raise_key(item);
    return result > 0 ? PYC_NONE : 0;
}

PycWord pyc_set_pop(PycWord self) {
    PycSet *set = as_set(self);
    if (set->used == 0) {
        PycWord text = pyc_str_from_c("pop from an empty set");
        pyc_raise_key(text);
        pyc_dec(text);
        return 0;
    }
    int64_t i = set->finger & set->mask;
    while (!set->table[i].key) i = i == set->mask ? 0 : i + 1;
    PycWord key = set->table[i].key;
    set->table[i] = (PycSetEntry){0, -1};
    set->used--;
    set->finger = i + 1;
    return key;
}

PycWord pyc_set_clear(PycWord self) {
    pyc_set_empty(as_set(self));
    return PYC_NONE;
}

PycWord pyc_set_isdisjoint(PycWord self, PycWord other) {
    if (self == other) return pyc_bool(as_set(self)->used == 0);
    if (is_set(other) && as_set(other)->used > as_set(self)->used) {
        PycWord old = self;
        self = other;
        other = old;
    }
    PycWord iterator = pyc_iterate(other), item;
    if (!iterator) return 0;
    int there = 0;
    while (there == 0 && (item = pyc_next(iterator)) != 0) {
        int64_t hash = hash_of(item);
        there = hash == -1 ? -1 : pyc_set_probe(as_set(self), item, hash);
        pyc_dec(item);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? 0 : pyc_bool(!there);
}

PycWord pyc_set_issubset(PycWord self, PycWord other) {
    if (is_set(other)) return truth_of(pyc_set_within(self, other));
    PycWord common = pyc_set_intersect(self, other);
    if (!common) return 0;
    bool all = as_set(common)->used == as_set(self)->used;
    pyc_dec(common);
    return pyc_bool(all);
}

PycWord pyc_set_issuperset(PycWord self, PycWord other) {
    if (is_set(other)) return truth_of(pyc_set_within(other, self));
    PycWord iterator = pyc_iterate(other), item;
    if (!iterator) return 0;
    int there = 1;
    while (there == 1 && (item = pyc_next(iterator)) != 0) {
        there = pyc_set_has(self, item);
        pyc_dec(item);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? 0 : pyc_bool(there == 1);
}
