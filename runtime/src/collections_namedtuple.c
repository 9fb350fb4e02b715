/* collections_namedtuple.c: collections.namedtuple: makes classes below tuple. Their methods are
 * functions whose bodies are in C, so that calls bind arguments and complain as Python functions do. */
#include "collections_private.h"

/* The part of objects_private.h that classes need; its names clash with containers.h. */
PycWord pyc_type_object_new(PycType *meta, PycWord name, PycWord bases, PycWord namespace_, PycWord keywords, PycClassSpec *spec);
PycWord pyc_user_create(PycType *type, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_wrapped_new(PycType *type, PycWord function);
PycWord pyc_text_format(const char *format, ...);
PycWord pyc_str_isidentifier(PycWord self);
PycWord pyc_str_split(PycWord self, PycWord separator, PycWord most);
extern PycType pyc_staticmethod_type, pyc_classmethod_type;

typedef struct { PycCode code; PycWord fields; /* tuple of str */ } NamedCode;

static inline PycTuple *fields_of(PycFunction *self) { return as_tuple(((const NamedCode *)self->code)->fields); }

/* ---- instances ---- */

static PycWord instance_of(PycType *type, const PycWord *items, int64_t n) {
    PycTuple *made = pyc_allocate(type, (int64_t)sizeof(PycTuple) + 8 * n + 8);
    made->length = n;
    for (int64_t i = 0; i < n; i++) made->items[i] = pyc_inc(items[i]);
    return pyc_word(made);
}

static PycWord body_new(int64_t point, PycWord *live, PycFunction *self) { /* _cls, fields... */
    (void)point;
    return instance_of((PycType *)pyc_object(live[0]), live + 1, fields_of(self)->length);
}

static PycWord body_make(int64_t point, PycWord *live, PycFunction *self) { /* cls, iterable */
    (void)point;
    PycWord items = pyc_tuple_from(live[1]);
    if (!items) return 0;
    int64_t n = as_tuple(items)->length, wanted = fields_of(self)->length;
    PycWord made = 0;
    if (n == wanted) made = instance_of((PycType *)pyc_object(live[0]), as_tuple(items)->items, n);
    else pyc_raise_type(&pyc_type_error_type, "Expected %ld arguments, got %ld", (long)wanted, (long)n);
    pyc_dec(items);
    return made;
}

static PycWord body_replace(int64_t point, PycWord *live, PycFunction *self) { /* self, **kwds */
    (void)point;
    PycTuple *fields = fields_of(self);
    PycWord made = instance_of(pyc_type_of(live[0]), as_tuple(live[0])->items, as_tuple(live[0])->length);
    PycWord rest = live[1] ? pyc_dict_copy_of(live[1]) : pyc_dict_new(0);
    for (int64_t i = 0; i < fields->length; i++) {
        PycWord value = pyc_dict_find_str(rest, fields->items[i]);
        if (!value) continue;
        pyc_dec(as_tuple(made)->items[i]);
        as_tuple(made)->items[i] = pyc_inc(value);
        (void)pyc_dict_delete(rest, fields->items[i]);
    }
    if (as_dict(rest)->used) {
        PycWord names = pyc_list_from(rest);
        pyc_raise_repr(&pyc_value_error_type, "Got unexpected field names: %S", names);
        pyc_dec(names);
        pyc_dec(made);
        made = 0;
    }
    pyc_dec(rest);
    return made;
}

static PycWord body_asdict(int64_t point, PycWord *live, PycFunction *self) {
    (void)point;
    PycTuple *fields = fields_of(self), *items = as_tuple(live[0]);
    PycWord dict = pyc_dict_new(fields->length);
    for (int64_t i = 0; i < fields->length && i < items->length; i++)
        (void)pyc_dict_set_str(dict, fields->items[i], items->items[i]);
    return dict;
}

static PycWord body_getnewargs(int64_t point, PycWord *live, PycFunction *self) {
    (void)point;
    (void)self;
    return pyc_tuple_of(as_tuple(live[0])->items, as_tuple(live[0])->length);
}

static PycWord body_repr(int64_t point, PycWord *live, PycFunction *self) {
    (void)point;
    PycTuple *fields = fields_of(self), *items = as_tuple(live[0]);
    PycText text = {0};
    for (int64_t i = 0; i < fields->length && i < items->length; i++) {
        PycWord shown = pyc_repr(items->items[i]);
        if (!shown) return pyc_text_drop(&text), (PycWord)0;
        if (i) pyc_text_add_ascii(&text, ", ", 2);
        pyc_text_add_str(&text, fields->items[i]);
        pyc_text_add_ascii(&text, "=", 1);
        pyc_text_add_str(&text, shown);
        pyc_dec(shown);
    }
    return shown_as_call(live[0], pyc_text_finish(&text));
}

/* The class called: without the detour over __new__ where it is the one made here. */
static PycWord named_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    static PycWord name_of_new;
    if (!name_of_new) name_of_new = pyc_intern("__new__");
    PycWord found = names ? 0 : pyc_type_lookup(type, name_of_new);
    if (found && is_exact(found, &pyc_staticmethod_type)) {
        PycWord function = *(PycWord *)(pyc_object(found) + 1);
        const PycCode *code = is_exact(function, &pyc_function_type) ? ((PycFunction *)(uintptr_t)function)->code : NULL;
        if (code && code->body == body_new && code->n_positional == n + 1) return instance_of(type, args, n);
    }
    return pyc_user_create(type, args, n, names);
}

/* ---- the attribute of a field ---- */

typedef struct { PycObject object; int64_t index; PycWord doc; } Getter;

static PycWord getter_get(PycWord self, PycWord instance, PycWord owner) {
    (void)owner;
    if (!instance) return pyc_inc(self);
    int64_t index = ((Getter *)(uintptr_t)self)->index;
    if (is_tuple(instance)) return pyc_tuple_get(instance, index);
    pyc_raise_type(&pyc_type_error_type, "descriptor for index '%ld' for tuple subclasses doesn't apply to '%s' object",
                   (long)index, pyc_type_of(instance)->name);
    return 0;
}
static int getter_set(PycWord self, PycWord instance, PycWord value) {
    (void)self;
    (void)instance;
    pyc_raise_type(&pyc_attribute_error_type, value ? "can't set attribute" : "can't delete attribute");
    return -1;
}
static PycWord getter_repr(PycWord self) {
    Getter *getter = (Getter *)(uintptr_t)self;
    return pyc_text_format("_tuplegetter(%ld, %R)", (long)getter->index, getter->doc);
}
PycWord pyc_object_get_attribute(PycWord a, PycWord name);
static PycWord getter_get_attribute(PycWord self, PycWord name) {
    if (pyc_str_equal(name, pyc_intern("__doc__"))) return pyc_inc(((Getter *)(uintptr_t)self)->doc);
    return pyc_object_get_attribute(self, name);
}
static PycType getter_type = {
    PYC_TYPE_HEAD("collections._tuplegetter", sizeof(Getter)), .get_descriptor = getter_get,
    .set_descriptor = getter_set, .repr = getter_repr, .get_attribute = getter_get_attribute};

static PycWord getter_new(int64_t index) {
    Getter *getter = pyc_allocate(&getter_type, sizeof(Getter));
    getter->object.refcount = PYC_IMMORTAL;
    getter->index = index;
    getter->doc = pyc_text_format("Alias for field number %ld", (long)index);
    return pyc_word(getter);
}

/* ---- names ---- */

static const char *const keyword_names[] = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"};

static bool is_keyword(PycWord name) {
    for (size_t i = 0; i < sizeof keyword_names / sizeof *keyword_names; i++)
        if (pyc_str_equal(name, pyc_intern(keyword_names[i]))) return true;
    return false;
}
static bool is_identifier(PycWord name) { return pyc_str_isidentifier(name) == PYC_TRUE; }
static bool is_underscored(PycWord name) {
    return ((PycStr *)(uintptr_t)name)->length && pyc_str_at(name, 0) == '_';
}

/* list(map(str, field_names)), commas as blanks; owned. */
static PycWord names_given(PycWord given) {
    if (has_flag(given, PYC_TYPE_STR)) {
        PycText text = {0};
        for (int64_t i = 0; i < ((PycStr *)(uintptr_t)given)->length; i++) {
            uint32_t c = pyc_str_at(given, i);
            pyc_text_add_char(&text, c == ',' ? ' ' : c);
        }
        PycWord blank = pyc_text_finish(&text), words = pyc_str_split(blank, 0, 0);
        pyc_dec(blank);
        return words;
    }
    PycWord iterator = pyc_iterate(given), item;
    if (!iterator) return 0;
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    while ((item = pyc_next(iterator)) != 0) {
        PycWord text = pyc_str(item);
        pyc_dec(item);
        if (!text || pyc_list_append_take(list, text) < 0) break;
    }
    pyc_dec(iterator);
    if (!pyc_state.exception) return list;
    pyc_dec(list);
    return 0;
}

static void rename_bad(PycTuple *names) {
    PycWord seen = pyc_set_new();
    for (int64_t i = 0; i < names->length; i++) {
        PycWord name = names->items[i];
        pyc_inc(name);
        if (!is_identifier(name) || is_keyword(name) || is_underscored(name) || pyc_set_has(seen, name) > 0) {
            names->items[i] = pyc_text_format("_%ld", (long)i);
            pyc_dec(name);
        }
        (void)pyc_set_add(seen, name);
        pyc_dec(name);
    }
    pyc_dec(seen);
}

static int check_name(PycWord name) {
    if (!is_identifier(name))
        pyc_raise_repr(&pyc_value_error_type, "Type names and field names must be valid identifiers: %S", name);
    else if (is_keyword(name))
        pyc_raise_repr(&pyc_value_error_type, "Type names and field names cannot be a keyword: %S", name);
    else
        return 0;
    return -1;
}

static int check_names(PycWord type_name, PycTuple *names, bool renamed) {
    if (check_name(type_name) < 0) return -1;
    for (int64_t i = 0; i < names->length; i++)
        if (check_name(names->items[i]) < 0) return -1;
    for (int64_t i = 0; i < names->length; i++) {
        PycWord name = names->items[i];
        if (is_underscored(name) && !renamed) {
            pyc_raise_repr(&pyc_value_error_type, "Field names cannot start with an underscore: %S", name);
            return -1;
        }
        for (int64_t k = 0; k < i; k++) {
            if (!pyc_str_equal(names->items[k], name)) continue;
            pyc_raise_repr(&pyc_value_error_type, "Encountered duplicate field name: %S", name);
            return -1;
        }
    }
    return 0;
}

/* ---- the class ---- */

static PycWord function_of(PycWord type_name, PycWord fields, const char *name, PycBody body, const char *first,
                           const char *second, int64_t flags, PycWord defaults) {
    bool with_fields = body == body_new;
    int64_t n = with_fields ? as_tuple(fields)->length : 0, count = 0;
    NamedCode *made = pyc_raw_allocate((int64_t)sizeof(NamedCode));
    PycWord *parameters = pyc_raw_allocate((n + 2) * 8);
    parameters[count++] = pyc_intern(first);
    for (int64_t i = 0; i < n; i++) parameters[count++] = pyc_inc(as_tuple(fields)->items[i]);
    if (second) parameters[count++] = pyc_intern(second);
    bool keywords = (flags & PYC_CODE_VARKEYWORDS) != 0;
    *made = (NamedCode){.code = {.name = pyc_intern(name), .qualname = pyc_text_format("%S.%s", type_name, name),
                                 .body = body, .parameters = parameters, .n_positional_only = keywords,
                                 .n_positional = count - keywords, .flags = flags},
                        .fields = pyc_inc(fields)};
    return pyc_function_new(&made->code, 0, defaults, 0, pyc_intern("__main__"));
}

static void put(PycWord dict, const char *name, PycWord value) { /* takes over value */
    (void)pyc_dict_set(dict, pyc_intern(name), value);
    pyc_dec(value);
}

static PycWord doc_of(PycWord type_name, PycTuple *fields) {
    PycText text = {0};
    pyc_text_add_str(&text, type_name);
    pyc_text_add_ascii(&text, "(", 1);
    for (int64_t i = 0; i < fields->length; i++) {
        if (i) pyc_text_add_ascii(&text, ", ", 2);
        pyc_text_add_str(&text, fields->items[i]);
    }
    pyc_text_add_ascii(&text, ")", 1);
    return pyc_text_finish(&text);
}

static PycWord namespace_of(PycWord name, PycWord fields, PycWord defaults) {
    PycWord dict = pyc_dict_new(0), by_name = pyc_dict_new(0), method;
    int64_t n = as_tuple(fields)->length, n_defaults = defaults ? as_tuple(defaults)->length : 0;
    for (int64_t i = 0; i < n_defaults; i++)
        (void)pyc_dict_set_str(by_name, as_tuple(fields)->items[n - n_defaults + i], as_tuple(defaults)->items[i]);
    put(dict, "__doc__", doc_of(name, as_tuple(fields)));
    put(dict, "__slots__", pyc_tuple_new(0));
    put(dict, "_fields", pyc_inc(fields));
    put(dict, "_field_defaults", by_name);
    put(dict, "__new__", function_of(name, fields, "__new__", body_new, "_cls", 0, 0, n_defaults ? defaults : 0));
    method = function_of(name, fields, "_make", body_make, "cls", "iterable", 0, 0);
    put(dict, "_make", pyc_wrapped_new(&pyc_classmethod_type, method));
    pyc_dec(method);
    put(dict, "_replace", function_of(name, fields, "_replace", body_replace, "self", "kwds", PYC_CODE_VARKEYWORDS, 0));
    put(dict, "__repr__", function_of(name, fields, "__repr__", body_repr, "self", 0, 0, 0));
    put(dict, "_asdict", function_of(name, fields, "_asdict", body_asdict, "self", 0, 0, 0));
    put(dict, "__getnewargs__", function_of(name, fields, "__getnewargs__", body_getnewargs, "self", 0, 0, 0));
    put(dict, "__match_args__", pyc_inc(fields));
    for (int64_t i = 0; i < n; i++) {
        PycWord getter = getter_new(i);
        (void)pyc_dict_set_str(dict, as_tuple(fields)->items[i], getter);
    }
    return dict;
}

static PycWord class_of(PycWord name, PycWord fields, PycWord defaults, PycWord module) {
    PycWord dict = namespace_of(name, fields, defaults);
    if (is_given(module)) (void)pyc_dict_set(dict, pyc_intern("__module__"), module);
    PycWord base = pyc_word(&pyc_tuple_type), bases = pyc_tuple_of(&base, 1);
    PycWord made = pyc_type_object_new(&pyc_type_type, name, bases, dict, 0, NULL);
    pyc_dec(bases);
    pyc_dec(dict);
    if (made) ((PycType *)pyc_object(made))->create = named_create;
    return made;
}

PycWord pyc_namedtuple(PycWord type_name, PycWord field_names, PycWord rename, PycWord defaults, PycWord module) {
    PycWord list = names_given(field_names), result = 0;
    if (!list) return 0;
    PycWord fields = pyc_tuple_from(list), name = pyc_str(type_name), last = 0;
    pyc_dec(list);
    int renamed = rename ? pyc_truth(rename) : 0;
    bool fine = name && renamed >= 0;
    if (fine && renamed) rename_bad(as_tuple(fields));
    if (fine) fine = check_names(name, as_tuple(fields), renamed > 0) == 0;
    if (fine && is_given(defaults)) {
        last = pyc_tuple_from(defaults);
        if (last && as_tuple(last)->length > as_tuple(fields)->length)
            pyc_raise_type(&pyc_type_error_type, "Got more default values than field names");
        fine = !pyc_state.exception;
    }
    if (fine) result = class_of(name, fields, last, module);
    pyc_xdec(last);
    pyc_xdec(name);
    pyc_dec(fields);
    return result;
}
