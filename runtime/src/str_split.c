/* str_split.c: cutting text into lists and tuples, and joining it. */
#include "str.h"
#include "unicode.h"

static bool is_space_char(uint32_t c) {
    if (c < 128) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    return pyc_unicode_is(c, PYC_U_SPACE);
}

static void append_slice(PycWord list, PycWord self, int64_t start, int64_t end) {
    pyc_list_append_take(list, pyc_str_slice(self, start, end));
}

static PycWord split_space(PycWord self, int64_t limit) {
    PycPart text = part_of(self);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t i = 0;
    while (true) {
        while (i < text.length && is_space_char(part_char(text, i))) i++;
        if (i == text.length) return list;
        int64_t start = i;
        if (limit-- == 0) {
            append_slice(list, self, start, text.length);
            return list;
        }
        while (i < text.length && !is_space_char(part_char(text, i))) i++;
        append_slice(list, self, start, i);
    }
}

static PycWord split_by(PycWord self, PycPart separator, int64_t limit) {
    PycPart text = part_of(self);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t start = 0;
    while (limit-- > 0) {
        int64_t at = pyc_part_find(part_from(text, start, text.length), separator);
        if (at < 0) break;
        append_slice(list, self, start, start + at);
        start += at + separator.length;
    }
    append_slice(list, self, start, text.length);
    return list;
}

static void reverse_list(PycWord list) {
    PycList *items = (PycList *)pyc_object(list);
    PycWord *words = items->items;
    for (int64_t i = 0; i < items->length / 2; i++) {
        PycWord word = words[i];
        words[i] = words[items->length - 1 - i];
        words[items->length - 1 - i] = word;
    }
}

static PycWord rsplit_space(PycWord self, int64_t limit) {
    PycPart text = part_of(self);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t i = text.length;
    while (true) {
        while (i > 0 && is_space_char(part_char(text, i - 1))) i--;
        if (i == 0) break;
        int64_t end = i;
        if (limit-- == 0) {
            append_slice(list, self, 0, end);
            break;
        }
        while (i > 0 && !is_space_char(part_char(text, i - 1))) i--;
        append_slice(list, self, i, end);
    }
    reverse_list(list);
    return list;
}

static PycWord rsplit_by(PycWord self, PycPart separator, int64_t limit) {
    PycPart text = part_of(self);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    int64_t end = text.length;
    while (limit-- > 0) {
        int64_t at = pyc_part_find_last(part_from(text, 0, end), separator);
        if (at < 0) break;
        append_slice(list, self, at + separator.length, end);
        end = at;
    }
    append_slice(list, self, 0, end);
    reverse_list(list);
    return list;
}

static PycWord split(PycWord self, PycWord separator, PycWord limit_word, bool from_right) {
    int64_t limit = -1;
    if (limit_word && pyc_to_i64(limit_word, &limit) < 0) return 0;
    if (limit < 0) limit = INT64_MAX;
    if (is_absent(separator)) return from_right ? rsplit_space(self, limit) : split_space(self, limit);
    if (!is_text(separator))
        return PYC_RAISE(pyc_type_error_type, "must be str or None, not %s", type_name(separator));
    PycPart part = part_of(separator);
    if (part.length == 0) return PYC_RAISE(pyc_value_error_type, "empty separator");
    return from_right ? rsplit_by(self, part, limit) : split_by(self, part, limit);
}

PycWord pyc_str_split(PycWord self, PycWord separator, PycWord limit) {
    return split(self, separator, limit, false);
}
PycWord pyc_str_rsplit(PycWord self, PycWord separator, PycWord limit) {
    return split(self, separator, limit, true);
}

static bool is_break(uint32_t c) {
    if (c < 128) return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e);
    return pyc_unicode_is(c, PYC_U_LINE_BREAK);
}

PycWord pyc_str_splitlines(PycWord self, PycWord keep_word) {
    PycPart text = part_of(self);
    int64_t keep = 0;
    if (keep_word) { /* an int parameter, not a truth value */
        PycWord index = pyc_index_word(keep_word);
        if (!index) return 0;
        keep = pyc_int_compare(index, pyc_small(0)) != 0;
        pyc_dec(index);
    }
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int64_t i = 0; i < text.length;) {
        int64_t start = i;
        while (i < text.length && !is_break(part_char(text, i))) i++;
        int64_t end = i;
        if (i < text.length) {
            bool pair = part_char(text, i) == '\r' && i + 1 < text.length && part_char(text, i + 1) == '\n';
            i += pair ? 2 : 1;
            if (keep) end = i;
        }
        append_slice(list, self, start, end);
    }
    return list;
}

static PycWord partition(PycWord self, PycWord separator, bool last) {
    if (!is_text(separator) && !pyc_need_str(separator, "")) return 0;
    PycPart text = part_of(self), part = part_of(separator);
    if (part.length == 0) return PYC_RAISE(pyc_value_error_type, "empty separator");
    int64_t at = last ? pyc_part_find_last(text, part) : pyc_part_find(text, part);
    PycWord empty = pyc_word(&pyc_empty_str), items[3] = {empty, empty, empty};
    if (at < 0) {
        items[last ? 2 : 0] = pyc_str_exact(self);
        return pyc_tuple_take(items, 3);
    }
    items[0] = pyc_str_slice(self, 0, at);
    items[1] = pyc_inc(separator);
    items[2] = pyc_str_slice(self, at + part.length, text.length);
    return pyc_tuple_take(items, 3);
}

PycWord pyc_str_partition(PycWord self, PycWord separator) { return partition(self, separator, false); }
PycWord pyc_str_rpartition(PycWord self, PycWord separator) { return partition(self, separator, true); }

/* ---- join ---- */

static PYC_COLD_PATH PycWord raise_item(int64_t i, PycWord item) {
    return PYC_RAISE(pyc_type_error_type, "sequence item %lld: expected str instance, %s found",
                     (long long)i, type_name(item));
}

static PycWord join_words(PycPart separator, const PycWord *items, int64_t n) {
    int64_t length = (n - 1) * separator.length;
    int kind = n > 1 ? separator.kind : 1;
    bool ascii = n == 1 || pyc_part_ascii(separator);
    for (int64_t i = 0; i < n; i++) {
        if (PYC_RARELY(!is_text(items[i]))) return raise_item(i, items[i]);
        PycStr *item = text_of(items[i]);
        length += item->length;
        if (item->kind > kind) kind = item->kind;
        ascii &= item->ascii;
    }
    if (n == 1) return pyc_str_exact(items[0]);
    if (length < 2) {
        PycText text = {NULL, 0, 0, 0};
        for (int64_t i = 0; i < n; i++) {
            if (i && separator.length) pyc_text_add_char(&text, part_char(separator, 0));
            pyc_text_add_str(&text, items[i]);
        }
        return pyc_text_finish(&text);
    }
    PycStr *out = text_of(pyc_str_allocate(length, kind));
    out->ascii = ascii;
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++) {
        if (i && separator.length) {
            pyc_part_copy(out->data, kind, at, separator);
            at += separator.length;
        }
        pyc_part_copy(out->data, kind, at, part_of(items[i]));
        at += text_of(items[i])->length;
    }
    return pyc_word(out);
}

PycWord pyc_str_join(PycWord self, PycWord iterable) {
    PycWord sequence;
    if (has_flag_of(iterable, PYC_TYPE_TUPLE)) {
        PycTuple *tuple = row_of(iterable);
        if (tuple->length == 0) return pyc_word(&pyc_empty_str);
        return join_words(part_of(self), tuple->items, tuple->length);
    }
    if (has_type(iterable, &pyc_list_type)) {
        sequence = pyc_inc(iterable);
    } else {
        PycWord iterator = pyc_iterate(iterable);
        if (!iterator) {
            if (!pyc_pending_is(&pyc_type_error_type)) return 0;
            pyc_clear();
            return PYC_RAISE(pyc_type_error_type, "can only join an iterable");
        }
        sequence = pyc_list_from(iterator);
        pyc_dec(iterator);
        if (!sequence) return 0;
    }
    PycList *list = (PycList *)pyc_object(sequence);
    PycWord result;
    if (list->length == 0) result = pyc_word(&pyc_empty_str);
    else if (list->kind != PYC_LIST_WORDS)
        result = PYC_RAISE(pyc_type_error_type, "sequence item 0: expected str instance, %s found",
                           list->kind == PYC_LIST_I64 ? "int" : list->kind == PYC_LIST_F64 ? "float" : "bool");
    else result = join_words(part_of(self), list->items, list->length);
    pyc_dec(sequence);
    return result;
}
