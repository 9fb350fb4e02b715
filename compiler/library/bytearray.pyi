"""bytearray: a sequence of bytes that can change."""

class bytearray:
    """A sequence of bytes that can change.

    >>> bytearray(b"ab")
    bytearray(b'ab')
    """

    @overload
    def __init__(self, source: int | Iterable[int] = ...) -> None: ...
    @overload
    def __init__(self, source: str, encoding: str, errors: str = "strict") -> None: ...

    @runtime("pyc_bytes_lower", effects="reads")
    def lower(self, /) -> bytearray:
        """ASCII letters in lower case.

        >>> bytearray(b"Ab").lower()
        bytearray(b'ab')
        """

    @runtime("pyc_bytes_upper", effects="reads")
    def upper(self, /) -> bytearray:
        """ASCII letters in upper case.

        >>> bytearray(b"Ab").upper()
        bytearray(b'AB')
        """

    @runtime("pyc_bytes_capitalize", effects="reads")
    def capitalize(self, /) -> bytearray:
        """The first letter in upper case, the others in lower case.

        >>> bytearray(b"aB").capitalize()
        bytearray(b'Ab')
        """

    @runtime("pyc_bytes_title", effects="reads")
    def title(self, /) -> bytearray:
        """Each word with a capital first.

        >>> bytearray(b"a b").title()
        bytearray(b'A B')
        """

    @runtime("pyc_bytes_swapcase", effects="reads")
    def swapcase(self, /) -> bytearray:
        """Lower case for upper case and the other way round.

        >>> bytearray(b"Ab").swapcase()
        bytearray(b'aB')
        """

    @runtime("pyc_bytes_isalpha", effects="reads")
    def isalpha(self, /) -> bool:
        """All are ASCII letters.

        >>> bytearray(b"ab").isalpha()
        True
        """

    @runtime("pyc_bytes_isalnum", effects="reads")
    def isalnum(self, /) -> bool:
        """All are ASCII letters or digits.

        >>> bytearray(b"a1").isalnum()
        True
        """

    @runtime("pyc_bytes_isdigit", effects="reads")
    def isdigit(self, /) -> bool:
        """All are ASCII digits.

        >>> bytearray(b"12").isdigit()
        True
        """

    @runtime("pyc_bytes_isspace", effects="reads")
    def isspace(self, /) -> bool:
        """All are ASCII white space.

        >>> bytearray(b" ").isspace()
        True
        """

    @runtime("pyc_bytes_isascii", effects="reads")
    def isascii(self, /) -> bool:
        """All are below 128.

        >>> bytearray(b"ab").isascii()
        True
        """

    @runtime("pyc_bytes_islower", effects="reads")
    def islower(self, /) -> bool:
        """There are letters, all lower case.

        >>> bytearray(b"ab").islower()
        True
        """

    @runtime("pyc_bytes_isupper", effects="reads")
    def isupper(self, /) -> bool:
        """There are letters, all upper case.

        >>> bytearray(b"AB").isupper()
        True
        """

    @runtime("pyc_bytes_istitle", effects="reads")
    def istitle(self, /) -> bool:
        """Words start with capitals, only.

        >>> bytearray(b"Ab").istitle()
        True
        """

    @runtime("pyc_bytes_find", effects="reads")
    def find(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; -1: none.

        >>> bytearray(b"abcb").find(b"b")
        1
        """

    @runtime("pyc_bytes_rfind", effects="reads")
    def rfind(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; -1: none.

        >>> bytearray(b"abcb").rfind(b"b")
        3
        """

    @runtime("pyc_bytes_index", effects="reads")
    def index(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; ValueError: none.

        >>> bytearray(b"abcb").index(b"b")
        1
        """

    @runtime("pyc_bytes_rindex", effects="reads")
    def rindex(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; ValueError: none.

        >>> bytearray(b"abcb").rindex(b"b")
        3
        """

    @runtime("pyc_bytes_count", effects="reads")
    def count(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """How often sub stands in it, without overlap.

        >>> bytearray(b"abcb").count(b"b")
        2
        """

    @runtime("pyc_bytes_startswith", effects="reads")
    def startswith(self, prefix: bytes | bytearray | tuple[bytes | bytearray, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it starts with prefix, or one of them.

        >>> bytearray(b"abc").startswith(b"ab")
        True
        """

    @runtime("pyc_bytes_endswith", effects="reads")
    def endswith(self, suffix: bytes | bytearray | tuple[bytes | bytearray, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it ends with suffix, or one of them.

        >>> bytearray(b"abc").endswith(b"bc")
        True
        """

    @runtime("pyc_bytes_replace", effects="reads")
    def replace(self, old: bytes | bytearray, new: bytes | bytearray, count: int = -1, /) -> bytearray:
        """new for each old, from the left, up to count times.

        >>> bytearray(b"aaa").replace(b"a", b"b", 2)
        bytearray(b'bba')
        """

    @runtime("pyc_bytes_split", effects="reads")
    def split(self, /, sep: bytes | bytearray | None = None, maxsplit: int = -1) -> list[bytearray]:
        """The parts, cut at sep (None: at runs of white space).

        >>> bytearray(b"a b").split()
        [bytearray(b'a'), bytearray(b'b')]
        """

    @runtime("pyc_bytes_rsplit", effects="reads")
    def rsplit(self, /, sep: bytes | bytearray | None = None, maxsplit: int = -1) -> list[bytearray]:
        """As split, counted from the right.

        >>> bytearray(b"a b c").rsplit(maxsplit=1)
        [bytearray(b'a b'), bytearray(b'c')]
        """

    @runtime("pyc_bytes_splitlines", effects="reads")
    def splitlines(self, /, keepends: bool = False) -> list[bytearray]:
        """The lines, with their ends if keepends.

        >>> bytearray(b"a\\nb").splitlines()
        [bytearray(b'a'), bytearray(b'b')]
        """

    @runtime("pyc_bytes_partition", effects="reads")
    def partition(self, sep: bytes | bytearray, /) -> tuple[bytearray, bytearray, bytearray]:
        """What is before the first sep, sep, and what is behind.

        >>> bytearray(b"a=b").partition(b"=")
        (bytearray(b'a'), bytearray(b'='), bytearray(b'b'))
        """

    @runtime("pyc_bytes_rpartition", effects="reads")
    def rpartition(self, sep: bytes | bytearray, /) -> tuple[bytearray, bytearray, bytearray]:
        """What is before the last sep, sep, and what is behind.

        >>> bytearray(b"a=b").rpartition(b"=")
        (bytearray(b'a'), bytearray(b'='), bytearray(b'b'))
        """

    @runtime("pyc_bytes_strip", effects="reads")
    def strip(self, bytes: bytes | bytearray | None = None, /) -> bytearray:
        """Without the bytes (None: white space) at both ends.

        >>> bytearray(b" b ").strip()
        bytearray(b'b')
        """

    @runtime("pyc_bytes_lstrip", effects="reads")
    def lstrip(self, bytes: bytes | bytearray | None = None, /) -> bytearray:
        """Without the bytes (None: white space) at the left.

        >>> bytearray(b" b ").lstrip()
        bytearray(b'b ')
        """

    @runtime("pyc_bytes_rstrip", effects="reads")
    def rstrip(self, bytes: bytes | bytearray | None = None, /) -> bytearray:
        """Without the bytes (None: white space) at the right.

        >>> bytearray(b" b ").rstrip()
        bytearray(b' b')
        """

    @runtime("pyc_bytes_removeprefix", effects="reads")
    def removeprefix(self, prefix: bytes | bytearray, /) -> bytearray:
        """Without the prefix, where it has it.

        >>> bytearray(b"abc").removeprefix(b"a")
        bytearray(b'bc')
        """

    @runtime("pyc_bytes_removesuffix", effects="reads")
    def removesuffix(self, suffix: bytes | bytearray, /) -> bytearray:
        """Without the suffix, where it has it.

        >>> bytearray(b"abc").removesuffix(b"c")
        bytearray(b'ab')
        """

    @runtime("pyc_bytes_join", effects="reads")
    def join(self, iterable_of_bytes: Iterable[bytes | bytearray], /) -> bytearray:
        """The parts with self between them.

        >>> bytearray(b", ").join([b"a", b"b"])
        bytearray(b'a, b')
        """

    @runtime("pyc_bytes_center", effects="reads")
    def center(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytearray:
        """Filled up to width (center).

        >>> bytearray(b"ab").center(4, b"*")
        bytearray(b'*ab*')
        """

    @runtime("pyc_bytes_ljust", effects="reads")
    def ljust(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytearray:
        """Filled up to width (ljust).

        >>> bytearray(b"ab").ljust(4, b"*")
        bytearray(b'ab**')
        """

    @runtime("pyc_bytes_rjust", effects="reads")
    def rjust(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytearray:
        """Filled up to width (rjust).

        >>> bytearray(b"ab").rjust(4, b"*")
        bytearray(b'**ab')
        """

    @runtime("pyc_bytes_zfill", effects="reads")
    def zfill(self, width: int, /) -> bytearray:
        """Filled up with zeros behind the sign.

        >>> bytearray(b"-7").zfill(4)
        bytearray(b'-007')
        """

    @runtime("pyc_bytes_expandtabs", effects="reads")
    def expandtabs(self, /, tabsize: int = 8) -> bytearray:
        """Spaces up to the next tab stop for each tab.

        >>> bytearray(b"a\\tb").expandtabs(4)
        bytearray(b'a   b')
        """

    @runtime("pyc_bytes_translate", effects="reads")
    def translate(self, table: bytes | bytearray | None, /, delete: bytes | bytearray = b"") -> bytearray:
        """Each byte as the table has it, without those to delete.

        >>> bytearray(b"abc").translate(None, b"b")
        bytearray(b'ac')
        """

    @runtime("pyc_bytes_hex", effects="reads")
    def hex(self, /, sep: str | bytes = ..., bytes_per_sep: int = 1) -> str:
        """Two hexadecimal digits for each byte.

        >>> bytearray(b"ab").hex("-")
        '61-62'
        """

    @runtime("pyc_bytes_decode", effects="reads")
    def decode(self, /, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The text that the bytes spell.

        >>> bytearray(b"ab").decode()
        'ab'
        """

    @staticmethod
    @runtime("pyc_bytes_maketrans")
    def maketrans(frm: bytes | bytearray, to: bytes | bytearray, /) -> bytes:
        """A table for translate.

        >>> len(bytearray.maketrans(b"a", b"b"))
        256
        """

    @classmethod
    @runtime("pyc_bytearray_fromhex")
    def fromhex(cls, string: str, /) -> bytearray:
        """The bytes that hexadecimal digits spell.

        >>> bytearray.fromhex("61 62")
        bytearray(b'ab')
        """

    @runtime("pyc_bytearray_append")
    def append(self, item: int, /) -> None:
        """Put one byte at the end.

        >>> a = bytearray(b"a")
        >>> a.append(98)
        >>> a
        bytearray(b'ab')
        """

    @runtime("pyc_bytearray_extend")
    def extend(self, iterable_of_ints: Iterable[int], /) -> None:
        """Put all bytes of an iterable at the end.

        >>> a = bytearray(b"a")
        >>> a.extend(b"bc")
        >>> a
        bytearray(b'abc')
        """

    @runtime("pyc_bytearray_insert")
    def insert(self, index: int, item: int, /) -> None:
        """Put one byte before a position.

        >>> a = bytearray(b"b")
        >>> a.insert(0, 97)
        >>> a
        bytearray(b'ab')
        """

    @runtime("pyc_bytearray_pop")
    def pop(self, index: int = -1, /) -> int:
        """Take the byte at a position out.

        >>> bytearray(b"ab").pop()
        98
        """

    @runtime("pyc_bytearray_remove")
    def remove(self, value: int, /) -> None:
        """Take the first byte of that value out; ValueError: none.

        >>> a = bytearray(b"ab")
        >>> a.remove(97)
        >>> a
        bytearray(b'b')
        """

    @runtime("pyc_bytearray_clear")
    def clear(self, /) -> None:
        """Take all bytes out.

        >>> a = bytearray(b"ab")
        >>> a.clear()
        >>> a
        bytearray(b'')
        """

    @runtime("pyc_bytearray_reverse")
    def reverse(self, /) -> None:
        """Turn the order round.

        >>> a = bytearray(b"ab")
        >>> a.reverse()
        >>> a
        bytearray(b'ba')
        """

    @runtime("pyc_bytearray_copy")
    def copy(self, /) -> bytearray:
        """A new bytearray of the same bytes.

        >>> bytearray(b"ab").copy()
        bytearray(b'ab')
        """

    def __len__(self, /) -> int: ...
    @overload
    def __getitem__(self, key: int, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> bytearray: ...
    def __contains__(self, key: int | bytes | bytearray, /) -> bool: ...
    def __iter__(self, /) -> Iterator[int]: ...
    def __repr__(self, /) -> str: ...
    def __add__(self, value: bytes | bytearray, /) -> bytearray: ...
    def __mul__(self, value: int, /) -> bytearray: ...
    def __rmul__(self, value: int, /) -> bytearray: ...
    def __mod__(self, value: object, /) -> bytearray: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: bytes | bytearray, /) -> bool: ...
    def __le__(self, value: bytes | bytearray, /) -> bool: ...
    def __gt__(self, value: bytes | bytearray, /) -> bool: ...
    def __ge__(self, value: bytes | bytearray, /) -> bool: ...
    def __setitem__(self, key: int | slice, value: int | Iterable[int], /) -> None: ...
    def __delitem__(self, key: int | slice, /) -> None: ...
    def __iadd__(self, value: bytes | bytearray, /) -> bytearray: ...
    def __imul__(self, value: int, /) -> bytearray: ...
