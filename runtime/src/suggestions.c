/* suggestions.c: "Did you mean: 'name'?" behind an uncaught AttributeError or NameError. */
#include "objects_private.h"

enum { MOST_CANDIDATES = 750, LONGEST = 40, MOVE = 2, CASE = 1 };

PycWord pyc_object_dir(PycWord a);
PycWord pyc_module_dict(PycWord a);
PycWord pyc_builtins_module(void);

static int64_t substitution(uint32_t a, uint32_t b) {
    if ((a & 31) != (b & 31)) return MOVE;
    if (a == b) return 0;
    uint32_t lower_a = a >= 'A' && a <= 'Z' ? a + 32 : a, lower_b = b >= 'A' && b <= 'Z' ? b + 32 : b;
    return lower_a == lower_b ? CASE : MOVE;
}

/* CPython's bounded Levenshtein distance over the UTF-8 text. */
static int64_t distance(const char *a, int64_t n, const char *b, int64_t m, int64_t limit) {
    while (n && m && *a == *b) a++, b++, n--, m--;
    while (n && m && a[n - 1] == b[m - 1]) n--, m--;
    if (n == 0 || m == 0) return (n + m) * MOVE;
    if (n > LONGEST || m > LONGEST) return limit + 1;
    if (m < n) {
        const char *text = a;
        int64_t length = n;
        a = b, n = m;
        b = text, m = length;
    }
    if ((m - n) * MOVE > limit) return limit + 1;
    int64_t row[LONGEST], result = 0;
    for (int64_t i = 0; i < n; i++) row[i] = (i + 1) * MOVE;
    for (int64_t j = 0; j < m; j++) {
        int64_t diagonal = result = j * MOVE, least = INT64_MAX;
        for (int64_t i = 0; i < n; i++) {
            int64_t substitute = diagonal + substitution((uint8_t)b[j], (uint8_t)a[i]);
            diagonal = row[i];
            int64_t insert_or_delete = (result < diagonal ? result : diagonal) + MOVE;
            result = substitute < insert_or_delete ? substitute : insert_or_delete;
            row[i] = result;
            if (result < least) least = result;
        }
        if (least > limit) return limit + 1;
    }
    return result;
}

/* The name of the list nearest to `name`: borrowed, or 0. */
static PycWord nearest(PycWord list, PycWord name) {
    int64_t n = pyc_length(list), length, best = INT64_MAX;
    char *text = pyc_str_utf8(name, &length);
    PycWord found = 0;
    if (!text || n >= MOST_CANDIDATES) n = 0;
    for (int64_t i = 0; i < n; i++) {
        PycWord item = pyc_list_get(list, i);
        int64_t item_length;
        char *candidate = pyc_type_of(item)->flags & PYC_TYPE_STR && !pyc_str_equal(item, name) ? pyc_str_utf8(item, &item_length) : NULL;
        if (candidate) {
            int64_t limit = (length + item_length + 3) * MOVE / 6;
            if (limit > best - 1) limit = best - 1;
            int64_t d = distance(text, length, candidate, item_length, limit);
            if (d <= limit && (!found || d < best)) found = item, best = d;
            __builtin_free(candidate);
        }
        pyc_dec(item); /* the list keeps it */
    }
    __builtin_free(text);
    return found;
}

static PycWord from_list(PycWord list, PycWord name) { /* takes over the list */
    PycWord found = list ? nearest(list, name) : 0;
    PycWord text = found ? pyc_text_format(". Did you mean: '%S'?", found) : 0;
    pyc_xdec(list);
    pyc_clear();
    return text;
}

static PycWord stored(PycWord exception, PycWord name) {
    PycWord fields = ((PycException *)pyc_object(exception))->fields;
    PycWord value = fields ? pyc_dict_find_str(fields, name) : 0;
    return value == PYC_NONE ? 0 : value;
}

/* The module whose globals the raising function saw: borrowed, or 0. */
static PycWord module_of_raise(PycWord exception) {
    PycWord at = ((PycException *)pyc_object(exception))->traceback;
    if (!at) return 0;
    while (((PycTraceback *)pyc_object(at))->next) at = ((PycTraceback *)pyc_object(at))->next;
    return ((PycTraceback *)pyc_object(at))->site->module->module;
}

PycWord pyc_suggestion(PycWord exception) {
    bool attribute = pyc_type_of(exception) == &pyc_attribute_error_type;
    PycWord name = stored(exception, NAME(name)), object = attribute ? stored(exception, NAME(obj)) : 0;
    if (!name || !(pyc_type_of(name)->flags & PYC_TYPE_STR)) return 0;
    if (attribute && object) {
        PycWord names = pyc_object_dir(object), sorted = names ? pyc_sorted(names, 0, 0) : 0;
        pyc_xdec(names);
        return from_list(sorted, name);
    }
    if (pyc_type_of(exception) != &pyc_name_error_type) return 0;
    PycWord locals = stored(exception, NAME(__locals__)), result = locals ? from_list(pyc_list_from(locals), name) : 0;
    PycWord module = module_of_raise(exception), dict = module && !result ? pyc_module_dict(module) : 0;
    if (dict) result = from_list(pyc_list_from(dict), name);
    pyc_xdec(dict);
    return result ? result : from_list(pyc_list_from(pyc_module_attributes(pyc_builtins_module())), name);
}
