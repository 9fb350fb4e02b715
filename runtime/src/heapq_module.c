/* heapq_module.c: the module heapq, with CPython's order of comparisons, so that equal heaps result. */
#include "containers.h"

static int less(PycWord a, PycWord b) {
    if (pyc_is_small(a) && pyc_is_small(b)) return (int64_t)a < (int64_t)b;
    return pyc_compare_truth(a, b, PYC_LT);
}

/* items[a] < items[b]; -1: exception. Unboxed lists compare in place. */
static inline int less_at(PycList *list, int64_t a, int64_t b) {
    if (list->kind == PYC_LIST_I64) return ((int64_t *)list->items)[a] < ((int64_t *)list->items)[b];
    if (list->kind == PYC_LIST_F64) return ((double *)list->items)[a] < ((double *)list->items)[b];
    PycWord left = pyc_list_item(pyc_word(list), a), right = pyc_list_item(pyc_word(list), b);
    int result = less(left, right);
    pyc_dec(left);
    pyc_dec(right);
    return result;
}

static inline void swap_at(PycList *list, int64_t a, int64_t b) {
    if (list->kind == PYC_LIST_BOOL) {
        uint8_t *items = list->items, old = items[a];
        items[a] = items[b];
        items[b] = old;
        return;
    }
    uint64_t *items = list->items, old = items[a];
    items[a] = items[b];
    items[b] = old;
}

static int check_length(PycList *list, int64_t length) {
    if (list->length == length) return 0;
    pyc_raise_type(&pyc_runtime_error_type, "list changed size during iteration");
    return -1;
}

/* Moves the item at `at` towards the root until its parent is not above it. `reversed`: a heap with
 * the greatest at the root. */
static int sift_towards_root(PycList *list, int64_t start, int64_t at, bool reversed) {
    int64_t length = list->length;
    while (at > start) {
        int64_t parent = (at - 1) >> 1;
        int before = reversed ? less_at(list, parent, at) : less_at(list, at, parent);
        if (before < 0 || check_length(list, length) < 0) return -1;
        if (!before) break;
        swap_at(list, at, parent);
        at = parent;
    }
    return 0;
}

/* The smaller child moves up all the way, then the item is sifted back. */
static int sift_from(PycList *list, int64_t at, bool reversed) {
    int64_t start = at, length = list->length, limit = length >> 1;
    while (at < limit) {
        int64_t child = 2 * at + 1;
        if (child + 1 < length) {
            int before = reversed ? less_at(list, child + 1, child) : less_at(list, child, child + 1);
            if (before < 0 || check_length(list, length) < 0) return -1;
            child += !before;
        }
        swap_at(list, at, child);
        at = child;
    }
    return sift_towards_root(list, start, at, reversed);
}

static PycList *heap_of(const char *name, PycWord heap) {
    if (is_list(heap)) return as_list(heap);
    pyc_raise_type(&pyc_type_error_type, "%s argument%s must be list, not %s", name,
                   strcmp(name, "heapify()") && strcmp(name, "heappop()") ? " 1" : "", pyc_argument_type(heap));
    return NULL;
}

PycWord pyc_heapq_heappush(PycWord heap, PycWord item) {
    PycList *list = heap_of("heappush()", heap);
    if (!list || pyc_list_append(heap, item) < 0) return 0;
    return none_of(sift_towards_root(list, 0, list->length - 1, false));
}

static PycWord pop(PycWord heap, bool reversed) {
    PycList *list = as_list(heap);
    PycWord last = pyc_list_pop_at(heap, -1);
    if (!last || list->length == 0) return last;
    PycWord first = pyc_list_item(heap, 0);
    int result = pyc_list_set(heap, 0, last);
    pyc_dec(last);
    if (result == 0 && sift_from(list, 0, reversed) == 0) return first;
    pyc_dec(first);
    return 0;
}

/* heapreplace: a heap without items complains. */
static PycWord replace(PycWord heap, PycWord item, bool reversed) {
    PycWord first = pyc_list_get(heap, 0);
    if (!first) {
        pyc_clear();
        pyc_raise_type(&pyc_index_error_type, "index out of range");
        return 0;
    }
    pyc_list_set(heap, 0, item);
    if (sift_from(as_list(heap), 0, reversed) == 0) return first;
    pyc_dec(first);
    return 0;
}

PycWord pyc_heapq_heappop(PycWord heap) {
    PycList *list = heap_of("heappop()", heap);
    if (!list) return 0;
    if (list->length) return pop(heap, false);
    pyc_raise_type(&pyc_index_error_type, "index out of range");
    return 0;
}

PycWord pyc_heapq_heapreplace(PycWord heap, PycWord item) {
    return heap_of("heapreplace()", heap) ? replace(heap, item, false) : 0;
}

PycWord pyc_heapq_heappushpop(PycWord heap, PycWord item) {
    PycList *list = heap_of("heappushpop()", heap);
    if (!list) return 0;
    if (list->length == 0) return pyc_inc(item);
    PycWord first = pyc_list_item(heap, 0);
    int before = less(first, item);
    pyc_dec(first);
    if (before < 0) return 0;
    if (!before) return pyc_inc(item);
    return replace(heap, item, false);
}

/* Sifts from `at`, and from its ancestors as long as it is the first of two children. */
static int sift_ancestors(PycList *list, int64_t at, bool reversed) {
    for (;; at >>= 1) {
        if (sift_from(list, at, reversed) < 0) return -1;
        if (!(at & 1)) return 0;
    }
}

/* CPython's order for long lists, which is kinder to caches: a parent soon after its children. */
static int heapify_long(PycList *list, bool reversed) {
    int64_t first_leaf = list->length >> 1, row = 1;
    while (row * 2 <= first_leaf + 1) row *= 2;
    row--; /* the first node of the row that first_leaf is in */
    for (int64_t i = row - 1; i >= first_leaf >> 1; i--)
        if (sift_ancestors(list, i, reversed) < 0) return -1;
    for (int64_t i = first_leaf - 1; i >= row; i--)
        if (sift_ancestors(list, i, reversed) < 0) return -1;
    return 0;
}

static int heapify(PycList *list, bool reversed) {
    if (list->length > 2500) return heapify_long(list, reversed);
    for (int64_t i = (list->length >> 1) - 1; i >= 0; i--)
        if (sift_from(list, i, reversed) < 0) return -1;
    return 0;
}

PycWord pyc_heapq_heapify(PycWord heap) {
    PycList *list = heap_of("heapify()", heap);
    return list ? none_of(heapify(list, false)) : 0;
}

/* ---- nsmallest, nlargest ---- */

static PycWord key_of(PycWord key, PycWord item) {
    return key ? pyc_call(key, &item, 1, 0) : pyc_inc(item);
}

/* (key, order, item); takes over the counts of key and item. */
static PycWord entry_of(PycWord key, int64_t order, PycWord item) {
    return pyc_tuple_take((PycWord[]){key, pyc_small(order), item}, 3);
}

/* The first n items as entries; the orders go up or down. */
static int fill_entries(PycWord heap, PycWord iterator, PycWord key, int64_t n, int64_t step) {
    PycWord item;
    for (int64_t i = 0; i < n && (item = pyc_next(iterator)) != 0; i++) {
        PycWord item_key = key_of(key, item);
        if (!item_key) {
            pyc_dec(item);
            return -1;
        }
        pyc_list_append_take(heap, entry_of(item_key, i * step, item));
    }
    return pyc_state.exception ? -1 : 0;
}

static PycWord worst_key(PycWord heap) { return as_tuple(((PycWord *)as_list(heap)->items)[0])->items[0]; }

/* Each further item that is better than the worst of the heap takes its place. */
static int replace_worst(PycWord heap, PycWord iterator, PycWord key, int64_t n, int64_t step) {
    PycWord item;
    for (int64_t order = n * step; (item = pyc_next(iterator)) != 0;) {
        PycWord item_key = key_of(key, item), top = pyc_inc(worst_key(heap));
        int better = !item_key ? -1 : step > 0 ? less(item_key, top) : less(top, item_key);
        pyc_dec(top);
        if (better <= 0) {
            pyc_dec(item);
            pyc_xdec(item_key);
            if (better < 0) return -1;
            continue;
        }
        PycWord entry = entry_of(item_key, order, item);
        PycWord old = replace(heap, entry, step > 0);
        pyc_dec(entry);
        if (!old) return -1;
        pyc_dec(old);
        order += step;
    }
    return pyc_state.exception ? -1 : 0;
}

static PycWord items_of_entries(PycWord heap) {
    PycWord result = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < as_list(heap)->length; i++)
        pyc_list_append(result, as_tuple(((PycWord *)as_list(heap)->items)[i])->items[2]);
    return result;
}

static PycWord best_by_heap(int64_t n, PycWord iterable, PycWord key, int64_t step) {
    PycWord iterator = pyc_iterate(iterable), result = 0;
    if (!iterator) return 0;
    PycWord heap = pyc_list_new(PYC_LIST_WORDS, 0);
    if (fill_entries(heap, iterator, key, n, step) == 0) {
        if (as_list(heap)->length == 0)
            result = pyc_list_new(PYC_LIST_WORDS, 0);
        else if (heapify(as_list(heap), step > 0) == 0 &&
                 replace_worst(heap, iterator, key, n, step) == 0 &&
                 pyc_list_sort(heap, 0, pyc_bool(step < 0)) == 0)
            result = items_of_entries(heap);
    }
    pyc_dec(heap);
    pyc_dec(iterator);
    return result;
}

static PycWord best_one(PycWord iterable, PycWord key, int64_t step) {
    PycWord sentinel = pyc_list_new(PYC_LIST_WORDS, 0), args = pyc_tuple_of(&iterable, 1);
    PycWord best = step > 0 ? pyc_min(args, key, sentinel) : pyc_max(args, key, sentinel);
    pyc_dec(args);
    PycWord result = 0;
    if (best == sentinel) result = pyc_inc(sentinel);
    else if (best) result = pyc_list_repeat_word(best, 1);
    pyc_xdec(best);
    pyc_dec(sentinel);
    return result;
}

static PycWord best_of(PycWord count, PycWord iterable, PycWord key, int64_t step) {
    int64_t n, length = -1;
    if (pyc_size_argument(count, &n) < 0) return 0;
    if (!is_given(key)) key = 0;
    if (n == 1) return best_one(iterable, key, step);
    if (!pyc_is_small(iterable) && pyc_object(iterable)->type->length) {
        length = pyc_length(iterable);
        if (length < 0) return 0;
    }
    if (length < 0 || n < length) return best_by_heap(n, iterable, key, step);
    PycWord sorted = pyc_sorted(iterable, key, pyc_bool(step < 0));
    if (!sorted) return 0;
    PycWord result = pyc_list_slice(sorted, 0, count, 0);
    pyc_dec(sorted);
    return result;
}

PycWord pyc_heapq_nsmallest(PycWord n, PycWord iterable, PycWord key) { return best_of(n, iterable, key, 1); }
PycWord pyc_heapq_nlargest(PycWord n, PycWord iterable, PycWord key) { return best_of(n, iterable, key, -1); }
