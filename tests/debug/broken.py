"""Inside gdb: a breakpoint on each line of PYC_LINES; what the first hit of each shows.

    PYC_STEPS=FILE PYC_LINES="3 4 7" gdb -x broken.py PROGRAM

Writes [function, line, {name: text}] a line that was hit; a variable that is optimised out is
"<optimized out>".
"""

from __future__ import annotations

import json
import os
import sys

import gdb


class Once(gdb.Breakpoint):
    def __init__(self, line: int) -> None:
        super().__init__(f"{os.environ['PYC_SOURCE']}:{line}", internal=True)
        self._line = line
        self.told = ""

    def stop(self) -> bool:
        if not self.told:
            frame = gdb.newest_frame()
            stepping = sys.modules["pyc_gdb"]
            shown = {name: each.format_string() for name, each in stepping.variables(frame)}
            bound = {name: each for name, each in shown.items() if each != "<unbound>"}
            line = self._line if frame.find_sal().line == self._line else -self._line
            name = frame.function().name.partition("(")[0].rpartition(".")[2]
            self.told = json.dumps([name, line, bound]) + "\n"
        self.enabled = False
        return False


def main() -> None:
    gdb.execute("set confirm off")
    gdb.execute("set print elements 0")
    points = [Once(int(each)) for each in os.environ["PYC_LINES"].split()]
    gdb.execute("run > /dev/null 2>&1", to_string=True)
    with open(os.environ["PYC_STEPS"], "w") as out:  # noqa: PTH123 - gdb's own Python
        out.writelines(each.told for each in points)


main()
