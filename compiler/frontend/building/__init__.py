"""Syntax tree to flow: `flow_module(parsed, name)`; one module a language area."""

from pyc.compiler.frontend.building.module import flow_module, has_finalizers

__all__ = ["flow_module", "has_finalizers"]
