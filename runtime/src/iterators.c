/* iterators.c: iterators over lists, tuples, str, __getitem__ and callables; reversed(). */
#include "containers.h"

/* sequence 0: exhausted. */
typedef struct { PycObject object; PycWord sequence; int64_t next; } SequenceIterator;
typedef struct { PycObject object; PycWord callable, sentinel; } CallableIterator;

static inline SequenceIterator *as_iterator(PycWord w) { return (SequenceIterator *)(uintptr_t)w; }

static PycWord iterator_new(PycType *type, PycWord sequence, int64_t next) {
    SequenceIterator *iterator = pyc_allocate(type, sizeof(SequenceIterator));
    iterator->sequence = pyc_inc(sequence);
    iterator->next = next;
    return pyc_word(iterator);
}

static PycWord finish(SequenceIterator *iterator) {
    PycWord sequence = iterator->sequence;
    iterator->sequence = 0;
    pyc_xdec(sequence);
    return 0;
}

PycWord pyc_sequence_iterator_at(PycWord sequence, int64_t next_index) {
    PycType *type = &pyc_str_iterator_type;
    if (is_list(sequence)) type = &pyc_list_iterator_type;
    else if (is_tuple(sequence)) type = &pyc_tuple_iterator_type;
    else if (has_flag(sequence, PYC_TYPE_STR) && ((PycStr *)(uintptr_t)sequence)->ascii)
        type = &pyc_str_ascii_iterator_type;
    return iterator_new(type, sequence, next_index);
}

static PycWord list_next(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    PycList *list = as_list(iterator->sequence);
    if (PYC_LIKELY(iterator->next < list->length))
        return pyc_element_of_array(list->items, list->kind, iterator->next++);
    return finish(iterator);
}

static PycWord list_previous(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    int64_t index = iterator->next;
    if (index >= 0 && index < as_list(iterator->sequence)->length) {
        iterator->next--;
        return pyc_list_item(iterator->sequence, index);
    }
    return finish(iterator);
}

static PycWord tuple_next(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    if (iterator->next < as_tuple(iterator->sequence)->length)
        return pyc_inc(as_tuple(iterator->sequence)->items[iterator->next++]);
    return finish(iterator);
}

static PycWord str_next(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    if (iterator->next < ((PycStr *)(uintptr_t)iterator->sequence)->length)
        return pyc_str_get(iterator->sequence, iterator->next++);
    return finish(iterator);
}

/* An IndexError or StopIteration ends the walk through __getitem__. */
static PycWord end_of_items(SequenceIterator *iterator) {
    if (pyc_pending_is(&pyc_index_error_type) || pyc_pending_is(&pyc_stop_iteration_type)) {
        pyc_clear();
        finish(iterator);
    }
    return 0;
}

static PycWord item_next(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    PycWord index = pyc_int_from_i64(iterator->next);
    PycWord item = pyc_get_item(iterator->sequence, index);
    pyc_dec(index);
    if (!item) return end_of_items(iterator);
    iterator->next++;
    return item;
}

static PycWord item_previous(PycWord self) {
    SequenceIterator *iterator = as_iterator(self);
    if (!iterator->sequence) return 0;
    if (iterator->next < 0) return finish(iterator);
    PycWord index = pyc_int_from_i64(iterator->next--);
    PycWord item = pyc_get_item(iterator->sequence, index);
    pyc_dec(index);
    return item ? item : end_of_items(iterator);
}

PycWord pyc_item_iterator_new(PycWord sequence) {
    return iterator_new(&pyc_item_iterator_type, sequence, 0);
}

static void release(PycObject *self) { pyc_xdec(((SequenceIterator *)self)->sequence); }
static void traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((SequenceIterator *)self)->sequence, context);
}

#define SEQUENCE_ITERATOR(symbol, type_name, next_function)                                \
    PycType symbol = {PYC_TYPE_HEAD(type_name, sizeof(SequenceIterator)),                  \
                      .flags = PYC_TYPE_TRACKED, .release = release, .traverse = traverse, \
                      .iterate = pyc_inc, .next = next_function}

SEQUENCE_ITERATOR(pyc_list_iterator_type, "list_iterator", list_next);
SEQUENCE_ITERATOR(pyc_list_reverse_iterator_type, "list_reverseiterator", list_previous);
SEQUENCE_ITERATOR(pyc_tuple_iterator_type, "tuple_iterator", tuple_next);
SEQUENCE_ITERATOR(pyc_item_iterator_type, "iterator", item_next);

PycType pyc_str_iterator_type = {PYC_TYPE_HEAD("str_iterator", sizeof(SequenceIterator)),
                                 .release = release, .iterate = pyc_inc, .next = str_next};
PycType pyc_str_ascii_iterator_type = {PYC_TYPE_HEAD("str_ascii_iterator", sizeof(SequenceIterator)),
                                       .release = release, .iterate = pyc_inc, .next = str_next};

/* ---- iter(callable, sentinel) ---- */

PycWord pyc_callable_iterator_new(PycWord callable, PycWord sentinel) {
    CallableIterator *iterator = pyc_allocate(&pyc_callable_iterator_type, sizeof(CallableIterator));
    iterator->callable = pyc_inc(callable);
    iterator->sentinel = pyc_inc(sentinel);
    return pyc_word(iterator);
}

static PycWord stop_calling(CallableIterator *iterator) {
    PycWord callable = iterator->callable, sentinel = iterator->sentinel;
    iterator->callable = iterator->sentinel = 0;
    pyc_xdec(callable);
    pyc_xdec(sentinel);
    return 0;
}

static PycWord callable_next(PycWord self) {
    CallableIterator *iterator = (CallableIterator *)(uintptr_t)self;
    if (!iterator->callable) return 0;
    PycWord callable = pyc_inc(iterator->callable);
    PycWord item = pyc_call(callable, NULL, 0, 0);
    pyc_dec(callable);
    if (!item) {
        if (!pyc_pending_is(&pyc_stop_iteration_type)) return 0;
        pyc_clear();
        return stop_calling(iterator);
    }
    int same = iterator->sentinel ? equal_words(iterator->sentinel, item) : 1;
    if (same == 0) return item;
    pyc_dec(item);
    return same > 0 ? stop_calling(iterator) : 0;
}

static void callable_release(PycObject *self) { stop_calling((CallableIterator *)self); }
static void callable_traverse(PycObject *self, PycVisit visit, void *context) {
    visit(((CallableIterator *)self)->callable, context);
    visit(((CallableIterator *)self)->sentinel, context);
}

PycType pyc_callable_iterator_type = {
    PYC_TYPE_HEAD("callable_iterator", sizeof(CallableIterator)), .flags = PYC_TYPE_TRACKED,
    .release = callable_release, .traverse = callable_traverse, .iterate = pyc_inc,
    .next = callable_next};

/* ---- reversed ---- */

PycType pyc_reversed_type; /* its slots stand below */
PycWord pyc_range_dunder_reversed(PycWord self);

static PycWord raise_not_reversible(PycWord w) {
    pyc_raise_type(&pyc_type_error_type, "'%s' object is not reversible", pyc_type_of(w)->name);
    return 0;
}

static PycWord reverse_by_items(PycWord sequence) {
    int64_t length = pyc_length(sequence);
    if (length < 0) return 0;
    return iterator_new(&pyc_reversed_type, sequence, length - 1);
}

static PycWord reversed_of_user(PycWord w) {
    PycWord found = pyc_type_lookup(pyc_object(w)->type, pyc_intern("__reversed__"));
    if (found == PYC_NONE) return raise_not_reversible(w);
    PycWord method = pyc_special(w, "__reversed__");
    if (method) {
        PycWord result = pyc_call(method, NULL, 0, 0);
        pyc_dec(method);
        return result;
    }
    if (pyc_state.exception) return 0;
    PycType *type = pyc_object(w)->type;
    bool mapping = (type->flags & PYC_TYPE_DICT) || pyc_is_set(w);
    bool items = pyc_type_lookup(type, pyc_intern("__getitem__")) || type->get_item;
    bool sized = pyc_type_lookup(type, pyc_intern("__len__")) || type->length;
    if (mapping || !items) return raise_not_reversible(w);
    if (sized) return reverse_by_items(w);
    pyc_raise_type(&pyc_type_error_type, "object of type '%s' has no len()", type->name);
    return 0;
}

PycWord pyc_reversed_new(PycWord w) {
    if (pyc_is_small(w)) return raise_not_reversible(w);
    PycType *type = pyc_object(w)->type;
    if (type == &pyc_list_type)
        return iterator_new(&pyc_list_reverse_iterator_type, w, as_list(w)->length - 1);
    if (type == &pyc_range_type) return pyc_range_dunder_reversed(w);
    if (type == &pyc_dict_type)
        return pyc_dict_reverse_iterator_new(&pyc_dict_reverse_key_iterator_type, w);
    if (type == &pyc_dict_keys_type)
        return pyc_dict_reverse_iterator_new(&pyc_dict_reverse_key_iterator_type, view_dict(w));
    if (type == &pyc_dict_values_type)
        return pyc_dict_reverse_iterator_new(&pyc_dict_reverse_value_iterator_type, view_dict(w));
    if (type == &pyc_dict_items_type)
        return pyc_dict_reverse_iterator_new(&pyc_dict_reverse_item_iterator_type, view_dict(w));
    if (type == &pyc_tuple_type || type == &pyc_str_type || type == &pyc_bytes_type ||
        type == &pyc_bytearray_type)
        return reverse_by_items(w);
    return reversed_of_user(w);
}

static PycWord reversed_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (pyc_want_no_keywords("reversed", names) < 0) return 0;
    if (pyc_want_positional("reversed", n, 1, 1) < 0) return 0;
    return pyc_reversed_new(args[0]);
}

PycType pyc_reversed_type = {
    PYC_TYPE_HEAD("reversed", sizeof(SequenceIterator)), .flags = PYC_TYPE_TRACKED | PYC_TYPE_INHERITABLE,
    .release = release, .traverse = traverse, .create = reversed_create, .iterate = pyc_inc,
    .next = item_previous};
