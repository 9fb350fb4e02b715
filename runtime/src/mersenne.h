/* mersenne.h: the generator behind the module random, and SHA-512 for its text seeds. */
#ifndef PYC_SRC_MERSENNE_H
#define PYC_SRC_MERSENNE_H

#include <stdint.h>

enum { MERSENNE_WORDS = 624 };
typedef struct { uint32_t words[MERSENNE_WORDS]; int64_t next; } Mersenne;

void pyc_mersenne_seed(Mersenne *state, const uint32_t *key, int64_t n); /* n is at least 1 */
void pyc_mersenne_refill(Mersenne *state);
void pyc_sha512(const uint8_t *data, int64_t length, uint8_t digest[64]);

static inline uint32_t mersenne_next(Mersenne *state) {
    if (__builtin_expect(state->next >= MERSENNE_WORDS, 0)) pyc_mersenne_refill(state);
    uint32_t y = state->words[state->next++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
}

/* In [0, 1), 53 bits. */
static inline double mersenne_f64(Mersenne *state) {
    uint32_t high = mersenne_next(state) >> 5, low = mersenne_next(state) >> 6;
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

#endif
