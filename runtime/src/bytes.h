/* bytes.h: what bytes and bytearray share. */
#ifndef PYC_SRC_BYTES_H
#define PYC_SRC_BYTES_H

#include "str.h"

bool pyc_is_bytes(PycWord a);
bool pyc_is_bytearray(PycWord a);
PycPart pyc_bytes_part(PycWord a);                    /* of bytes or bytearray */
PycWord pyc_bytes_like(PycWord self, PycPart part);   /* a new object of self's kind */
PycWord pyc_bytearray_from(const void *data, int64_t length);
PycWord pyc_raise_bytes_like(PycWord a);              /* "a bytes-like object is required, not 'int'" */
int pyc_byte_value(PycWord item, uint8_t *out);       /* -1: TypeError, ValueError */
PycWord pyc_bytes_of_arguments(const char *function, const PycWord *args, int64_t n, PycWord names);
void pyc_bytes_add_repr(PycText *out, PycPart part, bool array);

PycWord pyc_bytes_compare(PycWord a, PycWord b, int op);
int64_t pyc_bytes_length(PycWord self);
PycWord pyc_bytes_get_item(PycWord self, PycWord key);
int pyc_bytes_contains(PycWord self, PycWord item);
PycWord pyc_bytes_binary(PycWord a, PycWord b, int op);
PycWord pyc_bytes_iterate(PycWord self);
PycWord pyc_bytes_percent(PycWord format, PycWord values); /* bytes % values */

extern PycType pyc_bytes_iterator_type, pyc_bytearray_iterator_type;

#endif
