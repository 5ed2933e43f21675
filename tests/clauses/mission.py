"""The mission as a value: every clause of `clauses.yaml`, in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

SOURCE = Path(__file__).with_name("clauses.yaml")


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise, duty, definition or exclusion that the product must carry out."""

    id: str
    says: str
    done_when: str


def mission() -> tuple[Clause, ...]:
    """Every clause of the mission in the order of the file; its ids are unique.

    Raises:
        ValueError: two clauses have the same id.
    """
    groups = YAML(typ="safe").load(SOURCE)
    clauses = tuple(Clause(row["id"], row["says"], row["done_when"]) for rows in groups.values() for row in rows)
    ids = [clause.id for clause in clauses]
    if repeated := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ValueError(f"{SOURCE.name}: these ids stand twice: {', '.join(repeated)}")
    return clauses
