/* sort.c: list.sort and sorted: which algorithm and which comparison for which elements. */
#include "containers.h"

enum { MIN_GALLOP = 7 };

typedef int (*Less)(PycWord a, PycWord b); /* 1, 0, -1: exception */
typedef struct { PycWord key, value; } Pair;
typedef struct { uint64_t bits; PycWord value; } BitsPair;

/* Shorter runs are made this long by insertion. */
static int64_t least_run(int64_t n) {
    int64_t rest = 0;
    for (; n >= 64; n >>= 1) rest |= n & 1;
    return n + rest;
}

/* Depth of the boundary between two neighbouring runs in the ideal merge tree. */
static int run_power(int64_t start, int64_t first, int64_t second, int64_t n) {
    int64_t a = 2 * start + first, b = a + first + second;
    for (int power = 1;; power++) {
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

#define ELEMENT PycWord
#define KEY(element) (element)
#define NAME(name) words_##name
#include "sort_merge.h"

#define ELEMENT Pair
#define KEY(element) ((element).key)
#define NAME(name) pairs_##name
#include "sort_merge.h"

/* Unsigned numbers in the order of the signed ones, and of the doubles (0.0 and -0.0 are equal). */
static inline uint64_t bits_of_i64(int64_t value) { return (uint64_t)value ^ (uint64_t)1 << 63; }
static inline uint64_t bits_of_f64(double value) {
    uint64_t bits;
    if (value == 0) value = 0.0;
    memcpy(&bits, &value, 8);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

#define ELEMENT int64_t
#define KEY(element) bits_of_i64(element)
#define SORT radix_sort_i64
#include "sort_radix.h"

#define ELEMENT double
#define KEY(element) bits_of_f64(element)
#define SORT radix_sort_f64
#include "sort_radix.h"

#define ELEMENT BitsPair
#define KEY(element) ((element).bits)
#define SORT radix_sort_pairs
#include "sort_radix.h"

/* ---- comparisons ---- */

static int less_words(PycWord a, PycWord b) {
    if (pyc_is_small(a) && pyc_is_small(b)) return (int64_t)a < (int64_t)b;
    return pyc_compare_truth(a, b, PYC_LT);
}

static int less_str(PycWord a, PycWord b) {
    PycStr *s = (PycStr *)(uintptr_t)a, *t = (PycStr *)(uintptr_t)b;
    if (s->kind != 1 || t->kind != 1) return pyc_str_compare(a, b) < 0;
    size_t n = (size_t)(s->length < t->length ? s->length : t->length);
    int order = memcmp(s->data, t->data, n);
    return order ? order < 0 : s->length < t->length;
}

static int less_float(PycWord a, PycWord b) { return float_value(a) < float_value(b); }

static int less_any(PycWord a, PycWord b) {
    if (is_exact(a, &pyc_str_type) && is_exact(b, &pyc_str_type)) return less_str(a, b);
    if (is_exact(a, &pyc_float_type) && is_exact(b, &pyc_float_type)) return less_float(a, b);
    return less_words(a, b);
}

static int less_tuple(PycWord a, PycWord b) {
    PycTuple *s = as_tuple(a), *t = as_tuple(b);
    int64_t n = s->length < t->length ? s->length : t->length;
    for (int64_t i = 0; i < n; i++) {
        int same = equal_words(s->items[i], t->items[i]);
        if (same < 0) return -1;
        if (!same) return less_any(s->items[i], t->items[i]);
    }
    return s->length < t->length;
}

/* ---- choosing ---- */

enum { ALL_SMALL, ALL_FLOAT, ALL_STR, ALL_TUPLE, MIXED };

static int class_of(PycWord word) {
    if (pyc_is_small(word)) return ALL_SMALL;
    PycType *type = pyc_object(word)->type;
    if (type == &pyc_str_type) return ALL_STR;
    if (type == &pyc_tuple_type) return ALL_TUPLE;
    if (type == &pyc_float_type && float_value(word) == float_value(word)) return ALL_FLOAT;
    return MIXED;
}

static int common_class(const PycWord *keys, int64_t n) {
    int class = class_of(keys[0]);
    for (int64_t i = 1; i < n && class != MIXED; i++)
        if (class_of(keys[i]) != class) class = MIXED;
    return class;
}

/* Sorts values by number; `keys` may be the values themselves. */
static void sort_by_bits(const PycWord *keys, PycWord *values, int64_t n, int class) {
    BitsPair *pairs = pyc_raw_allocate(n * (int64_t)sizeof(BitsPair));
    for (int64_t i = 0; i < n; i++)
        pairs[i] = (BitsPair){class == ALL_SMALL ? bits_of_i64(pyc_small_value(keys[i]))
                                                 : bits_of_f64(float_value(keys[i])), values[i]};
    radix_sort_pairs(pairs, n);
    for (int64_t i = 0; i < n; i++) values[i] = pairs[i].value;
    pyc_raw_free(pairs, n * (int64_t)sizeof(BitsPair));
}

static int sort_pairs(const PycWord *keys, PycWord *values, int64_t n, Less less) {
    Pair *pairs = pyc_raw_allocate(n * (int64_t)sizeof(Pair));
    for (int64_t i = 0; i < n; i++) pairs[i] = (Pair){keys[i], values[i]};
    int result = pairs_merge_sort(pairs, n, less);
    for (int64_t i = 0; i < n; i++) values[i] = pairs[i].value;
    pyc_raw_free(pairs, n * (int64_t)sizeof(Pair));
    return result;
}

/* Sorts words, by keys where there are some (keys keep their order). */
static int sort_words(const PycWord *keys, PycWord *values, int64_t n) {
    static const Less comparisons[] = {[ALL_STR] = less_str, [ALL_TUPLE] = less_tuple, [MIXED] = less_words};
    if (n < 2) return 0;
    int class = common_class(keys ? keys : values, n);
    if (class == ALL_SMALL && !keys) {
        radix_sort_i64((int64_t *)values, n); /* the tag is the same in all */
        return 0;
    }
    if (class == ALL_SMALL || class == ALL_FLOAT) {
        sort_by_bits(keys ? keys : values, values, n, class);
        return 0;
    }
    if (keys) return sort_pairs(keys, values, n, comparisons[class]);
    return words_merge_sort(values, n, comparisons[class]);
}

/* ---- list.sort ---- */

/* What the list held; the list itself is empty while it is sorted. */
typedef struct { void *items; int64_t kind, length, capacity; } Held;

static void reverse_held(Held *held) {
    PycList list = {.length = held->length, .kind = held->kind, .items = held->items};
    pyc_list_reverse(pyc_word(&list));
}

static int sort_by_key(Held *held, PycWord key, bool reverse) {
    int64_t n = held->length, made = 0;
    PycWord *keys = pyc_raw_allocate(n * 8 + 8);
    for (; made < n; made++) {
        keys[made] = pyc_call(key, (PycWord *)held->items + made, 1, 0);
        if (!keys[made]) break;
    }
    int result = made < n ? -1 : 0;
    if (result == 0) {
        if (reverse) {
            reverse_held(held);
            words_reverse(keys, n);
        }
        result = sort_words(keys, held->items, n);
        if (reverse) reverse_held(held);
    }
    for (int64_t i = 0; i < made; i++) pyc_dec(keys[i]);
    pyc_raw_free(keys, n * 8 + 8);
    return result;
}

static void sort_bools(uint8_t *items, int64_t n) {
    int64_t ones = 0;
    for (int64_t i = 0; i < n; i++) ones += items[i] != 0;
    memset(items, 0, (size_t)(n - ones));
    memset(items + n - ones, 1, (size_t)ones);
}

static int sort_held(Held *held, PycWord key, bool reverse) {
    if (key) return sort_by_key(held, key, reverse);
    int result = 0;
    if (reverse) reverse_held(held); /* and again below: equal elements keep their order */
    switch (held->kind) {
    case PYC_LIST_I64: radix_sort_i64(held->items, held->length); break;
    case PYC_LIST_F64: radix_sort_f64(held->items, held->length); break;
    case PYC_LIST_BOOL: sort_bools(held->items, held->length); break;
    default: result = sort_words(NULL, held->items, held->length);
    }
    if (reverse) reverse_held(held);
    return result;
}

static int reverse_flag(PycWord reverse, bool *out) {
    int64_t value = 0;
    *out = false;
    if (!reverse) return 0;
    if (is_exact(reverse, &pyc_bool_type)) value = bool_value(reverse);
    else if (pyc_size_argument(reverse, &value) < 0) return -1;
    *out = value != 0;
    return 0;
}

int pyc_list_sort(PycWord self, PycWord key, PycWord reverse) {
    bool backwards;
    if (reverse_flag(reverse, &backwards) < 0) return -1;
    if (!is_given(key)) key = 0;
    PycList *list = as_list(self);
    if (list->length == 0) return 0;
    if (key) pyc_list_to_words(self);
    Held held = {list->items, list->kind, list->length, list->capacity};
    list->items = NULL;
    list->length = 0;
    list->capacity = -1; /* anything put in meanwhile changes it */
    list->kind = PYC_LIST_WORDS;
    int result = sort_held(&held, key, backwards);
    bool modified = list->capacity != -1;
    Held other = {list->items, list->kind, list->length, list->capacity};
    list->items = held.items;
    list->kind = held.kind;
    list->length = held.length;
    list->capacity = held.capacity;
    if (!modified) return result;
    pyc_list_drop_items(other.items, other.kind, other.length, other.capacity);
    if (result < 0) return -1;
    pyc_raise_type(&pyc_value_error_type, "list modified during sort");
    return -1;
}

PycWord pyc_sorted(PycWord iterable, PycWord key, PycWord reverse) {
    PycWord list = pyc_list_from(iterable);
    if (!list || pyc_list_sort(list, key, reverse) == 0) return list;
    pyc_dec(list);
    return 0;
}

PycWord pyc_sorted_of(PycWord iterable, PycWord key, PycWord reverse) { /* the row of the library table */
    return pyc_sorted(iterable, key, reverse);
}
