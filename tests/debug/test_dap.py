"""`pyc debug prog.py --dap` serves an editor: breakpoints, frames, values, steps, exceptions."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from pyc.compiler.commands.adapter import Launching, NotBuilt, Rewriting, _send, received, served
from pyc.compiler.commands.debugging import adapter
from tests.debug.dap import Client
from tests.repo.layers import ROOT

PROGRAM = """\
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def area(width, height, flag):
    half = width * height / 2
    point = Point(width, {"k": [1, 2]})
    return half


def main(n):
    for i in range(n):
        area(i, 2, True)
    try:
        return {}["missing"]
    except KeyError:
        print("done")


main(3)
"""

needs_adapter = pytest.mark.skipif(adapter() is None, reason="no debug adapter is installed")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    return path


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "pyc.compiler.driver", "debug", "--dap", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
            assert process.wait(20) == 0
        finally:
            process.kill()


@contextmanager
def on_stdio(program: Path, *options: str) -> Iterator[Client]:
    with serving(*options, str(program)) as client:
        yield client


@contextmanager
def serving(*arguments: str) -> Iterator[Client]:
    with started(*arguments) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield Client(process.stdout, process.stdin)


@contextmanager
def on_port(program: Path) -> Iterator[Client]:
    with started("--port", "0", str(program)) as process:
        assert process.stderr is not None
        told = re.search(rb"127\.0\.0\.1:(\d+)", process.stderr.readline())
        assert told is not None
        with socket.create_connection(("127.0.0.1", int(told[1]))) as connection:
            stream = connection.makefile("rwb")
            yield Client(stream, stream)


def launched(
    client: Client, program: Path, filters: list[str], /, *lines: int, **arguments: object
) -> None:
    body = client.request("initialize", adapterID="pyc", supportsVariableType=True)
    assert body["supportsConfigurationDoneRequest"]
    number = client.send("launch", **arguments)
    client.event("initialized")
    breakpoints = [{"line": line} for line in lines]
    client.request("setBreakpoints", source={"path": str(program)}, breakpoints=breakpoints)
    client.request("setExceptionBreakpoints", filters=filters)
    client.request("configurationDone")
    client.answer(number)


def stopped(client: Client) -> tuple[int, list[tuple[str, int]], int]:
    """The thread, its frames as (function, line), and the innermost frame's number."""
    thread = client.event("stopped")["threadId"]
    frames = client.request("stackTrace", threadId=thread)["stackFrames"]
    return thread, [(each["name"], each["line"]) for each in frames], frames[0]["id"]


def variables(client: Client, frame: int) -> dict[str, Any]:
    scope = client.request("scopes", frameId=frame)["scopes"][0]["variablesReference"]
    found = client.request("variables", variablesReference=scope)["variables"]
    return {each["name"]: each for each in found}


@needs_adapter
@pytest.mark.parametrize("way", [on_stdio, on_port])
def test_session(way: Any, program: Path) -> None:
    with way(program) as client:
        launched(client, program, [], 10)
        thread, frames, frame = stopped(client)
        assert frames == [("area", 10), ("main", 15), ("<module>", 22)]
        found = variables(client, frame)
        shown = {name: each["value"] for name, each in found.items()}
        assert shown == {
            "width": "0", "height": "2", "flag": "True", "half": "0.0",
            "point": "<Point x=0 y={'k': [1, 2]}>",
        }  # fmt: skip
        assert (found["width"]["type"], found["half"]["type"]) == ("int", "float")
        inner = client.request("variables", variablesReference=found["point"]["variablesReference"])
        assert [each["value"] for each in inner["variables"]] == ["0", "{'k': [1, 2]}"]
        for expression, expected in (
            ("width", "0"), ("point.y['k'][1]", "2"), ("height * 2 + len(point.y)", "5"),
        ):  # fmt: skip
            answer = client.request(
                "evaluate", expression=expression, frameId=frame, context="watch"
            )
            assert answer["result"] == expected
        client.request("next", threadId=thread)
        assert stopped(client)[1][0][0] == "main"
        client.request("continue", threadId=thread)
        assert variables(client, stopped(client)[2])["width"]["value"] == "1"
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[])
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.event("terminated")
        client.request("disconnect")


STEPPED = """\
def evens(n):
    for i in range(n):
        yield i * 2


def main():
    return sorted(evens(2),
                  key=lambda x: -x)


main()
"""


@needs_adapter
def test_steps_go_through_the_runtime(tmp_path: Path) -> None:
    """Into a generator and a sort key; a breakpoint on the way ends the step."""
    program = tmp_path / "prog.py"
    program.write_text(STEPPED)
    with on_stdio(program) as client:
        launched(client, program, [], 7)
        thread, frames, _ = stopped(client)
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[{"line": 3}])
        generator = [("evens", 2), ("evens", 3), ("evens", 2), ("evens", 3), ("evens", 2)]
        for expected in [*generator, ("main.<lambda>", 8), ("main.<lambda>", 8)]:
            client.request("stepIn", threadId=thread)
            thread, frames, _ = stopped(client)
            assert frames == [expected, ("main", 7), ("<module>", 11)]
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[])
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.request("disconnect")


@pytest.mark.skipif(adapter("gdb") is None, reason="gdb 14 or later is not installed")
def test_session_in_gdb(program: Path) -> None:
    with on_stdio(program, "--debugger", "gdb") as client:
        launched(client, program, [], 10)
        thread, frames, frame = stopped(client)
        assert frames == [("area", 10), ("main", 15), ("<module>", 22)]
        found = variables(client, frame)
        for scope in client.request("scopes", frameId=frame)["scopes"][1:2]:
            number = scope["variablesReference"]
            inner = client.request("variables", variablesReference=number)["variables"]
            found |= {each["name"]: each for each in inner}
        shown = {name: each["value"] for name, each in found.items()}
        assert shown == {
            "width": "0", "height": "2", "flag": "True", "half": "0.0",
            "point": "<Point x=0 y={'k': [1, 2]}>",
        }  # fmt: skip
        client.request("next", threadId=thread)
        assert stopped(client)[1][0][0] == "main"
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[])
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.request("disconnect")


@needs_adapter
def test_the_program_comes_with_the_launch_request(program: Path) -> None:
    with serving() as client:
        launched(client, program, [], 10, program=str(program))
        thread, frames, _ = stopped(client)
        assert frames == [("area", 10), ("main", 15), ("<module>", 22)]
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[])
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.request("disconnect")


@needs_adapter
def test_a_program_that_cannot_be_built_is_not_launched(program: Path) -> None:
    program.write_text("def f(:\n")
    with serving() as client:
        client.request("initialize", adapterID="pyc")
        number = client.send("launch", program=str(program))
        with pytest.raises(AssertionError, match=r"error\[syntax-error\]"):
            client.answer(number)
        client.request("disconnect")


def test_a_launch_request_is_completed() -> None:
    def build(file: Path) -> tuple[Path, bool]:
        return file.with_suffix(""), True

    def launch(launching: Launching, **arguments: object) -> object:
        asked = {"seq": 1, "command": "launch", "arguments": arguments}
        return launching.request(asked)["arguments"]

    one, none = Launching(Path("/w/prog"), False, build), Launching(None, False, build)
    assert launch(one) == {"program": "/w/prog", "cwd": "/w"}
    assert launch(none, program="/w/a.py", cwd="/") == {"program": "/w/a", "cwd": "/"}
    with pytest.raises(NotBuilt, match="names no program"):
        launch(none)


@needs_adapter
def test_a_client_that_goes_away_ends_the_session(program: Path) -> None:
    command = [sys.executable, "-m", "pyc.compiler.driver", "debug", "--dap", str(program)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        client = Client(process.stdout, process.stdin)
        launched(client, program, [], 10)
        stopped(client)
        process.stdin.close()
        process.stdout.close()
        assert process.wait(20) != 0


@needs_adapter
def test_conditions_are_python(program: Path) -> None:
    with on_stdio(program) as client:
        client.request("initialize", adapterID="pyc")
        number = client.send("launch")
        client.event("initialized")
        where = {"line": 10, "condition": "point.x == 1 and point.y['k'][0] == 1"}
        client.request("setBreakpoints", source={"path": str(program)}, breakpoints=[where])
        client.request("configurationDone")
        client.answer(number)
        thread, _, frame = stopped(client)
        assert variables(client, frame)["width"]["value"] == "1"
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.request("disconnect")


@needs_adapter
def test_raised_exceptions(program: Path) -> None:
    with on_stdio(program) as client:
        launched(client, program, ["raised"])
        thread, frames, _ = stopped(client)
        assert frames[0] == ("main", 17)
        client.request("setExceptionBreakpoints", filters=[])
        client.request("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0
        client.request("disconnect")


def test_without_a_debugger_both_are_named(program: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pyc.compiler.driver", "debug", "--dap", str(program)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "error[no-debugger]" in done.stderr
    assert "lldb-dap (18 or later)" in done.stderr
    assert "gdb (14 or later)" in done.stderr


def test_an_old_gdb_is_no_adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "gdb"
    for version, expected in (("13.1", None), ("15.2", [str(fake), "-q", "--interpreter=dap"])):
        fake.write_text(f"#!/bin/sh\necho 'GNU gdb (Debian {version}-3) {version}'\n")
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
        assert adapter("gdb") == expected


def test_pages_of_a_stack_count_python_frames() -> None:
    rewriting = Rewriting(Launching(None, False, lambda file: (file, False)))
    asked = {"seq": 4, "type": "request", "command": "stackTrace",
             "arguments": {"threadId": 1, "startFrame": 1, "levels": 1}}  # fmt: skip
    assert rewriting.request(asked)["arguments"]["startFrame"] == 0
    frames = [{"id": i, "name": name, "source": {"name": file}} for i, (name, file) in enumerate(
        [("pyc_call", "calls.c"), ("::f(long)", "a.py"), ("A::g(A)", "a.py"), ("main", "main.c")]
    )]  # fmt: skip
    answer = rewriting.answer({"type": "response", "command": "stackTrace", "request_seq": 4,
                               "body": {"stackFrames": frames, "totalFrames": 4}})  # fmt: skip
    assert [each["name"] for each in answer["body"]["stackFrames"]] == ["A.g"]
    assert answer["body"]["totalFrames"] == 2


FAKE = """\
import sys
import threading
from pyc.compiler.commands.adapter import _send, received

while (asked := received(sys.stdin.buffer)) is not None:
    answer = {"type": "response", "request_seq": asked["seq"], "command": asked["command"]}
    _send(sys.stdout.buffer, {**answer, "body": {"breakpoints": [{"id": 1}]}})
"""


def test_requests_of_both_sides_at_once_lose_none() -> None:
    """Each answer makes the one between send a request of its own, while the client sends more."""
    n_asked = 500
    with ends() as (reader, to_us), ends() as (from_us, writer):
        rewriting = Rewriting(Launching(None, False, lambda file: (file, False)))
        serving = threading.Thread(
            target=served, args=([sys.executable, "-c", FAKE], rewriting, reader, writer)
        )
        serving.start()
        breakpoints = {"breakpoints": [{"line": 3, "condition": "n == 1"}]}
        asking = threading.Thread(target=lambda: [
            _send(to_us, {"seq": seq, "command": "setBreakpoints", "arguments": breakpoints})
            for seq in range(n_asked)
        ])  # fmt: skip
        asking.start()
        for seq in range(n_asked):
            answer = received(from_us)
            assert answer is not None
            assert answer["request_seq"] == seq
        asking.join()
        to_us.close()
        serving.join()


@contextmanager
def ends() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Of a pipe: for reading, for writing."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "wb") as writer:
        yield reader, writer
