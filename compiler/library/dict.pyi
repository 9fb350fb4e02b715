"""dict: the mapping that keeps the order of insertion; its views."""

class dict(Generic[K, V]):
    """A mapping from keys to values.

    >>> dict([("a", 1)], b=2)
    {'a': 1, 'b': 2}
    """

    @overload
    def __init__(self, /, **kwargs: V) -> None: ...
    @overload
    def __init__(self, mapping: dict[K, V], /, **kwargs: V) -> None: ...
    @overload
    def __init__(self, pairs: Iterable[tuple[K, V]], /, **kwargs: V) -> None: ...

    @classmethod
    @runtime("pyc_dict_fromkeys")
    def fromkeys(cls, iterable: Iterable[K], value: V = None, /) -> dict[K, V]:
        """A dict with these keys and one value for all of them.

        >>> dict.fromkeys("ab", 0)
        {'a': 0, 'b': 0}
        """

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V, /) -> V: ...
    @runtime("pyc_dict_get")
    def get(self, key: K, default: object = None, /) -> object:
        """The value of key, default where it is absent.

        >>> {"a": 1}.get("b", 0)
        0
        """

    @runtime("pyc_dict_setdefault")
    def setdefault(self, key: K, default: V = None, /) -> V:
        """The value of key, which becomes default where it was absent.

        >>> d = {}
        >>> d.setdefault("a", []).append(1)
        >>> d
        {'a': [1]}
        """

    @overload
    def pop(self, key: K, /) -> V: ...
    @overload
    def pop(self, key: K, default: V, /) -> V: ...
    @runtime("pyc_dict_pop")
    def pop(self, key: K, default: object = ..., /) -> object:
        """Take key out and give its value; default (or KeyError) where it is absent.

        >>> {"a": 1}.pop("a")
        1
        """

    @runtime("pyc_dict_popitem")
    def popitem(self, /) -> tuple[K, V]:
        """Take out the pair that was put in last.

        >>> {"a": 1, "b": 2}.popitem()
        ('b', 2)
        """

    @runtime("pyc_dict_update")
    def update(self, other: dict[K, V] | Iterable[tuple[K, V]] = ..., /, **kwargs: V) -> None:
        """Set the pairs of another mapping, of an iterable of pairs, and the keywords.

        >>> d = {"a": 1}
        >>> d.update({"b": 2}, c=3)
        >>> d
        {'a': 1, 'b': 2, 'c': 3}
        """

    @runtime("pyc_dict_clear")
    def clear(self, /) -> None:
        """Take out everything.

        >>> d = {1: 2}
        >>> d.clear()
        >>> d
        {}
        """

    @runtime("pyc_dict_copy")
    def copy(self, /) -> dict[K, V]:
        """A new dict of the same pairs.

        >>> {1: 2}.copy()
        {1: 2}
        """

    @runtime("pyc_dict_keys")
    def keys(self, /) -> dict_keys[K, V]:
        """A view of the keys.

        >>> {1: 2}.keys()
        dict_keys([1])
        """

    @runtime("pyc_dict_values")
    def values(self, /) -> dict_values[K, V]:
        """A view of the values.

        >>> {1: 2}.values()
        dict_values([2])
        """

    @runtime("pyc_dict_items")
    def items(self, /) -> dict_items[K, V]:
        """A view of the pairs.

        >>> {1: 2}.items()
        dict_items([(1, 2)])
        """

    @runtime("pyc_dict_dunder_reversed")
    def __reversed__(self, /) -> dict_reversekeyiterator[K]:
        """The keys from the last to the first.

        >>> list({1: 2, 3: 4}.__reversed__())
        [3, 1]
        """

    def __len__(self, /) -> int: ...
    def __getitem__(self, key: K, /) -> V: ...
    def __setitem__(self, key: K, value: V, /) -> None: ...
    def __delitem__(self, key: K, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> dict_keyiterator[K]: ...
    def __or__(self, value: dict[K, V], /) -> dict[K, V]: ...
    def __ior__(self, value: dict[K, V] | Iterable[tuple[K, V]], /) -> dict[K, V]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...


class dict_keys(Generic[K, V]):
    """A view of the keys of a dict."""

    @runtime("pyc_dict_view_isdisjoint")
    def isdisjoint(self, other: Iterable[object], /) -> bool:
        """Whether the view and other have nothing in common.

        >>> {1: 2}.keys().isdisjoint([3])
        True
        """

    def __len__(self, /) -> int: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> dict_keyiterator[K]: ...
    def __and__(self, value: Iterable[K], /) -> set[K]: ...
    def __or__(self, value: Iterable[K], /) -> set[K]: ...
    def __sub__(self, value: Iterable[K], /) -> set[K]: ...
    def __xor__(self, value: Iterable[K], /) -> set[K]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __le__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...


class dict_items(Generic[K, V]):
    """A view of the pairs of a dict."""

    @runtime("pyc_dict_view_isdisjoint")
    def isdisjoint(self, other: Iterable[object], /) -> bool:
        """Whether the view and other have nothing in common.

        >>> {1: 2}.items().isdisjoint([(3, 4)])
        True
        """

    def __len__(self, /) -> int: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> dict_itemiterator[K, V]: ...
    def __and__(self, value: Iterable[tuple[K, V]], /) -> set[tuple[K, V]]: ...
    def __or__(self, value: Iterable[tuple[K, V]], /) -> set[tuple[K, V]]: ...
    def __sub__(self, value: Iterable[tuple[K, V]], /) -> set[tuple[K, V]]: ...
    def __xor__(self, value: Iterable[tuple[K, V]], /) -> set[tuple[K, V]]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: object, /) -> bool: ...
    def __le__(self, value: object, /) -> bool: ...
    def __gt__(self, value: object, /) -> bool: ...
    def __ge__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...


class dict_values(Generic[K, V]):
    """A view of the values of a dict."""

    def __len__(self, /) -> int: ...
    def __iter__(self, /) -> dict_valueiterator[V]: ...
    def __repr__(self, /) -> str: ...
