"""bisect: places in sorted sequences."""

@runtime("pyc_bisect_bisect_left")
def bisect_left(a: Sequence[T], x: object, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> int:
    """Where x goes, before equal items.

    >>> bisect_left([1, 2, 2], 2)
    1
    """

@runtime("pyc_bisect_bisect_right")
def bisect_right(a: Sequence[T], x: object, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> int:
    """Where x goes, behind equal items.

    >>> bisect_right([1, 2, 2], 2)
    3
    """

@runtime("pyc_bisect_bisect_right")
def bisect(a: Sequence[T], x: object, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> int:
    """Where x goes, behind equal items.

    >>> bisect([1, 2, 2], 2)
    3
    """

@runtime("pyc_bisect_insort_left")
def insort_left(a: list[T], x: T, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> None:
    """Insert x at its place, before equal items.

    >>> a = [1, 3]
    >>> insort_left(a, 2)
    >>> a
    [1, 2, 3]
    """

@runtime("pyc_bisect_insort_right")
def insort_right(a: list[T], x: T, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> None:
    """Insert x at its place, behind equal items.

    >>> a = [1, 3]
    >>> insort_right(a, 2)
    >>> a
    [1, 2, 3]
    """

@runtime("pyc_bisect_insort_right")
def insort(a: list[T], x: T, lo: int = 0, hi: int | None = None, *, key: Callable[[T], object] | None = None) -> None:
    """Insert x at its place, behind equal items.

    >>> a = [1, 3]
    >>> insort(a, 2)
    >>> a
    [1, 2, 3]
    """
