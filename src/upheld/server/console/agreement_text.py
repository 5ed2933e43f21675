"""An agreement's text and its reading, linked: sentences with lines, lines with sentences and questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import Explained, explain
from upheld.agreements.lint.finding import Finding
from upheld.problems import Place


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the reading: its id on the page, and the id of the line that it is about, empty for none."""

    id: str
    told: Explained
    line: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an agreement, and what it says in plain words."""

    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its id, the id of the first sentence about it, how many there are, and what it leaves open."""

    number: int
    id: str
    text: str
    sentence: str
    sentences: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """One of the texts of an agreement, by its name alone: where it lay when it was published is nobody's business."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """The reading of an agreement and its texts, each knowing the other."""

    sections: tuple[Section, ...]
    sources: tuple[SourceText, ...]


def linked(agreement: Agreement, texts: Sequence[tuple[str, str]], findings: Iterable[Finding]) -> Linked:
    """An agreement as its page shows it; `texts` as (name, text), its own first."""
    names = [name for name, _text in texts]
    sections = tuple(_sections(agreement, names))
    about: dict[str, list[str]] = defaultdict(list)
    for section in sections:
        for each in section.sentences:
            about[each.line].append(each.id)
    asked: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        asked[line_id(finding.place, names)].append(finding)
    sources = (
        SourceText(PurePath(name).name, tuple(_lines(number, text, about, asked)))
        for number, (name, text) in enumerate(texts)
    )
    return Linked(sections, tuple(sources))


def line_id(place: Place, names: Sequence[str]) -> str:
    """The id of a line on the page: `L12` in the agreement's own text, `f1L12` in one that it includes."""
    if not place.line or place.file not in names:
        return ""
    return _id(names.index(place.file), place.line)


def _id(file: int, line: int) -> str:
    return f"f{file}L{line}" if file else f"L{line}"


def _sections(agreement: Agreement, names: Sequence[str]) -> Iterator[Section]:
    grouped: dict[str, list[Sentence]] = {}
    for number, each in enumerate(explain(agreement)):
        part = each.term.partition(".")[0] if "." in each.term else "agreement"
        grouped.setdefault(part, []).append(Sentence(f"r{number}", each, line_id(each.place, names)))
    for name, sentences in grouped.items():
        yield Section(_section_word(name), tuple(sentences))


def _section_word(name: str) -> str:
    words = {
        "agreement": _("Agreement"), "version": _("Version"), "documents": _("Documents"), "services": _("Services"),
        "definitions": _("Definitions"), "calendars": _("Hours"), "measures": _("Measures"),
        "exclusions": _("Exclusions"), "commitments": _("Commitments"), "remedies": _("Remedies"),
        "support": _("Support"), "changes": _("Changes"), "change_requests": _("Requests for changes"),
        "notices": _("Notices"), "duties": _("Duties"), "accounts": _("Terms of single accounts"),
    }  # fmt: skip
    return words.get(name) or name.replace("_", " ").capitalize()


def _lines(file: int, text: str, about: dict[str, list[str]], asked: dict[str, list[Finding]]) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), start=1):
        name = _id(file, number)
        sentences = about.get(name, [])
        yield Line(number, name, line, sentences[0] if sentences else "", len(sentences), tuple(asked.get(name, ())))
