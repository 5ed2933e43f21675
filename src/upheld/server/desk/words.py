"""The words of a ticket: what can be looked for in its events, folded so that letters compare as readers do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from upheld.server.desk.facts import HIDDEN_KINDS
from upheld.server.desk.models import Ticket, TicketEvent, TicketWords
from upheld.support.events import INTERNAL


def folded(text: str) -> str:
    """A text without its case, its forms of the same letter, and its kinds of space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def keep_words(row: Ticket, events: Iterable[TicketEvent]) -> None:
    """Keep the words of a ticket's events, which are stored already, in the caller's transaction."""
    TicketWords.objects.bulk_create(words_of(row, events))


def words_of(row: Ticket, events: Iterable[TicketEvent]) -> Iterator[TicketWords]:
    """The rows of words of a ticket's stored events; none for an event that says nothing."""
    for event in events:
        text = text_of(event.kind, event.data, row.source)
        if text:
            inside = stays_inside(event.kind, event.detail)
            yield TicketWords(event=event, ticket=row, account_id=row.account_id, inside=inside, text=text)


def text_of(kind: str, data: Mapping[str, object], source: str = "") -> str:
    """What can be looked for in an event: a line for each thing that it says; with its opening, the ticket's source."""
    said = [data.get(name) for name in ("subject", "text", "description")]
    intake, files = data.get("intake"), data.get("attachments")
    said += intake.values() if isinstance(intake, Mapping) else ()
    said += [each.get("name") for each in files if isinstance(each, Mapping)] if isinstance(files, list) else ()
    said += [source] if kind == "opened" else ()
    return "\n".join(filter(None, (folded(each) for each in said if isinstance(each, str))))


def stays_inside(kind: str, detail: str) -> bool:
    """Whether customers do not read it."""
    return kind in HIDDEN_KINDS or detail == INTERNAL
