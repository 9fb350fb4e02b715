"""property: an attribute that functions compute."""

class property:
    """An attribute that functions compute."""

    def __init__(self, fget: object = None, fset: object = None, fdel: object = None, doc: str | None = None) -> None: ...

    @property
    @runtime("pyc_property_fget")
    def fget(self) -> object:
        """The function that reads it.

        >>> property(len).fget is len
        True
        """

    @property
    @runtime("pyc_property_fset")
    def fset(self) -> object:
        """The function that sets it.

        >>> property().fset
        """

    @property
    @runtime("pyc_property_fdel")
    def fdel(self) -> object:
        """The function that deletes it.

        >>> property().fdel
        """

    @runtime("pyc_property_getter")
    def getter(self, fget: object, /) -> property:
        """A copy with another function that reads.

        >>> property().getter(len).fget is len
        True
        """

    @runtime("pyc_property_setter")
    def setter(self, fset: object, /) -> property:
        """A copy with another function that sets.

        >>> property().setter(len).fset is len
        True
        """

    @runtime("pyc_property_deleter")
    def deleter(self, fdel: object, /) -> property:
        """A copy with another function that deletes.

        >>> property().deleter(len).fdel is len
        True
        """

    @runtime("pyc_property_set_name")
    def __set_name__(self, owner: type, name: str, /) -> None:
        """Called by the class statement.

        >>> property().__set_name__(int, "x")
        """
