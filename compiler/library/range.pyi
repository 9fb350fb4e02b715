"""range: the immutable sequence of evenly spaced ints."""

class range:
    """Ints from start up to, not with, stop.

    >>> list(range(0, 10, 3))
    [0, 3, 6, 9]
    """

    @overload
    def __init__(self, stop: int, /) -> None: ...
    @overload
    def __init__(self, start: int, stop: int, step: int = 1, /) -> None: ...

    @property
    @runtime("pyc_range_start", effects="pure")
    def start(self) -> int:
        """The first number.

        >>> range(1, 5, 2).start
        1
        """

    @property
    @runtime("pyc_range_stop", effects="pure")
    def stop(self) -> int:
        """Where it ends, which is not in it.

        >>> range(1, 5, 2).stop
        5
        """

    @property
    @runtime("pyc_range_step", effects="pure")
    def step(self) -> int:
        """The distance of neighbours.

        >>> range(1, 5, 2).step
        2
        """

    @runtime("pyc_range_count")
    def count(self, value: object, /) -> int:
        """How many numbers are equal to value: 0 or 1.

        >>> range(3).count(2)
        1
        """

    @runtime("pyc_range_index")
    def index(self, value: object, /) -> int:
        """Where value stands.

        >>> range(0, 9, 2).index(4)
        2
        """

    @runtime("pyc_range_dunder_reversed")
    def __reversed__(self, /) -> range_iterator:
        """The numbers from the last to the first.

        >>> list(range(3).__reversed__())
        [2, 1, 0]
        """

    def __len__(self, /) -> int: ...
    @overload
    def __getitem__(self, key: int, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> range: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> range_iterator: ...
    def __bool__(self, /) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
