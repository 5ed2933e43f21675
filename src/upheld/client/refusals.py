"""What the service refuses, as an exception with every fault; and a service that cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: the field, what is wrong, how to mend it, and the clause that says so.

    `place` is where it stands in a text that was sent (`desk.yaml:12:3`); empty where there is none.
    """

    field: str
    what: str
    help: str = ""
    code: str = ""
    clause: str = ""
    place: str = ""


class ApiRefused(Exception):  # noqa: N818 - it names what happened to the request
    """The service refused a request: `status` and `title` as HTTP has them, `detail` in a sentence, and the faults."""

    def __init__(self, status: int, title: str, detail: str = "", faults: tuple[Fault, ...] = ()) -> None:
        self.status, self.title, self.detail, self.faults = status, title, detail, faults
        told = "; ".join(f"{fault.field}: {fault.what}" if fault.field else fault.what for fault in faults)
        super().__init__(f"{status} {title}" + "".join(f": {each}" for each in (detail, told) if each))

    @classmethod
    def of(cls, status: int, title: str, told: object) -> ApiRefused:
        """The refusal that a problem (RFC 9457) tells; of what is no problem, the status alone."""
        if not isinstance(told, Mapping):
            return cls(status, title)
        listed = told.get("problems")
        faults = tuple(_fault(each) for each in listed if isinstance(each, Mapping)) if isinstance(listed, list) else ()
        return cls(status, str(told.get("title") or title), str(told.get("detail") or ""), faults)


class Unreachable(Exception):  # noqa: N818 - it names how the service is
    """Nobody answered: the network, the address, or a service that takes no requests, however often it was tried."""


def _fault(told: Mapping[str, object]) -> Fault:
    field, what, mend, code, clause, place = (
        str(told.get(name) or "") for name in ("field", "what", "help", "code", "clause", "place")
    )
    return Fault(field, what, mend, code, clause, place)
