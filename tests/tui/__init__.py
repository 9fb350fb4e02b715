"""The terminal console: its state, what keys and the mouse do, how each tab looks."""
