"""Which types flow where while a program runs under CPython.

The modules `describe`, `collector`, `hooks_*`, `decorator` and `launch` run in the process of the
program that is traced and import nothing of the compiler; the others read what those have kept.
"""
