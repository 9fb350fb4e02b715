"""Writes docs/gallery.md: every program of examples/ with CPython's time and its own.

    python benchmarks/gallery.py

The times are those of the machine it runs on; tests only look at the rest of the page.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.measuring import built, seconds  # noqa: E402

EXAMPLES = ROOT / "examples"
PAGE = ROOT / "docs" / "gallery.md"

# Arguments for a test, and for a run that is worth timing.
SIZES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "nbody": (("200",), ("200000",)),
    "markdown": (("20",), ("20000",)),
    "algebra": (("5",), ("10",)),
    "queens": (("6",), ("12",)),
    "anagrams": (("2000",), ("500000",)),
    "calculator": (("20",), ("10000",)),
    "primes": (("500",), ("200000",)),
    "digits_of_pi": (("120",), ("3000",)),
    "matrix": (("12",), ("200",)),
    "life": (("60",), ("1000",)),
    "inventory": ((), ()),
}


@dataclass(frozen=True)
class Example:
    name: str
    title: str
    text: str


def examples() -> list[Example]:
    """In the page's order: that of SIZES."""
    found = []
    for name in SIZES:
        doc = ast.get_docstring(ast.parse((EXAMPLES / f"{name}.py").read_text())) or name
        title, _, text = doc.splitlines()[0].rstrip(".").partition(": ")
        found.append(Example(name, title, text))
    return found


def line(example: Example, cpython: str, native: str, ratio: str) -> str:
    link = f"[{example.name}](../examples/{example.name}.py)"
    shown = f"{example.title}: {example.text}" if example.text else example.title
    command = " ".join((f"{example.name}.py", *SIZES[example.name][1]))
    return f"| {link} | {shown} | `{command}` | {cpython} | {native} | {ratio} |"


def main() -> None:
    lines = [
        "# Gallery",
        "",
        "Short programs in ordinary Python, one for each thing that pyc should be good at. Each",
        "prints the same under CPython and as an executable (`tests/test_examples.py`). The times",
        "are processor seconds of whole runs, CPython 3.11 beside pyc, measured in one session on",
        "a shared two-core x86-64 machine; `python benchmarks/gallery.py` measures again.",
        "",
        "| Program | What it shows | Run | CPython | pyc | faster |",
        "|---|---|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for example in examples():
            path = EXAMPLES / f"{example.name}.py"
            arguments = SIZES[example.name][1]
            program, _ = built(path, Path(folder))
            cpython = min(seconds([sys.executable, str(path), *arguments]) for _ in range(2))
            native = min(seconds([str(program), *arguments]) for _ in range(3))
            ratio = f"{cpython / native:.1f}x"
            lines.append(line(example, f"{cpython:.2f} s", f"{native:.3f} s", ratio))
            print(lines[-1])
    PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
