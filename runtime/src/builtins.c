/* builtins.c: the builtin functions over single objects: print, len, getattr, isinstance, ... */
#include "text_file.h"

#include <errno.h>
#include <unistd.h>

bool pyc_has_user_next(PycWord self);
PycWord pyc_user_next_raw(PycWord self);
PycWord pyc_generator_next_raw(PycWord self);
PycWord pyc_instance_dict(PycWord a);
PycWord pyc_module_dict(PycWord a);

static PycWord from_truth(int truth) { return truth < 0 ? 0 : pyc_inc(pyc_bool(truth)); }
static PycWord from_status(int status) { return status < 0 ? 0 : pyc_inc(PYC_NONE); }
static bool is_text(PycWord a) { return (pyc_type_of(a)->flags & PYC_TYPE_STR) != 0; }
static bool given(PycWord a) { return a && a != PYC_NONE; }

/* ---- print and input ---- */

PycWord pyc_system_attribute(const char *name); /* borrowed, of module sys; 0: absent */

static int write_to(PycWord file, PycWord text) {
    if (pyc_type_of(file) == &pyc_text_file_type) return pyc_file_write((PycTextFile *)pyc_object(file), text);
    PycWord result = pyc_call_method(file, NAME(write), &text, 1, 0);
    pyc_xdec(result);
    return result ? 0 : -1;
}

static int check_separator(PycWord word, const char *name) {
    if (!given(word) || is_text(word)) return 0;
    return pyc_raise_type(&pyc_type_error_type, "%s must be None or a string, not %s", name, pyc_type_name(word)), -1;
}

static int print_item(PycWord file, PycWord item) {
    PycWord text = pyc_str(item);
    if (!text) return -1;
    int result = write_to(file, text);
    pyc_dec(text);
    return result;
}

static int flush_file(PycWord file) {
    if (pyc_type_of(file) == &pyc_text_file_type) return pyc_file_flush((PycTextFile *)pyc_object(file));
    PycWord result = pyc_call_method(file, NAME(flush), NULL, 0, 0);
    pyc_xdec(result);
    return result ? 0 : -1;
}

PycWord pyc_print(PycWord args, PycWord separator, PycWord end, PycWord file, PycWord flush) {
    static PycWord space, newline;
    if (!space) space = pyc_intern(" "), newline = pyc_intern("\n");
    if (!given(file)) {
        file = pyc_system_attribute("stdout");
        if (!file) return pyc_raise_type(&pyc_runtime_error_type, "lost sys.stdout"), (PycWord)0;
        if (file == PYC_NONE) return PYC_NONE;
    }
    if (check_separator(separator, "sep") < 0 || check_separator(end, "end") < 0) return 0;
    PycTuple *items = (PycTuple *)pyc_object(args);
    for (int64_t i = 0; i < items->length; i++) {
        if (i && write_to(file, given(separator) ? separator : space) < 0) return 0;
        if (print_item(file, items->items[i]) < 0) return 0;
    }
    if (write_to(file, given(end) ? end : newline) < 0) return 0;
    int wanted = flush ? pyc_truth(flush) : 0;
    return wanted < 0 || (wanted && flush_file(file) < 0) ? 0 : pyc_inc(PYC_NONE);
}

PycWord pyc_input(PycWord prompt) {
    if (pyc_file_flush(&pyc_stderr_file) < 0) return 0;
    PycWord out = pyc_system_attribute("stdout"), in = pyc_system_attribute("stdin");
    if (!out || !in) return pyc_raise_type(&pyc_runtime_error_type, "input(): lost sys.%s", in ? "stdout" : "stdin"), (PycWord)0;
    if (prompt && print_item(out, prompt) < 0) return 0;
    if (flush_file(out) < 0) return 0;
    PycWord line = pyc_type_of(in) == &pyc_text_file_type ? pyc_file_read_line((PycTextFile *)pyc_object(in), -1)
                                                          : pyc_call_method(in, NAME(readline), NULL, 0, 0);
    if (!line) return 0;
    int64_t n = is_text(line) ? ((PycStr *)pyc_object(line))->length : 0;
    if (!n) {
        pyc_dec(line);
        pyc_raise_type(&pyc_eof_error_type, "EOF when reading a line");
        return 0;
    }
    if (pyc_str_at(line, n - 1) != '\n') return line;
    PycStr *text = (PycStr *)pyc_object(line);
    PycWord shorter = pyc_str_from_kind(text->data, n - 1, text->kind);
    pyc_dec(line);
    return shorter;
}

/* ---- Objects ---- */

PycWord pyc_builtin_len(PycWord a) {
    int64_t length = pyc_length(a);
    return length < 0 ? 0 : pyc_int_from_i64(length);
}
PycWord pyc_builtin_abs(PycWord a) { return pyc_unary(a, PYC_ABS); }
PycWord pyc_builtin_isinstance(PycWord a, PycWord cls) { return from_truth(pyc_isinstance(a, cls)); }
PycWord pyc_builtin_issubclass(PycWord a, PycWord cls) { return from_truth(pyc_issubclass(a, cls)); }
PycWord pyc_builtin_callable(PycWord a) {
    pyc_type_ready(pyc_type_of(a));
    return pyc_inc(pyc_bool(pyc_type_of(a)->call != NULL));
}
PycWord pyc_builtin_hash(PycWord a) {
    int64_t hash = pyc_hash(a);
    return hash == -1 && pyc_state.exception ? 0 : pyc_int_from_i64(hash);
}
PycWord pyc_builtin_id(PycWord a) { return pyc_int_from_u64(a); }

PycWord pyc_callable_iterator_new(PycWord callable, PycWord sentinel);

PycWord pyc_builtin_iter(PycWord a, PycWord sentinel) {
    if (!sentinel) return pyc_iterate(a);
    pyc_type_ready(pyc_type_of(a));
    if (!pyc_type_of(a)->call) return pyc_raise_type(&pyc_type_error_type, "iter(v, w): v must be callable"), (PycWord)0;
    return pyc_callable_iterator_new(a, sentinel);
}

/* next() with the StopIteration of the iterator itself, value and all. */
static PycWord next_or_stop(PycWord iterator) {
    if (pyc_type_of(iterator) == &pyc_generator_type) return pyc_generator_next_raw(iterator);
    if (pyc_has_user_next(iterator)) return pyc_user_next_raw(iterator);
    PycWord value = pyc_next(iterator);
    if (!value && !pyc_state.exception) pyc_raise_stop_iteration(PYC_NONE);
    return value;
}

PycWord pyc_builtin_next(PycWord iterator, PycWord otherwise) {
    pyc_type_ready(pyc_type_of(iterator));
    if (otherwise && pyc_type_of(iterator)->next) {
        PycWord value = pyc_next(iterator);
        return value || pyc_state.exception ? value : pyc_inc(otherwise);
    }
    return next_or_stop(iterator);
}

/* ---- Attributes ---- */

static int check_name(PycWord name, const char *function) {
    if (is_text(name)) return 0;
    if (!strcmp(function, "attribute")) pyc_raise_type(&pyc_type_error_type, "attribute name must be string, not '%s'", pyc_type_name(name));
    else pyc_raise_type(&pyc_type_error_type, "%s(): attribute name must be string", function);
    return -1;
}
PycWord pyc_builtin_getattr(PycWord a, PycWord name, PycWord otherwise) {
    if (check_name(name, "attribute") < 0) return 0;
    if (!otherwise) return pyc_get_attribute(a, name);
    PycWord value = pyc_find_attribute(a, name);
    return value || pyc_state.exception ? value : pyc_inc(otherwise);
}
PycWord pyc_builtin_hasattr(PycWord a, PycWord name) {
    if (check_name(name, "attribute") < 0) return 0;
    PycWord value = pyc_find_attribute(a, name);
    if (!value) return pyc_state.exception ? 0 : pyc_inc(PYC_FALSE);
    pyc_dec(value);
    return pyc_inc(PYC_TRUE);
}
PycWord pyc_builtin_setattr(PycWord a, PycWord name, PycWord value) {
    if (!is_text(name) || pyc_type_of(name) == &pyc_str_type) return from_status(pyc_set_attribute(a, name, value));
    PycText text = {0}; /* of a class below str: where attributes are kept, names are str itself */
    pyc_text_add_str(&text, name);
    PycWord plain = pyc_text_finish(&text);
    PycWord none = from_status(pyc_set_attribute(a, plain, value));
    pyc_dec(plain);
    return none;
}
PycWord pyc_builtin_delattr(PycWord a, PycWord name) { return from_status(pyc_delete_attribute(a, name)); }

PycWord pyc_builtin_vars(PycWord a) {
    if (!a) return pyc_raise_type(&pyc_runtime_error_type, "vars(): no arguments"), (PycWord)0;
    PycWord dict = pyc_find_attribute(a, NAME(__dict__));
    if (!dict && !pyc_state.exception) pyc_raise_type(&pyc_type_error_type, "vars() argument must have __dict__ attribute");
    return dict;
}

static int merge_names(PycWord names, PycType *type) {
    pyc_type_ready(type);
    PycTuple *mro = (PycTuple *)pyc_object(type->mro);
    for (int64_t i = 0; i < mro->length; i++) {
        PycType *base = (PycType *)pyc_object(mro->items[i]);
        pyc_type_ready(base);
        if (pyc_dict_merge(names, base->attributes) < 0) return -1;
    }
    return 0;
}

/* object.__dir__ and type.__dir__: the names, unsorted */
PycWord pyc_object_dir(PycWord a) {
    PycWord names = pyc_dict_new(0);
    int result = 0;
    bool is_class = pyc_is_subclass(pyc_type_of(a), &pyc_type_type), is_module = pyc_type_of(a) == &pyc_module_type;
    PycWord *extra = is_class || is_module ? NULL : pyc_extra_address(a);
    if (extra || is_module) {
        PycWord own = is_module ? pyc_module_dict(a) : pyc_find_attribute(a, NAME(__dict__));
        result = own ? pyc_dict_merge(names, own) : pyc_state.exception ? -1 : 0;
        pyc_xdec(own);
    }
    if (result == 0 && !is_module) result = merge_names(names, is_class ? (PycType *)pyc_object(a) : pyc_type_of(a));
    PycWord list = result == 0 ? pyc_list_from(names) : 0;
    pyc_dec(names);
    return list;
}
PycWord pyc_builtin_dir(PycWord a) {
    if (!a) return pyc_raise_type(&pyc_runtime_error_type, "dir(): no arguments"), (PycWord)0;
    bool absent;
    PycWord names = pyc_call_special(a, NAME(__dir__), NULL, 0, &absent);
    if (absent) names = pyc_object_dir(a);
    if (!names) return 0;
    PycWord sorted = pyc_sorted(names, 0, 0);
    pyc_dec(names);
    return sorted;
}

/* ---- Characters and numbers ---- */

PycWord pyc_builtin_ord(PycWord a) {
    if (is_text(a)) {
        int64_t n = ((PycStr *)pyc_object(a))->length;
        if (n == 1) return pyc_small(pyc_str_at(a, 0));
        return pyc_raise_type(&pyc_type_error_type, "ord() expected a character, but string of length %ld found", (long)n), (PycWord)0;
    }
    const uint8_t *data;
    int64_t length;
    if (pyc_buffer_of(a, &data, &length)) {
        if (length == 1) return pyc_small(data[0]);
        return pyc_raise_type(&pyc_type_error_type, "ord() expected a character, but string of length %ld found", (long)length), (PycWord)0;
    }
    return pyc_raise_type(&pyc_type_error_type, "ord() expected string of length 1, but %s found", pyc_type_name(a)), (PycWord)0;
}

PycWord pyc_builtin_chr(PycWord a) {
    int64_t value;
    if (pyc_index(a, &value) < 0) return 0;
    if (value > INT32_MAX || value < INT32_MIN)
        return pyc_raise_type(&pyc_overflow_error_type, "Python int too large to convert to C int"), (PycWord)0;
    if (value < 0 || value > 0x10ffff) return pyc_raise_type(&pyc_value_error_type, "chr() arg not in range(0x110000)"), (PycWord)0;
    uint32_t character = (uint32_t)value;
    return pyc_str_from_kind(&character, 1, 4);
}

PycWord pyc_as_index(PycWord a);
static PycWord in_base(PycWord a, int64_t base) {
    PycWord index = pyc_as_index(a);
    if (!index) return 0;
    PycWord text = pyc_int_text(index, base, true);
    pyc_dec(index);
    return text;
}
PycWord pyc_builtin_bin(PycWord a) { return in_base(a, 2); }
PycWord pyc_builtin_oct(PycWord a) { return in_base(a, 8); }
PycWord pyc_builtin_hex(PycWord a) { return in_base(a, 16); }
PycWord pyc_builtin_divmod(PycWord a, PycWord b) { return pyc_binary(a, b, PYC_DIVMOD); }

PycWord pyc_builtin_round(PycWord number, PycWord digits) {
    bool plain = !given(digits);
    if (pyc_is_small(number) && plain) return number;
    if (pyc_type_of(number) == &pyc_float_type && (plain || pyc_is_small(digits)))
        return pyc_float_round(((PycFloat *)pyc_object(number))->value, plain ? 0 : digits);
    if (plain && (pyc_type_of(number) == &pyc_int_type || pyc_type_of(number) == &pyc_bool_type)) 
        return pyc_int_add(number, pyc_small(0));
    bool absent;
    PycWord result = pyc_call_special(number, NAME(__round__), &digits, plain ? 0 : 1, &absent);
    if (absent) pyc_raise_type(&pyc_type_error_type, "type %s doesn't define __round__ method", pyc_type_name(number));
    return result;
}

PycWord pyc_builtin_format(PycWord a, PycWord spec) {
    if (spec && !is_text(spec))
        return pyc_raise_type(&pyc_type_error_type, "format() argument 2 must be str, not %s", pyc_argument_type(spec)), (PycWord)0;
    return pyc_format(a, spec);
}

PycWord pyc_builtin_exit(PycWord code) { /* as sys.exit: None is no argument, a tuple is all of them */
    bool is_tuple = code && pyc_type_of(code) == &pyc_tuple_type;
    PycWord args = is_tuple ? pyc_inc(code) : pyc_tuple_of(&code, given(code) ? 1 : 0);
    PycWord exception = pyc_exception_new(&pyc_system_exit_type, args);
    pyc_dec(args);
    pyc_set_pending(exception);
    return 0;
}
