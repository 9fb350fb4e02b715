"""Inside gdb: steps a program from its first statement to its end; the counterpart of traced.py.

    PYC_STEPS=FILE PYC_LIMIT=N gdb -x stepped.py PROGRAM
"""

from __future__ import annotations

import json
import os
import sys

import gdb


def main() -> None:
    gdb.execute("set confirm off")
    gdb.execute("set print elements 0")
    gdb.execute("tbreak pyc_start")
    gdb.execute("run > /dev/null 2>&1", to_string=True)
    stepping = sys.modules["pyc_gdb"]
    with open(os.environ["PYC_STEPS"], "w") as out:  # noqa: PTH123 - gdb's own Python
        for _ in range(int(os.environ["PYC_LIMIT"])):
            limit = stepping.EVERYWHERE
            if not stepping.STEPPER.statement(limit, []):
                break
            frame = gdb.newest_frame()
            if frame.find_sal().symtab.fullname() != os.environ["PYC_SOURCE"]:
                continue
            name = frame.function().name.partition("(")[0].rpartition(".")[2]
            shown = {}
            for variable, value in stepping.variables(frame):
                told = value.format_string()
                if told != "<unbound>":
                    shown[variable] = told
            out.write(json.dumps([name, frame.find_sal().line, shown]) + "\n")


main()
