"""Changing single values of an agreement's text, so that every other byte of it stays as it was written."""

from upheld.agreements.editing.adding import EmptyValue, copied, with_entry
from upheld.agreements.editing.allowed import Allowed
from upheld.agreements.editing.mentions import followed
from upheld.agreements.editing.removing import removed
from upheld.agreements.editing.replacing import Changes, renamed, replaced
from upheld.agreements.editing.written import Entry, Part, Written, part_at, written

__all__ = [
    "Allowed", "Changes", "EmptyValue", "Entry", "Part", "Written", "copied", "followed", "part_at", "removed",
    "renamed", "replaced", "with_entry", "written",
]  # fmt: skip
