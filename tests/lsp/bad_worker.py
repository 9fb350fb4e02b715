"""A worker that does what it is asked to: to answer, crash, hang, or wait to be given up."""

from __future__ import annotations

import os
import signal
import time

from pyc.lsp.worker import GIVE_UP, received, send


def main() -> None:
    questions = os.fdopen(0, "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    while True:
        number, name, arguments = received(questions)
        if name == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif name == "hang":
            time.sleep(1000)
        elif name == "wait":
            while received(questions)[:2] != (number, GIVE_UP):
                pass
            send(answers, (number, "given up", None))
        elif name == "raise":
            send(answers, (number, "error", f"Traceback\nMemoryError: {arguments}"))
        else:
            send(answers, (number, "ok", (name, arguments)))


if __name__ == "__main__":
    main()
