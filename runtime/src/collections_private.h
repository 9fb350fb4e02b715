/* collections_private.h: what the files of the module collections share. */
#ifndef PYC_SRC_COLLECTIONS_PRIVATE_H
#define PYC_SRC_COLLECTIONS_PRIVATE_H

#include "containers.h"

/* Layouts that debuggers read, too. */
typedef struct {
    PycObject object;
    PycWord *items;
    int64_t capacity; /* a power of two, or 0 */
    int64_t first, length;
    int64_t bound;    /* maxlen + 1; 0: none */
    int64_t state;    /* counts changes of the length, for iterators */
} PycDeque;
typedef struct { PycDict dict; PycWord factory; /* 0: None */ } PycDefaultDict;

extern PycType pyc_deque_type, pyc_defaultdict_type, pyc_counter_type, pyc_ordered_dict_type;

/* An object of `type`, a class with dict's layout in front, that takes over the table of `plain`, a
 * dict that nothing else holds. */
static inline PycWord dict_adopted(PycType *type, PycWord plain) {
    PycObject *made = pyc_allocate(type, type->instance_size);
    memcpy(made + 1, pyc_object(plain) + 1, sizeof(PycDict) - sizeof(PycObject));
    pyc_free(pyc_object(plain), (int64_t)sizeof(PycDict));
    return pyc_word(made);
}

/* NAME({...}) and its like: the name of self's class, then `inner` (owned, or 0: nothing but "()"). */
static inline PycWord shown_as_call(PycWord self, PycWord inner) {
    PycText text = {0};
    PycWord name = pyc_get_attribute(pyc_word(pyc_type_of(self)), pyc_intern("__name__"));
    if (!name) return 0;
    pyc_text_add_str(&text, name);
    pyc_dec(name);
    pyc_text_add_ascii(&text, "(", 1);
    if (inner) {
        pyc_text_add_str(&text, inner);
        pyc_dec(inner);
    }
    pyc_text_add_ascii(&text, ")", 1);
    return pyc_text_finish(&text);
}

#endif
