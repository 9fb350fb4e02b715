/* container_classes.c: what containers ask of an object whose class a program has made. */
#include "objects_private.h"

bool pyc_is_set(PycWord w);
bool pyc_has_index(PycWord w);
bool pyc_defers_to(PycWord other, const char *reflected);

static bool of_made_class(PycWord w) {
    return !pyc_is_small(w) && (pyc_object(w)->type->flags & PYC_TYPE_HEAP) != 0;
}

/* A set or frozenset, or of a class below them. */
bool pyc_is_set(PycWord w) {
    PycType *type = pyc_type_of(w);
    if (type == &pyc_set_type || type == &pyc_frozenset_type) return true;
    return of_made_class(w) && (pyc_is_subclass(type, &pyc_set_type) || pyc_is_subclass(type, &pyc_frozenset_type));
}

/* An int, or an object with __index__. */
bool pyc_has_index(PycWord w) {
    if (pyc_is_small(w) || pyc_is_int(w)) return true;
    return of_made_class(w) && pyc_type_lookup(pyc_object(w)->type, pyc_intern("__index__")) != 0;
}

/* The class of `other` defines this dunder: it is asked before a sequence complains. */
bool pyc_defers_to(PycWord other, const char *reflected) {
    return of_made_class(other) && pyc_type_lookup(pyc_object(other)->type, pyc_intern(reflected)) != 0;
}
