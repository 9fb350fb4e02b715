"""Tests of what stands between text and typed flow."""
