/* tracebacks.c: traceback objects, and the report of an uncaught exception as CPython 3.11's. */
#include "objects_private.h"
#include "unicode.h"

#include <stdio.h>

enum { CUTOFF = 3, LIMIT = 1000 }; /* repeated lines shown; entries shown */

/* ---- Traceback objects ---- */

static PycTraceback *traceback_of(PycWord a) { return (PycTraceback *)pyc_object(a); }

void pyc_trace(const PycSite *site) {
    PycException *exception = (PycException *)pyc_object(pyc_state.exception);
    PycTraceback *traceback = pyc_allocate(&pyc_traceback_type, sizeof(PycTraceback));
    traceback->next = exception->traceback;
    traceback->site = site;
    traceback->kept = NULL;
    exception->traceback = pyc_word(traceback);
}

void pyc_trace_keep(const PycWord *words, int64_t n) {
    PycWord at = ((PycException *)pyc_object(pyc_state.exception))->traceback;
    if (!at || traceback_of(at)->kept) { /* the program took the entry away */
        for (int64_t i = 0; i < n; i++) pyc_xdec(words[i]);
        return;
    }
    traceback_of(at)->kept = pyc_raw_allocate(n * 8);
    traceback_of(at)->n_kept = n;
    memcpy(traceback_of(at)->kept, words, (size_t)n * 8);
}

static void traceback_clear(PycObject *self) {
    PycTraceback *traceback = (PycTraceback *)self;
    PycWord next = traceback->next, *kept = traceback->kept;
    traceback->next = 0;
    traceback->kept = NULL;
    pyc_xdec(next);
    if (!kept) return;
    for (int64_t i = 0; i < traceback->n_kept; i++) pyc_xdec(kept[i]);
    pyc_raw_free(kept, traceback->n_kept * 8);
}
static void traceback_traverse(PycObject *self, PycVisit visit, void *context) {
    PycTraceback *traceback = (PycTraceback *)self;
    visit(traceback->next, context);
    for (int64_t i = 0; traceback->kept && i < traceback->n_kept; i++) visit(traceback->kept[i], context);
}
static PycWord traceback_next(PycWord a) {
    PycWord next = traceback_of(a)->next;
    return pyc_inc(next ? next : PYC_NONE);
}
static PycWord traceback_line(PycWord a) { return pyc_small(traceback_of(a)->site->line); }
static PycWord traceback_frame(PycWord a) { return pyc_inc(a); }
static PycWord traceback_lasti(PycWord a) {
    (void)a;
    return pyc_small(0);
}
const PycComputed pyc_traceback_rows[] = {{"tb_next", traceback_next, NULL}, {"tb_lineno", traceback_line, NULL},
    {"tb_frame", traceback_frame, NULL}, {"tb_lasti", traceback_lasti, NULL}};
PycType pyc_traceback_type = {.object = PYC_TYPE_HEAD, .name = "traceback", .instance_size = sizeof(PycTraceback),
    .flags = PYC_TYPE_TRACKED, .release = traceback_clear, .traverse = traceback_traverse, .clear = traceback_clear};

/* ---- Source lines ---- */

static void add_utf8(PycText *out, const char *text) {
    PycWord word = pyc_str_from_utf8(text, (int64_t)strlen(text));
    pyc_text_add_str(out, word);
    pyc_dec(word);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

static int64_t characters(const char *utf8, int64_t bytes) {
    int64_t n = 0;
    for (int64_t i = 0; i < bytes; i++) n += ((unsigned char)utf8[i] & 0xc0) != 0x80;
    return n;
}

/* Columns in a terminal of the first `n` characters. */
static int64_t columns(const char *line, int64_t n) {
    PycWord word = pyc_str_from_utf8(line, (int64_t)strlen(line));
    int64_t length = ((PycStr *)pyc_object(word))->length, result = n;
    for (int64_t i = 0; i < n && i < length; i++) result += pyc_unicode_is(pyc_str_at(word, i), PYC_U_WIDE);
    pyc_dec(word);
    return result;
}

static void add_carets(PycText *out, const PycSite *site, const char *line, int64_t indent) {
    int64_t length = characters(line, (int64_t)strlen(line));
    int64_t start = site->column, end = site->end_column;
    bool anchors = site->anchor >= 0 && site->line == site->end_line;
    if (start < 0 || end < 0) return;
    if (site->line != site->end_line) {
        int64_t bytes = (int64_t)strlen(line);
        while (bytes > 0 && (is_blank(line[bytes - 1]) || line[bytes - 1] == '\r')) bytes--;
        end = characters(line, bytes);
    }
    if (end - start == length - indent && !anchors) return;
    start = columns(line, start);
    end = columns(line, end);
    int64_t anchor = anchors ? columns(line, site->anchor) : 0, end_anchor = anchors ? columns(line, site->end_anchor) : 0;
    pyc_text_add_ascii(out, "    ", 4);
    for (int64_t column = indent; column < end; column++) {
        if (column < start) pyc_text_add_char(out, ' ');
        else if (anchors) pyc_text_add_char(out, column >= anchor && column < end_anchor ? '^' : '~');
        else pyc_text_add_char(out, '^');
    }
    pyc_text_add_char(out, '\n');
}

static void add_entry(PycText *out, const PycSite *site) {
    char number[32];
    PycModuleSpec *module = site->module;
    pyc_text_add_ascii(out, "  File \"", 8);
    pyc_text_add_str(out, module->file);
    snprintf(number, sizeof number, "\", line %d, in ", site->line);
    pyc_text_add_ascii(out, number, (int64_t)strlen(number));
    pyc_text_add_str(out, site->function);
    pyc_text_add_char(out, '\n');
    if (site->line < 1 || site->line > module->n_lines || !module->lines) return;
    const char *line = module->lines[site->line - 1];
    int64_t indent = 0;
    while (is_blank(line[indent])) indent++;
    pyc_text_add_ascii(out, "    ", 4);
    add_utf8(out, line + indent);
    pyc_text_add_char(out, '\n');
    add_carets(out, site, line, indent);
}

static void add_repeated(PycText *out, int64_t count) {
    char text[80];
    if (count <= CUTOFF) return;
    count -= CUTOFF;
    snprintf(text, sizeof text, "  [Previous line repeated %ld more time%s]\n", (long)count, count > 1 ? "s" : "");
    pyc_text_add_ascii(out, text, (int64_t)strlen(text));
}

static void add_traceback(PycText *out, PycWord traceback) {
    int64_t depth = 0, count = 0;
    const PycSite *last = NULL;
    for (PycWord at = traceback; at; at = traceback_of(at)->next) depth++;
    for (; depth > LIMIT; depth--) traceback = traceback_of(traceback)->next;
    static const char head[] = "Traceback (most recent call last):\n";
    pyc_text_add_ascii(out, head, (int64_t)strlen(head));
    for (PycWord at = traceback; at; at = traceback_of(at)->next) {
        const PycSite *site = traceback_of(at)->site;
        bool same = last && last->module == site->module && last->line == site->line && pyc_str_equal(last->function, site->function);
        if (!same) {
            add_repeated(out, count);
            last = site;
            count = 0;
        }
        if (++count <= CUTOFF) add_entry(out, site);
    }
    add_repeated(out, count);
}

/* ---- Messages ---- */

PycWord pyc_suggestion(PycWord exception); /* str to add behind the message, or 0 */

static void add_name(PycText *out, PycType *type) {
    pyc_type_ready(type);
    PycWord module = pyc_type_get_attribute(pyc_word(type), NAME(__module__));
    bool text = module && pyc_type_of(module)->flags & PYC_TYPE_STR;
    if (!text) add_utf8(out, "<unknown>.");
    else if (!pyc_str_equal(module, NAME(builtins)) && !pyc_str_equal(module, NAME(__main__))) {
        pyc_text_add_str(out, module);
        pyc_text_add_char(out, '.');
    }
    pyc_xdec(module);
    pyc_text_add_str(out, type->qualname);
}

static void add_message(PycText *out, PycWord exception) {
    add_name(out, pyc_type_of(exception));
    PycWord text = pyc_str(exception);
    if (!text) {
        pyc_clear();
        add_utf8(out, ": <exception str() failed>");
    } else if (((PycStr *)pyc_object(text))->length) {
        add_utf8(out, ": ");
        pyc_text_add_str(out, text);
    }
    pyc_xdec(text);
    PycWord suggestion = pyc_suggestion(exception);
    if (suggestion) pyc_text_add_str(out, suggestion), pyc_dec(suggestion);
    pyc_text_add_char(out, '\n');
}

static void add_note(PycText *out, PycWord note) {
    bool is_text = pyc_type_of(note)->flags & PYC_TYPE_STR;
    PycWord text = is_text ? pyc_inc(note) : pyc_str(note);
    if (!text) {
        pyc_clear();
        add_utf8(out, "<note str() failed>");
    } else {
        pyc_text_add_str(out, text);
        pyc_dec(text);
    }
    pyc_text_add_char(out, '\n');
}

static void add_notes(PycText *out, PycWord exception) {
    PycWord notes = pyc_find_attribute(exception, NAME(__notes__));
    if (!notes) return pyc_clear();
    if (notes != PYC_NONE && pyc_type_of(notes)->flags & (PYC_TYPE_LIST | PYC_TYPE_TUPLE)) {
        PycWord iterator = pyc_iterate(notes), note;
        while (iterator && (note = pyc_next(iterator))) add_note(out, note), pyc_dec(note);
        pyc_xdec(iterator);
    } else if (notes != PYC_NONE) {
        PycWord shown = pyc_repr(notes);
        if (shown) pyc_text_add_str(out, shown), pyc_dec(shown), pyc_text_add_char(out, '\n');
        else pyc_clear();
    }
    pyc_dec(notes);
}

/* ---- Chains ---- */

typedef struct { PycWord *items; int64_t n, capacity; } Seen;

static bool seen_before(Seen *seen, PycWord exception) {
    for (int64_t i = 0; i < seen->n; i++)
        if (seen->items[i] == exception) return true;
    if (seen->n == seen->capacity) {
        int64_t capacity = seen->capacity ? seen->capacity * 2 : 16;
        seen->items = pyc_raw_resize(seen->items, seen->capacity * 8, capacity * 8);
        seen->capacity = capacity;
    }
    seen->items[seen->n++] = exception;
    return false;
}

static void add_exception(PycText *out, PycWord exception, Seen *seen);

static bool add_link(PycText *out, PycWord linked, Seen *seen, const char *glue) {
    if (!linked) return false;
    for (int64_t i = 0; i < seen->n; i++)
        if (seen->items[i] == linked) return true;
    add_exception(out, linked, seen);
    add_utf8(out, glue);
    return true;
}

static void add_exception(PycText *out, PycWord exception, Seen *seen) {
    PycException *object = (PycException *)pyc_object(exception);
    (void)seen_before(seen, exception);
    if (object->cause)
        add_link(out, object->cause, seen, "\nThe above exception was the direct cause of the following exception:\n\n");
    else if (!object->suppress_context)
        add_link(out, object->context, seen, "\nDuring handling of the above exception, another exception occurred:\n\n");
    if (object->traceback) add_traceback(out, object->traceback);
    add_message(out, exception);
    add_notes(out, exception);
}

/* The whole report of an exception. */
PycWord pyc_exception_report(PycWord exception) {
    PycText out = {0};
    Seen seen = {0};
    add_exception(&out, exception, &seen);
    pyc_raw_free(seen.items, seen.capacity * 8);
    return pyc_text_finish(&out);
}

void pyc_print_pending(void) {
    PycWord exception = pyc_take_pending();
    if (!exception) return;
    if (pyc_streams_flush() < 0) pyc_clear();
    int64_t depth = pyc_state.depth;
    pyc_state.depth = 0;
    PycWord report = pyc_exception_report(exception);
    pyc_stderr_word(report);
    pyc_dec(report);
    pyc_state.depth = depth;
    if (pyc_streams_flush() < 0) pyc_clear();
    pyc_dec(exception);
}

void pyc_print_unraisable(const char *what, PycWord object) {
    PycWord exception = pyc_take_pending();
    PycWord shown = pyc_repr(object);
    pyc_clear();
    pyc_stderr_text(what);
    if (shown) pyc_stderr_word(shown), pyc_dec(shown);
    pyc_stderr_text("\n");
    if (!exception) return;
    PycException *raised = (PycException *)pyc_object(exception);
    PycText out = {0};
    if (raised->traceback) add_traceback(&out, raised->traceback);
    add_message(&out, exception);
    PycWord report = pyc_text_finish(&out);
    pyc_stderr_word(report);
    pyc_dec(report);
    pyc_dec(exception);
    pyc_stderr_text("");
}
