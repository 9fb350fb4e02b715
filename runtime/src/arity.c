/* arity.c: what a wrong call of a library function raises. CPython words it as the function takes
 * its arguments (PycBuiltinSpec.arity); the order of the checks is CPython's, too. */
#include "objects_private.h"

static int64_t keyword_count(PycWord names) { return names ? ((PycTuple *)pyc_object(names))->length : 0; }
static const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

/* ---- Functions written in Python ---- */

/* Binds the arguments to a Python function of the same parameters, which raises its own words. */
static void raise_as_python(const PycBuiltinSpec *spec, const PycWord *args, int64_t n, PycWord names) {
    int64_t bound = spec->arity == PYC_ARITY_PYTHON_BOUND, n_keywords = keyword_count(names);
    bool rest = spec->flags & PYC_CODE_VARARGS;
    int64_t n_names = spec->n_positional + spec->n_keyword_only;
    PycWord parameters[n_names + 3], given[n + n_keywords + 1], out[n_names + 3];
    if (bound) parameters[0] = pyc_intern("self"), given[0] = PYC_NONE;
    for (int64_t i = 0; i < n_names; i++)
        parameters[i + bound] = pyc_intern(spec->parameters[i < spec->n_positional ? i : i + rest]);
    for (int64_t i = 0; i < n + n_keywords; i++) given[i + bound] = args[i];
    PycCode code = {.name = pyc_intern(spec->name), .qualname = pyc_intern(spec->shown), .parameters = parameters,
                    .n_positional_only = 0, .n_positional = spec->n_positional + bound,
                    .n_keyword_only = spec->n_keyword_only, .flags = spec->flags};
    PycWord none = PYC_NONE;
    PycFunction function = {.code = &code, .keyword_defaults = pyc_dict_new(0)};
    function.defaults = pyc_tuple_new(spec->n_positional - spec->n_required);
    for (int64_t i = 0; i < spec->n_positional - spec->n_required; i++)
        ((PycTuple *)pyc_object(function.defaults))->items[i] = pyc_inc(none);
    for (int64_t i = spec->n_positional; i < n_names; i++)
        (void)pyc_dict_set(function.keyword_defaults, parameters[i + bound], none);
    if (pyc_bind_arguments(&function, given, n + bound, names, out) == 0)
        for (int64_t i = 0; i < n_names + bound + rest + (spec->flags & PYC_CODE_VARKEYWORDS ? 1 : 0); i++) pyc_xdec(out[i]);
    pyc_dec(function.defaults);
    pyc_dec(function.keyword_defaults);
}

/* ---- Functions that take no keywords ---- */

static void raise_unpacked(const char *name, int64_t n, int64_t least, int64_t most) {
    const char *bound = least == most ? "" : n < least ? "at least " : "at most ";
    int64_t limit = n < least ? least : most;
    pyc_raise_type(&pyc_type_error_type, "%s expected %s%ld argument%s, got %ld", name, bound, (long)limit, plural(limit), (long)n);
}

static void raise_count(const PycBuiltinSpec *spec, int64_t n, int64_t least, int64_t most) {
    switch (spec->arity) {
    case PYC_ARITY_FIXED: pyc_raise_type(&pyc_type_error_type, "%s", spec->shown); break;
    case PYC_ARITY_NONE: pyc_raise_type(&pyc_type_error_type, "%s() takes no arguments (%ld given)", spec->shown, (long)n); break;
    case PYC_ARITY_ONE: pyc_raise_type(&pyc_type_error_type, "%s() takes exactly one argument (%ld given)", spec->shown, (long)n); break;
    case PYC_ARITY_UNPACKED: raise_unpacked(spec->name, n, least, most); break;
    default: {
        const char *bound = least == most ? "exactly" : n < least ? "at least" : "at most";
        int64_t limit = n < least ? least : most;
        pyc_raise_type(&pyc_type_error_type, "%s() takes %s %ld argument%s (%ld given)", spec->name, bound, (long)limit, plural(limit), (long)n);
    }
    }
}

/* ---- Functions that take keywords ---- */

static int64_t parameter_called(const PycBuiltinSpec *spec, PycWord name) { /* -1: none */
    int64_t rest = spec->flags & PYC_CODE_VARARGS ? 1 : 0, end = spec->n_positional + rest + spec->n_keyword_only;
    for (int64_t i = spec->n_positional_only; i < end; i++)
        if (!(rest && i == spec->n_positional) && pyc_str_equal(name, pyc_intern(spec->parameters[i]))) return i;
    return -1;
}

static void raise_unknown(const PycBuiltinSpec *spec, PycWord names, const char *shown) {
    PycTuple *keywords = (PycTuple *)pyc_object(names);
    for (int64_t k = 0; k < keywords->length; k++) {
        if (parameter_called(spec, keywords->items[k]) >= 0) continue;
        pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for %s()", keywords->items[k], shown);
        return;
    }
}

static bool is_named(const PycBuiltinSpec *spec, PycWord names, int64_t parameter) {
    for (int64_t k = 0; k < keyword_count(names); k++)
        if (parameter_called(spec, ((PycTuple *)pyc_object(names))->items[k]) == parameter) return true;
    return false;
}

static void raise_too_many(const PycBuiltinSpec *spec, int64_t n, int64_t total, int64_t given) {
    pyc_raise_type(&pyc_type_error_type, "%s() takes at most %ld %sargument%s (%ld given)", spec->shown, (long)total,
                   n ? "" : "keyword ", plural(total), (long)given);
}

/* CPython's _PyArg_UnpackKeywords. */
static void raise_keywords(const PycBuiltinSpec *spec, int64_t n, PycWord names, int64_t hidden) {
    bool rest = spec->flags & PYC_CODE_VARARGS;
    int64_t least = spec->n_required - hidden, most = spec->n_positional - hidden, only = spec->n_positional_only - hidden;
    int64_t total = most + spec->n_keyword_only, given = n + keyword_count(names);
    if (given > total && !rest) {
        raise_too_many(spec, n, total, given);
        return;
    }
    if (n > most && !rest) {
        if (!most) pyc_raise_type(&pyc_type_error_type, "%s() takes no positional arguments", spec->shown);
        else pyc_raise_type(&pyc_type_error_type, "%s() takes %s %ld positional argument%s (%ld given)", spec->shown,
                            least < most ? "at most" : "exactly", (long)most, plural(most), (long)n);
        return;
    }
    int64_t first = only < least ? only : least;
    if (n < first) {
        pyc_raise_type(&pyc_type_error_type, "%s() takes %s %ld positional argument%s (%ld given)", spec->shown,
                       first < most ? "at least" : "exactly", (long)first, plural(first), (long)n);
        return;
    }
    for (int64_t i = n; i < least; i++) {
        if (is_named(spec, names, i + hidden)) continue;
        pyc_raise_type(&pyc_type_error_type, "%s() missing required argument '%s' (pos %ld)", spec->shown,
                       spec->parameters[i + hidden], (long)i + 1);
        return;
    }
    for (int64_t i = only; i < n && i < most; i++) {
        if (!is_named(spec, names, i + hidden)) continue;
        pyc_raise_type(&pyc_type_error_type, "argument for %s() given by name ('%s') and position (%ld)", spec->shown,
                       spec->parameters[i + hidden], (long)i + 1);
        return;
    }
    if (names) raise_unknown(spec, names, spec->shown);
}

PYC_COLD void pyc_raise_arguments(const PycBuiltinSpec *spec, const PycWord *args, int64_t n, PycWord names, int64_t hidden) {
    if (spec->arity == PYC_ARITY_PYTHON || spec->arity == PYC_ARITY_PYTHON_BOUND) {
        raise_as_python(spec, args, n, names);
        return;
    }
    int64_t least = spec->n_required - hidden, most = spec->n_positional - hidden, n_keywords = keyword_count(names);
    n -= hidden;
    if (spec->arity == PYC_ARITY_KEYWORDS) {
        raise_keywords(spec, n, names, hidden);
    } else if (spec->arity == PYC_ARITY_UNPACKED_KEYWORDS) {
        if (n < least || n > most) raise_unpacked(spec->name, n, least, most);
        else if (n_keywords > spec->n_keyword_only) raise_too_many(spec, 0, spec->n_keyword_only, n_keywords);
        else raise_unknown(spec, names, spec->shown);
    } else if (n_keywords) {
        pyc_raise_type(&pyc_type_error_type, "%s() takes no keyword arguments",
                       spec->arity == PYC_ARITY_FIXED ? spec->name : spec->shown);
    } else {
        raise_count(spec, n, least, most);
    }
}
