"""set: the mutable set."""

class set(Generic[T]):
    """A set that can change.

    >>> set([1, 1])
    {1}
    """

    def __init__(self, iterable: Iterable[T] = ..., /) -> None: ...

    @runtime("pyc_set_method_add")
    def add(self, item: T, /) -> None:
        """Put one item in.

        >>> s = {1}
        >>> s.add(2)
        >>> s
        {1, 2}
        """

    @runtime("pyc_set_method_discard")
    def discard(self, item: T, /) -> None:
        """Take an item out where it is there.

        >>> s = {1}
        >>> s.discard(2)
        >>> s
        {1}
        """

    @runtime("pyc_set_remove")
    def remove(self, item: T, /) -> None:
        """Take an item out; KeyError where it is not there.

        >>> s = {1, 2}
        >>> s.remove(2)
        >>> s
        {1}
        """

    @runtime("pyc_set_pop")
    def pop(self, /) -> T:
        """Take out some item.

        >>> {1}.pop()
        1
        """

    @runtime("pyc_set_clear")
    def clear(self, /) -> None:
        """Take out everything.

        >>> s = {1}
        >>> s.clear()
        >>> s
        set()
        """

    @runtime("pyc_set_update")
    def update(self, /, *others: Iterable[T]) -> None:
        """Put in the items of all others.

        >>> s = {1}
        >>> s.update([2], [3])
        >>> s
        {1, 2, 3}
        """

    @runtime("pyc_set_intersection_update")
    def intersection_update(self, /, *others: Iterable[object]) -> None:
        """Keep only what is in all others.

        >>> s = {1, 2}
        >>> s.intersection_update([2])
        >>> s
        {2}
        """

    @runtime("pyc_set_difference_update")
    def difference_update(self, /, *others: Iterable[object]) -> None:
        """Take out what is in any other.

        >>> s = {1, 2}
        >>> s.difference_update([2])
        >>> s
        {1}
        """

    @runtime("pyc_set_symmetric_difference_update")
    def symmetric_difference_update(self, other: Iterable[T], /) -> None:
        """Keep what is in exactly one of both.

        >>> s = {1, 2}
        >>> s.symmetric_difference_update([2, 3])
        >>> s
        {1, 3}
        """

    @runtime("pyc_set_copy")
    def copy(self, /) -> set[T]:
        """A set of the same items.

        >>> {1, 2}.copy()
        {1, 2}
        """

    @runtime("pyc_set_union")
    def union(self, /, *others: Iterable[T]) -> set[T]:
        """The items of this set and of all others.

        >>> {1, 2}.union([3])
        {1, 2, 3}
        """

    @runtime("pyc_set_intersection")
    def intersection(self, /, *others: Iterable[object]) -> set[T]:
        """The items that are in all others, too.

        >>> {1, 2}.intersection([2])
        {2}
        """

    @runtime("pyc_set_difference")
    def difference(self, /, *others: Iterable[object]) -> set[T]:
        """The items that are in no other.

        >>> {1, 2}.difference([2])
        {1}
        """

    @runtime("pyc_set_symmetric_difference")
    def symmetric_difference(self, other: Iterable[T], /) -> set[T]:
        """The items that are in exactly one of both.

        >>> {1, 2}.symmetric_difference([2, 3])
        {1, 3}
        """

    @runtime("pyc_set_isdisjoint")
    def isdisjoint(self, other: Iterable[object], /) -> bool:
        """Whether both have nothing in common.

        >>> {1, 2}.isdisjoint([3])
        True
        """

    @runtime("pyc_set_issubset")
    def issubset(self, other: Iterable[object], /) -> bool:
        """Whether other has every item of this set.

        >>> {1, 2}.issubset([1, 2, 3])
        True
        """

    @runtime("pyc_set_issuperset")
    def issuperset(self, other: Iterable[object], /) -> bool:
        """Whether this set has every item of other.

        >>> {1, 2}.issuperset([1])
        True
        """

    def __len__(self, /) -> int: ...
    def __contains__(self, item: object, /) -> bool: ...
    def __iter__(self, /) -> set_iterator[T]: ...
    def __or__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __and__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __sub__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __xor__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __ior__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __iand__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __isub__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __ixor__(self, value: set[T] | frozenset[T], /) -> set[T]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __le__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __gt__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __ge__(self, value: set[T] | frozenset[T], /) -> bool: ...
    def __repr__(self, /) -> str: ...
