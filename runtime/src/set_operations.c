/* set_operations.c: union, intersection, difference and comparison of sets, in CPython's order. */
#include "containers.h"

static PycType *plain_type(PycWord set) {
    PycType *type = pyc_type_of(set);
    if (type == &pyc_set_type || type == &pyc_frozenset_type) return type;
    return pyc_is_subclass(type, &pyc_frozenset_type) ? &pyc_frozenset_type : &pyc_set_type;
}

PycWord pyc_set_copy_of(PycWord set) {
    PycWord copy = pyc_set_make(plain_type(set));
    if (pyc_set_merge(as_set(copy), as_set(set)) == 0) return copy;
    pyc_dec(copy);
    return 0;
}

/* Adds the items of `from` that are (wanted 1) or are not (wanted 0) in `filter`. */
static int add_filtered(PycSet *result, PycSet *from, PycSet *filter, int wanted) {
    for (int64_t i = 0; i <= from->mask; i++) {
        PycSetEntry entry = from->table[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        int there = pyc_set_probe(filter, entry.key, entry.hash);
        if (there == wanted) there = pyc_set_insert(result, entry.key, entry.hash);
        pyc_dec(entry.key);
        if (there < 0) return -1;
    }
    return 0;
}

static int add_common(PycSet *result, PycSet *set, PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    while ((item = pyc_next(iterator)) != 0) {
        int64_t hash = hash_of(item);
        int there = hash == -1 ? -1 : pyc_set_probe(set, item, hash);
        if (there > 0) there = pyc_set_insert(result, item, hash);
        pyc_dec(item);
        if (there < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

PycWord pyc_set_intersect(PycWord set, PycWord other) {
    if (set == other) return pyc_set_copy_of(set);
    PycWord result = pyc_set_make(plain_type(set));
    int done;
    if (is_set(other)) {
        bool swap = as_set(other)->used > as_set(set)->used;
        done = add_filtered(as_set(result), as_set(swap ? set : other), as_set(swap ? other : set), 1);
    } else {
        done = add_common(as_set(result), as_set(set), other);
    }
    if (done == 0) return result;
    pyc_dec(result);
    return 0;
}

static int discard_all(PycSet *set, PycSet *other) {
    for (int64_t i = 0; i <= other->mask; i++) {
        PycSetEntry entry = other->table[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        int result = pyc_set_discard(set, entry.key, entry.hash);
        pyc_dec(entry.key);
        if (result < 0) return -1;
    }
    return 0;
}

static int discard_each(PycSet *set, PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    while ((item = pyc_next(iterator)) != 0) {
        int64_t hash = hash_of(item);
        int result = hash == -1 ? -1 : pyc_set_discard(set, item, hash);
        pyc_dec(item);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

/* set -= other */
int pyc_set_subtract_from(PycSet *set, PycWord other) {
    if (pyc_word(set) == other) {
        pyc_set_empty(set);
        return 0;
    }
    int result;
    if (is_set(other)) {
        PycWord less = 0;
        if (as_set(other)->used >> 3 > set->used) {
            less = pyc_set_intersect(pyc_word(set), other);
            if (!less) return -1;
        }
        result = discard_all(set, as_set(less ? less : other));
        pyc_xdec(less);
    } else {
        result = discard_each(set, other);
    }
    if (result < 0) return -1;
    if (set->fill - set->used <= set->mask / 4) return 0;
    return pyc_set_resize(set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

static PycWord copy_and_subtract(PycWord set, PycWord other) {
    PycWord result = pyc_set_copy_of(set);
    if (!result || pyc_set_subtract_from(as_set(result), other) == 0) return result;
    pyc_dec(result);
    return 0;
}

static int add_not_in_dict(PycSet *result, PycSet *set, PycDict *dict) {
    for (int64_t i = 0; i <= set->mask; i++) {
        PycSetEntry entry = set->table[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        int64_t place, index = pyc_dict_lookup(dict, entry.key, entry.hash, &place);
        int done = index == -1 ? pyc_set_insert(result, entry.key, entry.hash) : 0;
        pyc_dec(entry.key);
        if (index == -2 || done < 0) return -1;
    }
    return 0;
}

static PycWord subtract(PycWord set, PycWord other) {
    int64_t n;
    if (is_set(other)) n = as_set(other)->used;
    else if (is_exact(other, &pyc_dict_type)) n = as_dict(other)->used;
    else return copy_and_subtract(set, other);
    if (as_set(set)->used >> 2 > n) return copy_and_subtract(set, other);
    PycWord result = pyc_set_make(plain_type(set));
    int done = is_set(other) ? add_filtered(as_set(result), as_set(set), as_set(other), 0)
                             : add_not_in_dict(as_set(result), as_set(set), as_dict(other));
    if (done == 0) return result;
    pyc_dec(result);
    return 0;
}

static int toggle(PycSet *set, PycWord key, int64_t hash) {
    pyc_inc(key);
    int result = pyc_set_discard(set, key, hash);
    if (result == 0) result = pyc_set_insert(set, key, hash);
    pyc_dec(key);
    return result < 0 ? -1 : 0;
}

/* set ^= other */
int pyc_set_toggle_from(PycSet *set, PycWord other) {
    if (pyc_word(set) == other) {
        pyc_set_empty(set);
        return 0;
    }
    if (is_exact(other, &pyc_dict_type)) {
        PycDict *dict = as_dict(other);
        for (int64_t i = 0; i < dict->n_entries; i++)
            if (dict->entries[i].key && toggle(set, dict->entries[i].key, dict->entries[i].hash) < 0)
                return -1;
        return 0;
    }
    PycWord items = is_set(other) ? pyc_inc(other) : pyc_set_from(plain_type(pyc_word(set)), other);
    if (!items) return -1;
    int result = 0;
    for (int64_t i = 0; result == 0 && i <= as_set(items)->mask; i++) {
        PycSetEntry entry = as_set(items)->table[i];
        if (entry.key) result = toggle(set, entry.key, entry.hash);
    }
    pyc_dec(items);
    return result;
}

static PycWord toggled(PycWord set, PycWord other) {
    PycWord result = pyc_set_make(plain_type(set));
    if (pyc_set_fill(as_set(result), other) == 0 &&
        pyc_set_toggle_from(as_set(result), set) == 0)
        return result;
    pyc_dec(result);
    return 0;
}

static PycWord joined(PycWord set, PycWord other) {
    PycWord result = pyc_set_copy_of(set);
    if (!result || set == other || pyc_set_fill(as_set(result), other) == 0) return result;
    pyc_dec(result);
    return 0;
}

/* The set takes over the table of `other`, which goes. */
static void take_table(PycSet *set, PycWord other) {
    PycSet *from = as_set(other), old = *set;
    set->table = from->table;
    set->fill = from->fill;
    set->used = from->used;
    set->mask = from->mask;
    from->table = old.table;
    from->fill = old.fill;
    from->used = old.used;
    from->mask = old.mask;
    pyc_dec(other);
}

static int intersect_into(PycSet *set, PycWord other) {
    PycWord result = pyc_set_intersect(pyc_word(set), other);
    if (!result) return -1;
    take_table(set, result);
    return 0;
}

static PycWord operate_in_place(PycWord a, PycWord b, int op) {
    int result;
    switch (op) {
    case PYC_OR: result = pyc_set_fill(as_set(a), b); break;
    case PYC_AND: result = intersect_into(as_set(a), b); break;
    case PYC_SUB: result = pyc_set_subtract_from(as_set(a), b); break;
    default: result = pyc_set_toggle_from(as_set(a), b); break;
    }
    return result < 0 ? 0 : pyc_inc(a);
}

PycWord pyc_set_binary(PycWord a, PycWord b, int op) {
    int plain = op & ~PYC_INPLACE;
    if (plain != PYC_OR && plain != PYC_AND && plain != PYC_SUB && plain != PYC_XOR)
        return PYC_NOT_IMPLEMENTED;
    if (!is_set(a) || !is_set(b)) return PYC_NOT_IMPLEMENTED;
    if (op != plain && plain_type(a) == &pyc_set_type) return operate_in_place(a, b, plain);
    switch (plain) {
    case PYC_OR: return joined(a, b);
    case PYC_AND: return pyc_set_intersect(a, b);
    case PYC_SUB: return subtract(a, b);
    default: return toggled(a, b);
    }
}

int pyc_set_within(PycWord a, PycWord b) {
    PycSet *set = as_set(a);
    if (set->used > as_set(b)->used) return 0;
    for (int64_t i = 0; i <= set->mask; i++) {
        PycSetEntry entry = set->table[i];
        if (!entry.key) continue;
        pyc_inc(entry.key);
        int there = pyc_set_probe(as_set(b), entry.key, entry.hash);
        pyc_dec(entry.key);
        if (there <= 0) return there;
    }
    return 1;
}

/* ---- the methods of several arguments; `others` is a tuple or 0 ---- */

static int64_t n_others(PycWord others) { return others ? as_tuple(others)->length : 0; }

static PycWord exact_copy(PycWord set) {
    return is_exact(set, &pyc_frozenset_type) ? pyc_inc(set) : pyc_set_copy_of(set);
}

PycWord pyc_set_copy(PycWord self) { return exact_copy(self); }

PycWord pyc_set_union(PycWord self, PycWord others) {
    PycWord result = pyc_set_copy_of(self);
    for (int64_t i = 0; result && i < n_others(others); i++) {
        if (as_tuple(others)->items[i] == self) continue;
        if (pyc_set_fill(as_set(result), as_tuple(others)->items[i]) == 0) continue;
        pyc_dec(result);
        return 0;
    }
    return result;
}

PycWord pyc_set_intersection(PycWord self, PycWord others) {
    if (n_others(others) == 0) return exact_copy(self);
    PycWord result = pyc_inc(self);
    for (int64_t i = 0; i < n_others(others); i++) {
        PycWord next = pyc_set_intersect(result, as_tuple(others)->items[i]);
        pyc_dec(result);
        if (!next) return 0;
        result = next;
    }
    return result;
}

PycWord pyc_set_difference(PycWord self, PycWord others) {
    if (n_others(others) == 0) return exact_copy(self);
    PycWord result = subtract(self, as_tuple(others)->items[0]);
    for (int64_t i = 1; result && i < n_others(others); i++) {
        if (pyc_set_subtract_from(as_set(result), as_tuple(others)->items[i]) == 0) continue;
        pyc_dec(result);
        return 0;
    }
    return result;
}

PycWord pyc_set_symmetric_difference(PycWord self, PycWord other) { return toggled(self, other); }

PycWord pyc_set_update(PycWord self, PycWord others) {
    for (int64_t i = 0; i < n_others(others); i++)
        if (pyc_set_fill(as_set(self), as_tuple(others)->items[i]) < 0) return 0;
    return PYC_NONE;
}

PycWord pyc_set_intersection_update(PycWord self, PycWord others) {
    PycWord result = n_others(others) ? pyc_set_intersection(self, others) : pyc_set_copy_of(self);
    if (!result) return 0;
    take_table(as_set(self), result);
    return PYC_NONE;
}

PycWord pyc_set_difference_update(PycWord self, PycWord others) {
    for (int64_t i = 0; i < n_others(others); i++)
        if (pyc_set_subtract_from(as_set(self), as_tuple(others)->items[i]) < 0) return 0;
    return PYC_NONE;
}

PycWord pyc_set_symmetric_difference_update(PycWord self, PycWord other) {
    return none_of(pyc_set_toggle_from(as_set(self), other));
}
