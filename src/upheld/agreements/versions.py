"""The dated versions of one agreement, and which of them is in force on each day of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from upheld.agreements.agreement import Agreement
from upheld.problems import Problem, Refused
from upheld.timeline.days import local_date, start_of_date
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone
from upheld.wording import say

Part = tuple[Agreement, Span]


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of one agreement, sorted by the day from which each binds; at least one.

    A version binds until the next one does, or until its own `until`. One without `effective` binds from the beginning.
    """

    ordered: tuple[Agreement, ...]

    @classmethod
    def of(cls, agreements: Iterable[Agreement]) -> Versions:
        """Put versions in order. Raises Refused with every reason why they are not versions of one agreement."""
        ordered = tuple(sorted(agreements, key=_begin))
        problems = tuple(_faults(ordered))
        if problems:
            raise Refused(problems)
        return cls(ordered)

    @property
    def latest(self) -> Agreement:
        """The version that binds last."""
        return self.ordered[-1]

    def in_force(self, day: dt.date) -> Agreement | None:
        """The version that binds on a date of the contract's zone; None before the first and in a gap."""
        begun = [version for version in self.ordered if _begin(version) <= day]
        return begun[-1] if begun and day < _end(begun[-1]) else None

    def parts(self, span: Span, zone_name: str) -> tuple[Part, ...] | Problem:
        """The period cut where another version comes into force: at the midnights that begin its days.

        Days are those of the zone. A problem where on some day of the period no version is in force.
        """
        tz = zone(zone_name)
        days = (local_date(span.start, tz), local_date(span.end - 1, tz))
        starts = [span.start, *(start_of_date(day, tz) for day in self._changes(*days)), span.end]
        parts: list[Part] = []
        for start, end in pairwise(starts):
            version = self.in_force(local_date(start, tz))
            if version is None:
                return self._unbound(local_date(start, tz), local_date(end - 1, tz))
            parts.append((version, Span(start, end)))
        return tuple(parts)

    def _changes(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The dates after `first` and up to `last` on which a version begins or ends."""
        edges = {edge for version in self.ordered for edge in (_begin(version), _end(version))}
        return sorted(edge for edge in edges if first < edge <= last)

    def _unbound(self, first: dt.date, last: dt.date) -> Problem:
        begins = ", ".join(f"{version.text.version.id} from {_begin(version)}" for version in self.ordered)
        return Problem(
            self.ordered[0].place(("version",)),
            "version.effective",
            say(
                "no version is in force from {first} to {last} (known: {begins})", first=first, last=last, begins=begins
            ),
            say("hand in the version of that time, or choose a later period"),
        )


def _begin(version: Agreement) -> dt.date:
    return version.text.version.effective or dt.date.min


def _end(version: Agreement) -> dt.date:
    return version.text.version.until or dt.date.max


def _faults(ordered: tuple[Agreement, ...]) -> Iterator[Problem]:
    if not ordered:
        raise ValueError("no version was given")
    for version in ordered:
        if version.text.agreement != ordered[0].text.agreement:
            what = say(
                "`{agreement}` is another agreement than `{other}`",
                agreement=version.text.agreement,
                other=ordered[0].text.agreement,
            )
            yield _problem(version, "agreement", what, say("hand in versions of one agreement only"))
        if _end(version) <= _begin(version):
            yield _problem(version, "version.until", say("ends before it begins"), "")
    for earlier, later in pairwise(ordered):
        both = say("{first} and {last}", first=earlier.text.version.id, last=later.text.version.id)
        if _begin(earlier) == _begin(later):
            mend = say("give each its first day, `effective`")
            yield _problem(later, "version.effective", say("{both} begin on the same day", both=both), mend)
        elif dt.date.max > _end(earlier) > _begin(later):
            mend = say("let the earlier one end on the day on which the later one begins")
            yield _problem(earlier, "version.until", say("{both} overlap", both=both), mend)


def _problem(version: Agreement, field: str, what: str, mend: str) -> Problem:
    return Problem(version.place(tuple(field.split("."))), field, what, mend)
