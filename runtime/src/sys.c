/* sys.c: the module sys. */
#include "text_file.h"

#include <float.h>
#include <stdlib.h>
#include <unistd.h>

static PycWord module; /* sys, once it is made */
static PycWord arguments; /* list: sys.argv */

PycWord pyc_loaded_modules(void);

void pyc_system_set_arguments(int argc, char **argv) {
    arguments = pyc_list_new(PYC_LIST_WORDS, argc);
    for (int i = 0; i < argc; i++)
        (void)pyc_list_append_take(arguments, pyc_str_decode_surrogate(argv[i], (int64_t)strlen(argv[i])));
}

/* sys.stdout and its like: what the program set them to. */
PycWord pyc_system_attribute(const char *name) {
    if (!module) {
        if (!strcmp(name, "stdout")) return pyc_word(&pyc_stdout_file);
        if (!strcmp(name, "stdin")) return pyc_word(&pyc_stdin_file);
        if (!strcmp(name, "stderr")) return pyc_word(&pyc_stderr_file);
        return 0;
    }
    return pyc_dict_find_str(pyc_module_attributes(module), pyc_intern(name));
}

static void put(const char *name, PycWord value) { /* takes over value */
    (void)pyc_dict_set(pyc_module_attributes(module), pyc_intern(name), value);
    pyc_dec(value);
}

/* ---- Named tuples: sys.version_info and its like ---- */

typedef struct { const char *name; const char *const *fields; int64_t n; } Named;

static PycWord field_at(PycWord self, const char *const *fields, int64_t n, PycWord name) {
    for (int64_t i = 0; i < n; i++)
        if (pyc_str_equal(name, pyc_intern(fields[i]))) return pyc_inc(((PycTuple *)pyc_object(self))->items[i]);
    return pyc_object_get_attribute(self, name);
}
static PycWord named_repr(PycWord self, const char *name, const char *const *fields, int64_t n) {
    PycText out = {0};
    pyc_text_add_ascii(&out, name, (int64_t)strlen(name));
    for (int64_t i = 0; i < n; i++) {
        PycWord text = pyc_text_format("%s%s=%R", i ? ", " : "(", fields[i], ((PycTuple *)pyc_object(self))->items[i]);
        pyc_text_add_str(&out, text);
        pyc_dec(text);
    }
    pyc_text_add_char(&out, ')');
    return pyc_text_finish(&out);
}

#define NAMED(symbol, text, count, ...)                                                          \
    static const char *const symbol##_fields[] = {__VA_ARGS__};                                  \
    static PycWord symbol##_get(PycWord self, PycWord name) { return field_at(self, symbol##_fields, count, name); } \
    static PycWord symbol##_repr(PycWord self) { return named_repr(self, text, symbol##_fields, count); } \
    static PycType symbol##_type = {.object = PYC_TYPE_HEAD, .name = text, .base = &pyc_tuple_type, \
        .flags = PYC_TYPE_TUPLE | PYC_TYPE_TRACKED, .instance_size = sizeof(PycTuple),            \
        .repr = symbol##_repr, .get_attribute = symbol##_get};

NAMED(version, "sys.version_info", 5, "major", "minor", "micro", "releaselevel", "serial")
NAMED(float_info, "sys.float_info", 11, "max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig",
      "epsilon", "radix", "rounds")
NAMED(int_info, "sys.int_info", 4, "bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold")
NAMED(hash_info, "sys.hash_info", 9, "width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff")

static PycWord named(PycType *type, const PycWord *items, int64_t n) { /* takes over the items */
    PycTuple *tuple = pyc_allocate(type, (int64_t)sizeof(PycTuple) + 8 * n);
    type->release = pyc_tuple_type.release;
    type->traverse = pyc_tuple_type.traverse;
    for (int64_t i = 0; i < n; i++) tuple->items[i] = items[i];
    tuple->length = n;
    return pyc_word(tuple);
}

static void put_named(void) {
    PycWord release[] = {pyc_small(3), pyc_small(11), pyc_small(7), pyc_str_from_c("final"), pyc_small(0)};
    put("version_info", named(&version_type, release, 5));
    PycWord reals[] = {pyc_float_new(DBL_MAX), pyc_small(DBL_MAX_EXP), pyc_small(DBL_MAX_10_EXP), pyc_float_new(DBL_MIN),
        pyc_small(DBL_MIN_EXP), pyc_small(DBL_MIN_10_EXP), pyc_small(DBL_DIG), pyc_small(DBL_MANT_DIG), pyc_float_new(DBL_EPSILON),
        pyc_small(FLT_RADIX), pyc_small(1)};
    put("float_info", named(&float_info_type, reals, 11));
    PycWord ints[] = {pyc_small(30), pyc_small(4), pyc_small(4300), pyc_small(640)};
    put("int_info", named(&int_info_type, ints, 4));
    PycWord hashes[] = {pyc_small(64), pyc_int_from_i64(((int64_t)1 << 61) - 1), pyc_small(314159), pyc_small(0), pyc_small(1000003),
        pyc_str_from_c("siphash13"), pyc_small(64), pyc_small(128), pyc_small(0)};
    put("hash_info", named(&hash_info_type, hashes, 9));
}

int pyc_module_sys_ready(PycWord self) {
    module = self;
    put("stdin", pyc_word(&pyc_stdin_file));
    put("stdout", pyc_word(&pyc_stdout_file));
    put("stderr", pyc_word(&pyc_stderr_file));
    put("__stdin__", pyc_word(&pyc_stdin_file));
    put("__stdout__", pyc_word(&pyc_stdout_file));
    put("__stderr__", pyc_word(&pyc_stderr_file));
    put("argv", arguments ? pyc_inc(arguments) : pyc_list_new(PYC_LIST_WORDS, 0));
    put("modules", pyc_inc(pyc_loaded_modules()));
    put("path", pyc_list_new(PYC_LIST_WORDS, 0));
    put("maxsize", pyc_int_from_i64(INT64_MAX));
    put_named();
    return 0;
}

/* ---- Functions ---- */

PycWord pyc_sys_getrecursionlimit(void) { return pyc_small(pyc_state.depth_limit); }

PycWord pyc_sys_setrecursionlimit(PycWord limit) {
    int64_t value;
    if (pyc_to_i64(limit, &value) < 0) return 0;
    if (value > INT32_MAX || value < INT32_MIN)
        return pyc_raise_type(&pyc_overflow_error_type, value > 0 ? "signed integer is greater than maximum" : "signed integer is less than minimum"), (PycWord)0;
    if (value < 1) return pyc_raise_type(&pyc_value_error_type, "recursion limit must be greater or equal than 1"), (PycWord)0;
    if (pyc_state.depth >= value) {
        pyc_raise_type(&pyc_recursion_error_type, "cannot set the recursion limit to %ld at the recursion depth %ld: the limit is too low",
                       (long)value, (long)pyc_state.depth);
        return 0;
    }
    pyc_state.depth_limit = value;
    return pyc_inc(PYC_NONE);
}

PycWord pyc_sys_exc_info(void) {
    PycWord exception = pyc_handled();
    PycWord traceback = exception ? ((PycException *)pyc_object(exception))->traceback : 0;
    PycWord items[] = {exception ? pyc_word(pyc_type_of(exception)) : PYC_NONE, exception ? exception : PYC_NONE,
                       traceback ? traceback : PYC_NONE};
    return pyc_tuple_of(items, 3);
}
PycWord pyc_sys_exception(void) {
    PycWord exception = pyc_handled();
    return pyc_inc(exception ? exception : PYC_NONE);
}

PycWord pyc_sys_intern(PycWord text) {
    if (pyc_type_of(text) != &pyc_str_type)
        return pyc_raise_type(&pyc_type_error_type, "intern() argument must be str, not %s", pyc_argument_type(text)), (PycWord)0;
    return pyc_inc(text);
}
PycWord pyc_sys_getsizeof(PycWord a, PycWord otherwise) {
    (void)otherwise;
    int64_t flags = pyc_type_of(a)->flags, size;
    if (pyc_is_small(a)) {
        int64_t value = pyc_small_value(a);
        uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
        size = 24 + 4 * (magnitude == 0 ? 0 : magnitude < 1u << 30 ? 1 : magnitude < (uint64_t)1 << 60 ? 2 : 3);
    } else if (flags & PYC_TYPE_STR) {
        PycStr *text = (PycStr *)pyc_object(a);
        size = (text->ascii ? 48 : text->kind == 1 ? 72 : 72) + (text->length + 1) * text->kind;
    } else if (flags & PYC_TYPE_LIST) size = 56 + 8 * ((PycList *)pyc_object(a))->capacity;
    else if (flags & PYC_TYPE_TUPLE) size = 40 + 8 * ((PycTuple *)pyc_object(a))->length;
    else if (flags & PYC_TYPE_FLOAT) size = 24;
    else if (flags & PYC_TYPE_DICT) size = 64 + 104 * ((pyc_dict_length(a) + 4) / 5);
    else size = pyc_type_of(a)->instance_size;
    return pyc_small(size);
}
PycWord pyc_sys_getrefcount(PycWord a) { return pyc_small(pyc_is_small(a) ? 1000 : pyc_object(a)->refcount + 1); }
PycWord pyc_sys_getdefaultencoding(void) { return pyc_str_from_c("utf-8"); }
PycWord pyc_sys_getfilesystemencoding(void) { return pyc_str_from_c("utf-8"); }
PycWord pyc_sys_get_int_max_str_digits(void) { return pyc_small(pyc_int_max_text_digits); }
PycWord pyc_sys_set_int_max_str_digits(PycWord limit) {
    int64_t value = 0;
    bool failed = pyc_index(limit, &value) < 0;
    if (failed && !pyc_pending_is(&pyc_overflow_error_type)) return 0;
    if (failed || value != (int32_t)value) {
        pyc_clear();
        return pyc_raise_type(&pyc_overflow_error_type, "Python int too large to convert to C int"), (PycWord)0;
    }
    if (value != 0 && value < 640)
        return pyc_raise_type(&pyc_value_error_type, "maxdigits must be 0 or larger than 640"), (PycWord)0;
    pyc_int_max_text_digits = value;
    return pyc_inc(PYC_NONE);
}
PycWord pyc_sys_is_finalizing(void) { return pyc_inc(PYC_FALSE); }
