"""slice: start:stop:step as an object."""

class slice:
    """What stands between the brackets of a[start:stop:step].

    >>> slice(1, None, 2)
    slice(1, None, 2)
    """

    @overload
    def __init__(self, stop: object, /) -> None: ...
    @overload
    def __init__(self, start: object, stop: object, step: object = None, /) -> None: ...

    @property
    @runtime("pyc_slice_start", effects="pure")
    def start(self) -> object:
        """As it was given, or None.

        >>> slice(1, 2, 3).start
        1
        """

    @property
    @runtime("pyc_slice_stop", effects="pure")
    def stop(self) -> object:
        """As it was given, or None.

        >>> slice(1, 2, 3).stop
        2
        """

    @property
    @runtime("pyc_slice_step", effects="pure")
    def step(self) -> object:
        """As it was given, or None.

        >>> slice(1, 2, 3).step
        3
        """

    @runtime("pyc_slice_method_indices")
    def indices(self, length: int, /) -> tuple[int, int, int]:
        """Start, stop and step for a sequence of this length.

        >>> slice(None, None, -1).indices(5)
        (4, -1, -1)
        """

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
