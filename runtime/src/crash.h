/* crash.h: what the report of a crash knows of the program's own file. */
#ifndef PYC_SRC_CRASH_H
#define PYC_SRC_CRASH_H

#include "pyc.h"

/* A place of machine code and what is found out about it. Text is not 0-terminated. */
typedef struct {
    uint64_t pc;          /* as the file numbers it */
    const char *name;     /* the symbol: "__main__.area$0" */
    size_t name_length;
    const char *file;     /* 0: the file has no line for it */
    int64_t line;
} PycPlace;

/* The program's file in memory. */
typedef struct {
    const uint8_t *data;
    size_t size;
} PycImage;

/* Code in memory: an object file with the addresses where its sections are. */
typedef struct PycCodeInMemory {
    const struct PycCodeInMemory *next, *previous;
    const uint8_t *data;
    uint64_t size;
} PycCodeInMemory;

/* Only system calls and reads of memory: fit for a signal handler. */
PycImage pyc_image_open(const char *path); /* data NULL: cannot be read */
PycImage pyc_image_of(const PycCodeInMemory *code);
const PycCodeInMemory *pyc_code_in_memory(void); /* all that LLVM made for this process; NULL: nothing known */
uint64_t pyc_image_symbol(PycImage image, const char *name); /* its value in the file, 0: none */
/* Where the image's Python code is; low above high: nowhere. */
void pyc_image_python(PycImage image, uint64_t *low, uint64_t *high);
void pyc_image_names(PycImage image, PycPlace *places, int64_t n);
void pyc_image_lines(PycImage image, PycPlace *places, int64_t n);

/* Of "__main__.area$0", "__main__.area.boxed", in memory "__main__.area$0.quick" and the like:
 * length of the name without the variant; 0: no function of the program's Python code. */
size_t pyc_crash_python_length(const char *name, size_t length);

/* From now on crashes are reported. `stack`: where the program's frames are, NULL: not known. */
void pyc_crash_prepare(const PycProgram *program, const char *stack, size_t size);

#endif
