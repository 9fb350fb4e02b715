"""type: the class of classes."""

class type:
    """The class of classes; type(x): the class of x."""

    __name__: str
    __qualname__: str
    __bases__: tuple[type, ...]
    __mro__: tuple[type, ...]
    __base__: type

    def __init__(self, *args: object) -> None: ...

    @classmethod
    @runtime("pyc_type_prepare_namespace")
    def __prepare__(cls, *args: object, **kwargs: object) -> dict[str, object]:
        """The namespace that the body of a class statement fills.

        >>> type.__prepare__("A", ())
        {}
        """

    @runtime("pyc_type_methods_mro")
    def mro(self, /) -> list[type]:
        """The classes in which attributes are looked up, in order.

        >>> bool.mro()
        [<class 'bool'>, <class 'int'>, <class 'object'>]
        """

    @runtime("pyc_type_subclasses")
    def __subclasses__(self, /) -> list[type]:
        """The classes directly below.

        >>> class A: pass
        >>> A.__subclasses__()
        []
        """

    @runtime("pyc_type_instancecheck")
    def __instancecheck__(self, instance: object, /) -> bool:
        """Is the object an instance?

        >>> type.__instancecheck__(int, 1)
        True
        """

    @runtime("pyc_type_subclasscheck")
    def __subclasscheck__(self, subclass: type, /) -> bool:
        """Is the class below this one?

        >>> type.__subclasscheck__(int, bool)
        True
        """

    @runtime("pyc_object_dir")
    def __dir__(self, /) -> list[str]:
        """The names of the class's attributes.

        >>> "real" in type.__dir__(int)
        True
        """
