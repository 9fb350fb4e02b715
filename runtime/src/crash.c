/* crash.c: a signal that a bug in native code causes: Python's stack on stderr, then the end by it.
 *
 *     pyc: the program crashed: Segmentation fault
 *     Most recent call first:
 *       File "prog.py", line 3, in area
 *
 * Frames come from the chain of frame pointers, their functions from the program's symbols, their
 * lines from its debug information, where there is some. All here is fit for a signal handler.
 */
#include "crash.h"
#include "machine_state.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { MOST_FRAMES = 512, MOST_RANGES = 4096, CUTOFF = 3, /* repeated frames shown */ HANDLER_STACK = 1 << 16, TEXT = 512 };

static uint64_t stack_start, stack_end;
static const PycProgram *program;

/* ---- Text ---- */

typedef struct { char data[TEXT]; size_t length; } Line;

static void add(Line *line, const char *text, size_t length) {
    if (length > TEXT - line->length) length = TEXT - line->length;
    memcpy(line->data + line->length, text, length);
    line->length += length;
}
static void add_text(Line *line, const char *text) { add(line, text, strlen(text)); }

static void add_number(Line *line, uint64_t number) {
    char digits[24];
    int at = sizeof digits;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    add(line, digits + at, sizeof digits - (size_t)at);
}

static void show(Line *line) {
    add_text(line, "\n");
    for (size_t done = 0; done < line->length;) {
        ssize_t n = write(2, line->data + done, line->length - done);
        if (n <= 0) return;
        done += (size_t)n;
    }
}

/* ---- Frames ---- */

static PycPlace places[MOST_FRAMES];
static bool is_next[MOST_FRAMES]; /* the place before is in the frame that this one called */

/* Where Python's code is: one range for a program's file, one for each object made in memory. */
static struct { uint64_t low, high; } ranges[MOST_RANGES];
static int64_t n_ranges;

static void add_range(PycImage image, uint64_t moved) {
    uint64_t low, high;
    pyc_image_python(image, &low, &high);
    if (low >= high || n_ranges == MOST_RANGES) return;
    ranges[n_ranges].low = low + moved;
    ranges[n_ranges++].high = high + moved;
}

static bool is_python(uint64_t pc) {
    for (int64_t i = 0; i < n_ranges; i++)
        if (pc >= ranges[i].low && pc < ranges[i].high) return true;
    return false;
}

static bool is_frame(uint64_t frame) { return frame % 8 == 0 && frame >= stack_start && frame + 16 <= stack_end; }

/* Places in the Python code, from the inside out; the first is where it crashed. Frames of C are
 * passed over, so that a C function's endless recursion hides nothing. */
static int64_t walk(PycMachineState state) {
    int64_t n = 0;
    for (bool was = false; n < MOST_FRAMES;) {
        bool is = is_python(state.pc);
        is_next[n] = was;
        if (is) places[n++] = (PycPlace){.pc = state.pc};
        was = is;
        if (!is_frame(state.frame)) break;
        const uint64_t *pair = (const uint64_t *)state.frame;
        if (pair[1] == 0 || pair[0] <= state.frame) break;
        state.pc = pair[1] - 1; /* inside the call */
        state.frame = pair[0];
    }
    return n;
}

/* The C library keeps no frame pointers: the innermost frame on the stack that Python code called. */
static PycMachineState first_frame(PycMachineState state) {
    uint64_t start = state.stack & ~(uint64_t)7; /* after an overflow it lies outside */
    if (start < stack_start && start + (1 << 20) >= stack_start) start = stack_start;
    for (uint64_t at = start; is_frame(at); at += 8) {
        const uint64_t *pair = (const uint64_t *)at;
        if (pair[0] > at && is_frame(pair[0]) && is_python(pair[1])) return (PycMachineState){0, at, at};
    }
    return (PycMachineState){0, 0, 0};
}

static size_t without(const char *name, size_t n, const char *tail) {
    size_t length = strlen(tail);
    return n > length && !memcmp(name + n - length, tail, length) ? n - length : n;
}

static size_t without_number(const char *name, size_t n) {
    while (n && name[n - 1] >= '0' && name[n - 1] <= '9') n--;
    return n;
}

size_t pyc_crash_python_length(const char *name, size_t length) {
    size_t n = without_number(name, length);
    if (n > 1 && n < length && name[n - 1] == '.') length = n - 1; /* code in memory: made later */
    length = without(name, without(name, length, ".quick"), ".loop");
    n = without(name, length, ".boxed");
    if (n < length) return n;
    n = without_number(name, length);
    return n > 1 && n < length && name[n - 1] == '$' ? n - 1 : 0;
}
static size_t python_length(const PycPlace *place) { return pyc_crash_python_length(place->name, place->name_length); }

/* A specialised variant that gave up, around the boxed variant that goes on for it. */
static bool is_given_up(const PycPlace *outer, const PycPlace *inner) {
    size_t n = python_length(inner);
    return n && n == python_length(outer) && !memcmp(inner->name, outer->name, n) &&
           inner->name[n] == '.' && outer->name[n] == '$';
}

/* The file of the module whose name begins the symbol's, as tracebacks show it. */
static void add_file(Line *line, const PycPlace *place) {
    const PycStr *file = NULL;
    int64_t longest = -1;
    for (int64_t i = 0; i < program->n_modules; i++) {
        const PycStr *name = (const PycStr *)program->modules[i]->name;
        if (name->length <= longest || (size_t)name->length >= place->name_length) continue;
        if (memcmp(name->data, place->name, (size_t)name->length) || place->name[name->length] != '.') continue;
        longest = name->length;
        file = (const PycStr *)program->modules[i]->file;
    }
    if (file && file->ascii) add(line, (const char *)file->data, (size_t)file->length);
    else add_text(line, place->file ? place->file : "?");
}

static void show_place(const PycPlace *place) {
    Line line = {.length = 0};
    size_t end = python_length(place), start = end;
    while (start && place->name[start - 1] != '.') start--;
    add_text(&line, "  File \"");
    add_file(&line, place);
    add_text(&line, "\"");
    if (place->line > 0) {
        add_text(&line, ", line ");
        add_number(&line, (uint64_t)place->line);
    }
    add_text(&line, ", in ");
    add(&line, place->name + start, end - start);
    show(&line);
}

static void show_repeated(int64_t count) {
    Line line = {.length = 0};
    if (count < CUTOFF) return;
    add_text(&line, "  [Previous line repeated ");
    add_number(&line, (uint64_t)(count - CUTOFF + 1));
    add_text(&line, count == CUTOFF ? " more time]" : " more times]");
    show(&line);
}

/* Where Python was, into `places`; in the program's own file, or in code made in memory. */
static int64_t find_places(const ucontext_t *context) {
    PycImage image = pyc_image_open("/proc/self/exe");
    uint64_t known = image.data ? pyc_image_symbol(image, "pyc_state") : 0;
    uint64_t moved = known ? (uint64_t)&pyc_state - known : 0;
    const PycCodeInMemory *code = known ? NULL : pyc_code_in_memory();
    if (known) add_range(image, moved);
    for (const PycCodeInMemory *each = code; each; each = each->next) add_range(pyc_image_of(each), 0);
    if (!n_ranges) return 0;
    PycMachineState state = pyc_machine_state(context);
    int64_t n = walk(state);
    if (!n) n = walk(first_frame(state));
    for (int64_t i = 0; i < n; i++) places[i].pc -= moved;
    if (known) {
        pyc_image_names(image, places, n);
        pyc_image_lines(image, places, n);
    }
    for (; code; code = code->next) {
        pyc_image_names(pyc_image_of(code), places, n);
        pyc_image_lines(pyc_image_of(code), places, n);
    }
    return n;
}

static void show_stack(const ucontext_t *context) {
    int64_t n = find_places(context);
    Line head = {.length = 0};
    add_text(&head, "Most recent call first:");
    if (n) show(&head);
    int64_t repeated = 0;
    const PycPlace *last = NULL;
    for (int64_t i = 0; i < n; i++) {
        if (!python_length(&places[i]) || (is_next[i] && is_given_up(&places[i], &places[i - 1]))) continue;
        bool is_same = last && last->name == places[i].name && last->line == places[i].line;
        if (!is_same) show_repeated(repeated);
        repeated = is_same ? repeated + 1 : 0;
        last = &places[i];
        if (repeated < CUTOFF) show_place(last);
    }
    show_repeated(repeated);
    Line rest = {.length = 0};
    add_text(&rest, "  ...");
    if (n == MOST_FRAMES) show(&rest);
}

/* ---- The signal ---- */

static const struct { int number; const char *name; } signals[] = {
    {SIGSEGV, "Segmentation fault"}, {SIGBUS, "Bus error"}, {SIGFPE, "Floating-point exception"},
    {SIGILL, "Illegal instruction"}, {SIGABRT, "Aborted"}};

/* The handler is removed when it starts: a crash in here ends the program at once. */
static void on_crash(int number, siginfo_t *info, void *context) {
    if (stack_start) madvise((void *)stack_start, stack_end - stack_start, MADV_DODUMP);
    bool is_ours = info->si_code != SI_USER || info->si_pid == getpid();
    Line head = {.length = 0};
    add_text(&head, "pyc: the program crashed: ");
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signals[i].number == number) add_text(&head, signals[i].name);
    if (is_ours) {
        show(&head);
        show_stack(context);
    }
    if (info->si_code <= 0) raise(number); /* a fault comes again when the handler returns */
}

void pyc_crash_prepare(const PycProgram *what, const char *stack, size_t size) {
    program = what;
    char *room = mmap(NULL, HANDLER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return;
    stack_start = (uint64_t)stack;
    stack_end = stack ? (uint64_t)stack + size : 0;
    stack_t own = {.ss_sp = room, .ss_size = HANDLER_STACK};
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
    if (sigaltstack(&own, NULL) < 0) return;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i].number, &action, NULL);
}
