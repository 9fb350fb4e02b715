/* values.h: what the files of int, float, str and bytes share among themselves. */
#ifndef PYC_SRC_VALUES_H
#define PYC_SRC_VALUES_H

#include <string.h>

#include "pyc.h"

#define PYC_COLD_PATH __attribute__((cold, noinline))
#define PYC_OFTEN(x) __builtin_expect(!!(x), 1)
#define PYC_RARELY(x) __builtin_expect(!!(x), 0)

static inline PycStr *text_of(PycWord w) { return (PycStr *)(uintptr_t)w; }
static inline PycBytes *bytes_of(PycWord w) { return (PycBytes *)(uintptr_t)w; }
static inline double double_of(PycWord w) { return ((PycFloat *)(uintptr_t)w)->value; }
static inline PycTuple *row_of(PycWord w) { return (PycTuple *)(uintptr_t)w; }

static inline bool has_type(PycWord w, const PycType *type) {
    return !pyc_is_small(w) && pyc_object(w)->type == type;
}
static inline bool has_flag_of(PycWord w, int64_t flag) {
    return !pyc_is_small(w) && (pyc_object(w)->type->flags & flag) != 0;
}
static inline bool is_text(PycWord w) { return has_flag_of(w, PYC_TYPE_STR); }
static inline bool is_double(PycWord w) { return has_flag_of(w, PYC_TYPE_FLOAT); }
static inline bool is_absent(PycWord w) { return w == 0 || w == PYC_NONE; }
static inline const char *type_name(PycWord w) { return pyc_type_of(w)->name; }

PycWord pyc_int_plain_slow(PycWord a);

/* A bool or what is below int as an int word (borrowed); 0 when `w` is no int. */
static inline PycWord int_or_none(PycWord w) {
    if (pyc_is_small(w) || pyc_object(w)->type == &pyc_int_type) return w;
    return pyc_object(w)->type->flags & PYC_TYPE_INT ? pyc_int_plain_slow(w) : 0;
}

static inline uint32_t text_char(const PycStr *s, int64_t i) {
    if (s->kind == 1) return s->data[i];
    if (s->kind == 2) return ((const uint16_t *)(const void *)s->data)[i];
    return ((const uint32_t *)(const void *)s->data)[i];
}
static inline uint32_t kind_char(const void *data, int kind, int64_t i) {
    if (kind == 1) return ((const uint8_t *)data)[i];
    if (kind == 2) return ((const uint16_t *)data)[i];
    return ((const uint32_t *)data)[i];
}
static inline void kind_store(void *data, int kind, int64_t i, uint32_t c) {
    if (kind == 1) ((uint8_t *)data)[i] = (uint8_t)c;
    else if (kind == 2) ((uint16_t *)data)[i] = (uint16_t)c;
    else ((uint32_t *)data)[i] = c;
}
static inline int kind_of_char(uint32_t c) { return c < 256 ? 1 : c < 65536 ? 2 : 4; }

/* Two words for a method's optional start and end, clipped as a slice; false: exception. */
bool pyc_clip_range(PycWord start, PycWord end, int64_t length, int64_t *first, int64_t *last);

/* pyc_raise_type + return 0, as one expression. */
#define PYC_RAISE(type, ...) (pyc_raise_type(&(type), __VA_ARGS__), (PycWord)0)

/* The words of a call of a type's `create`, by position or name; absent ones 0. false: the
 * TypeError is pending. `limit_text`: as in "int() takes at most 2 arguments (3 given)". */
bool pyc_create_arguments(const char *function, const char *const *parameters, int64_t n_parameters,
                          int64_t n_positional_only, const PycWord *args, int64_t n, PycWord names,
                          PycWord *out);
/* "float() takes no keyword arguments", "float expected at most 1 argument, got 2". */
bool pyc_create_at_most_one(const char *function, int64_t n, PycWord names);

PycWord pyc_int_exact(PycWord a);  /* owned: an int itself, not a bool or a class below */
PycWord pyc_int_float(PycWord self); /* float(int) */

/* __index__ of any word as an int word (owned); TypeError "'str' object cannot be interpreted as
 * an integer". */
PycWord pyc_index_word(PycWord w);

/* Decimal digits and spaces of any script as ASCII, what is neither as '?'; out has s->length. */
void pyc_str_to_number_ascii(const PycStr *s, char *out);
bool pyc_float_parse_ascii(const char *text, int64_t length, double *out);

/* A subscript as i64; `message` has %s for the type's name. False: TypeError, IndexError. */
bool pyc_index_of(PycWord key, const char *message, int64_t *out);
/* A user class with this dunder. */
bool pyc_reflects(PycWord w, const char *dunder);
/* sequence * count: 1: *times is set, 0: NotImplemented, -1: exception. */
int pyc_repeat_times(PycWord count, int64_t *times);

/* How a static type of this area starts. */
#define PYC_VALUE_TYPE(type_name, size)                                                      \
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = (type_name), .base = &pyc_object_type, \
    .instance_size = (int64_t)(size)

/* -1, 0, 1 against 0 for a comparison operator. */
static inline bool order_holds(int order, int op) {
    switch (op) {
    case PYC_LT: return order < 0;
    case PYC_LE: return order <= 0;
    case PYC_EQ: return order == 0;
    case PYC_NE: return order != 0;
    case PYC_GT: return order > 0;
    default: return order >= 0;
    }
}

#endif
