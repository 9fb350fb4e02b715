/* slice.c: slice objects and what start:stop:step means for a length. */
#include "containers.h"

PycWord pyc_slice_new(PycWord start, PycWord stop, PycWord step) {
    PycSlice *slice = pyc_allocate(&pyc_slice_type, sizeof(PycSlice));
    slice->start = pyc_inc(start ? start : PYC_NONE);
    slice->stop = pyc_inc(stop ? stop : PYC_NONE);
    slice->step = pyc_inc(step ? step : PYC_NONE);
    return pyc_word(slice);
}

/* A bound of a slice as an i64, clipped. */
static int bound(PycWord w, int64_t *out) {
    if (PYC_LIKELY(pyc_is_small(w))) {
        *out = pyc_small_value(w);
        return 0;
    }
    if (pyc_has_index(w)) return pyc_index(w, out);
    pyc_raise_type(&pyc_type_error_type,
                   "slice indices must be integers or None or have an __index__ method");
    return -1;
}

static int64_t adjusted(int64_t at, int64_t length, int64_t step) {
    if (at < 0) {
        at += length;
        return at < 0 ? (step < 0 ? -1 : 0) : at;
    }
    return at >= length ? (step < 0 ? length - 1 : length) : at;
}

int pyc_slice_unpack(PycWord start, PycWord stop, PycWord step, const int64_t *length_at,
                     int64_t *first, int64_t *last, int64_t *stride, int64_t *count) {
    int64_t by = 1;
    if (is_given(step)) {
        if (bound(step, &by) < 0) return -1;
        if (by == 0) {
            pyc_raise_type(&pyc_value_error_type, "slice step cannot be zero");
            return -1;
        }
        if (by < -INT64_MAX) by = -INT64_MAX;
    }
    int64_t from = by < 0 ? INT64_MAX : 0, to = by < 0 ? INT64_MIN : INT64_MAX;
    if (is_given(start) && bound(start, &from) < 0) return -1;
    if (is_given(stop) && bound(stop, &to) < 0) return -1;
    int64_t length = *length_at;
    from = adjusted(from, length, by);
    to = adjusted(to, length, by);
    *first = from;
    *last = to;
    *stride = by;
    if (by > 0) *count = from < to ? (to - from - 1) / by + 1 : 0;
    else *count = to < from ? (from - to - 1) / -by + 1 : 0;
    return 0;
}

int pyc_slice_indices(PycWord w, int64_t length, int64_t *start, int64_t *stop, int64_t *step,
                      int64_t *count) {
    PycSlice *slice = (PycSlice *)(uintptr_t)w;
    return pyc_slice_unpack(slice->start, slice->stop, slice->step, &length, start, stop, step, count);
}

/* ---- any size: slice.indices, slices of long ranges ---- */

static PycWord slice_index_word(PycWord w) {
    if (pyc_has_index(w)) return pyc_index_word(w);
    pyc_raise_type(&pyc_type_error_type,
                   "slice indices must be integers or None or have an __index__ method");
    return 0;
}

/* A bound within [lower, upper]; `fallback` when it is None. Owned. */
static PycWord long_bound(PycWord w, PycWord length, PycWord lower, PycWord upper, PycWord fallback) {
    if (!is_given(w)) return pyc_inc(fallback);
    PycWord at = slice_index_word(w);
    if (!at) return 0;
    if (pyc_int_compare(at, pyc_small(0)) < 0) {
        PycWord sum = pyc_int_add(at, length);
        pyc_dec(at);
        if (!sum || pyc_int_compare(sum, lower) >= 0) return sum;
        pyc_dec(sum);
        return pyc_inc(lower);
    }
    if (pyc_int_compare(at, upper) <= 0) return at;
    pyc_dec(at);
    return pyc_inc(upper);
}

/* start, stop, step for a length of any size into out (owned). */
int pyc_slice_long_indices(PycWord w, PycWord length, PycWord out[3]) {
    PycSlice *slice = (PycSlice *)(uintptr_t)w;
    out[2] = is_given(slice->step) ? slice_index_word(slice->step) : pyc_small(1);
    if (!out[2]) return -1;
    int sign = pyc_int_compare(out[2], pyc_small(0));
    if (sign == 0) {
        pyc_raise_type(&pyc_value_error_type, "slice step cannot be zero");
        return -1;
    }
    PycWord lower = pyc_small(sign < 0 ? -1 : 0);
    PycWord upper = sign < 0 ? pyc_int_sub(length, pyc_small(1)) : pyc_inc(length);
    out[0] = long_bound(slice->start, length, lower, upper, sign < 0 ? upper : lower);
    out[1] = out[0] ? long_bound(slice->stop, length, lower, upper, sign < 0 ? lower : upper) : 0;
    pyc_dec(upper);
    if (out[1]) return 0;
    pyc_xdec(out[0]);
    pyc_dec(out[2]);
    return -1;
}

PycWord pyc_slice_method_indices(PycWord self, PycWord length) {
    if (!pyc_has_index(length)) {
        pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer",
                       pyc_type_of(length)->name);
        return 0;
    }
    PycWord n = pyc_index_word(length), out[3];
    if (!n) return 0;
    if (pyc_int_compare(n, pyc_small(0)) < 0) {
        pyc_dec(n);
        pyc_raise_type(&pyc_value_error_type, "length should not be negative");
        return 0;
    }
    int result = pyc_slice_long_indices(self, n, out);
    pyc_dec(n);
    return result < 0 ? 0 : pyc_tuple_take(out, 3);
}

/* ---- the type ---- */

static void slice_release(PycObject *self) {
    PycSlice *slice = (PycSlice *)self;
    pyc_xdec(slice->start);
    pyc_xdec(slice->stop);
    pyc_xdec(slice->step);
}

static void slice_traverse(PycObject *self, PycVisit visit, void *context) {
    PycSlice *slice = (PycSlice *)self;
    visit(slice->start, context);
    visit(slice->stop, context);
    visit(slice->step, context);
}

static PycWord slice_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (pyc_want_no_keywords("slice", names) < 0 || pyc_want_positional("slice", n, 1, 3) < 0) return 0;
    if (n == 1) return pyc_slice_new(0, args[0], 0);
    return pyc_slice_new(args[0], args[1], n == 3 ? args[2] : 0);
}

static PycWord fields(PycWord w) {
    PycSlice *slice = (PycSlice *)(uintptr_t)w;
    return pyc_tuple_of((PycWord[]){slice->start, slice->stop, slice->step}, 3);
}

static PycWord slice_repr(PycWord self) {
    PycWord tuple = fields(self);
    PycWord text = pyc_repr_items("slice(", ")", tuple);
    pyc_dec(tuple);
    return text;
}

static PycWord slice_compare(PycWord a, PycWord b, int op) {
    if (!is_exact(a, &pyc_slice_type) || !is_exact(b, &pyc_slice_type)) return PYC_NOT_IMPLEMENTED;
    if (a == b) return pyc_bool(op == PYC_EQ || op == PYC_LE || op == PYC_GE);
    PycWord left = fields(a), right = fields(b);
    PycWord result = pyc_compare(left, right, op);
    pyc_dec(left);
    pyc_dec(right);
    return result;
}

PycType pyc_slice_type = {
    PYC_TYPE_HEAD("slice", sizeof(PycSlice)), .flags = PYC_TYPE_TRACKED, .release = slice_release,
    .traverse = slice_traverse, .create = slice_create, .repr = slice_repr,
    .compare = slice_compare};

PycWord pyc_slice_start(PycWord self) { return pyc_inc(((PycSlice *)(uintptr_t)self)->start); }
PycWord pyc_slice_stop(PycWord self) { return pyc_inc(((PycSlice *)(uintptr_t)self)->stop); }
PycWord pyc_slice_step(PycWord self) { return pyc_inc(((PycSlice *)(uintptr_t)self)->step); }
