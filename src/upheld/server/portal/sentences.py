"""What an agreement says to one account, sentence by sentence, with titles in place of its identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.terms.support import Support
from upheld.server.look.speaking import core_words
from upheld.server.look.words import Words
from upheld.wording import Said, Values, renamed

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
_OWN_NAME = re.compile(r"^(`?)([^`() ]+)\1(?= \(|$)")
_TWICE = re.compile(r"([\u201c\u201e]([^\u201c\u201d\u201e]+)[\u201c\u201d]) \(\2\)")
_NAME = re.compile(rf"`(?P<quoted>[^`]+)`|(?P<bare>{IDENTIFIER.pattern})")


_VALUES: Mapping[str, str] = MappingProxyType(
    {"service": "services", "measure": "measures", "remedy": "remedies", "plan": "plans", "priority": "priorities"}
)
"""Values of sentences that hold a name of this part; `name` is that of the term itself."""


class Titled(Protocol):
    """A term that may have a title."""

    @property
    def title(self) -> str | None:
        """What people call it."""


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
        told = Sentence(in_words(each.says, agreement, each.terms[0]), each.clause, each.document)
        parts.setdefault(part if part in PARTS else "", []).append(told)
    for name, title in PARTS.items():
        if name in parts:
            yield Section(title, tuple(parts[name]))


def in_words(says: str, agreement: Agreement, term: str = "") -> str:
    """A sentence about a term (its path) in the reader's language, with the titles of what it names by identifiers.

    What has no title is told without underscores. A name that a title follows is not told twice.
    """
    titles = _titles(agreement)
    own = next((kind for kind in term.split(".")[:2] if kind in titles), "")
    anywhere = {name: title for kind in titles.values() for name, title in kind.items()}
    quoted = gettext("\N{LEFT DOUBLE QUOTATION MARK}%s\N{RIGHT DOUBLE QUOTATION MARK}")

    def titled(values: Values) -> Values:
        kinds = {name: titles.get(own if name == "name" else _VALUES.get(name, ""), {}) for name in values}
        named = {name: _retitled(value, kinds[name]) if kinds[name] else value for name, value in values.items()}
        return {**named, **_asked(values, agreement.text.support)}

    def quoting(found: re.Match[str]) -> str:
        return _title(found["bare"], anywhere) if found["bare"] else quoted % _title(found["quoted"], anywhere)

    return _TWICE.sub(r"\1", _NAME.sub(quoting, core_words(renamed(says, titled))))


def _retitled(value: object, titles: Mapping[str, str]) -> str:
    return _OWN_NAME.sub(lambda at: f"{at[1]}{titles.get(at[2], at[2])}{at[1]}", str(value))


def _asked(values: Values, support: Support | None) -> Values:
    """What a sentence says of a question by the names of its answers, in the words in which it is asked."""
    questions, answers = support.questions if support else {}, values.get("answers")
    if "ask" in values:
        of = next((each for each in questions.values() if each.ask == values["ask"]), None)
        return {"answers": " / ".join(each.rstrip(".") for each in of.answers.values())} if of else {}
    question = questions.get(str(values.get("name")))
    if question is None or not isinstance(answers, str):
        return {}
    said = {name: f"`{meaning.rstrip('.')}`" for name, meaning in question.answers.items()}
    told = renamed(answers, lambda parts: {name: said.get(str(part), part) for name, part in parts.items()})
    return {"name": f"`{question.ask}`", "answers": told if isinstance(told, Said) else said.get(told, told)}


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name) or (name.replace("_", " ") if IDENTIFIER.fullmatch(name) else name)


def _titles(agreement: Agreement) -> Mapping[str, Mapping[str, str]]:
    """The titles of everything that sentences name by identifiers, by the part of the agreement that it is in."""
    text, support = agreement.text, agreement.text.support
    named: dict[str, Mapping[str, Titled]] = {
        "services": text.services, "measures": text.measures, "commitments": text.commitments,
        "remedies": text.remedies, "exclusions": text.exclusions,
    }  # fmt: skip
    if support:
        named |= {"plans": support.plans, "priorities": support.priorities}
    return {kind: {name: each.title for name, each in terms.items() if each.title} for kind, terms in named.items()}
