/* range.c: ranges of i64 bounds, and through words, of any size; their iterators. */
#include "containers.h"

int pyc_slice_long_indices(PycWord w, PycWord length, PycWord out[3]);

PycWord pyc_index_word(PycWord w); /* values.c */

/* ---- making ---- */

static uint64_t count_of(int64_t start, int64_t stop, int64_t step) {
    if (step > 0) return start < stop ? ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1 : 0;
    return stop < start ? ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) + 1 : 0;
}

int64_t pyc_range_length_of(int64_t start, int64_t stop, int64_t step) {
    uint64_t count = count_of(start, stop, step);
    return count > INT64_MAX ? -1 : (int64_t)count;
}

static PYC_COLD PycWord raise_zero_step(void) {
    pyc_raise_type(&pyc_value_error_type, "range() arg 3 must not be zero");
    return 0;
}

PycWord pyc_range_new(int64_t start, int64_t stop, int64_t step) {
    if (step == 0) return raise_zero_step();
    PycRange *range = pyc_allocate(&pyc_range_type, sizeof(PycRange));
    range->start = start;
    range->stop = stop;
    range->step = step;
    return pyc_word(range);
}

/* Takes over the counts of three int words. */
static PycWord range_of_words(PycWord words[3]) {
    int64_t start, stop, step;
    if (pyc_int_compare(words[2], pyc_small(0)) == 0) {
        for (int i = 0; i < 3; i++) pyc_dec(words[i]);
        return raise_zero_step();
    }
    if (pyc_int_fits_i64(words[0], &start) && pyc_int_fits_i64(words[1], &stop) &&
        pyc_int_fits_i64(words[2], &step)) {
        for (int i = 0; i < 3; i++) pyc_dec(words[i]);
        return pyc_range_new(start, stop, step);
    }
    PycRange *range = pyc_allocate(&pyc_range_type, sizeof(PycRange));
    range->step = 1;
    range->big = pyc_tuple_take(words, 3);
    return pyc_word(range);
}

static PycWord range_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (pyc_want_no_keywords("range", names) < 0 || pyc_want_positional("range", n, 1, 3) < 0) return 0;
    PycWord words[3] = {pyc_small(0), 0, pyc_small(1)};
    for (int64_t i = 0; i < n; i++) {
        int64_t place = n == 1 ? 1 : i;
        words[place] = pyc_index_word(args[i]);
        if (words[place]) continue;
        for (int64_t j = 0; j < i; j++) pyc_dec(words[n == 1 ? 1 : j]);
        return 0;
    }
    return range_of_words(words);
}

/* Its three words, owned. */
static void range_words(PycWord self, PycWord out[3]) {
    PycRange *range = as_range(self);
    if (range->big) {
        for (int i = 0; i < 3; i++) out[i] = pyc_inc(as_tuple(range->big)->items[i]);
        return;
    }
    out[0] = pyc_int_from_i64(range->start);
    out[1] = pyc_int_from_i64(range->stop);
    out[2] = pyc_int_from_i64(range->step);
}

static void drop(PycWord *words, int64_t n) {
    for (int64_t i = 0; i < n; i++) pyc_dec(words[i]);
}

/* The length as an int word (owned). */
static PycWord length_word(PycWord self) {
    PycRange *range = as_range(self);
    if (!range->big) return pyc_int_from_u64(count_of(range->start, range->stop, range->step));
    PycWord words[3];
    range_words(self, words);
    bool up = pyc_int_compare(words[2], pyc_small(0)) > 0;
    PycWord low = words[up ? 0 : 1], high = words[up ? 1 : 0], result = pyc_small(0);
    if (pyc_int_compare(low, high) < 0) {
        PycWord distance = pyc_int_sub(high, low), step = pyc_int_abs(words[2]);
        PycWord before_last = pyc_int_sub(distance, pyc_small(1));
        PycWord steps = pyc_int_floordiv(before_last, step);
        result = pyc_int_add(steps, pyc_small(1));
        drop((PycWord[]){distance, step, before_last, steps}, 4);
    }
    drop(words, 3);
    return result;
}

static int64_t range_length(PycWord self) {
    PycRange *range = as_range(self);
    int64_t length = -1;
    if (!range->big) length = pyc_range_length_of(range->start, range->stop, range->step);
    if (PYC_LIKELY(length >= 0)) return length;
    PycWord word = length_word(self);
    bool fits = pyc_int_fits_i64(word, &length);
    pyc_dec(word);
    if (fits) return length;
    pyc_raise_type(&pyc_overflow_error_type, "Python int too large to convert to C ssize_t");
    return -1;
}

/* start + index * step of three words; owned. */
static PycWord element(const PycWord words[3], PycWord index) {
    PycWord offset = pyc_int_mul(index, words[2]);
    PycWord result = pyc_int_add(words[0], offset);
    pyc_dec(offset);
    return result;
}

/* ---- slots ---- */

static void range_release(PycObject *self) { pyc_xdec(((PycRange *)self)->big); }

static PycWord range_repr(PycWord self) {
    PycWord words[3];
    range_words(self, words);
    bool short_form = words[2] == pyc_small(1);
    PycWord tuple = pyc_tuple_of(words, short_form ? 2 : 3);
    PycWord text = pyc_repr_items("range(", ")", tuple);
    pyc_dec(tuple);
    drop(words, 3);
    return text;
}

/* (length, start or None, step or None): equal for equal ranges; owned. */
static PycWord identity(PycWord self) {
    PycWord words[3], length = length_word(self);
    range_words(self, words);
    bool none = length == pyc_small(0), one = length == pyc_small(1);
    PycWord tuple = pyc_tuple_of(
        (PycWord[]){length, none ? PYC_NONE : words[0], none || one ? PYC_NONE : words[2]}, 3);
    drop(words, 3);
    pyc_dec(length);
    return tuple;
}

static int64_t range_hash(PycWord self) {
    PycWord tuple = identity(self);
    int64_t hash = pyc_hash(tuple);
    pyc_dec(tuple);
    return hash;
}

static PycWord range_compare(PycWord a, PycWord b, int op) {
    if (!is_range(a) || !is_range(b) || (op != PYC_EQ && op != PYC_NE)) return PYC_NOT_IMPLEMENTED;
    if (a == b) return pyc_bool(op == PYC_EQ);
    PycWord left = identity(a), right = identity(b);
    PycWord result = pyc_compare(left, right, op);
    pyc_dec(left);
    pyc_dec(right);
    return result;
}

static PycWord raise_out_of_range(void) {
    pyc_raise_type(&pyc_index_error_type, "range object index out of range");
    return 0;
}

static PycWord get_long(PycWord self, PycWord key) {
    PycWord index = pyc_index_word(key), length = index ? length_word(self) : 0, words[3];
    if (!index) return 0;
    if (pyc_int_compare(index, pyc_small(0)) < 0) {
        PycWord wrapped = pyc_int_add(index, length);
        pyc_dec(index);
        index = wrapped;
    }
    bool inside = pyc_int_compare(index, pyc_small(0)) >= 0 && pyc_int_compare(index, length) < 0;
    range_words(self, words);
    PycWord result = inside ? element(words, index) : raise_out_of_range();
    drop(words, 3);
    pyc_dec(index);
    pyc_dec(length);
    return result;
}

static PycWord slice_of(PycWord self, PycWord slice) {
    PycWord words[3], bounds[3], length = length_word(self);
    int result = pyc_slice_long_indices(slice, length, bounds);
    pyc_dec(length);
    if (result < 0) return 0;
    range_words(self, words);
    PycWord made[3] = {element(words, bounds[0]), element(words, bounds[1]),
                       pyc_int_mul(words[2], bounds[2])};
    drop(words, 3);
    drop(bounds, 3);
    return range_of_words(made);
}

static PycWord range_get_item(PycWord self, PycWord key) {
    PycRange *range = as_range(self);
    if (is_exact(key, &pyc_slice_type)) return slice_of(self, key);
    if (PYC_LIKELY(pyc_is_small(key) && !range->big)) {
        int64_t index = pyc_small_value(key);
        int64_t length = pyc_range_length_of(range->start, range->stop, range->step);
        if (length >= 0) {
            if (index < 0) index += length;
            if (index < 0 || index >= length) return raise_out_of_range();
            return pyc_int_from_i64((int64_t)((uint64_t)range->start + (uint64_t)index * (uint64_t)range->step));
        }
    }
    if (pyc_has_index(key)) return get_long(self, key);
    pyc_raise_type(&pyc_type_error_type, "range indices must be integers or slices, not %s",
                   pyc_type_of(key)->name);
    return 0;
}

/* Where an int stands in the range: an owned int word, 0: nowhere. */
static PycWord place_of(PycWord self, PycWord item) {
    PycRange *range = as_range(self);
    int64_t value;
    if (!range->big && pyc_int_fits_i64(item, &value)) {
        int64_t start = range->start, step = range->step;
        bool inside = step > 0 ? value >= start && value < range->stop : value <= start && value > range->stop;
        if (!inside) return 0;
        uint64_t distance = step > 0 ? (uint64_t)value - (uint64_t)start : (uint64_t)start - (uint64_t)value;
        uint64_t width = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
        return distance % width ? 0 : pyc_int_from_u64(distance / width);
    }
    PycWord words[3], place = 0;
    range_words(self, words);
    bool up = pyc_int_compare(words[2], pyc_small(0)) > 0;
    int from = pyc_int_compare(item, words[0]), to = pyc_int_compare(item, words[1]);
    if (up ? from >= 0 && to < 0 : from <= 0 && to > 0) {
        PycWord distance = pyc_int_sub(item, words[0]), rest = pyc_int_mod(distance, words[2]);
        if (rest == pyc_small(0)) place = pyc_int_floordiv(distance, words[2]);
        pyc_dec(distance);
        pyc_dec(rest);
    }
    drop(words, 3);
    return place;
}

static bool is_plain_int(PycWord w) {
    return pyc_is_small(w) || is_exact(w, &pyc_int_type) || is_exact(w, &pyc_bool_type);
}

/* Compares element by element: how often (all) or at which place (not all); -1 none, -2 exception. */
static int64_t search(PycWord self, PycWord item, bool all) {
    PycWord iterator = pyc_iterate(self), value;
    int64_t count = 0, found = -1;
    if (!iterator) return -2;
    for (int64_t i = 0; (all || found < 0) && (value = pyc_next(iterator)) != 0; i++) {
        int same = equal_words(value, item);
        pyc_dec(value);
        if (same < 0) break;
        count += same;
        if (same) found = i;
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -2 : all ? count : found;
}

static int range_contains(PycWord self, PycWord item) {
    if (PYC_LIKELY(is_plain_int(item))) {
        PycWord place = place_of(self, item);
        pyc_xdec(place);
        return place != 0;
    }
    int64_t found = search(self, item, false);
    return found == -2 ? -1 : found >= 0;
}

static int range_truth(PycWord self) {
    PycWord length = length_word(self);
    bool some = length != pyc_small(0);
    pyc_dec(length);
    return some;
}

/* ---- iterators ---- */

typedef struct { PycObject object; int64_t next, step; uint64_t left; } RangeIterator;
typedef struct { PycObject object; PycWord next, step, left; } LongRangeIterator;

static PycWord iterator_of(int64_t next, int64_t step, uint64_t left) {
    RangeIterator *iterator = pyc_allocate(&pyc_range_iterator_type, sizeof(RangeIterator));
    iterator->next = next;
    iterator->step = step;
    iterator->left = left;
    return pyc_word(iterator);
}

PycWord pyc_range_iterator_at(int64_t next, int64_t stop, int64_t step) {
    return iterator_of(next, step, count_of(next, stop, step));
}

static PycWord iterator_next(PycWord self) {
    RangeIterator *iterator = (RangeIterator *)(uintptr_t)self;
    if (iterator->left == 0) return 0;
    iterator->left--;
    int64_t value = iterator->next;
    iterator->next = (int64_t)((uint64_t)value + (uint64_t)iterator->step);
    return pyc_fits_small(value) ? pyc_small(value) : pyc_int_from_i64(value);
}

static PycWord long_next(PycWord self) {
    LongRangeIterator *iterator = (LongRangeIterator *)(uintptr_t)self;
    if (iterator->left == pyc_small(0)) return 0;
    PycWord value = iterator->next, left = pyc_int_sub(iterator->left, pyc_small(1));
    pyc_dec(iterator->left);
    iterator->left = left;
    iterator->next = pyc_int_add(value, iterator->step);
    return value;
}

static void long_release(PycObject *self) {
    LongRangeIterator *iterator = (LongRangeIterator *)self;
    drop((PycWord[]){iterator->next, iterator->step, iterator->left}, 3);
}

static PycWord long_iterator(PycWord self, bool backwards) {
    LongRangeIterator *iterator = pyc_allocate(&pyc_long_range_iterator_type, sizeof(LongRangeIterator));
    PycWord words[3];
    range_words(self, words);
    iterator->left = length_word(self);
    if (backwards) {
        PycWord last = pyc_int_sub(iterator->left, pyc_small(1));
        iterator->next = element(words, last);
        iterator->step = pyc_int_neg(words[2]);
        pyc_dec(last);
    } else {
        iterator->next = pyc_inc(words[0]);
        iterator->step = pyc_inc(words[2]);
    }
    drop(words, 3);
    return pyc_word(iterator);
}

static PycWord range_iterate(PycWord self) {
    PycRange *range = as_range(self);
    if (range->big) return long_iterator(self, false);
    return pyc_range_iterator_at(range->start, range->stop, range->step);
}

PycWord pyc_range_dunder_reversed(PycWord self) {
    PycRange *range = as_range(self);
    if (range->big || range->step == INT64_MIN) return long_iterator(self, true);
    uint64_t count = count_of(range->start, range->stop, range->step);
    uint64_t last = (uint64_t)range->start + (count - 1) * (uint64_t)range->step;
    return iterator_of((int64_t)last, -range->step, count);
}

PycType pyc_range_iterator_type = {PYC_TYPE_HEAD("range_iterator", sizeof(RangeIterator)),
                                   .iterate = pyc_inc, .next = iterator_next};
PycType pyc_long_range_iterator_type = {PYC_TYPE_HEAD("longrange_iterator", sizeof(LongRangeIterator)),
                                        .release = long_release, .iterate = pyc_inc, .next = long_next};

PycType pyc_range_type = {
    PYC_TYPE_HEAD("range", sizeof(PycRange)), .release = range_release, .create = range_create,
    .repr = range_repr, .hash = range_hash, .compare = range_compare, .iterate = range_iterate,
    .length = range_length, .get_item = range_get_item, .contains = range_contains,
    .truth = range_truth};

/* ---- methods ---- */

PycWord pyc_range_count(PycWord self, PycWord value) {
    if (is_plain_int(value)) return pyc_small(range_contains(self, value));
    int64_t count = search(self, value, true);
    return count == -2 ? 0 : pyc_int_from_i64(count);
}

PycWord pyc_range_index(PycWord self, PycWord value) {
    if (is_plain_int(value)) {
        PycWord place = place_of(self, value);
        if (!place) pyc_raise_repr(&pyc_value_error_type, "%S is not in range", value);
        return place;
    }
    int64_t found = search(self, value, false);
    if (found >= 0) return pyc_int_from_i64(found);
    if (found == -1) pyc_raise_type(&pyc_value_error_type, "sequence.index(x): x not in sequence");
    return 0;
}

static PycWord field(PycWord self, int which) {
    PycWord words[3];
    range_words(self, words);
    PycWord result = pyc_inc(words[which]);
    drop(words, 3);
    return result;
}

PycWord pyc_range_start(PycWord self) { return field(self, 0); }
PycWord pyc_range_stop(PycWord self) { return field(self, 1); }
PycWord pyc_range_step(PycWord self) { return field(self, 2); }
