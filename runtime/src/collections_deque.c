/* collections_deque.c: collections.deque: a ring of words whose size is a power of two. */
#include "collections_private.h"

typedef PycDeque Deque;

static inline Deque *as_deque(PycWord w) { return (Deque *)(uintptr_t)w; }
static inline bool is_deque(PycWord w) {
    return is_exact(w, &pyc_deque_type) || (!pyc_is_small(w) && pyc_is_subclass(pyc_type_of(w), &pyc_deque_type));
}
static inline PycWord *place(Deque *deque, int64_t index) {
    return &deque->items[(deque->first + index) & (deque->capacity - 1)];
}
static inline bool is_full(const Deque *deque) { return deque->length == deque->bound - 1; }

static __attribute__((noinline)) void grow(Deque *deque) {
    int64_t capacity = deque->capacity ? deque->capacity * 2 : 8;
    PycWord *items = pyc_raw_allocate(capacity * 8);
    for (int64_t i = 0; i < deque->length; i++) items[i] = *place(deque, i);
    if (deque->items) pyc_raw_free(deque->items, deque->capacity * 8);
    deque->items = items;
    deque->capacity = capacity;
    deque->first = 0;
}

static inline PycWord take_left(Deque *deque) {
    PycWord word = deque->items[deque->first];
    deque->first = (deque->first + 1) & (deque->capacity - 1);
    deque->length--;
    deque->state++;
    return word;
}
static inline PycWord take_right(Deque *deque) {
    deque->length--;
    deque->state++;
    return *place(deque, deque->length);
}

static inline void push_right(Deque *deque, PycWord word) { /* takes over word */
    if (PYC_UNLIKELY(deque->length == deque->capacity)) grow(deque);
    *place(deque, deque->length) = word;
    deque->length++;
    deque->state++;
    if (PYC_UNLIKELY(deque->bound && deque->length >= deque->bound)) pyc_dec(take_left(deque));
}
static inline void push_left(Deque *deque, PycWord word) {
    if (PYC_UNLIKELY(deque->length == deque->capacity)) grow(deque);
    deque->first = (deque->first - 1) & (deque->capacity - 1);
    deque->items[deque->first] = word;
    deque->length++;
    deque->state++;
    if (PYC_UNLIKELY(deque->bound && deque->length >= deque->bound)) pyc_dec(take_right(deque));
}

static void drop_all(Deque *deque) {
    PycWord *items = deque->items;
    int64_t capacity = deque->capacity, first = deque->first, length = deque->length;
    deque->items = NULL;
    deque->capacity = deque->first = deque->length = 0;
    deque->state++;
    for (int64_t i = 0; i < length; i++) pyc_dec(items[(first + i) & (capacity - 1)]);
    if (items) pyc_raw_free(items, capacity * 8);
}

static PycWord deque_new(int64_t bound) {
    Deque *deque = pyc_allocate(&pyc_deque_type, sizeof(Deque));
    deque->bound = bound;
    return pyc_word(deque);
}

static int extend_by(Deque *deque, PycWord iterable, bool left) {
    PycWord copy = iterable == pyc_word(deque) ? pyc_list_from(iterable) : pyc_inc(iterable);
    PycWord iterator = copy ? pyc_iterate(copy) : 0, item;
    pyc_xdec(copy);
    if (!iterator) return -1;
    while ((item = pyc_next(iterator)) != 0) {
        if (left) push_left(deque, item);
        else push_right(deque, item);
    }
    pyc_dec(iterator);
    return pyc_state.exception ? -1 : 0;
}

/* ---- making ---- */

static int bound_of(PycWord maxlen, int64_t *bound) {
    int64_t value;
    *bound = 0;
    if (!is_given(maxlen)) return 0;
    if (!pyc_is_int(maxlen)) {
        pyc_raise_type(&pyc_type_error_type, "an integer is required");
        return -1;
    }
    if (pyc_size_argument(maxlen, &value) < 0) return -1;
    if (value < 0) {
        pyc_raise_type(&pyc_value_error_type, "maxlen must be non-negative");
        return -1;
    }
    *bound = value + 1;
    return 0;
}

static int take_keywords(const PycWord *args, int64_t n, PycWord names, PycWord out[2]) {
    for (int64_t i = 0; names && i < as_tuple(names)->length; i++) {
        PycWord name = as_tuple(names)->items[i];
        int which = pyc_str_equal(name, pyc_intern("iterable")) ? 0 : pyc_str_equal(name, pyc_intern("maxlen")) ? 1 : -1;
        if (which >= 0 && out[which])
            pyc_raise_type(&pyc_type_error_type, "argument for deque() given by name ('%S') and position (%d)", name, which + 1);
        else if (which < 0)
            pyc_raise_type(&pyc_type_error_type, "'%S' is an invalid keyword argument for deque()", name);
        else
            out[which] = args[n + i];
        if (pyc_state.exception) return -1;
    }
    return 0;
}

static PycWord deque_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    PycWord given[2] = {n > 0 ? args[0] : 0, n > 1 ? args[1] : 0};
    int64_t total = n + (names ? as_tuple(names)->length : 0), bound;
    if (total > 2) {
        pyc_raise_type(&pyc_type_error_type, "deque() takes at most 2 arguments (%ld given)", (long)total);
        return 0;
    }
    if (take_keywords(args, n, names, given) < 0 || bound_of(given[1], &bound) < 0) return 0;
    Deque *deque = pyc_allocate(type, type->instance_size);
    deque->bound = bound;
    if (!given[0] || extend_by(deque, given[0], false) == 0) return pyc_word(deque);
    pyc_dec(pyc_word(deque));
    return 0;
}

static PycWord copy_of(PycWord self) {
    Deque *deque = as_deque(self);
    PycWord copy = deque_new(deque->bound);
    for (int64_t i = 0; i < deque->length; i++) push_right(as_deque(copy), pyc_inc(*place(deque, i)));
    return copy;
}

PycWord pyc_deque_copy(PycWord self) {
    if (is_exact(self, &pyc_deque_type)) return copy_of(self);
    int64_t bound = as_deque(self)->bound;
    PycWord args[2] = {self, pyc_small(bound - 1)};
    return pyc_call(pyc_word(pyc_type_of(self)), args, bound ? 2 : 1, 0);
}

/* ---- slots ---- */

static void deque_release(PycObject *self) { drop_all((Deque *)self); }
static void deque_traverse(PycObject *self, PycVisit visit, void *context) {
    Deque *deque = (Deque *)self;
    for (int64_t i = 0; i < deque->length; i++) visit(*place(deque, i), context);
}

static int64_t deque_length(PycWord self) { return as_deque(self)->length; }
static int deque_truth(PycWord self) { return as_deque(self)->length != 0; }

static PycWord deque_repr(PycWord self) {
    if (!pyc_repr_enter(self)) return pyc_str_from_c("[...]");
    PycWord list = pyc_list_from(self), shown = list ? pyc_repr(list) : 0;
    pyc_repr_leave(self);
    pyc_xdec(list);
    if (!shown) return 0;
    if (as_deque(self)->bound) {
        PycText text = {0};
        PycWord number = pyc_str(pyc_small(as_deque(self)->bound - 1));
        pyc_text_add_str(&text, shown);
        pyc_text_add_ascii(&text, ", maxlen=", 9);
        pyc_text_add_str(&text, number);
        pyc_dec(number);
        pyc_dec(shown);
        shown = pyc_text_finish(&text);
    }
    return shown_as_call(self, shown);
}

static PycWord ordered(int64_t a, int64_t b, int op) {
    switch (op) {
    case PYC_LT: return pyc_bool(a < b);
    case PYC_LE: return pyc_bool(a <= b);
    case PYC_EQ: return pyc_bool(a == b);
    case PYC_NE: return pyc_bool(a != b);
    case PYC_GT: return pyc_bool(a > b);
    default: return pyc_bool(a >= b);
    }
}

static PycWord raise_mutated(void) {
    pyc_raise_type(&pyc_runtime_error_type, "deque mutated during iteration");
    return 0;
}

static PycWord deque_compare(PycWord left, PycWord right, int op) {
    if (!is_deque(left) || !is_deque(right)) return PYC_NOT_IMPLEMENTED;
    Deque *a = as_deque(left), *b = as_deque(right);
    if (a->length != b->length && (op == PYC_EQ || op == PYC_NE)) return pyc_bool(op == PYC_NE);
    int64_t states[2] = {a->state, b->state};
    for (int64_t i = 0; i < a->length && i < b->length; i++) {
        PycWord x = pyc_inc(*place(a, i)), y = pyc_inc(*place(b, i)), result = PYC_NOT_IMPLEMENTED;
        int same = equal_words(x, y);
        if (same < 0) result = 0;
        else if (!same) result = op == PYC_EQ || op == PYC_NE ? pyc_bool(op == PYC_NE) : pyc_compare(x, y, op);
        pyc_dec(x);
        pyc_dec(y);
        if (same <= 0) return result;
        if (states[0] != a->state || states[1] != b->state) return raise_mutated();
    }
    return ordered(a->length, b->length, op);
}

static int index_of(PycWord key, int64_t length, int64_t *out) {
    if (!pyc_has_index(key)) {
        pyc_raise_type(&pyc_type_error_type, "sequence index must be integer, not '%s'", pyc_type_of(key)->name);
        return -1;
    }
    if (pyc_position(key, out) < 0) return -1;
    if (*out < 0) *out += length;
    if ((uint64_t)*out < (uint64_t)length) return 0;
    pyc_raise_type(&pyc_index_error_type, "deque index out of range");
    return -1;
}

static PycWord deque_get_item(PycWord self, PycWord key) {
    Deque *deque = as_deque(self);
    int64_t index = pyc_small_value(key);
    if (PYC_LIKELY(pyc_is_small(key) && (uint64_t)index < (uint64_t)deque->length)) return pyc_inc(*place(deque, index));
    return index_of(key, deque->length, &index) < 0 ? 0 : pyc_inc(*place(deque, index));
}

static PycWord removed_at(Deque *deque, int64_t index) {
    PycWord word = *place(deque, index);
    if (index < deque->length / 2) {
        for (int64_t i = index; i > 0; i--) *place(deque, i) = *place(deque, i - 1);
        *place(deque, 0) = word;
        return take_left(deque);
    }
    for (int64_t i = index; i < deque->length - 1; i++) *place(deque, i) = *place(deque, i + 1);
    *place(deque, deque->length - 1) = word;
    return take_right(deque);
}

static int deque_set_item(PycWord self, PycWord key, PycWord value) {
    int64_t index;
    Deque *deque = as_deque(self);
    if (index_of(key, deque->length, &index) < 0) return -1;
    PycWord old;
    if (value) {
        old = *place(deque, index);
        *place(deque, index) = pyc_inc(value);
    } else {
        old = removed_at(deque, index);
    }
    pyc_dec(old);
    return 0;
}

/* The first place of value in [start, stop); -1: none, -2: exception. */
static int64_t find(Deque *deque, PycWord value, int64_t start, int64_t stop) {
    int64_t state = deque->state;
    for (int64_t i = start; i < stop && i < deque->length; i++) {
        PycWord item = pyc_inc(*place(deque, i));
        int same = equal_words(item, value);
        pyc_dec(item);
        if (same < 0) return -2;
        if (same) return i;
        if (PYC_UNLIKELY(state != deque->state)) return raise_mutated(), -2;
    }
    return -1;
}

static int deque_contains(PycWord self, PycWord value) {
    int64_t found = find(as_deque(self), value, 0, INT64_MAX);
    return found == -2 ? -1 : found >= 0;
}

static PycWord concat(PycWord a, PycWord b) {
    if (!is_deque(b)) {
        if (pyc_defers_to(b, "__radd__")) return PYC_NOT_IMPLEMENTED;
        pyc_raise_type(&pyc_type_error_type, "can only concatenate deque (not \"%s\") to deque", pyc_type_of(b)->name);
        return 0;
    }
    PycWord result = pyc_deque_copy(a);
    if (!result || extend_by(as_deque(result), b, false) == 0) return result;
    pyc_dec(result);
    return 0;
}

static int repeat_in_place(Deque *deque, int64_t times) {
    int64_t length = deque->length;
    if (length == 0 || times == 1) return 0;
    if (times <= 0) return drop_all(deque), 0;
    if ((times > INT64_MAX / 8 / length || !pyc_has_room(length * times * 8)) && !deque->bound) return pyc_raise_no_memory(), -1;
    if (deque->bound && times > (deque->bound - 1 + length - 1) / length)
        times = (deque->bound - 1 + length - 1) / length;
    PycWord list = pyc_list_from(pyc_word(deque));
    for (int64_t i = 1; i < times && list; i++) extend_by(deque, list, false);
    pyc_xdec(list);
    return list ? 0 : -1;
}

static PycWord multiply(PycWord a, PycWord b, bool in_place) {
    PycWord self = is_deque(a) ? a : b, times = is_deque(a) ? b : a;
    int64_t count;
    if (!pyc_has_index(times)) {
        if (pyc_defers_to(times, is_deque(a) ? "__rmul__" : "__mul__")) return PYC_NOT_IMPLEMENTED;
        pyc_raise_type(&pyc_type_error_type, "can't multiply sequence by non-int of type '%s'", pyc_type_of(times)->name);
        return 0;
    }
    if (pyc_to_i64(times, &count) < 0) {
        if (!pyc_pending_is(&pyc_overflow_error_type)) return 0;
        pyc_clear();
        pyc_raise_type(&pyc_overflow_error_type, "cannot fit '%s' into an index-sized integer", pyc_type_of(times)->name);
        return 0;
    }
    PycWord result = in_place ? pyc_inc(self) : pyc_deque_copy(self);
    if (!result || repeat_in_place(as_deque(result), count) == 0) return result;
    pyc_dec(result);
    return 0;
}

static PycWord deque_binary(PycWord a, PycWord b, int op) {
    bool in_place = (op & PYC_INPLACE) != 0;
    op &= ~PYC_INPLACE;
    if (op == PYC_MUL) return multiply(a, b, in_place);
    if (op != PYC_ADD || !is_deque(a)) return PYC_NOT_IMPLEMENTED;
    if (!in_place) return concat(a, b);
    return extend_by(as_deque(a), b, false) < 0 ? 0 : pyc_inc(a);
}

/* ---- iterators ---- */

typedef struct { PycObject object; PycWord deque; int64_t position, left, state; } DequeIterator;

static void iterator_release(PycObject *self) { pyc_xdec(((DequeIterator *)self)->deque); }
static void iterator_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((DequeIterator *)self)->deque, context);
}

static PycWord iterator_step(PycWord self, int64_t step) {
    DequeIterator *iterator = (DequeIterator *)(uintptr_t)self;
    Deque *deque = as_deque(iterator->deque);
    if (PYC_UNLIKELY(deque->state != iterator->state)) {
        iterator->left = 0;
        return raise_mutated();
    }
    if (iterator->left == 0) return 0;
    PycWord item = pyc_inc(*place(deque, iterator->position));
    iterator->position += step;
    iterator->left--;
    return item;
}
static PycWord next_forward(PycWord self) { return iterator_step(self, 1); }
static PycWord next_backward(PycWord self) { return iterator_step(self, -1); }

static PycType forward_type = {
    PYC_TYPE_HEAD("_collections._deque_iterator", sizeof(DequeIterator)), .flags = PYC_TYPE_TRACKED,
    .release = iterator_release, .traverse = iterator_traverse, .iterate = pyc_inc, .next = next_forward};
static PycType backward_type = {
    PYC_TYPE_HEAD("_collections._deque_reverse_iterator", sizeof(DequeIterator)), .flags = PYC_TYPE_TRACKED,
    .release = iterator_release, .traverse = iterator_traverse, .iterate = pyc_inc, .next = next_backward};

static PycWord iterator_new(PycType *type, PycWord self, int64_t position) {
    DequeIterator *iterator = pyc_allocate(type, sizeof(DequeIterator));
    iterator->deque = pyc_inc(self);
    iterator->position = position;
    iterator->left = as_deque(self)->length;
    iterator->state = as_deque(self)->state;
    return pyc_word(iterator);
}
static PycWord deque_iterate(PycWord self) { return iterator_new(&forward_type, self, 0); }
PycWord pyc_deque_reversed(PycWord self) { return iterator_new(&backward_type, self, as_deque(self)->length - 1); }

PycType pyc_deque_type = {
    PYC_TYPE_HEAD("collections.deque", sizeof(Deque)),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
    .release = deque_release, .traverse = deque_traverse, .clear = deque_release,
    .create = deque_create, .repr = deque_repr, .compare = deque_compare, .iterate = deque_iterate,
    .length = deque_length, .get_item = deque_get_item, .set_item = deque_set_item,
    .contains = deque_contains, .truth = deque_truth, .binary = deque_binary,
};

/* ---- methods ---- */

PycWord pyc_deque_append(PycWord self, PycWord item) {
    push_right(as_deque(self), pyc_inc(item));
    return PYC_NONE;
}

PycWord pyc_deque_appendleft(PycWord self, PycWord item) {
    push_left(as_deque(self), pyc_inc(item));
    return PYC_NONE;
}

static PYC_COLD PycWord raise_empty(void) {
    pyc_raise_type(&pyc_index_error_type, "pop from an empty deque");
    return 0;
}

PycWord pyc_deque_pop(PycWord self) {
    return PYC_LIKELY(as_deque(self)->length != 0) ? take_right(as_deque(self)) : raise_empty();
}

PycWord pyc_deque_popleft(PycWord self) {
    return PYC_LIKELY(as_deque(self)->length != 0) ? take_left(as_deque(self)) : raise_empty();
}

PycWord pyc_deque_extend(PycWord self, PycWord iterable) { return none_of(extend_by(as_deque(self), iterable, false)); }
PycWord pyc_deque_extendleft(PycWord self, PycWord iterable) { return none_of(extend_by(as_deque(self), iterable, true)); }

PycWord pyc_deque_clear(PycWord self) {
    drop_all(as_deque(self));
    return PYC_NONE;
}

static void rotate(Deque *deque, int64_t steps) { /* to the right */
    int64_t length = deque->length;
    if (length < 2) return;
    steps %= length;
    if (steps < 0) steps += length;
    if (length == deque->capacity) {
        deque->first = (deque->first - steps) & (deque->capacity - 1);
    } else if (steps <= length / 2) {
        for (int64_t i = 0; i < steps; i++) {
            PycWord word = *place(deque, length - 1);
            deque->first = (deque->first - 1) & (deque->capacity - 1);
            deque->items[deque->first] = word;
        }
    } else {
        for (int64_t i = steps; i < length; i++) {
            PycWord word = *place(deque, 0);
            deque->first = (deque->first + 1) & (deque->capacity - 1);
            *place(deque, length - 1) = word;
        }
    }
    deque->state++;
}

PycWord pyc_deque_rotate(PycWord self, PycWord steps) {
    int64_t count = 1;
    if (steps && pyc_size_argument(steps, &count) < 0) return 0;
    rotate(as_deque(self), count);
    return PYC_NONE;
}

PycWord pyc_deque_reverse(PycWord self) {
    Deque *deque = as_deque(self);
    for (int64_t i = 0, j = deque->length - 1; i < j; i++, j--) {
        PycWord word = *place(deque, i);
        *place(deque, i) = *place(deque, j);
        *place(deque, j) = word;
    }
    return PYC_NONE;
}

PycWord pyc_deque_count(PycWord self, PycWord value) {
    int64_t count = 0, at = -1, state = as_deque(self)->state;
    while ((at = find(as_deque(self), value, at + 1, INT64_MAX)) >= 0) {
        if (state != as_deque(self)->state) return raise_mutated();
        count++;
    }
    return at == -2 ? 0 : pyc_int_from_i64(count);
}

static PYC_COLD PycWord raise_absent(PycWord value) {
    pyc_raise_repr(&pyc_value_error_type, "%S is not in deque", value);
    return 0;
}

PycWord pyc_deque_index(PycWord self, PycWord value, PycWord start, PycWord stop) {
    int64_t length = as_deque(self)->length, first = 0, last = INT64_MAX;
    if (start && pyc_clipped_index(start, length, &first) < 0) return 0;
    if (stop && pyc_clipped_index(stop, length, &last) < 0) return 0;
    int64_t found = find(as_deque(self), value, first, last);
    if (found >= 0) return pyc_int_from_i64(found);
    return found == -1 ? raise_absent(value) : 0;
}

PycWord pyc_deque_remove(PycWord self, PycWord value) {
    Deque *deque = as_deque(self);
    int64_t state = deque->state;
    for (int64_t i = 0; i < deque->length; i++) {
        PycWord item = pyc_inc(*place(deque, i));
        int same = equal_words(item, value);
        pyc_dec(item);
        if (same < 0) return 0;
        if (state != deque->state) {
            pyc_raise_type(&pyc_index_error_type, "deque mutated during iteration");
            return 0;
        }
        if (!same) continue;
        pyc_dec(removed_at(deque, i));
        return PYC_NONE;
    }
    return raise_absent(value);
}

PycWord pyc_deque_insert(PycWord self, PycWord where, PycWord item) {
    Deque *deque = as_deque(self);
    int64_t index, length = deque->length;
    if (pyc_size_argument(where, &index) < 0) return 0;
    if (is_full(deque)) {
        pyc_raise_type(&pyc_index_error_type, "deque already at its maximum size");
        return 0;
    }
    if (index < 0) index = index < -length ? 0 : index + length;
    pyc_inc(item);
    if (index >= length) return push_right(deque, item), PYC_NONE;
    if (index < length / 2) {
        push_left(deque, item);
        for (int64_t i = 0; i < index; i++) *place(deque, i) = *place(deque, i + 1);
    } else {
        push_right(deque, item);
        for (int64_t i = length; i > index; i--) *place(deque, i) = *place(deque, i - 1);
    }
    *place(deque, index) = item;
    return PYC_NONE;
}

PycWord pyc_deque_maxlen(PycWord self) {
    int64_t bound = as_deque(self)->bound;
    return bound ? pyc_int_from_i64(bound - 1) : PYC_NONE;
}
