"""What published agreements measure: every measure behind a commitment, and the parts that it is combined of."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.agreement import AgreementText
from upheld.server.contracts.stored import all_versions, ordered, versions_of
from upheld.server.figures.values import MeasuredService


def measured_services(agreement: str = "") -> tuple[MeasuredService, ...]:
    """The services of all published agreements, or of one, by the version that binds last."""
    published = (versions_of(agreement),) if agreement else all_versions().values()
    return tuple(each for known in published if known for each in services_of(ordered(known)[0].latest))


def services_of(agreement: Agreement) -> tuple[MeasuredService, ...]:
    """What one version measures: for each commitment its measure, then the parts of it, each once."""
    text = agreement.text
    named = dict.fromkeys(each for one in text.commitments.values() for each in with_parts(text, one.measure))
    return tuple(_service(text, measure) for measure in named)


def with_parts(text: AgreementText, measure: str) -> Iterator[str]:
    """A measure and, below it, all that it is combined of."""
    yield measure
    for part in text.measures[measure].of:
        yield from with_parts(text, part)


def promised_by(text: AgreementText, measure: str) -> str:
    """The commitment whose days are a measure's: the first that judges it at all hours; empty where there is none."""
    named = (name for name, one in text.commitments.items() if one.measure == measure and one.during is None)
    return next(named, "")


def service_key(agreement: str, measure: str) -> str:
    """What names a service everywhere: `plivo/platform`."""
    return f"{agreement}/{measure}"


def _service(text: AgreementText, measure: str) -> MeasuredService:
    term = text.measures[measure]
    service = term.service or ""
    title = term.title or (text.services[service].title if service in text.services else measure.replace("_", " "))
    parts = tuple(service_key(text.agreement, part) for part in term.of)
    key = service_key(text.agreement, measure)
    return MeasuredService(key, text.agreement, measure, title, service, promised_by(text, measure), parts)
