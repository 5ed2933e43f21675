"""Upheld turns a written service level agreement into a running one.

The names here are public and stable; they are imported when first used, so that `import upheld` costs nothing.

* `load` reads an agreement; `measure` judges its commitments; `statement` and `every_statement` add what is owed and
  show the working; `to_html`, `to_json`, `to_pdf` and `to_text` write a statement.
* `WorkingHours` counts working time.
* Faulty input raises `Refused`, which holds every `Problem` found.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upheld.library import load, load_versions
    from upheld.library.calls import every_statement, measure, statement
    from upheld.problems import Problem, Refused
    from upheld.statements.canonical import to_json
    from upheld.statements.html_page import to_html
    from upheld.statements.pdf import to_pdf
    from upheld.statements.terminal import to_text
    from upheld.timeline.hours import WorkingHours

__all__ = [
    "Problem",
    "Refused",
    "WorkingHours",
    "every_statement",
    "load",
    "load_versions",
    "measure",
    "statement",
    "to_html",
    "to_json",
    "to_pdf",
    "to_text",
]

_HOMES = {
    "Problem": "upheld.problems",
    "Refused": "upheld.problems",
    "WorkingHours": "upheld.timeline.hours",
    "every_statement": "upheld.library.calls",
    "load": "upheld.library",
    "load_versions": "upheld.library",
    "measure": "upheld.library.calls",
    "statement": "upheld.library.calls",
    "to_html": "upheld.statements.html_page",
    "to_json": "upheld.statements.canonical",
    "to_pdf": "upheld.statements.pdf",
    "to_text": "upheld.statements.terminal",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"upheld has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """What completion offers."""
    return sorted(__all__)
