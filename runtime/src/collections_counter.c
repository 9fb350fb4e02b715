/* collections_counter.c: collections.Counter: making, counting, what its methods tell. The operators
 * stand in collections_counts.c. */
#include <stdlib.h>

#include "collections_private.h"

PycWord pyc_counter_compare(PycWord a, PycWord b, int op);
PycWord pyc_counter_binary(PycWord a, PycWord b, int op);
PycWord pyc_counter_unary(PycWord self, int op);

/* The class of self stores as dict does. */
static inline bool stores_plainly(PycWord self) {
    PycType *type = pyc_type_of(self);
    return type == &pyc_counter_type || type->set_item == pyc_counter_type.set_item;
}

static int store(PycWord self, PycWord key, int64_t hash, PycWord value) {
    return stores_plainly(self) ? pyc_dict_insert(as_dict(self), key, hash, value) : pyc_set_item(self, key, value);
}

/* self[key] = self.get(key, 0) + amount, or amount + self.get(key, 0) where `first`; amount borrowed. */
static int add_count(PycWord self, PycWord key, PycWord amount, int op, bool first) {
    int64_t hash = hash_of(key), place;
    if (PYC_UNLIKELY(hash == -1)) return -1;
    int64_t index = pyc_dict_lookup(as_dict(self), key, hash, &place);
    if (PYC_UNLIKELY(index == -2)) return -1;
    PycWord old = index >= 0 ? as_dict(self)->entries[index].value : pyc_small(0);
    if (PYC_LIKELY(index >= 0 && pyc_is_small(old) && amount == pyc_small(1) && op == PYC_ADD && stores_plainly(self) &&
                   pyc_small_value(old) < PYC_SMALL_MAX)) {
        as_dict(self)->entries[index].value = old + 2;
        return 0;
    }
    pyc_inc(old);
    PycWord sum = first ? pyc_binary(amount, old, op) : pyc_binary(old, amount, op);
    pyc_dec(old);
    int result = sum ? store(self, key, hash, sum) : -1;
    pyc_xdec(sum);
    return result;
}

static int count_all(PycWord self, PycWord iterable, int op) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    while ((item = pyc_next(iterator)) != 0) {
        int result = add_count(self, item, pyc_small(1), op, false);
        pyc_dec(item);
        if (PYC_UNLIKELY(result < 0)) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static int count_mapping(PycWord self, PycWord mapping, int op) {
    if (op == PYC_ADD && as_dict(self)->used == 0) return pyc_dict_merge(self, mapping);
    PycWord items = pyc_dict_view_new(&pyc_dict_items_type, mapping);
    PycWord iterator = pyc_iterate(items), pair;
    pyc_dec(items);
    while ((pair = pyc_next(iterator)) != 0) {
        int result = add_count(self, as_tuple(pair)->items[0], as_tuple(pair)->items[1], op, op == PYC_ADD);
        pyc_dec(pair);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static int change(PycWord self, PycWord iterable, PycWord keywords, int op) {
    if (is_given(iterable) && (is_dict(iterable) ? count_mapping : count_all)(self, iterable, op) < 0) return -1;
    return keywords && as_dict(keywords)->used ? count_mapping(self, keywords, op) : 0;
}

PycWord pyc_counter_update(PycWord self, PycWord iterable, PycWord keywords) {
    return none_of(change(self, iterable, keywords, PYC_ADD));
}
PycWord pyc_counter_subtract(PycWord self, PycWord iterable, PycWord keywords) {
    return none_of(change(self, iterable, keywords, PYC_SUB));
}

static PycWord counter_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (n > 1) {
        pyc_raise_type(&pyc_type_error_type,
                       "Counter.__init__() takes from 1 to 2 positional arguments but %ld were given", (long)n + 1);
        return 0;
    }
    PycWord self = dict_adopted(type, pyc_dict_new(0)), keywords = 0;
    if (names && as_tuple(names)->length) keywords = pyc_dict_type.create(&pyc_dict_type, args + n, 0, names);
    int result = change(self, n ? args[0] : 0, keywords, PYC_ADD);
    pyc_xdec(keywords);
    if (result == 0) return self;
    pyc_dec(self);
    return 0;
}

static PycWord counter_get_item(PycWord self, PycWord key) {
    PycWord value = pyc_dict_find(self, key);
    if (PYC_LIKELY(value != 0)) return pyc_inc(value);
    if (pyc_state.exception) return 0;
    if (is_exact(self, &pyc_counter_type)) return pyc_small(0);
    PycWord method = pyc_special(self, "__missing__");
    value = method ? pyc_call(method, &key, 1, 0) : 0;
    pyc_xdec(method);
    return value;
}

PycWord pyc_counter_missing(PycWord self, PycWord key) {
    (void)self;
    (void)key;
    return pyc_small(0);
}

static int counter_set_item(PycWord self, PycWord key, PycWord value) {
    if (value) return pyc_dict_set(self, key, value);
    int there = pyc_dict_has(self, key);
    return there > 0 ? pyc_dict_delete(self, key) : there;
}

/* ---- most_common ---- */

typedef struct { PycWord key, value; int64_t number; } Ranked;

static int by_count(const void *left, const void *right) {
    const Ranked *a = left, *b = right;
    if (a->value != b->value) return (int64_t)a->value > (int64_t)b->value ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static PycWord ranked_ints(PycWord self) {
    int64_t n = as_dict(self)->used, position = 0;
    Ranked *rows = pyc_raw_allocate((n + 1) * (int64_t)sizeof(Ranked));
    for (int64_t i = 0; i < n; i++) {
        (void)pyc_dict_entry(self, &position, &rows[i].key, &rows[i].value);
        rows[i].number = i;
    }
    qsort(rows, (size_t)n, sizeof(Ranked), by_count);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, n);
    for (int64_t i = 0; i < n; i++)
        (void)pyc_list_append_take(list, pyc_tuple_of((PycWord[]){rows[i].key, rows[i].value}, 2));
    pyc_raw_free(rows, (n + 1) * (int64_t)sizeof(Ranked));
    return list;
}

static PycWord second_of(PycWord pair) { return pyc_inc(as_tuple(pair)->items[1]); }

/* The pairs, the greatest counts first. */
static PycWord ranked(PycWord self) {
    int64_t position = 0;
    PycWord key, value;
    bool small = true;
    while (small && pyc_dict_entry(self, &position, &key, &value)) small = pyc_is_small(value);
    if (small) return ranked_ints(self);
    static const char *const names[] = {"pair"};
    static const PycBuiltinSpec spec = {"itemgetter", 0, (void *)second_of, names, 1, 1, 1, 0, 0, PYC_BUILTIN_FUNCTION, "", PYC_ARITY_ONE, "itemgetter"};
    PycWord function = pyc_builtin_new(&spec, 0), items = pyc_dict_view_new(&pyc_dict_items_type, self);
    PycWord list = pyc_sorted(items, function, PYC_TRUE);
    pyc_dec(items);
    pyc_dec(function);
    return list;
}

PycWord pyc_counter_most_common(PycWord self, PycWord limit) {
    if (!is_given(limit)) return ranked(self);
    int64_t n;
    int all = pyc_compare_truth(limit, pyc_small(as_dict(self)->used), PYC_GE);
    if (all < 0 || pyc_size_argument(limit, &n) < 0) return 0;
    PycWord list = ranked(self);
    if (all || !list) return list;
    PycWord part = pyc_list_slice(list, 0, pyc_small(n < 0 ? 0 : n), 0);
    pyc_dec(list);
    return part;
}

static PycWord counter_repr(PycWord self) {
    if (as_dict(self)->used == 0) return shown_as_call(self, 0);
    PycWord pairs = ranked(self), dict = 0;
    if (pairs) {
        dict = pyc_call(pyc_word(&pyc_dict_type), &pairs, 1, 0);
        pyc_dec(pairs);
    } else if (pyc_pending_is(&pyc_type_error_type)) {
        pyc_clear();
        dict = pyc_dict_copy_of(self);
    }
    PycWord shown = dict ? pyc_repr(dict) : 0;
    pyc_xdec(dict);
    return shown ? shown_as_call(self, shown) : 0;
}

PycWord pyc_counter_total(PycWord self) {
    PycWord sum = pyc_small(0), value;
    int64_t position = 0;
    while (sum && pyc_dict_entry(self, &position, NULL, &value)) {
        PycWord before = sum;
        pyc_inc(value);
        sum = pyc_add(before, value);
        pyc_dec(value);
        pyc_dec(before);
    }
    return sum;
}

PycWord pyc_counter_copy(PycWord self) {
    if (!is_exact(self, &pyc_counter_type)) return pyc_call(pyc_word(pyc_type_of(self)), &self, 1, 0);
    PycWord plain = pyc_dict_copy_of(self);
    return plain ? dict_adopted(&pyc_counter_type, plain) : 0;
}

PycWord pyc_counter_fromkeys(PycWord type, PycWord iterable, PycWord value) {
    (void)type;
    (void)iterable;
    (void)value;
    pyc_raise_type(&pyc_not_implemented_error_type, "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.");
    return 0;
}

/* ---- elements ---- */

typedef struct { PycObject object; PycWord items, element; int64_t left; } Elements;

static void elements_release(PycObject *self) {
    pyc_xdec(((Elements *)self)->items);
    pyc_xdec(((Elements *)self)->element);
}
static void elements_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((Elements *)self)->items, context);
    visit(((Elements *)self)->element, context);
}

static PycWord elements_next(PycWord self) {
    Elements *elements = (Elements *)(uintptr_t)self;
    while (elements->left <= 0) {
        PycWord pair = pyc_next(elements->items);
        if (!pair) return 0;
        PycWord old = elements->element;
        elements->element = pyc_inc(as_tuple(pair)->items[0]);
        int result = pyc_size_argument(as_tuple(pair)->items[1], &elements->left);
        pyc_dec(pair);
        pyc_xdec(old);
        if (result < 0) {
            elements->left = 0;
            return 0;
        }
    }
    elements->left--;
    return pyc_inc(elements->element);
}

static PycType elements_type = {
    PYC_TYPE_HEAD("itertools.chain", sizeof(Elements)), .flags = PYC_TYPE_TRACKED, .release = elements_release,
    .traverse = elements_traverse, .iterate = pyc_inc, .next = elements_next};

PycWord pyc_counter_elements(PycWord self) {
    Elements *elements = pyc_allocate(&elements_type, sizeof(Elements));
    elements->items = pyc_dict_iterator_new(&pyc_dict_item_iterator_type, self);
    return pyc_word(elements);
}

PycType pyc_counter_type = {
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = "Counter", .base = &pyc_dict_type,
    .instance_size = (int64_t)sizeof(PycDict),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_DICT | PYC_TYPE_INHERITABLE,
    .create = counter_create, .repr = counter_repr, .get_item = counter_get_item, .set_item = counter_set_item,
    .compare = pyc_counter_compare, .binary = pyc_counter_binary, .unary = pyc_counter_unary,
};

/* The slots that are dict's own. */
__attribute__((constructor)) static void take_dict_slots(void) {
    pyc_counter_type.release = pyc_dict_type.release;
    pyc_counter_type.traverse = pyc_dict_type.traverse;
    pyc_counter_type.clear = pyc_dict_type.clear;
}
