/* tuple.c: tuples: making, the type's slots, methods. */
#include "containers.h"

static PycTuple empty = {{PYC_IMMORTAL, &pyc_tuple_type}, 0};

PycWord pyc_tuple_new(int64_t n) {
    if (n == 0) return pyc_word(&empty);
    PycTuple *tuple = pyc_allocate(&pyc_tuple_type, (int64_t)sizeof(PycTuple) + n * 8);
    tuple->length = n;
    return pyc_word(tuple);
}

PycWord pyc_tuple_take(PycWord *items, int64_t n) {
    PycWord tuple = pyc_tuple_new(n);
    if (n) memcpy(as_tuple(tuple)->items, items, (size_t)n * 8);
    return tuple;
}

PycWord pyc_tuple_of(const PycWord *items, int64_t n) {
    PycWord tuple = pyc_tuple_new(n);
    for (int64_t i = 0; i < n; i++) as_tuple(tuple)->items[i] = pyc_inc(items[i]);
    return tuple;
}

static PycWord from_list(PycWord list) {
    int64_t n = as_list(list)->length;
    PycWord tuple = pyc_tuple_new(n);
    for (int64_t i = 0; i < n; i++) as_tuple(tuple)->items[i] = pyc_list_item(list, i);
    return tuple;
}

PycWord pyc_tuple_from(PycWord iterable) {
    if (is_exact(iterable, &pyc_tuple_type)) return pyc_inc(iterable);
    if (is_exact(iterable, &pyc_list_type)) return from_list(iterable);
    PycWord list = pyc_list_from(iterable);
    if (!list) return 0;
    PycWord tuple = from_list(list);
    pyc_dec(list);
    return tuple;
}

PycWord pyc_tuple_get(PycWord w, int64_t index) {
    PycTuple *tuple = as_tuple(w);
    if (index < 0) index += tuple->length;
    if (PYC_LIKELY((uint64_t)index < (uint64_t)tuple->length)) return pyc_inc(tuple->items[index]);
    pyc_raise_type(&pyc_index_error_type, "tuple index out of range");
    return 0;
}

/* ---- slots ---- */

static void tuple_release(PycObject *self) {
    PycTuple *tuple = (PycTuple *)self;
    for (int64_t i = tuple->length - 1; i >= 0; i--) pyc_xdec(tuple->items[i]);
}

static void tuple_traverse(PycObject *self, PycVisit visit, void *context) {
    PycTuple *tuple = (PycTuple *)self;
    for (int64_t i = 0; i < tuple->length; i++) visit(tuple->items[i], context);
}

static PycWord tuple_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (pyc_want_no_keywords("tuple", names) < 0) return 0;
    if (pyc_want_positional("tuple", n, 0, 1) < 0) return 0;
    return n ? pyc_tuple_from(args[0]) : pyc_tuple_new(0);
}

static PycWord tuple_repr(PycWord self) {
    if (as_tuple(self)->length == 0) return pyc_str_from_c("()");
    if (!pyc_repr_enter(self)) return pyc_str_from_c("(...)");
    PycWord text = pyc_repr_items("(", as_tuple(self)->length == 1 ? ",)" : ")", self);
    pyc_repr_leave(self);
    return text;
}

/* Source: the tuple hash that CPython takes from xxHash (Objects/tupleobject.c, 3.8 and later). */
static int64_t tuple_hash(PycWord self) {
    const uint64_t prime_1 = 11400714785074694791U, prime_2 = 14029467366897019727U,
                   prime_5 = 2870177450012600261U;
    uint64_t sum = prime_5;
    int64_t n = as_tuple(self)->length;
    for (int64_t i = 0; i < n; i++) {
        int64_t lane = hash_of(as_tuple(self)->items[i]);
        if (lane == -1) return -1;
        sum += (uint64_t)lane * prime_2;
        sum = (sum << 31) | (sum >> 33);
        sum *= prime_1;
    }
    sum += (uint64_t)n ^ (prime_5 ^ 3527539U);
    return sum == (uint64_t)-1 ? 1546275796 : (int64_t)sum;
}

static PycWord compare_lengths(int64_t a, int64_t b, int op) {
    switch (op) {
    case PYC_LT: return pyc_bool(a < b);
    case PYC_LE: return pyc_bool(a <= b);
    case PYC_EQ: return pyc_bool(a == b);
    case PYC_NE: return pyc_bool(a != b);
    case PYC_GT: return pyc_bool(a > b);
    default: return pyc_bool(a >= b);
    }
}

static PycWord tuple_compare(PycWord left, PycWord right, int op) {
    if (!is_tuple(left) || !is_tuple(right)) return PYC_NOT_IMPLEMENTED;
    PycTuple *a = as_tuple(left), *b = as_tuple(right);
    int64_t i = 0;
    for (; i < a->length && i < b->length; i++) {
        int same = equal_words(a->items[i], b->items[i]);
        if (same < 0) return 0;
        if (!same) break;
    }
    if (i >= a->length || i >= b->length) return compare_lengths(a->length, b->length, op);
    if (op == PYC_EQ || op == PYC_NE) return pyc_bool(op == PYC_NE);
    return pyc_compare(a->items[i], b->items[i], op);
}

static PycWord slice_of(PycWord self, PycSlice *slice) {
    int64_t start, stop, step, count;
    if (pyc_slice_indices(pyc_word(slice), as_tuple(self)->length, &start, &stop, &step, &count) < 0)
        return 0;
    if (step == 1 && count == as_tuple(self)->length && is_exact(self, &pyc_tuple_type))
        return pyc_inc(self);
    PycWord tuple = pyc_tuple_new(count);
    for (int64_t i = 0, at = start; i < count; i++, at += step)
        as_tuple(tuple)->items[i] = pyc_inc(as_tuple(self)->items[at]);
    return tuple;
}

static PycWord tuple_get_item(PycWord self, PycWord key) {
    if (PYC_LIKELY(pyc_is_small(key))) return pyc_tuple_get(self, pyc_small_value(key));
    if (is_exact(key, &pyc_slice_type)) return slice_of(self, (PycSlice *)(uintptr_t)key);
    int64_t index;
    if (!pyc_has_index(key))
        pyc_raise_type(&pyc_type_error_type, "tuple indices must be integers or slices, not %s",
                       pyc_type_of(key)->name);
    else if (pyc_position(key, &index) == 0)
        return pyc_tuple_get(self, index);
    return 0;
}

static PycWord concat(PycWord a, PycWord b) {
    int64_t n = as_tuple(a)->length, m = as_tuple(b)->length;
    if (n == 0 && is_exact(b, &pyc_tuple_type)) return pyc_inc(b);
    if (m == 0 && is_exact(a, &pyc_tuple_type)) return pyc_inc(a);
    PycWord tuple = pyc_tuple_new(n + m);
    for (int64_t i = 0; i < n; i++) as_tuple(tuple)->items[i] = pyc_inc(as_tuple(a)->items[i]);
    for (int64_t i = 0; i < m; i++) as_tuple(tuple)->items[n + i] = pyc_inc(as_tuple(b)->items[i]);
    return tuple;
}

static PycWord add(PycWord a, PycWord b) {
    if (!is_tuple(a)) return PYC_NOT_IMPLEMENTED;
    if (is_tuple(b)) return concat(a, b);
    if (pyc_defers_to(b, "__radd__")) return PYC_NOT_IMPLEMENTED;
    pyc_raise_type(&pyc_type_error_type, "can only concatenate tuple (not \"%s\") to tuple",
                   pyc_type_of(b)->name);
    return 0;
}

static PycWord repeat(PycWord self, int64_t times) {
    int64_t n = as_tuple(self)->length;
    if ((n == 0 || times == 1) && is_exact(self, &pyc_tuple_type)) return pyc_inc(self);
    if (n == 0 || times <= 0) return pyc_tuple_new(0);
    if (times > INT64_MAX / 16 / n || !pyc_has_room(n * times * 8)) {
        pyc_raise_no_memory();
        return 0;
    }
    PycWord tuple = pyc_tuple_new(n * times);
    for (int64_t i = 0; i < n * times; i++)
        as_tuple(tuple)->items[i] = pyc_inc(as_tuple(self)->items[i % n]);
    return tuple;
}

static PycWord multiply(PycWord a, PycWord b) {
    PycWord self = is_tuple(a) ? a : b, times = is_tuple(a) ? b : a;
    int64_t count;
    if (!pyc_has_index(times)) {
        if (pyc_defers_to(times, is_tuple(a) ? "__rmul__" : "__mul__")) return PYC_NOT_IMPLEMENTED;
        pyc_raise_type(&pyc_type_error_type, "can't multiply sequence by non-int of type '%s'",
                       pyc_type_of(times)->name);
        return 0;
    }
    if (pyc_to_i64(times, &count) == 0) return repeat(self, count);
    if (pyc_pending_is(&pyc_overflow_error_type)) {
        pyc_clear();
        pyc_raise_type(&pyc_overflow_error_type, "cannot fit '%s' into an index-sized integer",
                       pyc_type_of(times)->name);
    }
    return 0;
}

static PycWord tuple_binary(PycWord a, PycWord b, int op) {
    op &= ~PYC_INPLACE;
    if (op == PYC_ADD) return add(a, b);
    if (op == PYC_MUL) return multiply(a, b);
    return PYC_NOT_IMPLEMENTED;
}

static int64_t find(PycWord self, PycWord value, int64_t start, int64_t stop) { /* -1 none, -2 exception */
    PycTuple *tuple = as_tuple(self);
    for (int64_t i = start; i < stop && i < tuple->length; i++) {
        int same = equal_words(tuple->items[i], value);
        if (same) return same < 0 ? -2 : i;
    }
    return -1;
}

static int tuple_contains(PycWord self, PycWord item) {
    int64_t found = find(self, item, 0, INT64_MAX);
    return found == -2 ? -1 : found >= 0;
}

static PycWord tuple_iterate(PycWord self) { return pyc_sequence_iterator_at(self, 0); }
static int64_t tuple_length(PycWord self) { return as_tuple(self)->length; }
static int tuple_truth(PycWord self) { return as_tuple(self)->length != 0; }

PycType pyc_tuple_type = {
    PYC_TYPE_HEAD("tuple", sizeof(PycTuple)),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_TUPLE,
    .release = tuple_release, .traverse = tuple_traverse,
    .create = tuple_create, .repr = tuple_repr, .hash = tuple_hash, .compare = tuple_compare,
    .iterate = tuple_iterate, .length = tuple_length, .get_item = tuple_get_item,
    .contains = tuple_contains, .truth = tuple_truth, .binary = tuple_binary,
};

/* ---- methods ---- */

PycWord pyc_tuple_count(PycWord self, PycWord value) {
    int64_t count = 0, at = 0;
    while ((at = find(self, value, at, INT64_MAX)) >= 0) {
        count++;
        at++;
    }
    return at == -2 ? 0 : pyc_int_from_i64(count);
}

PycWord pyc_tuple_index(PycWord self, PycWord value, PycWord start, PycWord stop) {
    int64_t length = as_tuple(self)->length, first = 0, last = INT64_MAX;
    if (start && pyc_clipped_index(start, length, &first) < 0) return 0;
    if (stop && pyc_clipped_index(stop, length, &last) < 0) return 0;
    int64_t found = find(self, value, first, last);
    if (found >= 0) return pyc_int_from_i64(found);
    if (found == -1) pyc_raise_type(&pyc_value_error_type, "tuple.index(x): x not in tuple");
    return 0;
}
