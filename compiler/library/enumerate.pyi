"""enumerate: pairs of a count and an item."""

class enumerate(Generic[T]):
    """Pairs of a count and an item.

    >>> list(enumerate("ab", 1))
    [(1, 'a'), (2, 'b')]
    """

    def __init__(self, iterable: Iterable[T], start: int = 0) -> None: ...
    def __iter__(self, /) -> enumerate[T]: ...
    def __next__(self, /) -> tuple[int, T]: ...
