/* str_methods.c: stripping, padding, tabs, prefixes, translate. */
#include "str.h"
#include "unicode.h"

/* ---- strip ---- */

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

static bool contains_char(PycPart set, uint32_t c) {
    for (int64_t i = 0; i < set.length; i++)
        if (part_char(set, i) == c) return true;
    return false;
}

static bool strips(const PycPart *set, uint32_t c) {
    if (set) return contains_char(*set, c);
    if (c < 128) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    return pyc_unicode_is(c, PYC_U_SPACE);
}

static PycWord strip(PycWord self, PycWord characters, int sides, const char *name) {
    PycPart text = part_of(self), set;
    const PycPart *chosen = NULL;
    if (!is_absent(characters)) {
        if (!is_text(characters)) return PYC_RAISE(pyc_type_error_type, "%s arg must be None or str", name);
        set = part_of(characters);
        chosen = &set;
    }
    int64_t start = 0, end = text.length;
    if (sides & STRIP_LEFT)
        while (start < end && strips(chosen, part_char(text, start))) start++;
    if (sides & STRIP_RIGHT)
        while (end > start && strips(chosen, part_char(text, end - 1))) end--;
    return pyc_str_slice(self, start, end);
}

PycWord pyc_str_strip(PycWord self, PycWord characters) {
    return strip(self, characters, STRIP_LEFT | STRIP_RIGHT, "strip");
}
PycWord pyc_str_lstrip(PycWord self, PycWord characters) { return strip(self, characters, STRIP_LEFT, "lstrip"); }
PycWord pyc_str_rstrip(PycWord self, PycWord characters) { return strip(self, characters, STRIP_RIGHT, "rstrip"); }

PycWord pyc_str_removeprefix(PycWord self, PycWord prefix) {
    if (!pyc_need_str(prefix, "removeprefix() argument")) return 0;
    PycPart text = part_of(self), part = part_of(prefix);
    bool has = part.length <= text.length && pyc_part_equal(part_from(text, 0, part.length), part);
    return pyc_str_slice(self, has ? part.length : 0, text.length);
}

PycWord pyc_str_removesuffix(PycWord self, PycWord suffix) {
    if (!pyc_need_str(suffix, "removesuffix() argument")) return 0;
    PycPart text = part_of(self), part = part_of(suffix);
    int64_t rest = text.length - part.length;
    bool has = rest >= 0 && pyc_part_equal(part_from(text, rest, text.length), part);
    return pyc_str_slice(self, 0, has ? rest : text.length);
}

/* ---- Padding ---- */

static void fill(PycStr *out, int64_t at, int64_t n, uint32_t c) {
    if (out->kind == 1) memset(out->data + at, (int)c, (size_t)n);
    else for (int64_t i = 0; i < n; i++) kind_store(out->data, out->kind, at + i, c);
}

static PycWord padded(PycWord self, int64_t left, int64_t right, uint32_t c) {
    PycStr *s = text_of(self);
    if (left < 0) left = 0;
    if (right < 0) right = 0;
    if (left + right == 0) return pyc_str_exact(self);
    if (left + right == 1 && s->length == 0) return pyc_str_from_char(c);
    if (!pyc_has_room(left + right)) return pyc_raise_no_memory(), (PycWord)0;
    int kind = kind_of_char(c) > s->kind ? kind_of_char(c) : s->kind;
    PycStr *out = text_of(pyc_str_allocate(left + s->length + right, kind));
    out->ascii = s->ascii && c < 128;
    fill(out, 0, left, c);
    pyc_part_copy(out->data, kind, left, part_of(self));
    fill(out, left + s->length, right, c);
    return pyc_word(out);
}

static bool pad_arguments(PycWord width_word, PycWord fill_word, int64_t *width, uint32_t *c) {
    if (pyc_to_i64(width_word, width) < 0) return false;
    *c = ' ';
    if (!fill_word) return true;
    if (!is_text(fill_word)) {
        pyc_raise_type(&pyc_type_error_type, "The fill character must be a unicode character, not %s",
                       type_name(fill_word));
        return false;
    }
    if (text_of(fill_word)->length != 1) {
        pyc_raise_type(&pyc_type_error_type, "The fill character must be exactly one character long");
        return false;
    }
    *c = pyc_str_at(fill_word, 0);
    return true;
}

PycWord pyc_str_ljust(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint32_t c;
    if (!pad_arguments(width_word, fill_word, &width, &c)) return 0;
    return padded(self, 0, width - text_of(self)->length, c);
}

PycWord pyc_str_rjust(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint32_t c;
    if (!pad_arguments(width_word, fill_word, &width, &c)) return 0;
    return padded(self, width - text_of(self)->length, 0, c);
}

PycWord pyc_str_center(PycWord self, PycWord width_word, PycWord fill_word) {
    int64_t width;
    uint32_t c;
    if (!pad_arguments(width_word, fill_word, &width, &c)) return 0;
    int64_t margin = width - text_of(self)->length;
    if (margin <= 0) return pyc_str_exact(self);
    int64_t left = margin / 2 + (margin & width & 1);
    return padded(self, left, margin - left, c);
}

PycWord pyc_str_zfill(PycWord self, PycWord width_word) {
    int64_t width;
    if (pyc_to_i64(width_word, &width) < 0) return 0;
    int64_t zeros = width - text_of(self)->length;
    PycWord out = padded(self, zeros, 0, '0');
    if (!out || zeros <= 0 || text_of(self)->length == 0) return out;
    uint32_t sign = pyc_str_at(self, 0);
    if (sign == '+' || sign == '-') {
        PycStr *text = text_of(out);
        kind_store(text->data, text->kind, 0, sign);
        kind_store(text->data, text->kind, zeros, '0');
    }
    return out;
}

PycWord pyc_str_expandtabs(PycWord self, PycWord size_word) {
    int64_t size = 8, column = 0;
    if (size_word && pyc_to_i64(size_word, &size) < 0) return 0;
    if (size != (int32_t)size) return PYC_RAISE(pyc_overflow_error_type, "Python int too large to convert to C int");
    PycPart text = part_of(self);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        uint32_t c = part_char(text, i);
        if (c == '\t') {
            int64_t spaces = size > 0 ? size - column % size : 0;
            column += spaces;
            while (spaces-- > 0) pyc_text_add_char(&out, ' ');
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        pyc_text_add_char(&out, c);
    }
    return pyc_text_finish(&out);
}

/* ---- translate ---- */

static bool add_translated(PycText *out, PycWord table, uint32_t c) {
    PycWord mapped;
    if (has_type(table, &pyc_dict_type)) {
        mapped = pyc_dict_find(table, pyc_small(c));
        if (!mapped && pyc_state.exception) return false;
        if (mapped) pyc_inc(mapped);
    } else {
        mapped = pyc_get_item(table, pyc_small(c));
        if (!mapped && !pyc_pending_is(&pyc_lookup_error_type)) return false;
        if (!mapped) pyc_clear();
    }
    if (!mapped) {
        pyc_text_add_char(out, c);
        return true;
    }
    int64_t code = -1;
    bool valid = true;
    if (is_text(mapped)) pyc_text_add_str(out, mapped);
    else if (mapped != PYC_NONE && !pyc_is_int(mapped)) {
        pyc_raise_type(&pyc_type_error_type, "character mapping must return integer, None or str");
        valid = false;
    } else if (mapped != PYC_NONE) {
        valid = pyc_int_fits_i64(mapped, &code) && code >= 0 && code < 0x110000;
        if (valid) pyc_text_add_char(out, (uint32_t)code);
        else pyc_raise_type(&pyc_value_error_type, "character mapping must be in range(0x110000)");
    }
    pyc_dec(mapped);
    return valid;
}

PycWord pyc_str_translate(PycWord self, PycWord table) {
    PycPart text = part_of(self);
    PycText out = {NULL, 0, 0, 0};
    for (int64_t i = 0; i < text.length; i++) {
        if (add_translated(&out, table, part_char(text, i))) continue;
        pyc_text_drop(&out);
        return 0;
    }
    return pyc_text_finish(&out);
}

static int add_mapping(PycWord table, PycWord key, PycWord value) {
    if (pyc_is_int(key)) return pyc_dict_set(table, key, value);
    if (!is_text(key)) {
        pyc_raise_type(&pyc_type_error_type, "keys in translate table must be strings or integers");
        return -1;
    }
    if (text_of(key)->length != 1) {
        pyc_raise_type(&pyc_value_error_type, "string keys in translate table must be of length 1");
        return -1;
    }
    return pyc_dict_set(table, pyc_small(pyc_str_at(key, 0)), value);
}

static PycWord maketrans_dict(PycWord mapping) {
    if (!has_flag_of(mapping, PYC_TYPE_DICT))
        return PYC_RAISE(pyc_type_error_type, "if you give only one argument to maketrans it must be a dict");
    PycWord table = pyc_dict_new(pyc_dict_length(mapping)), key, value;
    int64_t position = 0;
    while (pyc_dict_entry(mapping, &position, &key, &value)) {
        if (add_mapping(table, key, value) == 0) continue;
        pyc_dec(table);
        return 0;
    }
    return table;
}

PycWord pyc_str_maketrans(PycWord from, PycWord to, PycWord removed) {
    if (!to) return maketrans_dict(from);
    if (!pyc_need_str(to, "maketrans() argument 2")) return 0;
    if (removed && !pyc_need_str(removed, "maketrans() argument 3")) return 0;
    if (!is_text(from))
        return PYC_RAISE(pyc_type_error_type, "first maketrans argument must be a string if there is a second argument");
    if (text_of(from)->length != text_of(to)->length)
        return PYC_RAISE(pyc_value_error_type, "the first two maketrans arguments must have equal length");
    PycWord table = pyc_dict_new(text_of(from)->length);
    for (int64_t i = 0; i < text_of(from)->length; i++)
        pyc_dict_set(table, pyc_small(pyc_str_at(from, i)), pyc_small(pyc_str_at(to, i)));
    for (int64_t i = 0; removed && i < text_of(removed)->length; i++)
        pyc_dict_set(table, pyc_small(pyc_str_at(removed, i)), PYC_NONE);
    return table;
}

PycWord pyc_str_self(PycWord self) { return pyc_str_exact(self); }

PycWord pyc_str_getnewargs(PycWord self) {
    PycWord copy = pyc_str_exact(self);
    return pyc_tuple_take(&copy, 1);
}

PycWord pyc_str_sizeof(PycWord self) { /* as CPython lays it out */
    PycStr *s = text_of(self);
    return pyc_small(s->ascii ? 49 + s->length : s->kind == 1 ? 73 + s->length : 74 + (s->kind - 2) + s->length * s->kind);
}
