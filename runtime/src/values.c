/* values.c: argument handling that the value types share. */
#include "values.h"

PycWord pyc_index_word(PycWord w) {
    PycWord plain = int_or_none(w);
    if (plain) return pyc_inc(plain);
    PycWord method = pyc_special(w, "__index__");
    if (!method) {
        if (pyc_state.exception) return 0;
        return PYC_RAISE(pyc_type_error_type, "'%s' object cannot be interpreted as an integer", type_name(w));
    }
    PycWord result = pyc_call(method, NULL, 0, 0);
    pyc_dec(method);
    if (!result || pyc_is_int(result)) return result;
    pyc_raise_type(&pyc_type_error_type, "__index__ returned non-int (type %s)", type_name(result));
    pyc_dec(result);
    return 0;
}

/* One end of an optional range, clipped to i64. */
static bool clip_end(PycWord word, int64_t missing, int64_t *out) {
    *out = missing;
    if (is_absent(word)) return true;
    if (!pyc_is_int(word) && pyc_object(word)->type->flags & (PYC_TYPE_STR | PYC_TYPE_FLOAT)) goto wrong;
    if (!pyc_is_int(word)) {
        PycWord method = pyc_special(word, "__index__");
        if (!method) goto wrong;
        pyc_dec(method);
    }
    return pyc_index(word, out) == 0;
wrong:
    if (!pyc_state.exception)
        pyc_raise_type(&pyc_type_error_type,
                       "slice indices must be integers or None or have an __index__ method");
    return false;
}

bool pyc_clip_range(PycWord start, PycWord end, int64_t length, int64_t *first, int64_t *last) {
    if (!clip_end(start, 0, first) || !clip_end(end, INT64_MAX, last)) return false;
    if (*last > length) *last = length;
    else if (*last < 0 && (*last += length) < 0) *last = 0;
    if (*first < 0 && (*first += length) < 0) *first = 0;
    return true;
}

static int64_t parameter_index(const char *const *parameters, int64_t n, PycWord name) {
    for (int64_t i = 0; i < n; i++)
        if (parameters[i][0] && pyc_str_equal(name, pyc_intern(parameters[i]))) return i;
    return -1;
}

bool pyc_create_arguments(const char *function, const char *const *parameters, int64_t n_parameters,
                          int64_t n_positional_only, const PycWord *args, int64_t n, PycWord names,
                          PycWord *out) {
    int64_t n_names = names ? row_of(names)->length : 0;
    for (int64_t i = 0; i < n_parameters; i++) out[i] = i < n ? args[i] : 0;
    if (n + n_names > n_parameters) {
        pyc_raise_type(&pyc_type_error_type, "%s() takes at most %d %sargument%s (%d given)", function,
                       (int)n_parameters, n == 0 ? "keyword " : "", n_parameters == 1 ? "" : "s",
                       (int)(n + n_names));
        return false;
    }
    for (int64_t i = 0; i < n_names; i++) {
        PycWord name = row_of(names)->items[i];
        int64_t at = parameter_index(parameters, n_parameters, name);
        if (at < 0 || at < n_positional_only) {
            pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for %s()", name, function);
            return false;
        }
        if (out[at]) {
            pyc_raise_type(&pyc_type_error_type,
                           "argument for %s() given by name ('%S') and position (%d)", function, name, (int)at + 1);
            return false;
        }
        out[at] = args[n + i];
    }
    return true;
}

bool pyc_create_at_most_one(const char *function, int64_t n, PycWord names) {
    if (names && row_of(names)->length) {
        pyc_raise_type(&pyc_type_error_type, "%s() takes no keyword arguments", function);
        return false;
    }
    if (n > 1) {
        pyc_raise_type(&pyc_type_error_type, "%s expected at most 1 argument, got %d", function, (int)n);
        return false;
    }
    return true;
}
