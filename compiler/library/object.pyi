"""object: the base of every class."""

class object:
    """The base of every class."""

    __class__: type
    __doc__: str | None
    __module__: str

    def __init__(self) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...

    @runtime("pyc_object_format")
    def __format__(self, format_spec: str, /) -> str:
        """The text for an empty specification.

        >>> object.__format__(None, "")
        'None'
        """

    @runtime("pyc_object_dir")
    def __dir__(self, /) -> list[str]:
        """The names of the attributes.

        >>> "__class__" in object().__dir__()
        True
        """

    @classmethod
    @runtime("pyc_object_init_subclass")
    def __init_subclass__(cls, /, *args: object, **kwargs: object) -> None:
        """Called for each new class below.

        >>> object.__init_subclass__()
        """
