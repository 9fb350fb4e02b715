"""Between an editor and its debug adapter: programs are built, and what lldb-dap cannot be told to
say is said as Python (`Rewriting`; gdb says it by itself, `Launching` is all that it needs).

    requests    `launch` gets the program, where the client names none, and the one that was built,
                where it names a `.py`; expressions and exception filters become our own lldb
                commands; `stackTrace` asks for all
    answers     frames of Python only, by their Python names; ints and floats by theirs

Other messages pass as they are. Both sides speak the Debug Adapter Protocol: JSON behind a
Content-Length header.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

Message = dict[str, Any]

TYPES = {"long": "int", "double": "float", "bool": "bool"}
MOST_FRAMES = 5000
OURS = 1 << 30  # numbers of requests that no client made
FILTERS = [
    {"filter": "raised", "label": "Raised Exceptions", "default": False},
    {"filter": "uncaught", "label": "Uncaught Exceptions", "default": True},
]


Built = tuple[Path, bool]  # an executable, and whether it has a hook at each statement


class NotBuilt(Exception):
    """There is no program to debug; the text says why."""


class Launching:
    """Requests of an editor whose adapter says all else by itself. program: what a client means
    that names none; None: it must. build: makes the executable of a Python file, or NotBuilt."""

    def __init__(
        self, program: Path | None, is_steppable: bool, build: Callable[[Path], Built]
    ) -> None:
        self._program = program
        self.is_steppable = is_steppable
        self._build = build
        self.is_over = False  # the session was ended in order
        self.ours: list[Message] = []  # requests of our own, to be sent before the next message

    def request(self, message: Message) -> Message:
        """Raises: NotBuilt."""
        if message.get("command") != "launch":
            return message
        arguments: Message = message.get("arguments") or {}
        program = arguments.get("program") or self._program
        if program is None:
            raise NotBuilt("the launch request names no program")
        path = Path(program)
        if path.suffix == ".py":
            path, self.is_steppable = self._build(path)
        given = {"cwd": str(path.parent), **arguments, "program": str(path)}
        return {**message, "arguments": given}

    def answer(self, message: Message) -> Message | None:
        self.is_over |= message.get("command") == "disconnect" and "request_seq" in message
        return message


class Rewriting:
    """What passes in both directions; remembers what was asked until it is answered."""

    def __init__(self, launching: Launching) -> None:
        self._launching = launching
        self._is_stepping = False
        self._pages: dict[int, tuple[int, int]] = {}  # stackTrace: first frame, number of frames
        self.is_over = False  # the session was ended in order
        self._commands: dict[int, str] = {}  # requests that went on as a command of lldb
        self._conditions: dict[int, list[str | None]] = {}  # setBreakpoints: one a breakpoint
        self._sent = OURS
        self.ours: list[Message] = []  # requests of our own, to be sent before the next message

    def request(self, message: Message) -> Message:
        """Raises: NotBuilt."""
        arguments: Message = message.get("arguments") or {}
        match message.get("command"):
            case "launch":
                return self._launching.request(message)
            case "stackTrace":
                page = (arguments.get("startFrame") or 0, arguments.get("levels") or MOST_FRAMES)
                self._pages[message["seq"]] = page
                whole = {**arguments, "startFrame": 0, "levels": MOST_FRAMES}
                return {**message, "arguments": whole}
            case "setBreakpoints" | "setFunctionBreakpoints":
                wanted = arguments.get("breakpoints") or []
                self._conditions[message["seq"]] = [each.get("condition") for each in wanted]
                plain = [{k: v for k, v in each.items() if k != "condition"} for each in wanted]
                return {**message, "arguments": {**arguments, "breakpoints": plain}}
            case "evaluate" if _is_python(arguments):
                return self._as_command(message, f"p {arguments['expression']}")
            case ("stepIn" | "next") as command if self._launching.is_steppable:
                self._is_stepping = True
                self._add(f"py-stepping {'on' if command == 'stepIn' else 'over'}")
                self._commands[message["seq"]] = command
                return {**message, "command": "continue"}
            case "setExceptionBreakpoints":
                return self._as_command(message, f"py-filters {' '.join(arguments['filters'])}")
        return message

    def _as_command(self, message: Message, command: str) -> Message:
        self._commands[message["seq"]] = message["command"]
        frame = {key: each for key, each in message["arguments"].items() if key == "frameId"}
        arguments = {**frame, "expression": f"`{command}", "context": "repl"}
        return {**message, "command": "evaluate", "arguments": arguments}

    def _add(self, command: str) -> None:
        arguments = {"expression": f"`{command}", "context": "repl"}
        self._sent += 1
        self.ours.append({"seq": self._sent, "type": "request", "command": "evaluate",
                          "arguments": arguments})  # fmt: skip

    def answer(self, message: Message) -> Message | None:
        """None: for us alone."""
        if message.get("event") == "stopped" and self._is_stepping:
            self._is_stepping = False
            self._add("py-stepping off")
        if message.get("type") != "response":
            return message
        if message["request_seq"] >= OURS:
            return None
        asked = self._commands.pop(message["request_seq"], None)
        if asked is not None:
            return _answer_of_command(message, asked)
        self.is_over |= message.get("command") == "disconnect"
        body = message.get("body")
        if not isinstance(body, dict):
            return message
        match message.get("command"):
            case "initialize":
                return {**message, "body": {**body, "exceptionBreakpointFilters": FILTERS}}
            case "stackTrace":
                page = self._pages.pop(message["request_seq"], (0, MOST_FRAMES))
                return {**message, "body": _python_frames(body, *page)}
            case "setBreakpoints" | "setFunctionBreakpoints":
                conditions = self._conditions.pop(message["request_seq"], [])
                for each, condition in zip(body.get("breakpoints", ()), conditions, strict=False):
                    if condition and "id" in each:
                        self._add(f"py-condition {each['id']} {condition}")
            case "variables":
                found = [_python_value(each, "value") for each in body.get("variables", ())]
                shown = [each for each in found if not each["name"].startswith(".")]
                return {**message, "body": {**body, "variables": shown}}
            case "evaluate":
                return {**message, "body": _python_value(body, "result")}
        return message


def _is_python(arguments: Message) -> bool:
    """An expression of a watch or hover; a mere name can be unfolded, and stays lldb's."""
    is_name = str(arguments.get("expression", "")).strip().isidentifier()
    return arguments.get("context") in ("watch", "hover", "clipboard") and not is_name


def _answer_of_command(message: Message, asked: str) -> Message:
    """What lldb printed, behind the command that it repeats."""
    told = str((message.get("body") or {}).get("result", ""))
    lines = [each for each in told.splitlines() if not each.startswith("(lldb)")]
    text = "\n".join(lines).strip()
    message = {**message, "command": asked}
    if asked != "evaluate":
        return {**message, "body": {}}
    if text.startswith("error: "):
        return {**message, "success": False, "message": text.removeprefix("error: ")}
    return {**message, "body": {"result": text, "variablesReference": 0}}


def _python_frames(body: Message, start: int, n: int) -> Message:
    """Those with Python source; all of them where none has."""
    frames = body.get("stackFrames", [])
    ours = [each for each in frames if (each.get("source") or {}).get("name", "").endswith(".py")]
    named = [{**each, "name": _python_name(each["name"])} for each in ours] or frames
    return {**body, "stackFrames": named[start : start + n], "totalFrames": len(named)}


def _python_name(name: str) -> str:
    """`Account.deposit` for C++'s `::Account::deposit(Account, long)`."""
    return name.partition("(")[0].lstrip(":").replace("::", ".")


def _python_value(shown: Message, key: str) -> Message:
    """lldb puts a number's own form before the summary that we gave it."""
    if shown.get("type") not in TYPES:
        return shown
    _, space, summary = str(shown.get(key, "")).partition(" ")
    changed = {key: summary} if space else {}
    return {**shown, **changed, "type": TYPES[shown["type"]]}


# ---- the streams


def served(
    command: list[str], rewriting: Launching | Rewriting, reader: IO[bytes], writer: IO[bytes]
) -> int:
    """Runs the adapter between the client's streams; the exit status. lldb-dap 19 aborts after the
    last answer: that is no failure."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as adapter:
        listening = adapter.stdin
        assert listening is not None
        assert adapter.stdout is not None
        order, above = threading.Lock(), threading.Lock()  # two threads write to each side
        # A third one writes: whoever reads what the adapter says must not wait until it listens.
        outbox: SimpleQueue[Message | None] = SimpleQueue()
        has_program: list[bool] = []

        def put_ours() -> None:
            while rewriting.ours:
                outbox.put(rewriting.ours.pop(0))

        def upwards(message: Message) -> None:
            try:
                passed = rewriting.request(message)
            except NotBuilt as error:
                with above:
                    _send(writer, _refusal(message, str(error)))
                return
            if passed.get("command") in ("launch", "attach"):
                has_program.append(True)
            with order:
                put_ours()
                outbox.put(passed)

        def downwards(message: Message) -> None:
            answer = rewriting.answer(message)
            with order:
                put_ours()
            if answer is not None:
                with above:
                    _send(writer, answer)
            if rewriting.is_over and not has_program:
                adapter.terminate()  # lldb-dap 19 would wait for one

        def written() -> None:
            with suppress(OSError, ValueError):
                while (message := outbox.get()) is not None:
                    _send(listening, message)
            with suppress(OSError):
                listening.close()

        def served_up() -> None:
            _pumped(reader, upwards, None)
            outbox.put(None)
            if not rewriting.is_over:
                adapter.terminate()

        threading.Thread(target=written, daemon=True).start()
        threading.Thread(target=served_up, daemon=True).start()
        _pumped(adapter.stdout, downwards, writer)
        if not rewriting.is_over:
            adapter.terminate()  # the client went away, or the adapter does
        status = adapter.wait()
        return 0 if rewriting.is_over else abs(status)


def _refusal(message: Message, text: str) -> Message:
    return {
        "seq": OURS, "type": "response", "request_seq": message["seq"], "success": False,
        "command": message["command"], "message": text,
    }  # fmt: skip


def _pumped(
    reader: IO[bytes], passed: Callable[[Message], None], writer: IO[bytes] | None
) -> None:
    """Passes messages on until one side is gone."""
    try:
        while (message := received(reader)) is not None:
            passed(message)
        if writer is not None:
            writer.close()
    except (OSError, ValueError):
        return


def _send(writer: IO[bytes] | None, message: Message) -> None:
    assert writer is not None
    body = json.dumps(message).encode()
    writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    writer.flush()


def received(reader: IO[bytes]) -> Message | None:
    """The next message; None: the stream has ended."""
    length = 0
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length == 0:
        return None
    message = json.loads(reader.read(length))
    return message if isinstance(message, dict) else {}
