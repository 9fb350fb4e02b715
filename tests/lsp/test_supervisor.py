"""The supervisor with a worker that misbehaves on demand."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from pyc.lsp.supervisor import MOST_POISON, Failed, GivenUp, Poisoned, Supervisor

Story = Callable[[Supervisor], Awaitable[None]]


def play(story: Story, timeout: float = 20.0) -> Supervisor:
    async def whole() -> Supervisor:
        supervisor = Supervisor(timeout, module="tests.lsp.bad_worker")
        try:
            await story(supervisor)
        finally:
            await supervisor.close()
        return supervisor

    return asyncio.run(whole())


def test_a_crash_costs_one_answer_and_is_remembered() -> None:
    async def story(supervisor: Supervisor) -> None:
        with pytest.raises(Poisoned, match="signal 11"):
            await supervisor.ask("crash", "text 1")
        crashed = supervisor.restarts
        with pytest.raises(Poisoned):
            await supervisor.ask("crash", "text 1")
        assert supervisor.restarts == crashed, "the same text is not tried again"
        assert await supervisor.ask("fine", 1) == ("fine", (1,))

    play(story)


def test_a_hang_ends_after_the_time_limit() -> None:
    async def story(supervisor: Supervisor) -> None:
        with pytest.raises(Poisoned, match="took longer than 1 s"):
            await supervisor.ask("hang")
        supervisor.timeout = 20.0
        assert await supervisor.ask("fine") == ("fine", ())

    play(story, timeout=1.0)


def test_an_error_keeps_the_worker() -> None:
    async def story(supervisor: Supervisor) -> None:
        with pytest.raises(Failed, match="MemoryError"):
            await supervisor.ask("raise")
        assert await supervisor.ask("fine") == ("fine", ())

    assert play(story).restarts == 1


def test_a_worker_killed_from_outside_costs_nothing() -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.ask("fine")
        for _ in range(3):
            assert supervisor.pid is not None
            os.kill(supervisor.pid, signal.SIGKILL)
            assert await supervisor.ask("fine", 2) == ("fine", (2,))

    play(story)


def test_a_question_is_given_up_by_its_subject() -> None:
    async def story(supervisor: Supervisor) -> None:
        asked = asyncio.ensure_future(supervisor.ask("wait", "a.py", "text"))
        while not supervisor._asking:
            await asyncio.sleep(0.01)
        supervisor.give_up("wait", "b.py")
        supervisor.give_up("wait", "a.py")
        with pytest.raises(GivenUp):
            await asked
        supervisor.give_up("wait", "a.py")
        assert await supervisor.ask("fine") == ("fine", ())

    assert play(story).restarts == 1


def test_what_is_remembered_is_bounded() -> None:
    async def story(supervisor: Supervisor) -> None:
        for number in range(3 * MOST_POISON):
            supervisor._poisoned(str(number), "crashed")
        assert len(supervisor.poison) == MOST_POISON
        assert str(3 * MOST_POISON - 1) in supervisor.poison

    play(story)


def test_cancelled_while_running_and_while_waiting() -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.ask("fine")
        running = asyncio.ensure_future(supervisor.ask("hang"))
        waiting = asyncio.ensure_future(supervisor.ask("fine", 1))
        other = asyncio.ensure_future(supervisor.ask("fine", 2))
        await asyncio.sleep(0.1)
        waiting.cancel()
        running.cancel()
        assert await other == ("fine", (2,))
        for each in (running, waiting):
            with pytest.raises(asyncio.CancelledError):
                await each

    play(story)


def test_a_worker_that_nobody_asks_rests_and_another_answers() -> None:
    async def story() -> None:
        supervisor = Supervisor(20.0, module="tests.lsp.bad_worker", rest=0.05)
        assert await supervisor.ask("fine") == ("fine", ())
        process = supervisor._process
        assert process is not None
        assert await asyncio.wait_for(process.wait(), 20.0) == -signal.SIGKILL
        assert await supervisor.ask("fine", 2) == ("fine", (2,))
        assert supervisor._process is not process
        await supervisor.close()

    asyncio.run(story())
