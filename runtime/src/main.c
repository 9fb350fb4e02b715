/* main.c: the entry point of a compiled program. */
#include "pyc.h"

extern const PycProgram pyc_program;

int main(int argc, char **argv) { return pyc_start(argc, argv, &pyc_program); }
