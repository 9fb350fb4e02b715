/* functions.c: function objects, cells, and the functions and methods of the library. */
#include "objects_private.h"

static PycFunction *function_of(PycWord a) { return (PycFunction *)pyc_object(a); }
static PycWord or_none(PycWord value) { return pyc_inc(value ? value : PYC_NONE); }

/* ---- Python functions ---- */

PycWord pyc_function_new(const PycCode *code, PycWord closure, PycWord defaults, PycWord keyword_defaults, PycWord module) {
    PycFunction *function = pyc_allocate(&pyc_function_type, sizeof(PycFunction));
    function->code = code;
    function->closure = pyc_xinc(closure);
    function->defaults = pyc_xinc(defaults);
    function->keyword_defaults = pyc_xinc(keyword_defaults);
    function->module = pyc_xinc(module);
    return pyc_word(function);
}

static void function_clear(PycObject *self) {
    PycFunction *function = (PycFunction *)self;
    PycWord held[] = {function->closure, function->defaults, function->keyword_defaults, function->extra};
    function->closure = function->defaults = function->keyword_defaults = function->extra = 0;
    for (int i = 0; i < 4; i++) pyc_xdec(held[i]);
}
static void function_release(PycObject *self) {
    function_clear(self);
    pyc_xdec(((PycFunction *)self)->module);
}
static void function_traverse(PycObject *self, PycVisit visit, void *context) {
    PycFunction *function = (PycFunction *)self;
    visit(function->closure, context);
    visit(function->defaults, context);
    visit(function->keyword_defaults, context);
    visit(function->extra, context);
}

/* __name__, __qualname__, __doc__: the code's, unless set on the function. */
static PycWord stored(PycWord a, PycWord name, PycWord otherwise) {
    PycWord extra = function_of(a)->extra;
    PycWord value = extra ? pyc_dict_find_str(extra, name) : 0;
    return or_none(value ? value : otherwise);
}
static int store(PycWord a, PycWord name, PycWord value) {
    PycFunction *function = function_of(a);
    if (!function->extra && !(function->extra = pyc_dict_new(0))) return -1;
    return pyc_dict_set(function->extra, name, value ? value : PYC_NONE);
}
static int store_text(PycWord a, PycWord name, PycWord value) {
    if (value && pyc_type_of(value)->flags & PYC_TYPE_STR) return store(a, name, value);
    return pyc_raise_type(&pyc_type_error_type, "%S must be set to a string object", name), -1;
}
static PycWord function_name(PycWord a) { return stored(a, NAME(__name__), function_of(a)->code->name); }
static int function_set_name(PycWord a, PycWord value) { return store_text(a, NAME(__name__), value); }
static PycWord function_qualname(PycWord a) { return stored(a, NAME(__qualname__), function_of(a)->code->qualname); }
static int function_set_qualname(PycWord a, PycWord value) { return store_text(a, NAME(__qualname__), value); }
static PycWord function_doc(PycWord a) { return stored(a, NAME(__doc__), function_of(a)->code->doc); }
static int function_set_doc(PycWord a, PycWord value) { return store(a, NAME(__doc__), value); }
static PycWord function_module(PycWord a) { return stored(a, NAME(__module__), function_of(a)->module); }
static int function_set_module(PycWord a, PycWord value) { return store(a, NAME(__module__), value); }
static PycWord function_defaults(PycWord a) { return or_none(function_of(a)->defaults); }
static int function_set_defaults(PycWord a, PycWord value) {
    if (value && value != PYC_NONE && !(pyc_type_of(value)->flags & PYC_TYPE_TUPLE))
        return pyc_raise_type(&pyc_type_error_type, "__defaults__ must be set to a tuple object"), -1;
    PycWord old = function_of(a)->defaults;
    function_of(a)->defaults = value && value != PYC_NONE ? pyc_inc(value) : 0;
    pyc_xdec(old);
    return 0;
}
static PycWord function_kwdefaults(PycWord a) { return or_none(function_of(a)->keyword_defaults); }
static PycWord function_closure(PycWord a) { return or_none(function_of(a)->closure); }
static PycWord function_annotations(PycWord a) {
    PycWord extra = function_of(a)->extra;
    PycWord there = extra ? pyc_dict_find_str(extra, NAME(__annotations__)) : 0;
    if (there) return pyc_inc(there);
    PycWord made = pyc_dict_new(0);
    if (store(a, NAME(__annotations__), made) < 0) return pyc_dec(made), (PycWord)0;
    return made;
}
static int function_set_annotations(PycWord a, PycWord value) { return store(a, NAME(__annotations__), value); }
static PycWord function_dict(PycWord a) {
    PycFunction *function = function_of(a);
    if (!function->extra && !(function->extra = pyc_dict_new(0))) return 0;
    return pyc_inc(function->extra);
}
const PycComputed pyc_function_rows[] = {{"__name__", function_name, function_set_name},
    {"__qualname__", function_qualname, function_set_qualname}, {"__doc__", function_doc, function_set_doc},
    {"__module__", function_module, function_set_module}, {"__defaults__", function_defaults, function_set_defaults},
    {"__kwdefaults__", function_kwdefaults, NULL}, {"__closure__", function_closure, NULL},
    {"__annotations__", function_annotations, function_set_annotations}, {"__dict__", function_dict, NULL},
    {"__globals__", function_dict, NULL}};

static PycWord function_repr(PycWord a) {
    PycWord name = function_qualname(a);
    PycWord text = pyc_text_format("<function %S at %p>", name, (void *)pyc_object(a));
    pyc_dec(name);
    return text;
}
static PycWord function_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    return instance ? pyc_method_new(self, instance) : pyc_inc(self);
}

PycType pyc_function_type = {.object = PYC_TYPE_HEAD, .name = "function", .instance_size = sizeof(PycFunction),
    .flags = PYC_TYPE_TRACKED, .release = function_release, .traverse = function_traverse, .clear = function_clear,
    .call = pyc_function_call, .repr = function_repr, .get_descriptor = function_get};

/* ---- Cells ---- */

PycWord pyc_cell_new(PycWord value_or_0) {
    PycCell *cell = pyc_allocate(&pyc_cell_type, sizeof(PycCell));
    cell->value = value_or_0;
    return pyc_word(cell);
}
static void cell_clear(PycObject *self) {
    PycWord old = ((PycCell *)self)->value;
    ((PycCell *)self)->value = 0;
    pyc_xdec(old);
}
static void cell_traverse(PycObject *self, PycVisit visit, void *context) { visit(((PycCell *)self)->value, context); }
static PycWord cell_repr(PycWord a) {
    PycWord value = ((PycCell *)pyc_object(a))->value;
    if (!value) return pyc_text_format("<cell at %p: empty>", (void *)pyc_object(a));
    return pyc_text_format("<cell at %p: %s object at %p>", (void *)pyc_object(a), pyc_type_name(value), (void *)pyc_object(value));
}
static PycWord cell_get_attribute(PycWord a, PycWord name) {
    static PycWord contents;
    if (!contents) contents = pyc_intern("cell_contents");
    if (!pyc_str_equal(name, contents)) return pyc_object_get_attribute(a, name);
    PycWord value = ((PycCell *)pyc_object(a))->value;
    if (!value) pyc_raise_type(&pyc_value_error_type, "Cell is empty");
    return pyc_xinc(value);
}
PycType pyc_cell_type = {.object = PYC_TYPE_HEAD, .name = "cell", .instance_size = sizeof(PycCell),
    .flags = PYC_TYPE_TRACKED, .release = cell_clear, .traverse = cell_traverse, .clear = cell_clear,
    .repr = cell_repr, .get_attribute = cell_get_attribute};

/* ---- Functions of the library: arguments to one word a parameter ---- */

enum { MOST_PARAMETERS = 16 };
typedef PycWord Word;

static Word invoke(void *function, const Word *w, int64_t n) {
    typedef Word (*F0)(void); typedef Word (*F1)(Word); typedef Word (*F2)(Word, Word);
    typedef Word (*F3)(Word, Word, Word); typedef Word (*F4)(Word, Word, Word, Word);
    typedef Word (*F6)(Word, Word, Word, Word, Word, Word);
    typedef Word (*F8)(Word, Word, Word, Word, Word, Word, Word, Word);
    typedef Word (*F12)(Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word);
    switch (n) {
    case 0: return ((F0)function)();
    case 1: return ((F1)function)(w[0]);
    case 2: return ((F2)function)(w[0], w[1]);
    case 3: return ((F3)function)(w[0], w[1], w[2]);
    case 4: return ((F4)function)(w[0], w[1], w[2], w[3]);
    case 5: case 6: return ((F6)function)(w[0], w[1], w[2], w[3], w[4], w[5]); /* unused ones do no harm */
    case 7: case 8: return ((F8)function)(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]);
    default: return ((F12)function)(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11]);
    }
}

/* Parameters stand in the order of their declaration: positional, *args, keyword-only, **kwargs. */
static int64_t args_index(const PycBuiltinSpec *spec) { return spec->n_positional; }
static int64_t first_keyword_only(const PycBuiltinSpec *spec) { return spec->n_positional + (spec->flags & PYC_CODE_VARARGS ? 1 : 0); }
static int64_t parameter_count(const PycBuiltinSpec *spec) {
    return first_keyword_only(spec) + spec->n_keyword_only + (spec->flags & PYC_CODE_VARKEYWORDS ? 1 : 0);
}

/* False: no parameter takes the keyword, or the parameter has its value. */
static bool bind_keyword(const PycBuiltinSpec *spec, PycWord name, PycWord value, Word *out) {
    int64_t end = first_keyword_only(spec) + spec->n_keyword_only;
    for (int64_t i = spec->n_positional_only; i < end; i++) {
        if (i == args_index(spec) && spec->flags & PYC_CODE_VARARGS) continue;
        if (!pyc_str_equal(name, pyc_intern(spec->parameters[i]))) continue;
        if (out[i]) return false;
        out[i] = value;
        return true;
    }
    if (!(spec->flags & PYC_CODE_VARKEYWORDS)) return false;
    if (!out[end] && !(out[end] = pyc_dict_new(0))) return false;
    return pyc_dict_set(out[end], name, value) == 0;
}

static bool bind(const PycBuiltinSpec *spec, const Word *args, int64_t n, PycWord names, Word *out) {
    if (n > spec->n_positional && !(spec->flags & PYC_CODE_VARARGS)) return false;
    PycTuple *keywords = names ? (PycTuple *)pyc_object(names) : NULL;
    for (int64_t k = 0; keywords && k < keywords->length; k++)
        if (!bind_keyword(spec, keywords->items[k], args[n + k], out)) return false;
    for (int64_t i = 0; i < spec->n_required; i++)
        if (!out[i]) return false;
    return true;
}

static PycWord invoke_bound(const PycBuiltinSpec *spec, const Word *args, int64_t n, PycWord names, int64_t hidden) {
    Word out[MOST_PARAMETERS] = {0};
    int64_t total = parameter_count(spec);
    int64_t rest = spec->flags & PYC_CODE_VARKEYWORDS ? total - 1 : -1;
    PycWord tuple = 0, result = 0;
    int64_t fit = n < spec->n_positional ? n : spec->n_positional;
    for (int64_t i = 0; i < fit; i++) out[i] = args[i];
    if (spec->flags & PYC_CODE_VARARGS) out[args_index(spec)] = tuple = pyc_tuple_of(args + fit, n - fit);
    if (bind(spec, args, n, names, out)) result = invoke(spec->function, out, total);
    else if (!pyc_state.exception) pyc_raise_arguments(spec, args, n, names, hidden);
    pyc_xdec(tuple);
    if (rest >= 0) pyc_xdec(out[rest]);
    return result;
}

/* Calls a row with self (0: none) in front of the arguments. */
PycWord pyc_builtin_invoke(const PycBuiltinSpec *spec, PycType *owner, PycWord self, const PycWord *args, int64_t n, PycWord names) {
    (void)owner;
    int64_t hidden = self != 0;
    if (__builtin_expect(!names && !spec->flags && !spec->n_keyword_only && n + hidden >= spec->n_required
                         && n + hidden <= spec->n_positional && spec->n_positional <= 4, 1)) {
        Word out[5] = {self};
        for (int64_t i = 0; i < n; i++) out[i + hidden] = args[i];
        for (int64_t i = n + hidden; i < 4; i++) out[i] = 0;
        return invoke(spec->function, out, spec->n_positional);
    }
    if (!hidden) return invoke_bound(spec, args, n, names, 0);
    int64_t total = n + (names ? ((PycTuple *)pyc_object(names))->length : 0);
    Word all[total + 1];
    all[0] = self;
    for (int64_t i = 0; i < total; i++) all[i + 1] = args[i];
    return invoke_bound(spec, all, n + 1, names, 1);
}

/* ---- Builtin function objects ---- */

static PycBuiltin *builtin_of(PycWord a) { return (PycBuiltin *)pyc_object(a); }

PycWord pyc_builtin_new(const PycBuiltinSpec *spec, PycWord self_or_0) {
    PycBuiltin *builtin = pyc_allocate(&pyc_builtin_type, sizeof(PycBuiltin));
    builtin->spec = spec;
    builtin->self = pyc_xinc(self_or_0);
    return pyc_word(builtin);
}

PycWord pyc_builtin_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    PycBuiltin *builtin = builtin_of(callee);
    return pyc_builtin_invoke(builtin->spec, builtin->owner, builtin->self, args, n, names);
}

static PycWord descriptor_call(PycWord callee, const PycWord *args, int64_t n, PycWord names) {
    PycBuiltin *builtin = builtin_of(callee);
    if (n == 0)
        return pyc_raise_type(&pyc_type_error_type, "unbound method %s.%s() needs an argument", builtin->owner->name, builtin->spec->name), (PycWord)0;
    if (!pyc_is_subclass(pyc_type_of(args[0]), builtin->owner))
        return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                              builtin->spec->name, builtin->owner->name, pyc_type_name(args[0])), (PycWord)0;
    return pyc_builtin_invoke(builtin->spec, builtin->owner, args[0], args + 1, n - 1, names);
}

static PycWord descriptor_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    if (!instance) return pyc_inc(self);
    PycWord bound = pyc_builtin_new(builtin_of(self)->spec, instance);
    builtin_of(bound)->owner = builtin_of(self)->owner;
    return bound;
}
static PycWord class_descriptor_get(PycWord a, PycWord instance, PycWord owner) {
    PycBuiltin *method = builtin_of(a);
    const char *name = method->spec->name, *wanted = method->owner->name;
    if (!owner || owner == PYC_NONE) {
        if (!instance || instance == PYC_NONE)
            return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' for type '%s' needs either an object or a type", name, wanted), (PycWord)0;
        owner = pyc_word(pyc_type_of(instance));
    }
    if (!pyc_is_subclass(pyc_type_of(owner), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' for type '%s' needs a type, not a '%s' as arg 2", name, wanted,
                              pyc_type_name(owner)), (PycWord)0;
    if (!pyc_is_subclass((PycType *)pyc_object(owner), method->owner))
        return pyc_raise_type(&pyc_type_error_type, "descriptor '%s' requires a subtype of '%s' but received '%s'", name, wanted,
                              ((PycType *)pyc_object(owner))->name), (PycWord)0;
    PycWord bound = pyc_builtin_new(method->spec, owner);
    builtin_of(bound)->owner = method->owner;
    return bound;
}
static void builtin_release(PycObject *self) { pyc_xdec(((PycBuiltin *)self)->self); }
static void builtin_traverse(PycObject *self, PycVisit visit, void *context) { visit(((PycBuiltin *)self)->self, context); }
static PycWord builtin_repr(PycWord a) {
    PycBuiltin *builtin = builtin_of(a);
    if (!builtin->self) return pyc_text_format("<built-in function %s>", builtin->spec->name);
    return pyc_text_format("<built-in method %s of %s object at %p>", builtin->spec->name, pyc_type_name(builtin->self),
                           (void *)pyc_object(builtin->self));
}
static PycWord descriptor_repr(PycWord a) {
    return pyc_text_format("<method '%s' of '%s' objects>", builtin_of(a)->spec->name, builtin_of(a)->owner->name);
}
static PycWord builtin_compare(PycWord a, PycWord b, int op) {
    if (pyc_type_of(b) != &pyc_builtin_type || (op != PYC_EQ && op != PYC_NE)) return pyc_inc(PYC_NOT_IMPLEMENTED);
    bool equal = builtin_of(a)->self == builtin_of(b)->self && builtin_of(a)->spec == builtin_of(b)->spec;
    return pyc_inc(pyc_bool(equal == (op == PYC_EQ)));
}
static int64_t builtin_hash(PycWord a) {
    int64_t hash = (int64_t)((uintptr_t)builtin_of(a)->spec >> 4) ^ (int64_t)(builtin_of(a)->self >> 4);
    return hash == -1 ? -2 : hash;
}
static PycWord builtin_name(PycWord a) { return pyc_str_from_c(builtin_of(a)->spec->name); }
static PycWord builtin_qualname(PycWord a) {
    const PycBuiltinSpec *spec = builtin_of(a)->spec;
    if (spec->owner && spec->kind != PYC_BUILTIN_FUNCTION) return pyc_text_format("%s.%s", spec->owner, spec->name);
    return builtin_name(a);
}
static PycWord builtin_doc(PycWord a) { return pyc_str_from_c(builtin_of(a)->spec->doc); }
static PycWord builtin_self(PycWord a) { return or_none(builtin_of(a)->self); }
static PycWord builtin_module(PycWord a) {
    const PycBuiltinSpec *spec = builtin_of(a)->spec;
    if (spec->kind != PYC_BUILTIN_FUNCTION) return pyc_inc(PYC_NONE);
    return pyc_str_from_c(spec->owner ? spec->owner : "builtins");
}
static PycWord builtin_objclass(PycWord a) { return or_none(pyc_word(builtin_of(a)->owner)); }
const PycComputed pyc_builtin_rows[] = {{"__name__", builtin_name, NULL}, {"__qualname__", builtin_qualname, NULL},
    {"__doc__", builtin_doc, NULL}, {"__self__", builtin_self, NULL}, {"__module__", builtin_module, NULL},
    {"__objclass__", builtin_objclass, NULL}};

PycType pyc_builtin_type = {.object = PYC_TYPE_HEAD, .name = "builtin_function_or_method", .instance_size = sizeof(PycBuiltin),
    .flags = PYC_TYPE_TRACKED, .release = builtin_release, .traverse = builtin_traverse, .call = pyc_builtin_call,
    .repr = builtin_repr, .compare = builtin_compare, .hash = builtin_hash};
PycType pyc_method_descriptor_type = {.object = PYC_TYPE_HEAD, .name = "method_descriptor", .instance_size = sizeof(PycBuiltin),
    .call = descriptor_call, .repr = descriptor_repr, .get_descriptor = descriptor_get};
PycType pyc_classmethod_descriptor_type = {.object = PYC_TYPE_HEAD, .name = "classmethod_descriptor",
    .instance_size = sizeof(PycBuiltin), .repr = descriptor_repr, .get_descriptor = class_descriptor_get};

/* ---- Argument checks of builtin classes ---- */

int pyc_no_keywords(const char *name, PycWord names) {
    if (!names || !((PycTuple *)pyc_object(names))->length) return 0;
    return pyc_raise_type(&pyc_type_error_type, "%s() takes no keyword arguments", name), -1;
}

int pyc_arity(const char *name, int64_t n, int64_t least, int64_t most) {
    if (n >= least && n <= most) return 0;
    const char *bound = least == most ? "" : n < least ? "at least " : "at most ";
    int64_t limit = n < least ? least : most;
    pyc_raise_type(&pyc_type_error_type, "%s expected %s%ld argument%s, got %ld", name, bound, (long)limit,
                   limit == 1 ? "" : "s", (long)n);
    return -1;
}
