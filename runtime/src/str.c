/* str.c: making, comparing, joining and hashing text.
 *
 * Every str has the smallest kind that holds it, so equal text has equal bytes. "" and the
 * characters below U+0100 are static.
 */
#include "str.h"

#define STATIC_HEAD {PYC_IMMORTAL, &pyc_str_type}

PycStr pyc_empty_str = {STATIC_HEAD, 0, -1, 1, 1, {0}};

#define ONE(c) {STATIC_HEAD, 1, -1, 1, (c) < 128, {(c)}},
#define FOUR(c) ONE(c) ONE((c) + 1) ONE((c) + 2) ONE((c) + 3)
#define SIXTEEN(c) FOUR(c) FOUR((c) + 4) FOUR((c) + 8) FOUR((c) + 12)
#define SIXTY_FOUR(c) SIXTEEN(c) SIXTEEN((c) + 16) SIXTEEN((c) + 32) SIXTEEN((c) + 48)
PycCharacter pyc_characters[256] = {SIXTY_FOUR(0) SIXTY_FOUR(64) SIXTY_FOUR(128) SIXTY_FOUR(192)};

/* ---- Parts ---- */

bool pyc_part_ascii(PycPart part) {
    if (part.kind != 1) return false;
    int64_t i = 0;
    for (; i + 8 <= part.length; i += 8) {
        uint64_t block;
        memcpy(&block, part.data + i, 8);
        if (block & 0x8080808080808080ULL) return false;
    }
    for (; i < part.length; i++)
        if (part.data[i] & 0x80) return false;
    return true;
}

uint32_t pyc_part_max(PycPart part) {
    uint32_t seen = 0;
    if (part.kind == 1) return pyc_part_ascii(part) ? 127 : 255;
    if (part.kind == 2) {
        const uint16_t *data = (const void *)part.data;
        for (int64_t i = 0; i < part.length; i++) seen |= data[i];
    } else {
        const uint32_t *data = (const void *)part.data;
        for (int64_t i = 0; i < part.length; i++) seen |= data[i];
    }
    return seen;
}

void pyc_part_copy(void *target, int kind, int64_t at, PycPart part) {
    if (part.length == 0) return;
    if (kind == part.kind) {
        memcpy((uint8_t *)target + at * kind, part.data, (size_t)(part.length * kind));
    } else if (kind == 2) {
        uint16_t *out = (uint16_t *)target + at;
        for (int64_t i = 0; i < part.length; i++) out[i] = part.data[i];
    } else if (kind == 4) {
        uint32_t *out = (uint32_t *)target + at;
        for (int64_t i = 0; i < part.length; i++) out[i] = part_char(part, i);
    } else { /* narrows: the caller knows that everything fits */
        for (int64_t i = 0; i < part.length; i++) ((uint8_t *)target)[at + i] = (uint8_t)part_char(part, i);
    }
}

bool pyc_part_equal(PycPart a, PycPart b) {
    if (a.length != b.length) return false;
    if (a.kind == b.kind) return memcmp(a.data, b.data, (size_t)(a.length * a.kind)) == 0;
    for (int64_t i = 0; i < a.length; i++)
        if (part_char(a, i) != part_char(b, i)) return false;
    return true;
}

/* ---- Making ---- */

static inline PycStr *str_allocate(int64_t length, int kind) {
    PycStr *s = pyc_allocate_unset(&pyc_str_type, PYC_STR_HEAD + (length + 1) * kind);
    s->length = length;
    s->hash = -1;
    s->kind = kind;
    s->ascii = 0;
    memset(s->data + length * kind, 0, (size_t)kind);
    return s;
}

PycWord pyc_str_allocate(int64_t length, int kind) { return pyc_word(str_allocate(length, kind)); }

PycWord pyc_str_from_char(uint32_t c) {
    if (c < 256) return pyc_inc(pyc_word(&pyc_characters[c]));
    PycStr *s = str_allocate(1, kind_of_char(c));
    kind_store(s->data, s->kind, 0, c);
    return pyc_word(s);
}

PycWord pyc_part_str(PycPart part) {
    if (part.length == 0) return pyc_inc(pyc_word(&pyc_empty_str));
    if (part.length == 1) return pyc_str_from_char(part_char(part, 0));
    uint32_t highest = pyc_part_max(part);
    int kind = kind_of_char(highest);
    PycStr *s = str_allocate(part.length, kind);
    s->ascii = highest < 128;
    if (kind == part.kind) {
        memcpy(s->data, part.data, (size_t)(part.length * kind));
    } else {
        for (int64_t i = 0; i < part.length; i++) kind_store(s->data, kind, i, part_char(part, i));
        if (kind == 1) s->ascii = pyc_part_ascii((PycPart){s->data, part.length, 1});
    }
    return pyc_word(s);
}

PycWord pyc_str_from_kind(const void *data, int64_t length, int kind) {
    return pyc_part_str((PycPart){data, length, kind});
}

PycWord pyc_str_slice(PycWord s, int64_t start, int64_t end) {
    PycStr *text = text_of(s);
    int64_t length = end - start;
    if (length == text->length) return pyc_str_exact(s);
    if (!text->ascii || length < 2) return pyc_part_str(part_from(part_of(s), start, end));
    PycStr *slice = str_allocate(length, 1);
    slice->ascii = 1;
    memcpy(slice->data, text->data + start, (size_t)length);
    return pyc_word(slice);
}

PycWord pyc_str_exact(PycWord s) {
    if (pyc_object(s)->type == &pyc_str_type) return pyc_inc(s);
    return pyc_part_str(part_of(s));
}

/* One character of UTF-8 text; *at moves on. */
static uint32_t utf8_next(const uint8_t *text, int64_t *at) {
    const uint8_t *p = text + *at;
    if (p[0] < 0x80) return *at += 1, p[0];
    if (p[0] < 0xe0) return *at += 2, (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    if (p[0] < 0xf0)
        return *at += 3, (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    *at += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
           (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

PycWord pyc_str_from_utf8(const char *text, int64_t bytes) {
    const uint8_t *data = (const uint8_t *)text;
    PycPart whole = {data, bytes, 1};
    if (pyc_part_ascii(whole)) return pyc_part_str(whole);
    int64_t length = 0;
    uint32_t highest = 0;
    for (int64_t at = 0; at < bytes; length++) highest |= utf8_next(data, &at);
    if (length == 1) return pyc_str_from_char(highest);
    PycStr *s = str_allocate(length, kind_of_char(highest));
    for (int64_t at = 0, i = 0; at < bytes; i++) kind_store(s->data, s->kind, i, utf8_next(data, &at));
    return pyc_word(s);
}

PycWord pyc_str_from_c(const char *text) { return pyc_str_from_utf8(text, (int64_t)strlen(text)); }

PycWord pyc_str_decode_surrogate(const char *text, int64_t bytes) {
    PycWord encoding = pyc_intern("utf-8"), errors = pyc_intern("surrogateescape");
    return pyc_decode((const uint8_t *)text, bytes, encoding, errors);
}

/* ---- Interning ---- */

static PycStr **interned;
static int64_t n_interned, interned_capacity;

static PycStr **intern_place(PycStr **table, int64_t capacity, const char *text, int64_t length, int64_t hash) {
    int64_t i = hash & (capacity - 1);
    for (; table[i]; i = (i + 1) & (capacity - 1))
        if (table[i]->length == length && memcmp(table[i]->data, text, (size_t)length) == 0) break;
    return &table[i];
}

static void intern_grow(void) {
    int64_t capacity = interned_capacity ? interned_capacity * 2 : 1024;
    PycStr **table = pyc_raw_allocate(capacity * (int64_t)sizeof *table);
    memset(table, 0, (size_t)capacity * sizeof *table);
    for (int64_t i = 0; i < interned_capacity; i++) {
        PycStr *s = interned[i];
        if (s) *intern_place(table, capacity, (const char *)s->data, s->length, s->hash) = s;
    }
    if (interned) pyc_raw_free(interned, interned_capacity * (int64_t)sizeof *table);
    interned = table;
    interned_capacity = capacity;
}

PycWord pyc_intern(const char *ascii_text) {
    int64_t length = (int64_t)strlen(ascii_text);
    if (length == 0) return pyc_word(&pyc_empty_str);
    if (length == 1) return pyc_word(&pyc_characters[(uint8_t)ascii_text[0]]);
    if (n_interned * 2 >= interned_capacity) intern_grow();
    int64_t hash = pyc_hash_memory(ascii_text, length);
    PycStr **place = intern_place(interned, interned_capacity, ascii_text, length, hash);
    if (!*place) {
        PycStr *s = str_allocate(length, 1);
        memcpy(s->data, ascii_text, (size_t)length);
        s->ascii = 1;
        s->hash = hash;
        s->object.refcount = PYC_IMMORTAL;
        *place = s;
        n_interned++;
    }
    return pyc_word(*place);
}

/* ---- Looking ---- */

uint32_t pyc_str_at(PycWord s, int64_t index) { return text_char(text_of(s), index); }

PycWord pyc_str_get(PycWord s, int64_t index) {
    PycStr *text = text_of(s);
    if (index < 0) index += text->length;
    if (PYC_RARELY((uint64_t)index >= (uint64_t)text->length))
        return PYC_RAISE(pyc_index_error_type, "string index out of range");
    if (PYC_OFTEN(text->kind == 1)) return pyc_inc(pyc_word(&pyc_characters[text->data[index]]));
    return pyc_str_from_char(text_char(text, index));
}

int64_t pyc_str_hash(PycWord s) {
    PycStr *text = text_of(s);
    if (text->hash == -1) text->hash = pyc_hash_memory(text->data, text->length * text->kind);
    return text->hash;
}

bool pyc_str_equal(PycWord a, PycWord b) {
    if (a == b) return true;
    PycStr *x = text_of(a), *y = text_of(b);
    if (x->length != y->length || x->kind != y->kind) return false;
    if (x->hash != y->hash && x->hash != -1 && y->hash != -1) return false;
    return memcmp(x->data, y->data, (size_t)(x->length * x->kind)) == 0;
}

int pyc_str_compare(PycWord a, PycWord b) {
    PycStr *x = text_of(a), *y = text_of(b);
    int64_t shorter = x->length < y->length ? x->length : y->length;
    if (x->kind == 1 && y->kind == 1) {
        int order = memcmp(x->data, y->data, (size_t)shorter);
        if (order) return order < 0 ? -1 : 1;
    } else {
        for (int64_t i = 0; i < shorter; i++) {
            uint32_t p = text_char(x, i), q = text_char(y, i);
            if (p != q) return p < q ? -1 : 1;
        }
    }
    return (x->length > y->length) - (x->length < y->length);
}

/* ---- Joining ---- */

PycWord pyc_str_concat(PycWord a, PycWord b) {
    PycStr *x = text_of(a), *y = text_of(b);
    if (x->length == 0) return pyc_str_exact(b);
    if (y->length == 0) return pyc_str_exact(a);
    PycStr *s = str_allocate(x->length + y->length, x->kind > y->kind ? x->kind : y->kind);
    s->ascii = x->ascii & y->ascii;
    pyc_part_copy(s->data, s->kind, 0, part_of(a));
    pyc_part_copy(s->data, s->kind, x->length, part_of(b));
    return pyc_word(s);
}

PycWord pyc_str_append(PycWord a, PycWord b) {
    PycStr *x = text_of(a), *y = text_of(b);
    if (x->object.refcount != 1 || x->kind < y->kind || x->object.type != &pyc_str_type || a == b) {
        PycWord both = pyc_str_concat(a, b);
        pyc_dec(a);
        return both;
    }
    int64_t old_size = PYC_STR_HEAD + (x->length + 1) * x->kind;
    int64_t size = old_size + y->length * x->kind;
    if (size > pyc_usable_size(&x->object, old_size)) x = pyc_resize(x, old_size, size + size / 4 + 16);
    pyc_part_copy(x->data, x->kind, x->length, part_of(b));
    x->length += y->length;
    x->ascii &= y->ascii;
    x->hash = -1;
    memset(x->data + x->length * x->kind, 0, (size_t)x->kind);
    return pyc_word(x);
}

PycWord pyc_str_join_words(const PycWord *parts, int64_t n) {
    int64_t length = 0;
    int kind = 1, ascii = 1;
    for (int64_t i = 0; i < n; i++) {
        PycStr *part = text_of(parts[i]);
        length += part->length;
        if (part->kind > kind) kind = part->kind;
        ascii &= part->ascii;
    }
    if (length == 0) return pyc_word(&pyc_empty_str);
    if (length == 1)
        for (int64_t i = 0; i < n; i++)
            if (text_of(parts[i])->length) return pyc_str_exact(parts[i]);
    PycStr *s = str_allocate(length, kind);
    s->ascii = ascii;
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++) {
        pyc_part_copy(s->data, kind, at, part_of(parts[i]));
        at += text_of(parts[i])->length;
    }
    return pyc_word(s);
}

PycWord pyc_str_repeat(PycWord s, int64_t times) {
    PycStr *text = text_of(s);
    if (times <= 0 || text->length == 0) return pyc_word(&pyc_empty_str);
    if (times == 1) return pyc_str_exact(s);
    int64_t size, unit = text->length * text->kind;
    if (__builtin_mul_overflow(unit, times, &size))
        return PYC_RAISE(pyc_overflow_error_type, "repeated string is too long");
    if (!pyc_has_room(size)) return pyc_raise_no_memory(), (PycWord)0;
    PycStr *out = str_allocate(text->length * times, text->kind);
    out->ascii = text->ascii;
    if (unit == 1) {
        memset(out->data, text->data[0], (size_t)size);
        return pyc_word(out);
    }
    memcpy(out->data, text->data, (size_t)unit);
    for (int64_t done = unit; done < size;) {
        int64_t step = done < size - done ? done : size - done;
        memcpy(out->data + done, out->data, (size_t)step);
        done += step;
    }
    return pyc_word(out);
}

/* ---- A text under construction ---- */

static void text_room(PycText *text, int64_t extra, int kind) {
    if (text->kind == 0) text->kind = 1;
    if (kind > text->kind) {
        int64_t capacity = text->length + extra + 16;
        void *wider = pyc_raw_allocate(capacity * kind);
        PycPart old = {text->data, text->length, text->kind};
        if (text->length) pyc_part_copy(wider, kind, 0, old);
        if (text->data) pyc_raw_free(text->data, text->capacity * text->kind);
        *text = (PycText){wider, text->length, capacity, kind};
        return;
    }
    if (text->length + extra <= text->capacity) return;
    int64_t capacity = (text->length + extra) + (text->length + extra) / 2 + 32;
    text->data = text->data ? pyc_raw_resize(text->data, text->capacity * text->kind, capacity * text->kind)
                            : pyc_raw_allocate(capacity * text->kind);
    text->capacity = capacity;
}

void pyc_text_add_char(PycText *text, uint32_t character) {
    text_room(text, 1, kind_of_char(character));
    kind_store(text->data, text->kind, text->length++, character);
}

void pyc_text_add_ascii(PycText *text, const char *ascii, int64_t length) {
    text_room(text, length, 1);
    pyc_part_copy(text->data, text->kind, text->length, (PycPart){(const uint8_t *)ascii, length, 1});
    text->length += length;
}

void pyc_text_add_str(PycText *text, PycWord s) {
    text_room(text, text_of(s)->length, text_of(s)->kind);
    pyc_part_copy(text->data, text->kind, text->length, part_of(s));
    text->length += text_of(s)->length;
}

PycWord pyc_text_finish(PycText *text) {
    PycWord s = pyc_str_from_kind(text->data ? text->data : "", text->length, text->kind ? text->kind : 1);
    pyc_text_drop(text);
    return s;
}

void pyc_text_drop(PycText *text) {
    if (text->data) pyc_raw_free(text->data, text->capacity * text->kind);
    *text = (PycText){NULL, 0, 0, 0};
}
