/* containers.h: what the files of the container types share among themselves. */
#ifndef PYC_SRC_CONTAINERS_H
#define PYC_SRC_CONTAINERS_H

#include <string.h>

#include "pyc.h"

#define PYC_COLD __attribute__((cold, noinline))
#define PYC_LIKELY(x) __builtin_expect(!!(x), 1)
#define PYC_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The start of a static type; `size` is that of an instance. */
#define PYC_TYPE_HEAD(type_name, size)                                                       \
    .object = {PYC_IMMORTAL, &pyc_type_type}, .name = (type_name), .base = &pyc_object_type, \
    .instance_size = (int64_t)(size)

typedef struct { PycObject object; PycWord dict; } PycDictView;

static inline PycList *as_list(PycWord w) { return (PycList *)(uintptr_t)w; }
static inline PycTuple *as_tuple(PycWord w) { return (PycTuple *)(uintptr_t)w; }
static inline PycDict *as_dict(PycWord w) { return (PycDict *)(uintptr_t)w; }
static inline PycSet *as_set(PycWord w) { return (PycSet *)(uintptr_t)w; }
static inline PycRange *as_range(PycWord w) { return (PycRange *)(uintptr_t)w; }

static inline bool is_exact(PycWord w, const PycType *type) {
    return !pyc_is_small(w) && pyc_object(w)->type == type;
}
static inline bool has_flag(PycWord w, int64_t flag) {
    return !pyc_is_small(w) && (pyc_object(w)->type->flags & flag) != 0;
}
static inline bool is_list(PycWord w) { return has_flag(w, PYC_TYPE_LIST); }
static inline bool is_tuple(PycWord w) { return has_flag(w, PYC_TYPE_TUPLE); }
static inline bool is_dict(PycWord w) { return has_flag(w, PYC_TYPE_DICT); }
static inline bool is_given(PycWord w) { return w != 0 && w != PYC_NONE; }
static inline double float_value(PycWord w) { return ((PycFloat *)(uintptr_t)w)->value; }
static inline bool bool_value(PycWord w) { return w == PYC_TRUE; }
static inline PycWord none_of(int result) { return result < 0 ? 0 : PYC_NONE; }
static inline PycWord truth_of(int result) { return result < 0 ? 0 : pyc_bool(result != 0); }

static inline bool is_range(PycWord w) { return is_exact(w, &pyc_range_type); }
bool pyc_is_set(PycWord w); /* set, frozenset or below */
static inline bool is_set(PycWord w) {
    return is_exact(w, &pyc_set_type) || is_exact(w, &pyc_frozenset_type) ||
           (!pyc_is_small(w) && pyc_is_set(w));
}
static inline bool is_dict_view(PycWord w) { /* keys or items */
    return is_exact(w, &pyc_dict_keys_type) || is_exact(w, &pyc_dict_items_type);
}

/* Hash of small ints and cached str hashes without a call. */
static inline int64_t hash_of(PycWord w) {
    if (PYC_LIKELY(pyc_is_small(w))) {
        int64_t value = pyc_small_value(w);
        if (PYC_LIKELY(value > -((int64_t)1 << 61) + 1 && value < ((int64_t)1 << 61) - 1))
            return value == -1 ? -2 : value;
    } else if (pyc_object(w)->type == &pyc_str_type) {
        int64_t hash = ((PycStr *)(uintptr_t)w)->hash;
        return hash != -1 ? hash : pyc_str_hash(w);
    }
    return pyc_hash(w);
}

/* Identity or ==, the common cases inline. */
static inline int equal_words(PycWord a, PycWord b) {
    if (a == b) return 1;
    if (pyc_is_small(a) && pyc_is_small(b)) return 0;
    if (is_exact(a, &pyc_str_type) && is_exact(b, &pyc_str_type)) return pyc_str_equal(a, b);
    return pyc_equal(a, b);
}

/* Arguments of T(...) and shared complaints (containers.c). */
int pyc_want_no_keywords(const char *name, PycWord names);
int pyc_want_positional(const char *name, int64_t n, int64_t least, int64_t most);
bool pyc_has_index(PycWord w);                             /* int or has __index__ */
int pyc_position(PycWord key, int64_t *out);               /* as an index: IndexError beyond i64 */
PycWord pyc_index_word(PycWord w);                          /* an int, via __index__; owned */
int pyc_size_argument(PycWord w, int64_t *out);            /* as Py_ssize_t: OverflowError beyond i64 */
int pyc_clipped_index(PycWord w, int64_t length, int64_t *out); /* start/stop argument of index(): wrapped and clipped at 0 */
void pyc_raise_key(PycWord key);                           /* KeyError(key) */
void pyc_raise_repr(PycType *type, const char *format, PycWord shown); /* format has one %S, given repr(shown) */
bool pyc_defers_to(PycWord other, const char *reflected);  /* a user class with that dunder: let it try first */
PycWord pyc_repr_items(const char *open, const char *close, PycWord words_tuple); /* (a, b) */
PycWord pyc_element_of_array(const void *items, int64_t kind, int64_t index);

/* list.c */
int pyc_list_reserve(PycList *list, int64_t length);       /* capacity for at least `length` */
int64_t pyc_list_kind_of(PycWord value);
void pyc_list_drop_items(void *items, int64_t kind, int64_t length, int64_t capacity);
void pyc_list_unify(PycList *list, PycList *other);        /* the same kind for both */
static inline int64_t element_size(int64_t kind) { return kind == PYC_LIST_BOOL ? 1 : 8; }
PycWord pyc_list_slots_get(PycWord self, PycWord key);     /* list_slice.c */
int pyc_list_slots_set(PycWord self, PycWord key, PycWord value);
PycWord pyc_list_range(PycWord list, int64_t start, int64_t stop); /* copy of a stretch in range */
PycWord pyc_list_method_copy(PycWord self);
PycWord pyc_list_reverse(PycWord self);
int pyc_list_find(PycWord self, PycWord value, int64_t start, int64_t stop, int64_t *found); /* 1, 0, -1 */

PycWord pyc_list_pop_at(PycWord self, int64_t index);
int pyc_list_insert_at(PycWord self, int64_t index, PycWord value);

/* iteration.c */
PycWord pyc_min(PycWord args, PycWord key, PycWord fallback);
PycWord pyc_max(PycWord args, PycWord key, PycWord fallback);

/* dict.c */
int64_t pyc_dict_lookup(PycDict *dict, PycWord key, int64_t hash, int64_t *place); /* entry, -1: absent, -2: exception */
int pyc_dict_insert(PycDict *dict, PycWord key, int64_t hash, PycWord value);
int pyc_dict_add(PycDict *dict, PycWord key, int64_t hash, PycWord value); /* a key that is absent */
int pyc_dict_remove(PycDict *dict, PycWord key, int64_t hash, PycWord *value); /* 1, 0: absent, -1 */
void pyc_dict_clear_table(PycDict *dict);
int pyc_dict_resize(PycDict *dict, int64_t log2_size);
int64_t pyc_dict_log2_for(int64_t n);
PycWord pyc_dict_copy_of(PycWord dict);
PycWord pyc_dict_view_new(PycType *type, PycWord dict);
PycWord pyc_dict_iterator_new(PycType *type, PycWord dict);
PycWord pyc_dict_reverse_iterator_new(PycType *type, PycWord dict);
static inline PycWord view_dict(PycWord view) { /* the dict behind keys, values or items */
    return *(PycWord *)(uintptr_t)(view + sizeof(PycObject));
}

/* set.c */
PycWord pyc_set_make(PycType *type);
int pyc_set_insert(PycSet *set, PycWord key, int64_t hash);
int pyc_set_probe(PycSet *set, PycWord key, int64_t hash);   /* 1, 0, -1 */
int pyc_set_discard(PycSet *set, PycWord key, int64_t hash); /* 1, 0, -1 */
int pyc_set_resize(PycSet *set, int64_t at_least);
void pyc_set_empty(PycSet *set);
int pyc_set_merge(PycSet *set, PycSet *other);
int pyc_set_fill(PycSet *set, PycWord iterable);
PycWord pyc_set_copy_of(PycWord set); /* of set's own type when exact, else its base */
PycWord pyc_set_binary(PycWord a, PycWord b, int op);
PycWord pyc_set_intersect(PycWord set, PycWord other);
int pyc_set_subtract_from(PycSet *set, PycWord other);
int pyc_set_toggle_from(PycSet *set, PycWord other);
int pyc_set_within(PycWord a, PycWord b); /* both sets */

#endif
