"""A ticket's clocks as pages draw them: a bar, a state, what is left, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upheld.agreements.agreement import Agreement
from upheld.server.console.filters import SOON
from upheld.server.desk.standing import Standing
from upheld.server.look.bars import Bar, Tone, bar_of
from upheld.server.look.moments import length_text
from upheld.server.look.plans import TARGETS
from upheld.support.clock import Clock
from upheld.support.trace import Line, reading_text, trace_of

_NEARLY = 4
"""A clock with less than a fourth of its time left is shown as one to look at."""

_LATEST = 3
"""Where nothing is owed any more, so many of the clocks that are done with stand as cards."""


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock for a page. Lengths are seconds as the clock counts them; `paused` and `late` are elapsed ones.

    `state` names the badge; `reading` is the promise in one line, empty where there is none.
    """

    name: str
    state: str
    tone: Tone
    bar: Bar
    due: int | None
    stopped: int | None
    spent: int
    left: int | None
    paused: int
    late: int | None
    how: str
    reading: str
    priority: str
    why: tuple[Line, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing is owed on it any more."""
        return self.state in {"kept", "missed", "replaced", "merged", "no target"}


def shown(clock: Clock, now: int, agreement: Agreement | None = None) -> ClockShown:
    """A clock as it is drawn at `now` (UTC epoch seconds); with its agreement, why it stands so."""
    tone = tone_of(clock, now)
    return ClockShown(
        name_of(clock), state_of(clock), tone, _bar(clock, tone), clock.due, clock.stopped, clock.spent,
        max(clock.left, 0) if clock.left is not None else None, clock.paused, clock.late, clock.how,
        reading_text(clock.promise) if clock.promise else "", clock.priority,
        trace_of(agreement, clock) if agreement else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClocksShown:
    """A ticket's clocks: as cards those that are owed or were missed, else the latest; `before` are those done with."""

    cards: tuple[ClockShown, ...]
    before: tuple[ClockShown, ...]

    @property
    def owed(self) -> bool:
        """Whether anything is still to be done in time."""
        return any(not each.over or each.state == "late" for each in self.cards)


def clocks_shown(stands: Standing) -> ClocksShown:
    """Every clock of a ticket that promises something, drawn, in the order in which people look."""
    made = [shown(clock, stands.now, stands.agreement) for clock in stands.clocks if clock.promise is not None]
    first = [each for each in made if not each.over] + [each for each in made if each.state == "missed"]
    done = [each for each in made if each.over and each.state != "missed"]
    return ClocksShown(tuple(first or done[-_LATEST:]), tuple(done if first else done[:-_LATEST]))


def first_due(clocks: Iterable[Clock]) -> Clock | None:
    """The clock to look at first: what falls due next, else what stands still, else none."""
    owed = [clock for clock in clocks if clock.open and clock.promise is not None]
    dated = [clock for clock in owed if clock.due is not None]
    return min(dated, key=lambda clock: (clock.due or 0, clock.kind)) if dated else next(iter(owed), None)


def name_of(clock: Clock) -> str:
    """The target by its name, with its number where there were several."""
    name = target_word(clock.kind)
    return f"{name} {clock.number}" if clock.number > 1 else name


def target_word(kind: str) -> str:
    """A target as people call it."""
    return str(TARGETS.get(kind, kind.capitalize()))


def state_of(clock: Clock) -> str:
    """The name of the badge: a missed clock that is still owed is late."""
    return "late" if clock.verdict == "missed" and clock.open else clock.verdict


def tone_of(clock: Clock, now: int) -> Tone:
    """What its bar says at a glance; one to look at is also what counts as due soon above the queue."""
    if clock.verdict == "missed":
        return "bad"
    if clock.verdict == "paused":
        return "wait"
    if clock.verdict == "running" and clock.left is not None:
        soon = clock.due is not None and clock.due < now + SOON
        return "warn" if soon or clock.left * _NEARLY < clock.spent + clock.left else "good"
    return "good" if clock.verdict == "kept" else "none"


def _bar(clock: Clock, tone: Tone) -> Bar:
    """What is spent, then what stood still, then what is left."""
    left = max(clock.left or 0, 0)
    spent: Tone = "good" if tone == "wait" else tone
    words = [_("%(length)s spent") % {"length": length_text(clock.spent)}]
    if clock.paused:
        words.append(_("%(length)s paused") % {"length": length_text(clock.paused)})
    if clock.late:
        words.append(_("late by %(length)s") % {"length": length_text(clock.late)})
    elif clock.left is not None:
        words.append(_("%(length)s left") % {"length": length_text(left)})
    said = f"{name_of(clock)}: {', '.join(words)}"
    return bar_of(((clock.spent, spent), (clock.paused, "wait")), said, clock.spent + clock.paused + left)
