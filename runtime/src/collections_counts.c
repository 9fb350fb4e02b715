/* collections_counts.c: the operators of collections.Counter. */
#include "collections_private.h"

PycWord pyc_counter_compare(PycWord a, PycWord b, int op);
PycWord pyc_counter_binary(PycWord a, PycWord b, int op);
PycWord pyc_counter_unary(PycWord self, int op);

static inline bool is_counter(PycWord w) {
    return is_exact(w, &pyc_counter_type) || (is_dict(w) && pyc_is_subclass(pyc_type_of(w), &pyc_counter_type));
}
static PycWord counter_new(void) { return dict_adopted(&pyc_counter_type, pyc_dict_new(0)); }

/* ---- comparison ---- */

/* all(a[e] OP b[e] for e in walked); -1: exception */
static int all_keys(PycWord walked, PycWord a, PycWord b, int op) {
    PycWord iterator = pyc_dict_iterator_new(&pyc_dict_key_iterator_type, walked), key;
    int result = 1;
    while (result == 1 && (key = pyc_next(iterator)) != 0) {
        PycWord left = pyc_get_item(a, key), right = left ? pyc_get_item(b, key) : 0;
        result = right ? pyc_compare_truth(left, right, op) : -1;
        pyc_xdec(left);
        pyc_xdec(right);
        pyc_dec(key);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : result;
}

static int holds(PycWord a, PycWord b, int op) {
    int result = all_keys(a, a, b, op);
    return result == 1 ? all_keys(b, a, b, op) : result;
}

PycWord pyc_counter_compare(PycWord a, PycWord b, int op) {
    if (!is_counter(a) || !is_counter(b)) return PYC_NOT_IMPLEMENTED;
    int weak = op == PYC_LT ? PYC_LE : op == PYC_GT ? PYC_GE : op == PYC_NE ? PYC_EQ : op;
    int result = holds(a, b, weak);
    if (op == PYC_NE) return result < 0 ? 0 : pyc_bool(!result);
    if (op != weak && result == 1) {
        result = holds(a, b, PYC_EQ);
        return result < 0 ? 0 : pyc_bool(!result);
    }
    return truth_of(result);
}

/* ---- + - | & ---- */

/* What the operator makes of two counts; owned, 0: exception. */
static PycWord combined(PycWord count, PycWord other, int op) {
    if (op == PYC_ADD || op == PYC_SUB) return pyc_binary(count, other, op);
    int less = pyc_compare_truth(count, other, PYC_LT);
    if (less < 0) return 0;
    return pyc_inc((op == PYC_OR) == (less == 1) ? other : count);
}

/* result[key] = value if value > 0; takes over value, which may be 0: exception. */
static int keep_if_positive(PycWord result, PycWord key, PycWord value) {
    if (!value) return -1;
    int positive = pyc_compare_truth(value, pyc_small(0), PYC_GT);
    int done = positive > 0 ? pyc_dict_set(result, key, value) : positive;
    pyc_dec(value);
    return done;
}

static int combine_ours(PycWord result, PycWord a, PycWord b, int op) {
    PycWord iterator = pyc_dict_iterator_new(&pyc_dict_item_iterator_type, a), pair;
    int done = 0;
    while (done == 0 && (pair = pyc_next(iterator)) != 0) {
        PycWord key = as_tuple(pair)->items[0], other = pyc_get_item(b, key);
        done = other ? keep_if_positive(result, key, combined(as_tuple(pair)->items[1], other, op)) : -1;
        pyc_xdec(other);
        pyc_dec(pair);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

/* The counts of b whose keys a lacks. */
static int combine_theirs(PycWord result, PycWord a, PycWord b, int op) {
    PycWord iterator = pyc_dict_iterator_new(&pyc_dict_item_iterator_type, b), pair;
    int done = 0;
    while (done == 0 && (pair = pyc_next(iterator)) != 0) {
        PycWord key = as_tuple(pair)->items[0], count = as_tuple(pair)->items[1];
        int there = pyc_contains(a, key);
        if (there < 0) done = -1;
        else if (!there && op != PYC_SUB) done = keep_if_positive(result, key, pyc_inc(count));
        else if (!there) {
            int negative = pyc_compare_truth(count, pyc_small(0), PYC_LT);
            if (negative > 0) done = keep_if_positive(result, key, pyc_sub(pyc_small(0), count));
            else done = negative;
        }
        pyc_dec(pair);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

static PycWord combine(PycWord a, PycWord b, int op) {
    PycWord result = counter_new();
    if (combine_ours(result, a, b, op) == 0 && (op == PYC_AND || combine_theirs(result, a, b, op) == 0)) return result;
    pyc_dec(result);
    return 0;
}

/* ---- in place ---- */

static int drop_nonpositive(PycWord self) {
    PycWord keys = pyc_list_new(PYC_LIST_WORDS, 0), iterator = pyc_dict_iterator_new(&pyc_dict_item_iterator_type, self), pair;
    while ((pair = pyc_next(iterator)) != 0) {
        int positive = pyc_compare_truth(as_tuple(pair)->items[1], pyc_small(0), PYC_GT);
        if (positive == 0) (void)pyc_list_append(keys, as_tuple(pair)->items[0]);
        pyc_dec(pair);
        if (positive < 0) break;
    }
    pyc_dec(iterator);
    for (int64_t i = 0; i < as_list(keys)->length && !pyc_state.exception; i++) {
        PycWord key = pyc_list_item(keys, i);
        (void)pyc_delete_item(self, key);
        pyc_dec(key);
    }
    pyc_dec(keys);
    return pyc_state.exception ? -1 : 0;
}

static int change_one(PycWord self, PycWord key, PycWord count, PycWord other, int op) {
    PycWord value = 0;
    if (op == PYC_ADD || op == PYC_SUB) {
        value = pyc_binary(count, other, op + PYC_INPLACE);
        if (!value) return -1;
    } else {
        int better = pyc_compare_truth(other, count, op == PYC_OR ? PYC_GT : PYC_LT);
        if (better <= 0) return better;
        value = pyc_inc(other);
    }
    int result = pyc_set_item(self, key, value);
    pyc_dec(value);
    return result;
}

static PycWord change(PycWord self, PycWord other, int op) {
    PycWord walked = op == PYC_AND ? self : other;
    if (!is_dict(walked)) {
        PycWord items = pyc_get_attribute(other, pyc_intern("items"));
        if (!items) return 0;
        pyc_dec(items);
        return PYC_NOT_IMPLEMENTED;
    }
    PycWord iterator = pyc_dict_iterator_new(&pyc_dict_item_iterator_type, walked), pair;
    int done = 0;
    while (done == 0 && (pair = pyc_next(iterator)) != 0) {
        PycWord key = as_tuple(pair)->items[0], value = as_tuple(pair)->items[1];
        PycWord there = pyc_get_item(op == PYC_AND ? other : self, key);
        if (!there) done = -1;
        else done = op == PYC_AND ? change_one(self, key, value, there, op) : change_one(self, key, there, value, op);
        pyc_xdec(there);
        pyc_dec(pair);
    }
    pyc_dec(iterator);
    return pyc_state.exception || drop_nonpositive(self) < 0 ? 0 : pyc_inc(self);
}

PycWord pyc_counter_binary(PycWord a, PycWord b, int op) {
    int plain = op & ~PYC_INPLACE;
    if (plain != PYC_ADD && plain != PYC_SUB && plain != PYC_OR && plain != PYC_AND) return PYC_NOT_IMPLEMENTED;
    if (op != plain && is_counter(a)) return change(a, b, plain);
    if (is_counter(a) && is_counter(b)) return combine(a, b, plain);
    return plain == PYC_OR ? pyc_dict_type.binary(a, b, plain) : PYC_NOT_IMPLEMENTED;
}

PycWord pyc_counter_unary(PycWord self, int op) {
    if (op != PYC_POS && op != PYC_NEG) return PYC_NOT_IMPLEMENTED;
    PycWord result = counter_new(), none = counter_new();
    int done = combine_theirs(result, none, self, op == PYC_POS ? PYC_ADD : PYC_SUB);
    pyc_dec(none);
    if (done == 0) return result;
    pyc_dec(result);
    return 0;
}
