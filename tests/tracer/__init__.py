"""Traces: what hooks see, what is kept of it, and that programs do not notice."""
