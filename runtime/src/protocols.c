/* protocols.c: what every object can be asked for: hash, truth, length, items, iteration, text,
 * numbers; and unpacking. */
#include "objects_private.h"

/* ---- Hash, truth, length ---- */

int64_t pyc_hash(PycWord a) {
    if (pyc_is_small(a)) return pyc_int_hash(a);
    PycType *type = pyc_object(a)->type;
    if (__builtin_expect(!type->hash, 0)) {
        pyc_type_ready(type);
        if (!type->hash) return pyc_raise_type(&pyc_type_error_type, "unhashable type: '%s'", type->name), -1;
    }
    return type->hash(a);
}

int pyc_truth(PycWord a) {
    if (pyc_is_small(a)) return a != pyc_small(0);
    if (a == PYC_TRUE) return 1;
    if (a == PYC_FALSE || a == PYC_NONE) return 0;
    PycType *type = pyc_object(a)->type;
    pyc_type_ready(type);
    if (type->truth) return type->truth(a);
    if (!type->length) return 1;
    int64_t length = type->length(a);
    return length < 0 ? -1 : length > 0;
}

int64_t pyc_length(PycWord a) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (type->length) return type->length(a);
    pyc_raise_type(&pyc_type_error_type, "object of type '%s' has no len()", type->name);
    return -1;
}

/* Only classes of the program can see that CPython asks how much room to make. */
int pyc_ask_length(PycWord iterable) {
    PycType *type = pyc_type_of(iterable);
    if (!(type->flags & PYC_TYPE_HEAP)) return 0;
    pyc_type_ready(type);
    if (type->length) {
        if (pyc_length(iterable) >= 0) return 0;
        if (!pyc_pending_is(&pyc_type_error_type)) return -1;
        pyc_clear();
    }
    bool absent;
    PycWord hint = pyc_call_special(iterable, NAME(__length_hint__), NULL, 0, &absent);
    if (absent) return 0;
    if (!hint && !pyc_pending_is(&pyc_type_error_type)) return -1;
    if (!hint) return pyc_clear(), 0;
    int result = 0;
    if (hint != PYC_NOT_IMPLEMENTED && !(pyc_type_of(hint)->flags & PYC_TYPE_INT))
        result = -1, pyc_raise_type(&pyc_type_error_type, "__length_hint__ must be an integer, not %s", pyc_type_name(hint));
    else if (pyc_is_small(hint) && pyc_small_value(hint) < 0)
        result = -1, pyc_raise_type(&pyc_value_error_type, "__length_hint__() should return >= 0");
    pyc_dec(hint);
    return result;
}

/* ---- Items ---- */

static PycWord class_item(PycWord cls, PycWord key) {
    PycWord function = pyc_type_get_attribute(cls, NAME(__class_getitem__));
    if (!function) {
        PycWord alias = pyc_state.exception ? 0 : pyc_alias_new(cls, key);
        if (alias) return alias;
        if (!pyc_state.exception)
            pyc_raise_type(&pyc_type_error_type, "type '%s' is not subscriptable", ((PycType *)pyc_object(cls))->name);
        return 0;
    }
    PycWord result = pyc_call(function, &key, 1, 0);
    pyc_dec(function);
    return result;
}

PycWord pyc_get_item(PycWord a, PycWord key) {
    PycType *type = pyc_type_of(a);
    if (__builtin_expect(type->get_item != NULL, 1)) return type->get_item(a, key);
    pyc_type_ready(type);
    if (type->get_item) return type->get_item(a, key);
    if (pyc_is_subclass(type, &pyc_type_type)) return class_item(a, key);
    pyc_raise_type(&pyc_type_error_type, "'%s' object is not subscriptable", type->name);
    return 0;
}

int pyc_set_item(PycWord a, PycWord key, PycWord value) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (type->set_item) return type->set_item(a, key, value);
    pyc_raise_type(&pyc_type_error_type, "'%s' object does not support item assignment", type->name);
    return -1;
}

int pyc_delete_item(PycWord a, PycWord key) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (type->set_item) return type->set_item(a, key, 0);
    pyc_raise_type(&pyc_type_error_type, "'%s' object %s support item deletion", type->name, "doesn't");
    return -1;
}

static int contains_by_iteration(PycWord container, PycWord item) {
    PycWord iterator = pyc_iterate(container);
    if (!iterator) {
        if (pyc_pending_is(&pyc_type_error_type)) {
            pyc_clear();
            pyc_raise_type(&pyc_type_error_type, "argument of type '%s' is not iterable", pyc_type_name(container));
        }
        return -1;
    }
    int result = 0;
    PycWord value;
    while (result == 0 && (value = pyc_next(iterator))) {
        result = pyc_equal(value, item);
        pyc_dec(value);
    }
    pyc_dec(iterator);
    return result == 0 && pyc_state.exception ? -1 : result;
}

int pyc_contains(PycWord container, PycWord item) {
    PycType *type = pyc_type_of(container);
    pyc_type_ready(type);
    return type->contains ? type->contains(container, item) : contains_by_iteration(container, item);
}

/* ---- Iteration ---- */

PycWord pyc_item_iterator_new(PycWord sequence);

PycWord pyc_iterate(PycWord a) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (type->iterate) return type->iterate(a);
    if (type->get_item && !(type->flags & PYC_TYPE_DICT)) return pyc_item_iterator_new(a);
    pyc_raise_type(&pyc_type_error_type, "'%s' object is not iterable", type->name);
    return 0;
}

PycWord pyc_next(PycWord iterator) {
    PycType *type = pyc_type_of(iterator);
    if (__builtin_expect(type->next != NULL, 1)) return type->next(iterator);
    pyc_raise_type(&pyc_type_error_type, "'%s' object is not an iterator", type->name);
    return 0;
}

/* ---- Text ---- */

PycWord pyc_repr(PycWord a) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (!pyc_enter(" while getting the repr of an object")) return 0;
    PycWord text = type->repr(a);
    pyc_leave();
    return text;
}

PycWord pyc_str(PycWord a) {
    PycType *type = pyc_type_of(a);
    if (type == &pyc_str_type) return pyc_inc(a);
    pyc_type_ready(type);
    if (!pyc_enter(" while getting the str of an object")) return 0;
    PycWord text = type->str(a);
    pyc_leave();
    return text;
}

PycWord pyc_ascii(PycWord a) {
    PycWord text = pyc_repr(a);
    if (!text || ((PycStr *)pyc_object(text))->ascii) return text;
    PycText out = {0};
    int64_t n = ((PycStr *)pyc_object(text))->length;
    for (int64_t i = 0; i < n; i++) {
        uint32_t c = pyc_str_at(text, i);
        char escaped[16];
        if (c < 128) pyc_text_add_char(&out, c);
        else pyc_text_add_ascii(&out, escaped, __builtin_snprintf(escaped, sizeof escaped,
                                c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c));
    }
    pyc_dec(text);
    return pyc_text_finish(&out);
}

static PycWord format_by_method(PycWord a, PycWord spec) {
    PycWord empty = spec ? pyc_inc(spec) : pyc_str_from_utf8("", 0);
    bool absent;
    PycWord result = pyc_call_special(a, NAME(__format__), &empty, 1, &absent);
    pyc_dec(empty);
    if (absent) pyc_raise_type(&pyc_type_error_type, "Type %s doesn't define __format__", pyc_type_name(a));
    if (!result || pyc_type_of(result)->flags & PYC_TYPE_STR) return result;
    pyc_raise_type(&pyc_type_error_type, "__format__ must return a str, not %s", pyc_type_name(result));
    pyc_dec(result);
    return 0;
}

PycWord pyc_format(PycWord a, PycWord spec) {
    bool plain = !spec || ((PycStr *)pyc_object(spec))->length == 0;
    PycType *type = pyc_type_of(a);
    if (plain && (pyc_is_small(a) || type == &pyc_str_type || type == &pyc_float_type)) return pyc_str(a);
    if (type == &pyc_int_type) return pyc_int_format(a, spec);
    if (type == &pyc_float_type) return pyc_float_format(((PycFloat *)pyc_object(a))->value, spec);
    if (type == &pyc_str_type) return pyc_str_format_spec(a, spec);
    if (type == &pyc_bool_type) return plain ? pyc_str(a) : pyc_int_format(a, spec);
    return format_by_method(a, spec);
}

/* object.__format__, and that of the value types for their subclasses */
PycWord pyc_object_format(PycWord self, PycWord spec) {
    if (!(pyc_type_of(spec)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "__format__() argument must be str, not %s", pyc_argument_type(spec)), (PycWord)0;
    bool plain = ((PycStr *)pyc_object(spec))->length == 0;
    int64_t flags = pyc_type_of(self)->flags;
    if (plain) return pyc_str(self);
    if (flags & PYC_TYPE_INT) return pyc_int_format(self, spec);
    if (flags & PYC_TYPE_FLOAT) return pyc_float_format(((PycFloat *)pyc_object(self))->value, spec);
    if (flags & PYC_TYPE_STR) return pyc_str_format_spec(self, spec);
    pyc_raise_type(&pyc_type_error_type, "unsupported format string passed to %s.__format__", pyc_type_name(self));
    return 0;
}

/* ---- Unpacking ---- */

static PYC_COLD int raise_short(int64_t want, int64_t got, bool at_least) {
    pyc_raise_type(&pyc_value_error_type, "not enough values to unpack (expected %s%ld, got %ld)", at_least ? "at least " : "",
                   (long)want, (long)got);
    return -1;
}
static PYC_COLD int raise_long(int64_t want) {
    pyc_raise_type(&pyc_value_error_type, "too many values to unpack (expected %ld)", (long)want);
    return -1;
}
static void drop_all(PycWord *words, int64_t n) {
    for (int64_t i = 0; i < n; i++) pyc_dec(words[i]);
}

static PycWord unpack_iterator(PycWord a) {
    PycType *type = pyc_type_of(a);
    pyc_type_ready(type);
    if (type->iterate || type->get_item) return pyc_iterate(a);
    pyc_raise_type(&pyc_type_error_type, "cannot unpack non-iterable %s object", type->name);
    return 0;
}

/* Takes `n` values; -1: error, n_total is what the message counts. */
static int take(PycWord iterator, int64_t n, PycWord *out, int64_t n_total, bool at_least) {
    for (int64_t i = 0; i < n; i++) {
        out[i] = pyc_next(iterator);
        if (out[i]) continue;
        drop_all(out, i);
        return pyc_state.exception ? -1 : raise_short(n_total, i, at_least);
    }
    return 0;
}

int pyc_unpack(PycWord a, int64_t n, PycWord *out) {
    if (!pyc_is_small(a) && pyc_object(a)->type == &pyc_tuple_type) {
        PycTuple *tuple = (PycTuple *)pyc_object(a);
        if (tuple->length != n) return tuple->length < n ? raise_short(n, tuple->length, false) : raise_long(n);
        for (int64_t i = 0; i < n; i++) out[i] = pyc_inc(tuple->items[i]);
        return 0;
    }
    PycWord iterator = unpack_iterator(a);
    if (!iterator) return -1;
    int result = take(iterator, n, out, n, false);
    if (result == 0) {
        PycWord more = pyc_next(iterator);
        if (more) pyc_dec(more), raise_long(n);
        if (more || pyc_state.exception) drop_all(out, n), result = -1;
    }
    pyc_dec(iterator);
    return result;
}

int pyc_unpack_star(PycWord a, int64_t before, int64_t after, PycWord *out) {
    PycWord iterator = unpack_iterator(a);
    if (!iterator) return -1;
    int result = take(iterator, before, out, before + after, true);
    PycWord rest = result == 0 ? pyc_list_from(iterator) : 0;
    pyc_dec(iterator);
    if (result < 0) return -1;
    if (!rest) return drop_all(out, before), -1;
    PycList *list = (PycList *)pyc_object(rest);
    int64_t length = list->length;
    if (length < after) {
        pyc_dec(rest);
        drop_all(out, before);
        return raise_short(before + after, before + length, true);
    }
    PycWord middle = pyc_list_slice(rest, pyc_small(0), pyc_small(length - after), 0);
    for (int64_t i = 0; middle && i < after; i++) out[before + 1 + i] = pyc_list_get(rest, length - after + i);
    pyc_dec(rest);
    if (!middle) return drop_all(out, before), -1;
    out[before] = middle;
    return 0;
}

/* ---- Numbers ---- */

/* The int that a.__index__() gives: owned; 0: TypeError. */
PycWord pyc_as_index(PycWord a) {
    if (pyc_is_int(a)) return pyc_inc(a);
    bool absent;
    PycWord result = pyc_call_special(a, NAME(__index__), NULL, 0, &absent);
    if (absent) pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer", pyc_type_name(a));
    if (!result || pyc_is_int(result)) return result;
    pyc_raise_type(&pyc_type_error_type, "__index__ returned non-int (type %s)", pyc_type_name(result));
    pyc_dec(result);
    return 0;
}

int pyc_index(PycWord a, int64_t *out) {
    if (pyc_is_small(a)) return *out = pyc_small_value(a), 0;
    PycWord index = pyc_as_index(a);
    if (!index) return -1;
    if (!pyc_int_fits_i64(index, out)) *out = pyc_int_compare(index, pyc_small(0)) < 0 ? INT64_MIN : INT64_MAX;
    pyc_dec(index);
    return 0;
}

int pyc_to_i64(PycWord a, int64_t *out) {
    if (pyc_is_small(a)) return *out = pyc_small_value(a), 0;
    PycWord index = pyc_as_index(a);
    if (!index) return -1;
    bool fits = pyc_int_fits_i64(index, out);
    pyc_dec(index);
    if (fits) return 0;
    return pyc_raise_type(&pyc_overflow_error_type, "Python int too large to convert to C ssize_t"), -1;
}

static int int_to_f64(PycWord a, double *out) {
    bool overflow = false;
    *out = pyc_int_to_f64(a, &overflow);
    return overflow ? (pyc_raise_type(&pyc_overflow_error_type, "int too large to convert to float"), -1) : 0;
}

int pyc_to_f64(PycWord a, double *out) {
    if (pyc_type_of(a)->flags & PYC_TYPE_FLOAT) return *out = ((PycFloat *)pyc_object(a))->value, 0;
    if (pyc_is_int(a) && !(pyc_type_of(a)->flags & PYC_TYPE_HEAP)) return int_to_f64(a, out);
    bool absent; /* a class below int may have its own */
    PycWord result = pyc_call_special(a, NAME(__float__), NULL, 0, &absent);
    if (!absent) {
        if (!result) return -1;
        bool fine = pyc_type_of(result)->flags & PYC_TYPE_FLOAT;
        if (fine) *out = ((PycFloat *)pyc_object(result))->value;
        else pyc_raise_type(&pyc_type_error_type, "%s.__float__ returned non-float (type %s)", pyc_type_name(a), pyc_type_name(result));
        pyc_dec(result);
        return fine ? 0 : -1;
    }
    if (pyc_find(pyc_type_of(a), NAME(__index__))->value) {
        PycWord index = pyc_as_index(a);
        int status = index ? int_to_f64(index, out) : -1;
        pyc_xdec(index);
        return status;
    }
    return pyc_raise_type(&pyc_type_error_type, "must be real number, not %s", pyc_type_name(a)), -1;
}
