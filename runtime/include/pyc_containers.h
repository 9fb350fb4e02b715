/* pyc_containers.h: list, tuple, dict, set, range, slice, iterators, sorting. */
#ifndef PYC_CONTAINERS_H
#define PYC_CONTAINERS_H

/* Functions named *_take take over the counts of the words given. */

/* ---- list (list.c, list_methods.c, sort.c) ---- */

PycWord pyc_list_new(int64_t kind, int64_t capacity);        /* empty; capacity 0: kind chosen by the first element */
PycWord pyc_list_take(PycWord *items, int64_t n);            /* picks the kind that fits all elements */
PycWord pyc_list_get(PycWord list, int64_t index);           /* negative index too; IndexError */
int pyc_list_set(PycWord list, int64_t index, PycWord value);
int pyc_list_append(PycWord list, PycWord value);            /* borrowed */
int pyc_list_append_take(PycWord list, PycWord value);
int pyc_list_append_i64(PycWord list, int64_t value);
int pyc_list_append_f64(PycWord list, double value);
int pyc_list_append_bool(PycWord list, bool value);
int pyc_list_extend(PycWord list, PycWord iterable);
PycWord pyc_list_from(PycWord iterable);                     /* list(iterable) */
PycWord pyc_list_repeat(PycWord list, int64_t times);        /* list * times */
PycWord pyc_list_repeat_i64(int64_t value, int64_t times);   /* [value] * times */
PycWord pyc_list_repeat_f64(double value, int64_t times);
PycWord pyc_list_repeat_bool(bool value, int64_t times);
PycWord pyc_list_repeat_word(PycWord value, int64_t times);
void pyc_list_to_words(PycWord list);                        /* change the storage to words */
PycWord pyc_list_slice(PycWord list, PycWord start, PycWord stop, PycWord step); /* 0 or None: left out */
PycWord pyc_sorted(PycWord iterable, PycWord key_or_0, PycWord reverse_or_0);
int pyc_list_sort(PycWord list, PycWord key_or_0, PycWord reverse_or_0);

/* ---- tuple (tuple.c) ---- */

PycWord pyc_tuple_new(int64_t n);                            /* items 0, to be filled */
PycWord pyc_tuple_take(PycWord *items, int64_t n);
PycWord pyc_tuple_of(const PycWord *items, int64_t n);       /* borrowed */
PycWord pyc_tuple_from(PycWord iterable);
PycWord pyc_tuple_get(PycWord tuple, int64_t index);

/* ---- dict (dict.c, dict_views.c): insertion-ordered ---- */

PycWord pyc_dict_new(int64_t expected);
PycWord pyc_dict_find(PycWord dict, PycWord key);            /* borrowed; 0: absent, or exception pending */
PycWord pyc_dict_get_item(PycWord dict, PycWord key);        /* KeyError; __missing__ for subclasses */
int pyc_dict_set(PycWord dict, PycWord key, PycWord value);
int pyc_dict_delete(PycWord dict, PycWord key);              /* KeyError */
int pyc_dict_has(PycWord dict, PycWord key);
int64_t pyc_dict_length(PycWord dict);
bool pyc_dict_entry(PycWord dict, int64_t *position, PycWord *key, PycWord *value); /* walk in order; borrowed */
int pyc_dict_merge(PycWord dict, PycWord other);             /* {**other}, update; mapping or pairs */
PycWord pyc_dict_find_str(PycWord dict, PycWord name);       /* exact str key; never raises; borrowed */

/* ---- set, frozenset (set.c, set_methods.c): CPython's probing and iteration order ---- */

PycWord pyc_set_new(void);
PycWord pyc_set_from(PycType *type, PycWord iterable_or_0);
int pyc_set_add(PycWord set, PycWord item);
int pyc_set_has(PycWord set, PycWord item);

/* ---- range, slice, iterators (range.c, slice.c, iterators.c) ---- */

PycWord pyc_range_new(int64_t start, int64_t stop, int64_t step);
PycWord pyc_slice_new(PycWord start, PycWord stop, PycWord step); /* 0: None; borrowed */
int pyc_slice_indices(PycWord slice, int64_t length, int64_t *start, int64_t *stop, int64_t *step, int64_t *count);
/* Iterators at a position, for specialised loops that fall back to boxed code. */
PycWord pyc_range_iterator_at(int64_t next, int64_t stop, int64_t step);
PycWord pyc_sequence_iterator_at(PycWord sequence, int64_t next_index); /* list, tuple or str */
PycWord pyc_enumerate_at(PycWord iterator, int64_t next_count);

/* ---- Layouts and helpers beyond the first ABI (additive) ---- */

/* A NaN never stands in a list of kind F64 (its identity matters to ==, in, index, count): code that
 * stores unboxed floats in place sends a NaN to pyc_list_append_f64 or pyc_list_set instead. */

typedef struct { int64_t hash; PycWord key, value; } PycDictEntry; /* key 0: deleted */

/* `indices` has 1 << log2_size places: number of an entry, PYC_DICT_EMPTY or PYC_DICT_DELETED. The
 * entries stand in order of insertion; `usable` more can be put in before the table grows. A dict
 * without a table (log2_size 0) shares a static one. */
enum { PYC_DICT_EMPTY = -1, PYC_DICT_DELETED = -2 };
typedef struct {
    PycObject object;
    int64_t used;      /* len() */
    int64_t n_entries; /* with deleted ones */
    int64_t usable;
    int64_t log2_size;
    int32_t *indices;
    PycDictEntry *entries;
} PycDict;

typedef struct { PycWord key; int64_t hash; } PycSetEntry; /* key 0: unused (hash 0) or deleted (hash -1) */
typedef struct {
    PycObject object;
    int64_t fill;   /* used and deleted */
    int64_t used;   /* len() */
    int64_t mask;
    int64_t finger; /* where pop looks next */
    int64_t hash;   /* frozenset, -1: not computed */
    PycSetEntry *table; /* mask + 1 entries; an empty set shares a static table */
} PycSet;

/* Every type of this area that is not in pyc.h, ends with NULL; and those of its modules. */
extern PycType *const pyc_container_types[];
extern PycType pyc_enumerate_type, pyc_zip_type, pyc_map_type, pyc_filter_type, pyc_reversed_type,
    pyc_list_iterator_type, pyc_list_reverse_iterator_type, pyc_tuple_iterator_type,
    pyc_str_iterator_type, pyc_str_ascii_iterator_type, pyc_range_iterator_type,
    pyc_long_range_iterator_type, pyc_set_iterator_type, pyc_callable_iterator_type,
    pyc_item_iterator_type, pyc_dict_keys_type, pyc_dict_values_type, pyc_dict_items_type,
    pyc_dict_key_iterator_type, pyc_dict_value_iterator_type, pyc_dict_item_iterator_type,
    pyc_dict_reverse_key_iterator_type, pyc_dict_reverse_value_iterator_type,
    pyc_dict_reverse_item_iterator_type, pyc_random_type, pyc_struct_time_type;

PycWord pyc_callable_iterator_new(PycWord callable, PycWord sentinel); /* iter(f, sentinel) */
PycWord pyc_item_iterator_new(PycWord sequence);             /* iter(x) of a class with __getitem__ only */
PycWord pyc_reversed_new(PycWord sequence);                  /* reversed(x) */
bool pyc_repr_enter(PycWord object);                         /* false: its repr is running already */
void pyc_repr_leave(PycWord object);
int pyc_dict_set_str(PycWord dict, PycWord name, PycWord value); /* exact str key; never raises */
PycWord pyc_dict_get_or(PycWord dict, PycWord key, PycWord fallback); /* d.get; owned */
/* {1, 2, 3}: a display of three or more items that are all constants. CPython makes a frozenset of
 * them when it compiles and merges that into a new set, which gives another order than adding. */
PycWord pyc_set_of_constants(const PycWord *items, int64_t n);
/* The frozenset that CPython makes when it compiles `x in {1, 2}` and `for x in {1, 2}`; it builds
 * it twice, the second time in the order of the first. */
PycWord pyc_frozenset_of_constants(const PycWord *items, int64_t n);
int pyc_set_add_all(PycWord set, PycWord iterable);          /* {*iterable}, set.update(iterable) */
bool pyc_set_entry(PycWord set, int64_t *position, PycWord *item); /* walk in order; borrowed */
PycWord pyc_list_item(PycWord list, int64_t index);          /* in range, any kind; owned */
PycWord pyc_list_concat(PycWord a, PycWord b);               /* both lists */
/* Words, 0 or None: left out; *length is read after their __index__ ran. */
int pyc_slice_unpack(PycWord start, PycWord stop, PycWord step, const int64_t *length,
                     int64_t *first, int64_t *last, int64_t *stride, int64_t *count);
int64_t pyc_range_length_of(int64_t start, int64_t stop, int64_t step); /* -1: beyond i64 */

#endif
