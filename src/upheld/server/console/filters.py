"""Which tickets a view of the queue shows: read from the address of the page, and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Person
from upheld.server.desk.finding import Wanted, narrowed
from upheld.server.desk.models import TicketRows

WORKING = "working"
"""What somebody still works on: open and waiting tickets."""
STATES = (WORKING, "open", "waiting", "solved", "closed", "not entitled", "all")
WHOSE = ("", "me", "nobody")
DUE = ("late", "soon")
SOON = 3600
"""What falls due within so many seconds is due soon."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view asks for. `whose` is `me`, `nobody` or an agent's address, `due` is `late` or `soon`; or empty."""

    words: str = ""
    state: str = WORKING
    priority: str = ""
    account: str = ""
    channel: str = ""
    whose: str = ""
    due: str = ""

    @classmethod
    def of(cls, told: QueryDict) -> Asked:
        """From the query of an address; what it says beside is passed over. Words alone are looked for everywhere."""
        said = {name: told.get(name, "").strip()[:_LONGEST] for name in ("q", *_NAMES)}
        fallback = "all" if said["q"] else WORKING
        state = said["state"] if said["state"] in STATES else fallback
        return cls(
            said["q"], state, said["priority"], said["account"], said["channel"],
            said["whose"] if said["whose"] in WHOSE or "@" in said["whose"] else "",
            said["due"] if said["due"] in DUE else "",
        )  # fmt: skip

    @property
    def query(self) -> str:
        """The query of the address that asks for the same."""
        return urlencode({name: value for name, value in self.told().items() if value})

    @property
    def narrow(self) -> int:
        """How many filters are set, beside words and state."""
        return sum(1 for value in (self.priority, self.account, self.channel, self.whose, self.due) if value)

    @property
    def by_due(self) -> bool:
        """Whether tickets stand by the time to breach: else the newest is first."""
        return self.state in {WORKING, "open", "waiting"}

    def told(self) -> Mapping[str, str]:
        """By the names that stand in addresses; the usual state is not said."""
        usual = "all" if self.words else WORKING
        return {
            "q": self.words, "state": "" if self.state == usual else self.state, "priority": self.priority,
            "account": self.account, "channel": self.channel, "whose": self.whose, "due": self.due,
        }  # fmt: skip

    def but(self, **other: str) -> str:
        """The query of the view that differs in this alone."""
        return replace(self, **other).query


_NAMES = ("state", "priority", "account", "channel", "whose", "due")


def asked_rows(rows: TicketRows, asked: Asked, actor: Actor, person: Person | None, now: int) -> TicketRows:
    """The tickets that a view asks for, of whatever state where it is those in work: `slice_of` looks to that.

    `now` in UTC epoch seconds.
    """
    state = "" if asked.state in {WORKING, "all"} else asked.state
    wanted = Wanted(
        state=state, account=asked.account, priority=asked.priority, channel=asked.channel,
        due_after=now if asked.due == "soon" else None,
        due_before={"late": now, "soon": now + SOON}.get(asked.due), words=asked.words,
        assignee=asked.whose if "@" in asked.whose else "",
    )  # fmt: skip
    rows = narrowed(rows, wanted, actor)
    if asked.whose in {"me", "nobody"}:
        rows = rows.filter(assignee=person.pk if asked.whose == "me" and person else None)
    return rows
