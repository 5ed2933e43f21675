"""What lists of choices hold: states, channels, priorities, people; each with its word, and whether it is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upheld.server.accounts.models import Person
from upheld.server.console.filters import STATES, Asked
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, stored

_CHANNEL_WORDS = MappingProxyType({
    "web form": gettext_lazy("Web form"), "api": gettext_lazy("API"), "e-mail": gettext_lazy("E-mail"),
    "telephone": gettext_lazy("Telephone"), "monitoring": gettext_lazy("Monitoring"),
})  # fmt: skip
CHANNELS = tuple(_CHANNEL_WORDS)
_VERSIONS_ASKED = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: its value, its word, whether it is chosen, and where a click leads."""

    value: str
    word: str
    chosen: bool = False
    query: str = ""


def state_choices(asked: Asked) -> tuple[Choice, ...]:
    """States, as tabs."""
    words = {
        "working": _("In work"), "open": _("Open"), "waiting": _("Waiting"), "solved": _("Solved"),
        "closed": _("Closed"), "not entitled": _("Not entitled"), "all": _("All"),
    }  # fmt: skip
    return tuple(Choice(name, words[name], name == asked.state, asked.but(state=name)) for name in STATES)


def whose_choices(asked: Asked, people: Iterable[Choice]) -> tuple[Choice, ...]:
    """Whose tickets: anybody's, the reader's, nobody's, or those of one of these people."""
    words = {"": _("Anybody's"), "me": _("Mine"), "nobody": _("Nobody's")}
    usual = (Choice(name, word, name == asked.whose, asked.but(whose=name)) for name, word in words.items())
    others = (Choice(each.value, each.word, each.value == asked.whose.lower()) for each in people)
    return (*usual, *others)


def due_choices(asked: Asked) -> tuple[Choice, ...]:
    """When they fall due."""
    words = {"": _("Due any time"), "late": _("Late"), "soon": _("Due within the hour")}
    return tuple(Choice(name, word, name == asked.due) for name, word in words.items())


def channel_choices(asked: Asked) -> tuple[Choice, ...]:
    """How tickets came in."""
    return tuple(Choice(name, channel_word(name), name == asked.channel) for name in CHANNELS)


def channel_word(name: str) -> str:
    """A channel as people say it."""
    return str(_CHANNEL_WORDS.get(name, name))


def waiting_word(name: str) -> str:
    """A waiting state as people say it."""
    words = {
        "waiting_on_customer": _("Waiting on the customer"), "waiting_on_third_party": _("Waiting on somebody else"),
    }  # fmt: skip
    return words.get(name) or name.replace("_", " ").capitalize()


def priority_choices(asked: Asked) -> tuple[Choice, ...]:
    """Every priority that the agreements published last have, each with what it is called in them."""
    rows = PublishedVersion.objects.order_by("-pk").values_list("id", "digest")[:_VERSIONS_ASKED]
    titles: dict[str, dict[str, None]] = {}
    for support in (stored(Known(*row)).text.support for row in rows):
        for name, priority in support.priorities.items() if support else ():
            titles.setdefault(name, {}).setdefault(priority.title)
    return tuple(Choice(name, _priority_word(name, titles[name]), name == asked.priority) for name in sorted(titles))


def _priority_word(name: str, titles: Iterable[str]) -> str:
    return f"{name} · {' / '.join(titles)}"


def agents() -> tuple[Choice, ...]:
    """Who a ticket can be assigned to: people on the provider's side, by their address."""
    rows = Person.objects.filter(is_active=True, grants__account=None, grants__role__in=("agent", "lead", "owner"))
    named = rows.order_by("name", "email").values_list("email", "name").distinct()
    return tuple(Choice(email, name or email) for email, name in named)
