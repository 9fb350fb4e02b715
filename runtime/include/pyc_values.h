/* pyc_values.h: int, float, str, bytes, formatting. */
#ifndef PYC_VALUES_H
#define PYC_VALUES_H

/* ---- int (int.c, int_big.c, int_text.c): words in, words out, any size ---- */

PycWord pyc_int_from_i64(int64_t value);
PycWord pyc_int_from_u64(uint64_t value);
PycWord pyc_int_from_f64(double value);          /* truncates; OverflowError, ValueError for inf, nan */
bool pyc_is_int(PycWord a);                      /* int or below, bool too */
bool pyc_int_fits_i64(PycWord a, int64_t *out);  /* a is an int or bool */
PycWord pyc_int_add(PycWord a, PycWord b);       /* all of these: a, b are ints or bools */
PycWord pyc_int_sub(PycWord a, PycWord b);
PycWord pyc_int_mul(PycWord a, PycWord b);
PycWord pyc_int_floordiv(PycWord a, PycWord b);  /* ZeroDivisionError */
PycWord pyc_int_mod(PycWord a, PycWord b);
PycWord pyc_int_divmod(PycWord a, PycWord b);
PycWord pyc_int_truediv(PycWord a, PycWord b);   /* correctly rounded */
PycWord pyc_int_pow(PycWord a, PycWord b, PycWord modulus_or_0); /* negative b: float */
PycWord pyc_int_lshift(PycWord a, PycWord b);
PycWord pyc_int_rshift(PycWord a, PycWord b);
PycWord pyc_int_and(PycWord a, PycWord b);
PycWord pyc_int_or(PycWord a, PycWord b);
PycWord pyc_int_xor(PycWord a, PycWord b);
PycWord pyc_int_neg(PycWord a);
PycWord pyc_int_invert(PycWord a);
PycWord pyc_int_abs(PycWord a);
int pyc_int_compare(PycWord a, PycWord b);       /* -1, 0, 1; never raises */
int pyc_int_compare_f64(PycWord a, double b);    /* exact; b is not nan */
int64_t pyc_int_hash(PycWord a);
double pyc_int_to_f64(PycWord a, bool *overflow);/* nearest even */
PycWord pyc_int_text(PycWord a, int64_t base, bool prefix);  /* str; base 2, 8, 10, 16 */
PycWord pyc_int_parse(PycWord text, int64_t base); /* int(text, base); CPython's ValueErrors */
int64_t pyc_i64_pow(int64_t base, int64_t exponent, bool *overflow);

/* ---- float (float.c, float_text.c) ---- */

PycWord pyc_float_new(double value);
PycWord pyc_float_binary(double a, double b, int64_t op); /* Python's //, %, **, and errors */
double pyc_f64_floordiv(double a, double b);     /* b is not 0 */
double pyc_f64_mod(double a, double b);          /* b is not 0 */
PycWord pyc_float_pow(double a, double b);       /* ZeroDivisionError; complex results: ValueError text of ours */
int64_t pyc_f64_hash(double value);
int pyc_f64_repr(double value, char *out);       /* shortest, CPython's layout; at most 32 bytes; length */
PycWord pyc_float_repr(double value);
PycWord pyc_float_parse(PycWord text);           /* float(text) */
PycWord pyc_float_round(double value, PycWord digits_or_0);

/* ---- str (str.c, str_methods.c, str_search.c, unicode.c) ---- */

PycWord pyc_str_from_utf8(const char *text, int64_t bytes); /* valid UTF-8 */
PycWord pyc_str_from_c(const char *text);
PycWord pyc_str_decode_surrogate(const char *text, int64_t bytes); /* argv, paths: surrogateescape */
PycWord pyc_str_allocate(int64_t length, int kind); /* data to be filled; ascii must be set */
PycWord pyc_str_from_kind(const void *data, int64_t length, int kind); /* narrows where it can */
PycWord pyc_intern(const char *ascii_text);      /* the one immortal str of this text */
uint32_t pyc_str_at(PycWord s, int64_t index);   /* index is in range */
int64_t pyc_str_hash(PycWord s);
bool pyc_str_equal(PycWord a, PycWord b);
int pyc_str_compare(PycWord a, PycWord b);       /* -1, 0, 1 */
PycWord pyc_str_concat(PycWord a, PycWord b);    /* both str */
PycWord pyc_str_append(PycWord a, PycWord b);    /* as concat, but takes over a's count: grows in place when it is 1 */
PycWord pyc_str_join_words(const PycWord *parts, int64_t n); /* f-strings: all str */
PycWord pyc_str_get(PycWord s, int64_t index);   /* s[index], negative too; IndexError */
char *pyc_str_utf8(PycWord s, int64_t *length);  /* new malloc'd copy, 0-terminated; lone surrogates: 0 and UnicodeEncodeError */

/* ---- formatting (format.c, format_percent.c) ---- */

PycWord pyc_int_format(PycWord a, PycWord spec);
PycWord pyc_float_format(double value, PycWord spec);
PycWord pyc_str_format_spec(PycWord s, PycWord spec);
PycWord pyc_format_percent(PycWord format, PycWord values); /* str % values */

/* A text under construction (no Python object). */
typedef struct { void *data; int64_t length, capacity; int kind; } PycText;
void pyc_text_add_char(PycText *text, uint32_t character);
void pyc_text_add_ascii(PycText *text, const char *ascii, int64_t length);
void pyc_text_add_str(PycText *text, PycWord s);
PycWord pyc_text_finish(PycText *text);          /* str; the builder is empty again */
void pyc_text_drop(PycText *text);

/* ---- bytes ---- */

PycWord pyc_bytes_new(const void *data, int64_t length);

/* ---- Beyond the first ABI (additive) ---- */

typedef struct {
    PycObject object;
    int64_t length, hash;
    int32_t kind, ascii;
    uint8_t data[8];
} PycCharacter;                                  /* laid out as PycStr */
extern PycCharacter pyc_characters[256];         /* the one-character strs below U+0100, immortal */
extern PycStr pyc_empty_str;                     /* "" */
extern PycBytes pyc_empty_bytes;                 /* b"" */
extern int64_t pyc_int_max_text_digits;          /* sys.set_int_max_str_digits; 0: no limit */
extern uint64_t pyc_hash_key[2];                 /* of str and bytes, from PYTHONHASHSEED; set before main */
int64_t pyc_hash_memory(const void *data, int64_t bytes); /* SipHash-1-3; 0 for nothing, never -1 */
double pyc_f64_pow(double a, double b);          /* a ** b; raises (result is then any number) */
double pyc_f64_round(double value, int64_t digits); /* round(value, digits); raises on overflow */

PycWord pyc_str_escape_ascii(PycWord text);      /* what is not ASCII as \\x, \\u, \\U: ascii() of a repr */
PycWord pyc_decode(const uint8_t *data, int64_t length, PycWord encoding, PycWord errors); /* 0: utf-8, strict */
PycWord pyc_encode(PycWord s, PycWord encoding, PycWord errors);                           /* bytes */

typedef struct {                                 /* bytearray */
    PycObject object;
    int64_t length, capacity;
    uint8_t *data;                               /* raw memory of `capacity` bytes, 0-terminated; NULL: none */
} PycByteArray;
bool pyc_buffer_of(PycWord a, const uint8_t **data, int64_t *length); /* bytes, bytearray; never raises */

#endif
