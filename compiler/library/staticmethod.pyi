"""staticmethod: how a class finds a function without the instance."""

class staticmethod:
    """A function that a class gives out as it is."""

    def __init__(self, function: object, /) -> None: ...
