"""Hot spots as a picture: the functions that took the most time, as matplotlib draws them."""

from __future__ import annotations

import io

from pyc.compiler.profiler.profile import Profile, ProfileError
from pyc.compiler.profiler.totals import by_function

MOST = 15  # functions


def hot_spots(profile: Profile) -> bytes:
    """PNG. Raises: ProfileError where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ProfileError("pictures need matplotlib: `pip install matplotlib`") from None
    rows = by_function(profile)[:MOST][::-1]
    total = profile.total or 1
    figure = Figure(figsize=(10, 0.9 + 0.38 * max(1, len(rows))), layout="constrained")
    axes = figure.subplots()
    names = [_plain(row.function) for row in rows]
    axes.barh(names, [100 * row.total / total for row in rows], color="#f3d9b1", label="in all")
    axes.barh(names, [100 * row.own / total for row in rows], color="#d1603d", label="by itself")
    axes.set_xlabel("% of processor time")
    axes.set_title(_plain(f"{profile.program} ({profile.world}, {profile.total / 1e9:.2f} s)"))
    axes.legend(loc="lower right")
    output = io.BytesIO()
    figure.savefig(output, format="png", dpi=120)
    return output.getvalue()


def _plain(text: str) -> str:
    """A `$` would begin a formula."""
    return text.replace("$", r"\$")
