"""Functions over iterables: sum, min, max, any, all, sorted."""

@runtime("pyc_sum")
def sum(iterable: Iterable[T], /, start: T = 0) -> T:
    """All items added to start, from left to right.

    >>> sum([1, 2, 3])
    6
    """

@overload
def min(iterable: Iterable[T], /, *, key: Callable[[T], object] | None = None) -> T: ...
@overload
def min(iterable: Iterable[T], /, *, key: Callable[[T], object] | None = None, default: T) -> T: ...
@overload
def min(first: T, second: T, /, *others: T, key: Callable[[T], object] | None = None) -> T: ...
@runtime("pyc_min")
def min(*args: object, key: Callable[[object], object] | None = None, default: object = ...) -> object:
    """The least item of an iterable or of several arguments; the first of equal ones.

    >>> min("b", "a")
    'a'
    """

@overload
def max(iterable: Iterable[T], /, *, key: Callable[[T], object] | None = None) -> T: ...
@overload
def max(iterable: Iterable[T], /, *, key: Callable[[T], object] | None = None, default: T) -> T: ...
@overload
def max(first: T, second: T, /, *others: T, key: Callable[[T], object] | None = None) -> T: ...
@runtime("pyc_max")
def max(*args: object, key: Callable[[object], object] | None = None, default: object = ...) -> object:
    """The greatest item of an iterable or of several arguments; the first of equal ones.

    >>> max([1, 3, 2])
    3
    """

@runtime("pyc_any")
def any(iterable: Iterable[object], /) -> bool:
    """Whether some item is true.

    >>> any([0, 1])
    True
    """

@runtime("pyc_all")
def all(iterable: Iterable[object], /) -> bool:
    """Whether every item is true.

    >>> all([0, 1])
    False
    """

@runtime("pyc_sorted_of")
def sorted(iterable: Iterable[T], /, *, key: Callable[[T], object] | None = None, reverse: bool = False) -> list[T]:
    """A new list of the items in order; equal ones keep their order.

    >>> sorted("bca")
    ['a', 'b', 'c']
    """
