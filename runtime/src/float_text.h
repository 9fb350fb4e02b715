/* float_text.h: digits of floats. */
#ifndef PYC_SRC_FLOAT_TEXT_H
#define PYC_SRC_FLOAT_TEXT_H

#include "pyc.h"

enum { PYC_POWER_MIN = -292, PYC_POWER_MAX = 324 };
extern const uint64_t pyc_power_table[][2];

/* The shortest digits of a finite positive value: digits * 10**exponent, no trailing zeros. */
typedef struct { uint64_t digits; int exponent; } PycDecimal;
PycDecimal pyc_f64_shortest(double value);

/* value * 10**precision rounded to nearest even, exact; false: outside the fast range.
 * 0 <= value, precision <= 18. */
bool pyc_f64_scaled(double value, int precision, uint64_t *out);

/* digits with the point behind `point` of them (may be outside), at least one decimal; the length. */
int pyc_write_positional(char *out, const char *digits, int n, int point);

#endif
