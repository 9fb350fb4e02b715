"""What the client chose, from its initialization options and from later changes of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pyc.compiler.project import project_of


@dataclass(frozen=True)
class Settings:
    """`trusted`: whether programs may be built and run; `level`: of optimisation, -1: as the
    project has it; `compile_on_save`: in the background; `workspace_diagnostics`: of files
    that are not open, too; `navigation`: definitions, references, renaming and completion, too;
    `remarks`: hints where LLVM could do more; `command_links`: whether a text may link to commands
    of the editor."""

    trusted: bool = True
    level: int = -1
    compile_on_save: bool = True
    workspace_diagnostics: bool = False
    navigation: bool = False
    remarks: bool = False
    command_links: bool = False

    def changed(self, options: dict[str, Any]) -> Settings:
        """With those that are named, in the protocol's spelling; what is no fit value is left."""
        found: dict[str, Any] = {}
        for each in fields(self):
            head, *rest = each.name.split("_")
            value = options.get(head + "".join(map(str.capitalize, rest)))
            if type(value) is type(each.default):
                found[each.name] = value
        return replace(self, **found)

    def level_of(self, path: Path, usual: int = 2) -> int:
        """For a program: that of the client, else of its pyc.toml, else the usual one."""
        if self.level in range(4):
            return self.level
        level = project_of(path.parent)[0].level
        return usual if level is None else level
