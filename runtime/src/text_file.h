/* text_file.h: the text streams of the program: standard input, output and error. */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include "objects_private.h"

typedef struct PycTextFile {
    PycObject object;
    int64_t fd;
    const char *name;        /* "<stdout>" */
    char mode;               /* 'r' or 'w' */
    bool line_buffered;
    bool backslash_replace;  /* stderr: what cannot be encoded is escaped */
    bool at_end;
    bool closed;
    bool owned;              /* made by open(): name and descriptor go with it */
    uint8_t *buffer;
    int64_t start, length, capacity; /* unread or unwritten bytes */
} PycTextFile;

extern PycType pyc_text_file_type;
extern PycTextFile pyc_stdin_file, pyc_stdout_file, pyc_stderr_file;

int pyc_file_write(PycTextFile *file, PycWord text);        /* str */
int pyc_file_write_bytes(PycTextFile *file, const char *bytes, int64_t n);
int pyc_file_flush(PycTextFile *file);                      /* -1: OSError pending */
PycWord pyc_file_read_line(PycTextFile *file, int64_t limit); /* with its end; "" at the end */

#endif
