"""Upheld turns a written service level agreement into a running one.

The names here are public and stable: `WorkingHours`, `load`, `measure`, `statement`, `Refused`, `Problem`.
They are imported when first used, so that `import upheld` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upheld.library import load
    from upheld.problems import Problem, Refused
    from upheld.timeline.hours import WorkingHours

__all__ = ["Problem", "Refused", "WorkingHours", "load"]

_HOMES = {
    "Problem": "upheld.problems",
    "Refused": "upheld.problems",
    "WorkingHours": "upheld.timeline.hours",
    "load": "upheld.library",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"upheld has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)
