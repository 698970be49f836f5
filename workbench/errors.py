"""The one exception that a user's mistake raises."""


class StoryscopeError(Exception):
    """A mistake the user can mend: `what` is wrong, then what to `do`, one sentence each.

    >>> str(StoryscopeError("There is no corpus named 'x'.", "List them with: storyscope artifacts list."))
    "There is no corpus named 'x'. List them with: storyscope artifacts list."
    """

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do
