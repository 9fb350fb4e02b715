/* containers.c: what the container types share: argument checks, errors, the guard of repr. */
#include "containers.h"

int pyc_want_no_keywords(const char *name, PycWord names) {
    if (!names || as_tuple(names)->length == 0) return 0;
    pyc_raise_type(&pyc_type_error_type, "%s() takes no keyword arguments", name);
    return -1;
}

int pyc_want_positional(const char *name, int64_t n, int64_t least, int64_t most) {
    if (n >= least && n <= most) return 0;
    int64_t bound = n < least ? least : most;
    const char *how = least == most ? "" : n < least ? "at least " : "at most ";
    pyc_raise_type(&pyc_type_error_type, "%s expected %s%lld argument%s, got %lld", name, how,
                   (long long)bound, bound == 1 ? "" : "s", (long long)n);
    return -1;
}

int pyc_position(PycWord key, int64_t *out) {
    if (PYC_LIKELY(pyc_is_small(key))) {
        *out = pyc_small_value(key);
        return 0;
    }
    if (pyc_to_i64(key, out) == 0) return 0;
    if (pyc_pending_is(&pyc_overflow_error_type)) {
        pyc_clear();
        pyc_raise_type(&pyc_index_error_type, "cannot fit '%s' into an index-sized integer",
                       pyc_type_of(key)->name);
    }
    return -1;
}

int pyc_size_argument(PycWord w, int64_t *out) {
    if (PYC_LIKELY(pyc_is_small(w))) {
        *out = pyc_small_value(w);
        return 0;
    }
    if (!pyc_has_index(w)) {
        pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer",
                       pyc_type_of(w)->name);
        return -1;
    }
    if (pyc_to_i64(w, out) == 0) return 0;
    if (pyc_pending_is(&pyc_overflow_error_type)) {
        pyc_clear();
        pyc_raise_type(&pyc_overflow_error_type, "Python int too large to convert to C ssize_t");
    }
    return -1;
}

int pyc_clipped_index(PycWord w, int64_t length, int64_t *out) {
    if (!pyc_has_index(w)) {
        pyc_raise_type(&pyc_type_error_type,
                       "slice indices must be integers or have an __index__ method");
        return -1;
    }
    if (pyc_index(w, out) < 0) return -1;
    if (*out < 0) *out = *out < -length ? 0 : *out + length;
    return 0;
}

PYC_COLD void pyc_raise_key(PycWord key) {
    PycWord exception = pyc_call(pyc_word(&pyc_key_error_type), &key, 1, 0);
    if (!exception) return;
    pyc_raise(exception, 0);
    pyc_dec(exception);
}

PYC_COLD void pyc_raise_repr(PycType *type, const char *format, PycWord shown) {
    PycWord text = pyc_repr(shown);
    if (!text) return;
    pyc_raise_type(type, format, text);
    pyc_dec(text);
}

PYC_COLD void pyc_raise_no_memory(void) {
    PycWord exception = pyc_call(pyc_word(&pyc_memory_error_type), NULL, 0, 0);
    if (!exception) return;
    pyc_raise(exception, 0);
    pyc_dec(exception);
}

/* ---- the guard of repr: the objects whose repr is running ---- */

static PycWord *running;
static int64_t n_running, running_capacity;

bool pyc_repr_enter(PycWord object) {
    for (int64_t i = n_running - 1; i >= 0; i--)
        if (running[i] == object) return false;
    if (n_running == running_capacity) {
        int64_t capacity = running_capacity ? running_capacity * 2 : 64;
        running = pyc_raw_resize(running, running_capacity * 8, capacity * 8);
        running_capacity = capacity;
    }
    running[n_running++] = object;
    return true;
}

void pyc_repr_leave(PycWord object) {
    if (n_running > 0 && running[n_running - 1] == object) n_running--;
}

PycWord pyc_repr_items(const char *open, const char *close, PycWord words) {
    PycText text = {0};
    pyc_text_add_ascii(&text, open, (int64_t)strlen(open));
    for (int64_t i = 0; i < as_tuple(words)->length; i++) {
        if (i) pyc_text_add_ascii(&text, ", ", 2);
        PycWord item = pyc_repr(as_tuple(words)->items[i]);
        if (!item) {
            pyc_text_drop(&text);
            return 0;
        }
        pyc_text_add_str(&text, item);
        pyc_dec(item);
    }
    pyc_text_add_ascii(&text, close, (int64_t)strlen(close));
    return pyc_text_finish(&text);
}

PycType *const pyc_container_types[] = {
    &pyc_enumerate_type, &pyc_zip_type, &pyc_map_type, &pyc_filter_type, &pyc_reversed_type,
    &pyc_list_iterator_type, &pyc_list_reverse_iterator_type, &pyc_tuple_iterator_type,
    &pyc_str_iterator_type, &pyc_str_ascii_iterator_type, &pyc_range_iterator_type,
    &pyc_long_range_iterator_type, &pyc_set_iterator_type, &pyc_callable_iterator_type,
    &pyc_item_iterator_type, &pyc_dict_keys_type, &pyc_dict_values_type, &pyc_dict_items_type,
    &pyc_dict_key_iterator_type, &pyc_dict_value_iterator_type, &pyc_dict_item_iterator_type,
    &pyc_dict_reverse_key_iterator_type, &pyc_dict_reverse_value_iterator_type,
    &pyc_dict_reverse_item_iterator_type, &pyc_random_type, &pyc_struct_time_type, NULL};
