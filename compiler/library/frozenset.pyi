"""frozenset: the immutable set."""

class frozenset(Generic[T]):
    """A set that does not change; hashable.

    >>> frozenset([1, 1])
    frozenset({1})
    """

    def __init__(self, iterable: Iterable[T] = ..., /) -> None: ...

    @runtime("pyc_set_copy")
    def copy(self, /) -> frozenset[T]:
        """A set of the same items.

        >>> frozenset({1, 2}).copy()
        frozenset({1, 2})
        """

    @runtime("pyc_set_union")
    def union(self, /, *others: Iterable[T]) -> frozenset[T]:
        """The items of this set and of all others.

        >>> frozenset({1, 2}).union([3])
        frozenset({1, 2, 3})
        """

    @runtime("pyc_set_intersection")
    def intersection(self, /, *others: Iterable[object]) -> frozenset[T]:
        """The items that are in all others, too.

        >>> frozenset({1, 2}).intersection([2])
        frozenset({2})
        """

    @runtime("pyc_set_difference")
    def difference(self, /, *others: Iterable[object]) -> frozenset[T]:
        """The items that are in no other.

        >>> frozenset({1, 2}).difference([2])
        frozenset({1})
        """

    @runtime("pyc_set_symmetric_difference")
    def symmetric_difference(self, other: Iterable[T], /) -> frozenset[T]:
        """The items that are in exactly one of both.

        >>> frozenset({1, 2}).symmetric_difference([2, 3])
        frozenset({1, 3})
        """

    @runtime("pyc_set_isdisjoint")
    def isdisjoint(self, other: Iterable[object], /) -> bool:
        """Whether both have nothing in common.

        >>> frozenset({1, 2}).isdisjoint([3])
        True
        """

    @runtime("pyc_set_issubset")
    def issubset(self, other: Iterable[object], /) -> bool:
        """Whether other has every item of this set.

        >>> frozenset({1, 2}).issubset([1, 2, 3])
        True
        """

    @runtime("pyc_set_issuperset")
    def issuperset(self, other: Iterable[object], /) -> bool:
        """Whether this set has every item of other.

        >>> frozenset({1, 2}).issuperset([1])
        True
        """

    def __len__(self, /) -> int: ...
    def __contains__(self, item: object, /) -> bool: ...
    def __iter__(self, /) -> set_iterator[T]: ...
    def __or__(self, value: set[T] | frozenset[T], /) -> frozenset[T]: ...
    def __and__(self, value: set[T] | frozenset[T], /) -> frozenset[T]: ...
    def __sub__(self, value: set[T] | frozenset[T], /) -> frozenset[T]: ...
    def __xor__(self, value: set[T] | frozenset[T], /) -> frozenset[T]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __le__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __gt__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __ge__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
