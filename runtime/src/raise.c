/* raise.c: the pending exception: raising, chaining, catching, matching; and messages. */
#include "objects_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

PycState pyc_state = {.depth_limit = 1000};

/* ---- Messages ---- */

static void add_utf8(PycText *text, const char *utf8, int64_t length) {
    for (int64_t i = 0; i < length; i++) {
        if ((unsigned char)utf8[i] < 128) continue;
        PycWord word = pyc_str_from_utf8(utf8, length);
        if (word) pyc_text_add_str(text, word), pyc_dec(word);
        return;
    }
    pyc_text_add_ascii(text, utf8, length);
}

static bool add_word(PycText *text, PycWord word, bool as_repr) {
    PycWord shown = as_repr ? pyc_repr(word) : pyc_str(word);
    if (!shown) return false;
    pyc_text_add_str(text, shown);
    pyc_dec(shown);
    return true;
}

/* One directive of printf: `start` is at its '%', `end` behind its letter. */
static bool add_directive(PycText *text, const char *start, const char *end, va_list *arguments) {
    char directive[32], out[512];
    int64_t length = end - start;
    if (length >= (int64_t)sizeof directive) return true;
    memcpy(directive, start, (size_t)length);
    directive[length] = 0;
    int longs = 0, precision = -1;
    for (const char *c = start; c < end; c++) {
        if (*c == 'l' || *c == 'z' || *c == 'j') longs++;
        if (*c == '.' && c[1] == '*') precision = va_arg(*arguments, int);
        else if (*c == '.') precision = atoi(c + 1);
    }
    switch (end[-1]) {
    case '%': pyc_text_add_ascii(text, "%", 1); return true;
    case 'S': return add_word(text, va_arg(*arguments, PycWord), false);
    case 'R': return add_word(text, va_arg(*arguments, PycWord), true);
    case 's': {
        const char *string = va_arg(*arguments, const char *);
        int64_t n = precision >= 0 ? (int64_t)strnlen(string, (size_t)precision) : (int64_t)strlen(string);
        add_utf8(text, string, n);
        return true;
    }
    case 'c': snprintf(out, sizeof out, directive, va_arg(*arguments, int)); break;
    case 'd': case 'i':
        if (longs) snprintf(out, sizeof out, directive, va_arg(*arguments, long));
        else snprintf(out, sizeof out, directive, va_arg(*arguments, int));
        break;
    case 'u': case 'x': case 'X': case 'o':
        if (longs) snprintf(out, sizeof out, directive, va_arg(*arguments, unsigned long));
        else snprintf(out, sizeof out, directive, va_arg(*arguments, unsigned));
        break;
    case 'p': snprintf(out, sizeof out, directive, va_arg(*arguments, void *)); break;
    default: snprintf(out, sizeof out, directive, va_arg(*arguments, double)); break;
    }
    add_utf8(text, out, (int64_t)strlen(out));
    return true;
}

PycWord pyc_text_format_list(const char *format, va_list arguments) {
    PycText text = {0};
    va_list walk;
    va_copy(walk, arguments);
    bool fine = true;
    while (*format && fine) {
        const char *percent = strchrnul(format, '%');
        if (percent > format) add_utf8(&text, format, percent - format);
        if (!*percent) break;
        const char *end = percent + 1;
        while (*end && strchr("-+ #0123456789.*lzjh", *end)) end++;
        if (*end) end++;
        fine = add_directive(&text, percent, end, &walk);
        format = end;
    }
    va_end(walk);
    if (fine) return pyc_text_finish(&text);
    pyc_text_drop(&text);
    return 0;
}

PycWord pyc_text_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PycWord text = pyc_text_format_list(format, arguments);
    va_end(arguments);
    return text;
}

/* ---- Raising ---- */

PycWord pyc_take_pending(void) {
    PycWord exception = pyc_state.exception;
    pyc_state.exception = 0;
    return exception;
}

void pyc_clear(void) {
    PycWord old = pyc_take_pending();
    pyc_xdec(old);
}

void pyc_restore(PycWord exception) {
    PycWord old = pyc_state.exception;
    pyc_state.exception = exception;
    pyc_xdec(old);
}

/* Makes `handled` the context of `exception`, and takes exception out of handled's own chain. */
static void set_context(PycException *exception, PycWord handled) {
    PycException *link = (PycException *)pyc_object(handled), *slow = link;
    bool slow_moves = false;
    while (link->context) {
        PycException *next = (PycException *)pyc_object(link->context);
        if (next == exception) {
            link->context = 0;
            pyc_dec(pyc_word(exception));
            break;
        }
        link = next;
        if (link == slow) break; /* a cycle that others made */
        if (slow_moves) slow = (PycException *)pyc_object(slow->context);
        slow_moves = !slow_moves;
    }
    PycWord old = exception->context;
    exception->context = pyc_inc(handled);
    pyc_xdec(old);
}

PycHandled *pyc_handled_outside;

PycWord pyc_handled(void) {
    PycWord handled = pyc_state.handled;
    for (PycHandled *each = pyc_handled_outside; !handled && each; each = each->outer) handled = each->exception;
    return handled;
}

void pyc_set_pending(PycWord exception) {
    PycWord handled = pyc_handled();
    if (handled && handled != exception) set_context((PycException *)pyc_object(exception), handled);
    pyc_restore(exception);
}

PYC_COLD void pyc_raise_type(PycType *type, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PycWord text = pyc_text_format_list(format, arguments);
    va_end(arguments);
    if (!text) return; /* what failed is pending */
    pyc_raise_object(type, text);
    pyc_dec(text);
}

PYC_COLD void pyc_raise_object(PycType *type, PycWord argument) {
    PycWord args = pyc_tuple_of(&argument, 1);
    if (!args) return;
    PycWord exception = pyc_exception_new(type, args);
    pyc_dec(args);
    if (type == &pyc_import_error_type || type == &pyc_module_not_found_error_type)
        (void)pyc_exception_initialize(exception, &argument, 1, 0);
    pyc_set_pending(exception);
}

void pyc_raise_stop_iteration(PycWord value) {
    if (value == PYC_NONE) {
        PycWord args = pyc_tuple_of(NULL, 0);
        PycWord exception = pyc_exception_new(&pyc_stop_iteration_type, args);
        pyc_dec(args);
        pyc_set_pending(exception);
    } else {
        pyc_raise_object(&pyc_stop_iteration_type, value);
    }
}

static bool is_exception(PycWord a) { return (pyc_type_of(a)->flags & PYC_TYPE_EXCEPTION) != 0; }
static bool is_exception_class(PycWord a) {
    return pyc_is_subclass(pyc_type_of(a), &pyc_type_type) && (((PycType *)pyc_object(a))->flags & PYC_TYPE_EXCEPTION);
}

/* The exception that a raise operand stands for: owned, or 0. */
static PycWord instance_of(PycWord operand, const char *complaint) {
    if (is_exception(operand)) return pyc_inc(operand);
    if (!is_exception_class(operand)) {
        pyc_raise_type(&pyc_type_error_type, "%s must derive from BaseException", complaint);
        return 0;
    }
    PycWord made = pyc_call(operand, NULL, 0, 0);
    if (made && !is_exception(made)) {
        pyc_raise_type(&pyc_type_error_type, "calling %R should have returned an instance of BaseException, not %R",
                       operand, pyc_word(pyc_type_of(made)));
        pyc_dec(made);
        return 0;
    }
    return made;
}

PycWord pyc_exception_called(PycWord class_, const PycWord *args, int64_t n) {
    PycWord made = pyc_call(class_, args, n, 0);
    if (!made || is_exception(made)) return made;
    pyc_raise_type(&pyc_type_error_type, "calling %R should have returned an instance of BaseException, not %s", class_,
                   pyc_type_name(made));
    pyc_dec(made);
    return 0;
}

void pyc_raise(PycWord exception_or_class, PycWord cause_or_0) {
    PycWord exception = instance_of(exception_or_class, "exceptions");
    if (!exception) return;
    if (cause_or_0) {
        PycWord cause = cause_or_0 == PYC_NONE ? 0 : instance_of(cause_or_0, "exception causes");
        if (!cause && cause_or_0 != PYC_NONE) {
            pyc_dec(exception);
            return;
        }
        PycException *object = (PycException *)pyc_object(exception);
        PycWord old = object->cause;
        object->cause = cause;
        object->suppress_context = 1;
        pyc_xdec(old);
    }
    pyc_set_pending(exception);
}

void pyc_reraise(void) {
    PycWord handled = pyc_handled();
    if (!handled) pyc_raise_type(&pyc_runtime_error_type, "No active exception to reraise");
    else pyc_restore(pyc_inc(handled));
}

PycWord pyc_catch(void) {
    PycWord previous = pyc_state.handled;
    pyc_state.handled = pyc_take_pending();
    return previous;
}

void pyc_end_catch(PycWord previous) {
    PycWord old = pyc_state.handled;
    pyc_state.handled = previous;
    pyc_xdec(old);
}

bool pyc_pending_is(PycType *type) {
    return pyc_state.exception && pyc_is_subclass(pyc_type_of(pyc_state.exception), type);
}

static PYC_COLD int raise_not_catchable(void) {
    pyc_raise_type(&pyc_type_error_type, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

int pyc_exception_matches(PycWord exception, PycWord class_or_tuple) {
    if (pyc_type_of(class_or_tuple) == &pyc_type_type) {
        if (!is_exception_class(class_or_tuple)) return raise_not_catchable();
        return pyc_is_subclass(pyc_type_of(exception), (PycType *)pyc_object(class_or_tuple));
    }
    if (!(pyc_type_of(class_or_tuple)->flags & PYC_TYPE_TUPLE)) {
        if (!is_exception_class(class_or_tuple)) return raise_not_catchable();
        return pyc_is_subclass(pyc_type_of(exception), (PycType *)pyc_object(class_or_tuple));
    }
    PycTuple *tuple = (PycTuple *)pyc_object(class_or_tuple);
    for (int64_t i = 0; i < tuple->length; i++)
        if (!is_exception_class(tuple->items[i])) return raise_not_catchable();
    for (int64_t i = 0; i < tuple->length; i++)
        if (pyc_is_subclass(pyc_type_of(exception), (PycType *)pyc_object(tuple->items[i]))) return 1;
    return 0;
}

/* ---- The raises of compiled code ---- */

static PYC_COLD void raise_named(PycType *type, PycWord name, const char *format) {
    pyc_raise_type(type, format, name);
    if (type == &pyc_name_error_type && pyc_pending_is(type)) {
        PycException *exception = (PycException *)pyc_object(pyc_state.exception);
        exception->fields = pyc_dict_new(0);
        if (exception->fields) (void)pyc_dict_set(exception->fields, NAME(name), name);
    }
}

void pyc_raise_unbound_local(PycWord name) {
    raise_named(&pyc_unbound_local_error_type, name,
                "cannot access local variable '%S' where it is not associated with a value");
}
void pyc_raise_unbound_free(PycWord name) {
    raise_named(&pyc_name_error_type, name,
                "cannot access free variable '%S' where it is not associated with a value in enclosing scope");
}
void pyc_raise_name_among(PycWord name, PycWord locals) {
    pyc_raise_name(name);
    if (!pyc_pending_is(&pyc_name_error_type)) return;
    PycWord fields = ((PycException *)pyc_object(pyc_state.exception))->fields;
    if (fields) (void)pyc_dict_set(fields, NAME(__locals__), locals);
}
void pyc_raise_name(PycWord name) { raise_named(&pyc_name_error_type, name, "name '%S' is not defined"); }
void pyc_raise_recursion(void) { pyc_raise_type(&pyc_recursion_error_type, "maximum recursion depth exceeded"); }

void pyc_raise_interrupt(void) {
    pyc_state.interrupted = 0;
    PycWord args = pyc_tuple_of(NULL, 0);
    pyc_set_pending(pyc_exception_new(&pyc_keyboard_interrupt_type, args));
    pyc_dec(args);
}

bool pyc_interrupt_check(void) {
    if (!pyc_state.interrupted) return false;
    pyc_raise_interrupt();
    return true;
}

void pyc_raise_assertion(PycWord message_or_0) {
    PycWord args = pyc_tuple_of(&message_or_0, message_or_0 ? 1 : 0);
    pyc_set_pending(pyc_exception_new(&pyc_assertion_error_type, args));
    pyc_dec(args);
}

/* ---- C recursion ---- */

extern char *pyc_stack_limit;

bool pyc_enter(const char *where) {
    char here;
    if (++pyc_state.depth <= pyc_state.depth_limit && &here > pyc_stack_limit) return true;
    pyc_state.depth--;
    pyc_raise_type(&pyc_recursion_error_type, "maximum recursion depth exceeded%s", where);
    return false;
}
