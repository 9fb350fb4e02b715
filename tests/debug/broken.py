"""Inside gdb: a breakpoint on each line of PYC_LINES; what the first hit of each shows.

    PYC_STEPS=FILE PYC_LINES="3 4 7" gdb -x broken.py PROGRAM

Writes [function, line, {name: text}] a line that was hit; a variable that is not to be seen is
"<optimized out>" with the reason: "never" is it anywhere, or it is only "earlier", "later" or both
("between") in the variant's code.
"""

from __future__ import annotations

import json
import os
import re
import sys

import gdb

GONE = "<optimized out>"


def why(name: str, pc: int) -> str:
    known = gdb.execute(f"info scope *{pc:#x}", to_string=True)
    entry = re.search(rf"Symbol {re.escape(name)} is (.*?)(?=^Symbol |\Z)", known, re.M | re.S)
    ranges = re.findall(r"Range (0x[0-9a-f]+)-(0x[0-9a-f]+)", entry[1] if entry else "")
    earlier = any(int(end, 16) <= pc for _, end in ranges)
    later = any(int(start, 16) > pc for start, _ in ranges)
    kinds = {(False, False): "never", (True, False): "earlier", (False, True): "later"}
    function = gdb.execute(f"info symbol {pc:#x}", to_string=True).split()[0]
    return f"{GONE}: {kinds.get((earlier, later), 'between')} in {function}"


class Once(gdb.Breakpoint):
    def __init__(self, line: int) -> None:
        super().__init__(f"{os.environ['PYC_SOURCE']}:{line}", internal=True)
        self._line = line
        self._told: tuple[str, int, dict[str, str]] | None = None
        self._pc = 0

    def stop(self) -> bool:
        if self._told is None:
            frame = gdb.newest_frame()
            stepping = sys.modules["pyc_gdb"]
            shown = {name: each.format_string() for name, each in stepping.variables(frame)}
            bound = {name: each for name, each in shown.items() if each != "<unbound>"}
            line = self._line if frame.find_sal().line == self._line else -self._line
            name = frame.function().name.partition("(")[0].rpartition(".")[2]
            self._told, self._pc = (name, line, bound), frame.pc()
        self.enabled = False
        return False

    def text(self) -> str:
        """What the stop told, once the program has ended: no command may run at a stop."""
        if self._told is None:
            return ""
        name, line, bound = self._told
        told = {k: why(k, self._pc) if v == GONE else v for k, v in bound.items()}
        return json.dumps([name, line, told]) + "\n"


def main() -> None:
    gdb.execute("set confirm off")
    gdb.execute("set print elements 0")
    points = [Once(int(each)) for each in os.environ["PYC_LINES"].split()]
    gdb.execute("run > /dev/null 2>&1", to_string=True)
    with open(os.environ["PYC_STEPS"], "w") as out:  # noqa: PTH123 - gdb's own Python
        out.writelines(each.text() for each in points)


main()
