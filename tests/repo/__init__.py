"""Tests of the tree itself: layers, tables, documentation, lint."""
