"""str: text."""

class str:
    """Text: a sequence of Unicode characters that does not change.

    >>> str(1.5)
    '1.5'
    """

    @overload
    def __init__(self, object: object = ...) -> None: ...
    @overload
    def __init__(self, object: bytes | bytearray, encoding: str = "utf-8", errors: str = "strict") -> None: ...

    @runtime("pyc_str_lower", effects="pure")
    def lower(self, /) -> str:
        """All characters in lower case.

        >>> "Ab".lower()
        'ab'
        """

    @runtime("pyc_str_upper", effects="pure")
    def upper(self, /) -> str:
        """All characters in upper case.

        >>> "aß".upper()
        'ASS'
        """

    @runtime("pyc_str_casefold", effects="pure")
    def casefold(self, /) -> str:
        """A form in which texts are compared without regard to case.

        >>> "Straße".casefold()
        'strasse'
        """

    @runtime("pyc_str_capitalize", effects="pure")
    def capitalize(self, /) -> str:
        """The first character in title case, the others in lower case.

        >>> "aB".capitalize()
        'Ab'
        """

    @runtime("pyc_str_title", effects="pure")
    def title(self, /) -> str:
        """Each word with a capital first.

        >>> "to be".title()
        'To Be'
        """

    @runtime("pyc_str_swapcase", effects="pure")
    def swapcase(self, /) -> str:
        """Lower case for upper case and the other way round.

        >>> "Ab".swapcase()
        'aB'
        """

    @runtime("pyc_str_isalpha", effects="pure")
    def isalpha(self, /) -> bool:
        """All are letters.

        >>> "ab".isalpha(), "a1".isalpha()
        (True, False)
        """

    @runtime("pyc_str_isdecimal", effects="pure")
    def isdecimal(self, /) -> bool:
        """All are decimal digits.

        >>> "12".isdecimal(), "1a".isdecimal()
        (True, False)
        """

    @runtime("pyc_str_isdigit", effects="pure")
    def isdigit(self, /) -> bool:
        """All are digits.

        >>> "12".isdigit(), "1a".isdigit()
        (True, False)
        """

    @runtime("pyc_str_isnumeric", effects="pure")
    def isnumeric(self, /) -> bool:
        """All are numeric.

        >>> "12".isnumeric(), "1a".isnumeric()
        (True, False)
        """

    @runtime("pyc_str_isspace", effects="pure")
    def isspace(self, /) -> bool:
        """All are white space.

        >>> " ".isspace(), "a".isspace()
        (True, False)
        """

    @runtime("pyc_str_isalnum", effects="pure")
    def isalnum(self, /) -> bool:
        """All are letters or digits.

        >>> "a1".isalnum(), "a-".isalnum()
        (True, False)
        """

    @runtime("pyc_str_isascii", effects="pure")
    def isascii(self, /) -> bool:
        """All are below U+0080.

        >>> "ab".isascii(), "é".isascii()
        (True, False)
        """

    @runtime("pyc_str_isprintable", effects="pure")
    def isprintable(self, /) -> bool:
        """repr() escapes none.

        >>> "ab".isprintable(), "\\n".isprintable()
        (True, False)
        """

    @runtime("pyc_str_isidentifier", effects="pure")
    def isidentifier(self, /) -> bool:
        """It may be a name.

        >>> "ab".isidentifier(), "1a".isidentifier()
        (True, False)
        """

    @runtime("pyc_str_islower", effects="pure")
    def islower(self, /) -> bool:
        """There are cased characters, all lower case.

        >>> "ab".islower(), "aB".islower()
        (True, False)
        """

    @runtime("pyc_str_isupper", effects="pure")
    def isupper(self, /) -> bool:
        """There are cased characters, all upper case.

        >>> "AB".isupper(), "aB".isupper()
        (True, False)
        """

    @runtime("pyc_str_istitle", effects="pure")
    def istitle(self, /) -> bool:
        """Words start with capitals, only.

        >>> "Ab".istitle(), "aB".istitle()
        (True, False)
        """

    @runtime("pyc_str_find", effects="pure")
    def find(self, sub: str, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; -1: none.

        >>> "abcb".find("b")
        1
        """

    @runtime("pyc_str_rfind", effects="pure")
    def rfind(self, sub: str, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; -1: none.

        >>> "abcb".rfind("b")
        3
        """

    @runtime("pyc_str_index", effects="pure")
    def index(self, sub: str, start: int | None = ..., end: int | None = ..., /) -> int:
        """The first place of sub; ValueError: none.

        >>> "abcb".index("b")
        1
        """

    @runtime("pyc_str_rindex", effects="pure")
    def rindex(self, sub: str, start: int | None = ..., end: int | None = ..., /) -> int:
        """The last place of sub; ValueError: none.

        >>> "abcb".rindex("b")
        3
        """

    @runtime("pyc_str_count", effects="pure")
    def count(self, sub: str, start: int | None = ..., end: int | None = ..., /) -> int:
        """How often sub stands in it, without overlap.

        >>> "aaaa".count("aa")
        2
        """

    @runtime("pyc_str_startswith", effects="pure")
    def startswith(self, prefix: str | tuple[str, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it starts with prefix, or one of them.

        >>> "abc".startswith(("x", "ab"))
        True
        """

    @runtime("pyc_str_endswith", effects="pure")
    def endswith(self, suffix: str | tuple[str, ...], start: int | None = ..., end: int | None = ..., /) -> bool:
        """Whether it ends with suffix, or one of them.

        >>> "abc".endswith("bc")
        True
        """

    @runtime("pyc_str_replace", effects="pure")
    def replace(self, old: str, new: str, count: int = -1, /) -> str:
        """new for each old, from the left, up to count times.

        >>> "aaa".replace("a", "b", 2)
        'bba'
        """

    @runtime("pyc_str_split", effects="pure")
    def split(self, /, sep: str | None = None, maxsplit: int = -1) -> list[str]:
        """The words, cut at sep (None: at runs of white space).

        >>> "a b  c".split()
        ['a', 'b', 'c']
        """

    @runtime("pyc_str_rsplit", effects="pure")
    def rsplit(self, /, sep: str | None = None, maxsplit: int = -1) -> list[str]:
        """As split, counted from the right.

        >>> "a b c".rsplit(maxsplit=1)
        ['a b', 'c']
        """

    @runtime("pyc_str_splitlines", effects="pure")
    def splitlines(self, /, keepends: bool = False) -> list[str]:
        """The lines, with their ends if keepends.

        >>> "a\\nb".splitlines()
        ['a', 'b']
        """

    @runtime("pyc_str_partition", effects="pure")
    def partition(self, sep: str, /) -> tuple[str, str, str]:
        """What is before the first sep, sep, and what is behind.

        >>> "a=b=c".partition("=")
        ('a', '=', 'b=c')
        """

    @runtime("pyc_str_rpartition", effects="pure")
    def rpartition(self, sep: str, /) -> tuple[str, str, str]:
        """What is before the last sep, sep, and what is behind.

        >>> "a=b=c".rpartition("=")
        ('a=b', '=', 'c')
        """

    @runtime("pyc_str_join")
    def join(self, iterable: Iterable[str], /) -> str:
        """The texts of iterable with self between them.

        >>> ", ".join(["a", "b"])
        'a, b'
        """

    @runtime("pyc_str_strip", effects="pure")
    def strip(self, chars: str | None = None, /) -> str:
        """Without the chars (None: white space) at both ends.

        >>> " b ".strip()
        'b'
        """

    @runtime("pyc_str_lstrip", effects="pure")
    def lstrip(self, chars: str | None = None, /) -> str:
        """Without the chars (None: white space) at the left.

        >>> " b ".lstrip()
        'b '
        """

    @runtime("pyc_str_rstrip", effects="pure")
    def rstrip(self, chars: str | None = None, /) -> str:
        """Without the chars (None: white space) at the right.

        >>> " b ".rstrip()
        ' b'
        """

    @runtime("pyc_str_removeprefix", effects="pure")
    def removeprefix(self, prefix: str, /) -> str:
        """Without the prefix, where it has it.

        >>> "TestHook".removeprefix("Test")
        'Hook'
        """

    @runtime("pyc_str_removesuffix", effects="pure")
    def removesuffix(self, suffix: str, /) -> str:
        """Without the suffix, where it has it.

        >>> "a.py".removesuffix(".py")
        'a'
        """

    @runtime("pyc_str_center", effects="pure")
    def center(self, width: int, fillchar: str = " ", /) -> str:
        """Filled up to width (center).

        >>> "ab".center(4, "*")
        '*ab*'
        """

    @runtime("pyc_str_ljust", effects="pure")
    def ljust(self, width: int, fillchar: str = " ", /) -> str:
        """Filled up to width (ljust).

        >>> "ab".ljust(4, "*")
        'ab**'
        """

    @runtime("pyc_str_rjust", effects="pure")
    def rjust(self, width: int, fillchar: str = " ", /) -> str:
        """Filled up to width (rjust).

        >>> "ab".rjust(4, "*")
        '**ab'
        """

    @runtime("pyc_str_zfill", effects="pure")
    def zfill(self, width: int, /) -> str:
        """Filled up with zeros behind the sign.

        >>> "-7".zfill(4)
        '-007'
        """

    @runtime("pyc_str_expandtabs", effects="pure")
    def expandtabs(self, /, tabsize: int = 8) -> str:
        """Spaces up to the next tab stop for each tab.

        >>> "a\\tb".expandtabs(4)
        'a   b'
        """

    @runtime("pyc_str_translate")
    def translate(self, table: object, /) -> str:
        """Each character as the table (by number) has it.

        >>> "abc".translate({97: "x", 98: None})
        'xc'
        """

    @staticmethod
    @runtime("pyc_str_maketrans")
    def maketrans(x: object, y: str = ..., z: str = ..., /) -> dict[int, object]:
        """A table for translate.

        >>> str.maketrans("ab", "xy")
        {97: 120, 98: 121}
        """

    @runtime("pyc_str_encode", effects="pure")
    def encode(self, /, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """The text as bytes.

        >>> "é".encode()
        b'\\xc3\\xa9'
        """

    @runtime("pyc_str_format_call")
    def format(self, /, *args: object, **kwargs: object) -> str:
        """The text with its {fields} replaced.

        >>> "{} {x:>3}".format(1, x=2)
        '1   2'
        """

    @runtime("pyc_str_format_map")
    def format_map(self, mapping: object, /) -> str:
        """The text with its {names} looked up in mapping.

        >>> "{x}".format_map({"x": 1})
        '1'
        """

    @runtime("pyc_str_format_method", effects="pure")
    def __format__(self, format_spec: str, /) -> str:
        """The text as a format specification wants it.

        >>> "a".__format__(">3")
        '  a'
        """

    @runtime("pyc_str_getnewargs", effects="pure")
    def __getnewargs__(self, /) -> tuple[str]:
        """What makes an equal text.

        >>> "a".__getnewargs__()
        ('a',)
        """

    @runtime("pyc_str_sizeof", effects="pure")
    def __sizeof__(self, /) -> int:
        """Bytes that CPython takes for it.

        >>> "a".__sizeof__()
        50
        """

    def __len__(self, /) -> int: ...
    def __getitem__(self, key: int | slice, /) -> str: ...
    def __contains__(self, key: str, /) -> bool: ...
    def __iter__(self, /) -> Iterator[str]: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    def __add__(self, value: str, /) -> str: ...
    def __mul__(self, value: int, /) -> str: ...
    def __rmul__(self, value: int, /) -> str: ...
    def __mod__(self, value: object, /) -> str: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: str, /) -> bool: ...
    def __le__(self, value: str, /) -> bool: ...
    def __gt__(self, value: str, /) -> bool: ...
    def __ge__(self, value: str, /) -> bool: ...
