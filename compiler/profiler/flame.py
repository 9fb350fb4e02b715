"""A flame graph as one SVG or HTML file that needs nothing else: the wider, the more time.

Boxes can be clicked to zoom, searched with Ctrl+F or `/`, and are readable without scripts.
"""

from __future__ import annotations

import html as markup
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from pyc.compiler.profiler.profile import Profile, is_python
from pyc.compiler.profiler.totals import Node, call_tree

WIDTH, HEIGHT, LETTER, TOP, BOTTOM = 1200.0, 17, 6.6, 64, 26
LEAST = 0.0005  # of all time: what is less is not drawn
DEEPEST = 400  # levels
SCRIPT = Path(__file__).with_name("flame.js")


@dataclass(frozen=True, slots=True)
class Box:
    left: float  # of 1
    width: float  # of 1
    depth: int
    function: str
    file: str
    total: int
    own: int


def boxes(root: Node) -> Iterator[Box]:
    """The root has depth 0; callees lie left to right by name, as the same program is drawn the
    same way each time."""
    if not root.total:
        return
    pending = [(root, 0.0, 0)]
    while pending:
        node, left, depth = pending.pop()
        width = node.total / root.total
        if width < LEAST or depth > DEEPEST:
            continue
        yield Box(left, width, depth, node.function, node.file, node.total, node.own)
        for child in sorted(node.children.values(), key=lambda child: child.key):
            pending.append((child, left, depth + 1))
            left += child.total / root.total


def colour(function: str, file: str) -> str:
    """Warm for Python, by name; grey-blue for what is not Python."""
    number = zlib.crc32(function.encode("utf-8", "surrogatepass"))
    if not is_python(file):
        return f"hsl(210,18%,{70 + number % 12}%)"
    return f"hsl({number % 46},{72 + number // 64 % 18}%,{62 + number // 4096 % 10}%)"


def svg(profile: Profile) -> str:
    drawn = list(boxes(call_tree(profile)))
    depth = max((box.depth for box in drawn), default=0)
    height = TOP + (depth + 1) * HEIGHT + BOTTOM
    parts = [_box(box, profile.total, height) for box in drawn]
    return FILE.substitute(
        width=f"{WIDTH:g}",
        height=height,
        title=_escaped(f"{profile.program} ({profile.world})"),
        about=_escaped(_about(profile)),
        boxes="\n".join(parts),
        script=f"const WIDTH = {WIDTH}, LETTER = {LETTER};\n{SCRIPT.read_text()}",
        style=STYLE,
        foot=height - 9,
    )


def html(profile: Profile) -> str:
    title = _escaped(f"{profile.program}: flame graph")
    return PAGE.substitute(title=title, svg=svg(profile).partition("?>\n")[2])


def _about(profile: Profile) -> str:
    seconds = profile.total / 1e9
    text = f"{seconds:.3f} s of processor time in {profile.n_samples} samples"
    return "; ".join((text, *profile.notes))


def _box(box: Box, total: int, height: int) -> str:
    left, width = box.left * WIDTH, box.width * WIDTH
    top = height - BOTTOM - (box.depth + 1) * HEIGHT
    room = int((width - 4) / LETTER)
    name = _printable(box.function)
    label = name if len(name) <= room else name[: room - 1] + "…" if room > 3 else ""
    place = f" ({_printable(box.file)})" if box.file else ""
    tip = (
        f"{name}{place}\n{box.total / 1e6:.1f} ms, {100 * box.total / total:.1f} %;"
        f" by itself {box.own / 1e6:.1f} ms"
    )
    return (
        f'<g class="box" data-l="{box.left:.6f}" data-w="{box.width:.6f}" data-d="{box.depth}">'
        f"<title>{_escaped(tip)}</title>"
        f'<rect x="{left:.2f}" y="{top}" width="{max(width, 0.3):.2f}" height="{HEIGHT - 1}"'
        f' fill="{colour(box.function, box.file)}" rx="1"/>'
        f'<text x="{left + 3:.2f}" y="{top + 12}">{_escaped(label)}</text></g>'
    )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _escaped(text: str) -> str:
    return markup.escape("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text))


STYLE = """
text { font: 11px monospace; pointer-events: none; fill: #1b1b1b }
.head { font: bold 15px sans-serif } .about { font: 12px sans-serif }
.box:hover rect { stroke: #000; stroke-width: 0.8 } .box { cursor: pointer }
.found rect { fill: #b04bd8 !important } .outside { display: none } .above rect { opacity: 0.55 }
svg { background: #fdfdf8 }
"""


FILE = Template(
    """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" \
width="$width" height="$height">
<style>$style</style>
<text class="head" x="10" y="24">$title</text>
<text class="about" x="10" y="44">$about. Click: zoom; Esc: back; /: search.</text>
<g>
$boxes
</g>
<text class="foot" x="10" y="$foot"></text>
<script><![CDATA[$script]]></script>
</svg>
"""
)

PAGE = Template(
    """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<style>body { margin: 8px; background: #fdfdf8 } svg { max-width: 100%; height: auto }</style>
</head>
<body>
$svg
</body></html>
"""
)
