/* exception_types.c: the tree of builtin exception types, and the attributes each of them has. */
#include "objects_private.h"

PycWord pyc_exception_create(PycType *type, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_exception_repr(PycWord self);
PycWord pyc_exception_str(PycWord self);
PycWord pyc_key_error_str(PycWord self);
PycWord pyc_os_error_str(PycWord self);
PycWord pyc_import_error_str(PycWord self);
PycWord pyc_syntax_error_str(PycWord self);
PycWord pyc_unicode_error_str(PycWord self);
void pyc_exception_release(PycObject *self);
void pyc_exception_traverse(PycObject *self, PycVisit visit, void *context);
void pyc_exception_clear(PycObject *self);

#define TYPE_STR(symbol, text, base_symbol, str_function)                                        \
    PycType pyc_##symbol##_type = {                                                              \
        .object = PYC_TYPE_HEAD, .name = text, .base = &pyc_##base_symbol##_type,                \
        .instance_size = sizeof(PycException),                                                   \
        .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE | PYC_TYPE_EXCEPTION,                   \
        .release = pyc_exception_release, .traverse = pyc_exception_traverse,                    \
        .clear = pyc_exception_clear, .create = pyc_exception_create,                            \
        .repr = pyc_exception_repr, .str = str_function};
#define TYPE(symbol, text, base_symbol) TYPE_STR(symbol, text, base_symbol, pyc_exception_str)

TYPE(base_exception, "BaseException", object)
TYPE(exception, "Exception", base_exception)
TYPE(generator_exit, "GeneratorExit", base_exception)
TYPE(keyboard_interrupt, "KeyboardInterrupt", base_exception)
TYPE(system_exit, "SystemExit", base_exception)
TYPE(arithmetic_error, "ArithmeticError", exception)
TYPE(floating_point_error, "FloatingPointError", arithmetic_error)
TYPE(overflow_error, "OverflowError", arithmetic_error)
TYPE(zero_division_error, "ZeroDivisionError", arithmetic_error)
TYPE(assertion_error, "AssertionError", exception)
TYPE(attribute_error, "AttributeError", exception)
TYPE(buffer_error, "BufferError", exception)
TYPE(eof_error, "EOFError", exception)
TYPE_STR(import_error, "ImportError", exception, pyc_import_error_str)
TYPE_STR(module_not_found_error, "ModuleNotFoundError", import_error, pyc_import_error_str)
TYPE(lookup_error, "LookupError", exception)
TYPE(index_error, "IndexError", lookup_error)
TYPE_STR(key_error, "KeyError", lookup_error, pyc_key_error_str)
TYPE(memory_error, "MemoryError", exception)
TYPE(name_error, "NameError", exception)
TYPE(unbound_local_error, "UnboundLocalError", name_error)
TYPE_STR(os_error, "OSError", exception, pyc_os_error_str)
TYPE_STR(blocking_io_error, "BlockingIOError", os_error, pyc_os_error_str)
TYPE_STR(child_process_error, "ChildProcessError", os_error, pyc_os_error_str)
TYPE_STR(connection_error, "ConnectionError", os_error, pyc_os_error_str)
TYPE_STR(broken_pipe_error, "BrokenPipeError", connection_error, pyc_os_error_str)
TYPE_STR(connection_aborted_error, "ConnectionAbortedError", connection_error, pyc_os_error_str)
TYPE_STR(connection_refused_error, "ConnectionRefusedError", connection_error, pyc_os_error_str)
TYPE_STR(connection_reset_error, "ConnectionResetError", connection_error, pyc_os_error_str)
TYPE_STR(file_exists_error, "FileExistsError", os_error, pyc_os_error_str)
TYPE_STR(file_not_found_error, "FileNotFoundError", os_error, pyc_os_error_str)
TYPE_STR(interrupted_error, "InterruptedError", os_error, pyc_os_error_str)
TYPE_STR(is_a_directory_error, "IsADirectoryError", os_error, pyc_os_error_str)
TYPE_STR(not_a_directory_error, "NotADirectoryError", os_error, pyc_os_error_str)
TYPE_STR(permission_error, "PermissionError", os_error, pyc_os_error_str)
TYPE_STR(process_lookup_error, "ProcessLookupError", os_error, pyc_os_error_str)
TYPE_STR(timeout_error, "TimeoutError", os_error, pyc_os_error_str)
TYPE_STR(unsupported_operation, "io.UnsupportedOperation", os_error, pyc_os_error_str)
TYPE(reference_error, "ReferenceError", exception)
TYPE(runtime_error, "RuntimeError", exception)
TYPE(not_implemented_error, "NotImplementedError", runtime_error)
TYPE(recursion_error, "RecursionError", runtime_error)
TYPE(stop_async_iteration, "StopAsyncIteration", exception)
TYPE(stop_iteration, "StopIteration", exception)
TYPE_STR(syntax_error, "SyntaxError", exception, pyc_syntax_error_str)
TYPE_STR(indentation_error, "IndentationError", syntax_error, pyc_syntax_error_str)
TYPE_STR(tab_error, "TabError", indentation_error, pyc_syntax_error_str)
TYPE(system_error, "SystemError", exception)
TYPE(type_error, "TypeError", exception)
TYPE(value_error, "ValueError", exception)
TYPE(unicode_error, "UnicodeError", value_error)
TYPE_STR(unicode_decode_error, "UnicodeDecodeError", unicode_error, pyc_unicode_error_str)
TYPE_STR(unicode_encode_error, "UnicodeEncodeError", unicode_error, pyc_unicode_error_str)
TYPE_STR(unicode_translate_error, "UnicodeTranslateError", unicode_error, pyc_unicode_error_str)
TYPE(warning, "Warning", exception)
TYPE(bytes_warning, "BytesWarning", warning)
TYPE(deprecation_warning, "DeprecationWarning", warning)
TYPE(encoding_warning, "EncodingWarning", warning)
TYPE(future_warning, "FutureWarning", warning)
TYPE(import_warning, "ImportWarning", warning)
TYPE(pending_deprecation_warning, "PendingDeprecationWarning", warning)
TYPE(resource_warning, "ResourceWarning", warning)
TYPE(runtime_warning, "RuntimeWarning", warning)
TYPE(syntax_warning, "SyntaxWarning", warning)
TYPE(unicode_warning, "UnicodeWarning", warning)
TYPE(user_warning, "UserWarning", warning)

/* ---- Computed attributes ---- */

static PycException *exception_of(PycWord self) { return (PycException *)pyc_object(self); }

static PycWord get_args(PycWord self) { return pyc_inc(exception_of(self)->args); }
static int set_args(PycWord self, PycWord value) {
    if (!value) return pyc_raise_type(&pyc_type_error_type, "args may not be deleted"), -1;
    PycWord args = pyc_tuple_from(value);
    if (!args) return -1;
    PycWord old = exception_of(self)->args;
    exception_of(self)->args = args;
    pyc_xdec(old);
    return 0;
}

static PycWord or_none(PycWord value) { return value ? pyc_inc(value) : pyc_inc(PYC_NONE); }

static int set_exception_field(PycWord *field, PycWord value, const char *what) {
    if (!value) return pyc_raise_type(&pyc_type_error_type, "%s may not be deleted", what), -1;
    if (value != PYC_NONE && !(pyc_type_of(value)->flags & PYC_TYPE_EXCEPTION))
        return pyc_raise_type(&pyc_type_error_type, "exception %.*s must be None or derive from BaseException",
                              (int)strlen(what) - 4, what + 2), -1;
    PycWord old = *field;
    *field = value == PYC_NONE ? 0 : pyc_inc(value);
    pyc_xdec(old);
    return 0;
}
static PycWord get_cause(PycWord self) { return or_none(exception_of(self)->cause); }
static int set_cause(PycWord self, PycWord value) {
    if (set_exception_field(&exception_of(self)->cause, value, "__cause__") < 0) return -1;
    exception_of(self)->suppress_context = 1;
    return 0;
}
static PycWord get_context(PycWord self) { return or_none(exception_of(self)->context); }
static int set_context(PycWord self, PycWord value) {
    return set_exception_field(&exception_of(self)->context, value, "__context__");
}
static PycWord get_suppress(PycWord self) { return pyc_inc(pyc_bool(exception_of(self)->suppress_context != 0)); }
static int set_suppress(PycWord self, PycWord value) {
    if (value != PYC_TRUE && value != PYC_FALSE)
        return pyc_raise_type(&pyc_type_error_type, value ? "attribute value type must be bool" : "can't delete numeric/char attribute"), -1;
    exception_of(self)->suppress_context = value == PYC_TRUE;
    return 0;
}
static PycWord get_traceback(PycWord self) { return or_none(exception_of(self)->traceback); }
static int set_traceback(PycWord self, PycWord value) {
    if (!value) return pyc_raise_type(&pyc_type_error_type, "__traceback__ may not be deleted"), -1;
    if (value != PYC_NONE && pyc_type_of(value) != &pyc_traceback_type)
        return pyc_raise_type(&pyc_type_error_type, "__traceback__ must be a traceback or None"), -1;
    PycWord old = exception_of(self)->traceback;
    exception_of(self)->traceback = value == PYC_NONE ? 0 : pyc_inc(value);
    pyc_xdec(old);
    return 0;
}

static PycWord field_get(PycWord self, PycWord name) {
    PycWord fields = exception_of(self)->fields;
    return or_none(fields ? pyc_dict_find_str(fields, name) : 0);
}
static int field_set(PycWord self, PycWord name, PycWord value) {
    PycException *exception = exception_of(self);
    if (!exception->fields && !(exception->fields = pyc_dict_new(0))) return -1;
    return pyc_dict_set(exception->fields, name, value ? value : PYC_NONE);
}
#define FIELD(name)                                                                              \
    static PycWord get_##name(PycWord self) { return field_get(self, NAME(name)); }              \
    static int set_##name(PycWord self, PycWord value) { return field_set(self, NAME(name), value); }
FIELD(name) FIELD(obj) FIELD(path) FIELD(msg) FIELD(errno) FIELD(strerror) FIELD(filename)
FIELD(lineno) FIELD(offset) FIELD(text) FIELD(end_lineno) FIELD(end_offset) FIELD(print_file_and_line)
FIELD(filename2) FIELD(encoding) FIELD(object) FIELD(start) FIELD(end) FIELD(reason)

PycWord pyc_stop_iteration_value(PycWord self) {
    PycException *exception = exception_of(self);
    PycWord value = exception->fields ? pyc_dict_find_str(exception->fields, NAME(value)) : 0;
    PycTuple *args = (PycTuple *)pyc_object(exception->args);
    if (!value && args->length) value = args->items[0];
    return or_none(value);
}
static int set_value(PycWord self, PycWord value) { return field_set(self, NAME(value), value); }

static PycWord get_code(PycWord self) {
    PycException *exception = exception_of(self);
    PycWord value = exception->fields ? pyc_dict_find_str(exception->fields, NAME(code)) : 0;
    PycTuple *args = (PycTuple *)pyc_object(exception->args);
    if (!value && args->length) value = args->length == 1 ? args->items[0] : exception->args;
    return or_none(value);
}
static int set_code(PycWord self, PycWord value) { return field_set(self, NAME(code), value); }

#define ROW(name) {#name, get_##name, set_##name}
static const PycComputed base_rows[] = {
    {"args", get_args, set_args}, {"__cause__", get_cause, set_cause},
    {"__context__", get_context, set_context}, {"__suppress_context__", get_suppress, set_suppress},
    {"__traceback__", get_traceback, set_traceback}};
static const PycComputed stop_rows[] = {{"value", pyc_stop_iteration_value, set_value}};
static const PycComputed exit_rows[] = {ROW(code)};
static const PycComputed name_rows[] = {ROW(name)};
static const PycComputed attribute_rows[] = {ROW(name), ROW(obj)};
static const PycComputed import_rows[] = {ROW(msg), ROW(name), ROW(path)};
static const PycComputed os_rows[] = {ROW(errno), ROW(strerror), ROW(filename), ROW(filename2)};
static const PycComputed unicode_rows[] = {ROW(encoding), ROW(object), ROW(start), ROW(end), ROW(reason)};
static const PycComputed syntax_rows[] = {ROW(msg), ROW(filename), ROW(lineno), ROW(offset), ROW(text), ROW(end_lineno),
                                          ROW(end_offset), ROW(print_file_and_line)};

static const struct { PycType *type; const PycComputed *rows; int64_t n; } computed[] = {
    {&pyc_base_exception_type, base_rows, 5}, {&pyc_stop_iteration_type, stop_rows, 1},
    {&pyc_system_exit_type, exit_rows, 1},    {&pyc_name_error_type, name_rows, 1},
    {&pyc_attribute_error_type, attribute_rows, 2}, {&pyc_import_error_type, import_rows, 3},
    {&pyc_os_error_type, os_rows, 4},         {&pyc_unicode_decode_error_type, unicode_rows, 5},
    {&pyc_unicode_encode_error_type, unicode_rows, 5}, {&pyc_unicode_translate_error_type, unicode_rows, 5},
    {&pyc_syntax_error_type, syntax_rows, 8}};

/* Called when a static type is prepared: the rows of exceptions. */
void pyc_exception_add_computed(PycType *type) {
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
        if (computed[i].type == type) pyc_add_computed(type, computed[i].rows, computed[i].n);
}
