/* cycles.c: the collector of reference cycles, by trial deletion over the tracked objects.
 *
 * Counts serve as marks while it runs: every tracked object alive gets LIVE added (a free slot has
 * count 0), references from tracked objects are subtracted; what keeps a rest is held from outside,
 * and all that is reachable from there gets REACHED and its count back. The others are garbage.
 */
#include "memory_private.h"

#include <stdlib.h>

#define LIVE ((int64_t)1 << 62)
#define REACHED ((int64_t)1 << 61)
#define COUNT_MASK (REACHED - 1)

void pyc_finalize_garbage(PycObject *object);

typedef struct { PycObject **items; int64_t n, capacity; } Stack;

static bool push(Stack *stack, PycObject *object) {
    if (stack->n == stack->capacity) {
        int64_t capacity = stack->capacity ? stack->capacity * 2 : 4096;
        PycObject **items = realloc(stack->items, (size_t)capacity * sizeof *items);
        if (!items) abort();
        stack->items = items;
        stack->capacity = capacity;
    }
    stack->items[stack->n++] = object;
    return true;
}

static void each_tracked(void (*function)(PycObject *, void *), void *context) {
    for (char *at = pyc_region_start; at < pyc_region_next; at += PYC_PAGE_SIZE) {
        PycPage *page = (PycPage *)at;
        if (!page->tracked) continue;
        int64_t size = (int64_t)page->units << 4;
        for (int64_t offset = sizeof(PycPage); offset + size <= page->carved; offset += size) {
            PycObject *object = (PycObject *)(at + offset);
            if (object->refcount != 0) function(object, context);
        }
    }
    for (PycBigBlock *block = pyc_big_blocks.next, *next; block != &pyc_big_blocks; block = next) {
        next = block->next;
        PycObject *object = (PycObject *)(block + 1);
        if (object->refcount != 0) function(object, context);
    }
}

/* Counts of static objects are far above any that the marks leave. */
static inline bool is_marked(PycWord word) {
    return word && !pyc_is_small(word) && (pyc_object(word)->refcount & LIVE);
}

static void mark_live(PycObject *object, void *context) {
    (void)context;
    object->refcount |= LIVE;
}
static void subtract(PycWord word, void *context) {
    (void)context;
    if (is_marked(word)) pyc_object(word)->refcount--;
}
static void restore(PycWord word, void *context) {
    (void)context;
    if (is_marked(word)) pyc_object(word)->refcount++;
}
static void traverse_with(PycObject *object, PycVisit visit, void *context) {
    if (object->type->traverse) object->type->traverse(object, visit, context);
}
static void subtract_children(PycObject *object, void *context) { traverse_with(object, subtract, context); }

static void reach(PycWord word, void *context) {
    if (!is_marked(word)) return;
    PycObject *object = pyc_object(word);
    object->refcount++;
    if (object->refcount & REACHED) return;
    object->refcount |= REACHED;
    push(context, object);
}

static void reach_from_roots(PycObject *object, void *context) {
    if ((object->refcount & REACHED) || (object->refcount & COUNT_MASK) == 0) return;
    Stack *stack = context;
    object->refcount |= REACHED;
    push(stack, object);
    while (stack->n) traverse_with(stack->items[--stack->n], reach, stack);
}

static void restore_garbage(PycObject *object, void *context) {
    if (object->refcount & REACHED) return;
    push(context, object);
    traverse_with(object, restore, NULL);
}

static void unmark(PycObject *object, void *context) {
    (void)context;
    object->refcount &= COUNT_MASK;
}

/* Fills `garbage` with what only cycles keep alive; all counts are as before. */
static void find_garbage(Stack *garbage) {
    Stack stack = {0};
    each_tracked(mark_live, NULL);
    each_tracked(subtract_children, NULL);
    each_tracked(reach_from_roots, &stack);
    each_tracked(restore_garbage, garbage);
    each_tracked(unmark, NULL);
    free(stack.items);
}

static bool run_finalizers(const Stack *garbage) {
    bool any = false;
    for (int64_t i = 0; i < garbage->n; i++) {
        if (!(garbage->items[i]->type->flags & PYC_TYPE_FINALIZER)) continue;
        pyc_finalize_garbage(garbage->items[i]);
        any = true;
    }
    return any;
}

int64_t pyc_collect_cycles(void) {
    static bool running;
    if (running) return 0;
    running = true;
    Stack garbage = {0};
    find_garbage(&garbage);
    for (int64_t i = 0; i < garbage.n; i++) garbage.items[i]->refcount++;
    if (run_finalizers(&garbage)) { /* they may have brought objects back to life */
        for (int64_t i = 0; i < garbage.n; i++) pyc_dec(pyc_word(garbage.items[i]));
        garbage.n = 0;
        find_garbage(&garbage);
        for (int64_t i = 0; i < garbage.n; i++) garbage.items[i]->refcount++;
    }
    for (int64_t i = 0; i < garbage.n; i++)
        if (garbage.items[i]->type->clear) garbage.items[i]->type->clear(garbage.items[i]);
    for (int64_t i = 0; i < garbage.n; i++) pyc_dec(pyc_word(garbage.items[i]));
    int64_t n = garbage.n;
    free(garbage.items);
    running = false;
    return n;
}
