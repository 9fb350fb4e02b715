/* memory.c: where objects and raw blocks live, and how objects die.
 *
 * Blocks of up to 512 bytes come from 64 KiB pages of one size class inside one reserved region;
 * everything bigger comes from malloc. Tracked objects outside the pages are linked into a list
 * so that the cycle collector finds them. Under the address sanitizer every block is malloc'd.
 */
#include "memory_private.h"
#include "objects_private.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

PycFreeSlot *pyc_free_lists[2][PYC_SIZE_CLASSES + 1];
bool pyc_cycles_enabled = true;

char *pyc_region_start, *pyc_region_next; /* pages in use lie between them */
static char *region_usable, *region_end;
PycBigBlock pyc_big_blocks = {&pyc_big_blocks, &pyc_big_blocks, 0, 0};

static PycPage *carving[2][PYC_SIZE_CLASSES + 1]; /* pages that still have untouched slots */
static int64_t tracked_bytes, tracked_since, threshold = PYC_COLLECT_FLOOR;

extern inline void *pyc_allocate(PycType *type, int64_t size);

/* Where no exception can be raised: what was printed is not lost. */
static __attribute__((cold, noinline, noreturn)) void out_of_memory(void) {
    (void)pyc_streams_flush();
    fputs("MemoryError\n", stderr);
    _Exit(1);
}

/* ---- Pages ---- */

static void reserve_region(void) {
    for (uint64_t size = (uint64_t)1 << 40; size >= (uint64_t)1 << 30; size >>= 1) {
        char *memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) continue;
        madvise(memory, size, MADV_DONTDUMP); /* a debugger's core dump would write it all */
        uintptr_t aligned = ((uintptr_t)memory + PYC_PAGE_SIZE - 1) & ~(uintptr_t)(PYC_PAGE_SIZE - 1);
        pyc_region_start = pyc_region_next = region_usable = (char *)aligned;
        region_end = memory + size;
        return;
    }
    out_of_memory();
}

static PycPage *new_page(int tracked, int64_t units) {
    if (!pyc_region_start) reserve_region();
    if (pyc_region_next + PYC_PAGE_SIZE > region_usable) {
        int64_t step = (region_usable - pyc_region_start) / 8;
        if (step < (1 << 20)) step = 1 << 20;
        step &= ~(int64_t)(PYC_PAGE_SIZE - 1);
        if (step > region_end - region_usable) step = (region_end - region_usable) & ~(int64_t)(PYC_PAGE_SIZE - 1);
        if (step <= 0 || mprotect(region_usable, (size_t)step, PROT_READ | PROT_WRITE) != 0) out_of_memory();
        madvise(region_usable, (size_t)step, MADV_DODUMP);
        region_usable += step;
    }
    PycPage *page = (PycPage *)pyc_region_next;
    pyc_region_next += PYC_PAGE_SIZE;
    page->units = (int32_t)units;
    page->tracked = tracked;
    page->carved = sizeof(PycPage);
    return page;
}

/* Links some untouched slots of a page into the free list, which is empty. */
static void refill(int tracked, int64_t units) {
    PycPage *page = carving[tracked][units];
    int64_t size = units << 4;
    if (!page || page->carved + size > PYC_PAGE_SIZE) {
        page = carving[tracked][units] = new_page(tracked, units);
        if (tracked) tracked_since += PYC_PAGE_SIZE, tracked_bytes += PYC_PAGE_SIZE;
    }
    int64_t end = page->carved + (size > 4096 / 4 ? size * 4 : 4096);
    if (end > PYC_PAGE_SIZE) end = PYC_PAGE_SIZE;
    PycFreeSlot **last = &pyc_free_lists[tracked][units];
    while (page->carved + size <= end) {
        PycFreeSlot *slot = (PycFreeSlot *)((char *)page + page->carved);
        page->carved += (int32_t)size;
        *last = slot;
        last = &slot->next;
    }
    *last = NULL;
}

static void *pop(int tracked, int64_t units) {
    PycFreeSlot *slot = pyc_free_lists[tracked][units];
    if (__builtin_expect(!slot, 0)) {
        refill(tracked, units);
        slot = pyc_free_lists[tracked][units];
    }
    pyc_free_lists[tracked][units] = slot->next;
    return slot;
}

static void push(int tracked, int64_t units, void *memory) {
    PycFreeSlot *slot = memory;
    slot->refcount = 0;
    slot->next = pyc_free_lists[tracked][units];
    pyc_free_lists[tracked][units] = slot;
}

/* ---- Objects ---- */

static void maybe_collect(void) {
    if (tracked_since <= threshold || !pyc_cycles_enabled) return;
    tracked_since = 0;
    pyc_collect_cycles();
    tracked_since = 0;
    threshold = tracked_bytes > PYC_COLLECT_FLOOR ? tracked_bytes : PYC_COLLECT_FLOOR;
}

static void *big_allocate(PycType *type, int64_t size) {
    if (!(type->flags & PYC_TYPE_TRACKED)) {
        void *memory = malloc((size_t)size);
        if (!memory) out_of_memory();
        return memory;
    }
    PycBigBlock *block = malloc(sizeof(PycBigBlock) + (size_t)size);
    if (!block) out_of_memory();
    block->size = size;
    block->previous = &pyc_big_blocks;
    block->next = pyc_big_blocks.next;
    block->next->previous = block;
    pyc_big_blocks.next = block;
    int64_t counted = size < 4096 ? size : 4096; /* what counts is what can be in a cycle */
    tracked_since += counted;
    tracked_bytes += counted;
    return block + 1;
}

__attribute__((noinline)) void *pyc_allocate_slow(PycType *type, int64_t size) {
    bool tracked = (type->flags & PYC_TYPE_TRACKED) != 0;
    if (tracked) maybe_collect();
    PycObject *object;
    int64_t units = (size + 15) >> 4;
    if (units <= PYC_SIZE_CLASSES && !PYC_SANITIZED) object = pop(tracked, units);
    else object = big_allocate(type, size);
    object->refcount = 1;
    object->type = type;
    memset(object + 1, 0, (size_t)size - sizeof(PycObject));
    return object;
}

void *pyc_allocate_unset(PycType *type, int64_t size) {
    int64_t units = (size + 15) >> 4;
    PycObject *object;
    if (units <= PYC_SIZE_CLASSES && !PYC_SANITIZED) object = pop(0, units);
    else {
        object = malloc((size_t)size);
        if (!object) out_of_memory();
    }
    object->refcount = 1;
    object->type = type;
    return object;
}

static bool in_pages(const void *memory) {
    return (const char *)memory >= pyc_region_start && (const char *)memory < pyc_region_next;
}

void pyc_free(PycObject *object, int64_t size) {
    (void)size;
    if (__builtin_expect(in_pages(object), 1)) {
        PycPage *page = pyc_page_of(object);
        push(page->tracked, page->units, object);
        return;
    }
    if (!(object->type->flags & PYC_TYPE_TRACKED)) {
        free(object);
        return;
    }
    PycBigBlock *block = (PycBigBlock *)object - 1;
    block->previous->next = block->next;
    block->next->previous = block->previous;
    tracked_bytes -= block->size < 4096 ? block->size : 4096;
    free(block);
}

int64_t pyc_usable_size(const PycObject *object, int64_t size) {
    if (PYC_SANITIZED) return size;
    if (in_pages(object)) return (int64_t)pyc_page_of(object)->units << 4;
    return (int64_t)malloc_usable_size((void *)(uintptr_t)object);
}

void *pyc_resize(void *object, int64_t old_size, int64_t new_size) {
    if (!in_pages(object) && new_size > PYC_SIZE_CLASSES << 4) {
        void *moved = realloc(object, (size_t)new_size);
        if (!moved) out_of_memory();
        return moved;
    }
    if (in_pages(object) && new_size <= pyc_page_of(object)->units << 4) return object;
    PycObject *old = object;
    PycObject *copy = pyc_allocate_unset(old->type, new_size);
    memcpy(copy + 1, old + 1, (size_t)(old_size < new_size ? old_size : new_size) - sizeof(PycObject));
    pyc_free(old, old_size);
    return copy;
}

/* ---- Raw blocks ---- */

void *pyc_raw_allocate(int64_t size) {
    int64_t units = (size + 15) >> 4;
    if (units > 0 && units <= PYC_SIZE_CLASSES && !PYC_SANITIZED) return pop(0, units);
    void *memory = malloc(size > 0 ? (size_t)size : 1);
    if (!memory) out_of_memory();
    return memory;
}

bool pyc_has_room(int64_t size) {
    enum { NEVER_ASKED = 1 << 26 }; /* the system gives as much, or nothing at all any more */
    if (size < NEVER_ASKED) return true;
    void *memory = malloc((size_t)size);
    free(memory);
    return memory != NULL;
}

void pyc_raw_free(void *memory, int64_t size) {
    if (!memory) return;
    int64_t units = (size + 15) >> 4;
    if (units > 0 && units <= PYC_SIZE_CLASSES && !PYC_SANITIZED) push(0, units, memory);
    else free(memory);
}

void *pyc_raw_resize(void *memory, int64_t old_size, int64_t new_size) {
    if (!memory) return pyc_raw_allocate(new_size);
    int64_t old_units = (old_size + 15) >> 4, new_units = (new_size + 15) >> 4;
    bool old_small = old_units > 0 && old_units <= PYC_SIZE_CLASSES && !PYC_SANITIZED;
    bool new_small = new_units > 0 && new_units <= PYC_SIZE_CLASSES && !PYC_SANITIZED;
    if (old_small && old_units == new_units) return memory;
    if (!old_small && !new_small) {
        void *moved = realloc(memory, new_size > 0 ? (size_t)new_size : 1);
        if (!moved) out_of_memory();
        return moved;
    }
    void *copy = pyc_raw_allocate(new_size);
    memcpy(copy, memory, (size_t)(old_size < new_size ? old_size : new_size));
    pyc_raw_free(memory, old_size);
    return copy;
}

/* ---- Death ---- */

enum { DESTROY_DEPTH = 200 }; /* nested releases before the rest is put off */
static int destroy_depth;
static PycObject **put_off;
static int64_t n_put_off, put_off_capacity;

static void put_off_object(PycObject *object) {
    if (n_put_off == put_off_capacity) {
        put_off_capacity = put_off_capacity ? put_off_capacity * 2 : 1024;
        put_off = realloc(put_off, (size_t)put_off_capacity * sizeof *put_off);
        if (!put_off) out_of_memory();
    }
    put_off[n_put_off++] = object;
}

static void release_and_free(PycObject *object) {
    if (__builtin_expect(object->type->flags & PYC_TYPE_FINALIZER, 0) && pyc_finalize(object)) return;
    if (object->type->release) object->type->release(object);
    pyc_free(object, 0);
}

void pyc_destroy(PycObject *object) {
    if (destroy_depth >= DESTROY_DEPTH) {
        put_off_object(object);
        return;
    }
    destroy_depth++;
    release_and_free(object);
    if (destroy_depth == 1) {
        while (n_put_off) release_and_free(put_off[--n_put_off]);
    }
    destroy_depth--;
}
