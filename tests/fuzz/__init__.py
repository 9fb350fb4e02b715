"""Random programs, run by CPython and by pyc: `python3 -m tests.fuzz --seed 1 --count 1000`."""
