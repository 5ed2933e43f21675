"""Whether two statements judge a period alike, whatever words tell it and whatever release of Upheld made them."""

from __future__ import annotations

from upheld.statements.canonical import Tree

_TOLD = frozenset(
    {
        # How a statement was made and when, and what marks it.
        "format", "fingerprint", "issued", "origin",
        # Names, of which a new one is no new judgement.
        "account_name", "provider", "agreement_title", "title", "documents",
        # What is only the words of a figure beside it, or drawn from it.
        "words", "period_words", "days_words", "sentence", "label", "hours", "promise", "rounding", "evidence", "owed",
        "ruling", "reasons", "figures", "steps", "terms", "notes", "advice", "strips", "strips_left_out",
    }
)  # fmt: skip


def alike(one: Tree, other: Tree) -> bool:
    """Whether two statements, as trees of their JSON, have the same figures; what one alone tells is not compared."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(alike(one[key], other[key]) for key in (one.keys() & other.keys()) - _TOLD)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other
