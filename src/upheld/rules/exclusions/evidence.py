"""Holds when the record carries its evidence.

    conditions:
      evidence: {needs: [confirmation of the carrier, affected numbers]}

Each thing that is needed must stand in the record under its name (`confirmation of the carrier: mail of 3 October`);
upper and lower case are the same. Without `needs`, one piece of evidence of any kind is enough.
"""

from __future__ import annotations

from upheld.agreements.terms.exclusion import ConditionTerms
from upheld.agreements.terms.term import Text
from upheld.rules.record import Facts, Record, Ruling
from upheld.wording import say


class Terms(ConditionTerms):
    """The names of what the record must carry."""

    needs: tuple[Text, ...] = ()

    def words(self) -> str:
        """As `upheld explain` says it."""
        return (
            say("the record carries {needs}", needs=", ".join(self.needs))
            if self.needs
            else say("the record carries evidence")
        )


def judge(record: Record, terms: Terms, facts: Facts) -> Ruling:  # noqa: ARG001 - every condition is asked alike
    """Whether everything that is needed is on record."""
    if not terms.needs:
        given = len([piece for piece in record.evidence if piece.strip()])
        reason = (
            say("evidence is on record: {evidence}", evidence="; ".join(record.evidence))
            if given
            else say("no evidence is on record")
        )
        return Ruling(given > 0, reason)
    missing = [need for need in terms.needs if not any(_gives(piece, need) for piece in record.evidence)]
    if missing:
        return Ruling(holds=False, reason=say("the record lacks {missing}", missing=", ".join(missing)))
    return Ruling(holds=True, reason=say("on record: {evidence}", evidence="; ".join(record.evidence)))


def _gives(piece: str, need: str) -> bool:
    name, mark, content = piece.partition(":")
    return bool(mark and content.strip()) and name.strip().casefold() == need.strip().casefold()
