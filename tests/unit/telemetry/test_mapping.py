"""The mapping file: strict keys, places of faults, and what cannot be meant."""

from __future__ import annotations

import pytest

from upheld.telemetry.mapping import load_mapping


def problems(text: str) -> list[str]:
    mapping, found = load_mapping(text, "map.yaml")
    assert (mapping is None) == bool(found)
    return [str(problem) for problem in found]


def test_every_fault_is_told_with_its_line_and_what_may_be_meant() -> None:
    text = "format: jsn\ntime:\n  feld: ts\n  zone: Europe/Berlinn\nfields:\n  status: s\n  rout: r\n"
    found = problems(text)
    assert [problem.split(": error: ")[0].rpartition(":")[0] for problem in found] != []
    joined = "\n".join(found)
    assert "map.yaml:1:" in joined
    assert "`jsn` is not one of the words known here" in joined
    assert "did you mean `field`?" in joined
    assert "`Europe/Berlinn` is no time zone" in joined
    assert "map.yaml:7:" in joined


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("time: {field: t, format: yesterday}", "`yesterday` is no time format"),
        ("time: {field: t, twice: third}", "`third` is not one of the words known here"),
        ("account: {field: a, constant: b}", "give either `field` or `constant`"),
        ("account: {}", "give either `field` or `constant`"),
        ("fields: {latency_s: a, latency_ms: b}", "one latency is enough: latency_s, latency_ms"),
        ("extra: {status: {field: s}}", "these names have a meaning already: status"),
        ("extra: {Bad-Name: {field: s}}", "has not the form that is needed"),
        ("states: {up: [OK, fine], down: [ok]}", "these words have two meanings: ok"),
        ("fields: {region: r}\nconstants: {region: eu}", "given twice: region"),
        ("constants: {status: '200'}", "only text can be constant, not status"),
        ("format: csv\nheader: false", "`columns` must name the columns in order"),
        ("delimiter: ', '", "at most 1 character"),
        ("a: &x 1\nb: *x", "YAML anchors and aliases are not allowed"),
        ("time: t\ntime: u", "`time` stands twice"),
        ("", "the file is empty"),
        ("- a", "the file must be a mapping of terms"),
        ("[" * 20_000, "nested deeper than"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, what: str) -> None:
    found = problems(text)
    assert what in "\n".join(found)
