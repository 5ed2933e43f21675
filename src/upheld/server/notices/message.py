"""A message as a channel takes it, and who reads it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from upheld.server.notices.filling import filled, one_line
from upheld.server.notices.words import Words, words_in

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose language and zone a message is written in."""

    language: str = "en"
    zone: str = "UTC"

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return words_in(self.language)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a subject of one line, text, and plain JSON for programs."""

    subject: str
    text: str
    language: str
    data: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


def combined(messages: Sequence[Message], words: Words) -> Message:
    """Several messages about one thing as one, in their order; the last one says how it stands."""
    if len(messages) == 1:
        return messages[0]
    last = messages[-1]
    subject = filled(words("several"), {"subject": last.subject, "count": str(len(messages))})
    rule = "\n\n" + "-" * 60 + "\n\n"
    return Message(one_line(subject), rule.join(each.text for each in messages), last.language)


def html_of(message: Message) -> str:
    """The text as simple HTML: paragraphs and lines, nothing that loads or runs."""
    paragraphs = (
        "<p>" + "<br>\n".join(html.escape(line) for line in part.splitlines()) + "</p>"
        for part in message.text.split("\n\n")
        if part.strip()
    )
    body = "\n".join(paragraphs)
    return f'<!doctype html>\n<html lang="{html.escape(message.language)}"><body>\n{body}\n</body></html>\n'
