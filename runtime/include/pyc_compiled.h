/* pyc_compiled.h: small helpers that only compiled code calls. */
#ifndef PYC_COMPILED_H
#define PYC_COMPILED_H

#include "pyc.h"

PycWord pyc_set_of(const PycWord *items, int64_t n);          /* set display */
PycWord pyc_dict_of(const PycWord *pairs, int64_t n);         /* n keys and values in turn */
int pyc_dict_merge_call(PycWord keywords, PycWord mapping, PycWord callee); /* f(**mapping) */
int pyc_list_extend_star(PycWord list, PycWord iterable);     /* [*iterable] and its TypeError */
PycWord pyc_spread(PycWord iterable, PycWord callee);         /* f(*iterable): the tuple */
int pyc_is(PycWord a, PycWord b); /* one object, or floats of the same bits; never fails */
PycWord pyc_load_name(PycWord namespace_, PycWord name, PycWord global_or_0); /* class bodies */
PycWord pyc_build_class(PycClassSpec *spec, PycWord body, const PycWord *bases, int64_t n_bases,
                        PycWord keywords_or_0);
PycWord pyc_build_class_spread(PycClassSpec *spec, PycWord body, PycWord bases, PycWord keywords);
void pyc_resume(PycWord previous);     /* handled -> pending, handled = previous (moved, may be 0) */
PycWord pyc_with_enter(PycWord manager, PycWord *exit_out);   /* *exit_out: bound __exit__, owned */
int pyc_with_exit(PycWord exit_method);                       /* exit(None, None, None) */
int pyc_with_exit_handled(PycWord exit_method);               /* truth of exit(type, value, tb) */
int pyc_is_sequence(PycWord a);                               /* match: list, tuple, range... not str */
int pyc_is_mapping(PycWord a);
PycWord pyc_match_keys(PycWord subject, PycWord keys);        /* tuple of values or None */
PycWord pyc_match_class(PycWord subject, PycWord class_, int64_t n_positional, PycWord names_or_0);
PycWord pyc_import_submodule(PycWord package, PycWord name, PycModuleSpec *spec);
int pyc_is_public(PycWord module, PycWord name, int64_t is_submodule); /* from module import *: -1 raised */
PycWord pyc_import_missing(PycWord name);                     /* ModuleNotFoundError */
int pyc_annotate(PycWord namespace_, PycWord name, PycWord value); /* notes an annotation of a class */
PycWord pyc_zip_of(PycWord *iterators, int64_t n);            /* zip over them; takes over their counts */
PycWord pyc_float_box(double value); /* a raw nan is always the same object: it finds itself in a list */
void pyc_box_live(uint64_t *values, const char *kinds);       /* raw values become owned words */
int64_t pyc_ord(PycWord text);                                /* of one character */
void pyc_raise_zero_division(PycWord message);
/* Programs built for a debugger: runtime/src/lines.c. */
void pyc_line_stop(void);
void pyc_line_bailed(void);
PycWord pyc_shown_int(int64_t value);
PycWord pyc_shown_float(double value);
extern const char *volatile pyc_line_limit;
extern int64_t pyc_line_last;
extern PycWord pyc_bailed_result;      /* what a bool variant that bailed returned instead */

#endif
