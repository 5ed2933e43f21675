"""The small files beside the telemetry (exclusions, fees, credits granted before), read into values or problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from upheld.availability.records import read_records
from upheld.library.loading import text_of
from upheld.problems import Problem, Refused
from upheld.remedies.fees import Fees, read_fees
from upheld.remedies.granted import Granted, read_granted
from upheld.telemetry.mapping import Mapping, load_mapping

if TYPE_CHECKING:
    from upheld.agreements.agreement import Agreement
    from upheld.rules.record import Record

T = TypeVar("T")
File = str | Path


def records_in(file: File | None) -> tuple[Record, ...]:
    """The exclusions of a file; none without one. Raises `upheld.Refused`."""
    return () if file is None else _whole(read_records, file)


def fees_in(file: File | None) -> Fees:
    """The fees of a file; none without one. Raises `upheld.Refused`."""
    if file is None:
        return Fees()
    fees, problems = read_fees(text_of(file), str(file))
    if fees is None:
        raise Refused(problems)
    return fees


def granted_in(file: File | None, agreement: Agreement) -> tuple[Granted, ...] | None:
    """The credits granted before, as a file tells them; None (not known) without one. Raises `upheld.Refused`."""
    return None if file is None else _whole(lambda text, name: read_granted(text, name, agreement), file)


def _whole(read: Callable[[str, str], tuple[T, tuple[Problem, ...]]], file: File) -> T:
    found, problems = read(text_of(file), str(file))
    if problems:
        raise Refused(problems)
    return found


def mapping_in(file: File | None) -> Mapping | None:
    """The mapping of a file; None without one. Raises `upheld.Refused`."""
    return None if file is None else _whole(load_mapping, file)
