/* What observed programs (built for a debugger) call: see docs/debugging.md.
 *
 * Each statement compares its frame's address with pyc_line_limit and calls pyc_line_stop if it is
 * not below. A debugger that steps writes the limit (0: any statement; a frame's address: this
 * frame and its callers) and puts a breakpoint into pyc_line_stop. */
#include "pyc.h"
#include "pyc_compiled.h"
#include "pyc_values.h"

#include <string.h>

const char *volatile pyc_line_limit = (const char *)UINTPTR_MAX;
int64_t pyc_line_last; /* the line of the last stop */

__attribute__((noinline)) void pyc_line_stop(void) { __asm__ volatile(""); }

/* A specialised variant is about to call its boxed variant, which goes on for it: stepping in the
 * caller's frame means stepping in that one. Both calls come from the same stack depth, so this
 * frame's address is the one that the boxed variant will have. */
__attribute__((noinline)) void pyc_line_bailed(void) {
    const char *const *own = __builtin_frame_address(0);
    const char *caller = own[0]; /* frame pointers are kept */
    if (pyc_line_limit != NULL && caller >= pyc_line_limit) pyc_line_limit = (const char *)own;
}

/* The owned word for what a slot shows; 0: unbound. */
PycWord pyc_shown_int(int64_t value) {
    return (uint64_t)value == PYC_F64_ABSENT ? 0 : pyc_int_from_i64(value);
}

PycWord pyc_shown_float(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits == PYC_F64_ABSENT ? 0 : pyc_float_box(value);
}
