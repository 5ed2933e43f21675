"""Who has how much in work, how much of it is late; and how much came in and was solved, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Person
from upheld.server.console.filters import SOON
from upheld.server.desk.models import Ticket
from upheld.server.look.bars import Bar, bar_of

_PEOPLE = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """What is in work: all, what waits, what is late, what falls due within the hour, what is nobody's."""

    work: int
    waiting: int
    late: int
    soon: int
    nobodys: int


@dataclass(frozen=True, slots=True)
class Share:
    """Who has how many tickets in work, how many of them are late; the query of the view that shows them."""

    name: str
    tickets: int
    late: int
    bar: Bar
    query: str


def in_work(actor: Actor, now: int) -> tuple[Figures, tuple[Share, ...]]:
    """What is in work, by state and by person: counted at once. `now` in UTC epoch seconds."""
    rows = Ticket.objects.visible_to(actor).filter(state__in=("open", "waiting"))
    states, people = Counter[str](), Counter[int | None]()
    late, soon = Counter[int | None](), 0
    counted = rows.order_by().values_list("state", "assignee").annotate(
        every=Count("state"), late=Count("state", filter=Q(next_due__lt=now)),
        soon=Count("state", filter=Q(next_due__gte=now, next_due__lt=now + SOON)),
    )  # fmt: skip
    for state, assignee, number, so_late, so_soon in counted:
        states[state] += number
        people[assignee] += number
        late[assignee] += so_late
        soon += so_soon
    figures = Figures(states.total(), states["waiting"], late.total(), soon, people[None])
    return figures, tuple(_shares(people, late))


def _shares(people: Counter[int | None], late: Counter[int | None]) -> Iterator[Share]:
    most = people.most_common(_PEOPLE)
    rows = Person.objects.filter(pk__in=[person for person, _number in most if person])
    named = {row.pk: (row.name or row.email, row.email) for row in rows}
    longest = max((number for _person, number in most), default=0)
    for person, number in most:
        name, email = named.get(person or 0, (_("Nobody"), "nobody"))
        said = _("{name}: {number} in work, {late} late").format(name=name, number=number, late=late[person])
        drawn = bar_of(((late[person], "bad"), (number - late[person], "wait")), said, longest)
        yield Share(name, number, late[person], drawn, urlencode({"whose": email}))
