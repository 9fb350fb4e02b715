"""Builds, comparisons, views and reports."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from pyc.compiler.ide.workspace import line_costs
from pyc.compiler.source import decoded
from pyc.lsp import convert, remarks
from pyc.lsp.progress import with_progress
from pyc.lsp.server import PycServer, plain
from pyc.lsp.supervisor import Failed
from pyc.lsp.worker import Told


def register(server: PycServer) -> None:
    def allowed() -> None:
        if not server.settings.trusted:
            raise Failed("this workspace is not trusted: nothing of it is built or run")

    def level_of(given: dict[str, Any], path: Path, usual: int) -> int:
        """That of the request, else as for all programs."""
        level = given.get("level")
        return server.settings.level_of(path, usual) if level is None else int(level)

    async def done(title: str, path: Path, name: str, *arguments: Any) -> dict[str, Any]:
        def work(told: Told) -> Coroutine[Any, Any, Any]:
            return server.builder.ask(name, str(path), *arguments, told=told)

        try:
            return asdict(await with_progress(server, f"{title} {path.name}", work))
        except Failed as error:
            return {"ok": False, "equal": False, "program": "", "message": str(error)}

    @server.command("pyc.build")
    async def build(argument: Any) -> dict[str, Any]:
        allowed()
        given = plain(argument)
        path, is_debug = convert.path_of(given["uri"]), bool(given.get("debug", False))
        level = level_of(given, path, 1 if is_debug else 2)
        return await done("Compiling", path, "build", level, is_debug)

    @server.command("pyc.compare")
    async def compare(argument: Any) -> dict[str, Any]:
        allowed()
        given = plain(argument)
        path = convert.path_of(given["uri"])
        return await done("Comparing", path, "compare", level_of(given, path, 2))

    @server.command("pyc.restartWorker")
    async def restart(*arguments: Any) -> None:
        """Also tries again what was set aside."""
        for supervisor in server.supervisors:
            supervisor.poison.clear()
            await supervisor.close()

    @server.feature(lsp.WORKSPACE_EXECUTE_COMMAND)
    async def execute(params: lsp.ExecuteCommandParams) -> Any:
        handler = server.protocol.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command!r}")
        return await handler(*(params.arguments or ()))

    @server.feature("pyc/view")
    async def view(params: Any) -> dict[str, Any]:
        given = plain(params)
        uri, kind = given["uri"], str(given.get("kind", "ir"))
        if kind == "problem":
            return await _problem_text(server, uri)
        document = server.documents.get(uri)
        path, function = convert.path_of(uri), str(given.get("function") or "")
        try:
            text = document.text if document is not None else decoded(path.read_bytes())
            others = server.other_texts(document)
            asked = (str(path), text, others, kind, function, level_of(given, path, 2))
            made = await server.builder.ask("view", *asked)
        except (Failed, OSError, UnicodeDecodeError, SyntaxError) as error:
            return {"text": f"{error}\n", "languageId": "plaintext", "lines": []}
        return {
            "text": made.text, "languageId": made.language, "lines": [list(x) for x in made.lines],
        }  # fmt: skip

    @server.feature("pyc/stages")
    async def stages(params: Any) -> dict[str, Any]:
        from pyc.compiler.ide.views import STAGES

        return {"stages": list(STAGES)}

    @server.feature("pyc/report")
    async def report(params: Any) -> dict[str, Any]:
        known = await server.known(plain(params)["uri"])
        if known is None:
            return {"functions": [], "native": 0.0, "lines": []}
        rows = convert.function_rows(known[1])
        lines = list(map(asdict, line_costs(known[1])))
        told = remarks.by_line(known[0].code, known[1].text)
        for each in lines:
            each["why"] = "; ".join(filter(None, (each["why"], *told.get(each["line"], ()))))
        return {"functions": rows, "native": convert.native_share(rows), "lines": lines}


async def _problem_text(server: PycServer, uri: str) -> dict[str, Any]:
    """All problems as the command line shows them, in its colours."""
    known = await server.known(uri)
    return convert.problem_view(known[1].problems if known is not None else (), server.encoding)
