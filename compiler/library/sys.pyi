"""sys: the interpreter's own variables and functions."""

argv: list[str]
stdin: TextIOWrapper
stdout: TextIOWrapper
stderr: TextIOWrapper
__stdin__: TextIOWrapper
__stdout__: TextIOWrapper
__stderr__: TextIOWrapper
modules: dict[str, object]
path: list[str]
maxsize: int = 9223372036854775807
maxunicode: int = 1114111
version: str = "3.11.7 (main) [pyc]"
version_info: tuple[int, int, int, str, int]
hexversion: int = 51054576
api_version: int = 1013
platform: str = "linux"
byteorder: str = "little"
copyright: str = ""
executable: str = ""
prefix: str = ""
float_info: object
int_info: object
hash_info: object
float_repr_style: str = "short"
dont_write_bytecode: bool = False

@runtime("pyc_builtin_exit")
def exit(status: object = None, /) -> None:
    """End the program with this status; a text is shown on standard error.

    >>> try:
    ...     exit(3)
    ... except SystemExit as e:
    ...     print(e.code)
    3
    """

@runtime("pyc_sys_getrecursionlimit")
def getrecursionlimit() -> int:
    """How deep calls may nest.

    >>> getrecursionlimit() > 0
    True
    """

@runtime("pyc_sys_setrecursionlimit")
def setrecursionlimit(limit: int, /) -> None:
    """Set how deep calls may nest.

    >>> setrecursionlimit(getrecursionlimit())
    """

@runtime("pyc_sys_exc_info")
def exc_info() -> tuple[object, object, object]:
    """Class, exception and traceback of what is being handled.

    >>> exc_info()
    (None, None, None)
    """

@runtime("pyc_sys_exception")
def exception() -> BaseException | None:
    """The exception that is being handled.

    >>> exception()
    """

@runtime("pyc_sys_intern")
def intern(string: str, /) -> str:
    """The one str object of this text.

    >>> intern("a")
    'a'
    """

@runtime("pyc_sys_getsizeof")
def getsizeof(object: object, default: object = ...) -> int:
    """The object's size in bytes, roughly.

    >>> getsizeof(1) > 0
    True
    """

@runtime("pyc_sys_getrefcount")
def getrefcount(object: object, /) -> int:
    """How many references to the object there are.

    >>> getrefcount([]) > 0
    True
    """

@runtime("pyc_sys_getdefaultencoding")
def getdefaultencoding() -> str:
    """The encoding of text.

    >>> getdefaultencoding()
    'utf-8'
    """

@runtime("pyc_sys_getfilesystemencoding")
def getfilesystemencoding() -> str:
    """The encoding of file names.

    >>> getfilesystemencoding()
    'utf-8'
    """

@runtime("pyc_sys_get_int_max_str_digits")
def get_int_max_str_digits() -> int:
    """How many digits an int may have to become text.

    >>> get_int_max_str_digits()
    4300
    """

@runtime("pyc_sys_set_int_max_str_digits")
def set_int_max_str_digits(maxdigits: int) -> None:
    """Set how many digits an int may have to become text; 0: any number.

    >>> set_int_max_str_digits(0)
    >>> len(str(10 ** 5000))
    5001
    >>> set_int_max_str_digits(4300)
    """

@runtime("pyc_sys_is_finalizing")
def is_finalizing() -> bool:
    """Is the program ending?

    >>> is_finalizing()
    False
    """
