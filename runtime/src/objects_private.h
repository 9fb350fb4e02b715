/* objects_private.h: layouts and helpers that the object core's files share.
 *
 * Where an instance's attributes live:
 *   plain user class            PycInstance: extra, slots
 *   below BaseException         PycException: extra, slots behind its fields
 *   below another builtin type  (PYC_TYPE_DERIVED) the builtin's layout, then one word `extra`
 *                               behind it, 8-byte aligned; no slots
 *   below `type`                PycType; attributes are class attributes
 */
#ifndef OBJECTS_PRIVATE_H
#define OBJECTS_PRIVATE_H

#include "pyc.h"

#include <string.h>

#define PYC_COLD __attribute__((cold, noinline))

/* Names that the core looks up; each is an immortal str once pyc_initialize has run. */
#define PYC_NAMES(X)                                                                              \
    X(__abs__) X(__add__) X(__all__) X(__and__) X(__annotations__) X(__bases__) X(__bool__)       \
    X(__bytes__)                                                                                  \
    X(__call__) X(__cause__) X(__ceil__) X(__class__) X(__class_getitem__) X(__code__)            \
    X(__complex__) X(__contains__) X(__context__) X(__defaults__) X(__del__) X(__delattr__)       \
    X(__delete__) X(__delitem__) X(__dict__) X(__dir__) X(__divmod__) X(__doc__) X(__enter__)     \
    X(__eq__) X(__exit__) X(__file__) X(__float__) X(__floor__) X(__floordiv__) X(__format__)     \
    X(__func__) X(__ge__) X(__get__) X(__getattr__) X(__getattribute__) X(__getitem__) X(__gt__)  \
    X(__hash__) X(__iadd__) X(__iand__) X(__ifloordiv__) X(__ilshift__) X(__imatmul__)            \
    X(__imod__) X(__imul__) X(__index__) X(__init__) X(__init_subclass__) X(__instancecheck__)    \
    X(__int__) X(__invert__) X(__ior__) X(__ipow__) X(__irshift__) X(__isub__) X(__iter__)        \
    X(__itruediv__) X(__ixor__) X(__kwdefaults__) X(__le__) X(__len__) X(__length_hint__)         \
    X(__lshift__) X(__lt__) X(__main__) X(__matmul__) X(__missing__) X(__mod__) X(__module__)     \
    X(__mro__) X(__mul__) X(__name__) X(__ne__) X(__neg__) X(__new__) X(__next__) X(__notes__)    \
    X(__or__) X(__pos__) X(__pow__) X(__qualname__) X(__radd__) X(__rand__) X(__rdivmod__)        \
    X(__reduce__) X(__repr__) X(__reversed__) X(__rfloordiv__) X(__rlshift__) X(__rmatmul__)      \
    X(__rmod__) X(__rmul__) X(__ror__) X(__round__) X(__rpow__) X(__rrshift__) X(__rshift__)      \
    X(__rsub__) X(__rtruediv__) X(__rxor__) X(__locals__) X(__prepare__) X(__self__) X(__set__) X(__set_name__)                \
    X(__setattr__) X(__setitem__) X(__slots__) X(__str__) X(__sub__) X(__subclasscheck__)         \
    X(__subclasses__) X(__suppress_context__) X(__traceback__) X(__truediv__) X(__trunc__)        \
    X(__weakref__) X(__wrapped__) X(__xor__) X(args) X(builtins) X(characters_written)            \
    X(clear) X(close) X(code) X(encoding) X(end) X(errno) X(extend) X(filename) X(filename2)      \
    X(end_lineno) X(end_offset) X(lineno) X(offset) X(print_file_and_line) X(text)                \
    X(flush) X(metaclass) X(msg) X(name) X(obj) X(object) X(path) X(reason) X(start)              \
    X(strerror) X(throw) X(update) X(value) X(send) X(write) X(keys) X(append) X(isatty)          \
    X(readline) X(file) X(stdout) X(stderr) X(stdin) X(sys) X(exceptions) X(message)

struct PycNames {
#define X(name) PycWord n_##name;
    PYC_NAMES(X)
#undef X
};
extern struct PycNames pyc_names;
#define NAME(name) (pyc_names.n_##name)

enum {
    PYC_TYPE_DERIVED = 1 << 11, /* user class with a builtin's layout and `extra` behind it */
    PYC_TYPE_NO_DICT = 1 << 12, /* __slots__ all the way up: no other attributes */
    PYC_TYPE_HEAP = 1 << 13,    /* made by a class statement or type(): its attributes may be set */
    PYC_TYPE_HAS_F64 = 1 << 14, /* has a slot of kind F64 */
};
#define PYC_TYPE_HEAD {PYC_IMMORTAL, &pyc_type_type}

/* ---- Layouts ---- */

typedef struct { PycObject object; const PycBuiltinSpec *spec; PycWord self; PycType *owner; } PycBuiltin;
typedef struct { PycObject object; PycWord function, self; } PycMethod;
typedef struct { PycObject object; PycWord getter, setter, deleter, doc, name; bool is_getters_doc; } PycProperty;
typedef struct { PycObject object; PycWord function; } PycWrapped; /* staticmethod, classmethod */
typedef struct { PycObject object; PycType *type; PycWord self; PycType *self_type; } PycSuper;
typedef struct { PycObject object; PycWord name, attributes; PycModuleSpec *spec; } PycModule;
typedef struct { PycObject object; int64_t kind; PycType *owner; PycWord self; } PycWrapper;

/* A computed attribute of a builtin type. */
typedef struct PycComputed {
    const char *name;
    PycWord (*get)(PycWord self);
    int (*set)(PycWord self, PycWord value); /* value 0: delete; NULL: read-only */
} PycComputed;
typedef struct {
    PycObject object;
    const char *name;
    PycWord (*get)(PycWord self);
    int (*set)(PycWord self, PycWord value);
    PycType *owner;
} PycGetSet;

/* A name in __slots__. */
typedef struct { PycObject object; PycWord name; PycType *owner; } PycMember;

typedef struct {
    PycObject object;
    PycFunction *function;
    PycWord *frame;
    int64_t point;
    int64_t state;       /* PYC_GENERATOR_* */
    PycWord handled;     /* owned: what an except clause around the yield handles, or 0 */
    PycWord name, qualname; /* owned, where they were set; else 0 */
} PycGenerator;
/* What the code handles that resumed the generators which run: of each its own alone. */
typedef struct PycHandled { PycWord exception; struct PycHandled *outer; } PycHandled;
extern PycHandled *pyc_handled_outside;
enum { PYC_GENERATOR_CREATED, PYC_GENERATOR_SUSPENDED, PYC_GENERATOR_RUNNING, PYC_GENERATOR_CLOSED };

extern PycType pyc_property_type, pyc_staticmethod_type, pyc_classmethod_type, pyc_super_type,
    pyc_wrapper_type, pyc_method_wrapper_type, pyc_method_descriptor_type,
    pyc_classmethod_descriptor_type, pyc_getset_type, pyc_member_type, pyc_mappingproxy_type,
    pyc_text_file_type;

/* ---- Types (types.c, classes.c, class_slots.c) ---- */

void pyc_type_prepare(PycType *type);  /* fills mro, attributes, inherited slots of a static type */
static inline void pyc_type_ready(PycType *type) {
    if (__builtin_expect(!type->mro, 0)) pyc_type_prepare(type);
}
const char *pyc_type_name(PycWord a);  /* as in messages */
void pyc_inherit_slots(PycType *type, const PycType *from);
void pyc_slots_update(PycType *type);  /* dunders of user classes -> slots */
bool pyc_slots_name(PycWord name);     /* a dunder that fills a slot */
void pyc_add_wrappers(PycType *type);  /* slots of a static type -> dunders */
void pyc_add_computed(PycType *type, const PycComputed *rows, int64_t n);
int pyc_type_count(void);
PycType *pyc_user_type(int64_t index);
PycWord pyc_type_object_new(PycType *meta, PycWord name, PycWord bases, PycWord namespace_, PycWord keywords, PycClassSpec *spec);
PycType *pyc_metaclass_of(PycType *meta, const PycWord *bases, int64_t n);
PycWord pyc_type_call(PycWord callee, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_user_create(PycType *type, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_object_new_default(PycType *type, const PycWord *args, int64_t n, PycWord names);
int pyc_object_init_default(PycWord self, PycType *owner, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_derived_new(PycType *type, PycType *base, const PycWord *args, int64_t n, PycWord names);
void pyc_instance_release(PycObject *self);
void pyc_instance_traverse(PycObject *self, PycVisit visit, void *context);
void pyc_instance_clear(PycObject *self);
void pyc_derived_release(PycObject *self);
void pyc_derived_traverse(PycObject *self, PycVisit visit, void *context);
void pyc_derived_clear(PycObject *self);
PycType *pyc_layout_type(PycType *type); /* the builtin type whose layout its instances have */
int64_t pyc_layout_size(PycObject *self); /* bytes of that layout, 8-byte aligned, without extra */

/* ---- Attributes ---- */

typedef struct PycFound {
    PycType *type;
    PycWord name;
    PycWord value; /* borrowed: in the class or a base; 0: none */
    int64_t slot;  /* of the instance; -1: none */
} PycFound;
const PycFound *pyc_find(PycType *type, PycWord name); /* valid until the next call */
void pyc_forget(PycType *type, PycWord name);          /* the attribute was changed */
PycWord *pyc_extra_address(PycWord a);                 /* NULL: has none */
PycWord pyc_object_get_attribute(PycWord a, PycWord name);     /* object.__getattribute__, but 0 and nothing pending when absent */
int pyc_object_set_attribute(PycWord a, PycWord name, PycWord value);
PycWord pyc_type_get_attribute(PycWord a, PycWord name);       /* the same for classes */
int pyc_type_set_attribute(PycWord a, PycWord name, PycWord value);
PYC_COLD void pyc_raise_no_attribute(PycWord a, PycWord name);
int64_t pyc_slot_number(PycType *type, PycWord name);
PycWord pyc_slot_load(PycWord a, int64_t slot);               /* owned; 0: unset */
int pyc_slot_store(PycWord a, PycWord name, int64_t slot, PycWord value);
PycWord pyc_dict_pop_str(PycWord dict, PycWord name);          /* owned or 0; never raises */

/* ---- Calls ---- */

PycWord pyc_special_of(PycWord a, PycWord name);  /* bound dunder of the type, 0 when absent */
PycWord pyc_call_special(PycWord a, PycWord name, const PycWord *args, int64_t n, bool *absent);
PycWord pyc_builtin_call(PycWord callee, const PycWord *args, int64_t n, PycWord names);
/* list[int], int | None (type_expressions.c) */
PycWord pyc_alias_new(PycWord cls, PycWord key);
PycWord pyc_alias_origin(PycWord a);
bool pyc_is_union(PycWord a);
PycWord pyc_union_args(PycWord a);
PycWord pyc_type_binary(PycWord a, PycWord b, int op);
/* Says what is wrong with a call that the parameters of `spec` do not take; `hidden`: of the n
 * positional arguments the first is self. (arity.c) */
void pyc_raise_arguments(const PycBuiltinSpec *spec, const PycWord *args, int64_t n, PycWord names, int64_t hidden);
PycWord pyc_builtin_invoke(const PycBuiltinSpec *spec, PycType *owner, PycWord self, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_function_call(PycWord callee, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_wrapper_call(PycWord callee, const PycWord *args, int64_t n, PycWord names);
PycWord pyc_wrapper_new(int64_t kind, PycType *owner, PycWord self);
PycWord pyc_wrapped_new(PycType *type, PycWord function);
PycWord pyc_generator_new(PycFunction *function, PycWord *live);
int pyc_no_keywords(const char *name, PycWord names);
int pyc_arity(const char *name, int64_t n, int64_t least, int64_t most); /* TypeErrors as PyArg_UnpackTuple's */

bool pyc_enter(const char *where); /* C recursion that counts towards the limit; false: RecursionError */
static inline void pyc_leave(void) { pyc_state.depth--; }

/* ---- Exceptions ---- */

PycWord pyc_exception_new(PycType *type, PycWord args);  /* args: tuple, borrowed */
void pyc_raise_object(PycType *type, PycWord argument);  /* type(argument), borrowed */
void pyc_set_pending(PycWord exception);                 /* takes over; sets the context */
PycWord pyc_exception_called(PycWord class_, const PycWord *args, int64_t n); /* TypeError where it makes none */
PycWord pyc_take_pending(void);                          /* owned; nothing is pending then */
PycWord pyc_stop_iteration_value(PycWord exception);     /* owned */
void pyc_raise_stop_iteration(PycWord value);            /* borrowed */
PycWord pyc_exception_get_attribute_value(PycWord self, PycWord name);
int pyc_exception_initialize(PycWord self, const PycWord *args, int64_t n, PycWord names);
void pyc_raise_errno(int number, PycWord filename_or_0);
void pyc_print_unraisable(const char *what, PycWord object); /* "Exception ignored in" */
void pyc_prepare_exceptions(void);

/* ---- Text of the core ---- */

PycWord pyc_text_format(const char *format, ...); /* a str, as pyc_raise_type's */
PycWord pyc_text_format_list(const char *format, __builtin_va_list arguments);
void pyc_stderr_text(const char *text);
void pyc_stderr_word(PycWord text);
int pyc_stdout_write(PycWord text);      /* str */
int pyc_streams_flush(void);
PycWord pyc_module_new(PycWord name);    /* empty, with __name__ */
PycWord pyc_module_attributes(PycWord module);

#endif
