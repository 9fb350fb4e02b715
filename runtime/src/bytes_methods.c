/* bytes_methods.c: the methods that bytes and bytearray share: searching, cutting, padding, case. */
#include "bytes.h"

/* ---- Arguments ---- */

static bool buffer_argument(PycWord a, PycPart *out) {
    out->kind = 1;
    if (pyc_buffer_of(a, &out->data, &out->length)) return true;
    pyc_raise_bytes_like(a);
    return false;
}

/* A buffer, or a byte as an int; `byte` keeps it. */
static bool sub_argument(PycWord a, PycPart *out, uint8_t *byte) {
    out->kind = 1;
    if (pyc_buffer_of(a, &out->data, &out->length)) return true;
    if (!pyc_is_int(a)) {
        pyc_raise_type(&pyc_type_error_type, "argument should be integer or bytes-like object, not '%s'", type_name(a));
        return false;
    }
    if (pyc_byte_value(a, byte) < 0) return false;
    *out = (PycPart){byte, 1, 1};
    return true;
}

/* ---- Searching ---- */

/* -1: absent, -2: exception; the part searched and its offset come out, too. */
static int64_t search(PycWord self, PycWord sub, PycWord start, PycWord end, bool last) {
    PycPart text = pyc_bytes_part(self), needle;
    uint8_t byte;
    int64_t first, stop;
    if (!pyc_clip_range(start, end, text.length, &first, &stop) || !sub_argument(sub, &needle, &byte)) return -2;
    if (stop < first) return -1;
    PycPart part = part_from(text, first, stop);
    int64_t at = last ? pyc_part_find_last(part, needle) : pyc_part_find(part, needle);
    return at < 0 ? -1 : at + first;
}

static PycWord place(int64_t at) { return at == -2 ? 0 : pyc_small(at); }
static PycWord place_or_raise(int64_t at) {
    return at == -1 ? PYC_RAISE(pyc_value_error_type, "subsection not found") : place(at);
}

PycWord pyc_bytes_find(PycWord self, PycWord sub, PycWord start, PycWord end) { return place(search(self, sub, start, end, false)); }
PycWord pyc_bytes_rfind(PycWord self, PycWord sub, PycWord start, PycWord end) { return place(search(self, sub, start, end, true)); }
PycWord pyc_bytes_index(PycWord self, PycWord sub, PycWord start, PycWord end) { return place_or_raise(search(self, sub, start, end, false)); }
PycWord pyc_bytes_rindex(PycWord self, PycWord sub, PycWord start, PycWord end) { return place_or_raise(search(self, sub, start, end, true)); }

PycWord pyc_bytes_count(PycWord self, PycWord sub, PycWord start, PycWord end) {
    PycPart text = pyc_bytes_part(self), needle;
    uint8_t byte;
    int64_t first, stop;
    if (!pyc_clip_range(start, end, text.length, &first, &stop) || !sub_argument(sub, &needle, &byte)) return 0;
    if (stop < first) return pyc_small(0);
    return pyc_small(pyc_part_count(part_from(text, first, stop), needle, INT64_MAX));
}

static bool tail_is(PycPart text, PycPart affix, int64_t first, int64_t last, bool at_end) {
    if (last - first < affix.length) return false;
    int64_t at = at_end ? last - affix.length : first;
    return pyc_part_equal(part_from(text, at, at + affix.length), affix);
}

static PycWord affix_method(PycWord self, PycWord affix, PycWord start, PycWord end, bool at_end) {
    PycPart text = pyc_bytes_part(self), part;
    int64_t first, last;
    if (!pyc_clip_range(start, end, text.length, &first, &last)) return 0;
    if (has_flag_of(affix, PYC_TYPE_TUPLE)) {
        PycTuple *choices = row_of(affix);
        for (int64_t i = 0; i < choices->length; i++) {
            if (!buffer_argument(choices->items[i], &part)) return 0;
            if (tail_is(text, part, first, last, at_end)) return PYC_TRUE;
        }
        return PYC_FALSE;
    }
    part.kind = 1;
    if (!pyc_buffer_of(affix, &part.data, &part.length))
        return PYC_RAISE(pyc_type_error_type, "%s first arg must be bytes or a tuple of bytes, not %s",
                         at_end ? "endswith" : "startswith", type_name(affix));
    return pyc_bool(tail_is(text, part, first, last, at_end));
}

PycWord pyc_bytes_startswith(PycWord self, PycWord prefix, PycWord start, PycWord end) { return affix_method(self, prefix, start, end, false); }
PycWord pyc_bytes_endswith(PycWord self, PycWord suffix, PycWord start, PycWord end) { return affix_method(self, suffix, start, end, true); }

static PycWord finish(PycWord self, PycText *out) {
    PycPart part = {out->data ? out->data : (const uint8_t *)"", out->length, 1};
    PycWord result = pyc_bytes_like(self, part);
    pyc_text_drop(out);
    return result;
}

static void add_part(PycText *out, PycPart part) { pyc_text_add_ascii(out, (const char *)part.data, part.length); }

PycWord pyc_bytes_replace(PycWord self, PycWord old_word, PycWord new_word, PycWord count_word) {
    PycPart text = pyc_bytes_part(self), old, new_;
    int64_t limit = -1, from = 0;
    if (!buffer_argument(old_word, &old) || !buffer_argument(new_word, &new_)) return 0;
    if (count_word && pyc_to_i64(count_word, &limit) < 0) return 0;
    if (limit < 0) limit = INT64_MAX;
    PycText out = {NULL, 0, 0, 0};
    if (old.length == 0) {
        for (int64_t i = 0; i <= text.length; i++) {
            if (i < limit) add_part(&out, new_);
            if (i < text.length) pyc_text_add_char(&out, text.data[i]);
        }
        return finish(self, &out);
    }
    while (limit-- > 0) {
        int64_t at = pyc_part_find(part_from(text, from, text.length), old);
        if (at < 0) break;
        add_part(&out, part_from(text, from, from + at));
        add_part(&out, new_);
        from += at + old.length;
    }
    add_part(&out, part_from(text, from, text.length));
    return finish(self, &out);
}

/* ---- Cutting ---- */

static bool is_space(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static void put(PycWord list, PycWord self, PycPart text, int64_t start, int64_t end) {
    pyc_list_append_take(list, pyc_bytes_like(self, part_from(text, start, end)));
}

static void split_space(PycWord list, PycWord self, PycPart text, int64_t limit) {
    for (int64_t i = 0;;) {
        while (i < text.length && is_space(text.data[i])) i++;
        if (i == text.length) return;
        int64_t start = i;
        if (limit-- == 0) return put(list, self, text, start, text.length);
        while (i < text.length && !is_space(text.data[i])) i++;
        put(list, self, text, start, i);
    }
}

static void rsplit_space(PycWord list, PycWord self, PycPart text, int64_t limit) {
    for (int64_t i = text.length;;) {
        while (i > 0 && is_space(text.data[i - 1])) i--;
        if (i == 0) return;
        int64_t end = i;
        if (limit-- == 0) return put(list, self, text, 0, end);
        while (i > 0 && !is_space(text.data[i - 1])) i--;
        put(list, self, text, i, end);
    }
}

static void split_by(PycWord list, PycWord self, PycPart text, PycPart separator, int64_t limit, bool right) {
    int64_t start = 0, end = text.length, at;
    while (limit-- > 0) {
        PycPart rest = part_from(text, start, end);
        at = right ? pyc_part_find_last(rest, separator) : pyc_part_find(rest, separator);
        if (at < 0) break;
        if (right) put(list, self, text, at + separator.length, end), end = at;
        else put(list, self, text, start, start + at), start += at + separator.length;
    }
    put(list, self, text, start, end);
}

static PycWord split(PycWord self, PycWord separator_word, PycWord limit_word, bool right) {
    PycPart text = pyc_bytes_part(self), separator;
    int64_t limit = -1;
    if (limit_word && pyc_to_i64(limit_word, &limit) < 0) return 0;
    if (limit < 0) limit = INT64_MAX;
    bool space = is_absent(separator_word);
    if (!space && !buffer_argument(separator_word, &separator)) return 0;
    if (!space && separator.length == 0) return PYC_RAISE(pyc_value_error_type, "empty separator");
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    if (!space) split_by(list, self, text, separator, limit, right);
    else if (right) rsplit_space(list, self, text, limit);
    else split_space(list, self, text, limit);
    if (right) {
        PycList *items = (PycList *)pyc_object(list);
        PycWord *words = items->items;
        for (int64_t i = 0; i < items->length / 2; i++) {
            PycWord word = words[i];
            words[i] = words[items->length - 1 - i];
            words[items->length - 1 - i] = word;
        }
    }
    return list;
}

PycWord pyc_bytes_split(PycWord self, PycWord separator, PycWord limit) { return split(self, separator, limit, false); }
PycWord pyc_bytes_rsplit(PycWord self, PycWord separator, PycWord limit) { return split(self, separator, limit, true); }

PycWord pyc_bytes_splitlines(PycWord self, PycWord keep_word) {
    PycPart text = pyc_bytes_part(self);
    int keep = keep_word ? pyc_truth(keep_word) : 0;
    if (keep < 0) return 0;
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < text.length;) {
        int64_t start = i;
        while (i < text.length && text.data[i] != '\n' && text.data[i] != '\r') i++;
        int64_t end = i;
        if (i < text.length) i += text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n' ? 2 : 1;
        put(list, self, text, start, keep ? i : end);
    }
    return list;
}

static PycWord partition(PycWord self, PycWord separator_word, bool last) {
    PycPart text = pyc_bytes_part(self), separator;
    if (!buffer_argument(separator_word, &separator)) return 0;
    if (separator.length == 0) return PYC_RAISE(pyc_value_error_type, "empty separator");
    int64_t at = last ? pyc_part_find_last(text, separator) : pyc_part_find(text, separator);
    PycWord items[3];
    if (at < 0) {
        for (int i = 0; i < 3; i++) {
            bool whole = i == (last ? 2 : 0);
            items[i] = pyc_bytes_like(self, part_from(text, 0, whole ? text.length : 0));
        }
    } else {
        items[0] = pyc_bytes_like(self, part_from(text, 0, at));
        items[1] = pyc_is_bytearray(self) ? pyc_bytes_like(self, separator) : pyc_inc(separator_word);
        items[2] = pyc_bytes_like(self, part_from(text, at + separator.length, text.length));
    }
    return pyc_tuple_take(items, 3);
}

PycWord pyc_bytes_partition(PycWord self, PycWord separator) { return partition(self, separator, false); }
PycWord pyc_bytes_rpartition(PycWord self, PycWord separator) { return partition(self, separator, true); }

static PycWord strip(PycWord self, PycWord set_word, bool left, bool right) {
    PycPart text = pyc_bytes_part(self), set = {NULL, 0, 1};
    bool space = is_absent(set_word);
    if (!space && !buffer_argument(set_word, &set)) return 0;
    int64_t start = 0, end = text.length;
#define STRIPS(c) (space ? is_space(c) : memchr(set.data, (c), (size_t)set.length) != NULL)
    while (left && start < end && STRIPS(text.data[start])) start++;
    while (right && end > start && STRIPS(text.data[end - 1])) end--;
#undef STRIPS
    return pyc_bytes_like(self, part_from(text, start, end));
}

PycWord pyc_bytes_strip(PycWord self, PycWord set) { return strip(self, set, true, true); }
PycWord pyc_bytes_lstrip(PycWord self, PycWord set) { return strip(self, set, true, false); }
PycWord pyc_bytes_rstrip(PycWord self, PycWord set) { return strip(self, set, false, true); }

PycWord pyc_bytes_removeprefix(PycWord self, PycWord prefix) {
    PycPart text = pyc_bytes_part(self), part;
    if (!buffer_argument(prefix, &part)) return 0;
    bool has = tail_is(text, part, 0, text.length, false);
    return pyc_bytes_like(self, part_from(text, has ? part.length : 0, text.length));
}

PycWord pyc_bytes_removesuffix(PycWord self, PycWord suffix) {
    PycPart text = pyc_bytes_part(self), part;
    if (!buffer_argument(suffix, &part)) return 0;
    bool has = tail_is(text, part, 0, text.length, true);
    return pyc_bytes_like(self, part_from(text, 0, has ? text.length - part.length : text.length));
}

/* ---- join ---- */

static bool add_joined(PycText *out, PycPart separator, PycWord item, int64_t i) {
    PycPart part = {NULL, 0, 1};
    if (!pyc_buffer_of(item, &part.data, &part.length)) {
        pyc_raise_type(&pyc_type_error_type, "sequence item %lld: expected a bytes-like object, %s found",
                       (long long)i, type_name(item));
        return false;
    }
    if (i) add_part(out, separator);
    add_part(out, part);
    return true;
}

PycWord pyc_bytes_join(PycWord self, PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) {
        if (!pyc_pending_is(&pyc_type_error_type)) return 0;
        pyc_clear();
        return PYC_RAISE(pyc_type_error_type, "can only join an iterable");
    }
    PycText out = {NULL, 0, 0, 0};
    PycPart separator = pyc_bytes_part(self);
    for (int64_t i = 0; (item = pyc_next(iterator)); i++) {
        bool added = add_joined(&out, separator, item, i);
        pyc_dec(item);
        if (!added) break;
    }
    pyc_dec(iterator);
    if (!pyc_state.exception) return finish(self, &out);
    pyc_text_drop(&out);
    return 0;
}
