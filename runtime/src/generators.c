/* generators.c: generator objects and `yield from`. */
#include "objects_private.h"

static PycGenerator *current; /* whose body runs innermost */
static PycWord sent_value;    /* owned; 0: an exception was thrown in */
static PycWord returned;      /* owned; what the body returned */

bool pyc_has_user_next(PycWord self);
PycWord pyc_user_next_raw(PycWord self);

static PycGenerator *generator_of(PycWord a) { return (PycGenerator *)pyc_object(a); }
static int64_t parameter_count(const PycCode *code) {
    return code->n_positional + code->n_keyword_only + ((code->flags & PYC_CODE_VARARGS) != 0) + ((code->flags & PYC_CODE_VARKEYWORDS) != 0);
}
static int64_t frame_words(const PycCode *code) {
    int64_t n = parameter_count(code);
    return code->frame_size > n ? code->frame_size : n;
}

/* Takes over the words in `live`. */
PycWord pyc_generator_new(PycFunction *function, PycWord *live) {
    PycGenerator *generator = pyc_allocate(&pyc_generator_type, sizeof(PycGenerator));
    int64_t n = parameter_count(function->code), words = frame_words(function->code);
    generator->function = function;
    pyc_inc(pyc_word(function));
    generator->frame = pyc_raw_allocate((words + 1) * 8);
    memset(generator->frame, 0, (size_t)(words + 1) * 8);
    memcpy(generator->frame, live, (size_t)n * 8);
    return pyc_word(generator);
}

/* ---- What bodies call ---- */

void pyc_generator_suspend(int64_t point) {
    current->point = point;
    current->state = PYC_GENERATOR_SUSPENDED;
}
PycWord pyc_generator_sent(void) {
    PycWord value = sent_value;
    sent_value = 0;
    return value;
}
PycWord pyc_generator_return(PycWord value) {
    returned = value;
    return 0;
}

/* ---- Resuming ---- */

static void release_frame(PycGenerator *generator) {
    if (!generator->frame) return;
    pyc_raw_free(generator->frame, (frame_words(generator->function->code) + 1) * 8);
    generator->frame = NULL;
}

static PYC_COLD void replace_stop_iteration(void) {
    PycWord stop = pyc_take_pending();
    pyc_raise_type(&pyc_runtime_error_type, "generator raised StopIteration");
    PycException *error = (PycException *)pyc_object(pyc_state.exception);
    PycWord old = error->context;
    error->cause = pyc_inc(stop);
    error->suppress_context = 1;
    error->context = stop;
    pyc_xdec(old);
}

/* Runs the body on; `value` (owned) is sent, 0: the pending exception is thrown in. Result: what it
 * yields; 0 with nothing pending: it returned, the owned result is in *result. */
static PycWord resume(PycGenerator *generator, PycWord value, PycWord *result) {
    PycGenerator *outer = current;
    PycWord outer_returned = returned;
    PycHandled outside = {pyc_state.handled, pyc_handled_outside};
    pyc_handled_outside = &outside;
    pyc_state.handled = generator->handled;
    generator->handled = 0;
    if (!value && pyc_state.handled) pyc_set_pending(pyc_take_pending());
    int64_t point = generator->point;
    generator->state = PYC_GENERATOR_RUNNING;
    pyc_inc(pyc_word(generator));
    current = generator;
    returned = 0;
    sent_value = value;
    if (point == 0) sent_value = 0, pyc_xdec(value);
    PycWord yielded = generator->function->code->body(point, generator->frame, generator->function);
    current = outer;
    if (generator->state == PYC_GENERATOR_RUNNING) {
        generator->state = PYC_GENERATOR_CLOSED;
        release_frame(generator);
    }
    if (generator->state == PYC_GENERATOR_SUSPENDED) generator->handled = pyc_state.handled;
    else pyc_xdec(pyc_state.handled);
    pyc_state.handled = outside.exception;
    pyc_handled_outside = outside.outer;
    *result = returned;
    returned = outer_returned;
    if (!yielded && pyc_pending_is(&pyc_stop_iteration_type)) replace_stop_iteration();
    if (!yielded && !pyc_state.exception && !*result) *result = pyc_inc(PYC_NONE);
    pyc_dec(pyc_word(generator));
    return yielded;
}

static bool check_running(PycGenerator *generator) {
    if (generator->state != PYC_GENERATOR_RUNNING) return true;
    pyc_raise_type(&pyc_value_error_type, "generator already executing");
    return false;
}

/* Parameters of a generator that never started. */
static void drop_parameters(PycGenerator *generator) {
    int64_t n = parameter_count(generator->function->code);
    for (int64_t i = 0; i < n; i++) {
        PycWord word = generator->frame[i];
        generator->frame[i] = 0;
        pyc_xdec(word);
    }
}

/* send: 0 with nothing pending: finished, *result owned. */
static PycWord send(PycGenerator *generator, PycWord value, PycWord *result) {
    *result = 0;
    if (!check_running(generator)) return 0;
    if (generator->state == PYC_GENERATOR_CLOSED) return *result = pyc_inc(PYC_NONE), (PycWord)0;
    if (generator->state == PYC_GENERATOR_CREATED && value != PYC_NONE)
        return pyc_raise_type(&pyc_type_error_type, "can't send non-None value to a just-started generator"), (PycWord)0;
    return resume(generator, pyc_inc(value), result);
}

/* Throws the pending exception in. */
static PycWord throw(PycGenerator *generator, PycWord *result) {
    *result = 0;
    if (generator->state == PYC_GENERATOR_RUNNING) {
        pyc_clear();
        check_running(generator);
        return 0;
    }
    if (generator->state == PYC_GENERATOR_CREATED) {
        generator->state = PYC_GENERATOR_CLOSED;
        drop_parameters(generator);
        release_frame(generator);
    }
    if (generator->state == PYC_GENERATOR_CLOSED) return 0;
    return resume(generator, 0, result);
}

static void raise_generator_exit(void) {
    PycWord args = pyc_tuple_of(NULL, 0);
    pyc_restore(pyc_exception_new(&pyc_generator_exit_type, args));
    pyc_dec(args);
}

static int close_generator(PycGenerator *generator) {
    if (!check_running(generator)) return -1;
    if (generator->state == PYC_GENERATOR_CLOSED) return 0;
    PycWord result = 0;
    if (generator->state == PYC_GENERATOR_CREATED) {
        generator->state = PYC_GENERATOR_CLOSED;
        drop_parameters(generator);
        release_frame(generator);
        return 0;
    }
    raise_generator_exit();
    PycWord yielded = throw(generator, &result);
    pyc_xdec(result);
    if (yielded) {
        pyc_dec(yielded);
        pyc_raise_type(&pyc_runtime_error_type, "generator ignored GeneratorExit");
        return -1;
    }
    if (pyc_pending_is(&pyc_generator_exit_type) || pyc_pending_is(&pyc_stop_iteration_type)) pyc_clear();
    return pyc_state.exception ? -1 : 0;
}

/* The end of a step as the methods show it: StopIteration where it finished. */
static PycWord or_stop(PycWord yielded, PycWord result) {
    if (yielded || pyc_state.exception) return pyc_xdec(result), yielded;
    pyc_raise_stop_iteration(result ? result : PYC_NONE);
    pyc_xdec(result);
    return 0;
}

/* ---- Methods ---- */

PycWord pyc_generator_send(PycWord self, PycWord value) {
    PycWord result;
    PycWord yielded = send(generator_of(self), value, &result);
    return or_stop(yielded, result);
}

/* The exception that throw's arguments stand for, owned; 0: none can be made, which is pending. */
static PycWord thrown(PycWord type, PycWord value) {
    bool is_class = pyc_is_subclass(pyc_type_of(type), &pyc_type_type);
    PycType *class_ = (PycType *)pyc_object(type);
    if (!is_class) return pyc_inc(type);
    if (value == PYC_NONE) return pyc_exception_called(type, NULL, 0);
    if (pyc_type_of(value)->flags & PYC_TYPE_EXCEPTION && pyc_is_subclass(pyc_type_of(value), class_)) return pyc_inc(value);
    if (!(pyc_type_of(value)->flags & PYC_TYPE_TUPLE)) return pyc_exception_called(type, &value, 1);
    return pyc_exception_called(type, ((PycTuple *)pyc_object(value))->items, ((PycTuple *)pyc_object(value))->length);
}

PycWord pyc_generator_throw(PycWord self, PycWord type, PycWord value, PycWord traceback) {
    bool is_class = pyc_is_subclass(pyc_type_of(type), &pyc_type_type) && ((PycType *)pyc_object(type))->flags & PYC_TYPE_EXCEPTION;
    if (!value) value = PYC_NONE;
    if (traceback && traceback != PYC_NONE && pyc_type_of(traceback) != &pyc_traceback_type)
        return pyc_raise_type(&pyc_type_error_type, "throw() third argument must be a traceback object"), (PycWord)0;
    if (!is_class && !(pyc_type_of(type)->flags & PYC_TYPE_EXCEPTION))
        return pyc_raise_type(&pyc_type_error_type, "exceptions must be classes or instances deriving from BaseException, not %s",
                              pyc_type_name(type)), (PycWord)0;
    if (!is_class && value != PYC_NONE)
        return pyc_raise_type(&pyc_type_error_type, "instance exception may not have a separate value"), (PycWord)0;
    PycWord exception = thrown(type, value);
    if (exception) pyc_restore(exception); /* else what went wrong is thrown in */
    PycWord result;
    PycWord yielded = throw(generator_of(self), &result);
    return or_stop(yielded, result);
}

PycWord pyc_generator_close(PycWord self) {
    return close_generator(generator_of(self)) < 0 ? 0 : pyc_inc(PYC_NONE);
}

/* next(generator): StopIteration with the returned value. */
PycWord pyc_generator_next_raw(PycWord self) { return pyc_generator_send(self, PYC_NONE); }

static PycWord generator_next(PycWord self) {
    PycWord result;
    PycWord yielded = send(generator_of(self), PYC_NONE, &result);
    pyc_xdec(result);
    return yielded;
}

static PycWord generator_iterate(PycWord self) { return pyc_inc(self); }

/* An abandoned generator runs its finally clauses. */
static void generator_release(PycObject *object) {
    PycGenerator *generator = (PycGenerator *)object;
    if (generator->state == PYC_GENERATOR_SUSPENDED) {
        PycWord pending = pyc_take_pending();
        object->refcount = 2; /* alive while its body runs; resume() adds and drops one */
        if (close_generator(generator) < 0) pyc_print_unraisable("Exception ignored in: ", pyc_word(object));
        object->refcount = 0;
        pyc_restore(pending);
    }
    if (generator->state == PYC_GENERATOR_CREATED && generator->frame) drop_parameters(generator);
    if (generator->function) {
        release_frame(generator);
        pyc_dec(pyc_word(generator->function));
    }
    pyc_xdec(generator->handled);
    pyc_xdec(generator->name);
    pyc_xdec(generator->qualname);
}

/* Words in a suspended frame count as held from outside: only the body knows which are live. */
static void generator_traverse(PycObject *object, PycVisit visit, void *context) {
    PycGenerator *generator = (PycGenerator *)object;
    visit(pyc_word(generator->function), context);
    visit(generator->handled, context);
    if (!generator->frame || generator->state != PYC_GENERATOR_CREATED) return;
    int64_t n = parameter_count(generator->function->code);
    for (int64_t i = 0; i < n; i++) visit(generator->frame[i], context);
}

static PycWord generator_name(PycWord self) {
    PycGenerator *generator = generator_of(self);
    return generator->name ? pyc_inc(generator->name) : pyc_get_attribute(pyc_word(generator->function), NAME(__name__));
}
static PycWord generator_qualname(PycWord self) {
    PycGenerator *generator = generator_of(self);
    return generator->qualname ? pyc_inc(generator->qualname) : pyc_get_attribute(pyc_word(generator->function), NAME(__qualname__));
}
static PycWord generator_repr(PycWord self) {
    PycWord name = generator_qualname(self);
    PycWord text = name ? pyc_text_format("<generator object %S at %p>", name, (void *)pyc_object(self)) : 0;
    pyc_xdec(name);
    return text;
}
static int set_text(PycWord *field, const char *name, PycWord value) {
    if (!value || !(pyc_type_of(value)->flags & PYC_TYPE_STR))
        return pyc_raise_type(&pyc_type_error_type, "%s must be set to a string object", name), -1;
    PycWord old = *field;
    *field = pyc_inc(value);
    pyc_xdec(old);
    return 0;
}
static int generator_set_name(PycWord self, PycWord value) { return set_text(&generator_of(self)->name, "__name__", value); }
static int generator_set_qualname(PycWord self, PycWord value) {
    return set_text(&generator_of(self)->qualname, "__qualname__", value);
}
static PycWord generator_running(PycWord self) { return pyc_inc(pyc_bool(generator_of(self)->state == PYC_GENERATOR_RUNNING)); }
static PycWord generator_suspended(PycWord self) { return pyc_inc(pyc_bool(generator_of(self)->state == PYC_GENERATOR_SUSPENDED)); }
static PycWord generator_frame(PycWord self) {
    return pyc_inc(generator_of(self)->state == PYC_GENERATOR_CLOSED ? PYC_NONE : PYC_TRUE);
}
const PycComputed pyc_generator_rows[] = {{"__name__", generator_name, generator_set_name},
    {"__qualname__", generator_qualname, generator_set_qualname},
    {"gi_running", generator_running, NULL}, {"gi_suspended", generator_suspended, NULL}, {"gi_frame", generator_frame, NULL}};

PycType pyc_generator_type = {.object = PYC_TYPE_HEAD, .name = "generator", .instance_size = sizeof(PycGenerator),
    .flags = PYC_TYPE_TRACKED, .release = generator_release, .traverse = generator_traverse, .repr = generator_repr,
    .iterate = generator_iterate, .next = generator_next};

/* ---- yield from ---- */

/* After a step of any other iterator: a StopIteration ends the delegation with its value. */
static PycWord finish_step(PycWord yielded, PycWord *value, int64_t *done) {
    if (yielded) return yielded;
    if (!pyc_state.exception) *value = pyc_inc(PYC_NONE), *done = 1;
    else if (pyc_pending_is(&pyc_stop_iteration_type)) {
        *value = pyc_stop_iteration_value(pyc_state.exception);
        *done = 1;
        pyc_clear();
    }
    return 0;
}

static PycWord finish_generator(PycWord yielded, PycWord result, PycWord *value, int64_t *done) {
    if (yielded || pyc_state.exception) return pyc_xdec(result), yielded;
    *value = result;
    *done = 1;
    return 0;
}

static PycWord throw_step(PycWord iterator, PycWord *value, int64_t *done) {
    bool is_generator = pyc_type_of(iterator) == &pyc_generator_type;
    if (pyc_pending_is(&pyc_generator_exit_type)) {
        PycWord exit = pyc_take_pending();
        PycWord method = is_generator ? 0 : pyc_find_attribute(iterator, NAME(close));
        PycWord none = 0;
        bool failed = is_generator ? close_generator(generator_of(iterator)) < 0
                                   : method ? !(none = pyc_call(method, NULL, 0, 0)) : pyc_state.exception != 0;
        pyc_xdec(method);
        pyc_xdec(none);
        if (failed) pyc_dec(exit);
        else pyc_restore(exit);
        return 0;
    }
    if (is_generator) {
        PycWord result;
        PycWord yielded = throw(generator_of(iterator), &result);
        return finish_generator(yielded, result, value, done);
    }
    PycWord exception = pyc_take_pending();
    PycWord method = pyc_find_attribute(iterator, NAME(throw));
    if (!method) {
        if (pyc_state.exception) pyc_dec(exception);
        else pyc_restore(exception);
        return 0;
    }
    PycWord yielded = pyc_call(method, &exception, 1, 0);
    pyc_dec(method);
    pyc_dec(exception);
    return finish_step(yielded, value, done);
}

PycWord pyc_yield_from_step(PycWord iterator, PycWord sent, PycWord *value, int64_t *done) {
    *done = 0;
    *value = 0;
    if (!sent) return throw_step(iterator, value, done);
    if (pyc_type_of(iterator) == &pyc_generator_type) {
        PycWord result;
        PycWord yielded = send(generator_of(iterator), sent, &result);
        return finish_generator(yielded, result, value, done);
    }
    if (sent == PYC_NONE) return finish_step(pyc_has_user_next(iterator) ? pyc_user_next_raw(iterator) : pyc_next(iterator), value, done);
    return finish_step(pyc_call_method(iterator, NAME(send), &sent, 1, 0), value, done);
}
