"""heapq: a list as a heap, the least item first."""

@runtime("pyc_heapq_heappush")
def heappush(heap: list[T], item: T, /) -> None:
    """Put an item into the heap.

    >>> h = [1, 3]
    >>> heappush(h, 0)
    >>> h
    [0, 3, 1]
    """

@runtime("pyc_heapq_heappop")
def heappop(heap: list[T], /) -> T:
    """Take the least item out of the heap.

    >>> heappop([1, 3])
    1
    """

@runtime("pyc_heapq_heapify")
def heapify(heap: list[object], /) -> None:
    """Make a list a heap, in place.

    >>> h = [3, 2, 1]
    >>> heapify(h)
    >>> h
    [1, 2, 3]
    """

@runtime("pyc_heapq_heapreplace")
def heapreplace(heap: list[T], item: T, /) -> T:
    """Take the least item out, then put one in.

    >>> heapreplace([1, 3], 0)
    1
    """

@runtime("pyc_heapq_heappushpop")
def heappushpop(heap: list[T], item: T, /) -> T:
    """Put an item in, then take the least one out.

    >>> heappushpop([1, 3], 0)
    0
    """

@runtime("pyc_heapq_nsmallest")
def nsmallest(n: int, iterable: Iterable[T], key: Callable[[T], object] | None = None) -> list[T]:
    """The n least items in order.

    >>> nsmallest(2, [3, 1, 2])
    [1, 2]
    """

@runtime("pyc_heapq_nlargest")
def nlargest(n: int, iterable: Iterable[T], key: Callable[[T], object] | None = None) -> list[T]:
    """The n greatest items, the greatest first.

    >>> nlargest(2, [3, 1, 2])
    [3, 2]
    """
