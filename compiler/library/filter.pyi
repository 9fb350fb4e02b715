"""filter: the items that a function accepts; the true ones where it is None."""

class filter(Generic[T]):
    """The items that a function accepts; the true ones where it is None.

    >>> list(filter(None, [0, 1, 2]))
    [1, 2]
    """

    def __init__(self, function: Callable[[T], object] | None, iterable: Iterable[T], /) -> None: ...
    def __iter__(self, /) -> filter[T]: ...
    def __next__(self, /) -> T: ...
