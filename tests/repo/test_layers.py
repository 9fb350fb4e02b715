"""Imports run one way, and each library has one home: `layers.LAYERS`, `layers.HOMES`."""

from __future__ import annotations

import sys

from tests.repo import layers

OURS = "pyc.compiler."


def test_every_module_belongs_to_a_part() -> None:
    homeless = [name for name in layers.modules() if layers.part_of(name) is None]
    assert not homeless, f"name them in tests/repo/layers.py: {homeless}"


def test_the_table_has_no_cycles() -> None:
    done: list[str] = []
    waiting = dict(layers.LAYERS)
    while waiting:
        ready = [part for part, allowed in waiting.items() if all(each in done for each in allowed)]
        assert ready, f"these import in a circle: {sorted(waiting)}"
        for part in ready:
            done.append(part)
            del waiting[part]


def test_imports_run_one_way() -> None:
    wrong = []
    for name, path in layers.modules().items():
        part = layers.part_of(name)
        assert part is not None
        for imported, line in layers.imports(path):
            if not imported.startswith(OURS):
                continue
            target = layers.part_of(imported.removeprefix(OURS))
            if target is not None and target != part and target not in layers.LAYERS[part]:
                wrong.append(f"compiler/{name}:{line} ({part}) imports {imported} ({target})")
    assert not wrong, "\n".join(wrong)


def test_each_library_has_one_home() -> None:
    wrong = []
    for name, path in layers.modules().items():
        for imported, line in layers.imports(path):
            top = imported.partition(".")[0]
            if top in sys.stdlib_module_names or top == "pyc":
                continue
            homes = layers.HOMES.get(top, ())
            if not any(name == home or name.startswith(home + ".") for home in homes):
                wrong.append(f"{path.relative_to(layers.ROOT)}:{line} imports {top}")
    assert not wrong, "\n".join(wrong)


def test_only_the_frontend_reads_syntax_trees() -> None:
    readers = {
        name for name, path in layers.modules().items() if "ast" in dict(layers.imports(path))
    }
    wrong = {name for name in readers if layers.part_of(name) not in layers.SYNTAX_READERS}
    assert not wrong


def imports_beyond(folder: str, allowed: tuple[str, ...]) -> list[str]:
    """What the files of a folder outside the compiler import of it, and must not."""
    return [
        f"{path.name}:{line} imports {imported}"
        for path in sorted((layers.ROOT / folder).rglob("*.py"))
        for imported, line in layers.imports(path)
        if imported.startswith(OURS) and not imported.removeprefix(OURS).startswith(allowed)
    ]


def test_the_console_sees_answers_only() -> None:
    """tui/ shows what profiles, traces, `ide` and a session tell; plans as commands read them. What
    it computes knows no Textual."""
    allowed = ("ide", "session", "profiler", "tracer", "plan", "commands.advice")
    assert not imports_beyond("tui", allowed)
    for name in ("model", "questions", "sums", "boxes", "facts", "feed", "text"):
        path = layers.ROOT / "tui" / f"{name}.py"
        tops = {imported.partition(".")[0] for imported, _ in layers.imports(path)}
        assert "textual" not in tops, f"{path.name} imports Textual"


def test_the_language_server_sees_answers_only() -> None:
    """lsp/ asks `ide`, a session, a project, and how problems are shown; pygls is its alone."""
    allowed = ("ide", "session", "project", "source", "diagnostics", "commands.explaining")
    wrong = imports_beyond("lsp", allowed)
    for name, path in layers.modules().items():
        tops = {imported.partition(".")[0] for imported, _ in layers.imports(path)}
        if tops & {"pygls", "lsprotocol"}:
            wrong.append(f"compiler/{name} imports the protocol")
    assert not wrong, "\n".join(wrong)
