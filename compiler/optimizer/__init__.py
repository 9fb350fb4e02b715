"""Passes over IR, as data: rows in `passes.PASSES`, their order in `passes.ORDER`."""
