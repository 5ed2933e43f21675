"""Errors that say what is wrong, and how to mend it, so that it can be told in another language."""

from __future__ import annotations

from upheld.wording.lists import joined


class SaidError(ValueError):
    """An error whose text was said: `str(error)` remembers its message. `what` is wrong, and `mend` mends it."""

    def __init__(self, what: str, mend: str = "") -> None:
        """Keep what is wrong, and how to mend it where that is known."""
        super().__init__(what, mend)
        self.what, self.mend = what, mend

    def __str__(self) -> str:
        """Both, with a semicolon between them."""
        return joined("; ", (self.what, self.mend)) if self.mend else self.what
