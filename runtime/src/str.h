/* str.h: what the files of str share: scanning, searching, slices without copies of objects. */
#ifndef PYC_SRC_STR_H
#define PYC_SRC_STR_H

#include "values.h"

#define PYC_STR_HEAD ((int64_t)offsetof(PycStr, data))

/* Text as data: a str's, or a part of one. */
typedef struct {
    const uint8_t *data;
    int64_t length;
    int kind;
} PycPart;

static inline PycPart part_of(PycWord s) {
    return (PycPart){text_of(s)->data, text_of(s)->length, text_of(s)->kind};
}
static inline uint32_t part_char(PycPart part, int64_t i) { return kind_char(part.data, part.kind, i); }
static inline PycPart part_from(PycPart part, int64_t start, int64_t end) {
    return (PycPart){part.data + start * part.kind, end - start, part.kind};
}

uint32_t pyc_part_max(PycPart part);                 /* the highest character, or a bound within its kind */
bool pyc_part_ascii(PycPart part);
void pyc_part_copy(void *target, int kind, int64_t at, PycPart part); /* kind >= part.kind */
bool pyc_part_equal(PycPart a, PycPart b);
PycWord pyc_part_str(PycPart part);                  /* a new str, singletons where there are */
PycWord pyc_str_slice(PycWord s, int64_t start, int64_t end); /* 0 <= start <= end <= length */
PycWord pyc_str_exact(PycWord s);                    /* owned: s, or a copy where s is below str */
PycWord pyc_str_from_char(uint32_t c);
PycWord pyc_str_repeat(PycWord s, int64_t times);

/* First, last place of `needle` (-1: none), number of places that do not overlap. */
int64_t pyc_part_find(PycPart text, PycPart needle);
int64_t pyc_part_find_last(PycPart text, PycPart needle);
int64_t pyc_part_count(PycPart text, PycPart needle, int64_t limit);

/* TypeErrors for an argument that is not str: false. */
bool pyc_need_str(PycWord a, const char *function);  /* "f() argument must be str, not int" */

/* UnicodeDecodeError, UnicodeEncodeError with their five arguments. Result: 0. */
PycWord pyc_raise_decode(const char *encoding, const uint8_t *data, int64_t length, int64_t start,
                         int64_t end, const char *reason);
PycWord pyc_raise_encode(const char *encoding, PycWord object, int64_t start, int64_t end,
                         const char *reason);

#endif
