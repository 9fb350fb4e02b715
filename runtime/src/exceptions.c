/* exceptions.c: exception objects: how they are made, initialised, shown and dropped. */
#include "objects_private.h"

#include <errno.h>

PycWord pyc_exception_create(PycType *type, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_exception_repr(PycWord self);
PycWord pyc_exception_str(PycWord self);
PycWord pyc_key_error_str(PycWord self);
PycWord pyc_os_error_str(PycWord self);
PycWord pyc_import_error_str(PycWord self);
PycWord pyc_str_rpartition(PycWord self, PycWord separator);
PycWord pyc_dict_clear(PycWord self);
PycWord pyc_syntax_error_str(PycWord self);
PycWord pyc_unicode_error_str(PycWord self);
void pyc_exception_release(PycObject *self);
void pyc_exception_traverse(PycObject *self, PycVisit visit, void *context);
void pyc_exception_clear(PycObject *self);

extern PycType pyc_blocking_io_error_type, pyc_child_process_error_type, pyc_broken_pipe_error_type,
    pyc_connection_aborted_error_type, pyc_connection_refused_error_type,
    pyc_connection_reset_error_type, pyc_file_exists_error_type, pyc_interrupted_error_type,
    pyc_is_a_directory_error_type, pyc_not_a_directory_error_type, pyc_permission_error_type,
    pyc_process_lookup_error_type, pyc_timeout_error_type, pyc_unicode_translate_error_type,
    pyc_syntax_error_type;

static PycException *exception_of(PycWord self) { return (PycException *)pyc_object(self); }
static PycTuple *args_of(PycWord self) { return (PycTuple *)pyc_object(exception_of(self)->args); }

/* ---- Lifetime ---- */

void pyc_exception_clear(PycObject *self) {
    PycException *exception = (PycException *)self;
    PycWord held[] = {exception->extra, exception->cause, exception->context, exception->traceback,
                      exception->fields};
    exception->extra = exception->cause = exception->context = exception->traceback = exception->fields = 0;
    for (size_t i = 0; i < 5; i++) pyc_xdec(held[i]);
    for (int64_t i = 0; i < self->type->n_slots; i++) {
        if (self->type->slots[i].kind != PYC_SLOT_WORD) continue;
        PycWord word = exception->slots[i];
        exception->slots[i] = 0;
        pyc_xdec(word);
    }
}

void pyc_exception_release(PycObject *self) {
    pyc_exception_clear(self);
    pyc_xdec(((PycException *)self)->args);
}

void pyc_exception_traverse(PycObject *self, PycVisit visit, void *context) {
    PycException *exception = (PycException *)self;
    visit(exception->extra, context);
    visit(exception->args, context);
    visit(exception->cause, context);
    visit(exception->context, context);
    visit(exception->traceback, context);
    visit(exception->fields, context);
    for (int64_t i = 0; i < self->type->n_slots; i++)
        if (self->type->slots[i].kind == PYC_SLOT_WORD) visit(exception->slots[i], context);
}

PycWord pyc_exception_new(PycType *type, PycWord args) {
    PycException *exception = pyc_allocate(type, type->instance_size);
    exception->args = pyc_inc(args);
    for (int64_t i = 0; i < type->n_slots; i++)
        if (type->slots[i].kind == PYC_SLOT_F64) exception->slots[i] = PYC_F64_ABSENT;
    return pyc_word(exception);
}

/* ---- Initialisation ---- */

static int field(PycWord self, PycWord name, PycWord value) {
    PycException *exception = exception_of(self);
    if (!exception->fields && !(exception->fields = pyc_dict_new(0))) return -1;
    return pyc_dict_set(exception->fields, name, value);
}

static bool below(PycWord self, PycType *type) { return pyc_is_subclass(pyc_type_of(self), type); }

static int initialize_os_error(PycWord self) {
    PycTuple *args = args_of(self);
    if (args->length < 2 || args->length > 5) return 0;
    if (field(self, NAME(errno), args->items[0]) < 0 || field(self, NAME(strerror), args->items[1]) < 0) return -1;
    if (args->length == 2 || args->items[2] == PYC_NONE) return 0;
    if (field(self, NAME(filename), args->items[2]) < 0) return -1;
    if (args->length == 5 && args->items[4] != PYC_NONE && field(self, NAME(filename2), args->items[4]) < 0) return -1;
    PycWord shorter = pyc_tuple_of(args->items, 2);
    pyc_dec(exception_of(self)->args);
    exception_of(self)->args = shorter;
    return 0;
}

static int unicode_argument(PycWord value, int64_t index, bool decode) {
    PycType *type = pyc_type_of(value);
    const char *want = NULL;
    if (index == 0 || index == 4 || (index == 1 && !decode)) want = type->flags & PYC_TYPE_STR ? NULL : "str";
    else if (index == 1) want = type == &pyc_bytes_type || type == &pyc_bytearray_type ? NULL : "a bytes-like object";
    else if (!(type->flags & PYC_TYPE_INT))
        return pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer", type->name), -1;
    if (!want) return 0;
    if (index == 1 && decode)
        return pyc_raise_type(&pyc_type_error_type, "a bytes-like object is required, not '%s'", type->name), -1;
    return pyc_raise_type(&pyc_type_error_type, "argument %d must be %s, not %s", (int)index + 1, want, type->name), -1;
}

static int initialize_unicode_error(PycWord self, bool decode, bool translate) {
    PycTuple *args = args_of(self);
    PycWord names[] = {NAME(encoding), NAME(object), NAME(start), NAME(end), NAME(reason)};
    int64_t first = translate ? 1 : 0, want = 5 - first;
    if (args->length != want)
        return pyc_raise_type(&pyc_type_error_type, "function takes exactly %d arguments (%d given)", (int)want, (int)args->length), -1;
    for (int64_t i = 0; i < want; i++) {
        if (unicode_argument(args->items[i], i + first, decode) < 0) return -1;
        if (field(self, names[i + first], args->items[i]) < 0) return -1;
    }
    return 0;
}

/* SyntaxError(message, (filename, line, offset, text, end line, end offset)) */
static int initialize_syntax_error(PycWord self) {
    PycTuple *args = args_of(self);
    if (args->length == 0) return 0;
    if (field(self, NAME(msg), args->items[0]) < 0) return -1;
    if (args->length != 2) return 0;
    PycWord details = pyc_tuple_from(args->items[1]);
    if (!details) return -1;
    const char *const names[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset"};
    PycTuple *tuple = (PycTuple *)pyc_object(details);
    int result = 0;
    for (int64_t i = 0; i < tuple->length && i < 6 && result == 0; i++)
        result = field(self, pyc_intern(names[i]), tuple->items[i]);
    if (result == 0 && (tuple->length < 4 || tuple->length > 6)) {
        pyc_raise_type(&pyc_type_error_type, "function takes at %s arguments (%d given)",
                       tuple->length < 4 ? "least 4" : "most 6", (int)tuple->length);
        result = -1;
    } else if (result == 0 && tuple->length == 5) {
        pyc_raise_type(&pyc_type_error_type, "end_offset must be provided when end_lineno is provided");
        result = -1;
    }
    pyc_dec(details);
    return result;
}

/* The keywords that some types take; they go into fields. */
static int initialize_keywords(PycWord self, const PycWord *values, PycWord names) {
    PycTuple *tuple = (PycTuple *)pyc_object(names);
    bool import = below(self, &pyc_import_error_type), attribute = below(self, &pyc_attribute_error_type);
    for (int64_t i = 0; i < tuple->length; i++) {
        PycWord name = tuple->items[i];
        bool known = pyc_str_equal(name, NAME(name)) && (import || attribute || below(self, &pyc_name_error_type));
        known = known || (import && pyc_str_equal(name, NAME(path))) || (attribute && pyc_str_equal(name, NAME(obj)));
        if (known) {
            if (field(self, name, values[i]) < 0) return -1;
        } else if (import || attribute || below(self, &pyc_name_error_type)) {
            const char *type = import ? "ImportError" : attribute ? "AttributeError" : "NameError";
            return pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for %s()", name, type), -1;
        } else {
            return pyc_raise_type(&pyc_type_error_type, "%s() takes no keyword arguments",
                                  below(self, &pyc_os_error_type) ? "OSError" : pyc_type_of(self)->name), -1;
        }
    }
    return 0;
}

/* What __init__ of the builtin exception types does. */
int pyc_exception_initialize(PycWord self, const PycWord *args, int64_t n, PycWord names) {
    PycWord tuple = pyc_tuple_of(args, n);
    if (!tuple) return -1;
    pyc_xdec(exception_of(self)->args);
    exception_of(self)->args = tuple;
    if (exception_of(self)->fields && below(self, &pyc_import_error_type)) (void)pyc_dict_clear(exception_of(self)->fields);
    if (names && initialize_keywords(self, args + n, names) < 0) return -1;
    if (below(self, &pyc_os_error_type)) return initialize_os_error(self);
    if (below(self, &pyc_unicode_error_type)) {
        if (below(self, &pyc_unicode_decode_error_type)) return initialize_unicode_error(self, true, false);
        if (below(self, &pyc_unicode_encode_error_type)) return initialize_unicode_error(self, false, false);
        if (below(self, &pyc_unicode_translate_error_type)) return initialize_unicode_error(self, false, true);
    }
    if (below(self, &pyc_import_error_type) && n == 1) return field(self, NAME(msg), args[0]);
    if (below(self, &pyc_syntax_error_type)) return initialize_syntax_error(self);
    return 0;
}

static PycType *os_error_subtype(int number) {
    switch (number) {
    case EAGAIN: case EALREADY: case EINPROGRESS: return &pyc_blocking_io_error_type;
    case EPIPE: case ESHUTDOWN: return &pyc_broken_pipe_error_type;
    case ECHILD: return &pyc_child_process_error_type;
    case ECONNABORTED: return &pyc_connection_aborted_error_type;
    case ECONNREFUSED: return &pyc_connection_refused_error_type;
    case ECONNRESET: return &pyc_connection_reset_error_type;
    case EEXIST: return &pyc_file_exists_error_type;
    case ENOENT: return &pyc_file_not_found_error_type;
    case EINTR: return &pyc_interrupted_error_type;
    case EISDIR: return &pyc_is_a_directory_error_type;
    case ENOTDIR: return &pyc_not_a_directory_error_type;
    case EACCES: case EPERM: return &pyc_permission_error_type;
    case ESRCH: return &pyc_process_lookup_error_type;
    case ETIMEDOUT: return &pyc_timeout_error_type;
    default: return &pyc_os_error_type;
    }
}

PycWord pyc_exception_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (type == &pyc_os_error_type && n >= 2 && n <= 5 && pyc_is_small(args[0])) {
        int64_t number = pyc_small_value(args[0]);
        if (number > 0 && number < 4096) type = os_error_subtype((int)number);
    }
    PycWord tuple = pyc_tuple_of(args, n);
    if (!tuple) return 0;
    PycWord self = pyc_exception_new(type, tuple);
    pyc_dec(tuple);
    if (pyc_exception_initialize(self, args, n, names) < 0) return pyc_dec(self), (PycWord)0;
    return self;
}

void pyc_raise_errno(int number, PycWord filename_or_0) {
    PycWord args[3] = {pyc_small(number), pyc_str_from_c(strerror(number)), filename_or_0};
    PycWord exception = pyc_exception_create(&pyc_os_error_type, args, filename_or_0 ? 3 : 2, 0);
    pyc_dec(args[1]);
    if (exception) pyc_set_pending(exception);
}

/* ---- Text ---- */

PycWord pyc_exception_repr(PycWord self) {
    PycTuple *args = args_of(self);
    if (args->length == 1) return pyc_text_format("%s(%R)", pyc_type_name(self), args->items[0]);
    return pyc_text_format("%s%R", pyc_type_name(self), exception_of(self)->args);
}

PycWord pyc_exception_str(PycWord self) {
    PycTuple *args = args_of(self);
    if (args->length == 0) return pyc_str_from_utf8("", 0);
    return pyc_str(args->length == 1 ? args->items[0] : exception_of(self)->args);
}

PycWord pyc_key_error_str(PycWord self) {
    PycTuple *args = args_of(self);
    return args->length == 1 ? pyc_repr(args->items[0]) : pyc_exception_str(self);
}

static PycWord stored(PycWord self, PycWord name) { /* borrowed or 0 */
    PycWord fields = exception_of(self)->fields;
    PycWord value = fields ? pyc_dict_find_str(fields, name) : 0;
    return value == PYC_NONE ? 0 : value;
}

PycWord pyc_os_error_str(PycWord self) {
    PycWord number = stored(self, NAME(errno)), text = stored(self, NAME(strerror));
    PycWord filename = stored(self, NAME(filename)), second = stored(self, NAME(filename2));
    PycWord shown_number = number ? number : PYC_NONE, shown_text = text ? text : PYC_NONE;
    if (filename && second)
        return pyc_text_format("[Errno %S] %S: %R -> %R", shown_number, shown_text, filename, second);
    if (filename) return pyc_text_format("[Errno %S] %S: %R", shown_number, shown_text, filename);
    if (number && text) return pyc_text_format("[Errno %S] %S", number, text);
    return pyc_exception_str(self);
}

PycWord pyc_import_error_str(PycWord self) {
    PycWord message = stored(self, NAME(msg));
    if (message && pyc_type_of(message) == &pyc_str_type) return pyc_inc(message);
    return pyc_exception_str(self);
}

PycWord pyc_syntax_error_str(PycWord self) {
    PycWord message = stored(self, NAME(msg)), filename = stored(self, NAME(filename));
    PycWord line = stored(self, pyc_intern("lineno"));
    if (!message) message = PYC_NONE;
    if (filename && !(pyc_type_of(filename)->flags & PYC_TYPE_STR)) filename = 0;
    if (line && pyc_type_of(line) != &pyc_int_type) line = 0;
    if (!filename) return line ? pyc_text_format("%S (line %S)", message, line) : pyc_str(message);
    PycWord slash = pyc_str_from_c("/"), parts = pyc_str_rpartition(filename, slash);
    pyc_dec(slash);
    if (!parts) return 0;
    PycWord name = ((PycTuple *)pyc_object(parts))->items[2];
    PycWord text = line ? pyc_text_format("%S (%S, line %S)", message, name, line) : pyc_text_format("%S (%S)", message, name);
    pyc_dec(parts);
    return text;
}

static PycWord unicode_range_text(PycWord self, bool decode, bool translate, int64_t start, int64_t end) {
    PycWord object = stored(self, NAME(object)), encoding = stored(self, NAME(encoding));
    PycWord reason = stored(self, NAME(reason));
    char head[64] = "";
    PycWord codec = translate ? pyc_str_from_utf8("", 0) : pyc_text_format("'%S' codec ", encoding);
    if (!codec) return 0;
    const char *verb = decode ? "decode" : translate ? "translate" : "encode";
    PycWord text;
    if (end != start + 1) {
        text = pyc_text_format("%Scan't %s %s in position %ld-%ld: %S", codec, verb,
                               decode ? "bytes" : "characters", (long)start, (long)end - 1, reason);
    } else if (decode) {
        PycBytes *bytes = (PycBytes *)pyc_object(object);
        unsigned byte = pyc_type_of(object) == &pyc_bytes_type && start < bytes->length ? bytes->data[start] : 0;
        text = pyc_text_format("%Scan't decode byte 0x%02x in position %ld: %S", codec, byte, (long)start, reason);
    } else {
        uint32_t bad = start < ((PycStr *)pyc_object(object))->length ? pyc_str_at(object, start) : 0;
        __builtin_snprintf(head, sizeof head, bad <= 0xff ? "\\x%02x" : bad <= 0xffff ? "\\u%04x" : "\\U%08x", bad);
        text = pyc_text_format("%Scan't %s character '%s' in position %ld: %S", codec, verb, head, (long)start, reason);
    }
    pyc_dec(codec);
    return text;
}

PycWord pyc_unicode_error_str(PycWord self) {
    PycWord start = stored(self, NAME(start)), end = stored(self, NAME(end));
    int64_t from, to;
    if (!start || !end || !stored(self, NAME(object)) || !pyc_int_fits_i64(start, &from) || !pyc_int_fits_i64(end, &to))
        return pyc_str_from_utf8("", 0);
    return unicode_range_text(self, below(self, &pyc_unicode_decode_error_type),
                              below(self, &pyc_unicode_translate_error_type), from, to);
}

/* ---- Methods ---- */

PycWord pyc_exception_with_traceback(PycWord self, PycWord traceback) {
    return pyc_set_attribute(self, NAME(__traceback__), traceback) < 0 ? 0 : pyc_inc(self);
}

PycWord pyc_exception_add_note(PycWord self, PycWord note) {
    if (!(pyc_type_of(note)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "note must be a str, not '%s'", pyc_type_name(note)), (PycWord)0;
    PycWord notes = pyc_find_attribute(self, NAME(__notes__));
    if (!notes) {
        if (pyc_state.exception) return 0;
        notes = pyc_list_new(PYC_LIST_WORDS, 1);
        if (!notes || pyc_set_attribute(self, NAME(__notes__), notes) < 0) return pyc_xdec(notes), (PycWord)0;
    } else if (!(pyc_type_of(notes)->flags & PYC_TYPE_LIST)) {
        pyc_dec(notes);
        return pyc_raise_type(&pyc_type_error_type, "Cannot add note: __notes__ is not a list"), (PycWord)0;
    }
    int result = pyc_list_append(notes, note);
    pyc_dec(notes);
    return result < 0 ? 0 : pyc_inc(PYC_NONE);
}
