/* str_search.c: places of one text in another, and replacing.
 *
 * Bytes (both texts of kind 1) are searched by memchr and memmem; other kinds by the first
 * character, then the rest.
 */
#include "str.h"

/* First place of a character at or after `from`; -1: none. */
static int64_t find_char(PycPart text, uint32_t c, int64_t from) {
    if (text.kind == 1) {
        if (c > 255) return -1;
        const uint8_t *at = memchr(text.data + from, (int)c, (size_t)(text.length - from));
        return at ? at - text.data : -1;
    }
    if (text.kind == 2) {
        const uint16_t *data = (const void *)text.data;
        for (int64_t i = from; i < text.length; i++)
            if (data[i] == c) return i;
        return -1;
    }
    const uint32_t *data = (const void *)text.data;
    for (int64_t i = from; i < text.length; i++)
        if (data[i] == c) return i;
    return -1;
}

static int64_t find_from(PycPart text, PycPart needle, int64_t from) {
    if (needle.length == 0) return from <= text.length ? from : -1;
    if (needle.length > text.length - from) return -1;
    uint32_t first = part_char(needle, 0);
    if (needle.length == 1) return find_char(text, first, from);
    if (text.kind == 1) {
        if (needle.kind != 1) return -1;
        const uint8_t *at = memmem(text.data + from, (size_t)(text.length - from), needle.data,
                                   (size_t)needle.length);
        return at ? at - text.data : -1;
    }
    uint32_t last = part_char(needle, needle.length - 1);
    PycPart head = part_from(text, 0, text.length - needle.length + 1);
    for (int64_t i = find_char(head, first, from); i >= 0; i = find_char(head, first, i + 1)) {
        if (part_char(text, i + needle.length - 1) != last) continue;
        if (pyc_part_equal(part_from(text, i, i + needle.length), needle)) return i;
    }
    return -1;
}

int64_t pyc_part_find(PycPart text, PycPart needle) { return find_from(text, needle, 0); }

int64_t pyc_part_find_last(PycPart text, PycPart needle) {
    if (needle.length > text.length) return -1;
    if (needle.length == 0) return text.length;
    uint32_t first = part_char(needle, 0);
    if (needle.length == 1 && text.kind == 1) {
        if (first > 255) return -1;
        const uint8_t *at = memrchr(text.data, (int)first, (size_t)text.length);
        return at ? at - text.data : -1;
    }
    for (int64_t i = text.length - needle.length; i >= 0; i--)
        if (part_char(text, i) == first && pyc_part_equal(part_from(text, i, i + needle.length), needle))
            return i;
    return -1;
}

int64_t pyc_part_count(PycPart text, PycPart needle, int64_t limit) {
    int64_t count = 0;
    if (needle.length == 0) return text.length < limit ? text.length + 1 : limit;
    if (needle.length == 1 && text.kind == 1 && limit == INT64_MAX) {
        uint32_t c = part_char(needle, 0);
        if (c > 255) return 0;
        for (int64_t i = 0; i < text.length; i++) count += text.data[i] == c;
        return count;
    }
    for (int64_t at = 0; count < limit && (at = find_from(text, needle, at)) >= 0; at += needle.length) count++;
    return count;
}

/* ---- replace ---- */

typedef struct { PycPart text, old, new_; int64_t count; } Replacement;

/* Before every character and at the end, up to count times. */
static void write_between(const Replacement *r, PycStr *out) {
    int64_t at = 0;
    for (int64_t i = 0; i <= r->text.length; i++) {
        if (i < r->count) {
            pyc_part_copy(out->data, out->kind, at, r->new_);
            at += r->new_.length;
        }
        if (i < r->text.length) kind_store(out->data, out->kind, at++, part_char(r->text, i));
    }
}

static void write_replaced(const Replacement *r, PycStr *out) {
    int64_t at = 0, from = 0;
    for (int64_t i = 0; i < r->count; i++) {
        int64_t place = find_from(r->text, r->old, from);
        pyc_part_copy(out->data, out->kind, at, part_from(r->text, from, place));
        at += place - from;
        pyc_part_copy(out->data, out->kind, at, r->new_);
        at += r->new_.length;
        from = place + r->old.length;
    }
    pyc_part_copy(out->data, out->kind, at, part_from(r->text, from, r->text.length));
}

/* The result may need a smaller kind than it was built with. */
static PycWord narrowed(PycWord s) {
    PycStr *text = text_of(s);
    if (text->kind == 1 && text->length > 1) {
        text->ascii = pyc_part_ascii(part_of(s));
        return s;
    }
    if (text->length > 1 && kind_of_char(pyc_part_max(part_of(s))) == text->kind) return s;
    PycWord smaller = pyc_part_str(part_of(s));
    pyc_dec(s);
    return smaller;
}

PycWord pyc_str_replace(PycWord self, PycWord old, PycWord new_, PycWord count_word) {
    int64_t limit = -1, size;
    if (!pyc_need_str(old, "replace() argument 1") || !pyc_need_str(new_, "replace() argument 2")) return 0;
    if (count_word && pyc_to_i64(count_word, &limit) < 0) return 0;
    if (limit < 0) limit = INT64_MAX;
    Replacement r = {part_of(self), part_of(old), part_of(new_), 0};
    if (r.old.kind > r.text.kind) return pyc_str_exact(self);
    r.count = pyc_part_count(r.text, r.old, limit);
    if (r.count == 0) return pyc_str_exact(self);
    if (__builtin_mul_overflow(r.count, r.new_.length - r.old.length, &size) ||
        (size += r.text.length) > (int64_t)1 << 44)
        return PYC_RAISE(pyc_overflow_error_type, "replace string is too long");
    int kind = r.text.kind > r.new_.kind ? r.text.kind : r.new_.kind;
    PycWord out = pyc_str_allocate(size, kind);
    if (r.old.length == 0) write_between(&r, text_of(out));
    else write_replaced(&r, text_of(out));
    return narrowed(out);
}

/* ---- find, index, count, startswith ---- */

PYC_COLD_PATH bool pyc_need_str(PycWord a, const char *function) {
    if (is_text(a)) return true;
    pyc_raise_type(&pyc_type_error_type, "%s%smust be str, not %s", function, *function ? " " : "",
                   *function ? pyc_argument_type(a) : type_name(a));
    return false;
}

/* The part between start and end; *offset is where it starts. 1, 0: start is beyond, -1: exception. */
static int searched_part(PycWord self, PycWord sub, PycWord start, PycWord end, PycPart *part, int64_t *offset) {
    int64_t last;
    if (!pyc_clip_range(start, end, text_of(self)->length, offset, &last)) return -1;
    if (PYC_RARELY(!is_text(sub)) && !pyc_need_str(sub, "")) return -1;
    if (last < *offset) return 0;
    *part = part_from(part_of(self), *offset, last);
    return 1;
}

/* -1: absent, -2: exception. */
static int64_t search(PycWord self, PycWord sub, PycWord start, PycWord end, bool last) {
    PycPart part;
    int64_t offset;
    int state = searched_part(self, sub, start, end, &part, &offset);
    if (state <= 0) return state < 0 ? -2 : -1;
    int64_t at = last ? pyc_part_find_last(part, part_of(sub)) : pyc_part_find(part, part_of(sub));
    return at < 0 ? -1 : at + offset;
}

static PycWord index_or_raise(int64_t at) {
    if (at >= 0) return pyc_small(at);
    return at == -2 ? 0 : PYC_RAISE(pyc_value_error_type, "substring not found");
}

PycWord pyc_str_find(PycWord self, PycWord sub, PycWord start, PycWord end) {
    int64_t at = search(self, sub, start, end, false);
    return at == -2 ? 0 : pyc_small(at);
}
PycWord pyc_str_rfind(PycWord self, PycWord sub, PycWord start, PycWord end) {
    int64_t at = search(self, sub, start, end, true);
    return at == -2 ? 0 : pyc_small(at);
}
PycWord pyc_str_index(PycWord self, PycWord sub, PycWord start, PycWord end) {
    return index_or_raise(search(self, sub, start, end, false));
}
PycWord pyc_str_rindex(PycWord self, PycWord sub, PycWord start, PycWord end) {
    return index_or_raise(search(self, sub, start, end, true));
}

PycWord pyc_str_count(PycWord self, PycWord sub, PycWord start, PycWord end) {
    PycPart part;
    int64_t offset;
    int state = searched_part(self, sub, start, end, &part, &offset);
    if (state <= 0) return state < 0 ? 0 : pyc_small(0);
    return pyc_small(pyc_part_count(part, part_of(sub), INT64_MAX));
}

static bool tail_matches(PycPart text, PycPart affix, int64_t first, int64_t last, bool at_end) {
    if (last - first < affix.length) return false;
    int64_t at = at_end ? last - affix.length : first;
    return pyc_part_equal(part_from(text, at, at + affix.length), affix);
}

static PycWord affix_method(PycWord self, PycWord affix, PycWord start, PycWord end, bool at_end) {
    const char *name = at_end ? "endswith" : "startswith";
    int64_t first, last;
    if (!pyc_clip_range(start, end, text_of(self)->length, &first, &last)) return 0;
    if (is_text(affix)) return pyc_bool(tail_matches(part_of(self), part_of(affix), first, last, at_end));
    if (!has_flag_of(affix, PYC_TYPE_TUPLE))
        return PYC_RAISE(pyc_type_error_type, "%s first arg must be str or a tuple of str, not %s", name,
                         type_name(affix));
    PycTuple *choices = row_of(affix);
    for (int64_t i = 0; i < choices->length; i++) {
        if (!is_text(choices->items[i]))
            return PYC_RAISE(pyc_type_error_type, "tuple for %s must only contain str, not %s", name,
                             type_name(choices->items[i]));
        if (tail_matches(part_of(self), part_of(choices->items[i]), first, last, at_end)) return PYC_TRUE;
    }
    return PYC_FALSE;
}

PycWord pyc_str_startswith(PycWord self, PycWord prefix, PycWord start, PycWord end) {
    return affix_method(self, prefix, start, end, false);
}
PycWord pyc_str_endswith(PycWord self, PycWord suffix, PycWord start, PycWord end) {
    return affix_method(self, suffix, start, end, true);
}
