"""What lists of choices hold: states, channels, priorities, people; each with its word, and whether it is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from upheld.server.accounts.models import Person
from upheld.server.console.filters import STATES, Asked
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, stored

CHANNELS = ("web form", "api", "e-mail", "telephone", "monitoring")
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


def whose_choices(asked: Asked) -> tuple[Choice, ...]:
    """Whose tickets."""
    words = {"": _("Anybody's"), "me": _("Mine"), "nobody": _("Nobody's")}
    return tuple(Choice(name, word, name == asked.whose, asked.but(whose=name)) for name, word in words.items())


def channel_choices(asked: Asked) -> tuple[Choice, ...]:
    """How tickets came in."""
    return tuple(Choice(name, channel_word(name), name == asked.channel) for name in CHANNELS)


def channel_word(name: str) -> str:
    """A channel as people say it."""
    words = {
        "web form": _("Web form"), "api": _("API"), "e-mail": _("E-mail"), "telephone": _("Telephone"),
        "monitoring": _("Monitoring"),
    }  # fmt: skip
    return words.get(name, name)


def priority_names() -> tuple[str, ...]:
    """Every priority that the agreements published last have."""
    rows = PublishedVersion.objects.order_by("-pk").values_list("id", "digest")[:_VERSIONS_ASKED]
    supports = (stored(Known(*row)).text.support for row in rows)
    return tuple(sorted({name for support in supports if support for name in support.priorities}))


def agents() -> tuple[Choice, ...]:
    """Who a ticket can be assigned to: people on the provider's side, by their address."""
    rows = Person.objects.filter(is_active=True, grants__account=None, grants__role__in=("agent", "lead", "owner"))
    return tuple(Choice(each.email, each.name or each.email) for each in rows.order_by("name", "email").distinct())
