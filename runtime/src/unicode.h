/* unicode.h: facts about characters, from the tables that generate_unicode.py writes. */
#ifndef PYC_SRC_UNICODE_H
#define PYC_SRC_UNICODE_H

#include "pyc.h"

enum {
    PYC_U_ALPHA = 1 << 0, PYC_U_DECIMAL = 1 << 1, PYC_U_DIGIT = 1 << 2, PYC_U_NUMERIC = 1 << 3,
    PYC_U_LOWER = 1 << 4, PYC_U_UPPER = 1 << 5, PYC_U_TITLE = 1 << 6, PYC_U_SPACE = 1 << 7,
    PYC_U_LINE_BREAK = 1 << 8, PYC_U_PRINTABLE = 1 << 9, PYC_U_ID_START = 1 << 10,
    PYC_U_ID_CONTINUE = 1 << 11, PYC_U_CASED = 1 << 12, PYC_U_CASE_IGNORABLE = 1 << 13,
    PYC_U_SPECIAL = 1 << 14, /* `forms[0]` is a place in pyc_unicode_special, four rows each */
    PYC_U_WIDE = 1 << 15, /* two columns in a terminal */
};
enum { PYC_CASE_LOWER, PYC_CASE_UPPER, PYC_CASE_TITLE, PYC_CASE_FOLD };

typedef struct {
    uint16_t flags;
    int32_t forms[4]; /* distance to the lower, upper, title and folded form */
    uint8_t decimal;
} PycUnicode;

extern const uint16_t pyc_unicode_index1[], pyc_unicode_index2[];
extern const PycUnicode pyc_unicode_records[];
extern const uint32_t pyc_unicode_special[][3];

static inline const PycUnicode *pyc_unicode(uint32_t c) {
    return &pyc_unicode_records[pyc_unicode_index2[pyc_unicode_index1[c >> 7] * 128 + (c & 127)]];
}
static inline bool pyc_unicode_is(uint32_t c, int flags) { return (pyc_unicode(c)->flags & flags) != 0; }

/* A form of c, up to three characters; their number. */
static inline int pyc_unicode_case(uint32_t c, int form, uint32_t out[3]) {
    const PycUnicode *record = pyc_unicode(c);
    if (!(record->flags & PYC_U_SPECIAL)) {
        out[0] = c + (uint32_t)record->forms[form];
        return 1;
    }
    const uint32_t *mapped = pyc_unicode_special[record->forms[0] * 4 + form];
    int n = 0;
    while (n < 3 && mapped[n]) out[n] = mapped[n], n++;
    return n;
}

#endif
