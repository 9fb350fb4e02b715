"""int: whole numbers of any size."""

class int:
    """A whole number of any size.

    >>> int("1f", 16)
    31
    """

    @overload
    def __init__(self, x: object = 0, /) -> None: ...
    @overload
    def __init__(self, x: str | bytes | bytearray, /, base: int = 10) -> None: ...

    @runtime("pyc_int_bit_length", effects="pure", fast="int64_t pyc_i64_bit_length(int64_t)")
    def bit_length(self, /) -> int:
        """How many bits the magnitude takes.

        >>> (37).bit_length()
        6
        """

    @runtime("pyc_int_bit_count", effects="pure", fast="int64_t pyc_i64_bit_count(int64_t)")
    def bit_count(self, /) -> int:
        """How many bits of the magnitude are 1.

        >>> (13).bit_count()
        3
        """

    @runtime("pyc_int_to_bytes", effects="pure")
    def to_bytes(self, /, length: int = 1, byteorder: str = "big", *, signed: bool = False) -> bytes:
        """The number as bytes; OverflowError where it does not fit.

        >>> (1024).to_bytes(2, "big")
        b'\\x04\\x00'
        """

    @classmethod
    @runtime("pyc_int_from_bytes")
    def from_bytes(cls, /, bytes: Iterable[int], byteorder: str = "big", *, signed: bool = False) -> int:
        """The number that bytes spell.

        >>> int.from_bytes(b"\\x04\\x00", "big")
        1024
        """

    @runtime("pyc_int_as_integer_ratio", effects="pure")
    def as_integer_ratio(self, /) -> tuple[int, int]:
        """The number and 1.

        >>> (10).as_integer_ratio()
        (10, 1)
        """

    @runtime("pyc_int_self", effects="pure")
    def conjugate(self, /) -> int:
        """The number itself.

        >>> (5).conjugate()
        5
        """

    @property
    @runtime("pyc_int_self", effects="pure")
    def real(self, /) -> int:
        """The number itself.

        >>> (5).real
        5
        """

    @property
    @runtime("pyc_int_zero", effects="pure")
    def imag(self, /) -> int:
        """0, as a complex number has it.

        >>> (5).imag
        0
        """

    @property
    @runtime("pyc_int_self", effects="pure")
    def numerator(self, /) -> int:
        """The number itself.

        >>> (5).numerator
        5
        """

    @property
    @runtime("pyc_int_one", effects="pure")
    def denominator(self, /) -> int:
        """1.

        >>> (5).denominator
        1
        """

    @runtime("pyc_int_round", effects="pure")
    def __round__(self, ndigits: int = ..., /) -> int:
        """Rounded to a multiple of 10**-ndigits, ties to even.

        >>> round(1250, -2)
        1200
        """

    @runtime("pyc_int_self", effects="pure")
    def __trunc__(self, /) -> int:
        """The number itself.

        >>> (5).__trunc__()
        5
        """

    @runtime("pyc_int_self", effects="pure")
    def __floor__(self, /) -> int:
        """The number itself.

        >>> (5).__floor__()
        5
        """

    @runtime("pyc_int_self", effects="pure")
    def __ceil__(self, /) -> int:
        """The number itself.

        >>> (5).__ceil__()
        5
        """

    @runtime("pyc_int_self", effects="pure")
    def __int__(self, /) -> int:
        """The number itself.

        >>> (5).__int__()
        5
        """

    @runtime("pyc_int_self", effects="pure")
    def __index__(self, /) -> int:
        """The number itself.

        >>> (5).__index__()
        5
        """

    @runtime("pyc_int_float", effects="pure")
    def __float__(self, /) -> float:
        """The nearest float; OverflowError where there is none.

        >>> (5).__float__()
        5.0
        """

    @runtime("pyc_int_format_method", effects="pure")
    def __format__(self, format_spec: str, /) -> str:
        """The number as a format specification wants it.

        >>> (255).__format__("#x")
        '0xff'
        """

    @runtime("pyc_int_getnewargs", effects="pure")
    def __getnewargs__(self, /) -> tuple[int]:
        """What makes an equal number.

        >>> (5).__getnewargs__()
        (5,)
        """

    @runtime("pyc_int_sizeof", effects="pure")
    def __sizeof__(self, /) -> int:
        """Bytes that CPython takes for it.

        >>> (5).__sizeof__()
        28
        """

    def __bool__(self, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def __neg__(self, /) -> int: ...
    def __pos__(self, /) -> int: ...
    def __invert__(self, /) -> int: ...
    def __abs__(self, /) -> int: ...
    def __add__(self, value: int, /) -> int: ...
    def __radd__(self, value: int, /) -> int: ...
    def __sub__(self, value: int, /) -> int: ...
    def __rsub__(self, value: int, /) -> int: ...
    def __mul__(self, value: int, /) -> int: ...
    def __rmul__(self, value: int, /) -> int: ...
    def __floordiv__(self, value: int, /) -> int: ...
    def __rfloordiv__(self, value: int, /) -> int: ...
    def __mod__(self, value: int, /) -> int: ...
    def __rmod__(self, value: int, /) -> int: ...
    def __and__(self, value: int, /) -> int: ...
    def __rand__(self, value: int, /) -> int: ...
    def __or__(self, value: int, /) -> int: ...
    def __ror__(self, value: int, /) -> int: ...
    def __xor__(self, value: int, /) -> int: ...
    def __rxor__(self, value: int, /) -> int: ...
    def __lshift__(self, value: int, /) -> int: ...
    def __rlshift__(self, value: int, /) -> int: ...
    def __rshift__(self, value: int, /) -> int: ...
    def __rrshift__(self, value: int, /) -> int: ...
    def __truediv__(self, value: int, /) -> float: ...
    def __rtruediv__(self, value: int, /) -> float: ...
    def __divmod__(self, value: int, /) -> tuple[int, int]: ...
    def __rdivmod__(self, value: int, /) -> tuple[int, int]: ...
    def __pow__(self, value: int, mod: int | None = None, /) -> int: ...
    def __rpow__(self, value: int, mod: int | None = None, /) -> int: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: int, /) -> bool: ...
    def __le__(self, value: int, /) -> bool: ...
    def __gt__(self, value: int, /) -> bool: ...
    def __ge__(self, value: int, /) -> bool: ...
