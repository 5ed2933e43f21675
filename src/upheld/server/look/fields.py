"""The field of a form: what stands in it, and what is wrong with that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["line", "text", "email", "password", "code", "moment", "date", "number", "choice", "select", "tick"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a page shows it, with `{% field each %}`.

    `choices` are value, title and what it means. `id` is the name where none is given; `complete` what browsers may
    fill in (`username`, `current-password`, `one-time-code`).
    """

    name: str
    label: str
    kind: FieldKind = "line"
    required: bool = False
    value: str = ""
    error: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()
    complete: str = ""
    rows: int = 4
    longest: int | None = None

    @property
    def control(self) -> str:
        """What its id gets the focus by: of several to choose from, the first."""
        return f"{self.name}-1" if self.kind == "choice" else self.name

    @property
    def input_type(self) -> str:
        """The type of the input element."""
        types = {
            "email": "email", "password": "password", "moment": "datetime-local", "date": "date", "number": "number",
        }  # fmt: skip
        return types.get(self.kind, "text")
