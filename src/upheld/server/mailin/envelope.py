"""What came beside a message: who handed it over, for whom, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Envelope:
    """The addresses that the mail server named, which are not those in the message; `sender` is empty for a bounce."""

    sender: str
    recipients: tuple[str, ...]
    source: Literal["smtp", "imap"] = "smtp"


class TryLater(Exception):  # noqa: N818 - it is the answer
    """A message that is not taken now; whoever brings it keeps it and comes again. The text says why."""
