"""Names and values as a terminal may show them: whatever a program calls its functions."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

REPLACEMENT = "\ufffd"
BAR = " ▏▎▍▌▋▊▉█"

# Colours of what is told, on dark and on light ground.
COLOURS = {
    "": ("", ""),
    "dim": ("#8b95a5", "#5f6b7a"),
    "good": ("#56d364", "#116329"),
    "fair": ("#e3b341", "#7a4f00"),
    "bad": ("#ff7b72", "#b3140c"),
    "info": ("#6cb6ff", "#0b5394"),
    "hottest": ("#ff6b5e", "#b71c0c"),
    "hot": ("#ff9a4d", "#a84300"),
    "warm": ("#e8c15a", "#7d5c00"),
    "mild": ("#a9b665", "#55610f"),
}
HEATS = ((0.2, "hottest"), (0.05, "hot"), (0.01, "warm"), (0.0005, "mild"))


def plain(text: str, most: int = 400) -> str:
    """Without control characters and what else does not print; never longer than `most`."""
    if text.isprintable() and len(text) <= most:
        return text
    shown = "".join(letter if letter.isprintable() else REPLACEMENT for letter in text[:most])
    return shown + ("…" if len(text) > most else "")


def fitting(text: str, width: int) -> str:
    """As many cells as the width, filled up with blanks; cut with an ellipsis."""
    text = plain(text, max(width, 1) + 1)
    if text.isascii() and len(text) <= width:
        return text.ljust(width)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 3 else " " * width


def percent(share: float) -> str:
    return f"{100 * share:5.1f} %"


def bar(share: float, width: int) -> str:
    """A horizontal bar of eighths of a cell; `share` from 0 to 1."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return (BAR[8] * full + (BAR[rest] if rest else "")).ljust(width)


def heat(share: float) -> str:
    """A name in COLOURS, from calm to hot."""
    return next((name for least, name in HEATS if share >= least), "")


def duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{1e3 * seconds:.1f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"
