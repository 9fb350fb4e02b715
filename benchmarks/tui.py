"""What a refresh of pyc-tui costs; reports, never a test.

    python -m benchmarks.tui [--stacks N] [--refreshes N]

For each tab, milliseconds of processor time from the moment a second's samples arrive until all is
drawn: the least, the median and the most. Each tab begins with N stacks, and all that comes is new.
`idle` is what the measuring itself takes: a round with no news; `tidying` what the console takes
for garbage between refreshes, at the most. First comes what the first look at the whole profile
takes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import time

from pyc.compiler.profiler.profile import Frame, Profile, Stack
from pyc.tui.app import Console, Facts
from pyc.tui.model import Cleared, Measured, Read, Traced

TABS = ("hot", "flame", "source", "decisions", "changes", "builds", "traces", "output")
SIZE = (140, 36)
N_FUNCTIONS, SAMPLES = 500, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stacks", type=int, default=5000)
    parser.add_argument("--refreshes", type=int, default=20)
    options = parser.parse_args()
    asyncio.run(_measured(options.stacks, options.refreshes))


async def _measured(n_stacks: int, n_refreshes: int) -> None:
    pick = random.Random(1)
    whole = _profile(pick, n_stacks)
    tidying: list[float] = []
    app = Console(None, Facts(None, lambda: Traced(())))
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()

        async def cost(part: Profile | None) -> float:
            begun = time.process_time()
            if part is not None:
                app.happen(Measured(part))
            await pilot.pause()
            taken = 1e3 * (time.process_time() - begun)
            begun = time.process_time()
            gc.collect(0)  # as the console does once a second
            tidying.append(1e3 * (time.process_time() - begun))
            return taken

        app.action_tab("hot")
        await pilot.pause()
        print(f"{n_stacks} stacks, first look: {await cost(whole):.0f} ms")
        for n in range(40):
            file = f"/src/module_{n}.py"
            app.happen(Read(file, tuple(f"line {i}" for i in range(400))))
        gc.freeze()
        gc.disable()  # as pyc-tui's main has it
        idle = statistics.median([await cost(None) for _ in range(n_refreshes)])
        print(f"{'tab':10} {'least':>6} {'median':>6} {'most':>6}   idle {idle:.1f} ms")
        for tab in TABS:
            app.action_tab(tab)
            app.happen(Cleared())
            await cost(whole)
            tidying.clear()
            times = [await cost(_profile(pick, SAMPLES)) for _ in range(n_refreshes)]
            least, middle, most = min(times), statistics.median(times), max(times)
            print(f"{tab:10} {least:6.1f} {middle:6.1f} {most:6.1f}   tidying {max(tidying):.1f}")


def _profile(pick: random.Random, n_stacks: int) -> Profile:
    """Stacks 10 to 40 deep that begin alike and end in many ways."""
    stacks: dict[Stack, int] = {}
    while len(stacks) < n_stacks:
        stack = []
        for depth in range(pick.randint(10, 40)):
            width = min(N_FUNCTIONS, 3 + depth * depth)
            n = int(pick.random() ** (3 if depth < 12 else 1) * width)
            stack.append(Frame(f"function_{n}", f"/src/module_{n % 40}.py", n % 300))
        stacks[tuple(stack)] = 10_000_000 * pick.randint(1, 3)
    return Profile("prog.py", "cpython", stacks, 10_000_000, n_stacks, n_stacks * 10_000_000)


if __name__ == "__main__":
    main()
