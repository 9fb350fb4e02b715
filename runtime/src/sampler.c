/* sampler.c: a timer's signal notes the chain of frame pointers. See sampler.h for what it writes.
 *
 * Off unless asked for. The clock is the wall's, since timers on processor time tick no faster than
 * the kernel does (250 times a second on many machines); each sample tells how much processor time
 * it stands for. All of `on_tick` is fit for a signal handler.
 */
#include "sampler.h"

#include "machine_state.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { MOST_FRAMES = 4096, MOST_HINTS = 16, HINTS_WITHIN = 4096, BUFFER = 1 << 14, SOON = 250 * 1000 * 1000, MOST_HERTZ = 10000 };

typedef struct { uint64_t at[MOST_FRAMES]; int64_t n; } Frames;

static uint64_t stack_start, stack_end, code_start, code_end, moved;
static Frames frames[2]; /* of this sample and the one before */
static int current;
static uint64_t buffer[BUFFER + 3 + MOST_HINTS + MOST_FRAMES];
static size_t filled; /* words */
static int file = -1;
static timer_t timer;
static bool ticks;
static uint64_t started, written_at, processor_before;
static const char *calls_path;

static uint64_t now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void write_out(void) {
    const char *data = (const char *)buffer;
    for (size_t left = filled * sizeof *buffer; left;) {
        ssize_t n = write(file, data, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break; /* a full disk ends the profile, not the program */
        data += n, left -= (size_t)n;
    }
    filled = 0;
}

/* ---- A sample ---- */

static bool is_frame(uint64_t frame) { return frame % 8 == 0 && frame >= stack_start && frame + 16 <= stack_end; }

static bool walk(PycMachineState state, Frames *into) {
    into->n = 0;
    into->at[into->n++] = state.pc;
    for (uint64_t frame = state.frame; is_frame(frame);) {
        const uint64_t *pair = (const uint64_t *)frame;
        if (pair[1] == 0 || pair[0] <= frame) break;
        if (into->n == MOST_FRAMES) return true;
        into->at[into->n++] = pair[1] - 1;
        frame = pair[0];
    }
    return false;
}

/* The C library keeps no frame pointers, and a function that just starts has not set its own: the
 * way back into its caller is then somewhere above the innermost frame. */
static int64_t hints(PycMachineState state, uint64_t *into) {
    int64_t n = 0;
    uint64_t end = is_frame(state.frame) && state.frame < state.stack + HINTS_WITHIN ? state.frame : state.stack + HINTS_WITHIN;
    for (uint64_t at = state.stack; is_frame(at) && at < end && n < MOST_HINTS; at += 8) {
        uint64_t word = *(const uint64_t *)at;
        if (word > code_start && word < code_end) into[n++] = word - 1;
    }
    return n;
}

static int64_t same(const Frames *one, const Frames *other) {
    int64_t n = 0, most = one->n < other->n ? one->n : other->n;
    while (n < most && one->at[one->n - 1 - n] == other->at[other->n - 1 - n]) n++;
    return n;
}

static void on_tick(int number, siginfo_t *info, void *context) {
    (void)number, (void)info;
    int kept = errno;
    uint64_t time = now(CLOCK_MONOTONIC), processor = now(CLOCK_THREAD_CPUTIME_ID);
    PycMachineState state = pyc_machine_state(context);
    Frames *last = &frames[current], *next = &frames[current = !current];
    bool truncated = walk(state, next);
    int64_t n_same = same(next, last), n_new = next->n - n_same;
    uint64_t *to = buffer + filled;
    int64_t n_hints = hints(state, to + 3);
    to[0] = (uint64_t)n_new | (uint64_t)n_same << 16 | (uint64_t)n_hints << 32 | (uint64_t)truncated << 48;
    to[1] = time - started;
    to[2] = processor - processor_before;
    memcpy(to + 3 + n_hints, next->at, (size_t)n_new * sizeof *to);
    filled += (size_t)(3 + n_hints + n_new);
    processor_before = processor;
    if (filled >= BUFFER || time - written_at >= SOON) write_out(), written_at = time;
    errno = kept;
}

/* ---- Calls ---- */

/* In a build whose functions count: how many there are, then the calls of each. */
extern const uint64_t pyc_calls[] __attribute__((weak));

static void write_calls(const char *path) {
    if (!path || !pyc_calls) return;
    FILE *to = fopen(path, "wb");
    if (!to) return;
    fwrite(pyc_calls, sizeof *pyc_calls, pyc_calls[0] + 1, to);
    fclose(to);
}

/* ---- Start and end ---- */

static int note_code(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size, (void)unused;
    moved = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        code_start = moved + part->p_vaddr;
        code_end = code_start + part->p_memsz;
    }
    return 1; /* the program itself comes first */
}

static void start(uint64_t hertz, const char *path, int flags) {
    if (ticks || hertz == 0 || hertz > MOST_HERTZ) return;
    if (file >= 0) close(file);
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (file < 0) return;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_notify_thread_id = (int)syscall(SYS_gettid);
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    if (sigaction(SIGPROF, &action, NULL) < 0 || timer_create(CLOCK_MONOTONIC, &event, &timer) < 0) return;
    started = written_at = now(CLOCK_MONOTONIC);
    processor_before = now(CLOCK_THREAD_CPUTIME_ID);
    frames[current].n = 0;
    uint64_t period = 1000000000u / hertz;
    PycSampleHead head = {"", sizeof head, (uint64_t)getpid(), period, moved, now(CLOCK_REALTIME)};
    memcpy(head.magic, "PYCSAMP1", sizeof head.magic);
    memcpy(buffer, &head, sizeof head);
    filled = sizeof head / sizeof *buffer;
    write_out();
    struct timespec every = {(time_t)(period / 1000000000u), (long)(period % 1000000000u)};
    struct itimerspec times = {every, every};
    ticks = timer_settime(timer, 0, &times, NULL) == 0;
}

static void stop(void) {
    if (!ticks) return;
    timer_delete(timer);
    signal(SIGPROF, SIG_IGN); /* one may still be on its way */
    ticks = false;
    write_out();
}

void pyc_sampler_finish(void) {
    stop();
    write_calls(calls_path);
}

static void on_request(int number, siginfo_t *info, void *context) {
    (void)number, (void)context;
    int kept = errno;
    if (info->si_code == SI_QUEUE && (info->si_uid == getuid() || info->si_uid == 0)) {
        char path[] = "/tmp/pyc-profile-\0\0\0\0\0\0\0\0\0\0\0";
        char digits[12];
        size_t n = sizeof digits, end = strlen(path);
        for (uint64_t pid = (uint64_t)getpid(); pid; pid /= 10) digits[--n] = (char)('0' + pid % 10);
        memcpy(path + end, digits + n, sizeof digits - n);
        stop();
        start((uint64_t)info->si_value.sival_int, path, O_EXCL | O_NOFOLLOW);
    }
    errno = kept;
}

void pyc_sampler_prepare(const char *stack, size_t size) {
    stack_start = (uint64_t)stack;
    stack_end = stack ? (uint64_t)stack + size : 0;
    dl_iterate_phdr(note_code, NULL);
    struct sigaction action = {.sa_sigaction = on_request, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    sigaddset(&action.sa_mask, SIGPROF);
    sigaction(SIGRTMIN + PYC_SAMPLER_SIGNAL, &action, NULL);
    calls_path = getenv("PYC_CALLS");
    const char *asked = getenv("PYC_PROFILE");
    char *path;
    if (!asked) return;
    uint64_t hertz = strtoull(asked, &path, 10);
    if (*path == ':') start(hertz, path + 1, O_TRUNC);
}
