"""CPython's own tests of the language and its builtin types, as programs: what CPython prints for
them is what pyc must print. They are read from the interpreter that runs the tests."""
