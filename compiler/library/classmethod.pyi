"""classmethod: how a class finds a function without the instance."""

class classmethod:
    """A function that a class gives out as a method of the class."""

    def __init__(self, function: object, /) -> None: ...
