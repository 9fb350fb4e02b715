/* list.c: lists: storage by kind, element access, growth, building, comparison. */
#include "containers.h"

int64_t pyc_list_kind_of(PycWord value) {
    if (pyc_is_small(value)) return PYC_LIST_I64;
    PycType *type = pyc_object(value)->type;
    if (type == &pyc_float_type)
        return float_value(value) == float_value(value) ? PYC_LIST_F64 : PYC_LIST_WORDS;
    if (type == &pyc_bool_type) return PYC_LIST_BOOL;
    int64_t number;
    if (type == &pyc_int_type && pyc_int_fits_i64(value, &number)) return PYC_LIST_I64;
    return PYC_LIST_WORDS;
}

PycWord pyc_element_of_array(const void *items, int64_t kind, int64_t index) {
    switch (kind) {
    case PYC_LIST_I64: {
        int64_t value = ((const int64_t *)items)[index];
        return pyc_fits_small(value) ? pyc_small(value) : pyc_int_from_i64(value);
    }
    case PYC_LIST_F64: return pyc_float_new(((const double *)items)[index]);
    case PYC_LIST_BOOL: return pyc_bool(((const uint8_t *)items)[index] != 0);
    default: return pyc_inc(((const PycWord *)items)[index]);
    }
}

PycWord pyc_list_item(PycWord list, int64_t index) {
    return pyc_element_of_array(as_list(list)->items, as_list(list)->kind, index);
}

PycWord pyc_list_new(int64_t kind, int64_t capacity) {
    PycList *list = pyc_allocate(&pyc_list_type, sizeof(PycList));
    if (capacity > 0) {
        list->kind = kind;
        list->items = pyc_raw_allocate(capacity * element_size(kind));
        list->capacity = capacity;
    }
    return pyc_word(list);
}

/* Capacity is -1 while the list is being sorted: then there are no items, either. */
static void set_capacity(PycList *list, int64_t capacity) {
    int64_t size = element_size(list->kind);
    if (list->capacity > 0)
        list->items = pyc_raw_resize(list->items, list->capacity * size, capacity * size);
    else
        list->items = pyc_raw_allocate(capacity * size);
    list->capacity = capacity;
}

int pyc_list_reserve(PycList *list, int64_t length) {
    if (PYC_LIKELY(length <= list->capacity)) return 0;
    if (PYC_UNLIKELY(length > INT64_MAX / 16 || !pyc_has_room(length * 8))) {
        pyc_raise_no_memory();
        return -1;
    }
    int64_t capacity = (length + (length >> 3) + 6) & ~(int64_t)3;
    if (length - list->length > capacity - length) capacity = (length + 3) & ~(int64_t)3;
    set_capacity(list, capacity);
    return 0;
}

void pyc_list_drop_items(void *items, int64_t kind, int64_t length, int64_t capacity) {
    if (kind == PYC_LIST_WORDS)
        for (int64_t i = length - 1; i >= 0; i--) pyc_dec(((PycWord *)items)[i]);
    if (capacity > 0) pyc_raw_free(items, capacity * element_size(kind));
}

PYC_COLD void pyc_list_to_words(PycWord w) {
    PycList *list = as_list(w);
    if (list->kind == PYC_LIST_WORDS) return;
    int64_t capacity = list->capacity;
    if (capacity > 0) {
        PycWord *words = pyc_raw_allocate(capacity * 8);
        for (int64_t i = 0; i < list->length; i++)
            words[i] = pyc_element_of_array(list->items, list->kind, i);
        pyc_raw_free(list->items, capacity * element_size(list->kind));
        list->items = words;
    }
    list->kind = PYC_LIST_WORDS;
}

/* An empty list takes the other's kind; two kinds become words. */
void pyc_list_unify(PycList *list, PycList *other) {
    if (list->kind == other->kind || other->length == 0) return;
    if (list->length > 0) {
        pyc_list_to_words(pyc_word(list));
        pyc_list_to_words(pyc_word(other));
        return;
    }
    if (list->capacity > 0) pyc_raw_free(list->items, list->capacity * element_size(list->kind));
    list->items = NULL;
    if (list->capacity > 0) list->capacity = 0;
    list->kind = other->kind;
}

/* Puts `value` at a place that holds nothing; false: it does not fit the kind. Takes the count. */
static inline bool store_take(void *items, int64_t kind, int64_t index, PycWord value) {
    switch (kind) {
    case PYC_LIST_WORDS: ((PycWord *)items)[index] = value; return true;
    case PYC_LIST_I64:
        if (PYC_LIKELY(pyc_is_small(value))) {
            ((int64_t *)items)[index] = pyc_small_value(value);
            return true;
        }
        if (pyc_object(value)->type != &pyc_int_type ||
            !pyc_int_fits_i64(value, &((int64_t *)items)[index]))
            return false;
        break;
    case PYC_LIST_F64:
        if (!is_exact(value, &pyc_float_type) || float_value(value) != float_value(value))
            return false;
        ((double *)items)[index] = float_value(value);
        break;
    default:
        if (!is_exact(value, &pyc_bool_type)) return false;
        ((uint8_t *)items)[index] = bool_value(value);
        return true;
    }
    pyc_dec(value);
    return true;
}

static __attribute__((noinline)) int append_slow(PycList *list, PycWord value) {
    if (list->length == 0 && list->capacity <= 0) list->kind = pyc_list_kind_of(value);
    if (pyc_list_reserve(list, list->length + 1) < 0) {
        pyc_dec(value);
        return -1;
    }
    if (!store_take(list->items, list->kind, list->length, value)) {
        pyc_list_to_words(pyc_word(list));
        ((PycWord *)list->items)[list->length] = value;
    }
    list->length++;
    return 0;
}

int pyc_list_append_take(PycWord w, PycWord value) {
    PycList *list = as_list(w);
    if (PYC_LIKELY(list->length < list->capacity)) {
        if (list->kind == PYC_LIST_WORDS) {
            ((PycWord *)list->items)[list->length++] = value;
            return 0;
        }
        if (list->kind == PYC_LIST_I64 && pyc_is_small(value)) {
            ((int64_t *)list->items)[list->length++] = pyc_small_value(value);
            return 0;
        }
    }
    return append_slow(list, value);
}

int pyc_list_append(PycWord list, PycWord value) { return pyc_list_append_take(list, pyc_inc(value)); }

int pyc_list_append_i64(PycWord w, int64_t value) {
    PycList *list = as_list(w);
    if (PYC_UNLIKELY(list->length >= list->capacity || list->kind != PYC_LIST_I64))
        return append_slow(list, pyc_int_from_i64(value));
    ((int64_t *)list->items)[list->length++] = value;
    return 0;
}

int pyc_list_append_f64(PycWord w, double value) {
    PycList *list = as_list(w);
    if (PYC_UNLIKELY(list->length >= list->capacity || list->kind != PYC_LIST_F64 || value != value))
        return append_slow(list, pyc_float_new(value));
    ((double *)list->items)[list->length++] = value;
    return 0;
}

int pyc_list_append_bool(PycWord w, bool value) {
    PycList *list = as_list(w);
    if (PYC_UNLIKELY(list->length >= list->capacity || list->kind != PYC_LIST_BOOL))
        return append_slow(list, pyc_bool(value));
    ((uint8_t *)list->items)[list->length++] = value;
    return 0;
}

PycWord pyc_list_take(PycWord *items, int64_t n) {
    if (n == 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t kind = pyc_list_kind_of(items[0]);
    for (int64_t i = 1; i < n && kind != PYC_LIST_WORDS; i++)
        if (pyc_list_kind_of(items[i]) != kind) kind = PYC_LIST_WORDS;
    PycWord list = pyc_list_new(kind, n);
    for (int64_t i = 0; i < n; i++) store_take(as_list(list)->items, kind, i, items[i]);
    as_list(list)->length = n;
    return list;
}

static PYC_COLD void raise_range(const char *text) { pyc_raise_type(&pyc_index_error_type, "%s", text); }

PycWord pyc_list_get(PycWord w, int64_t index) {
    PycList *list = as_list(w);
    if (index < 0) index += list->length;
    if (PYC_UNLIKELY((uint64_t)index >= (uint64_t)list->length)) {
        raise_range("list index out of range");
        return 0;
    }
    return pyc_list_item(w, index);
}

int pyc_list_set(PycWord w, int64_t index, PycWord value) {
    PycList *list = as_list(w);
    if (index < 0) index += list->length;
    if (PYC_UNLIKELY((uint64_t)index >= (uint64_t)list->length)) {
        raise_range("list assignment index out of range");
        return -1;
    }
    pyc_inc(value);
    if (list->kind != PYC_LIST_WORDS) {
        if (PYC_LIKELY(store_take(list->items, list->kind, index, value))) return 0;
        pyc_list_to_words(w);
    }
    PycWord old = ((PycWord *)list->items)[index];
    ((PycWord *)list->items)[index] = value;
    pyc_dec(old);
    return 0;
}

PycWord pyc_list_range(PycWord w, int64_t start, int64_t stop) {
    PycList *list = as_list(w);
    if (stop <= start) return pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t n = stop - start, size = element_size(list->kind);
    PycWord result = pyc_list_new(list->kind, n);
    memcpy(as_list(result)->items, (char *)list->items + start * size, (size_t)(n * size));
    as_list(result)->length = n;
    if (list->kind == PYC_LIST_WORDS)
        for (int64_t i = 0; i < n; i++) pyc_inc(((PycWord *)as_list(result)->items)[i]);
    return result;
}

PycWord pyc_list_method_copy(PycWord self) { return pyc_list_range(self, 0, as_list(self)->length); }

/* ---- extending ---- */

static int extend_from_list(PycList *list, PycList *other) {
    if (other->length == 0) return 0;
    if (list != other && list->kind != other->kind) {
        if (list->length == 0) {
            pyc_list_unify(list, other);
        } else {
            pyc_list_to_words(pyc_word(list));
            if (other->kind != PYC_LIST_WORDS) {
                int64_t total = list->length + other->length;
                if (pyc_list_reserve(list, total) < 0) return -1;
                for (int64_t i = 0; list->length < total; i++)
                    ((PycWord *)list->items)[list->length++] =
                        pyc_element_of_array(other->items, other->kind, i);
                return 0;
            }
        }
    }
    int64_t n = other->length, size = element_size(list->kind);
    if (pyc_list_reserve(list, list->length + n) < 0) return -1;
    memcpy((char *)list->items + list->length * size, other->items, (size_t)(n * size));
    if (list->kind == PYC_LIST_WORDS)
        for (int64_t i = 0; i < n; i++) pyc_inc(((PycWord *)list->items)[list->length + i]);
    list->length += n;
    return 0;
}

static int extend_from_range(PycList *list, PycRange *range) {
    PycWord length = pyc_word(range);
    int64_t n = pyc_length(length);
    if (n < 0) return -1;
    if (n == 0) return 0;
    if (list->length == 0 && list->capacity <= 0) list->kind = PYC_LIST_I64;
    if (pyc_list_reserve(list, list->length + n) < 0) return -1;
    int64_t value = range->start;
    if (list->kind != PYC_LIST_I64) {
        for (int64_t i = 0; i < n; i++, value = (int64_t)((uint64_t)value + (uint64_t)range->step))
            if (pyc_list_append_i64(pyc_word(list), value) < 0) return -1;
        return 0;
    }
    int64_t *items = (int64_t *)list->items + list->length;
    for (int64_t i = 0; i < n; i++, value = (int64_t)((uint64_t)value + (uint64_t)range->step))
        items[i] = value;
    list->length += n;
    return 0;
}

static int extend_from_iterator(PycWord list, PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable);
    if (!iterator) return -1;
    if (pyc_ask_length(iterable) < 0) return pyc_dec(iterator), -1;
    PycType *type = pyc_type_of(iterator);
    PycWord (*next)(PycWord) = type->next ? type->next : pyc_next;
    PycWord item;
    while ((item = next(iterator)) != 0) {
        if (pyc_list_append_take(list, item) < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

int pyc_list_extend(PycWord w, PycWord iterable) {
    PycList *list = as_list(w);
    if (is_exact(iterable, &pyc_list_type)) return extend_from_list(list, as_list(iterable));
    if (is_exact(iterable, &pyc_tuple_type)) {
        PycTuple *tuple = as_tuple(iterable);
        if (pyc_list_reserve(list, list->length ? list->length + tuple->length : 0) < 0) return -1;
        for (int64_t i = 0; i < tuple->length; i++)
            if (pyc_list_append(w, tuple->items[i]) < 0) return -1;
        return 0;
    }
    if (is_range(iterable) && !as_range(iterable)->big)
        return extend_from_range(list, as_range(iterable));
    return extend_from_iterator(w, iterable);
}

PycWord pyc_list_from(PycWord iterable) {
    if (is_exact(iterable, &pyc_list_type)) return pyc_list_method_copy(iterable);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    if (pyc_list_extend(list, iterable) == 0) return list;
    pyc_dec(list);
    return 0;
}

PycWord pyc_list_concat(PycWord a, PycWord b) {
    int64_t n = as_list(a)->length + as_list(b)->length;
    PycWord result = pyc_list_new(as_list(a)->length ? as_list(a)->kind : as_list(b)->kind, n);
    if (extend_from_list(as_list(result), as_list(a)) == 0 &&
        extend_from_list(as_list(result), as_list(b)) == 0)
        return result;
    pyc_dec(result);
    return 0;
}

/* ---- repeating ---- */

/* Repeats the first `n` elements, which stand there, `times` times in the room behind them. */
static void fill_repeated(PycList *list, int64_t n, int64_t times) {
    int64_t size = element_size(list->kind), total = n * times, done = n;
    while (done < total) {
        int64_t part = done < total - done ? done : total - done;
        memcpy((char *)list->items + done * size, list->items, (size_t)(part * size));
        done += part;
    }
    if (list->kind == PYC_LIST_WORDS)
        for (int64_t i = 0; i < n; i++)
            if (!pyc_is_small(((PycWord *)list->items)[i]))
                pyc_object(((PycWord *)list->items)[i])->refcount += times - 1;
    list->length = total;
}

static bool too_long(int64_t n, int64_t times) {
    if (n == 0 || (times <= INT64_MAX / 16 / n && pyc_has_room(n * times * 8))) return false;
    pyc_raise_no_memory();
    return true;
}

PycWord pyc_list_repeat(PycWord w, int64_t times) {
    PycList *list = as_list(w);
    if (times <= 0 || list->length == 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (too_long(list->length, times)) return 0;
    PycWord result = pyc_list_new(list->kind, list->length * times);
    if (extend_from_list(as_list(result), list) < 0) return 0;
    fill_repeated(as_list(result), list->length, times);
    return result;
}

PycWord pyc_list_repeat_i64(int64_t value, int64_t times) {
    if (times <= 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (too_long(1, times)) return 0;
    PycWord list = pyc_list_new(PYC_LIST_I64, times);
    int64_t *items = as_list(list)->items;
    if (value == 0) memset(items, 0, (size_t)times * 8);
    else for (int64_t i = 0; i < times; i++) items[i] = value;
    as_list(list)->length = times;
    return list;
}

PycWord pyc_list_repeat_f64(double value, int64_t times) {
    if (times <= 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (value != value) {
        PycWord boxed = pyc_float_new(value);
        PycWord list = pyc_list_repeat_word(boxed, times);
        pyc_dec(boxed);
        return list;
    }
    if (too_long(1, times)) return 0;
    PycWord list = pyc_list_new(PYC_LIST_F64, times);
    double *items = as_list(list)->items;
    for (int64_t i = 0; i < times; i++) items[i] = value;
    as_list(list)->length = times;
    return list;
}

PycWord pyc_list_repeat_bool(bool value, int64_t times) {
    if (times <= 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (too_long(1, times)) return 0;
    PycWord list = pyc_list_new(PYC_LIST_BOOL, times);
    memset(as_list(list)->items, value, (size_t)times);
    as_list(list)->length = times;
    return list;
}

PycWord pyc_list_repeat_word(PycWord value, int64_t times) {
    if (times <= 0) return pyc_list_new(PYC_LIST_WORDS, 0);
    if (too_long(1, times)) return 0;
    PycWord list = pyc_list_new(pyc_list_kind_of(value), times);
    store_take(as_list(list)->items, as_list(list)->kind, 0, pyc_inc(value));
    fill_repeated(as_list(list), 1, times);
    return list;
}
