"""The instants in what the core has said, so that a page can draw them as it draws all its times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from upheld.server.look.speaking import core_words
from upheld.support.wording import local_text
from upheld.timeline.instants import epoch_seconds
from upheld.wording import WEEKDAYS

_INSTANT = re.compile(
    rf"(?:{'|'.join(WEEKDAYS)}) (\d{{4}}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) ([+-]\d\d:\d\d)(?!:?\d)", re.ASCII
)


def instants_said(text: str) -> Iterator[tuple[str, int]]:
    """Each instant in the core's English text, in order: its words in the reader's language, and its epoch seconds."""
    for day, clock, offset in _INSTANT.findall(text):
        at = epoch_seconds(datetime.fromisoformat(f"{day}T{clock}{offset}"))
        yield core_words(local_text(at, offset)), at
