/* calls.c: calling anything: Python functions with their argument binding, bound methods,
 * argument lists made at run time. */
#include "objects_private.h"

#include <stdlib.h>

static int64_t keyword_count(PycWord names) { return names ? ((PycTuple *)pyc_object(names))->length : 0; }

/* ---- Binding arguments: CPython's initialize_locals ---- */

typedef struct {
    PycFunction *function;
    const PycCode *code;
    PycWord *out;        /* positional, *args, keyword-only, **kwargs */
    int64_t n_given;     /* positional arguments of the call */
} Binding;

static bool has_varargs(const PycCode *code) { return (code->flags & PYC_CODE_VARARGS) != 0; }
static bool has_varkeywords(const PycCode *code) { return (code->flags & PYC_CODE_VARKEYWORDS) != 0; }
static int64_t parameter_count(const PycCode *code) {
    return code->n_positional + code->n_keyword_only + has_varargs(code) + has_varkeywords(code);
}
/* Where the parameter of index `i` among the names (positional, then keyword-only) stands in out. */
static int64_t place_of(const PycCode *code, int64_t i) {
    return i < code->n_positional ? i : i + has_varargs(code);
}
static int64_t n_defaults(const Binding *b) {
    return b->function->defaults ? ((PycTuple *)pyc_object(b->function->defaults))->length : 0;
}

static PYC_COLD int raise_too_many(const Binding *b) {
    const PycCode *code = b->code;
    int64_t given_keywords = 0, defaults = n_defaults(b), n = code->n_positional;
    for (int64_t i = n; i < n + code->n_keyword_only; i++) given_keywords += b->out[place_of(code, i)] != 0;
    char takes[64], also[128] = "";
    bool plural = defaults || n != 1;
    if (defaults) __builtin_snprintf(takes, sizeof takes, "from %ld to %ld", (long)(n - defaults), (long)n);
    else __builtin_snprintf(takes, sizeof takes, "%ld", (long)n);
    if (given_keywords)
        __builtin_snprintf(also, sizeof also, " positional argument%s (and %ld keyword-only argument%s)",
                           b->n_given != 1 ? "s" : "", (long)given_keywords, given_keywords != 1 ? "s" : "");
    pyc_raise_type(&pyc_type_error_type, "%S() takes %s positional argument%s but %ld%s %s given", code->qualname, takes,
                   plural ? "s" : "", (long)b->n_given, also, b->n_given == 1 && !given_keywords ? "was" : "were");
    return -1;
}

static PYC_COLD int raise_missing(const Binding *b, int64_t from, int64_t to, const char *kind) {
    int64_t missing = 0, seen = 0;
    for (int64_t i = from; i < to; i++) missing += b->out[place_of(b->code, i)] == 0;
    PycText text = {0};
    for (int64_t i = from; i < to; i++) {
        if (b->out[place_of(b->code, i)]) continue;
        seen++;
        if (seen > 1) {
            const char *glue = missing == 2 ? " and " : seen == missing ? ", and " : ", ";
            pyc_text_add_ascii(&text, glue, (int64_t)strlen(glue));
        }
        PycWord quoted = pyc_repr(b->code->parameters[i]);
        pyc_text_add_str(&text, quoted);
        pyc_dec(quoted);
    }
    PycWord names = pyc_text_finish(&text);
    pyc_raise_type(&pyc_type_error_type, "%S() missing %ld required %s argument%s: %S", b->code->qualname, (long)missing,
                   kind, missing == 1 ? "" : "s", names);
    pyc_dec(names);
    return -1;
}

/* The positional-only parameters among the keywords of the call; TypeError if there are any. */
static PYC_COLD int raise_positional_only(const Binding *b, PycTuple *names) {
    PycText text = {0};
    for (int64_t i = 0, found = 0; i < b->code->n_positional_only; i++) {
        for (int64_t k = 0; k < names->length; k++) {
            if (!pyc_str_equal(names->items[k], b->code->parameters[i])) continue;
            if (found++) pyc_text_add_ascii(&text, ", ", 2);
            pyc_text_add_str(&text, b->code->parameters[i]);
        }
    }
    PycWord joined = pyc_text_finish(&text);
    bool any = ((PycStr *)pyc_object(joined))->length > 0;
    if (any)
        pyc_raise_type(&pyc_type_error_type, "%S() got some positional-only arguments passed as keyword arguments: '%S'",
                       b->code->qualname, joined);
    pyc_dec(joined);
    return any ? -1 : 0;
}

static int bind_keyword(const Binding *b, PycTuple *names, PycWord name, PycWord value) {
    const PycCode *code = b->code;
    if (pyc_is_small(name) || !(pyc_type_of(name)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "%S() keywords must be strings", code->qualname), -1;
    int64_t total = code->n_positional + code->n_keyword_only, i = code->n_positional_only;
    while (i < total && code->parameters[i] != name) i++;
    if (i == total) {
        i = code->n_positional_only;
        while (i < total && !pyc_str_equal(code->parameters[i], name)) i++;
    }
    if (i == total) {
        if (has_varkeywords(code)) return pyc_dict_set(b->out[parameter_count(code) - 1], name, value);
        if (code->n_positional_only && raise_positional_only(b, names) < 0) return -1;
        return pyc_raise_type(&pyc_type_error_type, "%S() got an unexpected keyword argument '%S'", code->qualname, name), -1;
    }
    PycWord *place = &b->out[place_of(code, i)];
    if (*place) return pyc_raise_type(&pyc_type_error_type, "%S() got multiple values for argument '%S'", code->qualname, name), -1;
    *place = pyc_inc(value);
    return 0;
}

static int bind_defaults(const Binding *b) {
    int64_t n = b->code->n_positional, first = n - n_defaults(b);
    if (b->n_given >= n) return 0;
    for (int64_t i = b->n_given; i < first; i++)
        if (!b->out[i]) return raise_missing(b, 0, first, "positional");
    for (int64_t i = first < 0 ? 0 : first; i < n; i++)
        if (!b->out[i]) b->out[i] = pyc_inc(((PycTuple *)pyc_object(b->function->defaults))->items[i - first]);
    return 0;
}

static int bind_keyword_only(const Binding *b) {
    const PycCode *code = b->code;
    PycWord defaults = b->function->keyword_defaults;
    bool missing = false;
    for (int64_t i = code->n_positional; i < code->n_positional + code->n_keyword_only; i++) {
        PycWord *place = &b->out[place_of(code, i)];
        if (!*place && defaults) *place = pyc_xinc(pyc_dict_find_str(defaults, code->parameters[i]));
        missing |= !*place;
    }
    if (!missing) return 0;
    return raise_missing(b, code->n_positional, code->n_positional + code->n_keyword_only, "keyword-only");
}

static int bind(const Binding *b, const PycWord *args, PycWord names) {
    const PycCode *code = b->code;
    int64_t n = b->n_given, fit = n < code->n_positional ? n : code->n_positional;
    for (int64_t i = 0; i < fit; i++) b->out[i] = pyc_inc(args[i]);
    if (has_varargs(code) && !(b->out[code->n_positional] = pyc_tuple_of(args + fit, n - fit))) return -1;
    if (has_varkeywords(code) && !(b->out[parameter_count(code) - 1] = pyc_dict_new(0))) return -1;
    PycTuple *tuple = names ? (PycTuple *)pyc_object(names) : NULL;
    for (int64_t k = 0; tuple && k < tuple->length; k++)
        if (bind_keyword(b, tuple, tuple->items[k], args[n + k]) < 0) return -1;
    if (n > code->n_positional && !has_varargs(code)) return raise_too_many(b);
    if (bind_defaults(b) < 0) return -1;
    return code->n_keyword_only ? bind_keyword_only(b) : 0;
}

static void drop_all(PycWord *words, int64_t n) {
    for (int64_t i = 0; i < n; i++) pyc_xdec(words[i]);
}

int pyc_bind_arguments(PycFunction *function, const PycWord *args, int64_t n, PycWord names, PycWord *out) {
    int64_t total = parameter_count(function->code);
    for (int64_t i = 0; i < total; i++) out[i] = 0;
    Binding b = {function, function->code, out, n};
    if (bind(&b, args, names) == 0) return 0;
    drop_all(out, total);
    for (int64_t i = 0; i < total; i++) out[i] = 0;
    return -1;
}

/* ---- Functions ---- */

PycWord pyc_function_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    PycFunction *function = (PycFunction *)pyc_object(callee);
    const PycCode *code = function->code;
    const int64_t special = PYC_CODE_VARARGS | PYC_CODE_VARKEYWORDS | PYC_CODE_GENERATOR;
    if (__builtin_expect(n == code->n_positional && !names && !(code->flags & special) && !code->n_keyword_only, 1)) {
        PycWord live[n + 1];
        for (int64_t i = 0; i < n; i++) live[i] = args[i];
        return code->body(0, live, function);
    }
    int64_t total = parameter_count(code);
    PycWord live[total + 1], kept[total + 1];
    if (pyc_bind_arguments(function, args, n, names, live) < 0) return 0;
    if (code->flags & PYC_CODE_GENERATOR) return pyc_generator_new(function, live);
    for (int64_t i = 0; i < total; i++) kept[i] = live[i];
    PycWord result = code->body(0, live, function);
    drop_all(kept, total);
    return result;
}

/* ---- Anything ---- */

static PYC_COLD PycWord raise_not_callable(PycWord callee) {
    pyc_raise_type(&pyc_type_error_type, "'%s' object is not callable", pyc_type_name(callee));
    return 0;
}

extern char *pyc_stack_limit;

PycWord pyc_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    char here;
    PycCall call = pyc_type_of(callee)->call;
    if (__builtin_expect(!call, 0)) {
        pyc_type_ready(pyc_type_of(callee));
        call = pyc_type_of(callee)->call;
        if (!call) return raise_not_callable(callee);
    }
    if (__builtin_expect(&here < pyc_stack_limit, 0)) return pyc_raise_recursion(), (PycWord)0;
    return call(callee, args, n, names);
}

/* f(self, *args) on a copy of the arguments. */
static PycWord call_prefixed(PycWord function, PycWord self, const PycWord *args, int64_t n, PycWord names) {
    int64_t total = n + keyword_count(names);
    PycWord all[total + 1];
    all[0] = self;
    for (int64_t i = 0; i < total; i++) all[i + 1] = args[i];
    return pyc_call(function, all, n + 1, names);
}

PycWord pyc_missing_method;

PycWord pyc_call_method(PycWord self, PycWord name, const PycWord *args, int64_t n, PycWord names) {
    PycType *type = pyc_type_of(self);
    if (!type->get_attribute) {
        const PycFound *found = pyc_find(type, name);
        PycWord function = found->value;
        PycType *kind = function ? pyc_type_of(function) : NULL;
        PycWord *extra = kind == &pyc_function_type || kind == &pyc_method_descriptor_type ? pyc_extra_address(self) : NULL;
        bool shadowed = found->slot >= 0 || (extra && *extra && pyc_dict_find_str(*extra, name));
        if (!shadowed && kind == &pyc_function_type) {
            pyc_inc(function);
            PycWord result = call_prefixed(function, self, args, n, names);
            pyc_dec(function);
            return result;
        }
        if (!shadowed && kind == &pyc_method_descriptor_type) {
            PycBuiltin *builtin = (PycBuiltin *)pyc_object(function);
            return pyc_builtin_invoke(builtin->spec, builtin->owner, self, args, n, names);
        }
    }
    PycWord method = pyc_get_attribute(self, name);
    if (!method) {
        pyc_missing_method = name;
        return 0;
    }
    PycWord result = pyc_call(method, args, n, names);
    pyc_dec(method);
    return result;
}

PycWord pyc_call_spread(PycWord callee, PycWord args_tuple, PycWord keywords) {
    PycTuple *tuple = (PycTuple *)pyc_object(args_tuple);
    int64_t n = tuple->length, n_keywords = keywords ? pyc_dict_length(keywords) : 0;
    if (!n_keywords) return pyc_call(callee, tuple->items, n, 0);
    PycWord *all = pyc_raw_allocate((n + n_keywords) * 8);
    memcpy(all, tuple->items, (size_t)n * 8);
    PycWord names = pyc_tuple_new(n_keywords);
    int64_t position = 0, i = 0;
    PycWord key, value;
    bool fine = true;
    while (pyc_dict_entry(keywords, &position, &key, &value)) {
        fine &= !pyc_is_small(key) && (pyc_type_of(key)->flags & PYC_TYPE_STR);
        ((PycTuple *)pyc_object(names))->items[i] = pyc_inc(key);
        all[n + i++] = pyc_inc(value);
    }
    PycWord result = 0;
    if (fine) result = pyc_call(callee, all, n, names);
    else pyc_raise_type(&pyc_type_error_type, "keywords must be strings");
    for (int64_t k = 0; k < n_keywords; k++) pyc_dec(all[n + k]);
    pyc_dec(names);
    pyc_raw_free(all, (n + n_keywords) * 8);
    return result;
}

/* ---- Bound methods ---- */

static PycMethod *method_of(PycWord a) { return (PycMethod *)pyc_object(a); }

PycWord pyc_method_new(PycWord function, PycWord self) {
    PycMethod *method = pyc_allocate(&pyc_method_type, sizeof(PycMethod));
    method->function = pyc_inc(function);
    method->self = pyc_inc(self);
    return pyc_word(method);
}
static PycWord method_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    return call_prefixed(method_of(callee)->function, method_of(callee)->self, args, n, names);
}
static void method_release(PycObject *self) {
    pyc_xdec(((PycMethod *)self)->function);
    pyc_xdec(((PycMethod *)self)->self);
}
static void method_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((PycMethod *)self)->function, context);
    visit(((PycMethod *)self)->self, context);
}
static PycWord method_repr(PycWord a) {
    PycWord name = pyc_find_attribute(method_of(a)->function, NAME(__qualname__));
    if (!name) return 0;
    PycWord text = pyc_text_format("<bound method %S of %R>", name, method_of(a)->self);
    pyc_dec(name);
    return text;
}
static int64_t method_hash(PycWord a) {
    int64_t hash = (int64_t)(method_of(a)->self >> 4 | method_of(a)->self << 60) ^ pyc_hash(method_of(a)->function);
    return hash == -1 ? -2 : hash;
}
static PycWord method_compare(PycWord a, PycWord b, int op) {
    if (pyc_type_of(b) != &pyc_method_type || (op != PYC_EQ && op != PYC_NE)) return pyc_inc(PYC_NOT_IMPLEMENTED);
    bool equal = method_of(a)->self == method_of(b)->self && method_of(a)->function == method_of(b)->function;
    return pyc_inc(pyc_bool(equal == (op == PYC_EQ)));
}
static PycWord method_get_attribute(PycWord a, PycWord name) {
    PycWord own = pyc_object_get_attribute(a, name);
    if (own || pyc_state.exception) return own;
    return pyc_find_attribute(method_of(a)->function, name);
}
static PycWord method_self(PycWord a) { return pyc_inc(method_of(a)->self); }
static PycWord method_function(PycWord a) { return pyc_inc(method_of(a)->function); }
static PycWord method_name(PycWord a) { return pyc_get_attribute(method_of(a)->function, NAME(__name__)); }
static PycWord method_qualname(PycWord a) { return pyc_get_attribute(method_of(a)->function, NAME(__qualname__)); }
static PycWord method_doc(PycWord a) { return pyc_get_attribute(method_of(a)->function, NAME(__doc__)); }
static PycWord method_module(PycWord a) { return pyc_get_attribute(method_of(a)->function, NAME(__module__)); }
const PycComputed pyc_method_rows[] = {{"__self__", method_self, NULL}, {"__func__", method_function, NULL},
    {"__name__", method_name, NULL}, {"__qualname__", method_qualname, NULL}, {"__doc__", method_doc, NULL},
    {"__module__", method_module, NULL}};

PycType pyc_method_type = {.object = PYC_TYPE_HEAD, .name = "method", .instance_size = sizeof(PycMethod),
    .flags = PYC_TYPE_TRACKED, .release = method_release, .traverse = method_traverse, .call = method_call,
    .repr = method_repr, .hash = method_hash, .compare = method_compare, .get_attribute = method_get_attribute};
