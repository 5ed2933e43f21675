"""What is promised to work: services, their functions, and the stage of features over time."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from upheld.agreements.terms.term import Term, Text
from upheld.agreements.words import FrozenMap

Stage = Literal["alpha", "beta", "preview", "generally available", "retired"]


class StageFrom(Term):
    """A feature's stage from an instant on, until the next one."""

    stage: Stage
    start: dt.datetime = Field(alias="from", description="Instant with its offset, e.g. 2026-10-01T00:00:00Z.")


class Feature(Term):
    """A part of a service with a stage of its own; its traffic counts only while generally available."""

    match: str = Field(description="Condition over request fields that tells the feature's traffic.")
    stages: tuple[StageFrom, ...] = Field(min_length=1)


class Service(Term):
    """A service of the provider; traffic of services that are not covered changes nothing."""

    title: Text
    covered: bool = True
    match: str | None = Field(
        default=None, description="Condition over request fields that tells the service's traffic."
    )
    features: FrozenMap[str, Feature] = Field(default_factory=dict)
