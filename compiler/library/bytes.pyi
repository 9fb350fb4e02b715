"""bytes: a sequence of bytes that does not change."""

class bytes:
    """A sequence of bytes that does not change.

    >>> bytes([97, 98])
    b'ab'
    """

    @overload
    def __init__(self, source: int | Iterable[int] = ...) -> None: ...
    @overload
    def __init__(self, source: str, encoding: str, errors: str = "strict") -> None: ...

    @runtime("pyc_bytes_lower", effects="pure")
    def lower(self, /) -> bytes:
        """ASCII letters in lower case.

        >>> b"Ab".lower()
        b'ab'
        """

    @runtime("pyc_bytes_upper", effects="pure")
    def upper(self, /) -> bytes:
        """ASCII letters in upper case.

        >>> b"Ab".upper()
        b'AB'
        """

    @runtime("pyc_bytes_capitalize", effects="pure")
    def capitalize(self, /) -> bytes:
        """The first letter in upper case, the others in lower case.

        >>> b"aB".capitalize()
        b'Ab'
        """

    @runtime("pyc_bytes_title", effects="pure")
    def title(self, /) -> bytes:
        """Each word with a capital first.

        >>> b"a b".title()
        b'A B'
        """

    @runtime("pyc_bytes_swapcase", effects="pure")
    def swapcase(self, /) -> bytes:
        """Lower case for upper case and the other way round.

        >>> b"Ab".swapcase()
        b'aB'
        """

    @runtime("pyc_bytes_isalpha", effects="pure")
    def isalpha(self, /) -> bool:
        """All are ASCII letters.

        >>> b"ab".isalpha()
        True
        """

    @runtime("pyc_bytes_isalnum", effects="pure")
    def isalnum(self, /) -> bool:
        """All are ASCII letters or digits.

        >>> b"a1".isalnum()
        True
        """

    @runtime("pyc_bytes_isdigit", effects="pure")
    def isdigit(self, /) -> bool:
        """All are ASCII digits.

        >>> b"12".isdigit()
        True
        """

    @runtime("pyc_bytes_isspace", effects="pure")
    def isspace(self, /) -> bool:
        """All are ASCII white space.

        >>> b" ".isspace()
        True
        """

    @runtime("pyc_bytes_isascii", effects="pure")
    def isascii(self, /) -> bool:
        """All are below 128.

        >>> b"ab".isascii()
        True
        """

    @runtime("pyc_bytes_islower", effects="pure")
    def islower(self, /) -> bool:
        """There are letters, all lower case.

        >>> b"ab".islower()
        True
        """

    @runtime("pyc_bytes_isupper", effects="pure")
    def isupper(self, /) -> bool:
        """There are letters, all upper case.

        >>> b"AB".isupper()
        True
        """

    @runtime("pyc_bytes_istitle", effects="pure")
    def istitle(self, /) -> bool:
        """Words start with capitals, only.

        >>> b"Ab".istitle()
        True
        """

    @runtime("pyc_bytes_find", effects="pure")
    def find(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; -1: none.

        >>> b"abcb".find(b"b")
        1
        """

    @runtime("pyc_bytes_rfind", effects="pure")
    def rfind(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; -1: none.

        >>> b"abcb".rfind(b"b")
        3
        """

    @runtime("pyc_bytes_index", effects="pure")
    def index(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; ValueError: none.

        >>> b"abcb".index(b"b")
        1
        """

    @runtime("pyc_bytes_rindex", effects="pure")
    def rindex(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; ValueError: none.

        >>> b"abcb".rindex(b"b")
        3
        """

    @runtime("pyc_bytes_count", effects="pure")
    def count(self, sub: bytes | bytearray | int, start: int | None = ..., end: int | None = ..., /) -> int:
        """How often sub stands in it, without overlap.

        >>> b"abcb".count(b"b")
        2
        """

    @runtime("pyc_bytes_startswith", effects="pure")
    def startswith(self, prefix: bytes | bytearray | tuple[bytes | bytearray, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it starts with prefix, or one of them.

        >>> b"abc".startswith(b"ab")
        True
        """

    @runtime("pyc_bytes_endswith", effects="pure")
    def endswith(self, suffix: bytes | bytearray | tuple[bytes | bytearray, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it ends with suffix, or one of them.

        >>> b"abc".endswith(b"bc")
        True
        """

    @runtime("pyc_bytes_replace", effects="pure")
    def replace(self, old: bytes | bytearray, new: bytes | bytearray, count: int = -1, /) -> bytes:
        """new for each old, from the left, up to count times.

        >>> b"aaa".replace(b"a", b"b", 2)
        b'bba'
        """

    @runtime("pyc_bytes_split", effects="pure")
    def split(self, /, sep: bytes | bytearray | None = None, maxsplit: int = -1) -> list[bytes]:
        """The parts, cut at sep (None: at runs of white space).

        >>> b"a b".split()
        [b'a', b'b']
        """

    @runtime("pyc_bytes_rsplit", effects="pure")
    def rsplit(self, /, sep: bytes | bytearray | None = None, maxsplit: int = -1) -> list[bytes]:
        """As split, counted from the right.

        >>> b"a b c".rsplit(maxsplit=1)
        [b'a b', b'c']
        """

    @runtime("pyc_bytes_splitlines", effects="pure")
    def splitlines(self, /, keepends: bool = False) -> list[bytes]:
        """The lines, with their ends if keepends.

        >>> b"a\\nb".splitlines()
        [b'a', b'b']
        """

    @runtime("pyc_bytes_partition", effects="pure")
    def partition(self, sep: bytes | bytearray, /) -> tuple[bytes, bytes, bytes]:
        """What is before the first sep, sep, and what is behind.

        >>> b"a=b".partition(b"=")
        (b'a', b'=', b'b')
        """

    @runtime("pyc_bytes_rpartition", effects="pure")
    def rpartition(self, sep: bytes | bytearray, /) -> tuple[bytes, bytes, bytes]:
        """What is before the last sep, sep, and what is behind.

        >>> b"a=b".rpartition(b"=")
        (b'a', b'=', b'b')
        """

    @runtime("pyc_bytes_strip", effects="pure")
    def strip(self, bytes: bytes | bytearray | None = None, /) -> bytes:
        """Without the bytes (None: white space) at both ends.

        >>> b" b ".strip()
        b'b'
        """

    @runtime("pyc_bytes_lstrip", effects="pure")
    def lstrip(self, bytes: bytes | bytearray | None = None, /) -> bytes:
        """Without the bytes (None: white space) at the left.

        >>> b" b ".lstrip()
        b'b '
        """

    @runtime("pyc_bytes_rstrip", effects="pure")
    def rstrip(self, bytes: bytes | bytearray | None = None, /) -> bytes:
        """Without the bytes (None: white space) at the right.

        >>> b" b ".rstrip()
        b' b'
        """

    @runtime("pyc_bytes_removeprefix", effects="pure")
    def removeprefix(self, prefix: bytes | bytearray, /) -> bytes:
        """Without the prefix, where it has it.

        >>> b"abc".removeprefix(b"a")
        b'bc'
        """

    @runtime("pyc_bytes_removesuffix", effects="pure")
    def removesuffix(self, suffix: bytes | bytearray, /) -> bytes:
        """Without the suffix, where it has it.

        >>> b"abc".removesuffix(b"c")
        b'ab'
        """

    @runtime("pyc_bytes_join", effects="pure")
    def join(self, iterable_of_bytes: Iterable[bytes | bytearray], /) -> bytes:
        """The parts with self between them.

        >>> b", ".join([b"a", b"b"])
        b'a, b'
        """

    @runtime("pyc_bytes_center", effects="pure")
    def center(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytes:
        """Filled up to width (center).

        >>> b"ab".center(4, b"*")
        b'*ab*'
        """

    @runtime("pyc_bytes_ljust", effects="pure")
    def ljust(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytes:
        """Filled up to width (ljust).

        >>> b"ab".ljust(4, b"*")
        b'ab**'
        """

    @runtime("pyc_bytes_rjust", effects="pure")
    def rjust(self, width: int, fillchar: bytes | bytearray = b" ", /) -> bytes:
        """Filled up to width (rjust).

        >>> b"ab".rjust(4, b"*")
        b'**ab'
        """

    @runtime("pyc_bytes_zfill", effects="pure")
    def zfill(self, width: int, /) -> bytes:
        """Filled up with zeros behind the sign.

        >>> b"-7".zfill(4)
        b'-007'
        """

    @runtime("pyc_bytes_expandtabs", effects="pure")
    def expandtabs(self, /, tabsize: int = 8) -> bytes:
        """Spaces up to the next tab stop for each tab.

        >>> b"a\\tb".expandtabs(4)
        b'a   b'
        """

    @runtime("pyc_bytes_translate", effects="pure")
    def translate(self, table: bytes | bytearray | None, /, delete: bytes | bytearray = b"") -> bytes:
        """Each byte as the table has it, without those to delete.

        >>> b"abc".translate(None, b"b")
        b'ac'
        """

    @runtime("pyc_bytes_hex", effects="pure")
    def hex(self, /, sep: str | bytes = ..., bytes_per_sep: int = 1) -> str:
        """Two hexadecimal digits for each byte.

        >>> b"ab".hex("-")
        '61-62'
        """

    @runtime("pyc_bytes_decode", effects="pure")
    def decode(self, /, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The text that the bytes spell.

        >>> b"ab".decode()
        'ab'
        """

    @staticmethod
    @runtime("pyc_bytes_maketrans")
    def maketrans(frm: bytes | bytearray, to: bytes | bytearray, /) -> bytes:
        """A table for translate.

        >>> len(bytes.maketrans(b"a", b"b"))
        256
        """

    @classmethod
    @runtime("pyc_bytes_fromhex")
    def fromhex(cls, string: str, /) -> bytes:
        """The bytes that hexadecimal digits spell.

        >>> bytes.fromhex("61 62")
        b'ab'
        """

    @runtime("pyc_bytes_bytes", effects="pure")
    def __bytes__(self, /) -> bytes:
        """The bytes themselves.

        >>> b"a".__bytes__()
        b'a'
        """

    @runtime("pyc_bytes_getnewargs", effects="pure")
    def __getnewargs__(self, /) -> tuple[bytes]:
        """What makes equal bytes.

        >>> b"a".__getnewargs__()
        (b'a',)
        """

    @runtime("pyc_bytes_sizeof", effects="pure")
    def __sizeof__(self, /) -> int:
        """Bytes that CPython takes for it.

        >>> b"a".__sizeof__()
        34
        """

    def __len__(self, /) -> int: ...
    @overload
    def __getitem__(self, key: int, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> bytes: ...
    def __contains__(self, key: int | bytes | bytearray, /) -> bool: ...
    def __iter__(self, /) -> Iterator[int]: ...
    def __repr__(self, /) -> str: ...
    def __add__(self, value: bytes | bytearray, /) -> bytes: ...
    def __mul__(self, value: int, /) -> bytes: ...
    def __rmul__(self, value: int, /) -> bytes: ...
    def __mod__(self, value: object, /) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: bytes | bytearray, /) -> bool: ...
    def __le__(self, value: bytes | bytearray, /) -> bool: ...
    def __gt__(self, value: bytes | bytearray, /) -> bool: ...
    def __ge__(self, value: bytes | bytearray, /) -> bool: ...
    def __hash__(self, /) -> int: ...
