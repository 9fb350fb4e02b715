/* compiled.c: small helpers that only compiled code calls. */
#include "pyc_compiled.h"
#include "objects_private.h"

#include <string.h>

PycWord pyc_bailed_result;
extern PycType pyc_deque_type;

PycWord pyc_set_of(const PycWord *items, int64_t n) {
    PycWord set = pyc_set_new();
    for (int64_t i = 0; i < n; i++)
        if (pyc_set_add(set, items[i]) < 0) {
            pyc_dec(set);
            return 0;
        }
    return set;
}

PycWord pyc_dict_of(const PycWord *pairs, int64_t n) {
    PycWord dict = pyc_dict_new(n);
    for (int64_t i = 0; i < n; i++)
        if (pyc_dict_set(dict, pairs[2 * i], pairs[2 * i + 1]) < 0) {
            pyc_dec(dict);
            return 0;
        }
    return dict;
}

int pyc_is(PycWord a, PycWord b) {
    if (a == b || pyc_type_of(a) != &pyc_float_type || pyc_type_of(b) != &pyc_float_type) return a == b;
    return memcmp(&((PycFloat *)pyc_object(a))->value, &((PycFloat *)pyc_object(b))->value, sizeof(double)) == 0;
}

/* Says in a star's own words that its operand is not iterable. */
static bool is_iterable(PycWord a) {
    PycWord method = pyc_type_of(a)->iterate ? 0 : pyc_special(a, "__iter__");
    if (!method && !pyc_type_of(a)->iterate && !pyc_state.exception)
        method = pyc_special(a, "__getitem__");
    pyc_xdec(method);
    return method || pyc_type_of(a)->iterate;
}

int pyc_list_extend_star(PycWord list, PycWord iterable) {
    if (!is_iterable(iterable)) {
        if (!pyc_state.exception)
            pyc_raise_type(&pyc_type_error_type, "Value after * must be an iterable, not %s",
                           pyc_type_of(iterable)->name);
        return -1;
    }
    return pyc_list_extend(list, iterable);
}

/* What is called, as messages name it: with (), where it has a name. */
static PycWord callee_text(PycWord callee) {
    PycWord qualname = pyc_find_attribute(callee, pyc_intern("__qualname__"));
    if (!qualname) return pyc_state.exception ? 0 : pyc_str(callee);
    PycWord module = pyc_find_attribute(callee, pyc_intern("__module__"));
    bool plain = !module || module == PYC_NONE || (pyc_type_of(module)->flags & PYC_TYPE_STR && pyc_str_equal(module, pyc_intern("builtins")));
    PycWord result = pyc_state.exception ? 0 : plain ? pyc_text_format("%S()", qualname) : pyc_text_format("%S.%S()", module, qualname);
    pyc_xdec(module);
    pyc_dec(qualname);
    return result;
}

PycWord pyc_spread(PycWord iterable, PycWord callee) {
    if (is_iterable(iterable)) return pyc_tuple_from(iterable);
    if (pyc_state.exception) return 0;
    PycWord name = callee_text(callee);
    if (name)
        pyc_raise_type(&pyc_type_error_type, "%S argument after * must be an iterable, not %s", name,
                       pyc_type_of(iterable)->name);
    pyc_xdec(name);
    return 0;
}

int pyc_dict_merge_call(PycWord keywords, PycWord mapping, PycWord callee) {
    PycWord keys = pyc_find_attribute(mapping, pyc_intern("keys"));
    if (!keys) {
        pyc_clear();
        PycWord name = callee_text(callee);
        pyc_raise_type(&pyc_type_error_type, "%S argument after ** must be a mapping, not %s",
                       name, pyc_type_of(mapping)->name);
        pyc_xdec(name);
        return -1;
    }
    pyc_dec(keys);
    PycWord copy = pyc_dict_new(0);
    int status = pyc_dict_merge(copy, mapping);
    int64_t position = 0;
    PycWord key, value;
    while (status >= 0 && pyc_dict_entry(copy, &position, &key, &value)) {
        if (!(pyc_type_of(key)->flags & PYC_TYPE_STR)) {
            pyc_raise_type(&pyc_type_error_type, "keywords must be strings");
            status = -1;
        } else if (pyc_dict_has(keywords, key)) {
            PycWord name = callee_text(callee);
            pyc_raise_type(&pyc_type_error_type, "%S got multiple values for keyword argument '%S'",
                           name, key);
            pyc_xdec(name);
            status = -1;
        } else {
            status = pyc_dict_set(keywords, key, value);
        }
    }
    pyc_dec(copy);
    return status;
}

PycWord pyc_load_name(PycWord namespace_, PycWord name, PycWord global_or_0) {
    if (pyc_type_of(namespace_) != &pyc_dict_type) { /* from __prepare__ */
        PycWord item = pyc_get_item(namespace_, name);
        if (item || !pyc_pending_is(&pyc_key_error_type)) return item;
        pyc_clear();
    }
    PycWord found = pyc_dict_find(namespace_, name);
    if (!found && pyc_state.exception) return 0;
    if (!found) found = global_or_0;
    if (found) return pyc_inc(found);
    found = pyc_builtin(name);
    if (!found && !pyc_state.exception) pyc_raise_name(name);
    return found;
}

/* type.__new__ puts the class into the cell that methods close over as __class__. */
static PycWord check_class_cell(PycWord class_, PycWord cell, PycWord name) {
    PycWord owner = ((PycCell *)pyc_object(cell))->value;
    if (owner == class_ || !pyc_is_subclass(pyc_type_of(class_), &pyc_type_type)) return class_;
    if (!owner)
        pyc_raise_type(&pyc_runtime_error_type,
                       "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
                       name, class_);
    else
        pyc_raise_type(&pyc_type_error_type, "__class__ set to %R defining %R as %R", owner, name, class_);
    pyc_dec(class_);
    return 0;
}

PycWord pyc_build_class(PycClassSpec *spec, PycWord body, const PycWord *bases, int64_t n_bases,
                        PycWord keywords_or_0) {
    PycWord namespace_ = pyc_class_namespace(spec, bases, n_bases, keywords_or_0);
    if (!namespace_) return 0;
    PycFunction *function = (PycFunction *)pyc_object(body);
    PycWord cell = function->code->body(0, &namespace_, function);
    PycWord class_ = 0;
    if (cell && (cell == PYC_NONE || pyc_set_item(namespace_, pyc_intern("__classcell__"), cell) == 0))
        class_ = pyc_class_new(spec, bases, n_bases, namespace_, keywords_or_0);
    if (class_ && cell != PYC_NONE) class_ = check_class_cell(class_, cell, spec->name);
    pyc_xdec(cell);
    pyc_dec(namespace_);
    return class_;
}

PycWord pyc_build_class_spread(PycClassSpec *spec, PycWord body, PycWord bases, PycWord keywords) {
    PycTuple *tuple = (PycTuple *)pyc_object(bases);
    return pyc_build_class(spec, body, tuple->items, tuple->length, pyc_dict_length(keywords) ? keywords : 0);
}

void pyc_resume(PycWord previous) {
    PycWord exception = pyc_state.handled;
    pyc_state.handled = previous;
    pyc_restore(exception);
}

PycWord pyc_with_enter(PycWord manager, PycWord *exit_out) {
    const char *name = pyc_type_of(manager)->name;
    PycWord enter = pyc_special(manager, "__enter__");
    if (!enter) {
        if (!pyc_state.exception)
            pyc_raise_type(&pyc_type_error_type,
                           "'%s' object does not support the context manager protocol", name);
        return 0;
    }
    PycWord leave = pyc_special(manager, "__exit__");
    if (!leave) {
        if (!pyc_state.exception)
            pyc_raise_type(&pyc_type_error_type,
                           "'%s' object does not support the context manager protocol"
                           " (missed __exit__ method)", name);
        pyc_dec(enter);
        return 0;
    }
    PycWord result = pyc_call(enter, NULL, 0, 0);
    pyc_dec(enter);
    if (!result) {
        pyc_dec(leave);
        return 0;
    }
    *exit_out = leave;
    return result;
}

int pyc_with_exit(PycWord exit_method) {
    PycWord args[3] = {PYC_NONE, PYC_NONE, PYC_NONE};
    PycWord result = pyc_call(exit_method, args, 3, 0);
    if (!result) return -1;
    pyc_dec(result);
    return 0;
}

int pyc_with_exit_handled(PycWord exit_method) {
    PycException *exception = (PycException *)pyc_object(pyc_state.handled);
    PycWord traceback = exception->traceback ? exception->traceback : PYC_NONE;
    PycWord args[3] = {pyc_word(exception->object.type), pyc_word(exception), traceback};
    PycWord result = pyc_call(exit_method, args, 3, 0);
    if (!result) return -1;
    int truth = pyc_truth(result);
    pyc_dec(result);
    return truth;
}

int pyc_is_sequence(PycWord a) {
    PycType *type = pyc_type_of(a);
    return (type->flags & (PYC_TYPE_LIST | PYC_TYPE_TUPLE)) != 0 || type == &pyc_range_type ||
           pyc_is_subclass(type, &pyc_deque_type);
}

int pyc_is_mapping(PycWord a) { return (pyc_type_of(a)->flags & PYC_TYPE_DICT) != 0; }

PycWord pyc_match_keys(PycWord subject, PycWord keys) {
    PycTuple *wanted = (PycTuple *)pyc_object(keys);
    int64_t length = pyc_length(subject);
    if (length < wanted->length) return length < 0 ? 0 : pyc_inc(PYC_NONE);
    PycWord values = pyc_tuple_new(wanted->length), seen = pyc_set_new(), result = values;
    for (int64_t i = 0; i < wanted->length && result == values; i++) {
        PycWord key = wanted->items[i], value = 0;
        int again = pyc_contains(seen, key);
        if (again > 0) pyc_raise_type(&pyc_value_error_type, "mapping pattern checks duplicate key (%R)", key);
        if (again == 0 && pyc_set_add(seen, key) == 0) value = pyc_dict_find(subject, key);
        if (value) ((PycTuple *)pyc_object(values))->items[i] = pyc_inc(value);
        else result = pyc_state.exception ? 0 : pyc_inc(PYC_NONE);
    }
    pyc_dec(seen);
    if (result != values) pyc_dec(values);
    return result;
}

/* The builtin types whose one positional pattern matches the subject itself. */
static bool matches_itself(const PycType *type) {
    return type == &pyc_bool_type || type == &pyc_bytearray_type || type == &pyc_bytes_type ||
           type == &pyc_dict_type || type == &pyc_float_type || type == &pyc_frozenset_type ||
           type == &pyc_int_type || type == &pyc_list_type || type == &pyc_set_type ||
           type == &pyc_str_type || type == &pyc_tuple_type;
}

/* __match_args__, an owned tuple; 0: exception. */
static PycWord match_names(PycWord class_, int64_t n_positional) {
    const char *name = ((PycType *)pyc_object(class_))->name;
    PycWord names = pyc_find_attribute(class_, pyc_intern("__match_args__"));
    if (!names && pyc_state.exception) return 0;
    if (!names) names = pyc_tuple_of(NULL, 0);
    int64_t length = pyc_type_of(names) == &pyc_tuple_type ? ((PycTuple *)pyc_object(names))->length : -1;
    if (length >= n_positional) return names;
    if (length < 0)
        pyc_raise_type(&pyc_type_error_type, "%s.__match_args__ must be a tuple (got %s)", name, pyc_type_of(names)->name);
    else
        pyc_raise_type(&pyc_type_error_type, "%s() accepts %ld positional sub-pattern%s (%ld given)", name, (long)length,
                       length == 1 ? "" : "s", (long)n_positional);
    pyc_dec(names);
    return 0;
}

/* The attribute of one sub-pattern; 0: there is none, or an exception. seen: names before this. */
static PycWord matched_part(PycWord subject, PycWord class_, PycWord name, const PycWord *seen, int64_t n_seen) {
    if (pyc_is_small(name) || !(pyc_type_of(name)->flags & PYC_TYPE_STR)) {
        pyc_raise_type(&pyc_type_error_type, "__match_args__ elements must be strings (got %s)", pyc_type_of(name)->name);
        return 0;
    }
    for (int64_t i = 0; i < n_seen; i++) {
        if (!seen[i] || !pyc_str_equal(seen[i], name)) continue;
        pyc_raise_type(&pyc_type_error_type, "%s() got multiple sub-patterns for attribute %R",
                       ((PycType *)pyc_object(class_))->name, name);
        return 0;
    }
    return pyc_find_attribute(subject, name);
}

PycWord pyc_match_class(PycWord subject, PycWord class_, int64_t n_positional, PycWord names_or_0) {
    if (!pyc_is_subclass(pyc_type_of(class_), &pyc_type_type))
        return pyc_raise_type(&pyc_type_error_type, "called match pattern must be a type"), (PycWord)0;
    int is_instance = pyc_isinstance(subject, class_);
    if (is_instance < 0) return 0;
    if (!is_instance) return pyc_inc(PYC_NONE);
    PycTuple *names = (PycTuple *)pyc_object(names_or_0);
    int64_t n = n_positional + (names_or_0 ? names->length : 0);
    bool is_self = n_positional == 1 && matches_itself((PycType *)pyc_object(class_));
    PycWord own = n_positional && !is_self ? match_names(class_, n_positional) : pyc_tuple_of(NULL, 0);
    if (!own) return 0;
    PycWord parts = pyc_tuple_new(n), seen[n + 1];
    for (int64_t i = 0; i < n; i++) {
        bool whole = is_self && i == 0;
        seen[i] = whole ? 0 : i < n_positional ? ((PycTuple *)pyc_object(own))->items[i] : names->items[i - n_positional];
        PycWord part = whole ? pyc_inc(subject) : matched_part(subject, class_, seen[i], seen, i);
        ((PycTuple *)pyc_object(parts))->items[i] = part;
        if (part) continue;
        pyc_dec(parts);
        pyc_dec(own);
        return pyc_state.exception ? 0 : pyc_inc(PYC_NONE);
    }
    pyc_dec(own);
    return parts;
}

int pyc_annotate(PycWord namespace_, PycWord name, PycWord value) {
    PycWord key = pyc_intern("__annotations__");
    PycWord annotations = pyc_get_item(namespace_, key); /* the namespace is what __prepare__ gave */
    if (!annotations) {
        if (!pyc_pending_is(&pyc_key_error_type)) return -1;
        pyc_clear();
        annotations = pyc_dict_new(1);
        if (pyc_set_item(namespace_, key, annotations) < 0) {
            pyc_dec(annotations);
            return -1;
        }
    }
    int status = pyc_set_item(annotations, name, value);
    pyc_dec(annotations);
    return status;
}

PycWord pyc_zip_of(PycWord *iterators, int64_t n) {
    PycWord zip = pyc_zip_type.create(&pyc_zip_type, iterators, n, 0);
    for (int64_t i = 0; i < n; i++) pyc_dec(iterators[i]);
    return zip;
}

PycWord pyc_float_box(double value) {
    static PycFloat nan = {{PYC_IMMORTAL, &pyc_float_type}, 0};
    if (__builtin_expect(value != value, 0)) {
        nan.value = value;
        return pyc_word(&nan);
    }
    return pyc_float_new(value);
}

int64_t pyc_ord(PycWord text) { return pyc_str_at(text, 0); }

void pyc_raise_zero_division(PycWord message) {
    pyc_raise_type(&pyc_zero_division_error_type, "%S", message);
}
