/* memory_private.h: what memory.c and cycles.c share. */
#ifndef MEMORY_PRIVATE_H
#define MEMORY_PRIVATE_H

#include "pyc.h"

#if defined(__SANITIZE_ADDRESS__)
#define PYC_SANITIZED 1
#else
#define PYC_SANITIZED 0
#endif

#define PYC_PAGE_SIZE (64 << 10)
#define PYC_COLLECT_FLOOR (8 << 20) /* bytes of new tracked pages before the first collection */

typedef struct PycPage {
    int32_t units;   /* slot size / 16 */
    int32_t tracked;
    int32_t carved;  /* bytes handed out so far, with this header */
    int32_t unused[13];
} PycPage;

/* Stands before a tracked object that is not in a page. */
typedef struct PycBigBlock {
    struct PycBigBlock *previous, *next;
    int64_t size;
    int64_t unused;
} PycBigBlock;

extern char *pyc_region_start, *pyc_region_next;
extern PycBigBlock pyc_big_blocks;

static inline PycPage *pyc_page_of(const void *object) {
    return (PycPage *)((uintptr_t)object & ~(uintptr_t)(PYC_PAGE_SIZE - 1));
}

/* Calls __del__ of an object whose count is 0; true: it lives on (its count is above 0 again). */
bool pyc_finalize(PycObject *object);

#endif
