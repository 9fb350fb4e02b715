"""The builtin functions over single objects; those over iterables stand in iteration.pyi."""

@runtime("pyc_print")
def print(*args: object, sep: str | None = " ", end: str | None = "\n", file: object = None, flush: bool = False) -> None:
    """Write the arguments as text, separated by sep, ended by end.

    >>> print(1, "a", sep="-")
    1-a
    """

@runtime("pyc_input")
def input(prompt: object = "", /) -> str:
    """One line of standard input without its end, after showing the prompt.

    >>> input  # doctest: +SKIP
    """

@runtime("pyc_open")
def open(
    file: str,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: object = None,
) -> TextIOWrapper:
    """A text file, to read or to write.

    >>> open  # doctest: +SKIP
    """

@runtime("pyc_builtin_len")
def len(obj: object, /) -> int:
    """The number of items of a container.

    >>> len([1, 2])
    2
    """

@overload
def abs(x: int, /) -> int: ...
@overload
def abs(x: float, /) -> float: ...
@runtime("pyc_builtin_abs")
def abs(x: object, /) -> object:
    """The absolute value of a number.

    >>> abs(-3)
    3
    """

@runtime("pyc_builtin_isinstance")
def isinstance(obj: object, class_or_tuple: object, /) -> bool:
    """Is the object of the class (or one of the classes) or of a class below?

    >>> isinstance(1, int)
    True
    """

@runtime("pyc_builtin_issubclass")
def issubclass(cls: object, class_or_tuple: object, /) -> bool:
    """Is the class below the other (or one of the others)?

    >>> issubclass(bool, int)
    True
    """

@runtime("pyc_builtin_callable")
def callable(obj: object, /) -> bool:
    """Can the object be called?

    >>> callable(len)
    True
    """

@runtime("pyc_repr")
def repr(obj: object, /) -> str:
    """The text of the object as one would write it in a program.

    >>> repr("a")
    "'a'"
    """

@runtime("pyc_ascii")
def ascii(obj: object, /) -> str:
    """As repr, with what is not ASCII escaped.

    >>> ascii("é")
    "'\\\\xe9'"
    """

@runtime("pyc_builtin_hash")
def hash(obj: object, /) -> int:
    """The hash of the object, an int.

    >>> hash(7)
    7
    """

@runtime("pyc_builtin_id")
def id(obj: object, /) -> int:
    """A number that no other object alive has.

    >>> id(None) == id(None)
    True
    """

@overload
def iter(object: Iterable[T], /) -> Iterator[T]: ...
@overload
def iter(object: Callable[[], T], sentinel: object, /) -> Iterator[T]: ...
@runtime("pyc_builtin_iter")
def iter(object: object, sentinel: object = ..., /) -> Iterator[object]:
    """An iterator over the object; with a sentinel: of what calls give until one gives it.

    >>> next(iter([5]))
    5
    """

@overload
def next(iterator: Iterator[T], /) -> T: ...
@overload
def next(iterator: Iterator[T], default: T, /) -> T: ...
@runtime("pyc_builtin_next")
def next(iterator: Iterator[object], default: object = ..., /) -> object:
    """The iterator's next item; at its end the default, or StopIteration.

    >>> next(iter([]), 0)
    0
    """

@runtime("pyc_builtin_getattr")
def getattr(object: object, name: str, default: object = ..., /) -> object:
    """The attribute of that name; the default where there is none.

    >>> getattr(1, "real")
    1
    """

@runtime("pyc_builtin_setattr")
def setattr(obj: object, name: str, value: object, /) -> None:
    """Set the attribute of that name.

    >>> class A: pass
    ...
    >>> setattr(A, "x", 1)
    >>> A.x
    1
    """

@runtime("pyc_builtin_hasattr")
def hasattr(obj: object, name: str, /) -> bool:
    """Is there an attribute of that name?

    >>> hasattr(1, "real")
    True
    """

@runtime("pyc_builtin_delattr")
def delattr(obj: object, name: str, /) -> None:
    """Delete the attribute of that name.

    >>> class A: x = 1
    ...
    >>> delattr(A, "x")
    """

@runtime("pyc_builtin_ord")
def ord(c: str, /) -> int:
    """The code point of a character.

    >>> ord("a")
    97
    """

@runtime("pyc_builtin_chr")
def chr(i: int, /) -> str:
    """The character of a code point.

    >>> chr(97)
    'a'
    """

@runtime("pyc_builtin_bin")
def bin(number: int, /) -> str:
    """The number in base 2.

    >>> bin(5)
    '0b101'
    """

@runtime("pyc_builtin_oct")
def oct(number: int, /) -> str:
    """The number in base 8.

    >>> oct(8)
    '0o10'
    """

@runtime("pyc_builtin_hex")
def hex(number: int, /) -> str:
    """The number in base 16.

    >>> hex(255)
    '0xff'
    """

@overload
def divmod(x: int, y: int, /) -> tuple[int, int]: ...
@overload
def divmod(x: float, y: float, /) -> tuple[float, float]: ...
@runtime("pyc_builtin_divmod")
def divmod(x: object, y: object, /) -> object:
    """Quotient and remainder.

    >>> divmod(7, 3)
    (2, 1)
    """

@runtime("pyc_power")
def pow(base: object, exp: object, mod: object = None) -> object:
    """base ** exp, with mod: the remainder of it.

    >>> pow(2, 10)
    1024
    """

@overload
def round(number: int, ndigits: int | None = None) -> int: ...
@overload
def round(number: float, ndigits: None = None) -> int: ...
@overload
def round(number: float, ndigits: int) -> float: ...
@runtime("pyc_builtin_round")
def round(number: object, ndigits: int | None = None) -> object:
    """The number rounded, halves to the even side.

    >>> round(2.5)
    2
    """

@runtime("pyc_builtin_format")
def format(value: object, format_spec: str = "", /) -> str:
    """The value as text in the way that the specification says.

    >>> format(3.14159, ".2f")
    '3.14'
    """

@runtime("pyc_builtin_vars")
def vars(object: object = ..., /) -> dict[str, object]:
    """The attributes that the object itself holds.

    >>> class A: pass
    ...
    >>> vars(A())
    {}
    """

@runtime("pyc_builtin_dir")
def dir(object: object = ..., /) -> list[str]:
    """The names of the attributes, sorted.

    >>> "real" in dir(1)
    True
    """

@runtime("pyc_builtin_exit")
def exit(code: object = None) -> None:
    """End the program.

    >>> exit  # doctest: +SKIP
    """

@runtime("pyc_builtin_exit")
def quit(code: object = None) -> None:
    """End the program.

    >>> quit  # doctest: +SKIP
    """
