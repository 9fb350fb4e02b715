"""collections: deque, defaultdict, Counter, OrderedDict, namedtuple."""

class deque(Generic[T]):
    """A sequence that takes and gives at both ends.

    >>> deque([1, 2, 3], maxlen=2)
    deque([2, 3], maxlen=2)
    """

    def __init__(self, iterable: Iterable[T] = ..., maxlen: int | None = None) -> None: ...

    @runtime("pyc_deque_append")
    def append(self, item: T, /) -> None:
        """Put an element at the right end.

        >>> d = deque([1])
        >>> d.append(2)
        >>> d
        deque([1, 2])
        """

    @runtime("pyc_deque_appendleft")
    def appendleft(self, item: T, /) -> None:
        """Put an element at the left end.

        >>> d = deque([1])
        >>> d.appendleft(2)
        >>> d
        deque([2, 1])
        """

    @runtime("pyc_deque_pop")
    def pop(self, /) -> T:
        """Take the element at the right end.

        >>> deque([1, 2]).pop()
        2
        """

    @runtime("pyc_deque_popleft")
    def popleft(self, /) -> T:
        """Take the element at the left end.

        >>> deque([1, 2]).popleft()
        1
        """

    @runtime("pyc_deque_extend")
    def extend(self, iterable: Iterable[T], /) -> None:
        """Put elements at the right end.

        >>> d = deque([1])
        >>> d.extend([2, 3])
        >>> d
        deque([1, 2, 3])
        """

    @runtime("pyc_deque_extendleft")
    def extendleft(self, iterable: Iterable[T], /) -> None:
        """Put elements at the left end, one after the other.

        >>> d = deque([1])
        >>> d.extendleft([2, 3])
        >>> d
        deque([3, 2, 1])
        """

    @runtime("pyc_deque_rotate")
    def rotate(self, n: int = 1, /) -> None:
        """Move n elements from the right end to the left one.

        >>> d = deque([1, 2, 3])
        >>> d.rotate()
        >>> d
        deque([3, 1, 2])
        """

    @runtime("pyc_deque_clear")
    def clear(self, /) -> None:
        """Take out everything.

        >>> d = deque([1])
        >>> d.clear()
        >>> d
        deque([])
        """

    @runtime("pyc_deque_copy")
    def copy(self, /) -> deque[T]:
        """A new deque of the same elements.

        >>> deque([1]).copy()
        deque([1])
        """

    @runtime("pyc_deque_copy")
    def __copy__(self, /) -> deque[T]:
        """A new deque of the same elements.

        >>> deque([1]).__copy__()
        deque([1])
        """

    @runtime("pyc_deque_count")
    def count(self, value: object, /) -> int:
        """How many elements are equal to value.

        >>> deque("abca").count("a")
        2
        """

    @runtime("pyc_deque_index")
    def index(self, value: object, start: int = 0, stop: int = ..., /) -> int:
        """The first place of value.

        >>> deque("abc").index("c")
        2
        """

    @runtime("pyc_deque_insert")
    def insert(self, index: int, value: T, /) -> None:
        """Put an element before a place.

        >>> d = deque([1, 2])
        >>> d.insert(1, 5)
        >>> d
        deque([1, 5, 2])
        """

    @runtime("pyc_deque_remove")
    def remove(self, value: object, /) -> None:
        """Take out the first element that is equal to value.

        >>> d = deque([1, 2])
        >>> d.remove(1)
        >>> d
        deque([2])
        """

    @runtime("pyc_deque_reverse")
    def reverse(self, /) -> None:
        """Turn the order round, in place.

        >>> d = deque([1, 2])
        >>> d.reverse()
        >>> d
        deque([2, 1])
        """

    @runtime("pyc_deque_reversed")
    def __reversed__(self, /) -> Iterator[T]:
        """The elements from right to left.

        >>> list(reversed(deque([1, 2])))
        [2, 1]
        """

    @property
    @runtime("pyc_deque_maxlen")
    def maxlen(self) -> int | None:
        """The greatest length, None where there is none.

        >>> deque(maxlen=3).maxlen
        3
        """

    def __len__(self, /) -> int: ...
    def __getitem__(self, key: int, /) -> T: ...
    def __setitem__(self, key: int, value: T, /) -> None: ...
    def __delitem__(self, key: int, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self, /) -> Iterator[T]: ...
    def __add__(self, value: deque[T], /) -> deque[T]: ...
    def __mul__(self, value: int, /) -> deque[T]: ...
    def __rmul__(self, value: int, /) -> deque[T]: ...
    def __iadd__(self, value: Iterable[T], /) -> deque[T]: ...
    def __imul__(self, value: int, /) -> deque[T]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: deque[T], /) -> bool: ...
    def __le__(self, value: deque[T], /) -> bool: ...
    def __gt__(self, value: deque[T], /) -> bool: ...
    def __ge__(self, value: deque[T], /) -> bool: ...
    def __repr__(self, /) -> str: ...


class defaultdict(Generic[K, V]):
    """A dict that makes the values it is asked for and lacks.

    >>> d = defaultdict(list)
    >>> d["a"].append(1)
    >>> d
    defaultdict(<class 'list'>, {'a': [1]})
    """

    @runtime("pyc_defaultdict_missing")
    def __missing__(self, key: K, /) -> V:
        """Make, store and give the value of a key that is absent.

        >>> defaultdict(int).__missing__("a")
        0
        """

    @runtime("pyc_defaultdict_copy")
    def copy(self, /) -> defaultdict[K, V]:
        """A new defaultdict of the same pairs and factory.

        >>> defaultdict(int, a=1).copy()
        defaultdict(<class 'int'>, {'a': 1})
        """

    @runtime("pyc_defaultdict_copy")
    def __copy__(self, /) -> defaultdict[K, V]:
        """A new defaultdict of the same pairs and factory.

        >>> defaultdict(int, a=1).__copy__()
        defaultdict(<class 'int'>, {'a': 1})
        """

    @property
    @runtime("pyc_defaultdict_factory")
    def default_factory(self) -> object:
        """What makes the values.

        >>> defaultdict(int).default_factory
        <class 'int'>
        """

    def __getitem__(self, key: K, /) -> V: ...
    def __or__(self, value: dict[K, V], /) -> defaultdict[K, V]: ...
    def __ror__(self, value: dict[K, V], /) -> dict[K, V]: ...
    def __repr__(self, /) -> str: ...


class Counter(Generic[K]):
    """How often each thing occurs.

    >>> Counter("abca")
    Counter({'a': 2, 'b': 1, 'c': 1})
    """

    @runtime("pyc_counter_update")
    def __init__(self, iterable: Iterable[K] | dict[K, int] | None = None, /, **kwds: int) -> None:
        """Count from the start.

        >>> Counter("a", b=2)
        Counter({'b': 2, 'a': 1})
        """

    @runtime("pyc_counter_missing")
    def __missing__(self, key: K) -> int:
        """0: the count of what does not occur.

        >>> Counter()["a"]
        0
        """

    @runtime("pyc_counter_total")
    def total(self) -> int:
        """The sum of the counts.

        >>> Counter("abca").total()
        4
        """

    @runtime("pyc_counter_most_common")
    def most_common(self, n: int | None = None) -> list[tuple[K, int]]:
        """The n greatest counts, all where n is None.

        >>> Counter("abca").most_common(1)
        [('a', 2)]
        """

    @runtime("pyc_counter_elements")
    def elements(self) -> Iterator[K]:
        """Each thing as often as it is counted.

        >>> list(Counter(a=2, b=1).elements())
        ['a', 'a', 'b']
        """

    @classmethod
    @runtime("pyc_counter_fromkeys")
    def fromkeys(cls, iterable: Iterable[K], v: object = None) -> Counter[K]:
        """There is none.

        >>> Counter("a")
        Counter({'a': 1})
        """

    @runtime("pyc_counter_update")
    def update(self, iterable: Iterable[K] | dict[K, int] | None = None, /, **kwds: int) -> None:
        """Count more.

        >>> c = Counter("a")
        >>> c.update("ab", c=3)
        >>> c
        Counter({'c': 3, 'a': 2, 'b': 1})
        """

    @runtime("pyc_counter_subtract")
    def subtract(self, iterable: Iterable[K] | dict[K, int] | None = None, /, **kwds: int) -> None:
        """Count down; below 0, too.

        >>> c = Counter("a")
        >>> c.subtract("ab")
        >>> c
        Counter({'a': 0, 'b': -1})
        """

    @runtime("pyc_counter_copy")
    def copy(self) -> Counter[K]:
        """A new Counter of the same counts.

        >>> Counter("a").copy()
        Counter({'a': 1})
        """

    def __add__(self, other: Counter[K]) -> Counter[K]: ...
    def __sub__(self, other: Counter[K]) -> Counter[K]: ...
    def __or__(self, other: Counter[K]) -> Counter[K]: ...
    def __and__(self, other: Counter[K]) -> Counter[K]: ...
    def __iadd__(self, other: Counter[K]) -> Counter[K]: ...
    def __isub__(self, other: Counter[K]) -> Counter[K]: ...
    def __ior__(self, other: Counter[K]) -> Counter[K]: ...
    def __iand__(self, other: Counter[K]) -> Counter[K]: ...
    def __pos__(self) -> Counter[K]: ...
    def __neg__(self) -> Counter[K]: ...
    def __repr__(self) -> str: ...


class OrderedDict(Generic[K, V]):
    """A dict whose order can be changed and counts in ==.

    >>> OrderedDict(a=1, b=2)
    OrderedDict([('a', 1), ('b', 2)])
    """

    @runtime("pyc_ordered_init")
    def __init__(self, /, *args: object, **kwargs: V) -> None:
        """Set the pairs of a mapping or of an iterable of pairs, and the keywords.

        >>> OrderedDict([("a", 1)], b=2)
        OrderedDict([('a', 1), ('b', 2)])
        """

    @runtime("pyc_ordered_move_to_end")
    def move_to_end(self, /, key: K, last: bool = True) -> None:
        """Make a key the last one, or the first.

        >>> d = OrderedDict(a=1, b=2)
        >>> d.move_to_end("a")
        >>> d
        OrderedDict([('b', 2), ('a', 1)])
        """

    @runtime("pyc_ordered_popitem")
    def popitem(self, /, last: bool = True) -> tuple[K, V]:
        """Take out the last pair, or the first.

        >>> OrderedDict(a=1, b=2).popitem(last=False)
        ('a', 1)
        """

    @runtime("pyc_ordered_pop")
    def pop(self, /, key: K, default: object = ...) -> object:
        """Take key out and give its value; default (or KeyError) where it is absent.

        >>> OrderedDict(a=1).pop("a")
        1
        """

    @runtime("pyc_ordered_setdefault")
    def setdefault(self, /, key: K, default: V = None) -> V:
        """The value of key, which becomes default where it was absent.

        >>> OrderedDict(a=1).setdefault("b", 2)
        2
        """

    @runtime("pyc_ordered_update")
    def update(self, /, *args: object, **kwargs: V) -> None:
        """Set the pairs of another mapping, of an iterable of pairs, and the keywords.

        >>> d = OrderedDict(a=1)
        >>> d.update(b=2)
        >>> d
        OrderedDict([('a', 1), ('b', 2)])
        """

    @runtime("pyc_ordered_clear")
    def clear(self, /) -> None:
        """Take out everything.

        >>> d = OrderedDict(a=1)
        >>> d.clear()
        >>> d
        OrderedDict()
        """

    @runtime("pyc_ordered_copy")
    def copy(self, /) -> OrderedDict[K, V]:
        """A new OrderedDict of the same pairs.

        >>> OrderedDict(a=1).copy()
        OrderedDict([('a', 1)])
        """

    @runtime("pyc_ordered_keys")
    def keys(self, /) -> dict_keys[K, V]:
        """A view of the keys.

        >>> OrderedDict(a=1).keys()
        odict_keys(['a'])
        """

    @runtime("pyc_ordered_values")
    def values(self, /) -> dict_values[K, V]:
        """A view of the values.

        >>> OrderedDict(a=1).values()
        odict_values([1])
        """

    @runtime("pyc_ordered_items")
    def items(self, /) -> dict_items[K, V]:
        """A view of the pairs.

        >>> OrderedDict(a=1).items()
        odict_items([('a', 1)])
        """

    @runtime("pyc_ordered_reversed")
    def __reversed__(self, /) -> Iterator[K]:
        """The keys from the last to the first.

        >>> list(reversed(OrderedDict(a=1, b=2)))
        ['b', 'a']
        """

    @classmethod
    @runtime("pyc_ordered_fromkeys")
    def fromkeys(cls, /, iterable: Iterable[K], value: V = None) -> OrderedDict[K, V]:
        """An OrderedDict with these keys and one value for all of them.

        >>> OrderedDict.fromkeys("ab", 0)
        OrderedDict([('a', 0), ('b', 0)])
        """

    def __setitem__(self, key: K, value: V, /) -> None: ...
    def __delitem__(self, key: K, /) -> None: ...
    def __iter__(self, /) -> Iterator[K]: ...
    def __or__(self, value: dict[K, V], /) -> OrderedDict[K, V]: ...
    def __ror__(self, value: dict[K, V], /) -> OrderedDict[K, V]: ...
    def __ior__(self, value: dict[K, V], /) -> OrderedDict[K, V]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...


@runtime("pyc_namedtuple")
def namedtuple(typename: str, field_names: str | Iterable[str], *, rename: bool = False, defaults: Iterable[object] | None = None, module: str | None = None) -> type:
    """A new class below tuple whose elements have names.

    >>> Point = namedtuple("Point", "x y")
    >>> Point(1, y=2)
    Point(x=1, y=2)
    """
