"""float: numbers of 64 bits with a binary point."""

class float:
    """A number of IEEE 754's binary64.

    >>> float("1.5")
    1.5
    """

    def __init__(self, x: object = 0, /) -> None: ...

    @runtime("pyc_float_is_integer", effects="pure", fast="bool pyc_f64_is_integer(double)")
    def is_integer(self, /) -> bool:
        """Whether nothing stands behind the point.

        >>> (2.0).is_integer()
        True
        """

    @runtime("pyc_float_as_integer_ratio", effects="pure")
    def as_integer_ratio(self, /) -> tuple[int, int]:
        """The exact fraction, in lowest terms.

        >>> (0.75).as_integer_ratio()
        (3, 4)
        """

    @runtime("pyc_float_hex", effects="pure")
    def hex(self, /) -> str:
        """The exact value in hexadecimal digits.

        >>> (0.5).hex()
        '0x1.0000000000000p-1'
        """

    @classmethod
    @runtime("pyc_float_fromhex")
    def fromhex(cls, string: str, /) -> float:
        """The number that hexadecimal digits spell.

        >>> float.fromhex("0x1p-1")
        0.5
        """

    @classmethod
    @runtime("pyc_float_getformat")
    def __getformat__(cls, typestr: str, /) -> str:
        """How floats lie in memory.

        >>> float.__getformat__("double")
        'IEEE, little-endian'
        """

    @runtime("pyc_float_self", effects="pure")
    def conjugate(self, /) -> float:
        """The number itself.

        >>> (1.5).conjugate()
        1.5
        """

    @property
    @runtime("pyc_float_self", effects="pure")
    def real(self, /) -> float:
        """The number itself.

        >>> (1.5).real
        1.5
        """

    @property
    @runtime("pyc_float_zero", effects="pure")
    def imag(self, /) -> float:
        """0.0, as a complex number has it.

        >>> (1.5).imag
        0.0
        """

    @runtime("pyc_float_trunc", effects="pure")
    def __trunc__(self, /) -> int:
        """The whole number towards 0.

        >>> (-1.5).__trunc__()
        -1
        """

    @runtime("pyc_float_trunc", effects="pure")
    def __int__(self, /) -> int:
        """The whole number towards 0.

        >>> (-1.5).__int__()
        -1
        """

    @runtime("pyc_float_floor", effects="pure")
    def __floor__(self, /) -> int:
        """The next whole number below.

        >>> (-1.5).__floor__()
        -2
        """

    @runtime("pyc_float_ceil", effects="pure")
    def __ceil__(self, /) -> int:
        """The next whole number above.

        >>> (-1.5).__ceil__()
        -1
        """

    @overload
    def __round__(self, ndigits: None = None, /) -> int: ...
    @overload
    def __round__(self, ndigits: int, /) -> float: ...

    @runtime("pyc_float_round_method", effects="pure")
    def __round__(self, ndigits: int | None = None, /) -> int | float:
        """Rounded to decimals, ties to even; without ndigits an int.

        >>> round(2.675, 2)
        2.67
        """

    @runtime("pyc_float_self", effects="pure")
    def __float__(self, /) -> float:
        """The number itself.

        >>> (1.5).__float__()
        1.5
        """

    @runtime("pyc_float_format_method", effects="pure")
    def __format__(self, format_spec: str, /) -> str:
        """The number as a format specification wants it.

        >>> (1.5).__format__(".2f")
        '1.50'
        """

    @runtime("pyc_float_getnewargs", effects="pure")
    def __getnewargs__(self, /) -> tuple[float]:
        """What makes an equal number.

        >>> (1.5).__getnewargs__()
        (1.5,)
        """

    def __bool__(self, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def __neg__(self, /) -> float: ...
    def __pos__(self, /) -> float: ...
    def __abs__(self, /) -> float: ...
    def __add__(self, value: float, /) -> float: ...
    def __radd__(self, value: float, /) -> float: ...
    def __sub__(self, value: float, /) -> float: ...
    def __rsub__(self, value: float, /) -> float: ...
    def __mul__(self, value: float, /) -> float: ...
    def __rmul__(self, value: float, /) -> float: ...
    def __truediv__(self, value: float, /) -> float: ...
    def __rtruediv__(self, value: float, /) -> float: ...
    def __floordiv__(self, value: float, /) -> float: ...
    def __rfloordiv__(self, value: float, /) -> float: ...
    def __mod__(self, value: float, /) -> float: ...
    def __rmod__(self, value: float, /) -> float: ...
    def __divmod__(self, value: float, /) -> tuple[float, float]: ...
    def __rdivmod__(self, value: float, /) -> tuple[float, float]: ...
    def __pow__(self, value: float, mod: None = None, /) -> float: ...
    def __rpow__(self, value: float, mod: None = None, /) -> float: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: float, /) -> bool: ...
    def __le__(self, value: float, /) -> bool: ...
    def __gt__(self, value: float, /) -> bool: ...
    def __ge__(self, value: float, /) -> bool: ...
