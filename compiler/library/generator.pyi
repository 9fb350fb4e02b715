"""generator: what a call of a function with yield gives."""

class generator(Generic[T]):
    """What a call of a function with yield gives."""

    def __iter__(self, /) -> Iterator[T]: ...
    def __next__(self, /) -> T: ...

    @runtime("pyc_generator_send")
    def send(self, arg: object, /) -> T:
        """Go on; the yield in the generator gives `arg`.

        >>> def f():
        ...     print((yield 1))
        ...     yield 2
        >>> g = f()
        >>> next(g), g.send("x")
        x
        (1, 2)
        """

    @runtime("pyc_generator_throw")
    def throw(self, type: object, value: object = None, traceback: object = None, /) -> T:
        """Go on with an exception at the yield.

        >>> def f():
        ...     try:
        ...         yield 1
        ...     except ValueError:
        ...         yield 2
        >>> g = f()
        >>> next(g), g.throw(ValueError())
        (1, 2)
        """

    @runtime("pyc_generator_close")
    def close(self, /) -> None:
        """End it: GeneratorExit is raised at the yield.

        >>> g = (i for i in [1])
        >>> g.close()
        >>> list(g)
        []
        """
