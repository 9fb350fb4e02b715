/* statics.c: None, NotImplemented and Ellipsis, and their types. */
#include "objects_private.h"

PycObject pyc_none = {PYC_IMMORTAL, &pyc_none_type};
PycObject pyc_not_implemented = {PYC_IMMORTAL, &pyc_not_implemented_type};
PycObject pyc_ellipsis = {PYC_IMMORTAL, &pyc_ellipsis_type};

static PycWord none_repr(PycWord a) { (void)a; return pyc_str_from_c("None"); }
static PycWord not_implemented_repr(PycWord a) { (void)a; return pyc_str_from_c("NotImplemented"); }
static PycWord ellipsis_repr(PycWord a) { (void)a; return pyc_str_from_c("Ellipsis"); }
static int none_truth(PycWord a) { (void)a; return 0; }

/* type(x)() of the three gives the one object again. */
static PycWord singleton(PycType *type, PycObject *object, const char *name, int64_t n, PycWord names) {
    (void)type;
    if (n || names) return pyc_raise_type(&pyc_type_error_type, "%s takes no arguments", name), (PycWord)0;
    return pyc_inc(pyc_word(object));
}
static PycWord none_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)args;
    return singleton(type, &pyc_none, "NoneType", n, names);
}
static PycWord not_implemented_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)args;
    return singleton(type, &pyc_not_implemented, "NotImplementedType", n, names);
}
static PycWord ellipsis_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)args;
    return singleton(type, &pyc_ellipsis, "EllipsisType", n, names);
}

PycType pyc_none_type = {.object = PYC_TYPE_HEAD, .name = "NoneType", .instance_size = sizeof(PycObject),
    .create = none_create, .repr = none_repr, .truth = none_truth};
PycType pyc_not_implemented_type = {.object = PYC_TYPE_HEAD, .name = "NotImplementedType", .instance_size = sizeof(PycObject),
    .create = not_implemented_create, .repr = not_implemented_repr};
PycType pyc_ellipsis_type = {.object = PYC_TYPE_HEAD, .name = "ellipsis", .instance_size = sizeof(PycObject),
    .create = ellipsis_create, .repr = ellipsis_repr};
