/* str_case.c: case mappings and the tests of characters (isalpha, isupper, ...). */
#include "str.h"
#include "unicode.h"

void pyc_str_to_number_ascii(const PycStr *s, char *out) {
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = text_char(s, i);
        const PycUnicode *record = pyc_unicode(c);
        out[i] = c < 128                           ? (char)c
                 : record->flags & PYC_U_SPACE     ? ' '
                 : record->flags & PYC_U_DECIMAL   ? (char)('0' + record->decimal)
                                                   : '?';
    }
}

/* ---- Tests ---- */

/* All characters have one of the flags, and there is one. */
static PycWord all_have(PycWord self, int flags) {
    PycPart text = part_of(self);
    for (int64_t i = 0; i < text.length; i++)
        if (!pyc_unicode_is(part_char(text, i), flags)) return PYC_FALSE;
    return pyc_bool(text.length > 0);
}

PycWord pyc_str_isalpha(PycWord self) { return all_have(self, PYC_U_ALPHA); }
PycWord pyc_str_isdecimal(PycWord self) { return all_have(self, PYC_U_DECIMAL); }
PycWord pyc_str_isdigit(PycWord self) { return all_have(self, PYC_U_DIGIT); }
PycWord pyc_str_isnumeric(PycWord self) { return all_have(self, PYC_U_NUMERIC); }
PycWord pyc_str_isspace(PycWord self) { return all_have(self, PYC_U_SPACE); }
PycWord pyc_str_isalnum(PycWord self) {
    return all_have(self, PYC_U_ALPHA | PYC_U_DECIMAL | PYC_U_DIGIT | PYC_U_NUMERIC);
}
PycWord pyc_str_isascii(PycWord self) { return pyc_bool(pyc_part_ascii(part_of(self))); }
PycWord pyc_str_isprintable(PycWord self) {
    return text_of(self)->length ? all_have(self, PYC_U_PRINTABLE) : PYC_TRUE;
}

PycWord pyc_str_isidentifier(PycWord self) {
    PycPart text = part_of(self);
    if (text.length == 0) return PYC_FALSE;
    if (!pyc_unicode_is(part_char(text, 0), PYC_U_ID_START)) return PYC_FALSE;
    for (int64_t i = 1; i < text.length; i++)
        if (!pyc_unicode_is(part_char(text, i), PYC_U_ID_CONTINUE)) return PYC_FALSE;
    return PYC_TRUE;
}

/* Some character has `wanted` and none has `refused`. */
static PycWord cased_only(PycWord self, int wanted, int refused) {
    PycPart text = part_of(self);
    bool some = false;
    for (int64_t i = 0; i < text.length; i++) {
        int flags = pyc_unicode(part_char(text, i))->flags;
        if (flags & refused) return PYC_FALSE;
        some |= (flags & wanted) != 0;
    }
    return pyc_bool(some);
}
PycWord pyc_str_islower(PycWord self) { return cased_only(self, PYC_U_LOWER, PYC_U_UPPER | PYC_U_TITLE); }
PycWord pyc_str_isupper(PycWord self) { return cased_only(self, PYC_U_UPPER, PYC_U_LOWER | PYC_U_TITLE); }

PycWord pyc_str_istitle(PycWord self) {
    PycPart text = part_of(self);
    bool some = false, inside = false;
    for (int64_t i = 0; i < text.length; i++) {
        int flags = pyc_unicode(part_char(text, i))->flags;
        if (flags & (PYC_U_UPPER | PYC_U_TITLE)) {
            if (inside) return PYC_FALSE;
            inside = some = true;
        } else if (flags & PYC_U_LOWER) {
            if (!inside) return PYC_FALSE;
            some = true;
        } else {
            inside = false;
        }
    }
    return pyc_bool(some);
}

/* ---- Mappings ---- */

/* Capital sigma at i ends a word: something cased before it, nothing cased behind. */
static bool is_final_sigma(PycPart text, int64_t i) {
    int64_t j = i - 1;
    while (j >= 0 && pyc_unicode_is(part_char(text, j), PYC_U_CASE_IGNORABLE)) j--;
    if (j < 0 || !pyc_unicode_is(part_char(text, j), PYC_U_CASED)) return false;
    j = i + 1;
    while (j < text.length && pyc_unicode_is(part_char(text, j), PYC_U_CASE_IGNORABLE)) j++;
    return j == text.length || !pyc_unicode_is(part_char(text, j), PYC_U_CASED);
}

static void add_mapped(PycText *out, PycPart text, int64_t i, int form) {
    uint32_t c = part_char(text, i), mapped[3];
    if (form == PYC_CASE_LOWER && c == 0x3a3) {
        pyc_text_add_char(out, is_final_sigma(text, i) ? 0x3c2 : 0x3c3);
        return;
    }
    int n = pyc_unicode_case(c, form, mapped);
    for (int k = 0; k < n; k++) pyc_text_add_char(out, mapped[k]);
}

static inline uint8_t ascii_lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static inline uint8_t ascii_upper(uint8_t c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

static PycStr *ascii_copy(PycWord self) {
    PycStr *out = text_of(pyc_str_allocate(text_of(self)->length, 1));
    out->ascii = 1;
    return out;
}

/* A text of one ASCII character is a static: no new object for it. */
static PycWord one_ascii(uint8_t c) { return pyc_word(&pyc_characters[c]); }

static PycWord map_all(PycWord self, int form) {
    PycStr *s = text_of(self);
    if (s->length == 0) return pyc_word(&pyc_empty_str);
    bool upper = form == PYC_CASE_UPPER;
    if (s->ascii) {
        if (s->length == 1) return one_ascii(upper ? ascii_upper(s->data[0]) : ascii_lower(s->data[0]));
        PycStr *out = ascii_copy(self);
        if (upper) for (int64_t i = 0; i < s->length; i++) out->data[i] = ascii_upper(s->data[i]);
        else for (int64_t i = 0; i < s->length; i++) out->data[i] = ascii_lower(s->data[i]);
        return pyc_word(out);
    }
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < s->length; i++) add_mapped(&out, part_of(self), i, form);
    return pyc_text_finish(&out);
}

PycWord pyc_str_lower(PycWord self) { return map_all(self, PYC_CASE_LOWER); }
PycWord pyc_str_upper(PycWord self) { return map_all(self, PYC_CASE_UPPER); }
PycWord pyc_str_casefold(PycWord self) { return map_all(self, PYC_CASE_FOLD); }

PycWord pyc_str_capitalize(PycWord self) {
    PycPart text = part_of(self);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) add_mapped(&out, text, i, i ? PYC_CASE_LOWER : PYC_CASE_TITLE);
    return pyc_text_finish(&out);
}

PycWord pyc_str_title(PycWord self) {
    PycPart text = part_of(self);
    PycText out = {NULL, 0, 0, 0};
    bool inside = false;
    for (int64_t i = 0; i < text.length; i++) {
        add_mapped(&out, text, i, inside ? PYC_CASE_LOWER : PYC_CASE_TITLE);
        inside = pyc_unicode_is(part_char(text, i), PYC_U_CASED);
    }
    return pyc_text_finish(&out);
}

PycWord pyc_str_swapcase(PycWord self) {
    PycPart text = part_of(self);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        int flags = pyc_unicode(part_char(text, i))->flags;
        if (flags & PYC_U_UPPER) add_mapped(&out, text, i, PYC_CASE_LOWER);
        else if (flags & PYC_U_LOWER) add_mapped(&out, text, i, PYC_CASE_UPPER);
        else pyc_text_add_char(&out, part_char(text, i));
    }
    return pyc_text_finish(&out);
}
