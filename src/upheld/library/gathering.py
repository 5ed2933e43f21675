"""Several inputs that may each be at fault: their problems are told together, not one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from upheld.problems import Problem, Refused

T = TypeVar("T")


class Gather(Protocol):
    """Makes a call that may be refused."""

    def __call__(self, call: Callable[[], T]) -> list[T]:
        """The answer as the one element of a list; an empty list where the call was refused."""


@contextmanager
def gathering() -> Iterator[Gather]:
    """Gather the problems of several calls. Raises `upheld.Refused` with all of them when the block ends.

    So behind the block every list of the gatherer holds its answer.
    """
    problems: list[Problem] = []

    def gather(call: Callable[[], T]) -> list[T]:
        try:
            return [call()]
        except Refused as refused:
            problems.extend(refused.problems)
            return []

    yield gather
    if problems:
        raise Refused(problems)
