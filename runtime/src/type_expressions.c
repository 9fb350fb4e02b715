/* type_expressions.c: what list[int] and int | None are when a program runs. */
#include "objects_private.h"

typedef struct { PycObject object; PycWord origin, args; } Alias; /* args: tuple */
typedef struct { PycObject object; PycWord args; } Union;         /* tuple, flat, nothing twice */

extern PycType pyc_generic_alias_type, pyc_union_type, pyc_deque_type, pyc_defaultdict_type;

static Alias *alias_of(PycWord a) { return (Alias *)pyc_object(a); }
static PycTuple *members_of(PycWord a) { return (PycTuple *)pyc_object(((Union *)pyc_object(a))->args); }
static bool is_alias(PycWord a) { return pyc_type_of(a) == &pyc_generic_alias_type; }
static bool is_class(PycWord a) { return pyc_is_subclass(pyc_type_of(a), &pyc_type_type); }

bool pyc_is_union(PycWord a) { return pyc_type_of(a) == &pyc_union_type; }
PycWord pyc_union_args(PycWord a) { return ((Union *)pyc_object(a))->args; } /* borrowed */
PycWord pyc_alias_origin(PycWord a) { return is_alias(a) ? alias_of(a)->origin : 0; } /* borrowed, 0: no alias */

/* ---- Text ---- */

static int add_item(PycText *text, PycWord item) {
    PycWord shown = item == pyc_word(&pyc_ellipsis) ? pyc_str_from_c("...") : 0;
    if (item == pyc_word(&pyc_none_type)) shown = pyc_str_from_c("None");
    if (item == pyc_word(&pyc_type_type)) shown = pyc_str_from_c("type"); /* its __module__ is a descriptor */
    if (!shown && is_class(item)) {
        PycWord module = pyc_find_attribute(item, NAME(__module__)), name = pyc_find_attribute(item, NAME(__qualname__));
        bool plain = module && pyc_type_of(module)->flags & PYC_TYPE_STR && pyc_str_equal(module, NAME(builtins));
        if (module && name) shown = plain ? pyc_inc(name) : pyc_text_format("%S.%S", module, name);
        pyc_xdec(module);
        pyc_xdec(name);
    }
    if (!shown && !pyc_state.exception) shown = pyc_repr(item);
    if (!shown) return -1;
    pyc_text_add_str(text, shown);
    pyc_dec(shown);
    return 0;
}

static int add_items(PycText *text, PycTuple *items, const char *glue) {
    for (int64_t i = 0; i < items->length; i++) {
        if (i) pyc_text_add_ascii(text, glue, (int64_t)strlen(glue));
        if (add_item(text, items->items[i]) < 0) return -1;
    }
    return 0;
}

static PycWord alias_repr(PycWord a) {
    PycText text = {0};
    PycTuple *args = (PycTuple *)pyc_object(alias_of(a)->args);
    int status = add_item(&text, alias_of(a)->origin);
    pyc_text_add_char(&text, '[');
    if (status == 0) status = add_items(&text, args, ", ");
    if (!args->length) pyc_text_add_ascii(&text, "()", 2);
    pyc_text_add_char(&text, ']');
    if (status == 0) return pyc_text_finish(&text);
    pyc_text_drop(&text);
    return 0;
}

static PycWord union_repr(PycWord a) {
    PycText text = {0};
    if (add_items(&text, members_of(a), " | ") == 0) return pyc_text_finish(&text);
    pyc_text_drop(&text);
    return 0;
}

/* ---- list[int] ---- */

static bool is_generic(PycWord cls) {
    static PycType *const generic[] = {&pyc_list_type, &pyc_dict_type, &pyc_tuple_type, &pyc_set_type, &pyc_frozenset_type,
                                       &pyc_type_type, &pyc_deque_type, &pyc_defaultdict_type};
    PycType *type = (PycType *)pyc_object(cls);
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (type == generic[i] || (generic[i] != &pyc_type_type && pyc_is_subclass(type, generic[i]))) return true;
    return false;
}

/* cls[key]; 0 without an exception: the class takes no parameters. */
PycWord pyc_alias_new(PycWord cls, PycWord key) {
    if (!is_generic(cls)) return 0;
    Alias *alias = pyc_allocate(&pyc_generic_alias_type, sizeof(Alias));
    alias->origin = pyc_inc(cls);
    alias->args = pyc_type_of(key) == &pyc_tuple_type ? pyc_inc(key) : pyc_tuple_of(&key, 1);
    return pyc_word(alias);
}

static void alias_release(PycObject *self) {
    pyc_xdec(((Alias *)self)->origin);
    pyc_xdec(((Alias *)self)->args);
}
static PycWord alias_call(PycWord a, const PycWord *args, int64_t n, PycWord names) {
    return pyc_call(alias_of(a)->origin, args, n, names);
}
static PycWord alias_get_attribute(PycWord a, PycWord name) {
    if (pyc_str_equal(name, pyc_intern("__origin__"))) return pyc_inc(alias_of(a)->origin);
    if (pyc_str_equal(name, pyc_intern("__args__"))) return pyc_inc(alias_of(a)->args);
    if (pyc_str_equal(name, pyc_intern("__parameters__"))) return pyc_tuple_of(NULL, 0);
    if (pyc_str_equal(name, NAME(__class__))) return pyc_inc(pyc_word(&pyc_generic_alias_type));
    return pyc_get_attribute(alias_of(a)->origin, name);
}
static PycWord alias_compare(PycWord a, PycWord b, int op) {
    if (!is_alias(a) || !is_alias(b) || (op != PYC_EQ && op != PYC_NE)) return pyc_inc(PYC_NOT_IMPLEMENTED);
    if (alias_of(a)->origin != alias_of(b)->origin) return pyc_inc(pyc_bool(op == PYC_NE));
    return pyc_compare(alias_of(a)->args, alias_of(b)->args, op);
}
static int64_t alias_hash(PycWord a) {
    int64_t args = pyc_hash(alias_of(a)->args);
    int64_t hash = (int64_t)(alias_of(a)->origin >> 4) ^ args;
    return args == -1 || hash != -1 ? hash : -2;
}

/* ---- int | None ---- */

static bool is_member(PycWord a) { return a == PYC_NONE || is_class(a) || is_alias(a) || pyc_is_union(a); }

static int add_member(PycWord list, PycWord member) {
    if (member == PYC_NONE) member = pyc_word(&pyc_none_type);
    int there = pyc_contains(list, member);
    return there ? there < 0 ? -1 : 0 : pyc_list_append(list, member);
}

static int add_members(PycWord list, PycWord part) {
    if (!pyc_is_union(part)) return add_member(list, part);
    for (int64_t i = 0; i < members_of(part)->length; i++)
        if (add_member(list, members_of(part)->items[i]) < 0) return -1;
    return 0;
}

PycWord pyc_type_binary(PycWord a, PycWord b, int op) {
    if (op != PYC_OR || !is_member(a) || !is_member(b)) return pyc_inc(PYC_NOT_IMPLEMENTED);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 2), result = 0;
    if (add_members(list, a) == 0 && add_members(list, b) == 0) {
        if (pyc_length(list) == 1) {
            result = pyc_list_get(list, 0);
        } else {
            Union *made = pyc_allocate(&pyc_union_type, sizeof(Union));
            made->args = pyc_tuple_from(list);
            result = pyc_word(made);
        }
    }
    pyc_dec(list);
    return result;
}

static void union_release(PycObject *self) { pyc_xdec(((Union *)self)->args); }
static PycWord union_get_attribute(PycWord a, PycWord name) {
    if (pyc_str_equal(name, pyc_intern("__args__"))) return pyc_inc(pyc_union_args(a));
    return pyc_object_get_attribute(a, name);
}
static PycWord union_compare(PycWord a, PycWord b, int op) {
    if (!pyc_is_union(a) || !pyc_is_union(b) || (op != PYC_EQ && op != PYC_NE)) return pyc_inc(PYC_NOT_IMPLEMENTED);
    bool equal = members_of(a)->length == members_of(b)->length;
    for (int64_t i = 0; i < members_of(a)->length && equal; i++) {
        int there = pyc_contains(pyc_union_args(b), members_of(a)->items[i]);
        if (there < 0) return 0;
        equal = there;
    }
    return pyc_inc(pyc_bool(equal == (op == PYC_EQ)));
}
static int64_t union_hash(PycWord a) {
    int64_t hash = 1;
    for (int64_t i = 0; i < members_of(a)->length; i++) hash ^= pyc_hash(members_of(a)->items[i]) * 7;
    return hash == -1 ? -2 : hash;
}

PycType pyc_generic_alias_type = {.object = PYC_TYPE_HEAD, .name = "types.GenericAlias", .instance_size = sizeof(Alias),
    .release = alias_release, .call = alias_call, .repr = alias_repr, .compare = alias_compare, .hash = alias_hash,
    .get_attribute = alias_get_attribute, .binary = pyc_type_binary};
PycType pyc_union_type = {.object = PYC_TYPE_HEAD, .name = "types.UnionType", .instance_size = sizeof(Union),
    .release = union_release, .repr = union_repr, .compare = union_compare, .hash = union_hash,
    .get_attribute = union_get_attribute, .binary = pyc_type_binary};
