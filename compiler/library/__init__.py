"""The library as declared to the compiler: data, read by `pyc.compiler.declarations`."""
