/* machine_state.h: what the machine stood at when a signal came. */
#ifndef PYC_SRC_MACHINE_STATE_H
#define PYC_SRC_MACHINE_STATE_H

#include <stdint.h>
#include <ucontext.h>

typedef struct { uint64_t pc, frame, stack; } PycMachineState;

static inline PycMachineState pyc_machine_state(const void *context) {
#if defined(__x86_64__)
    const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
    return (PycMachineState){(uint64_t)registers[REG_RIP], (uint64_t)registers[REG_RBP], (uint64_t)registers[REG_RSP]};
#elif defined(__aarch64__)
    const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;
    return (PycMachineState){machine->pc, machine->regs[29], machine->sp};
#else
    (void)context;
    return (PycMachineState){0, 0, 0};
#endif
}

#endif
