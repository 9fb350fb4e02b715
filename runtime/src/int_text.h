/* int_text.h: digits of ints, for str(), repr() and the formatting functions. */
#ifndef PYC_SRC_INT_TEXT_H
#define PYC_SRC_INT_TEXT_H

#include "int_limbs.h"

/* Decimal digits of `value` to `out` (at most 20); their number. */
int pyc_u64_digits(uint64_t value, char *out);

/* Digits of an int's magnitude, no sign; `space` is freed with pyc_digits_drop. */
typedef struct {
    char *digits;
    int64_t length;
    char *memory; /* raw memory, or NULL when `own` serves */
    int64_t memory_size;
    char own[72];
} PycDigits;
bool pyc_int_digits(const PycIntView *a, int base, PycDigits *out); /* false: ValueError (limit) */
void pyc_digits_drop(PycDigits *digits);

/* int(text, base) of an ASCII text; `original` is shown in messages. */
PycWord pyc_int_parse_ascii(const char *text, int64_t length, int64_t base, PycWord original);

#endif
