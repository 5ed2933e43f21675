"""What an agreement says to one account, sentence by sentence, with titles in place of its identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.server.look.speaking import core_words
from upheld.server.look.words import Words

PARTS: Mapping[str, Words] = MappingProxyType(
    {
        "commitments": _("Availability"), "remedies": _("What is owed"), "support": _("Support"),
        "exclusions": _("What does not count"), "calendars": _("Hours"), "measures": _("How it is measured"),
        "services": _("Services"), "notices": _("Notices"), "duties": _("Duties"), "changes": _("Changes"),
        "": _("The agreement"),
    }
)  # fmt: skip
"""What the parts of an agreement are called, in the order in which they are shown; the last is about the whole."""

IDENTIFIER = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
"""What has underscores within is a name that no reader should see."""
# What stands in backquotes is a name, or a condition as it is written; outside of them, an identifier is a name.
_NAME = re.compile(rf"`(?P<quoted>[^`]+)`|(?P<bare>{IDENTIFIER.pattern})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the agreement says, with names in place of its identifiers, and where."""

    says: str
    clause: str
    document: str


@dataclass(frozen=True, slots=True)
class Section:
    """The sentences about one part of an agreement."""

    name: Words
    sentences: tuple[Sentence, ...]


def own_sentences(agreement: Agreement, plan: str, account: str) -> Iterator[Explained]:
    """What the agreement says to this account.

    Other plans are not this account's, and what is agreed with other accounts is nobody's business but theirs.
    """
    for sentence in explain(agreement):
        path = sentence.terms[0].split(".")
        if path[:2] == ["support", "plans"] and path[2:3] != [plan]:
            continue
        if path[0] == "accounts" and path[1:2] != [account]:
            continue
        yield sentence


def sections_of(agreement: Agreement, sentences: Iterable[Explained]) -> Iterator[Section]:
    """The sentences by the part of the text that they are about."""
    parts: dict[str, list[Sentence]] = {}
    for each in sentences:
        part = each.terms[0].partition(".")[0]
        told = Sentence(in_words(each.says, agreement), each.clause, each.document)
        parts.setdefault(part if part in PARTS else "", []).append(told)
    for name, title in PARTS.items():
        if name in parts:
            yield Section(title, tuple(parts[name]))


def in_words(says: str, agreement: Agreement) -> str:
    """A sentence in the reader's language, with the titles of what it names by identifiers.

    What has no title is told without underscores.
    """
    titles, quoted = _titles(agreement), gettext("\N{LEFT DOUBLE QUOTATION MARK}%s\N{RIGHT DOUBLE QUOTATION MARK}")

    def titled(found: re.Match[str]) -> str:
        return _title(found["bare"], titles) if found["bare"] else quoted % _title(found["quoted"], titles)

    return _NAME.sub(titled, core_words(says))


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name) or (name.replace("_", " ") if IDENTIFIER.fullmatch(name) else name)


def _titles(agreement: Agreement) -> Mapping[str, str]:
    """The titles of everything that sentences name by identifiers."""
    text = agreement.text
    named: list[tuple[str, str | None]] = [
        *((name, each.title) for name, each in text.services.items()),
        *((name, each.title) for name, each in text.measures.items()),
        *((name, each.title) for name, each in text.commitments.items()),
        *((name, each.title) for name, each in text.remedies.items()),
        *((name, each.title) for name, each in text.exclusions.items()),
    ]
    if text.support:
        named.extend((name, each.title) for name, each in text.support.plans.items())
        named.extend((name, each.title) for name, each in text.support.priorities.items())
    return {name: title for name, title in named if title}
