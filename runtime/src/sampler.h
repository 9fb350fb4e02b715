/* sampler.h: where a program spends its time, written to a file while it runs.
 *
 * The file, in 64-bit words of the machine: a head (PycSampleHead), then samples. A sample is
 *
 *     n_new | n_same << 16 | n_hints << 32 | truncated << 48
 *     nanoseconds since the sampler started
 *     nanoseconds of processor time since the sample before
 *     n_hints words     what the stack holds above the innermost frame pointer, if it is code
 *     n_new words       program counters, from the inside out; all but the first are the last byte
 *                       of a call
 *     (n_same)          the outermost frames, not written: those of the sample before
 */
#ifndef PYC_SRC_SAMPLER_H
#define PYC_SRC_SAMPLER_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    char magic[8];     /* "PYCSAMP1" */
    uint64_t size;     /* of the head, in bytes */
    uint64_t pid;
    uint64_t period;   /* nanoseconds */
    uint64_t moved;    /* what to subtract from an address to have the file's */
    uint64_t started;  /* nanoseconds since 1970 */
} PycSampleHead;

enum { PYC_SAMPLER_SIGNAL = 9 }; /* after SIGRTMIN: with a rate in Hz a sampler starts, with 0 it ends */

/* Starts a sampler if PYC_PROFILE=HZ:FILE says so; from now on the signal does. `stack`: where the
 * program's frames are. */
void pyc_sampler_prepare(const char *stack, size_t size);

/* Writes what is not yet written; and calls, where PYC_CALLS=FILE asks for them and the program was
 * built to count them: 64-bit words, how many functions, then the calls of each. */
void pyc_sampler_finish(void);

#endif
