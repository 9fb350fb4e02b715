/* math_private.h: what the files of the module math share. */
#ifndef PYC_SRC_MATH_PRIVATE_H
#define PYC_SRC_MATH_PRIVATE_H

#include <math.h>

#include "values.h"

/* A real number's double; false: TypeError "must be real number, not str", OverflowError. */
bool pyc_math_real(PycWord w, double *out);

static inline double pyc_math_domain(void) {
    pyc_raise_type(&pyc_value_error_type, "math domain error");
    return 0.0;
}
static inline double pyc_math_range(void) {
    pyc_raise_type(&pyc_overflow_error_type, "math range error");
    return 0.0;
}

/* The word of a result that may have raised. */
static inline PycWord pyc_math_word(double value) {
    return PYC_RARELY(pyc_state.exception != 0) ? 0 : pyc_float_new(value);
}

double pyc_math_log_of(PycWord w, double (*function)(double), bool *failed);

#endif
