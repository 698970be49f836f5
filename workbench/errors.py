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

    def __reduce__(self) -> "tuple[type[StoryscopeError], tuple[str, str]]":
        """Let it travel back from another process, where it would be rebuilt from its message alone."""
        return type(self), (self.what, self.do)
