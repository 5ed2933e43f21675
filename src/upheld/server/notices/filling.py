"""Templates without logic: text with named fields in braces, and nothing else that could run or reach anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from upheld.problems import Place, Problem
from upheld.wording import SaidError, say

_NAME = re.compile(r"[a-z_]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST_SUBJECT = 200


def fields_of(template: str) -> frozenset[str]:
    """The fields that a template names. Raises ValueError with what is wrong with it."""
    return frozenset(name for _, name in _parts(template) if name)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; what a value says is never read as a template."""
    return "".join(text + (values[name] if name else "") for text, name in _parts(template))


def faults(template: str, allowed: Iterable[str], field: str) -> Iterator[Problem]:
    """What is wrong with a template whose fields may be these."""
    known = sorted(allowed)
    try:
        beyond = sorted(fields_of(template) - set(known))
    except ValueError as error:
        what = error.what if isinstance(error, SaidError) else say("its braces do not match")
        yield Problem(Place("request"), field, what, say("write two braces for one"), code="template")
        return
    for name in beyond:
        what = say("there is no field `{name}`", name=name[:40])
        yield Problem(Place("request"), field, what, say("known: {known}", known=", ".join(known)), code="template")


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Text for a header: one line, nothing that a header or a screen would obey, and not too long."""
    plain = " ".join(_CONTROL.sub(" ", text.replace("\n", " ").replace("\t", " ")).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def plain_text(text: str) -> str:
    """Text for a body: lines as they are, without what a screen would obey."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _parts(template: str) -> Iterator[tuple[str, str]]:
    """(text, name of the field after it); the name is empty at the end."""
    for text, name, form, conversion in Formatter().parse(template):
        if name is not None and (form or conversion or not _NAME.fullmatch(name)):
            shown = f"{{{name[:40]}...}}"
            raise SaidError(say("`{shown}` is no plain field: a template has names in braces and no more", shown=shown))
        yield text, name or ""
