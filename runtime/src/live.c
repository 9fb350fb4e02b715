/* live.c: raw values of specialised code become words, where a prediction failed.

   `kinds` says what the array holds, a letter a value (iterators and tuples: a letter, then their
   parts), so that the compiled code of a bail-out is a store a value and two calls:

       w  an owned word                    b  a borrowed word (or 0)
       i  an int                           f  a double              o  a bool
       m  an int or float: a double, and whether it is an int
       s  an iterator over a list, tuple or str: its owned word, the next index
       r  a range iterator: next, stop, step                        R  a range
       e  enumerate: the next count, then its iterator
       z  zip: '0' + n, then n iterators    t  a tuple: '0' + n, then n items
       g  the address of a module's variable     n  a builtin's name     c  a class: its cell */
#include "pyc_compiled.h"

#include <string.h>

typedef struct { const uint64_t *value; const char *kind; } Cursor;

static PycWord taken(Cursor *at);

static double as_double(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static PycWord taken_pair_of_number(Cursor *at) {
    double value = as_double(*at->value++);
    return *at->value++ ? pyc_int_from_i64((int64_t)value) : pyc_float_box(value);
}

static PycWord taken_sequence_iterator(Cursor *at) {
    PycWord sequence = *at->value++;
    PycWord result = pyc_sequence_iterator_at(sequence, (int64_t)*at->value++);
    pyc_dec(sequence);
    return result;
}

static PycWord taken_range(Cursor *at, bool is_iterator) {
    int64_t a = (int64_t)at->value[0], b = (int64_t)at->value[1], c = (int64_t)at->value[2];
    at->value += 3;
    return is_iterator ? pyc_range_iterator_at(a, b, c) : pyc_range_new(a, b, c);
}

static PycWord taken_enumerate(Cursor *at) {
    int64_t count = (int64_t)*at->value++;
    PycWord inner = taken(at), result = pyc_enumerate_at(inner, count);
    pyc_dec(inner);
    return result;
}

static PycWord taken_parts(Cursor *at, PycWord (*made)(PycWord *, int64_t)) {
    int n = *at->kind++ - '0';
    PycWord parts[n];
    for (int i = 0; i < n; i++) parts[i] = taken(at);
    return made(parts, n);
}

static PycWord taken(Cursor *at) {
    switch (*at->kind++) {
    case 'w': return *at->value++;
    case 'b': {
        PycWord word = *at->value++;
        return word ? pyc_inc(word) : 0;
    }
    case 'i': return pyc_int_from_i64((int64_t)*at->value++);
    case 'f': return pyc_float_box(as_double(*at->value++));
    case 'o': return *at->value++ ? PYC_TRUE : PYC_FALSE;
    case 'm': return taken_pair_of_number(at);
    case 's': return taken_sequence_iterator(at);
    case 'r': return taken_range(at, true);
    case 'R': return taken_range(at, false);
    case 'e': return taken_enumerate(at);
    case 'z': return taken_parts(at, pyc_zip_of);
    case 't': return taken_parts(at, pyc_tuple_take);
    case 'g': return pyc_inc(*(PycWord *)*at->value++);
    case 'n': return pyc_inc(pyc_builtin(*at->value++));
    default: return pyc_cell_new(pyc_inc(*at->value++));
    }
}

void pyc_box_live(uint64_t *values, const char *kinds) {
    Cursor at = {values, kinds};
    while (*at.kind) *values++ = taken(&at);
}
