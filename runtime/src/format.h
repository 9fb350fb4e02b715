/* format.h: the format mini-language, shared by format(), str.format and %. */
#ifndef PYC_SRC_FORMAT_H
#define PYC_SRC_FORMAT_H

#include "int_text.h"
#include "str.h"

typedef struct {
    uint32_t fill, align, type; /* type 0: none given and no default */
    uint32_t sign;              /* 0: not given */
    bool fill_given, align_given, alternate, no_negative_zero;
    uint32_t separator;         /* 0, ',' or '_' */
    int64_t width, precision;   /* -1: not given */
} PycFormatSpec;

/* false: ValueError. `object`: the type's name in messages. */
bool pyc_format_parse(PycWord spec, const char *object, uint32_t default_type, uint32_t default_align,
                      PycFormatSpec *out);
PycWord pyc_raise_format_code(uint32_t type, const char *object);

/* A number taken apart: sign, prefix, digits (grouped, filled up with zeros), point, the rest. */
typedef struct {
    char sign; /* 0: none */
    const char *prefix;
    const char *digits;
    const char *rest;
    int64_t n_prefix, n_digits, n_rest;
    bool point;
} PycNumberText;
PycWord pyc_number_text(const PycFormatSpec *spec, const PycNumberText *number);
PycWord pyc_format_pad(const PycFormatSpec *spec, PycPart text);

/* Digits of a float without its sign. */
typedef struct {
    char *text;
    int64_t length;
    char *memory;
    int64_t memory_size;
    char own[104];
} PycFloatText;
/* type: r, f, e, g (r: repr; with add_dot a g shows at least one decimal); upper: E, INF, NAN. */
void pyc_float_text(PycFloatText *out, double magnitude, char type, int precision, bool alternate,
                    bool add_dot, bool upper);
void pyc_float_text_drop(PycFloatText *text);
bool pyc_is_zero_text(const char *text, int64_t length); /* no digit but 0 before an exponent */

PycWord pyc_float_format_parsed(double value, const PycFormatSpec *spec);

#endif
