"""What a reply says of its own: the quoted message below it is cut off; it is in the ticket already.

Line by line and with bounded patterns: the time is that of reading the text once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOOKS_AHEAD = 4
_LONGEST_LINE = 500
_ORIGINAL = re.compile(
    r"\s{0,9}-{2,20}\s{0,9}(original message|original-nachricht|ursprüngliche nachricht|message d'origine)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"\s{0,9}(on|am|le|el|il|op)\s", re.IGNORECASE)
_WROTE = re.compile(r"(wrote|schrieb[^:]{0,200}|a écrit|escribió|ha scritto|schreef)\s{0,3}:\s{0,9}\Z", re.IGNORECASE)
_FIELD = re.compile(
    r"\s{0,9}\*?(from|sent|to|date|subject|cc|von|gesendet|an|datum|betreff)\*?\s{0,3}:", re.IGNORECASE
)  # fmt: skip


def own_words(text: str) -> str:
    """A message without the one that it quotes below; the whole of it where nothing else would be left."""
    lines = text.splitlines()
    cut = next((index for index in range(len(lines)) if _quote_begins(lines, index)), len(lines))
    kept = lines[:cut]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _quote_begins(lines: Sequence[str], index: int) -> bool:
    line = lines[index][:_LONGEST_LINE]
    if _ORIGINAL.match(line):
        return True
    if _FIELD.match(line):
        block = [bool(_FIELD.match(each[:_LONGEST_LINE])) for each in lines[index : index + _LOOKS_AHEAD]]
        return sum(block) > 2
    return bool(_ATTRIBUTION.match(line)) and _attributes(lines, index)


def _attributes(lines: Sequence[str], index: int) -> bool:
    """Whether `On Monday Ann wrote:`, over up to three lines, stands here with a quoted line below it."""
    for number in range(index, min(index + 3, len(lines))):
        if _WROTE.search(lines[number][-_LONGEST_LINE:]):
            below = (each for each in lines[number + 1 : number + 1 + _LOOKS_AHEAD] if each.strip())
            return next(below, "").lstrip().startswith(">")
    return False
