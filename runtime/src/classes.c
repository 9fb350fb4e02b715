/* classes.c: making classes: bases, C3 order, namespace, hooks; isinstance and issubclass. */
#include "objects_private.h"

static PycType *type_of_word(PycWord a) { return (PycType *)pyc_object(a); }
static bool is_class(PycWord a) { return pyc_is_subclass(pyc_type_of(a), &pyc_type_type); }

/* ---- All user classes, in the order they were made ---- */

static PycType **user_types;
static int64_t n_user_types, user_types_capacity;

int pyc_type_count(void) { return (int)n_user_types; }
PycType *pyc_user_type(int64_t index) { return user_types[index]; }

static void remember(PycType *type) {
    if (n_user_types == user_types_capacity) {
        int64_t capacity = user_types_capacity ? user_types_capacity * 2 : 16;
        user_types = pyc_raw_resize(user_types, user_types_capacity * 8, capacity * 8);
        user_types_capacity = capacity;
    }
    user_types[n_user_types++] = type;
}

/* ---- Subclass tests ---- */

int pyc_is_subclass(PycType *type, PycType *base) {
    for (const PycType *at = type; at; at = at->base)
        if (at == base) return 1;
    if (base == &pyc_object_type) return 1;
    if (!(type->flags & PYC_TYPE_HEAP)) return 0;
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 0; i < mro->length; i++)
        if (mro->items[i] == pyc_word(base)) return 1;
    return 0;
}

/* __instancecheck__ or __subclasscheck__ of a user metaclass or other object. */
static int custom_check(PycWord cls, PycWord a, PycWord name, const char *complaint) {
    PycWord method = pyc_special_of(cls, name);
    if (!method) {
        if (!pyc_state.exception) pyc_raise_type(&pyc_type_error_type, "%s", complaint);
        return -1;
    }
    PycWord result = pyc_call(method, &a, 1, 0);
    pyc_dec(method);
    if (!result) return -1;
    int truth = pyc_truth(result);
    pyc_dec(result);
    return truth;
}

/* What an object says by a __class__ of its own: a proxy stands for another class's instance. */
static int claims(PycWord a, PycType *cls) {
    PycType *type = pyc_type_of(a);
    if (!(type->flags & PYC_TYPE_HEAP)) return 0;
    PycWord plain = pyc_find(&pyc_object_type, NAME(__class__))->value;
    if (!type->get_attribute && pyc_find(type, NAME(__class__))->value == plain) return 0;
    PycWord said = pyc_find_attribute(a, NAME(__class__));
    if (!said) return pyc_state.exception ? -1 : 0;
    int result = is_class(said) && pyc_is_subclass(type_of_word(said), cls);
    pyc_dec(said);
    return result;
}

int pyc_isinstance(PycWord a, PycWord cls) {
    if (pyc_word(pyc_type_of(a)) == cls) return 1;
    PycType *meta = pyc_type_of(cls);
    if (meta == &pyc_type_type) {
        if (pyc_is_subclass(pyc_type_of(a), type_of_word(cls))) return 1;
        return claims(a, type_of_word(cls));
    }
    if (meta->flags & PYC_TYPE_TUPLE) {
        PycTuple *tuple = (PycTuple *)pyc_object(cls);
        for (int64_t i = 0; i < tuple->length; i++) {
            int result = pyc_isinstance(a, tuple->items[i]);
            if (result != 0) return result;
        }
        return 0;
    }
    if (pyc_is_union(cls)) return pyc_isinstance(a, pyc_union_args(cls));
    if (pyc_alias_origin(cls))
        return pyc_raise_type(&pyc_type_error_type, "isinstance() argument 2 cannot be a parameterized generic"), -1;
    return custom_check(cls, a, NAME(__instancecheck__), "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

int pyc_issubclass(PycWord a, PycWord cls) {
    if (pyc_type_of(cls)->flags & PYC_TYPE_TUPLE) {
        PycTuple *tuple = (PycTuple *)pyc_object(cls);
        for (int64_t i = 0; i < tuple->length; i++) {
            int result = pyc_issubclass(a, tuple->items[i]);
            if (result != 0) return result;
        }
        return 0;
    }
    if (pyc_type_of(cls) == &pyc_type_type) {
        if (!is_class(a)) return pyc_raise_type(&pyc_type_error_type, "issubclass() arg 1 must be a class"), -1;
        return pyc_is_subclass(type_of_word(a), type_of_word(cls));
    }
    if (pyc_is_union(cls)) return pyc_issubclass(a, pyc_union_args(cls));
    if (pyc_alias_origin(cls))
        return pyc_raise_type(&pyc_type_error_type, "issubclass() argument 2 cannot be a parameterized generic"), -1;
    if (!is_class(cls) && !is_class(a)) return pyc_raise_type(&pyc_type_error_type, "issubclass() arg 1 must be a class"), -1;
    return custom_check(cls, a, NAME(__subclasscheck__), "issubclass() arg 2 must be a class, a tuple of classes, or a union");
}

/* ---- Bases and the method resolution order ---- */

static bool in_tail(PycTuple *list, int64_t from, PycWord cls) {
    for (int64_t i = from + 1; i < list->length; i++)
        if (list->items[i] == cls) return true;
    return false;
}

static PYC_COLD void raise_mro(PycTuple **lists, const int64_t *at, int64_t n) {
    PycText text = {0};
    bool first = true;
    for (int64_t i = 0; i < n; i++) {
        if (at[i] >= lists[i]->length) continue;
        bool seen = false;
        for (int64_t j = 0; j < i; j++)
            seen |= at[j] < lists[j]->length && lists[j]->items[at[j]] == lists[i]->items[at[i]];
        if (seen) continue;
        if (!first) pyc_text_add_ascii(&text, ", ", 2);
        pyc_text_add_str(&text, type_of_word(lists[i]->items[at[i]])->name_word);
        first = false;
    }
    PycWord names = pyc_text_finish(&text);
    pyc_raise_type(&pyc_type_error_type, "Cannot create a consistent method resolution\norder (MRO) for bases %S", names);
    pyc_dec(names);
}

/* The C3 merge of the bases' orders and the bases themselves, behind `self`. */
static PycWord linearized(PycWord self, PycWord bases) {
    PycTuple *tuple = (PycTuple *)pyc_object(bases);
    int64_t n = tuple->length + 1, total = tuple->length + 1;
    PycTuple *lists[n];
    int64_t at[n];
    for (int64_t i = 0; i < n; i++) {
        lists[i] = i < n - 1 ? (PycTuple *)pyc_object(type_of_word(tuple->items[i])->mro) : tuple;
        at[i] = 0;
        total += lists[i]->length;
    }
    PycWord out[total];
    int64_t length = 0;
    out[length++] = self;
    for (;;) {
        PycWord candidate = 0;
        bool finished = true;
        for (int64_t i = 0; i < n && !candidate; i++) {
            if (at[i] >= lists[i]->length) continue;
            finished = false;
            candidate = lists[i]->items[at[i]];
            for (int64_t j = 0; j < n && candidate; j++)
                if (at[j] < lists[j]->length && in_tail(lists[j], at[j], candidate)) candidate = 0;
        }
        if (finished) return pyc_tuple_of(out, length);
        if (!candidate) return raise_mro(lists, at, n), (PycWord)0;
        out[length++] = candidate;
        for (int64_t i = 0; i < n; i++)
            if (at[i] < lists[i]->length && lists[i]->items[at[i]] == candidate) at[i]++;
    }
}

static int check_bases(PycWord bases) {
    PycTuple *tuple = (PycTuple *)pyc_object(bases);
    for (int64_t i = 0; i < tuple->length; i++) {
        PycWord base = tuple->items[i];
        if (!is_class(base)) return pyc_raise_type(&pyc_type_error_type, "bases must be types"), -1;
        pyc_type_ready(type_of_word(base));
        if (!(type_of_word(base)->flags & PYC_TYPE_INHERITABLE))
            return pyc_raise_type(&pyc_type_error_type, "type '%s' is not an acceptable base type", type_of_word(base)->name), -1;
        if (in_tail(tuple, i, base))
            return pyc_raise_type(&pyc_type_error_type, "duplicate base class %s", type_of_word(base)->name), -1;
    }
    return 0;
}

/* The base whose layout the class extends; NULL: they conflict. */
static PycType *best_base(PycWord bases) {
    PycTuple *tuple = (PycTuple *)pyc_object(bases);
    PycType *best = type_of_word(tuple->items[0]);
    for (int64_t i = 1; i < tuple->length; i++) {
        PycType *base = type_of_word(tuple->items[i]);
        PycType *ours = pyc_layout_type(best), *theirs = pyc_layout_type(base);
        if (pyc_is_subclass(ours, theirs)) continue;
        bool exceptions = ours->flags & theirs->flags & PYC_TYPE_EXCEPTION;
        if (exceptions && !pyc_is_subclass(theirs, ours)) continue;
        if (!pyc_is_subclass(theirs, ours))
            return pyc_raise_type(&pyc_type_error_type, "multiple bases have instance lay-out conflict"), NULL;
        best = base;
    }
    return best;
}

/* ---- Layout ---- */

static void set_layout(PycType *type, PycType *base, PycClassSpec *spec) {
    PycType *layout = pyc_layout_type(base);
    type->flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE | PYC_TYPE_HEAP | (base->flags & (PYC_TYPE_EXCEPTION
        | PYC_TYPE_INT | PYC_TYPE_STR | PYC_TYPE_LIST | PYC_TYPE_TUPLE | PYC_TYPE_DICT | PYC_TYPE_FLOAT
        | PYC_TYPE_FINALIZER | PYC_TYPE_HAS_F64));
    if (layout == &pyc_type_type) {
        type->instance_size = sizeof(PycType);
        type->traverse = layout->traverse;
        return;
    }
    if (layout != &pyc_object_type && !(layout->flags & PYC_TYPE_EXCEPTION)) {
        type->flags |= PYC_TYPE_DERIVED;
        type->instance_size = ((layout->instance_size + 7) & ~(int64_t)7) + 8;
        type->release = pyc_derived_release;
        type->traverse = pyc_derived_traverse;
        type->clear = pyc_derived_clear;
        return;
    }
    bool exception = (layout->flags & PYC_TYPE_EXCEPTION) != 0;
    type->flags |= PYC_TYPE_USER;
    int64_t inherited = base->n_slots, own = spec ? spec->n_slots : 0;
    PycSlot *slots = pyc_raw_allocate((inherited + own + 1) * (int64_t)sizeof(PycSlot));
    if (inherited) memcpy(slots, base->slots, (size_t)inherited * sizeof(PycSlot));
    for (int64_t i = 0; i < own; i++) slots[inherited + i] = spec->slots[i];
    type->n_slots = inherited + own;
    type->slots = slots;
    if (type->n_slots) type->slot_index = pyc_dict_new(type->n_slots);
    for (int64_t i = 0; i < type->n_slots; i++) {
        (void)pyc_dict_set(type->slot_index, slots[i].name, pyc_small(i));
        if (slots[i].kind == PYC_SLOT_F64) type->flags |= PYC_TYPE_HAS_F64;
    }
    int64_t fixed = exception ? (int64_t)sizeof(PycException) : (int64_t)sizeof(PycInstance);
    type->instance_size = fixed + 8 * type->n_slots;
    type->release = exception ? layout->release : pyc_instance_release;
    type->traverse = exception ? layout->traverse : pyc_instance_traverse;
    type->clear = exception ? layout->clear : pyc_instance_clear;
}

/* ---- Namespace ---- */

static int wrap_as(PycType *type, PycWord name, PycType *wrapper) {
    PycWord function = pyc_dict_find_str(type->attributes, name);
    if (!function || pyc_type_of(function) != &pyc_function_type) return 0;
    PycWord wrapped = pyc_wrapped_new(wrapper, function);
    int result = pyc_dict_set(type->attributes, name, wrapped);
    pyc_dec(wrapped);
    return result;
}

PycWord pyc_member_new(PycWord name, PycType *owner);

static PycWord mangled(PycWord name, PycWord class_name) {
    PycStr *text = (PycStr *)pyc_object(name);
    int64_t n = text->length;
    if (n < 3 || pyc_str_at(name, 0) != '_' || pyc_str_at(name, 1) != '_'
        || (pyc_str_at(name, n - 1) == '_' && pyc_str_at(name, n - 2) == '_')) return pyc_inc(name);
    int64_t length;
    char *plain = pyc_str_utf8(class_name, &length), *start = plain;
    if (!plain) return 0;
    while (*start == '_') start++;
    PycWord result = *start ? pyc_text_format("_%s%S", start, name) : pyc_inc(name);
    __builtin_free(plain);
    return result;
}

static int add_member(PycType *type, PycWord given, bool *has_dict) {
    if (!(pyc_type_of(given)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "__slots__ items must be strings, not '%s'", pyc_type_name(given)), -1;
    if (pyc_str_equal(given, NAME(__dict__))) return *has_dict = true, 0;
    if (pyc_str_equal(given, NAME(__weakref__))) return 0;
    PycWord name = mangled(given, type->name_word);
    if (!name) return -1;
    int result = -1;
    PycWord there = pyc_dict_find_str(type->attributes, name);
    if (there && pyc_type_of(there) == &pyc_member_type && ((PycMember *)pyc_object(there))->owner == type) {
        result = 0; /* named twice */
    } else if (there) {
        pyc_raise_type(&pyc_value_error_type, "%R in __slots__ conflicts with class variable", name);
    } else {
        PycWord member = pyc_member_new(name, type);
        result = pyc_dict_set(type->attributes, name, member);
        pyc_dec(member);
    }
    pyc_dec(name);
    return result;
}

/* __slots__: a member for each name; no dictionary where all bases have none either. */
static int apply_slots(PycType *type, PycWord given) {
    bool has_dict = false;
    PycWord names = pyc_type_of(given)->flags & PYC_TYPE_STR ? pyc_tuple_of(&given, 1) : pyc_tuple_from(given);
    if (!names) return -1;
    PycTuple *tuple = (PycTuple *)pyc_object(names);
    int result = 0;
    for (int64_t i = 0; i < tuple->length && result == 0; i++) result = add_member(type, tuple->items[i], &has_dict);
    pyc_dec(names);
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 1; i < mro->length; i++) {
        int64_t flags = type_of_word(mro->items[i])->flags;
        has_dict |= (flags & (PYC_TYPE_HEAP | PYC_TYPE_EXCEPTION)) && !(flags & PYC_TYPE_NO_DICT);
    }
    if (!has_dict) type->flags |= PYC_TYPE_NO_DICT;
    return result;
}

static int fill_namespace(PycType *type, PycWord namespace_) {
    type->attributes = pyc_dict_new(pyc_dict_length(namespace_));
    if (!type->attributes || pyc_dict_merge(type->attributes, namespace_) < 0) return -1;
    PycWord qualname = pyc_dict_pop_str(type->attributes, NAME(__qualname__));
    if (qualname && !(pyc_type_of(qualname)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "type __qualname__ must be a str, not %s", pyc_type_name(qualname)), -1;
    if (qualname) type->qualname = qualname;
    PycWord module = pyc_dict_find_str(type->attributes, NAME(__module__));
    if (module && pyc_type_of(module)->flags & PYC_TYPE_STR) type->module = pyc_inc(module);
    else if (type->module && pyc_dict_set(type->attributes, NAME(__module__), type->module) < 0) return -1;
    if (!pyc_dict_find_str(type->attributes, NAME(__doc__))
        && pyc_dict_set(type->attributes, NAME(__doc__), PYC_NONE) < 0) return -1;
    if (pyc_dict_find_str(type->attributes, NAME(__eq__)) && !pyc_dict_find_str(type->attributes, NAME(__hash__))
        && pyc_dict_set(type->attributes, NAME(__hash__), PYC_NONE) < 0) return -1;
    if (wrap_as(type, NAME(__new__), &pyc_staticmethod_type) < 0
        || wrap_as(type, NAME(__init_subclass__), &pyc_classmethod_type) < 0
        || wrap_as(type, NAME(__class_getitem__), &pyc_classmethod_type) < 0) return -1;
    PycWord slots = pyc_dict_find_str(type->attributes, NAME(__slots__));
    return slots ? apply_slots(type, slots) : 0;
}

/* The cell of __class__, which methods close over. */
static int fill_class_cell(PycType *type) {
    PycWord cell = pyc_dict_pop_str(type->attributes, pyc_intern("__classcell__"));
    if (!cell) return 0;
    int result = 0;
    if (pyc_type_of(cell) != &pyc_cell_type) {
        pyc_raise_type(&pyc_type_error_type, "__classcell__ must be a nonlocal cell, not %R", pyc_word(pyc_type_of(cell)));
        result = -1;
    } else {
        PycWord old = ((PycCell *)pyc_object(cell))->value;
        ((PycCell *)pyc_object(cell))->value = pyc_inc(pyc_word(type));
        pyc_xdec(old);
    }
    pyc_dec(cell);
    return result;
}

/* ---- Hooks ---- */

static PYC_COLD void raise_set_name(PycWord value, PycWord name, PycType *type) {
    PycWord cause = pyc_take_pending();
    pyc_raise_type(&pyc_runtime_error_type, "Error calling __set_name__ on '%s' instance %R in '%S'",
                   pyc_type_name(value), name, type->name_word);
    if (!pyc_state.exception) return pyc_restore(cause);
    PycException *exception = (PycException *)pyc_object(pyc_state.exception);
    exception->cause = pyc_inc(cause);
    exception->suppress_context = 1;
    pyc_xdec(exception->context);
    exception->context = cause;
}

static int call_set_names(PycType *type) {
    PycWord names = pyc_dict_new(0);
    if (pyc_dict_merge(names, type->attributes) < 0) return pyc_dec(names), -1;
    int64_t position = 0;
    PycWord name, value;
    int result = 0;
    while (result == 0 && pyc_dict_entry(names, &position, &name, &value)) {
        if (pyc_is_small(value) || pyc_type_of(value) == &pyc_function_type) continue;
        PycWord method = pyc_special_of(value, NAME(__set_name__));
        if (!method) {
            if (pyc_state.exception) result = -1;
            continue;
        }
        PycWord args[] = {pyc_word(type), name};
        PycWord none = pyc_call(method, args, 2, 0);
        pyc_dec(method);
        if (none) pyc_dec(none);
        else raise_set_name(value, name, type), result = -1;
    }
    pyc_dec(names);
    return result;
}

static int call_init_subclass(PycType *type, PycWord keywords) {
    PycWord method = pyc_super_attribute(pyc_word(type), pyc_word(type), NAME(__init_subclass__));
    if (!method) {
        if (!pyc_pending_is(&pyc_attribute_error_type)) return -1;
        pyc_clear();
        if (!keywords || pyc_dict_length(keywords) == 0) return 0;
        return pyc_raise_type(&pyc_type_error_type, "%S.__init_subclass__() takes no keyword arguments", type->name_word), -1;
    }
    PycWord args = pyc_tuple_of(NULL, 0);
    PycWord none = pyc_call_spread(method, args, keywords && pyc_dict_length(keywords) ? keywords : 0);
    pyc_dec(args);
    pyc_dec(method);
    pyc_xdec(none);
    return none ? 0 : -1;
}

PycWord pyc_object_init_subclass(PycWord cls, PycWord args, PycWord keywords) {
    if (((PycTuple *)pyc_object(args))->length || (keywords && pyc_dict_length(keywords)))
        return pyc_raise_type(&pyc_type_error_type, "%S.__init_subclass__() takes no %sarguments", type_of_word(cls)->name_word,
                              keywords && pyc_dict_length(keywords) ? "keyword " : ""), (PycWord)0;
    return pyc_inc(PYC_NONE);
}

/* ---- Making ---- */

static PycClassSpec *pending_spec; /* of the class statement whose metaclass is being called */

static PycType *storage(PycClassSpec *spec, const PycType *base) {
    if (spec && !spec->made && spec->type) {
        spec->made = 1;
        PycType *type = spec->type;
        memset(type, 0, sizeof *type);
        bool placed = !(base->flags & PYC_TYPE_HEAP) || base->id != 0;
        type->id = placed ? spec->id : 0;
        type->last_id = placed ? spec->last_id : 0;
        return type;
    }
    PycType *type = pyc_raw_allocate(sizeof(PycType));
    memset(type, 0, sizeof *type);
    return type;
}

PycWord pyc_type_object_new(PycType *meta, PycWord name, PycWord bases, PycWord namespace_, PycWord keywords, PycClassSpec *spec) {
    if (!spec) spec = pending_spec, pending_spec = NULL;
    PycWord object = pyc_word(&pyc_object_type);
    PycWord actual = ((PycTuple *)pyc_object(bases))->length ? pyc_inc(bases) : pyc_tuple_of(&object, 1);
    if (check_bases(actual) < 0) return pyc_dec(actual), (PycWord)0;
    PycType *base = best_base(actual);
    if (!base) return pyc_dec(actual), (PycWord)0;
    PycType *type = storage(spec, base);
    int64_t length;
    type->object.refcount = PYC_IMMORTAL;
    type->object.type = meta;
    type->base = base;
    type->bases = actual;
    type->name = pyc_str_utf8(name, &length);
    type->name_word = pyc_inc(name);
    type->qualname = spec ? pyc_inc(spec->qualname) : pyc_inc(name);
    type->module = spec ? pyc_inc(spec->module) : pyc_inc(NAME(__main__));
    if (!type->name || !(type->mro = linearized(pyc_word(type), actual))) return 0;
    set_layout(type, base, spec);
    type->create = pyc_user_create;
    if (fill_namespace(type, namespace_) < 0 || fill_class_cell(type) < 0) return 0;
    remember(type);
    pyc_slots_update(type);
    if (call_set_names(type) < 0 || call_init_subclass(type, keywords) < 0) return 0;
    return pyc_inc(pyc_word(type));
}

/* The most derived metaclass of the bases and the one asked for; NULL: conflict. */
PycType *pyc_metaclass_of(PycType *meta, const PycWord *bases, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        PycType *theirs = pyc_type_of(bases[i]);
        if (!is_class(bases[i]) || pyc_is_subclass(meta, theirs)) continue;
        if (!pyc_is_subclass(theirs, meta)) {
            pyc_raise_type(&pyc_type_error_type, "metaclass conflict: the metaclass of a derived class must be a "
                           "(non-strict) subclass of the metaclasses of all its bases");
            return NULL;
        }
        meta = theirs;
    }
    return meta;
}

static PycWord call_metaclass(PycClassSpec *spec, PycWord meta, PycWord bases, PycWord namespace_, PycWord keywords) {
    PycWord module = pyc_dict_find_str(namespace_, NAME(__module__));
    if (!module && pyc_dict_set(namespace_, NAME(__module__), spec->module) < 0) return 0;
    if (!pyc_dict_find_str(namespace_, NAME(__qualname__)) && pyc_dict_set(namespace_, NAME(__qualname__), spec->qualname) < 0) return 0;
    PycWord words[] = {spec->name, bases, namespace_};
    PycWord args = pyc_tuple_of(words, 3);
    pending_spec = spec;
    PycWord made = pyc_call_spread(meta, args, keywords && pyc_dict_length(keywords) ? keywords : 0);
    pending_spec = NULL;
    pyc_dec(args);
    return made;
}

/* The metaclass of a class statement, a class or any callable: borrowed, 0: exception.
 * *rest: its other keywords (owned, 0: none). */
static PycWord metaclass_asked(const PycWord *bases, int64_t n_bases, PycWord keywords, PycWord *rest) {
    PycWord asked = keywords ? pyc_dict_find_str(keywords, NAME(metaclass)) : 0;
    *rest = pyc_xinc(keywords);
    if (asked) {
        pyc_dec(*rest);
        *rest = pyc_dict_new(0);
        if (pyc_dict_merge(*rest, keywords) < 0) return 0;
        PycWord popped = pyc_dict_pop_str(*rest, NAME(metaclass));
        pyc_xdec(popped);
    }
    if (asked && !is_class(asked)) return asked;
    PycType *meta = pyc_metaclass_of(asked ? type_of_word(asked) : &pyc_type_type, bases, n_bases);
    return meta ? pyc_word(meta) : 0;
}

PycWord pyc_class_namespace(PycClassSpec *spec, const PycWord *bases, int64_t n_bases, PycWord keywords) {
    PycWord rest, made = 0;
    PycWord meta = metaclass_asked(bases, n_bases, keywords, &rest);
    PycWord prepare = meta && meta != pyc_word(&pyc_type_type) ? pyc_find_attribute(meta, NAME(__prepare__)) : 0;
    if (prepare) {
        PycWord tuple = pyc_tuple_of(bases, n_bases), words[] = {spec->name, tuple};
        PycWord args = pyc_tuple_of(words, 2);
        made = pyc_call_spread(prepare, args, rest && pyc_dict_length(rest) ? rest : 0);
        pyc_dec(args);
        pyc_dec(tuple);
        pyc_dec(prepare);
        if (made && !(pyc_type_of(made)->flags & PYC_TYPE_DICT)) {
            pyc_raise_type(&pyc_type_error_type, "%s.__prepare__() must return a mapping, not %s",
                           is_class(meta) ? type_of_word(meta)->name : "<metaclass>", pyc_type_name(made));
            pyc_dec(made);
            made = 0;
        }
    } else if (meta && !pyc_state.exception) {
        made = pyc_dict_new(0);
    }
    pyc_xdec(rest);
    return made;
}

PycWord pyc_type_prepare_namespace(PycWord cls, PycWord args, PycWord keywords) {
    (void)cls, (void)args, (void)keywords;
    return pyc_dict_new(0);
}

PycWord pyc_class_new(PycClassSpec *spec, const PycWord *bases, int64_t n_bases, PycWord namespace_, PycWord keywords) {
    PycWord rest, made = 0, tuple = pyc_tuple_of(bases, n_bases);
    PycWord meta = metaclass_asked(bases, n_bases, keywords, &rest);
    if (meta == pyc_word(&pyc_type_type)) made = pyc_type_object_new(&pyc_type_type, spec->name, tuple, namespace_, rest, spec);
    else if (meta) made = call_metaclass(spec, meta, tuple, namespace_, rest);
    pyc_dec(tuple);
    pyc_xdec(rest);
    return made;
}
