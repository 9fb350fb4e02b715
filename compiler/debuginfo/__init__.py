"""What makes a debugger show a compiled program as Python.

`gdb_script()` and `lldb_script()` are Python texts for the debuggers' own interpreters. The first
travels inside each binary that is built with -g.
"""

from __future__ import annotations

from pyc.compiler.debuginfo.scripts import gdb_script, lldb_script

__all__ = ["gdb_script", "lldb_script"]
