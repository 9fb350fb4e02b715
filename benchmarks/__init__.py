"""Measuring: `run.py` for benchmarks, `gallery.py` for the page of examples."""
