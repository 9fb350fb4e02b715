"""Names and values as a terminal may show them: whatever a program calls its functions."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

REPLACEMENT = "\ufffd"
BAR = " ▏▎▍▌▋▊▉█"


def plain(text: str, most: int = 400) -> str:
    """Without control characters and what else does not print; never longer than `most`."""
    if text.isprintable() and len(text) <= most:
        return text
    shown = "".join(letter if letter.isprintable() else REPLACEMENT for letter in text[:most])
    return shown + ("…" if len(text) > most else "")


def fitting(text: str, width: int) -> str:
    """Cut to the width with an ellipsis; nothing where not even that fits."""
    text = plain(text)
    if len(text) <= width:
        return text
    return text[: width - 1] + "…" if width > 3 else ""


def percent(share: float) -> str:
    return f"{100 * share:5.1f} %"


def bar(share: float, width: int, style: Style | str = "") -> Text:
    """A horizontal bar of eighths of a cell; `share` from 0 to 1."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return Text((BAR[8] * full + (BAR[rest] if rest else "")).ljust(width), style=style)


def heat(share: float) -> str:
    """A colour from calm to hot, readable on dark and light ground."""
    steps = ((0.2, "#d7301f"), (0.05, "#e6550d"), (0.01, "#d98e04"), (0.0005, "#8a8f3c"))
    return next((colour for least, colour in steps if share >= least), "")


def duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{1e3 * seconds:.1f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"
