"""What a support plan promises, in words: its targets, lengths of time, how they are counted, hours of work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.terms.support import TargetKind
from upheld.agreements.words import Length
from upheld.server.contracts.promised import Days, Hours, PlanPromised, PriorityPromised, TargetPromised
from upheld.server.look.words import Words
from upheld.timeline.week_hours import WEEKDAYS

TARGETS: Mapping[str, Words] = MappingProxyType(
    {
        "response": _("Response"), "update": _("Update"), "workaround": _("Workaround"), "resolution": _("Resolution"),
    }
)  # fmt: skip
"""What the targets of a plan are called."""

_TO = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A target: what, within how long (empty where none is promised), in what time that is counted, its clause."""

    kind: TargetKind
    within: str = ""
    counted: str = ""
    clause: str = ""

    @property
    def title(self) -> Words:
        """What the target is called."""
        return TARGETS[self.kind]


def cells_of(plan: PlanPromised, priority: PriorityPromised) -> Iterator[Cell]:
    """What a plan promises for a priority: a cell for each target that it has for any, in their order."""
    had = {each.kind: each for each in priority.targets}
    for kind in plan.kinds:
        target = had.get(kind)
        if target is None:
            yield Cell(kind)
        else:
            yield Cell(kind, length_words(target.within), counted_words(target, plan.hours), target.clause)


def length_words(length: Length) -> str:
    """`24 hours`, in the reader's language."""
    count = int(length.count)
    if count != length.count:
        return str(length)
    words = {
        "second": ngettext("%d second", "%d seconds", count), "minute": ngettext("%d minute", "%d minutes", count),
        "hour": ngettext("%d hour", "%d hours", count), "day": ngettext("%d day", "%d days", count),
        "week": ngettext("%d week", "%d weeks", count), "month": ngettext("%d month", "%d months", count),
        "business day": ngettext("%d business day", "%d business days", count),
    }  # fmt: skip
    return words[length.unit] % count if length.unit in words else str(length)


def hours_words(hours: Hours | None) -> str:
    """The open days with their hours, and the zone: `Mon-Fri 08:00-18:00, Europe/Berlin`; or `around the clock`.

    Empty where there are no hours.
    """
    if hours is None:
        return ""
    if hours.always:
        return gettext("around the clock")
    told = ", ".join(_days_words(days) for days in hours.days)
    return f"{told}, {hours.zone}" if hours.zone else told


def counted_words(target: TargetPromised, usual: Hours | None = None) -> str:
    """In what time a target runs; its hours are named where they are not the `usual` ones of the plan."""
    hours = target.hours
    if target.counted == "elapsed time" or (target.counted == "working time" and hours and hours.always):
        return gettext("around the clock")
    told = {
        "working time": gettext("of working time"),
        "elapsed time on business days": gettext("on business days, around the clock"),
        "business days": "",
    }.get(target.counted, gettext("how it is counted is left open"))
    own = hours_words(hours) if hours != usual else ""
    return f"{told}: {own}" if told and own else told or own


def _days_words(days: Days) -> str:
    first, last = (str(WEEKDAYS_ABBR[WEEKDAYS.index(day)]) for day in (days.first, days.last))
    named = first if days.first == days.last else f"{first}{_TO}{last}"
    if days.hours == ("00:00-24:00",):
        return named
    return f"{named} {', '.join(each.replace('-', _TO) for each in days.hours)}"
