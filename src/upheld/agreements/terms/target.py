"""What a commitment promises: a share, or the downtime that a period may have at most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Self

from upheld.agreements.words import Length, Share, Word
from upheld.wording import Said, say

_AT_MOST = re.compile(r"at most (.+?)(?: of downtime| down)?")


@dataclass(frozen=True, slots=True)
class DownAtMost:
    """A target as a length: so much downtime that counts keeps the promise, a second more misses it."""

    length: Length

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `at most 43 minutes of downtime`, or `at most 43 minutes`. ValueError says what is accepted."""
        match = _AT_MOST.fullmatch(" ".join(text.lower().split()))
        if match is None:
            raise ValueError(f"`{text[:40]}` is no target; write `99.95%`, or `at most 43 minutes of downtime`")
        length = Length.parse(match[1])
        if length.seconds is None:
            raise ValueError(f"{length} has no fixed length; write hours or minutes")
        return cls(length)

    @property
    def seconds(self) -> int:
        """The seconds of downtime that are allowed."""
        return self.length.seconds or 0

    def said(self) -> Said:
        """As it is written in an agreement."""
        return say("at most {length} of downtime", length=self.length)

    def __str__(self) -> str:
        """As it is written in an agreement."""
        return f"at most {self.length} of downtime"


Target = Share | DownAtMost


def parse_target(text: str) -> Target:
    """From `99.95%` or `at most 43 minutes of downtime`. ValueError says what is accepted."""
    return DownAtMost.parse(text) if text[:2].lower() == "at" else Share.parse(text)


def share_of(target: Target, seconds: int) -> Share:
    """The share of a judged time (in seconds) that a target asks for; the whole of no time."""
    if isinstance(target, Share):
        return target
    return Share(max(Fraction(0), 1 - Fraction(target.seconds, seconds)) if seconds else Fraction(1))


TargetWord = Annotated[Target, Word(parse_target, ("99.95%", "at most 43 minutes of downtime"))]
