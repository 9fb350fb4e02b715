"""reversed: the items of a sequence from the last to the first."""

class reversed(Generic[T]):
    """The items of a sequence from the last to the first.

    >>> list(reversed([1, 2]))
    [2, 1]
    """

    def __init__(self, sequence: Reversible[T], /) -> None: ...
    def __iter__(self, /) -> reversed[T]: ...
    def __next__(self, /) -> T: ...
