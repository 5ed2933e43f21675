"""Rules that agreements name: found by walking the folders beside this file and by entry points; no list is kept."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import get_args

from upheld.agreements.terms.rule_use import Family, Vocabulary


@cache
def rule_modules(family: Family) -> MappingProxyType[str, ModuleType]:
    """Every rule of a family by the name that agreements use.

    A rule is a module with `Terms` (the model of its terms) and the family's function; see the guide, "your own rule".
    Other packages add rules with an entry point in the group `upheld.rules.<family>`.
    """
    return MappingProxyType(dict(sorted([*_own(family), *_added(family)])))


@cache
def vocabulary() -> Vocabulary:
    """The rules that an agreement may name, for reading."""
    families: tuple[Family, ...] = get_args(Family)
    return Vocabulary(
        {family: {name: module.Terms for name, module in rule_modules(family).items()} for family in families}
    )


def _own(family: Family) -> Iterator[tuple[str, ModuleType]]:
    package = importlib.import_module(f"upheld.rules.{family}")
    for found in pkgutil.iter_modules(package.__path__):
        yield found.name, importlib.import_module(f"{package.__name__}.{found.name}")


def _added(family: Family) -> Iterator[tuple[str, ModuleType]]:
    for point in entry_points(group=f"upheld.rules.{family}"):
        yield point.name, point.load()
