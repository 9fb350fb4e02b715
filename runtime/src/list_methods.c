/* list_methods.c: the methods of list, and what `in`, index, count and remove search with. */
#include "containers.h"

/* ---- searching ---- */

static int64_t find_i64(const int64_t *items, int64_t start, int64_t stop, int64_t value) {
    for (int64_t i = start; i < stop; i++)
        if (items[i] == value) return i;
    return -1;
}

static int64_t find_f64(const double *items, int64_t start, int64_t stop, double value) {
    for (int64_t i = start; i < stop; i++)
        if (items[i] == value) return i;
    return -1;
}

/* Where the kind and the value decide alone: 1 found, 0 not there, -1: look at each element. */
static int find_unboxed(PycList *list, PycWord value, int64_t start, int64_t stop, int64_t *found) {
    int64_t number;
    if (list->kind == PYC_LIST_I64) {
        if (pyc_is_small(value)) number = pyc_small_value(value);
        else if (is_exact(value, &pyc_str_type) || value == PYC_NONE) return 0;
        else if (!is_exact(value, &pyc_int_type)) return -1;
        else if (!pyc_int_fits_i64(value, &number)) return 0;
        *found = find_i64(list->items, start, stop, number);
        return *found >= 0;
    }
    if (list->kind == PYC_LIST_F64) {
        double wanted;
        if (is_exact(value, &pyc_float_type)) wanted = float_value(value);
        else if (pyc_is_small(value) && pyc_small_value(value) < ((int64_t)1 << 53) &&
                 pyc_small_value(value) > -((int64_t)1 << 53))
            wanted = (double)pyc_small_value(value);
        else return -1;
        *found = find_f64(list->items, start, stop, wanted);
        return *found >= 0;
    }
    return -1;
}

/* The first place in [start, stop) equal to value: 1 with it in *found, 0, -1: exception. */
int pyc_list_find(PycWord self, PycWord value, int64_t start, int64_t stop, int64_t *found) {
    PycList *list = as_list(self);
    int64_t end = stop < list->length ? stop : list->length;
    int result = find_unboxed(list, value, start, end, found);
    if (result >= 0) return result;
    for (int64_t i = start; i < stop && i < list->length; i++) {
        if (list->kind == PYC_LIST_WORDS && ((PycWord *)list->items)[i] == value) {
            *found = i;
            return 1;
        }
        PycWord item = pyc_list_item(self, i);
        result = equal_words(item, value);
        pyc_dec(item);
        if (result < 0) return -1;
        if (result) {
            *found = i;
            return 1;
        }
    }
    return 0;
}

PycWord pyc_list_index(PycWord self, PycWord value, PycWord start, PycWord stop) {
    int64_t length = as_list(self)->length, first = 0, last = INT64_MAX, found;
    if (start && pyc_clipped_index(start, length, &first) < 0) return 0;
    if (stop && pyc_clipped_index(stop, length, &last) < 0) return 0;
    int result = pyc_list_find(self, value, first, last, &found);
    if (result > 0) return pyc_int_from_i64(found);
    if (result == 0) pyc_raise_repr(&pyc_value_error_type, "%S is not in list", value);
    return 0;
}

PycWord pyc_list_count(PycWord self, PycWord value) {
    PycList *list = as_list(self);
    int64_t count = 0, at = 0, found;
    while (at < list->length) {
        int result = pyc_list_find(self, value, at, list->length, &found);
        if (result < 0) return 0;
        if (result == 0) break;
        count++;
        at = found + 1;
    }
    return pyc_int_from_i64(count);
}

static PycWord take_out(PycList *list, int64_t index) {
    PycWord item = pyc_list_item(pyc_word(list), index);
    if (list->kind == PYC_LIST_WORDS) pyc_dec(((PycWord *)list->items)[index]);
    int64_t size = element_size(list->kind), behind = --list->length - index;
    if (behind > 0) {
        char *at = (char *)list->items + index * size;
        memmove(at, at + size, (size_t)(behind * size));
    }
    return item;
}

PycWord pyc_list_remove(PycWord self, PycWord value) {
    int64_t found;
    int result = pyc_list_find(self, value, 0, INT64_MAX, &found);
    if (result < 0) return 0;
    if (result == 0) {
        pyc_raise_type(&pyc_value_error_type, "list.remove(x): x not in list");
        return 0;
    }
    if (found < as_list(self)->length) pyc_dec(take_out(as_list(self), found));
    return PYC_NONE;
}

/* ---- changing ---- */

PycWord pyc_list_method_append(PycWord self, PycWord value) { return none_of(pyc_list_append(self, value)); }

PycWord pyc_list_method_extend(PycWord self, PycWord iterable) { return none_of(pyc_list_extend(self, iterable)); }

PycWord pyc_list_pop_at(PycWord self, int64_t index) {
    PycList *list = as_list(self);
    if (PYC_UNLIKELY(list->length == 0)) {
        pyc_raise_type(&pyc_index_error_type, "pop from empty list");
        return 0;
    }
    if (index < 0) index += list->length;
    if (PYC_UNLIKELY((uint64_t)index >= (uint64_t)list->length)) {
        pyc_raise_type(&pyc_index_error_type, "pop index out of range");
        return 0;
    }
    return take_out(list, index);
}

PycWord pyc_list_pop(PycWord self, PycWord index) {
    int64_t at = -1;
    if (index && pyc_size_argument(index, &at) < 0) return 0;
    return pyc_list_pop_at(self, at);
}

int pyc_list_insert_at(PycWord self, int64_t index, PycWord value) {
    PycList *list = as_list(self);
    int64_t length = list->length;
    if (index < 0) index = index < -length ? 0 : index + length;
    if (pyc_list_append(self, value) < 0) return -1;
    if (index >= length) return 0;
    int64_t size = element_size(list->kind);
    char *at = (char *)list->items + index * size, *end = (char *)list->items + length * size;
    char last[8];
    memcpy(last, end, (size_t)size);
    memmove(at + size, at, (size_t)(end - at));
    memcpy(at, last, (size_t)size);
    return 0;
}

PycWord pyc_list_insert(PycWord self, PycWord index, PycWord value) {
    int64_t at;
    if (pyc_size_argument(index, &at) < 0) return 0;
    return none_of(pyc_list_insert_at(self, at, value));
}

PycWord pyc_list_clear(PycWord self) {
    PycList *list = as_list(self);
    void *items = list->items;
    int64_t kind = list->kind, length = list->length, capacity = list->capacity;
    list->items = NULL;
    list->kind = PYC_LIST_WORDS;
    list->length = 0;
    if (capacity > 0) list->capacity = 0;
    pyc_list_drop_items(items, kind, length, capacity);
    return PYC_NONE;
}

PycWord pyc_list_reverse(PycWord self) {
    PycList *list = as_list(self);
    int64_t low = 0, high = list->length - 1;
    if (list->kind == PYC_LIST_BOOL) {
        for (uint8_t *items = list->items; low < high; low++, high--) {
            uint8_t item = items[low];
            items[low] = items[high];
            items[high] = item;
        }
        return PYC_NONE;
    }
    for (uint64_t *items = list->items; low < high; low++, high--) {
        uint64_t item = items[low];
        items[low] = items[high];
        items[high] = item;
    }
    return PYC_NONE;
}

PycWord pyc_list_copy(PycWord self) { return pyc_list_method_copy(self); }

PycWord pyc_list_method_sort(PycWord self, PycWord key, PycWord reverse) {
    return none_of(pyc_list_sort(self, key, reverse));
}

PycWord pyc_list_dunder_reversed(PycWord self) { return pyc_reversed_new(self); }

PycWord pyc_list_dunder_contains(PycWord self, PycWord value) {
    int64_t found;
    return truth_of(pyc_list_find(self, value, 0, INT64_MAX, &found));
}
