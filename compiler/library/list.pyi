"""list: the mutable sequence."""

class list(Generic[T]):
    """A sequence that can change.

    >>> list("ab")
    ['a', 'b']
    """

    def __init__(self, iterable: Iterable[T] = ..., /) -> None: ...

    @runtime("pyc_list_method_append")
    def append(self, object: T, /) -> None:
        """Put one element at the end.

        >>> a = [1]
        >>> a.append(2)
        >>> a
        [1, 2]
        """

    @runtime("pyc_list_method_extend")
    def extend(self, iterable: Iterable[T], /) -> None:
        """Put all elements of an iterable at the end.

        >>> a = [1]
        >>> a.extend((2, 3))
        >>> a
        [1, 2, 3]
        """

    @runtime("pyc_list_insert")
    def insert(self, index: int, object: T, /) -> None:
        """Put one element before a position.

        >>> a = [1, 3]
        >>> a.insert(1, 2)
        >>> a
        [1, 2, 3]
        """

    @runtime("pyc_list_pop")
    def pop(self, index: int = -1, /) -> T:
        """Take out the element at a position, the last one by default.

        >>> [1, 2].pop()
        2
        """

    @runtime("pyc_list_remove")
    def remove(self, value: T, /) -> None:
        """Take out the first element equal to value.

        >>> a = [1, 2, 1]
        >>> a.remove(1)
        >>> a
        [2, 1]
        """

    @runtime("pyc_list_clear")
    def clear(self, /) -> None:
        """Take out everything.

        >>> a = [1]
        >>> a.clear()
        >>> a
        []
        """

    @runtime("pyc_list_copy", effects="reads")
    def copy(self, /) -> list[T]:
        """A new list of the same elements.

        >>> [1, 2].copy()
        [1, 2]
        """

    @runtime("pyc_list_count")
    def count(self, value: T, /) -> int:
        """How many elements are equal to value.

        >>> [1, 2, 1].count(1)
        2
        """

    @runtime("pyc_list_index")
    def index(self, value: T, start: int = 0, stop: int = 9223372036854775807, /) -> int:
        """Where the first element equal to value stands.

        >>> [4, 5].index(5)
        1
        """

    @runtime("pyc_list_reverse")
    def reverse(self, /) -> None:
        """Turn the order around, in place.

        >>> a = [1, 2]
        >>> a.reverse()
        >>> a
        [2, 1]
        """

    @runtime("pyc_list_method_sort")
    def sort(self, /, *, key: Callable[[T], object] | None = None, reverse: bool = False) -> None:
        """Sort in place; equal elements keep their order.

        >>> a = [2, 1]
        >>> a.sort()
        >>> a
        [1, 2]
        """

    @runtime("pyc_list_dunder_reversed")
    def __reversed__(self, /) -> list_reverseiterator[T]:
        """The elements from the last to the first.

        >>> list([1, 2].__reversed__())
        [2, 1]
        """

    def __len__(self, /) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> T: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[T]: ...
    @overload
    def __setitem__(self, index: int, value: T, /) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T], /) -> None: ...
    def __delitem__(self, index: int | slice, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> list_iterator[T]: ...
    def __add__(self, value: list[T], /) -> list[T]: ...
    def __iadd__(self, value: Iterable[T], /) -> list[T]: ...
    def __mul__(self, value: int, /) -> list[T]: ...
    def __rmul__(self, value: int, /) -> list[T]: ...
    def __imul__(self, value: int, /) -> list[T]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: list[T], /) -> bool: ...
    def __le__(self, value: list[T], /) -> bool: ...
    def __gt__(self, value: list[T], /) -> bool: ...
    def __ge__(self, value: list[T], /) -> bool: ...
    def __repr__(self, /) -> str: ...
