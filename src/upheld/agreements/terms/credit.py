"""What every credit rule declares: whether it needs a fee, and what is wrong with it against a target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from upheld.agreements.terms.term import Term
from upheld.agreements.text import Path
from upheld.agreements.words import Share

Complaint = tuple[Path, str, str]
"""(path of the field inside the rule, what is wrong, how to mend it)"""


class CreditTerms(Term):
    """The terms of a credit rule."""

    needs_base: ClassVar[bool] = False

    def faults_against(self, target: Share, comparison: Literal["at least", "above"]) -> Iterator[Complaint]:
        """What cannot stand beside this target; nothing by default."""
        yield from ()
