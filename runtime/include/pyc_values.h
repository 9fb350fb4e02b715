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

#endif
