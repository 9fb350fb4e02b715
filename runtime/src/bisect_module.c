/* bisect_module.c: the module bisect. */
#include "containers.h"

static PycWord item_at(PycWord sequence, int64_t index) {
    if (is_list(sequence)) return pyc_list_get(sequence, index);
    PycWord key = pyc_int_from_i64(index), item = pyc_get_item(sequence, key);
    pyc_dec(key);
    return item;
}

/* Whether x goes before (right: item > x; left: not item < x) the item at `middle`; -1: exception. */
static int goes_before(PycWord sequence, int64_t middle, PycWord x, PycWord key, bool right) {
    PycWord item = item_at(sequence, middle);
    if (item && key) {
        PycWord item_key = pyc_call(key, &item, 1, 0);
        pyc_dec(item);
        item = item_key;
    }
    if (!item) return -1;
    int less;
    if (pyc_is_small(item) && pyc_is_small(x)) less = right ? (int64_t)x < (int64_t)item : (int64_t)item < (int64_t)x;
    else less = right ? pyc_compare_truth(x, item, PYC_LT) : pyc_compare_truth(item, x, PYC_LT);
    pyc_dec(item);
    return less < 0 ? -1 : right ? less : !less;
}

static int64_t in_i64(const int64_t *items, int64_t x, int64_t low, int64_t high, bool right) {
    while (low < high) {
        int64_t middle = (int64_t)(((uint64_t)low + (uint64_t)high) / 2);
        if (right ? x < items[middle] : !(items[middle] < x)) high = middle;
        else low = middle + 1;
    }
    return low;
}

static int64_t place_of(PycWord sequence, PycWord x, int64_t low, int64_t high, PycWord key, bool right) {
    if (!key && pyc_is_small(x) && is_exact(sequence, &pyc_list_type) &&
        as_list(sequence)->kind == PYC_LIST_I64 && high <= as_list(sequence)->length)
        return in_i64(as_list(sequence)->items, pyc_small_value(x), low, high, right);
    while (low < high) {
        int64_t middle = (int64_t)(((uint64_t)low + (uint64_t)high) / 2);
        int before = goes_before(sequence, middle, x, key, right);
        if (before < 0) return -1;
        if (before) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* The place for x with the arguments of the functions; -1: exception. */
static int64_t find(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key, bool right) {
    int64_t low = 0, high = -1;
    if (lo && pyc_size_argument(lo, &low) < 0) return -1;
    if (is_given(hi) && pyc_size_argument(hi, &high) < 0) return -1;
    if (low < 0) {
        pyc_raise_type(&pyc_value_error_type, "lo must be non-negative");
        return -1;
    }
    if (high == -1 && (high = pyc_length(a)) < 0) return -1;
    return place_of(a, x, low, high, is_given(key) ? key : 0, right);
}

static PycWord found(int64_t place) { return place < 0 ? 0 : pyc_int_from_i64(place); }

PycWord pyc_bisect_bisect_left(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key) {
    return found(find(a, x, lo, hi, key, false));
}

PycWord pyc_bisect_bisect_right(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key) {
    return found(find(a, x, lo, hi, key, true));
}

static PycWord insort(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key, bool right) {
    PycWord x_key = is_given(key) ? pyc_call(key, &x, 1, 0) : pyc_inc(x);
    if (!x_key) return 0;
    int64_t place = find(a, x_key, lo, hi, key, right);
    pyc_dec(x_key);
    if (place < 0) return 0;
    if (is_exact(a, &pyc_list_type)) return none_of(pyc_list_insert_at(a, place, x));
    PycWord index = pyc_int_from_i64(place);
    PycWord result = pyc_call_method(a, pyc_intern("insert"), (PycWord[]){index, x}, 2, 0);
    pyc_dec(index);
    if (!result) return 0;
    pyc_dec(result);
    return PYC_NONE;
}

PycWord pyc_bisect_insort_left(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key) {
    return insort(a, x, lo, hi, key, false);
}

PycWord pyc_bisect_insort_right(PycWord a, PycWord x, PycWord lo, PycWord hi, PycWord key) {
    return insort(a, x, lo, hi, key, true);
}
