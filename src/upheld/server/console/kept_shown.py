"""How well promised times were kept, for a page: by plan, by account or by priority, week by week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from upheld.agreements.agreement import Agreement
from upheld.server.accounts.models import Account
from upheld.server.console.choices import Choice
from upheld.server.console.kept_counts import Counts, Line
from upheld.server.console.reckoning import GROUPINGS, Grouping, Kept, kept_by
from upheld.server.console.weeks import Column, Strip, kept_columns, kept_strip
from upheld.server.desk.titles import plan_title, priority_title, published_last
from upheld.server.look.bars import Bar, bar_of
from upheld.server.look.plans import TARGETS
from upheld.server.look.words import Words


@dataclass(frozen=True, slots=True)
class Named:
    """What a line is called, what stands under it, and where it leads."""

    name: str
    under: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the table: what it is, its weeks, its counts, and those of each target."""

    named: Named
    strip: Strip
    counts: Counts
    targets: tuple[tuple[Words, Counts], ...]


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target over all of it: what it is called, its counts, and how much of it was missed, drawn."""

    title: Words
    counts: Counts
    bar: Bar


@dataclass(frozen=True, slots=True)
class KeptShown:
    """How promised times were kept, as it was reckoned at an instant; `further` lines are not shown."""

    at: datetime
    columns: tuple[Column, ...]
    counts: Counts
    targets: tuple[TargetShown, ...]
    lines: tuple[LineShown, ...]
    further: int


def grouping_of(asked: str) -> Grouping:
    """The grouping that an address asks for; by plan where it asks for none."""
    return next((each for each in GROUPINGS if each == asked), "plan")


def grouping_choices(chosen: Grouping) -> tuple[Choice, ...]:
    """The groupings, as tabs."""
    words: Mapping[Grouping, str] = {"plan": _("By plan"), "account": _("By account"), "priority": _("By priority")}
    return tuple(Choice(name, words[name], name == chosen) for name in GROUPINGS)


def kept_shown(grouping: Grouping, now: datetime) -> KeptShown | None:
    """The last weeks by a grouping; None where they are not reckoned yet, and would take too long."""
    kept = kept_by(grouping, now)
    if kept is None:
        return None
    named = _namer(grouping, kept)
    lines = tuple(
        LineShown(named(line), kept_strip(kept.mondays, line.weeks), line.total, _targets(line)) for line in kept.lines
    )
    columns, targets = kept_columns(kept.mondays, kept.total.weeks), tuple(_judged_targets(kept.total))
    return KeptShown(kept.at, columns, kept.total.total, targets, lines, kept.further)


def _targets(line: Line) -> tuple[tuple[Words, Counts], ...]:
    told = {key[0]: counts for key, counts in line.parts}
    return tuple((word, told[kind]) for kind, word in TARGETS.items() if kind in told)


def _judged_targets(line: Line) -> Iterator[TargetShown]:
    """The targets of which something was judged, in their order."""
    for title, counts in _targets(line):
        if counts.judged:
            drawn = bar_of(((counts.kept, "good"), (counts.missed, "bad")), counts.percent)
            yield TargetShown(title, counts, drawn)


def _namer(grouping: Grouping, kept: Kept) -> Callable[[Line], Named]:
    keys = [line.key for line in kept.lines]
    if grouping == "account":
        names = dict(Account.objects.filter(slug__in=[key[0] for key in keys]).values_list("slug", "name"))
        return lambda line: Named(names.get(line.key[0], line.key[0]), "", f"/desk/accounts/{line.key[0]}")
    agreements = published_last(key[0] for key in keys)
    return lambda line: _of_agreement(grouping, line, agreements.get(line.key[0]))


def _of_agreement(grouping: Grouping, line: Line, agreement: Agreement | None) -> Named:
    name, part = line.key
    whose = agreement.text.title if agreement else name
    if grouping == "plan":
        return Named(plan_title(agreement, part), whose)
    return Named(priority_title(agreement, part), whose)
