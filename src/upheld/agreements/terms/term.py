"""What every term has: the clause it comes from, and a remark of whoever wrote it down."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from upheld.agreements.words import FrozenMap

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Term(BaseModel):
    """A term of an agreement.

    `clause` names the place in the document that the term comes from; where the fields of one term come from several
    places, a mapping from field to place names each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

    clause: str | FrozenMap[str, str] | None = Field(default=None, description="Where in the document this stands.")
    note: Text | None = Field(
        default=None, description="A remark for the reader of this file; nothing is computed from it."
    )

    def clause_of(self, field: str) -> str | None:
        """The clause that a field comes from; the term's own where the field has none of its own."""
        if self.clause is None or isinstance(self.clause, str):
            return self.clause
        return self.clause.get(field)
