"""A notice as a value: it cannot be made without the four things that it must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from upheld.wording import say

Status = Literal["Initial", "Update", "Resolved", "Informational", "Action Required"]
STATUSES: tuple[Status, ...] = get_args(Status)


class IncompleteNoticeError(ValueError):
    """A notice lacks something that it must hold; `lacks` names it."""

    def __init__(self, lacks: str) -> None:
        self.lacks = lacks
        super().__init__(f"a notice needs {lacks}")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a customer is told of a ticket: status, ticket number, telephone number of support and a description.

    `subject` is the ticket's, `priority` its title, `at` when it happened (epoch seconds), `event` the kind of event.
    Raises IncompleteNoticeError where one of the four is empty.
    """

    status: Status
    ticket: int
    phone: str
    description: str
    subject: str
    priority: str
    account: str
    at: int
    event: str

    def __post_init__(self) -> None:
        lacking = {
            say("a status"): self.status in STATUSES,
            say("a ticket number"): self.ticket > 0,
            say("the telephone number of support"): bool(self.phone.strip()),
            say("a description"): bool(self.description.strip()),
        }
        for name, there in lacking.items():
            if not there:
                raise IncompleteNoticeError(name)
