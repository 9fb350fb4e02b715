/* random_private.h: what the files of the module random share. */
#ifndef PYC_SRC_RANDOM_PRIVATE_H
#define PYC_SRC_RANDOM_PRIVATE_H

#include "containers.h"
#include "mersenne.h"

/* has_gauss: gauss_next is the second number of the last pair. */
typedef struct { PycObject object; int64_t has_gauss; double gauss_next; Mersenne state; } Random;

Random *pyc_random_shared(void); /* the instance behind the functions of the module */
static inline Random *as_random(PycWord w) { return (Random *)(uintptr_t)w; }

/* The n lowest bits as CPython takes them from the generator, n is 1 to 64. */
static inline uint64_t random_bits(Random *random, int n) {
    if (n <= 32) return mersenne_next(&random->state) >> (32 - n);
    uint64_t low = mersenne_next(&random->state);
    return low | (uint64_t)(mersenne_next(&random->state) >> (64 - n)) << 32;
}

/* In [0, n), n > 0. */
static inline int64_t random_below(Random *random, int64_t n) {
    int bits = 64 - __builtin_clzll((uint64_t)n);
    uint64_t value;
    do value = random_bits(random, bits);
    while (value >= (uint64_t)n);
    return (int64_t)value;
}

/* Each operation stands twice in the library: as method of Random and as function of the module. */
#define RANDOM_BOTH_0(name)                                                            \
    PycWord pyc_random_method_##name(PycWord self) { return name(as_random(self)); }   \
    PycWord pyc_random_##name(void) { return name(pyc_random_shared()); }
#define RANDOM_BOTH_1(name)                                                                       \
    PycWord pyc_random_method_##name(PycWord self, PycWord a) { return name(as_random(self), a); } \
    PycWord pyc_random_##name(PycWord a) { return name(pyc_random_shared(), a); }
#define RANDOM_BOTH_2(name)                                                     \
    PycWord pyc_random_method_##name(PycWord self, PycWord a, PycWord b) {      \
        return name(as_random(self), a, b);                                     \
    }                                                                           \
    PycWord pyc_random_##name(PycWord a, PycWord b) { return name(pyc_random_shared(), a, b); }
#define RANDOM_BOTH_3(name)                                                             \
    PycWord pyc_random_method_##name(PycWord self, PycWord a, PycWord b, PycWord c) {   \
        return name(as_random(self), a, b, c);                                          \
    }                                                                                   \
    PycWord pyc_random_##name(PycWord a, PycWord b, PycWord c) {                        \
        return name(pyc_random_shared(), a, b, c);                                      \
    }
#define RANDOM_BOTH_4(name)                                                                        \
    PycWord pyc_random_method_##name(PycWord self, PycWord a, PycWord b, PycWord c, PycWord d) {   \
        return name(as_random(self), a, b, c, d);                                                  \
    }                                                                                              \
    PycWord pyc_random_##name(PycWord a, PycWord b, PycWord c, PycWord d) {                        \
        return name(pyc_random_shared(), a, b, c, d);                                              \
    }

PycWord pyc_random_bits_of(Random *random, int64_t n);
PycWord pyc_random_below_word(Random *random, PycWord n); /* n: int word > 0 */
int pyc_random_reseed(Random *random, PycWord seed, PycWord version);
PycWord pyc_random_state_of(Random *random);
int pyc_random_restore(Random *random, PycWord state);

#endif
