/* list_type.c: the type list: its slots. */
#include "containers.h"

PycWord pyc_list_clear(PycWord self);

static void list_release(PycObject *self) {
    PycList *list = (PycList *)self;
    pyc_list_drop_items(list->items, list->kind, list->length, list->capacity);
    list->length = list->capacity = 0;
    list->items = NULL;
}

static void list_traverse(PycObject *self, PycVisit visit, void *context) {
    PycList *list = (PycList *)self;
    if (list->kind != PYC_LIST_WORDS) return;
    for (int64_t i = 0; i < list->length; i++) visit(((PycWord *)list->items)[i], context);
}

static void list_clear_slot(PycObject *self) { pyc_list_clear(pyc_word(self)); }

static PycWord list_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    if (type == &pyc_list_type && pyc_want_no_keywords("list", names) < 0) return 0;
    if (pyc_want_positional("list", n, 0, 1) < 0) return 0;
    if (type == &pyc_list_type)
        return n ? pyc_list_from(args[0]) : pyc_list_new(PYC_LIST_WORDS, 0);
    PycWord list = pyc_word(pyc_allocate(type, type->instance_size));
    if (n == 0 || pyc_list_extend(list, args[0]) == 0) return list;
    pyc_dec(list);
    return 0;
}

static bool add_items(PycText *text, PycWord self) {
    PycList *list = as_list(self);
    for (int64_t i = 0; i < list->length; i++) {
        if (i) pyc_text_add_ascii(text, ", ", 2);
        PycWord item = pyc_list_item(self, i);
        PycWord shown = pyc_repr(item);
        pyc_dec(item);
        if (!shown) return false;
        pyc_text_add_str(text, shown);
        pyc_dec(shown);
    }
    return true;
}

static PycWord list_repr(PycWord self) {
    if (as_list(self)->length == 0) return pyc_str_from_c("[]");
    if (!pyc_repr_enter(self)) return pyc_str_from_c("[...]");
    PycText text = {0};
    pyc_text_add_ascii(&text, "[", 1);
    bool done = add_items(&text, self);
    pyc_repr_leave(self);
    if (!done) {
        pyc_text_drop(&text);
        return 0;
    }
    pyc_text_add_ascii(&text, "]", 1);
    return pyc_text_finish(&text);
}

/* ---- comparison ---- */

/* The first place where both differ; the shorter length when there is none; -1: exception. */
static int64_t first_difference(PycList *a, PycList *b) {
    int64_t i = 0;
    if (a->kind == b->kind && a->kind == PYC_LIST_I64) {
        int64_t n = a->length < b->length ? a->length : b->length;
        while (i < n && ((int64_t *)a->items)[i] == ((int64_t *)b->items)[i]) i++;
        return i;
    }
    if (a->kind == b->kind && a->kind == PYC_LIST_F64) {
        int64_t n = a->length < b->length ? a->length : b->length;
        while (i < n && ((double *)a->items)[i] == ((double *)b->items)[i]) i++;
        return i;
    }
    for (; i < a->length && i < b->length; i++) {
        PycWord left = pyc_list_item(pyc_word(a), i), right = pyc_list_item(pyc_word(b), i);
        int same = equal_words(left, right);
        pyc_dec(left);
        pyc_dec(right);
        if (same < 0) return -1;
        if (!same) break;
    }
    return i;
}

static bool compare_lengths(int64_t a, int64_t b, int op) {
    switch (op) {
    case PYC_LT: return a < b;
    case PYC_LE: return a <= b;
    case PYC_EQ: return a == b;
    case PYC_NE: return a != b;
    case PYC_GT: return a > b;
    default: return a >= b;
    }
}

static PycWord list_compare(PycWord left, PycWord right, int op) {
    if (!is_list(left) || !is_list(right)) return PYC_NOT_IMPLEMENTED;
    PycList *a = as_list(left), *b = as_list(right);
    if (a->length != b->length && (op == PYC_EQ || op == PYC_NE)) return pyc_bool(op == PYC_NE);
    int64_t i = first_difference(a, b);
    if (i < 0) return 0;
    if (i >= a->length || i >= b->length) return pyc_bool(compare_lengths(a->length, b->length, op));
    if (op == PYC_EQ || op == PYC_NE) return pyc_bool(op == PYC_NE);
    PycWord x = pyc_list_item(left, i), y = pyc_list_item(right, i);
    PycWord result = pyc_compare(x, y, op);
    pyc_dec(x);
    pyc_dec(y);
    return result;
}

/* ---- operators ---- */

static PycWord list_add(PycWord a, PycWord b, bool in_place) {
    if (!is_list(a)) return PYC_NOT_IMPLEMENTED;
    if (!is_list(b) && pyc_defers_to(b, "__radd__")) return PYC_NOT_IMPLEMENTED;
    if (in_place) return pyc_list_extend(a, b) < 0 ? 0 : pyc_inc(a);
    if (is_list(b)) return pyc_list_concat(a, b);
    pyc_raise_type(&pyc_type_error_type, "can only concatenate list (not \"%s\") to list",
                   pyc_type_of(b)->name);
    return 0;
}

static int repeat_in_place(PycWord self, int64_t times) {
    PycWord repeated = pyc_list_repeat(self, times);
    if (!repeated) return -1;
    PycList *list = as_list(self), old = *list, *made = as_list(repeated);
    list->items = made->items;
    list->kind = made->kind;
    list->length = made->length;
    list->capacity = made->capacity;
    made->items = old.items;
    made->kind = old.kind;
    made->length = old.length;
    made->capacity = old.capacity;
    pyc_dec(repeated);
    return 0;
}

static PycWord list_multiply(PycWord a, PycWord b, bool in_place) {
    PycWord list = is_list(a) ? a : b, times = is_list(a) ? b : a;
    int64_t count;
    if (!pyc_has_index(times)) {
        if (pyc_defers_to(times, is_list(a) ? "__rmul__" : "__mul__")) return PYC_NOT_IMPLEMENTED;
        pyc_raise_type(&pyc_type_error_type, "can't multiply sequence by non-int of type '%s'",
                       pyc_type_of(times)->name);
        return 0;
    }
    if (pyc_to_i64(times, &count) < 0) {
        if (pyc_pending_is(&pyc_overflow_error_type)) {
            pyc_clear();
            pyc_raise_type(&pyc_overflow_error_type, "cannot fit '%s' into an index-sized integer",
                           pyc_type_of(times)->name);
        }
        return 0;
    }
    if (in_place && list == a) return repeat_in_place(a, count) < 0 ? 0 : pyc_inc(a);
    return pyc_list_repeat(list, count);
}

static PycWord list_binary(PycWord a, PycWord b, int op) {
    int plain = op & ~PYC_INPLACE;
    if (plain == PYC_ADD) return list_add(a, b, op != plain);
    if (plain == PYC_MUL) return list_multiply(a, b, op != plain);
    return PYC_NOT_IMPLEMENTED;
}

static PycWord list_iterate(PycWord self) { return pyc_sequence_iterator_at(self, 0); }
static int64_t list_length(PycWord self) { return as_list(self)->length; }
static int list_truth(PycWord self) { return as_list(self)->length != 0; }
static int list_contains(PycWord self, PycWord item) {
    int64_t found;
    return pyc_list_find(self, item, 0, INT64_MAX, &found);
}

PycType pyc_list_type = {
    PYC_TYPE_HEAD("list", sizeof(PycList)),
    .flags = PYC_TYPE_TRACKED | PYC_TYPE_LIST | PYC_TYPE_INHERITABLE,
    .release = list_release, .traverse = list_traverse, .clear = list_clear_slot,
    .create = list_create, .repr = list_repr, .compare = list_compare,
    .iterate = list_iterate, .length = list_length, .get_item = pyc_list_slots_get,
    .set_item = pyc_list_slots_set, .contains = list_contains, .truth = list_truth,
    .binary = list_binary,
};
