/* pyc.h: what compiled programs and the runtime agree on.
 *
 * Words, object headers, object layouts, types and the conventions of calls and exceptions stand
 * here; the functions of each area stand in the header that is included at the end.
 *
 * Conventions that hold for every function unless its comment says otherwise:
 *   - A `PycWord` argument is borrowed. A `PycWord` result is owned by the caller.
 *   - A result of 0 means: an exception is pending (pyc_state.exception). Functions with an `int`
 *     or `int64_t` result return -1 with an exception pending.
 *   - An optional argument that the caller left out is 0.
 *   - Nothing here is thread-safe.
 */
#ifndef PYC_H
#define PYC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Words ------------------------------------------------------------------------------ */

/* Lowest bit 1: an int of 63 bits, value in the upper 63. Else the address of a PycObject.
 * 0 is no value at all: unbound, absent, or an exception is pending. */
typedef uint64_t PycWord;

typedef struct PycType PycType;

typedef struct PycObject {
    int64_t refcount;
    PycType *type;
} PycObject;

#define PYC_IMMORTAL ((int64_t)1 << 60) /* start count of static objects: never reaches 0 */
#define PYC_SMALL_MAX (((int64_t)1 << 62) - 1)
#define PYC_SMALL_MIN (-((int64_t)1 << 62))

static inline bool pyc_is_small(PycWord w) { return (w & 1) != 0; }
static inline int64_t pyc_small_value(PycWord w) { return (int64_t)w >> 1; }
static inline PycWord pyc_small(int64_t value) { return ((uint64_t)value << 1) | 1; }
static inline bool pyc_fits_small(int64_t value) {
    return value >= PYC_SMALL_MIN && value <= PYC_SMALL_MAX;
}
static inline PycObject *pyc_object(PycWord w) { return (PycObject *)(uintptr_t)w; }
static inline PycWord pyc_word(const void *object) { return (PycWord)(uintptr_t)object; }

/* ---- Reference counts ------------------------------------------------------------------- */

void pyc_destroy(PycObject *object); /* the count reached 0 */

static inline PycWord pyc_inc(PycWord w) { /* w is not 0 */
    if (!pyc_is_small(w)) pyc_object(w)->refcount++;
    return w;
}
static inline void pyc_dec(PycWord w) { /* w is not 0 */
    if (!pyc_is_small(w) && --pyc_object(w)->refcount == 0) pyc_destroy(pyc_object(w));
}
static inline PycWord pyc_xinc(PycWord w) { return w ? pyc_inc(w) : w; }
static inline void pyc_xdec(PycWord w) { if (w) pyc_dec(w); }

/* ---- Types ------------------------------------------------------------------------------ */

typedef void (*PycVisit)(PycWord word, void *context); /* called for each word held, 0 allowed */

enum {                             /* PycType.flags */
    PYC_TYPE_TRACKED = 1 << 0,     /* may be part of a reference cycle: has `traverse` */
    PYC_TYPE_INHERITABLE = 1 << 1, /* a class statement may name it as base */
    PYC_TYPE_USER = 1 << 2,        /* made by a class statement: instances are PycInstance */
    PYC_TYPE_EXCEPTION = 1 << 3,   /* BaseException or below: instances start as PycException */
    PYC_TYPE_INT = 1 << 4,         /* int, bool or below */
    PYC_TYPE_STR = 1 << 5,
    PYC_TYPE_LIST = 1 << 6,
    PYC_TYPE_TUPLE = 1 << 7,
    PYC_TYPE_DICT = 1 << 8,
    PYC_TYPE_FLOAT = 1 << 9,
    PYC_TYPE_FINALIZER = 1 << 10,  /* defines or inherits __del__ */
};

/* Binary operators, the order of pyc_binary's rows. In-place forms are op + PYC_INPLACE. */
enum {
    PYC_ADD, PYC_SUB, PYC_MUL, PYC_TRUEDIV, PYC_FLOORDIV, PYC_MOD, PYC_POW, PYC_LSHIFT,
    PYC_RSHIFT, PYC_AND, PYC_OR, PYC_XOR, PYC_MATMUL, PYC_DIVMOD, PYC_BINARY_COUNT,
    PYC_INPLACE = 32
};
enum { PYC_NEG, PYC_POS, PYC_INVERT, PYC_ABS };
enum { PYC_LT, PYC_LE, PYC_EQ, PYC_NE, PYC_GT, PYC_GE };

/* A call with everything boxed: `n` positional words, then one word for each name in the tuple
 * `names` (0: no keywords). */
typedef PycWord (*PycCall)(PycWord callee, const PycWord *args, int64_t n, PycWord names);

typedef struct PycSlot {
    PycWord name; /* str */
    int64_t kind; /* PYC_SLOT_* */
} PycSlot;
enum { PYC_SLOT_WORD, PYC_SLOT_F64 };

struct PycType {
    PycObject object;
    const char *name;       /* as in messages: "list" */
    PycType *base;          /* first base, NULL for object */
    PycWord bases;          /* tuple */
    PycWord mro;            /* tuple, self first */
    PycWord attributes;     /* dict of the class namespace: methods, class variables */
    PycWord name_word;      /* str: __name__ */
    PycWord qualname;       /* str: __qualname__ */
    PycWord module;         /* str: __module__ */
    int64_t instance_size;  /* bytes */
    int64_t flags;
    int64_t id, last_id;    /* the program's class tree in preorder; 0, 0 for all other types */
    int64_t n_slots;        /* PycInstance slots, inherited ones first */
    const PycSlot *slots;
    PycWord slot_index;     /* dict name -> small slot number, 0 when n_slots is 0 */

    void (*release)(PycObject *self);                      /* drop what self holds (not its memory) */
    void (*traverse)(PycObject *self, PycVisit visit, void *context);
    void (*clear)(PycObject *self);                        /* break cycles: drop what may be in one */
    PycWord (*create)(PycType *type, const PycWord *args, int64_t n, PycWord names); /* T(...) */
    PycCall call;                                          /* instance(...) */
    PycWord (*repr)(PycWord self);
    PycWord (*str)(PycWord self);
    int64_t (*hash)(PycWord self);                         /* -1: exception */
    PycWord (*compare)(PycWord a, PycWord b, int op);      /* NotImplemented allowed */
    PycWord (*iterate)(PycWord self);
    PycWord (*next)(PycWord self);                         /* 0 and nothing pending: exhausted */
    PycWord (*get_attribute)(PycWord self, PycWord name);
    int (*set_attribute)(PycWord self, PycWord name, PycWord value); /* value 0: delete */
    int64_t (*length)(PycWord self);
    PycWord (*get_item)(PycWord self, PycWord key);
    int (*set_item)(PycWord self, PycWord key, PycWord value);       /* value 0: delete */
    int (*contains)(PycWord self, PycWord item);
    int (*truth)(PycWord self);
    PycWord (*binary)(PycWord a, PycWord b, int op);       /* a or b is of this type; NotImplemented allowed */
    PycWord (*unary)(PycWord self, int op);
    PycWord (*get_descriptor)(PycWord self, PycWord instance, PycWord owner); /* instance 0: through class */
    int (*set_descriptor)(PycWord self, PycWord instance, PycWord value);     /* value 0: delete */
};

static inline PycType *pyc_type_of_object(PycWord w) { return pyc_object(w)->type; }

/* ---- Object layouts (static constants of compiled programs use them, too) ---------------- */

typedef struct { PycObject object; int64_t value; } PycBool;     /* only pyc_true, pyc_false */
typedef struct { PycObject object; double value; } PycFloat;

/* Only ints that do not fit a small word. |size| limbs, least significant first, the highest is
 * not 0; the sign of `size` is the sign of the number. */
typedef struct { PycObject object; int64_t size; uint64_t limbs[]; } PycInt;

/* Text: `kind` bytes a character, the smallest kind (1: up to U+00FF, 2, 4) that holds all of
 * it; a 0 character follows the last. hash -1: not computed yet. */
typedef struct {
    PycObject object;
    int64_t length;  /* characters */
    int64_t hash;
    int32_t kind;    /* 1, 2, 4 */
    int32_t ascii;   /* 1: all characters < 128 */
    uint8_t data[];
} PycStr;

typedef struct { PycObject object; int64_t length; int64_t hash; uint8_t data[]; } PycBytes;
typedef struct { PycObject object; int64_t length; PycWord items[]; } PycTuple;

/* Elements are stored by kind; storing what does not fit the kind changes the kind in place
 * (to words). A list that was always empty has kind PYC_LIST_WORDS and capacity 0 and takes the
 * kind of the first thing that is put into it. An int that fits i64 but not a small word may
 * stand in an i64 list. */
enum { PYC_LIST_WORDS, PYC_LIST_I64, PYC_LIST_F64, PYC_LIST_BOOL };
typedef struct {
    PycObject object;
    int64_t length;
    int64_t capacity;
    int64_t kind;
    void *items; /* PycWord, int64_t, double or uint8_t; from pyc_raw_allocate */
} PycList;

/* An instance of a class statement. A slot of kind F64 that is unset or holds something other
 * than a float has the bit pattern PYC_F64_ABSENT, and the value, if any, is in `extra`. */
#define PYC_F64_ABSENT 0x7ff4dead0000beefULL
typedef struct {
    PycObject object;
    PycWord extra;   /* dict of the attributes that have no slot or do not fit it; 0: none */
    PycWord slots[]; /* 0: unset */
} PycInstance;

/* An exception. A user class below BaseException has its slots behind this. */
typedef struct {
    PycObject object;
    PycWord extra;      /* as in PycInstance */
    PycWord args;       /* tuple */
    PycWord cause;      /* 0: none */
    PycWord context;    /* 0: none */
    PycWord traceback;  /* PycTraceback or 0 */
    int64_t suppress_context;
    PycWord fields;     /* dict of what its builtin type keeps (errno, name, ...); 0: none */
    PycWord slots[];
} PycException;

typedef struct { PycObject object; PycWord value; } PycCell; /* closure variable, 0: unbound */
typedef struct { PycObject object; int64_t start, stop, step; PycWord big; } PycRange;
/* big: 0, or tuple (start, stop, step) when one of them does not fit i64 */
typedef struct { PycObject object; PycWord start, stop, step; } PycSlice; /* words, None allowed */

/* ---- Code and functions ------------------------------------------------------------------ */

typedef struct PycFunction PycFunction;

/* The boxed variant of a function. point 0: start, `live` holds its parameters in order
 * (positional, *args tuple, keyword-only, **kwargs dict), borrowed. Other points continue at a
 * resume point; `live` then holds the values live there, owned: they are moved in. */
typedef PycWord (*PycBody)(int64_t point, PycWord *live, PycFunction *self);

enum { PYC_CODE_VARARGS = 1, PYC_CODE_VARKEYWORDS = 2, PYC_CODE_GENERATOR = 4 };

typedef struct PycCode {
    PycWord name;            /* str */
    PycWord qualname;        /* str */
    PycWord doc;             /* str or 0 */
    PycBody body;
    const PycWord *parameters; /* str names: positional, keyword-only, then *args, **kwargs names */
    int64_t n_positional_only;
    int64_t n_positional;    /* with the positional-only ones */
    int64_t n_keyword_only;
    int64_t flags;
    int64_t frame_size;      /* generators: words to keep over a yield */
    const int64_t *yields;   /* generators: resume point and line of each yield in turn, then 0 */
} PycCode;

struct PycFunction {
    PycObject object;
    const PycCode *code;
    PycWord closure;          /* tuple of PycCell, 0: none */
    PycWord defaults;         /* tuple for the last positional parameters, 0: none */
    PycWord keyword_defaults; /* dict, 0: none */
    PycWord extra;            /* dict of attributes set on it, 0: none */
    PycWord module;           /* str: __module__ */
};

/* A function or method of the library, from the generated tables (one row a declaration in
 * compiler/library). `function` takes one word a parameter, in order: 0 where the caller left an
 * optional one out, a tuple for *args, a dict (or 0) for **kwargs. Methods take self first. */
typedef struct PycBuiltinSpec {
    const char *name;
    const char *owner;         /* type or module name, NULL for builtins */
    void *function;
    const char *const *parameters;
    int16_t n_positional_only; /* with self */
    int16_t n_positional;      /* with self */
    int16_t n_required;        /* leading positional ones without default, with self */
    int16_t n_keyword_only;
    int16_t flags;             /* PYC_CODE_VARARGS, PYC_CODE_VARKEYWORDS */
    int16_t kind;              /* PYC_BUILTIN_* */
    const char *doc;
    int16_t arity;             /* PYC_ARITY_*: how it words a wrong call */
    const char *shown;         /* its name in those words (FIXED: the words) */
} PycBuiltinSpec;
/* Of NONE to FIXED no parameter can be given by name. PYTHON_BOUND: a method of a hidden object. */
enum { PYC_ARITY_KEYWORDS, PYC_ARITY_UNPACKED_KEYWORDS, PYC_ARITY_PYTHON, PYC_ARITY_PYTHON_BOUND,
       PYC_ARITY_NONE, PYC_ARITY_ONE, PYC_ARITY_UNPACKED, PYC_ARITY_PARSED, PYC_ARITY_FIXED };
enum { PYC_BUILTIN_FUNCTION, PYC_BUILTIN_METHOD, PYC_BUILTIN_CLASSMETHOD, PYC_BUILTIN_STATICMETHOD,
       PYC_BUILTIN_PROPERTY };

/* A class statement. `type` is storage for the class made when it first runs. */
typedef struct PycClassSpec {
    PycWord name, qualname, module; /* str */
    const PycSlot *slots;           /* own slots, behind the inherited ones */
    int64_t n_slots;
    int64_t id, last_id;
    PycType *type;
    int64_t made;                   /* 1: `type` is in use */
} PycClassSpec;

/* ---- Places and exceptions --------------------------------------------------------------- */

typedef struct PycModuleSpec {
    PycWord name;             /* str: "__main__" or as imported */
    PycWord file;             /* str: as CPython shows it in a traceback */
    const char *const *lines; /* source lines without the line end, UTF-8; index 0 is line 1 */
    int64_t n_lines;
    PycWord (*body)(void);    /* runs the module; 0: exception */
    const PycWord *names;     /* n_globals names (str) ... */
    PycWord **cells;          /* ... and where their values are */
    int64_t n_globals;
    PycWord module;           /* the module object, 0 until first imported or run */
    const char *warnings;     /* for stderr, as CPython writes them when it compiles; NULL: none */
} PycModuleSpec;

/* A place that may raise. Columns are in characters from 0, -1: no caret line. The anchors are the
 * columns of the `^` inside `~~~^~~` of an operator or subscript, -1: plain carets. */
typedef struct PycSite {
    PycModuleSpec *module;
    PycWord function;         /* str: as in "in NAME" */
    int32_t line, end_line;
    int32_t column, end_column;
    int32_t anchor, end_anchor;
} PycSite;

typedef struct PycTraceback {
    PycObject object;
    PycWord next;             /* towards the place of the raise; 0 at its end */
    const PycSite *site;
    PycWord *kept;            /* variables of the frame, 0 allowed; NULL: none */
    int64_t n_kept;
} PycTraceback;

typedef struct PycState {
    PycWord exception;        /* pending, owned; 0: none */
    PycWord handled;          /* what the innermost except or finally clause handles, or 0; see pyc_handled */
    int64_t depth;            /* frames of Python functions that count towards the limit */
    int64_t depth_limit;      /* sys.setrecursionlimit, 1000 at start */
    int64_t interrupted;      /* SIGINT arrived: set in the signal handler */
} PycState;
extern PycState pyc_state;

typedef struct PycProgram {
    PycModuleSpec *const *modules; /* the main one first */
    int64_t n_modules;
} PycProgram;

/* ---- Statics ----------------------------------------------------------------------------- */

extern PycObject pyc_none, pyc_not_implemented, pyc_ellipsis;
extern PycBool pyc_true, pyc_false;
#define PYC_NONE pyc_word(&pyc_none)
#define PYC_TRUE pyc_word(&pyc_true)
#define PYC_FALSE pyc_word(&pyc_false)
#define PYC_NOT_IMPLEMENTED pyc_word(&pyc_not_implemented)
static inline PycWord pyc_bool(bool b) { return b ? PYC_TRUE : PYC_FALSE; } /* no count needed */

extern PycType pyc_object_type, pyc_type_type, pyc_none_type, pyc_bool_type, pyc_int_type,
    pyc_float_type, pyc_str_type, pyc_bytes_type, pyc_bytearray_type, pyc_list_type,
    pyc_tuple_type, pyc_dict_type, pyc_set_type, pyc_frozenset_type, pyc_range_type,
    pyc_slice_type, pyc_function_type, pyc_method_type, pyc_builtin_type, pyc_cell_type,
    pyc_module_type, pyc_generator_type, pyc_traceback_type, pyc_not_implemented_type,
    pyc_ellipsis_type;

static inline PycType *pyc_type_of(PycWord w) { return pyc_is_small(w) ? &pyc_int_type : pyc_object(w)->type; }

#include "pyc_objects.h"
#include "pyc_values.h"
#include "pyc_containers.h"

#endif
