/* pyc_objects.h: memory, operators, attributes, calls, classes, exceptions, program start. */
#ifndef PYC_OBJECTS_H
#define PYC_OBJECTS_H

/* ---- Memory (memory.c, cycles.c) ---- */

/* Objects of up to 512 bytes come from pages of one size; pages of tracked types (bit 0 of
 * PycType.flags) are walked by the cycle collector, so a free slot has refcount 0. */
typedef struct PycFreeSlot {
    int64_t refcount; /* 0 */
    struct PycFreeSlot *next;
} PycFreeSlot;
#define PYC_SIZE_CLASSES 32
extern PycFreeSlot *pyc_free_lists[2][PYC_SIZE_CLASSES + 1]; /* [tracked][16-byte units] */
void *pyc_allocate_slow(PycType *type, int64_t size);

/* Header set, count 1, the rest zeroed; ends the program with a MemoryError when out of memory. */
inline void *pyc_allocate(PycType *type, int64_t size) {
    uint64_t units = ((uint64_t)size + 15) >> 4;
    if (__builtin_expect(units > PYC_SIZE_CLASSES, 0)) return pyc_allocate_slow(type, size);
    PycFreeSlot **list = &pyc_free_lists[type->flags & PYC_TYPE_TRACKED][units];
    PycFreeSlot *slot = *list;
    if (__builtin_expect(!slot, 0)) return pyc_allocate_slow(type, size);
    *list = slot->next;
    PycObject *object = (PycObject *)slot;
    object->refcount = 1;
    object->type = type;
    __builtin_memset(object + 1, 0, (units << 4) - sizeof(PycObject));
    return object;
}
/* The same, but the rest is not zeroed: for types that are not tracked. */
void *pyc_allocate_unset(PycType *type, int64_t size);
void pyc_free(PycObject *object, int64_t size);  /* memory only; size is a hint and may be wrong */
void *pyc_resize(void *object, int64_t old_size, int64_t new_size); /* untracked, count 1: may move */
int64_t pyc_usable_size(const PycObject *object, int64_t size); /* bytes the object may grow to in place */
void *pyc_raw_allocate(int64_t size);            /* not zeroed; the program ends where there is no room */
bool pyc_has_room(int64_t size);                 /* for a block as large as the program asked for */
void pyc_raise_no_memory(void);                  /* MemoryError */
void *pyc_raw_resize(void *memory, int64_t old_size, int64_t new_size);
void pyc_raw_free(void *memory, int64_t size);   /* size as allocated */
int64_t pyc_collect_cycles(void);                /* objects freed */
extern bool pyc_cycles_enabled;                  /* gc.enable, gc.disable */
void pyc_initialize(void);                       /* once, before anything else: pyc_start does it */

/* ---- Operators (operators.c): small-int and float fast paths, then slots, then dunders ---- */

PycWord pyc_add(PycWord a, PycWord b);
PycWord pyc_sub(PycWord a, PycWord b);
PycWord pyc_mul(PycWord a, PycWord b);
PycWord pyc_truediv(PycWord a, PycWord b);
PycWord pyc_floordiv(PycWord a, PycWord b);
PycWord pyc_mod(PycWord a, PycWord b);
PycWord pyc_binary(PycWord a, PycWord b, int64_t op);  /* PYC_ADD..., + PYC_INPLACE for a += b */
PycWord pyc_power(PycWord base, PycWord exponent, PycWord modulus); /* pow(); modulus may be 0 */
PycWord pyc_unary(PycWord a, int64_t op);
PycWord pyc_compare(PycWord a, PycWord b, int64_t op);      /* the object that a < b gives */
int pyc_compare_truth(PycWord a, PycWord b, int64_t op);    /* its truth; no identity shortcut */
int pyc_equal(PycWord a, PycWord b);                        /* identity or ==, as containers compare */
int64_t pyc_hash(PycWord a);                                /* -1: exception */
int pyc_truth(PycWord a);
int64_t pyc_length(PycWord a);
int pyc_ask_length(PycWord iterable);                       /* calls its __len__ or __length_hint__, as list(...) does */
int pyc_contains(PycWord container, PycWord item);
PycWord pyc_get_item(PycWord a, PycWord key);
int pyc_set_item(PycWord a, PycWord key, PycWord value);
int pyc_delete_item(PycWord a, PycWord key);
PycWord pyc_iterate(PycWord a);
PycWord pyc_next(PycWord iterator);                         /* 0 and nothing pending: exhausted */
PycWord pyc_str(PycWord a);
PycWord pyc_repr(PycWord a);
PycWord pyc_ascii(PycWord a);
PycWord pyc_format(PycWord a, PycWord spec);                /* spec: str or 0 */
int pyc_unpack(PycWord a, int64_t n, PycWord *out);         /* n owned words; CPython's ValueErrors */
int pyc_unpack_star(PycWord a, int64_t before, int64_t after, PycWord *out); /* before + list + after */
int pyc_index(PycWord a, int64_t *out); /* via __index__; OverflowError->IndexError left to the caller: clips to i64 */
int pyc_to_i64(PycWord a, int64_t *out);                    /* via __index__; OverflowError beyond i64 */
int pyc_to_f64(PycWord a, double *out);                     /* via __float__, __index__ */

/* ---- Attributes (attributes.c) ---- */

PycWord pyc_get_attribute(PycWord a, PycWord name);
PycWord pyc_find_attribute(PycWord a, PycWord name);        /* 0 and nothing pending when absent */
int pyc_set_attribute(PycWord a, PycWord name, PycWord value);
int pyc_delete_attribute(PycWord a, PycWord name);
PycWord pyc_type_lookup(PycType *type, PycWord name);       /* borrowed, through the mro; 0: absent, nothing pending */
PycWord pyc_special(PycWord a, const char *name);           /* bound dunder of the type, 0 when absent */
/* Before the arguments of a.name(...) are evaluated: AttributeError where nothing has the name. What
 * only code of the program can tell is left to the call. */
int pyc_check_method(PycWord a, PycWord name);
int pyc_check_super(PycWord owner_class, PycWord self, PycWord name); /* of super(C, self).name(...) */
PycWord pyc_super_attribute(PycWord owner_class, PycWord self, PycWord name); /* super(C, self).name */

/* Inline caches: one static PycCache a site, zeroed. */
typedef struct { PycType *type; int64_t offset; } PycCache;
PycWord pyc_get_attribute_cached(PycWord a, PycWord name, PycCache *cache);
int pyc_set_attribute_cached(PycWord a, PycWord name, PycWord value, PycCache *cache);

/* ---- Calls (calls.c, functions.c) ---- */

PycWord pyc_call(PycWord callee, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_call_method(PycWord self, PycWord name, const PycWord *args, int64_t n, PycWord names);
extern PycWord pyc_missing_method; /* the name that the last failed pyc_call_method did not find */
PycWord pyc_call_spread(PycWord callee, PycWord args_tuple, PycWord keywords_dict_or_0);
PycWord pyc_function_new(const PycCode *code, PycWord closure, PycWord defaults,
                         PycWord keyword_defaults, PycWord module); /* 0 where there is none; borrowed */
PycWord pyc_cell_new(PycWord value_or_0);                   /* takes over the count of value */
PycWord pyc_method_new(PycWord function, PycWord self);
PycWord pyc_builtin_new(const PycBuiltinSpec *spec, PycWord self_or_0);

/* Binds a call's arguments to `code`'s parameters into `out` (owned words); CPython's TypeErrors. */
int pyc_bind_arguments(PycFunction *function, const PycWord *args, int64_t n, PycWord names, PycWord *out);

/* Generators: a body with PYC_CODE_GENERATOR, called at point 0, is not run by a call: the call
 * makes the generator. The body is then called with `live` = its frame (frame_size words that the
 * generator owns: parameters first at point 0, moved in). To yield, the body moves what is live
 * into the frame, calls pyc_generator_suspend(point), and returns the yielded value; it is
 * resumed at `point` and takes the sent word from pyc_generator_sent() (owned; 0 when an exception
 * was thrown in: it is pending). To return it calls pyc_generator_return(value), which takes over
 * the count, and returns 0 with nothing pending. `self` is the function. */
void pyc_generator_suspend(int64_t point);
PycWord pyc_generator_sent(void);
PycWord pyc_generator_return(PycWord value); /* result: 0 */
/* `yield from`: one step of delegation. Result: value to yield; 0 and *done = 1: finished, the
 * owned result of the subiterator in *value; 0 and *done = 0: exception. `sent` borrowed, 0: throw
 * the pending exception in. */
PycWord pyc_yield_from_step(PycWord iterator, PycWord sent, PycWord *value, int64_t *done);

/* ---- Classes (classes.c) ---- */

/* Runs at the end of a class body. `namespace` is the dict that the body filled; keywords: dict or 0
 * (metaclass=, __init_subclass__ arguments). Result: the class. */
PycWord pyc_class_namespace(PycClassSpec *spec, const PycWord *bases, int64_t n_bases, PycWord keywords); /* for the body: what __prepare__ gives */
PycWord pyc_class_new(PycClassSpec *spec, const PycWord *bases, int64_t n_bases, PycWord namespace_,
                      PycWord keywords);
PycWord pyc_instance_new(PycType *type);                    /* object.__new__: slots unset */
int pyc_is_subclass(PycType *type, PycType *base);
int pyc_isinstance(PycWord a, PycWord class_or_tuple);
int pyc_issubclass(PycWord a, PycWord class_or_tuple);

/* ---- Exceptions (exceptions.c, tracebacks.c) ---- */

const char *pyc_argument_type(PycWord a);     /* the type as in "argument must be str, not None" */
void pyc_raise(PycWord exception_or_class, PycWord cause_or_0); /* the raise statement: borrowed; sets context */
void pyc_raise_type(PycType *type, const char *format, ...)  /* printf's directives, and %S: PycWord shown with str(), %R: with repr() */;
void pyc_reraise(void);                       /* bare raise; RuntimeError when nothing is handled */
void pyc_restore(PycWord exception);          /* make it pending as it is; takes over the count */
PycWord pyc_catch(void);                      /* pending -> handled; result: what was handled before (owned or 0) */
PycWord pyc_handled(void);                    /* of this generator or of whoever resumed it; borrowed, or 0 */
void pyc_end_catch(PycWord previous);         /* handled = previous (moved), the old one is dropped */
int pyc_exception_matches(PycWord exception, PycWord class_or_tuple); /* TypeError for a non-class */
void pyc_trace(const PycSite *site);          /* the pending exception passed through `site` */
void pyc_trace_keep(const PycWord *words, int64_t n); /* moves a frame's variables (0: unbound) into its newest entry */
void pyc_clear(void);                         /* drop the pending exception */
bool pyc_pending_is(PycType *type);           /* something is pending and is an instance of it */
void pyc_raise_unbound_local(PycWord name);
void pyc_raise_unbound_free(PycWord name);
void pyc_raise_name(PycWord name);
void pyc_raise_name_among(PycWord name, PycWord locals); /* locals: tuple of names that may have been meant */
void pyc_raise_recursion(void);
void pyc_raise_interrupt(void);               /* KeyboardInterrupt; resets pyc_state.interrupted */
void pyc_raise_assertion(PycWord message_or_0);
void pyc_print_pending(void);                 /* traceback on stderr exactly as CPython 3.11, chains, notes; clears */

extern PycType pyc_base_exception_type, pyc_exception_type, pyc_type_error_type,
    pyc_value_error_type, pyc_index_error_type, pyc_key_error_type, pyc_lookup_error_type,
    pyc_attribute_error_type, pyc_name_error_type, pyc_unbound_local_error_type,
    pyc_zero_division_error_type, pyc_overflow_error_type, pyc_arithmetic_error_type,
    pyc_stop_iteration_type, pyc_runtime_error_type, pyc_recursion_error_type,
    pyc_not_implemented_error_type, pyc_os_error_type, pyc_file_not_found_error_type,
    pyc_eof_error_type, pyc_memory_error_type, pyc_assertion_error_type, pyc_import_error_type,
    pyc_module_not_found_error_type, pyc_keyboard_interrupt_type, pyc_system_exit_type,
    pyc_generator_exit_type, pyc_unicode_error_type, pyc_unicode_decode_error_type,
    pyc_unicode_encode_error_type, pyc_buffer_error_type, pyc_floating_point_error_type;

/* ---- Modules and start (modules.c, start.c) ---- */

PycWord pyc_import_library(const char *name); /* module object of the library: math, sys, ... */
PycWord pyc_import_user(PycModuleSpec *spec); /* runs it on first import */
PycWord pyc_import_from(PycWord module, PycWord name); /* ImportError text as CPython's */
PycWord pyc_builtin(PycWord name);            /* builtins.NAME; 0 and nothing pending when absent */
int pyc_start(int argc, char **argv, const PycProgram *program); /* runs it whole; result: exit status */
bool pyc_interrupt_check(void);               /* true: KeyboardInterrupt is now pending */

/* Generated at build time from compiler/library: every method and function of the library. */
extern const PycBuiltinSpec pyc_library_table[];
extern const int64_t pyc_library_table_length;

/* A class or module of the library with its rows of pyc_library_table. */
typedef struct PycLibraryOwner {
    const char *name;
    const char *module;
    PycType *type;             /* NULL: a module, or a class that is not there yet */
    int64_t first, count;
    int (*ready)(PycWord module); /* pyc_module_NAME_ready, where it exists: fills a new module */
    const char *doc;
} PycLibraryOwner;
extern const PycLibraryOwner pyc_library_owners[];
extern const int64_t pyc_library_owners_length;

typedef struct PycLibraryConstant {
    const char *module, *name;
    int64_t kind; /* 'i', 'b', 'f', 's' */
    int64_t integer;
    double real;
    const char *text;
} PycLibraryConstant;
extern const PycLibraryConstant pyc_library_constants[];
extern const int64_t pyc_library_constants_length;

#endif
