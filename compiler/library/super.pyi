"""super: attributes of the next class in the order of lookup."""

class super:
    """Attributes of the next class in the order of lookup."""

    def __init__(self, type: object = ..., obj: object = ..., /) -> None: ...
