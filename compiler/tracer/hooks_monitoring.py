"""Hooks for CPython 3.12 and later: `sys.monitoring`, whose events remove themselves."""

from __future__ import annotations

import sys
from types import CodeType
from typing import Any

from pyc.compiler.tracer.collector import Site, parameters

NAME = "pyc trace"
monitoring: Any = getattr(sys, "monitoring", None)


class Monitor:
    """Tells sites of the calls of their code. Raises: RuntimeError where all tools are in use."""

    def __init__(self) -> None:
        self._sites: dict[CodeType, Site] = {}
        self._tool = next(
            (tool for tool in (3, 4, 0, 1, 2, 5) if monitoring.get_tool(tool) is None), None
        )
        if self._tool is None:
            raise RuntimeError("six tools monitor this process already")
        monitoring.use_tool_id(self._tool, NAME)
        events = monitoring.events
        monitoring.register_callback(self._tool, events.PY_START, self._started)
        monitoring.register_callback(self._tool, events.PY_RETURN, self._returned)

    def watch(self, code: CodeType, site: Site) -> None:
        self._sites[code] = site
        events = monitoring.events.PY_START
        if not site.is_generator:
            events |= monitoring.events.PY_RETURN
        site.arm = lambda: monitoring.set_local_events(self._tool, code, events)
        site.disarm = lambda: monitoring.set_local_events(self._tool, code, 0)
        site.arm()

    def _started(self, code: CodeType, offset: int) -> None:
        site = self._sites.get(code)
        if site is not None:
            frame = sys._getframe(1)
            values = frame.f_locals
            site.entered(tuple(values.get(name) for name in parameters(code)), frame)

    def _returned(self, code: CodeType, offset: int, value: object) -> None:
        site = self._sites.get(code)
        if site is not None:
            site.left_with(value, sys._getframe(1))
