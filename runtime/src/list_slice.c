/* list_slice.c: subscripts of lists: l[i], l[a:b:c], their assignment and deletion. */
#include "containers.h"

static PYC_COLD int raise_bad_index(PycWord key) {
    pyc_raise_type(&pyc_type_error_type, "list indices must be integers or slices, not %s",
                   pyc_type_of(key)->name);
    return -1;
}

static PycWord stretch(PycWord w, int64_t start, int64_t stop, int64_t step, int64_t count) {
    if (step == 1) return pyc_list_range(w, start, stop < start ? start : stop);
    if (count <= 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    PycList *list = as_list(w);
    PycWord result = pyc_list_new(list->kind, count);
    void *out = as_list(result)->items;
    for (int64_t i = 0, at = start; i < count; i++, at += step) {
        if (list->kind == PYC_LIST_BOOL)
            ((uint8_t *)out)[i] = ((uint8_t *)list->items)[at];
        else
            ((uint64_t *)out)[i] = ((uint64_t *)list->items)[at];
        if (list->kind == PYC_LIST_WORDS) pyc_inc(((PycWord *)out)[i]);
    }
    as_list(result)->length = count;
    return result;
}

PycWord pyc_list_slice(PycWord list, PycWord start, PycWord stop, PycWord step) {
    int64_t first, last, stride, count;
    if (pyc_slice_unpack(start, stop, step, &as_list(list)->length, &first, &last, &stride, &count) < 0)
        return 0;
    return stretch(list, first, last, stride, count);
}

PycWord pyc_list_slots_get(PycWord self, PycWord key) {
    if (PYC_LIKELY(pyc_is_small(key))) return pyc_list_get(self, pyc_small_value(key));
    if (is_exact(key, &pyc_slice_type)) {
        PycSlice *slice = (PycSlice *)(uintptr_t)key;
        return pyc_list_slice(self, slice->start, slice->stop, slice->step);
    }
    int64_t index;
    if (!pyc_has_index(key)) raise_bad_index(key);
    else if (pyc_position(key, &index) == 0) return pyc_list_get(self, index);
    return 0;
}

/* Replaces [start, stop) by the elements of `source` (0: nothing). */
static int replace_stretch(PycList *list, int64_t start, int64_t stop, PycList *source) {
    int64_t n_new = source ? source->length : 0, n_old = stop - start;
    if (n_new) pyc_list_unify(list, source);
    int64_t size = element_size(list->kind), length = list->length;
    if (n_new > n_old && pyc_list_reserve(list, length + n_new - n_old) < 0) return -1;
    char *at = (char *)list->items + start * size;
    PycWord few[8], *dropped = NULL;
    if (list->kind == PYC_LIST_WORDS && n_old > 0) {
        dropped = n_old <= 8 ? few : pyc_raw_allocate(n_old * 8);
        memcpy(dropped, at, (size_t)n_old * 8);
    }
    if (n_new != n_old && length > stop)
        memmove(at + n_new * size, at + n_old * size, (size_t)((length - stop) * size));
    if (n_new) memcpy(at, source->items, (size_t)(n_new * size));
    if (list->kind == PYC_LIST_WORDS)
        for (int64_t i = 0; i < n_new; i++) pyc_inc(((PycWord *)source->items)[i]);
    list->length = length + n_new - n_old;
    if (!dropped) return 0;
    for (int64_t i = n_old - 1; i >= 0; i--) pyc_dec(dropped[i]);
    if (dropped != few) pyc_raw_free(dropped, n_old * 8);
    return 0;
}

static int delete_stride(PycList *list, int64_t start, int64_t step, int64_t count) {
    if (count <= 0) return 0;
    if (step < 0) {
        start += step * (count - 1);
        step = -step;
    }
    int64_t size = element_size(list->kind);
    PycWord *dropped = pyc_raw_allocate(count * 8);
    int64_t n_dropped = 0, to = start;
    for (int64_t from = start; from < list->length; from++) {
        if (n_dropped < count && from == start + n_dropped * step) {
            if (list->kind == PYC_LIST_WORDS) dropped[n_dropped] = ((PycWord *)list->items)[from];
            n_dropped++;
        } else {
            memcpy((char *)list->items + to++ * size, (char *)list->items + from * size, (size_t)size);
        }
    }
    list->length = to;
    if (list->kind == PYC_LIST_WORDS)
        for (int64_t i = 0; i < count; i++) pyc_dec(dropped[i]);
    pyc_raw_free(dropped, count * 8);
    return 0;
}

/* l[start::step] = source, the same number of elements. */
static int replace_stride(PycList *list, int64_t start, int64_t step, int64_t count, PycList *source) {
    if (source->length != count) {
        pyc_raise_type(&pyc_value_error_type,
                       "attempt to assign sequence of size %lld to extended slice of size %lld",
                       (long long)source->length, (long long)count);
        return -1;
    }
    if (count == 0) return 0;
    pyc_list_unify(list, source);
    PycWord *dropped = list->kind == PYC_LIST_WORDS ? pyc_raw_allocate(count * 8) : NULL;
    int64_t size = element_size(list->kind);
    for (int64_t i = 0, at = start; i < count; i++, at += step) {
        if (dropped) {
            dropped[i] = ((PycWord *)list->items)[at];
            pyc_inc(((PycWord *)source->items)[i]);
        }
        memcpy((char *)list->items + at * size, (char *)source->items + i * size, (size_t)size);
    }
    if (!dropped) return 0;
    for (int64_t i = 0; i < count; i++) pyc_dec(dropped[i]);
    pyc_raw_free(dropped, count * 8);
    return 0;
}

/* The elements to assign, as a list of its own. */
static PycWord source_list(PycWord value, int64_t step) {
    PycWord source = pyc_list_from(value);
    if (!source && pyc_pending_is(&pyc_type_error_type) && !is_exact(value, &pyc_list_type)) {
        bool iterable = pyc_type_of(value)->iterate || pyc_type_of(value)->next;
        if (iterable) return 0;
        pyc_clear();
        pyc_raise_type(&pyc_type_error_type, step == 1 ? "can only assign an iterable"
                                                       : "must assign iterable to extended slice");
    }
    return source;
}

static int set_slice(PycWord self, PycSlice *slice, PycWord value) {
    PycList *list = as_list(self);
    int64_t start, stop, step, count, length = list->length;
    if (pyc_slice_indices(pyc_word(slice), length, &start, &stop, &step, &count) < 0) return -1;
    if (!value && step != 1) return delete_stride(list, start, step, count);
    PycWord source = value ? source_list(value, step) : 0;
    if (value && !source) return -1;
    int result;
    if (step == 1) {
        if (start > list->length) start = list->length;
        if (stop > list->length) stop = list->length;
        result = replace_stretch(list, start, stop < start ? start : stop, source ? as_list(source) : NULL);
    } else if (list->length != length) { /* making the source changed the list */
        pyc_raise_type(&pyc_value_error_type, "list modified during slice assignment");
        result = -1;
    } else {
        result = replace_stride(list, start, step, count, as_list(source));
    }
    pyc_xdec(source);
    return result;
}

static int delete_at(PycList *list, int64_t index) {
    if (index < 0) index += list->length;
    if ((uint64_t)index >= (uint64_t)list->length) {
        pyc_raise_type(&pyc_index_error_type, "list assignment index out of range");
        return -1;
    }
    return replace_stretch(list, index, index + 1, NULL);
}

int pyc_list_slots_set(PycWord self, PycWord key, PycWord value) {
    if (is_exact(key, &pyc_slice_type))
        return set_slice(self, (PycSlice *)(uintptr_t)key, value);
    int64_t index;
    if (!pyc_has_index(key)) return raise_bad_index(key);
    if (pyc_position(key, &index) < 0) return -1;
    return value ? pyc_list_set(self, index, value) : delete_at(as_list(self), index);
}
