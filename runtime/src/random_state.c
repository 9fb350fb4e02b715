/* random_state.c: class random.Random: its state, seeds, bits. */
#define _DEFAULT_SOURCE
#include "random_private.h"

#include <stdlib.h>
#include <sys/random.h>

/* ---- ints of many bits ---- */

/* Of n 32-bit words, least significant first. */
static PycWord int_of_words(const uint32_t *words, int64_t n) {
    int64_t n_limbs = (n + 1) / 2;
    PycInt *made = pyc_allocate(&pyc_int_type, (int64_t)sizeof(PycInt) + n_limbs * 8);
    for (int64_t i = 0; i < n; i++) made->limbs[i / 2] |= (uint64_t)words[i] << (i % 2 * 32);
    while (n_limbs && !made->limbs[n_limbs - 1]) n_limbs--;
    made->size = n_limbs;
    if (n_limbs > 1) return pyc_word(made);
    PycWord small = pyc_int_from_u64(n_limbs ? made->limbs[0] : 0);
    pyc_free(&made->object, (int64_t)sizeof(PycInt) + (n + 1) / 2 * 8);
    return small;
}

PycWord pyc_random_bits_of(Random *random, int64_t n) {
    if (n < 0) {
        pyc_raise_type(&pyc_value_error_type, "number of bits must be non-negative");
        return 0;
    }
    if (n == 0) return pyc_small(0);
    if (n <= 64) return pyc_int_from_u64(random_bits(random, (int)n));
    int64_t n_words = (n - 1) / 32 + 1;
    uint32_t *words = pyc_raw_allocate(n_words * 4);
    for (int64_t i = 0; i < n_words; i++, n -= 32) {
        words[i] = mersenne_next(&random->state);
        if (n < 32) words[i] >>= 32 - n;
    }
    PycWord result = int_of_words(words, n_words);
    pyc_raw_free(words, n_words * 4);
    return result;
}

/* In [0, n) for an int word n > 0. */
PycWord pyc_random_below_word(Random *random, PycWord n) {
    int64_t small;
    if (pyc_int_fits_i64(n, &small)) return pyc_int_from_i64(random_below(random, small));
    PycInt *number = (PycInt *)(uintptr_t)n;
    int64_t bits = number->size * 64 - __builtin_clzll(number->limbs[number->size - 1]);
    for (;;) {
        PycWord value = pyc_random_bits_of(random, bits);
        if (!value || pyc_int_compare(value, n) < 0) return value;
        pyc_dec(value);
    }
}

/* ---- seeds ---- */

static void seed_from_system(Random *random) {
    uint32_t key[MERSENNE_WORDS];
    size_t done = 0;
    while (done < sizeof key) {
        ssize_t got = getrandom((char *)key + done, sizeof key - done < 256 ? sizeof key - done : 256, 0);
        if (got > 0) done += (size_t)got;
    }
    pyc_mersenne_seed(&random->state, key, MERSENNE_WORDS);
}

static void seed_from_u64(Random *random, uint64_t value) {
    uint32_t key[2] = {(uint32_t)value, (uint32_t)(value >> 32)};
    pyc_mersenne_seed(&random->state, key, key[1] ? 2 : 1);
}

static void seed_from_int(Random *random, PycWord seed) {
    int64_t small;
    if (pyc_int_fits_i64(seed, &small)) {
        seed_from_u64(random, small < 0 ? 0 - (uint64_t)small : (uint64_t)small);
        return;
    }
    PycInt *number = (PycInt *)(uintptr_t)seed;
    int64_t n_limbs = number->size < 0 ? -number->size : number->size;
    uint32_t *key = pyc_raw_allocate(n_limbs * 8);
    for (int64_t i = 0; i < n_limbs * 2; i++) key[i] = (uint32_t)(number->limbs[i / 2] >> (i % 2 * 32));
    pyc_mersenne_seed(&random->state, key, n_limbs * 2 - !key[n_limbs * 2 - 1]);
    pyc_raw_free(key, n_limbs * 8);
}

/* The bytes and their SHA-512 are one number, most significant byte first. */
static void seed_from_bytes(Random *random, const uint8_t *data, int64_t length) {
    int64_t total = length + 64, n = (total + 3) / 4;
    uint8_t *bytes = pyc_raw_allocate(total);
    uint32_t *key = pyc_raw_allocate(n * 4);
    if (length) memcpy(bytes, data, (size_t)length);
    pyc_sha512(data, length, bytes + length);
    memset(key, 0, (size_t)n * 4);
    for (int64_t i = 0; i < total; i++) key[i / 4] |= (uint32_t)bytes[total - 1 - i] << (i % 4 * 8);
    int64_t used = n;
    while (used > 1 && !key[used - 1]) used--;
    pyc_mersenne_seed(&random->state, key, used);
    pyc_raw_free(bytes, total);
    pyc_raw_free(key, n * 4);
}

/* Version 1: a hash of the characters, as Python 2 had it. */
static void seed_from_characters(Random *random, PycWord text) {
    bool bytes = is_exact(text, &pyc_bytes_type);
    int64_t length = bytes ? ((PycBytes *)(uintptr_t)text)->length : ((PycStr *)(uintptr_t)text)->length;
    uint64_t hash = 0;
    for (int64_t i = 0; i < length; i++) {
        uint64_t character = bytes ? ((PycBytes *)(uintptr_t)text)->data[i] : pyc_str_at(text, i);
        if (i == 0) hash = character << 7;
        hash = (1000003 * hash) ^ character;
    }
    seed_from_u64(random, hash ^ (uint64_t)length);
}

static int seed_from_str(Random *random, PycWord text) {
    int64_t length;
    char *data = pyc_str_utf8(text, &length);
    if (!data) return -1;
    seed_from_bytes(random, (const uint8_t *)data, length);
    free(data);
    return 0;
}

int pyc_random_reseed(Random *random, PycWord seed, PycWord version) {
    bool first = version == pyc_small(1), text = seed && has_flag(seed, PYC_TYPE_STR);
    random->has_gauss = 0;
    if (!is_given(seed)) {
        seed_from_system(random);
    } else if (first && (text || is_exact(seed, &pyc_bytes_type))) {
        seed_from_characters(random, seed);
    } else if (text) {
        return seed_from_str(random, seed);
    } else if (is_exact(seed, &pyc_bytes_type)) {
        seed_from_bytes(random, ((PycBytes *)(uintptr_t)seed)->data, ((PycBytes *)(uintptr_t)seed)->length);
    } else if (pyc_is_small(seed) || pyc_is_int(seed)) {
        seed_from_int(random, seed);
    } else if (has_flag(seed, PYC_TYPE_FLOAT)) {
        seed_from_u64(random, (uint64_t)pyc_hash(seed));
    } else {
        pyc_raise_type(&pyc_type_error_type, "The only supported seed types are: None,\n"
                                             "int, float, str, bytes, and bytearray.");
        return -1;
    }
    return 0;
}

Random *pyc_random_shared(void) {
    static Random shared = {.object = {PYC_IMMORTAL, &pyc_random_type}};
    static bool seeded;
    if (!seeded) {
        seeded = true;
        seed_from_system(&shared);
    }
    return &shared;
}

/* ---- getstate, setstate ---- */

PycWord pyc_random_state_of(Random *random) {
    PycWord internal = pyc_tuple_new(MERSENNE_WORDS + 1);
    for (int i = 0; i < MERSENNE_WORDS; i++)
        as_tuple(internal)->items[i] = pyc_small(random->state.words[i]);
    as_tuple(internal)->items[MERSENNE_WORDS] = pyc_small(random->state.next);
    PycWord gauss = random->has_gauss ? pyc_float_new(random->gauss_next) : PYC_NONE;
    return pyc_tuple_take((PycWord[]){pyc_small(3), internal, gauss}, 3);
}

static int set_words(Random *random, PycWord internal) {
    if (!is_tuple(internal)) {
        pyc_raise_type(&pyc_type_error_type, "state vector must be a tuple");
        return -1;
    }
    if (as_tuple(internal)->length != MERSENNE_WORDS + 1) {
        pyc_raise_type(&pyc_value_error_type, "state vector is the wrong size");
        return -1;
    }
    Mersenne made;
    for (int i = 0; i <= MERSENNE_WORDS; i++) {
        int64_t value;
        if (pyc_size_argument(as_tuple(internal)->items[i], &value) < 0) return -1;
        if (i < MERSENNE_WORDS) made.words[i] = (uint32_t)value;
        else made.next = value;
    }
    if (made.next < 0 || made.next > MERSENNE_WORDS) {
        pyc_raise_type(&pyc_value_error_type, "invalid state");
        return -1;
    }
    random->state = made;
    return 0;
}

int pyc_random_restore(Random *random, PycWord state) {
    PycWord version = pyc_get_item(state, pyc_small(0)), parts[3];
    if (!version) return -1;
    if (version != pyc_small(3)) {
        PycWord shown = pyc_str(version);
        if (shown)
            pyc_raise_type(&pyc_value_error_type,
                           "state with version %S passed to Random.setstate() of version 3", shown);
        pyc_xdec(shown);
        pyc_dec(version);
        return -1;
    }
    if (pyc_unpack(state, 3, parts) < 0) return -1;
    random->has_gauss = parts[2] != PYC_NONE;
    int result = random->has_gauss ? pyc_to_f64(parts[2], &random->gauss_next) : 0;
    if (result == 0) result = set_words(random, parts[1]);
    for (int i = 0; i < 3; i++) pyc_dec(parts[i]);
    return result;
}

/* ---- the type ---- */

static PycWord random_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    int64_t n_names = names ? as_tuple(names)->length : 0;
    for (int64_t i = 0; i < n_names; i++) {
        if (pyc_str_equal(as_tuple(names)->items[i], pyc_intern("x"))) continue;
        pyc_raise_type(&pyc_type_error_type, "Random.__init__() got an unexpected keyword argument '%S'", as_tuple(names)->items[i]);
        return 0;
    }
    if (n + n_names > 1) {
        pyc_raise_type(&pyc_type_error_type,
                       "Random.__init__() takes from 1 to 2 positional arguments but %lld were given",
                       (long long)(n + n_names + 1));
        return 0;
    }
    Random *random = pyc_allocate(type, type->instance_size);
    if (pyc_random_reseed(random, n + n_names ? args[0] : 0, 0) == 0) return pyc_word(random);
    pyc_dec(pyc_word(random));
    return 0;
}

PycType pyc_random_type = {PYC_TYPE_HEAD("Random", sizeof(Random)), .create = random_create};
