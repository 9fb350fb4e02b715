/* random_module.c: the module random: seeds, ints, sequences. Every function takes as many bits from
 * the generator as Lib/random.py of CPython 3.11 does. */
#include <math.h>

#include "random_private.h"

static PycWord seed(Random *random, PycWord value, PycWord version) {
    return none_of(pyc_random_reseed(random, value, version));
}
RANDOM_BOTH_2(seed)

static PycWord getstate(Random *random) { return pyc_random_state_of(random); }
RANDOM_BOTH_0(getstate)

static PycWord setstate(Random *random, PycWord state) { return none_of(pyc_random_restore(random, state)); }
RANDOM_BOTH_1(setstate)

static PycWord random_(Random *random) { return pyc_float_new(mersenne_f64(&random->state)); }
RANDOM_BOTH_0(random_)
double pyc_random_random_f64(void) { return mersenne_f64(&pyc_random_shared()->state); }

static PycWord getrandbits(Random *random, PycWord n) {
    int64_t bits;
    return pyc_size_argument(n, &bits) < 0 ? 0 : pyc_random_bits_of(random, bits);
}
RANDOM_BOTH_1(getrandbits)

static PycWord randbytes(Random *random, PycWord n) {
    int64_t length;
    if (pyc_size_argument(n, &length) < 0) return 0;
    if (length < 0) return pyc_random_bits_of(random, -1);
    uint8_t *data = pyc_raw_allocate(length + 4);
    for (int64_t i = 0; i < length; i += 4) {
        uint32_t word = mersenne_next(&random->state);
        if (length - i < 4) word >>= 32 - (length - i) * 8;
        for (int j = 0; j < 4; j++) data[i + j] = (uint8_t)(word >> (j * 8));
    }
    PycWord bytes = pyc_bytes_new(data, length);
    pyc_raw_free(data, length + 4);
    return bytes;
}
RANDOM_BOTH_1(randbytes)

/* ---- randrange, randint ---- */

/* An int word (owned) of an argument of randrange; an integral float will do. */
static PycWord range_argument(PycWord w, const char *which) {
    if (pyc_has_index(w)) return pyc_index_word(w);
    PycWord number = pyc_call(pyc_word(&pyc_int_type), &w, 1, 0);
    if (!number) return 0;
    int same = pyc_compare_truth(number, w, PYC_EQ);
    if (same > 0) return number;
    pyc_dec(number);
    if (same == 0) pyc_raise_type(&pyc_value_error_type, "non-integer %s for randrange()", which);
    return 0;
}

static PYC_COLD PycWord raise_empty_range(PycWord start, PycWord stop, PycWord width) {
    PycWord words[3] = {pyc_str(start), pyc_str(stop), pyc_str(width)};
    pyc_raise_type(&pyc_value_error_type, "empty range for randrange() (%S, %S, %S)", words[0], words[1],
                   words[2]);
    for (int i = 0; i < 3; i++) pyc_dec(words[i]);
    return 0;
}

/* start + step * below(n) */
static PycWord chosen(Random *random, PycWord start, PycWord step, PycWord n) {
    PycWord steps = pyc_random_below_word(random, n);
    if (!steps) return 0;
    PycWord offset = pyc_int_mul(steps, step);
    PycWord result = pyc_int_add(start, offset);
    pyc_dec(steps);
    pyc_dec(offset);
    return result;
}

static PycWord from_one_argument(Random *random, PycWord start, PycWord step) {
    if (step && step != pyc_small(1))
        pyc_raise_type(&pyc_type_error_type, "Missing a non-None stop argument");
    else if (pyc_int_compare(start, pyc_small(0)) > 0)
        return pyc_random_below_word(random, start);
    else
        pyc_raise_type(&pyc_value_error_type, "empty range for randrange()");
    return 0;
}

static PycWord from_stepped(Random *random, PycWord start, PycWord width, PycWord step) {
    int sign = pyc_int_compare(step, pyc_small(0));
    if (sign == 0) {
        pyc_raise_type(&pyc_value_error_type, "zero step for randrange()");
        return 0;
    }
    PycWord sum = pyc_int_add(width, step);
    PycWord rounded = pyc_int_sub(sum, pyc_small(sign));
    PycWord n = pyc_int_floordiv(rounded, step), result = 0;
    if (pyc_int_compare(n, pyc_small(0)) > 0) result = chosen(random, start, step, n);
    else pyc_raise_type(&pyc_value_error_type, "empty range for randrange()");
    pyc_dec(sum);
    pyc_dec(rounded);
    pyc_dec(n);
    return result;
}

static PycWord from_words(Random *random, PycWord start, PycWord stop, PycWord step) {
    PycWord width = pyc_int_sub(stop, start), result;
    if (step != pyc_small(1)) result = from_stepped(random, start, width, step);
    else if (pyc_int_compare(width, pyc_small(0)) > 0) result = chosen(random, start, step, width);
    else result = raise_empty_range(start, stop, width);
    pyc_dec(width);
    return result;
}

static PycWord randrange(Random *random, PycWord start, PycWord stop, PycWord step) {
    if (PYC_LIKELY(!step && pyc_is_small(start) && stop && pyc_is_small(stop))) {
        int64_t low = pyc_small_value(start), width = pyc_small_value(stop) - low;
        if (width > 0) return pyc_int_from_i64(low + random_below(random, width));
    }
    PycWord first = range_argument(start, "arg 1"), result = 0;
    if (!first) return 0;
    if (!is_given(stop)) {
        result = from_one_argument(random, first, step);
        pyc_dec(first);
        return result;
    }
    PycWord last = range_argument(stop, "stop");
    PycWord by = !last ? 0 : step ? range_argument(step, "step") : pyc_small(1);
    if (by) result = from_words(random, first, last, by);
    pyc_dec(first);
    pyc_xdec(last);
    pyc_xdec(by);
    return result;
}
RANDOM_BOTH_3(randrange)

static PycWord randint(Random *random, PycWord a, PycWord b) {
    PycWord stop = pyc_add(b, pyc_small(1));
    if (!stop) return 0;
    PycWord result = randrange(random, a, stop, 0);
    pyc_dec(stop);
    return result;
}
RANDOM_BOTH_2(randint)

/* Unboxed randint and randrange(start, stop); raises for an empty range (result 0). */
int64_t pyc_random_randrange_i64(int64_t start, int64_t stop) {
    int64_t width;
    if (PYC_LIKELY(start < stop && !__builtin_sub_overflow(stop, start, &width)))
        return start + random_below(pyc_random_shared(), width);
    PycWord low = pyc_int_from_i64(start), high = pyc_int_from_i64(stop);
    PycWord word = randrange(pyc_random_shared(), low, high, 0);
    int64_t result = 0;
    if (word) pyc_int_fits_i64(word, &result);
    pyc_xdec(word);
    pyc_dec(low);
    pyc_dec(high);
    return result;
}

int64_t pyc_random_randint_i64(int64_t a, int64_t b) {
    if (PYC_LIKELY(b < INT64_MAX)) return pyc_random_randrange_i64(a, b + 1);
    PycWord low = pyc_int_from_i64(a), high = pyc_int_from_i64(b);
    PycWord word = randint(pyc_random_shared(), low, high);
    int64_t result = 0;
    if (word) pyc_int_fits_i64(word, &result);
    pyc_xdec(word);
    pyc_dec(low);
    pyc_dec(high);
    return result;
}

/* ---- sequences ---- */

static PycWord item_at(PycWord sequence, int64_t index) {
    if (is_exact(sequence, &pyc_list_type)) return pyc_list_get(sequence, index);
    if (is_exact(sequence, &pyc_tuple_type)) return pyc_tuple_get(sequence, index);
    PycWord key = pyc_int_from_i64(index), item = pyc_get_item(sequence, key);
    pyc_dec(key);
    return item;
}

static PycWord choice(Random *random, PycWord sequence) {
    int64_t length = pyc_length(sequence);
    if (length < 0) return 0;
    if (length == 0) {
        pyc_raise_type(&pyc_index_error_type, "Cannot choose from an empty sequence");
        return 0;
    }
    return item_at(sequence, random_below(random, length));
}
RANDOM_BOTH_1(choice)

static void shuffle_list(Random *random, PycList *list) {
    uint8_t *bytes = list->items;
    uint64_t *items = list->items;
    for (int64_t i = list->length - 1; i > 0; i--) {
        int64_t j = random_below(random, i + 1);
        if (list->kind == PYC_LIST_BOOL) {
            uint8_t old = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = old;
        } else {
            uint64_t old = items[i];
            items[i] = items[j];
            items[j] = old;
        }
    }
}

static int swap_items(PycWord sequence, int64_t i, int64_t j) {
    PycWord left = pyc_int_from_i64(i), right = pyc_int_from_i64(j);
    PycWord from_right = pyc_get_item(sequence, right);
    PycWord from_left = from_right ? pyc_get_item(sequence, left) : 0;
    int result = -1;
    if (from_left && pyc_set_item(sequence, left, from_right) == 0)
        result = pyc_set_item(sequence, right, from_left);
    pyc_xdec(from_left);
    pyc_xdec(from_right);
    pyc_dec(left);
    pyc_dec(right);
    return result;
}

static PycWord shuffle(Random *random, PycWord sequence) {
    if (is_exact(sequence, &pyc_list_type)) {
        shuffle_list(random, as_list(sequence));
        return PYC_NONE;
    }
    int64_t length = pyc_length(sequence);
    if (length < 0) return 0;
    for (int64_t i = length - 1; i > 0; i--)
        if (swap_items(sequence, i, random_below(random, i + 1)) < 0) return 0;
    return PYC_NONE;
}
RANDOM_BOTH_1(shuffle)

static bool is_sequence(PycWord w) {
    return is_list(w) || is_tuple(w) || has_flag(w, PYC_TYPE_STR) || is_range(w) ||
           is_exact(w, &pyc_bytes_type) || is_exact(w, &pyc_bytearray_type);
}

/* The sums of all beginnings, as a list. */
static PycWord accumulated(PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable), total = 0, item;
    if (!iterator) return 0;
    PycWord sums = pyc_list_new(PYC_LIST_WORDS, 0);
    while ((item = pyc_next(iterator)) != 0) {
        PycWord next = total ? pyc_add(total, item) : pyc_inc(item);
        pyc_dec(item);
        pyc_xdec(total);
        total = next;
        if (!total || pyc_list_append(sums, total) < 0) break;
    }
    pyc_dec(iterator);
    pyc_xdec(total);
    if (!pyc_state.exception) return sums;
    pyc_dec(sums);
    return 0;
}

/* Where value goes in sorted[low:high], behind equal ones; -1: exception. */
static int64_t bisect_right(PycWord sorted, PycWord value, int64_t low, int64_t high) {
    while (low < high) {
        int64_t middle = (low + high) / 2;
        PycWord item = item_at(sorted, middle);
        int less = item ? pyc_compare_truth(value, item, PYC_LT) : -1;
        pyc_xdec(item);
        if (less < 0) return -1;
        if (less) high = middle;
        else low = middle + 1;
    }
    return low;
}

static void sample_pool(Random *random, PycWord pool, int64_t k, PycWord result) {
    PycList *list = as_list(pool);
    int64_t n = list->length;
    for (int64_t i = 0; i < k; i++) {
        int64_t j = random_below(random, n - i);
        PycWord item = pyc_list_item(pool, j), last = pyc_list_item(pool, n - i - 1);
        pyc_list_append_take(result, item);
        pyc_list_set(pool, j, last);
        pyc_dec(last);
    }
}

static int sample_selected(Random *random, PycWord population, int64_t n, int64_t k, PycWord result) {
    PycWord selected = pyc_set_new();
    for (int64_t i = 0; i < k; i++) {
        int64_t j;
        do j = random_below(random, n);
        while (pyc_set_has(selected, pyc_small(j)) > 0);
        pyc_set_add(selected, pyc_small(j));
        PycWord item = item_at(population, j);
        if (!item || pyc_list_append_take(result, item) < 0) break;
    }
    pyc_dec(selected);
    return pyc_state.exception ? -1 : 0;
}

static PycWord sample_of(Random *random, PycWord population, int64_t n, int64_t k) {
    if (k < 0 || k > n) {
        pyc_raise_type(&pyc_value_error_type, "Sample larger than population or is negative");
        return 0;
    }
    double set_size = 21; /* as large as a set of k in CPython, where a list of n is smaller */
    if (k > 5) set_size += pow(4, ceil(log((double)(k * 3)) / log(4.0)));
    PycWord result = pyc_list_new(PYC_LIST_WORDS, 0);
    if ((double)n <= set_size) {
        PycWord pool = pyc_list_from(population);
        if (pool) sample_pool(random, pool, k, result);
        pyc_xdec(pool);
    } else {
        sample_selected(random, population, n, k, result);
    }
    if (!pyc_state.exception) return result;
    pyc_dec(result);
    return 0;
}

/* The population's items at the places of sums[...] that the selections fall into. */
static PycWord items_of_selections(PycWord population, PycWord sums, PycWord selections) {
    PycWord result = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < as_list(selections)->length; i++) {
        PycWord selection = pyc_list_item(selections, i);
        int64_t place = bisect_right(sums, selection, 0, as_list(sums)->length);
        pyc_dec(selection);
        PycWord item = place < 0 ? 0 : item_at(population, place);
        if (!item || pyc_list_append_take(result, item) < 0) {
            pyc_dec(result);
            return 0;
        }
    }
    return result;
}

static PycWord sample_counted(Random *random, PycWord population, int64_t n, int64_t k, PycWord counts) {
    PycWord sums = accumulated(counts), result = 0, total = 0;
    if (!sums) return 0;
    if (as_list(sums)->length != n) {
        pyc_raise_type(&pyc_value_error_type, "The number of counts does not match the population");
    } else if (n == 0) {
        pyc_raise_type(&pyc_index_error_type, "pop from empty list");
    } else {
        total = pyc_list_item(sums, n - 1);
        as_list(sums)->length--;
        if (as_list(sums)->kind == PYC_LIST_WORDS) pyc_dec(((PycWord *)as_list(sums)->items)[n - 1]);
        int64_t limit = 0;
        if (!pyc_is_int(total))
            pyc_raise_type(&pyc_type_error_type, "Counts must be integers");
        else if (!pyc_int_fits_i64(total, &limit) || limit <= 0)
            pyc_raise_type(&pyc_value_error_type, "Total of counts must be greater than zero");
        PycWord range = limit > 0 ? pyc_range_new(0, limit, 1) : 0;
        PycWord selections = range ? sample_of(random, range, limit, k) : 0;
        if (selections) result = items_of_selections(population, sums, selections);
        pyc_xdec(range);
        pyc_xdec(selections);
    }
    pyc_xdec(total);
    pyc_dec(sums);
    return result;
}

static PycWord sample(Random *random, PycWord population, PycWord size, PycWord counts) {
    if (!is_sequence(population)) {
        pyc_raise_type(&pyc_type_error_type,
                       "Population must be a sequence.  For dicts or sets, use sorted(d).");
        return 0;
    }
    int64_t n = pyc_length(population), k;
    if (n < 0 || pyc_size_argument(size, &k) < 0) return 0;
    if (is_given(counts)) return sample_counted(random, population, n, k, counts);
    return sample_of(random, population, n, k);
}
RANDOM_BOTH_3(sample)

/* ---- choices ---- */

static PycWord choices_even(Random *random, PycWord population, int64_t n, int64_t k) {
    PycWord result = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < k; i++) {
        PycWord item = item_at(population, (int64_t)floor(mersenne_f64(&random->state) * (double)n));
        if (item && pyc_list_append_take(result, item) == 0) continue;
        pyc_dec(result);
        return 0;
    }
    return result;
}

static PycWord choices_weighted(Random *random, PycWord population, PycWord sums, int64_t n, int64_t k,
                                double total) {
    PycWord result = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < k; i++) {
        PycWord at = pyc_float_new(mersenne_f64(&random->state) * total);
        int64_t place = bisect_right(sums, at, 0, n - 1);
        pyc_dec(at);
        PycWord item = place < 0 ? 0 : item_at(population, place);
        if (item && pyc_list_append_take(result, item) == 0) continue;
        pyc_dec(result);
        return 0;
    }
    return result;
}

/* cum_weights[-1] + 0.0, positive and finite; -1: exception */
static int total_weight(PycWord sums, double *total) {
    PycWord last = pyc_get_item(sums, pyc_small(-1));
    if (!last) return -1;
    PycWord zero = pyc_float_new(0.0), sum = pyc_add(last, zero);
    pyc_dec(zero);
    pyc_dec(last);
    int result = sum ? pyc_to_f64(sum, total) : -1;
    pyc_xdec(sum);
    if (result < 0) return -1;
    if (*total <= 0.0)
        pyc_raise_type(&pyc_value_error_type, "Total of weights must be greater than zero");
    else if (!isfinite(*total))
        pyc_raise_type(&pyc_value_error_type, "Total of weights must be finite");
    else
        return 0;
    return -1;
}

static PycWord cumulative(PycWord weights) {
    PycWord sums = accumulated(weights);
    if (!sums && pyc_pending_is(&pyc_type_error_type) && pyc_is_int(weights)) {
        pyc_clear();
        pyc_raise_repr(&pyc_type_error_type,
                       "The number of choices must be a keyword argument: k=%S", weights);
    }
    return sums;
}

static PycWord choices(Random *random, PycWord population, PycWord weights, PycWord cum_weights, PycWord size) {
    int64_t n = pyc_length(population), k = 1;
    if (n < 0) return 0;
    bool even = !is_given(weights) && !is_given(cum_weights);
    if (even) {
        if (size && pyc_size_argument(size, &k) < 0) return 0;
        return choices_even(random, population, n, k);
    }
    if (is_given(weights) && is_given(cum_weights)) {
        pyc_raise_type(&pyc_type_error_type, "Cannot specify both weights and cumulative weights");
        return 0;
    }
    PycWord sums = is_given(cum_weights) ? pyc_inc(cum_weights) : cumulative(weights), result = 0;
    int64_t length = sums ? pyc_length(sums) : -1;
    double total;
    if (length >= 0 && length != n)
        pyc_raise_type(&pyc_value_error_type, "The number of weights does not match the population");
    else if (length >= 0 && total_weight(sums, &total) == 0 && (!size || pyc_size_argument(size, &k) == 0))
        result = choices_weighted(random, population, sums, n, k, total);
    pyc_xdec(sums);
    return result;
}
RANDOM_BOTH_4(choices)
