"""Icons: our own strokes on a square of 20, drawn in the colour of the text around them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType


def _read() -> Mapping[str, str]:
    lines = (Path(__file__).parent / "icons.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return MappingProxyType({name: path for name, _, path in pairs})


STROKES: Mapping[str, str] = _read()
"""The path of each icon. A page names one by `{% icon "check" %}`."""
