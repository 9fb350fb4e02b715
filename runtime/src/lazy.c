/* lazy.c: enumerate, zip, map and filter. */
#include "containers.h"

/* pair: the last result, used again when nobody else holds it; 0: none. */
typedef struct { PycObject object; PycWord iterator; int64_t count; PycWord big, pair; } Enumerate;
typedef struct { PycObject object; PycWord iterators, result; int64_t strict; } Zip;
typedef struct { PycObject object; PycWord function, iterators; } Map;
typedef struct { PycObject object; PycWord function, iterator; } Filter;

static inline PycWord next_of(PycWord iterator) {
    PycType *type = pyc_type_of(iterator);
    return PYC_LIKELY(type->next != NULL) ? type->next(iterator) : pyc_next(iterator);
}

/* ---- enumerate ---- */

static PycWord enumerate_new(PycType *type, PycWord iterable, PycWord start) {
    PycWord count = pyc_small(0);
    if (start) {
        if (!pyc_has_index(start)) {
            pyc_raise_type(&pyc_type_error_type, "'%s' object cannot be interpreted as an integer",
                           pyc_type_of(start)->name);
            return 0;
        }
        count = pyc_index_word(start);
        if (!count) return 0;
    }
    PycWord iterator = pyc_iterate(iterable);
    if (!iterator) {
        pyc_dec(count);
        return 0;
    }
    Enumerate *self = pyc_allocate(type, type->instance_size);
    self->iterator = iterator;
    if (pyc_is_small(count)) self->count = pyc_small_value(count);
    else self->big = count;
    return pyc_word(self);
}

PycWord pyc_enumerate_at(PycWord iterator, int64_t next_count) {
    Enumerate *self = pyc_allocate(&pyc_enumerate_type, sizeof(Enumerate));
    self->iterator = pyc_inc(iterator);
    self->count = next_count;
    return pyc_word(self);
}

static PycWord enumerate_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    PycWord iterable = n > 0 ? args[0] : 0, start = n > 1 ? args[1] : 0;
    int64_t total = n + (names ? as_tuple(names)->length : 0);
    if (total > 2) {
        pyc_raise_type(&pyc_type_error_type, "enumerate() takes at most 2 arguments (%lld given)",
                       (long long)total);
        return 0;
    }
    for (int64_t i = 0; names && i < as_tuple(names)->length; i++) {
        PycWord name = as_tuple(names)->items[i];
        if (!iterable && pyc_str_equal(name, pyc_intern("iterable"))) iterable = args[n + i];
        else if (!start && pyc_str_equal(name, pyc_intern("start"))) start = args[n + i];
        else {
            pyc_raise_type(&pyc_type_error_type,
                           "'%S' is an invalid keyword argument for enumerate()", name);
            return 0;
        }
    }
    if (iterable) return enumerate_new(type, iterable, start);
    pyc_raise_type(&pyc_type_error_type, "enumerate() missing required argument 'iterable'");
    return 0;
}

static PycWord next_number(Enumerate *self) {
    if (PYC_LIKELY(!self->big && self->count < PYC_SMALL_MAX)) return pyc_small(self->count++);
    if (!self->big) self->big = pyc_int_from_i64(self->count);
    PycWord number = self->big;
    self->big = pyc_int_add(number, pyc_small(1));
    return number;
}

/* A pair (first, second), whose counts it takes; the old one again when only `kept` holds it. */
static inline PycWord pair_of(PycWord *kept, PycWord first, PycWord second) {
    PycWord pair = *kept;
    if (pair && pyc_object(pair)->refcount == 1) {
        PycWord *items = as_tuple(pair)->items, old_first = items[0], old_second = items[1];
        items[0] = first;
        items[1] = second;
        pyc_inc(pair);
        pyc_dec(old_first);
        pyc_dec(old_second);
        return pair;
    }
    PycWord made = pyc_tuple_new(2);
    as_tuple(made)->items[0] = first;
    as_tuple(made)->items[1] = second;
    if (!pair) *kept = pyc_inc(made);
    return made;
}

static PycWord enumerate_next(PycWord w) {
    Enumerate *self = (Enumerate *)(uintptr_t)w;
    PycWord item = next_of(self->iterator);
    return item ? pair_of(&self->pair, next_number(self), item) : 0;
}

static void enumerate_release(PycObject *object) {
    Enumerate *self = (Enumerate *)object;
    pyc_xdec(self->iterator);
    pyc_xdec(self->big);
    pyc_xdec(self->pair);
}

static void enumerate_traverse(PycObject *object, PycVisit visit, void *context) {
    visit(((Enumerate *)object)->iterator, context);
    visit(((Enumerate *)object)->pair, context);
}

PycType pyc_enumerate_type = {
    PYC_TYPE_HEAD("enumerate", sizeof(Enumerate)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
    .release = enumerate_release, .traverse = enumerate_traverse, .create = enumerate_create,
    .iterate = pyc_inc, .next = enumerate_next};

/* ---- several iterators ---- */

static PycWord iterators_of(const PycWord *iterables, int64_t n) {
    PycWord iterators = pyc_tuple_new(n);
    for (int64_t i = 0; i < n; i++) {
        PycWord iterator = pyc_iterate(iterables[i]);
        if (!iterator) {
            pyc_dec(iterators);
            return 0;
        }
        as_tuple(iterators)->items[i] = iterator;
    }
    return iterators;
}

/* ---- zip ---- */

static PycWord zip_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    int strict = 0;
    for (int64_t i = 0; names && i < as_tuple(names)->length; i++) {
        PycWord name = as_tuple(names)->items[i];
        if (!pyc_str_equal(name, pyc_intern("strict"))) {
            pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for zip()", name);
            return 0;
        }
        strict = pyc_truth(args[n + i]);
        if (strict < 0) return 0;
    }
    PycWord iterators = iterators_of(args, n);
    if (!iterators) return 0;
    Zip *self = pyc_allocate(type, type->instance_size);
    self->iterators = iterators;
    self->strict = strict;
    return pyc_word(self);
}

static void raise_uneven(int64_t number, const char *how) {
    if (number == 2)
        pyc_raise_type(&pyc_value_error_type, "zip() argument 2 is %s than argument 1", how);
    else
        pyc_raise_type(&pyc_value_error_type, "zip() argument %lld is %s than arguments 1-%lld",
                       (long long)number, how, (long long)number - 1);
}

/* Iterator `i` is exhausted: all others must be, too. */
static PycWord check_even(PycTuple *iterators, int64_t i) {
    if (pyc_state.exception) return 0;
    if (i > 0) {
        raise_uneven(i + 1, "shorter");
        return 0;
    }
    for (i = 1; i < iterators->length; i++) {
        PycWord item = pyc_next(iterators->items[i]);
        if (item) {
            pyc_dec(item);
            raise_uneven(i + 1, "longer");
            return 0;
        }
        if (pyc_state.exception) return 0;
    }
    return 0;
}

static PycWord zip_next_two(Zip *self) {
    PycWord *iterators = as_tuple(self->iterators)->items;
    PycWord first = next_of(iterators[0]);
    if (!first) return 0;
    PycWord second = next_of(iterators[1]);
    if (PYC_LIKELY(second != 0)) return pair_of(&self->result, first, second);
    pyc_dec(first);
    return 0;
}

static PycWord zip_next(PycWord w) {
    Zip *self = (Zip *)(uintptr_t)w;
    PycTuple *iterators = as_tuple(self->iterators);
    if (iterators->length == 2 && !self->strict) return zip_next_two(self);
    if (iterators->length == 0) return 0;
    PycWord result = pyc_tuple_new(iterators->length);
    for (int64_t i = 0; i < iterators->length; i++) {
        PycWord item = pyc_next(iterators->items[i]);
        if (!item) {
            pyc_dec(result);
            return self->strict ? check_even(iterators, i) : 0;
        }
        as_tuple(result)->items[i] = item;
    }
    return result;
}

static void zip_release(PycObject *object) {
    pyc_xdec(((Zip *)object)->iterators);
    pyc_xdec(((Zip *)object)->result);
}

static void zip_traverse(PycObject *object, PycVisit visit, void *context) {
    visit(((Zip *)object)->iterators, context);
    visit(((Zip *)object)->result, context);
}

PycType pyc_zip_type = {PYC_TYPE_HEAD("zip", sizeof(Zip)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
                        .release = zip_release, .traverse = zip_traverse, .create = zip_create,
                        .iterate = pyc_inc, .next = zip_next};

/* ---- map ---- */

static PycWord map_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_want_no_keywords("map", names) < 0) return 0;
    if (n < 2) {
        pyc_raise_type(&pyc_type_error_type, "map() must have at least two arguments.");
        return 0;
    }
    PycWord iterators = iterators_of(args + 1, n - 1);
    if (!iterators) return 0;
    Map *self = pyc_allocate(type, type->instance_size);
    self->function = pyc_inc(args[0]);
    self->iterators = iterators;
    return pyc_word(self);
}

static PycWord map_next(PycWord w) {
    Map *self = (Map *)(uintptr_t)w;
    PycTuple *iterators = as_tuple(self->iterators);
    PycWord few[4], *args = iterators->length <= 4 ? few : pyc_raw_allocate(iterators->length * 8);
    PycWord result = 0;
    int64_t n = 0;
    while (n < iterators->length && (args[n] = next_of(iterators->items[n])) != 0) n++;
    if (n == iterators->length) result = pyc_call(self->function, args, n, 0);
    for (int64_t i = 0; i < n; i++) pyc_dec(args[i]);
    if (args != few) pyc_raw_free(args, iterators->length * 8);
    return result;
}

static void map_release(PycObject *object) {
    pyc_xdec(((Map *)object)->function);
    pyc_xdec(((Map *)object)->iterators);
}

static void map_traverse(PycObject *object, PycVisit visit, void *context) {
    visit(((Map *)object)->function, context);
    visit(((Map *)object)->iterators, context);
}

PycType pyc_map_type = {PYC_TYPE_HEAD("map", sizeof(Map)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
                        .release = map_release, .traverse = map_traverse, .create = map_create,
                        .iterate = pyc_inc, .next = map_next};

/* ---- filter ---- */

static PycWord filter_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (pyc_want_no_keywords("filter", names) < 0 || pyc_want_positional("filter", n, 2, 2) < 0) return 0;
    PycWord iterator = pyc_iterate(args[1]);
    if (!iterator) return 0;
    Filter *self = pyc_allocate(type, type->instance_size);
    self->function = pyc_inc(args[0]);
    self->iterator = iterator;
    return pyc_word(self);
}

static int passes(PycWord function, PycWord item) {
    if (function == PYC_NONE || function == pyc_word(&pyc_bool_type)) return pyc_truth(item);
    PycWord result = pyc_call(function, &item, 1, 0);
    if (!result) return -1;
    int truth = pyc_truth(result);
    pyc_dec(result);
    return truth;
}

static PycWord filter_next(PycWord w) {
    Filter *self = (Filter *)(uintptr_t)w;
    PycWord item;
    while ((item = next_of(self->iterator)) != 0) {
        int truth = passes(self->function, item);
        if (truth > 0) return item;
        pyc_dec(item);
        if (truth < 0) return 0;
    }
    return 0;
}

static void filter_release(PycObject *object) {
    pyc_xdec(((Filter *)object)->function);
    pyc_xdec(((Filter *)object)->iterator);
}

static void filter_traverse(PycObject *object, PycVisit visit, void *context) {
    visit(((Filter *)object)->function, context);
    visit(((Filter *)object)->iterator, context);
}

PycType pyc_filter_type = {PYC_TYPE_HEAD("filter", sizeof(Filter)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
                           .release = filter_release, .traverse = filter_traverse,
                           .create = filter_create, .iterate = pyc_inc, .next = filter_next};
