/* hash.c: hashes of str and bytes, and their key: CPython's SipHash-1-3 with PYTHONHASHSEED.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012; one compression round,
 * three at the end.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "values.h"

uint64_t pyc_hash_key[2];

static inline uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

#define HALF_ROUND(a, b, c, d, s, t) \
    do {                             \
        a += b;                      \
        c += d;                      \
        b = rotate(b, s) ^ a;        \
        d = rotate(d, t) ^ c;        \
        a = rotate(a, 32);           \
    } while (0)
#define ROUND(v0, v1, v2, v3)               \
    do {                                    \
        HALF_ROUND(v0, v1, v2, v3, 13, 16); \
        HALF_ROUND(v2, v1, v0, v3, 17, 21); \
    } while (0)

static inline uint64_t siphash(const uint8_t *data, int64_t bytes) {
    uint64_t last = (uint64_t)bytes << 56;
    uint64_t v0 = pyc_hash_key[0] ^ 0x736f6d6570736575ULL, v1 = pyc_hash_key[1] ^ 0x646f72616e646f6dULL;
    uint64_t v2 = pyc_hash_key[0] ^ 0x6c7967656e657261ULL, v3 = pyc_hash_key[1] ^ 0x7465646279746573ULL;
    for (; bytes >= 8; bytes -= 8, data += 8) {
        uint64_t block;
        memcpy(&block, data, 8);
        v3 ^= block;
        ROUND(v0, v1, v2, v3);
        v0 ^= block;
    }
    for (int64_t i = 0; i < bytes; i++) last |= (uint64_t)data[i] << (8 * i);
    v3 ^= last;
    ROUND(v0, v1, v2, v3);
    v0 ^= last;
    v2 ^= 0xff;
    ROUND(v0, v1, v2, v3);
    ROUND(v0, v1, v2, v3);
    ROUND(v0, v1, v2, v3);
    return (v0 ^ v1) ^ (v2 ^ v3);
}

int64_t pyc_hash_memory(const void *data, int64_t bytes) {
    if (bytes == 0) return 0;
    int64_t hash = (int64_t)siphash(data, bytes);
    return hash == -1 ? -2 : hash;
}

/* CPython's expansion of a seed number. */
static void expand_seed(uint32_t seed, uint8_t *out, int n) {
    for (int i = 0; i < n; i++) {
        seed = seed * 214013 + 2531011;
        out[i] = (uint8_t)(seed >> 16);
    }
}

static __attribute__((constructor(101))) void read_seed(void) {
    const char *text = getenv("PYTHONHASHSEED");
    if (!text || !*text || strcmp(text, "random") == 0) {
        if (getrandom(pyc_hash_key, sizeof pyc_hash_key, 0) < 0) pyc_hash_key[0] = (uint64_t)(uintptr_t)&text;
        return;
    }
    char *end;
    errno = 0;
    unsigned long seed = strtoul(text, &end, 10);
    if (*end || seed > 4294967295UL || (errno == ERANGE && seed == ~0UL)) {
        fputs("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an "
              "integer in range [0; 4294967295]\nPython runtime state: preinitialized\n\n"
              "Current thread 0x0000000000000000 (most recent call first):\n  <no Python frame>\n", stderr);
        exit(1);
    }
    if (seed) expand_seed((uint32_t)seed, (uint8_t *)pyc_hash_key, sizeof pyc_hash_key);
}
