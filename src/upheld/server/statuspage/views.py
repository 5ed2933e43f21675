"""What a status page shows, as frozen values: gathered once, then told as pages, JSON, feeds, calendars and badges."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from upheld.server.figures.values import DayFigure, PeriodFigure
from upheld.server.incidents.vocabulary import OVER, ComponentStatus, Impact, verdict
from upheld.server.look.days import uptime_of

DAYS = 90
"""How many days the bars show."""


@dataclass(frozen=True, slots=True)
class ComponentView:
    """A component: what is posted of it (`status`), and beside that what was measured (`days`).

    `group` is the code of the group that it stands in, empty for none; `measured` says whether an agreement measures
    it. `days` are the measured days alone, in order; `first` and `last` are those of the bars.
    """

    code: str
    name: str
    description: str
    status: ComponentStatus
    position: int
    group: str
    is_group: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    service: str = ""
    measured: str = ""
    first: dt.date = dt.date.min
    last: dt.date = dt.date.min
    days: tuple[DayFigure, ...] = ()

    @property
    def uptime(self) -> Fraction | None:
        """The share of the judged seconds of all these days that were up, exactly; None where nothing was judged."""
        return uptime_of(self.days)


@dataclass(frozen=True, slots=True)
class Change:
    """What a post changed of a component."""

    code: str
    name: str
    old_status: str
    new_status: str


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as its readers see it: `body` with its latest correction, which was made at `corrected_at`.

    `number` is its place among all posts, corrections included.
    """

    number: int
    code: str
    kind: str
    status: str
    body: str
    at: dt.datetime
    changes: tuple[Change, ...] = ()
    corrected_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a maintenance, of which sort it is, and what is on record of who told whom when."""

    begins: dt.datetime
    ends: dt.datetime
    sort: str
    announced_at: dt.datetime | None
    upstream: str
    upstream_told_at: dt.datetime | None
    began: dt.datetime | None
    ended: dt.datetime | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident, or with a `window` a maintenance; `posts` are newest first, `components` codes.

    `sequence` grows with all that is recorded of it, corrections too.
    """

    code: str
    title: str
    status: str
    impact: Impact
    started_at: dt.datetime
    created_at: dt.datetime
    updated_at: dt.datetime
    monitoring_at: dt.datetime | None
    resolved_at: dt.datetime | None
    components: tuple[str, ...]
    destinations: tuple[str, ...]
    posts: tuple[PostView, ...]
    window: Window | None = None
    sequence: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it goes on any more."""
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment of an agreement over its latest periods, the latest first, as the statements have them.

    A part of it, a function of which nothing is promised by itself, has no `promise`.
    """

    agreement: str
    provider: str
    title: str
    promise: str
    periods: tuple[PeriodFigure, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a status page shows; `audience` is empty for the public one, else an account's name."""

    id: str
    name: str
    url: str
    zone: str
    phone: str
    at: dt.datetime
    components: tuple[ComponentView, ...]
    incidents: tuple[IncidentView, ...]
    maintenances: tuple[IncidentView, ...]
    promised: tuple[Promised, ...]
    audience: str = ""
    accent: str = ""
    logo: str = ""

    @property
    def verdict(self) -> tuple[Impact, str]:
        """The page's own indicator and description, by its worst component."""
        return verdict(each.status for each in self.components if not each.is_group)

    @property
    def updated_at(self) -> dt.datetime:
        """When something was last posted or arranged; when the page was made, where nothing was."""
        told = [*(each.updated_at for each in self.components), *(each.updated_at for each in self.incidents)]
        return max((*told, *(each.updated_at for each in self.maintenances)), default=self.at)

    def named(self, codes: tuple[str, ...]) -> tuple[ComponentView, ...]:
        """The components of some codes, in their order on the page."""
        return tuple(each for each in self.components if each.code in codes)
