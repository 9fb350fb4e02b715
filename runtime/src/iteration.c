/* iteration.c: sum, min, max, any, all. */
#include "containers.h"

static inline PycWord next_of(PycWord iterator) {
    PycType *type = pyc_type_of(iterator);
    return PYC_LIKELY(type->next != NULL) ? type->next(iterator) : pyc_next(iterator);
}

/* ---- sum: plain addition from left to right, as CPython before 3.12 ---- */

static int refuse_text(PycWord start) {
    const char *text = NULL;
    if (has_flag(start, PYC_TYPE_STR)) text = "sum() can't sum strings [use ''.join(seq) instead]";
    else if (is_exact(start, &pyc_bytes_type)) text = "sum() can't sum bytes [use b''.join(seq) instead]";
    else if (is_exact(start, &pyc_bytearray_type)) text = "sum() can't sum bytearray [use b''.join(seq) instead]";
    if (!text) return 0;
    pyc_raise_type(&pyc_type_error_type, "%s", text);
    return -1;
}

/* A running sum: an i64, a double, or any object (owned). */
typedef struct { int64_t kind, number; double real; PycWord object; } Sum; /* kind: PYC_LIST_I64, F64, WORDS */

static PycWord sum_word(Sum *sum) {
    if (sum->kind == PYC_LIST_I64) return pyc_int_from_i64(sum->number);
    return sum->kind == PYC_LIST_F64 ? pyc_float_new(sum->real) : sum->object;
}

static void set_object(Sum *sum, PycWord object) {
    sum->kind = PYC_LIST_WORDS;
    sum->object = object;
    if (!object || !is_exact(object, &pyc_float_type)) return;
    sum->kind = PYC_LIST_F64;
    sum->real = float_value(object);
    pyc_dec(object);
}

static bool integer_of(PycWord item, int64_t *out) {
    if (PYC_LIKELY(pyc_is_small(item))) {
        *out = pyc_small_value(item);
        return true;
    }
    PycType *type = pyc_object(item)->type;
    return (type == &pyc_int_type || type == &pyc_bool_type) && pyc_int_fits_i64(item, out);
}

/* Adds a borrowed item; -1: exception. */
static inline int add_item(Sum *sum, PycWord item) {
    int64_t number;
    if (sum->kind == PYC_LIST_I64) {
        if (integer_of(item, &number) && !__builtin_add_overflow(sum->number, number, &sum->number)) return 0;
        if (integer_of(item, &number)) sum->number = (int64_t)((uint64_t)sum->number - (uint64_t)number);
    } else if (sum->kind == PYC_LIST_F64) {
        if (is_exact(item, &pyc_float_type)) {
            sum->real += float_value(item);
            return 0;
        }
        if (integer_of(item, &number)) {
            sum->real += (double)number;
            return 0;
        }
    }
    PycWord before = sum_word(sum);
    PycWord after = pyc_add(before, item);
    pyc_dec(before);
    sum->object = 0;
    if (!after) {
        sum->kind = PYC_LIST_WORDS;
        return -1;
    }
    set_object(sum, after);
    return 0;
}

/* All elements of an unboxed list, as far as nothing overflows; the first place not added. */
static int64_t add_unboxed(Sum *sum, PycList *list) {
    int64_t i = 0, n = list->length;
    if (list->kind == PYC_LIST_I64 && sum->kind == PYC_LIST_I64) {
        int64_t total = sum->number;
        const int64_t *items = list->items;
        for (; i < n; i++) {
            int64_t next;
            if (PYC_UNLIKELY(__builtin_add_overflow(total, items[i], &next))) break;
            total = next;
        }
        sum->number = total;
    } else if (list->kind == PYC_LIST_F64 && sum->kind == PYC_LIST_F64) {
        double total = sum->real;
        const double *items = list->items;
        for (; i < n; i++) total += items[i];
        sum->real = total;
    } else if (list->kind == PYC_LIST_BOOL && sum->kind == PYC_LIST_I64) {
        int64_t total = 0;
        const uint8_t *items = list->items;
        for (; i < n; i++) total += items[i];
        if (__builtin_add_overflow(sum->number, total, &sum->number)) {
            sum->number = (int64_t)((uint64_t)sum->number - (uint64_t)total);
            return 0;
        }
    }
    return i;
}

static int add_list(Sum *sum, PycList *list) {
    if (list->length && list->kind == PYC_LIST_F64 && sum->kind == PYC_LIST_I64) {
        sum->kind = PYC_LIST_F64;
        sum->real = (double)sum->number;
    }
    int64_t i = list->kind == PYC_LIST_WORDS ? 0 : add_unboxed(sum, list);
    for (; i < list->length; i++) {
        PycWord item = pyc_list_item(pyc_word(list), i);
        int result = add_item(sum, item);
        pyc_dec(item);
        if (result < 0) return -1;
    }
    return 0;
}

static int add_all(Sum *sum, PycWord iterable) {
    if (is_exact(iterable, &pyc_list_type)) return add_list(sum, as_list(iterable));
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    while ((item = next_of(iterator)) != 0) {
        int result = add_item(sum, item);
        pyc_dec(item);
        if (result < 0) break;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

PycWord pyc_sum(PycWord iterable, PycWord start) {
    Sum sum = {PYC_LIST_I64, 0, 0.0, 0};
    if (start) {
        if (refuse_text(start) < 0) return 0;
        bool exact = pyc_is_small(start) || is_exact(start, &pyc_int_type);
        if (!exact || !pyc_int_fits_i64(start, &sum.number)) set_object(&sum, pyc_inc(start));
    }
    if (add_all(&sum, iterable) == 0) return sum_word(&sum);
    if (sum.kind == PYC_LIST_WORDS) pyc_xdec(sum.object);
    return 0;
}

/* ---- min, max ---- */

static PycWord key_of(PycWord key, PycWord item) {
    return key ? pyc_call(key, &item, 1, 0) : pyc_inc(item);
}

static inline int is_better(PycWord a, PycWord b, int op) {
    if (pyc_is_small(a) && pyc_is_small(b))
        return op == PYC_GT ? (int64_t)a > (int64_t)b : (int64_t)a < (int64_t)b;
    return pyc_compare_truth(a, b, op);
}

/* Best of an iterator's items; 0 and nothing pending: there is none. */
static PycWord best_of(PycWord iterator, PycWord key, int op) {
    PycWord best = 0, best_key = 0, item;
    while ((item = next_of(iterator)) != 0) {
        PycWord item_key = key_of(key, item);
        int better = !item_key ? -1 : !best ? 1 : is_better(item_key, best_key, op);
        if (better > 0) {
            pyc_xdec(best);
            pyc_xdec(best_key);
            best = item;
            best_key = item_key;
            continue;
        }
        pyc_dec(item);
        pyc_xdec(item_key);
        if (better < 0) break;
    }
    pyc_xdec(best_key);
    if (!pyc_state.exception) return best;
    pyc_xdec(best);
    return 0;
}

static PycWord best_of_i64(PycList *list, int op) {
    const int64_t *items = list->items;
    int64_t best = items[0];
    if (op == PYC_GT) {
        for (int64_t i = 1; i < list->length; i++) best = items[i] > best ? items[i] : best;
    } else {
        for (int64_t i = 1; i < list->length; i++) best = items[i] < best ? items[i] : best;
    }
    return pyc_int_from_i64(best);
}

static PycWord best_of_f64(PycList *list, int op) {
    const double *items = list->items;
    double best = items[0];
    if (op == PYC_GT) {
        for (int64_t i = 1; i < list->length; i++) best = items[i] > best ? items[i] : best;
    } else {
        for (int64_t i = 1; i < list->length; i++) best = items[i] < best ? items[i] : best;
    }
    return pyc_float_new(best);
}

static PycWord best(const char *name, PycWord args, PycWord key, PycWord fallback, int op) {
    int64_t n = args ? as_tuple(args)->length : 0;
    if (n == 0) {
        pyc_raise_type(&pyc_type_error_type, "%s expected at least 1 argument, got 0", name);
        return 0;
    }
    if (n > 1 && fallback) {
        pyc_raise_type(&pyc_type_error_type,
                       "Cannot specify a default for %s() with multiple positional arguments", name);
        return 0;
    }
    PycWord from = n > 1 ? args : as_tuple(args)->items[0];
    if (!is_given(key)) key = 0;
    if (!key && is_exact(from, &pyc_list_type) && as_list(from)->length > 0) {
        if (as_list(from)->kind == PYC_LIST_I64) return best_of_i64(as_list(from), op);
        if (as_list(from)->kind == PYC_LIST_F64) return best_of_f64(as_list(from), op);
    }
    PycWord iterator = pyc_iterate(from);
    if (!iterator) return 0;
    PycWord result = best_of(iterator, key, op);
    pyc_dec(iterator);
    if (result || pyc_state.exception) return result;
    if (fallback) return pyc_inc(fallback);
    pyc_raise_type(&pyc_value_error_type, "%s() arg is an empty sequence", name);
    return 0;
}

PycWord pyc_min(PycWord args, PycWord key, PycWord fallback) { return best("min", args, key, fallback, PYC_LT); }
PycWord pyc_max(PycWord args, PycWord key, PycWord fallback) { return best("max", args, key, fallback, PYC_GT); }

/* ---- any, all ---- */

/* Whether one of the items has this truth; -1: exception. */
static int has_truth(PycWord iterable, int wanted) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return -1;
    int found = 0;
    while (!found && (item = next_of(iterator)) != 0) {
        int truth = item == PYC_TRUE ? 1 : item == PYC_FALSE ? 0 : pyc_truth(item);
        pyc_dec(item);
        if (truth < 0) break;
        found = truth == wanted;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : found;
}

PycWord pyc_any(PycWord iterable) { return truth_of(has_truth(iterable, 1)); }

PycWord pyc_all(PycWord iterable) {
    int found = has_truth(iterable, 0);
    return found < 0 ? 0 : pyc_bool(!found);
}
