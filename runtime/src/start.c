/* start.c: a compiled program from start to end: its stack, signals, the main module, the exit. */
#include "crash.h"
#include "sampler.h"
#include "text_file.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

void pyc_system_set_arguments(int argc, char **argv);
PycWord pyc_loaded_modules(void);
void pyc_finalize_garbage(PycObject *object);

char *pyc_stack_limit; /* below it C recursion ends in a RecursionError */

static const PycProgram *program;
static int exit_status;

/* ---- Signals ---- */

/* Loops that call look at the flag; one that does not, or a second Ctrl-C, ends the program here. */
static void on_unheeded(int number) {
    (void)number;
    if (!pyc_state.interrupted) return;
    static const char text[] = "KeyboardInterrupt\n";
    if (write(2, text, sizeof text - 1) < 0) _exit(130);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
}

static void on_interrupt(int number) {
    if (pyc_state.interrupted) on_unheeded(number);
    pyc_state.interrupted = 1;
    struct sigaction unheeded = {.sa_handler = on_unheeded};
    sigaction(SIGALRM, &unheeded, NULL);
    struct itimerval soon = {.it_value = {.tv_usec = 500000}};
    setitimer(ITIMER_REAL, &soon, NULL);
}

static void install_signals(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &action, NULL);
    struct sigaction interrupt = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &interrupt, NULL);
}

static void die_of_interrupt(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &action, NULL);
    kill(getpid(), SIGINT);
}

/* ---- The end ---- */

/* What sys.exit(code) asks for. */
static int status_of(PycWord code) {
    int64_t value;
    if (code == PYC_NONE) return 0;
    if (pyc_is_int(code)) return pyc_int_fits_i64(code, &value) ? (int)(value & 0xff) : 255;
    if (pyc_file_flush(&pyc_stdout_file) < 0) pyc_clear();
    PycWord text = pyc_str(code);
    if (text) pyc_stderr_word(text), pyc_dec(text);
    else pyc_clear();
    pyc_stderr_text("\n");
    return 1;
}

/* The exit status that the pending exception leads to; prints it where it is an error. */
static int report_pending(bool *interrupted) {
    if (pyc_pending_is(&pyc_system_exit_type)) {
        PycWord exception = pyc_take_pending();
        PycWord code = pyc_get_attribute(exception, NAME(code));
        int status = code ? status_of(code) : 1;
        pyc_xdec(code);
        pyc_dec(exception);
        return status;
    }
    *interrupted = pyc_pending_is(&pyc_keyboard_interrupt_type);
    pyc_print_pending();
    return 1;
}

static bool is_definition(PycWord value) {
    PycType *type = pyc_type_of(value);
    return type == &pyc_function_type || type == &pyc_module_type || type == &pyc_builtin_type || pyc_is_subclass(type, &pyc_type_type);
}

/* Drops the globals in the order of the text: data first, so that __del__ still finds functions. */
static void clear_globals(PycModuleSpec *module, bool definitions) {
    for (int64_t i = 0; i < module->n_globals; i++) {
        PycWord value = *module->cells[i];
        if (!value || (!definitions && is_definition(value))) continue;
        *module->cells[i] = PYC_NONE;
        pyc_dec(value);
        if (pyc_state.exception) pyc_clear();
    }
}

static void run_finalizers(PycModuleSpec *module) {
    for (int64_t i = 0; i < module->n_globals; i++) {
        PycWord value = *module->cells[i];
        if (value && !pyc_is_small(value) && pyc_type_of(value)->flags & PYC_TYPE_FINALIZER && pyc_object(value)->refcount == 1)
            pyc_finalize_garbage(pyc_object(value));
    }
}

static void finish_modules(void) {
    for (int64_t i = 0; i < program->n_modules; i++) run_finalizers(program->modules[i]);
    pyc_collect_cycles();
    for (int definitions = 0; definitions < 2; definitions++)
        for (int64_t i = 0; i < program->n_modules; i++) clear_globals(program->modules[i], definitions != 0);
    pyc_collect_cycles();
}

static int flush_at_exit(void) {
    if (pyc_file_flush(&pyc_stdout_file) == 0) return 0;
    pyc_stdout_file.length = 0;
    PycWord exception = pyc_take_pending();
    pyc_stderr_text("Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n");
    PycWord text = pyc_str(exception);
    pyc_stderr_text(pyc_type_of(exception)->name);
    pyc_stderr_text(": ");
    if (text) pyc_stderr_word(text), pyc_dec(text);
    pyc_stderr_text("\n");
    pyc_dec(exception);
    return -1;
}

void pyc_run_exit_functions(void) __attribute__((weak));

/* ---- The start ---- */

static void run_program(void) {
    bool interrupted = false;
    PycWord module = pyc_import_user(program->modules[0]);
    if (!module) exit_status = report_pending(&interrupted);
    pyc_state.depth = 0;
    if (pyc_run_exit_functions) pyc_run_exit_functions();
    bool broken = flush_at_exit() < 0;
    finish_modules();
    if (!broken) broken = flush_at_exit() < 0;
    if (pyc_file_flush(&pyc_stderr_file) < 0) pyc_clear();
    if (broken) exit_status = 120;
    pyc_sampler_finish();
    if (interrupted) die_of_interrupt();
}

#if defined(__SANITIZE_ADDRESS__)
static void run_on_big_stack(void) { run_program(); } /* the sanitizer knows only the usual stack */
#else
enum { GUARD = 1 << 20, RESERVE = 1 << 18, DUMPED = 16 << 20 };

static char *new_stack(size_t *size) {
    for (*size = (size_t)4 << 30; *size >= (size_t)16 << 20; *size >>= 1) {
        char *memory = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (memory == MAP_FAILED) continue;
        mprotect(memory, GUARD, PROT_NONE);
        /* Debuggers write a core dump page by page: only what is used for sure goes in. */
        if (*size > DUMPED) madvise(memory, *size - DUMPED, MADV_DONTDUMP);
        return memory;
    }
    return NULL;
}

static ucontext_t outside;

static void run_on_big_stack(void) {
    static ucontext_t inside;
    static size_t size;
    static char *stack;
    stack = new_stack(&size);
    pyc_crash_prepare(program, stack ? stack + GUARD : NULL, size - GUARD);
    pyc_sampler_prepare(stack ? stack + GUARD : NULL, size - GUARD);
    if (!stack || getcontext(&inside) < 0) {
        run_program();
        return;
    }
    pyc_stack_limit = stack + GUARD + RESERVE;
    inside.uc_stack.ss_sp = stack;
    inside.uc_stack.ss_size = size;
    inside.uc_link = &outside;
    makecontext(&inside, run_program, 0);
    swapcontext(&outside, &inside);
}
#endif

int pyc_start(int argc, char **argv, const PycProgram *what) {
    program = what;
    pyc_initialize();
    pyc_system_set_arguments(argc, argv);
    pyc_stdout_file.line_buffered = isatty(1) == 1;
    install_signals();
    run_on_big_stack();
    return exit_status;
}
