"""How each tab looks: at three sizes, in two themes; `pytest --update` writes the pictures anew.

docs/tui.md shows those of the middle size. A picture is SVG, so no font of this machine matters.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repo.layers import ROOT
from tests.tui import sample
from tests.tui.test_console import TABS

Golden = Callable[[Path, str], None]
SHOWN = ROOT / "docs" / "pictures"  # by the page
KEPT = Path(__file__).parent / "pictures"
SIZES = {(80, 24): "narrow", (140, 36): "usual", (220, 60): "wide"}
THEMES = ("dark", "light")


def pictures(size: tuple[int, int], theme: str) -> dict[str, str]:
    """By tab."""

    async def run() -> dict[str, str]:
        app = sample.console()
        drawn = {}
        async with app.run_test(size=size, tooltips=False) as pilot:
            app.theme = f"textual-{theme}"
            app.animation_level = "none"
            await app.workers.wait_for_complete()
            for tab in TABS:
                app.action_tab(tab)
                await pilot.pause()
                await pilot.pause()
                drawn[tab] = app.export_screenshot(title=f"pyc-tui: {tab}", simplify=True)
        return drawn

    return asyncio.run(run())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=SIZES.values())
def test_tabs(size: tuple[int, int], theme: str, golden: Golden) -> None:
    for tab, svg in pictures(size, theme).items():
        is_shown = SIZES[size] == "usual" and theme == "dark"
        name = f"tui-{tab}.svg" if is_shown else f"{tab}-{SIZES[size]}-{theme}.svg"
        golden((SHOWN if is_shown else KEPT) / name, tidy(svg))
        assert_nothing_is_cut(svg, size)


def tidy(svg: str) -> str:
    """Without the address of the font, and without blanks at the ends of lines."""
    svg = re.sub(r"    @font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def assert_nothing_is_cut(svg: str, size: tuple[int, int]) -> None:
    """The tabs' names and the first keys are there in any size."""
    words = re.sub(r"<[^>]+>", " ", svg).replace("&#160;", " ")
    for word in ("Hot", "Output", "Help", "Quit"):
        assert word in words, f"{word} is cut at {size}"
