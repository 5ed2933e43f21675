"""The JSON of a statement: canonical, the same bytes in every process, and as its published schema says."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.statements.example import credit, nothing_known, october, statement, year
from tools.statement_schema import PUBLISHED, schema_text
from upheld.statements.canonical import canonical_text, to_json
from upheld.statements.schema import statement_schema

ROOT = Path(__file__).resolve().parents[3]
_PRINT = (
    "import sys; from tests.unit.statements.example import statement; "
    "from upheld.statements.canonical import to_json; "
    "from upheld.statements.html_page import to_html; from upheld.statements.pdf import to_pdf; "
    "made = statement(); write = sys.stdout.buffer.write; "
    "write(to_json(made).encode()); write(to_html(made).encode()); write(to_pdf(made))"
)

TYPES = {
    str: "string",
    int: "integer",
    bool: "boolean",
    type(None): "null",
    dict: "object",
    list: "array",
}


def made_by_a_process(seed: str, zone: str) -> bytes:
    """JSON, HTML and PDF of the example from a process of its own."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    surroundings = os.environ | {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": paths,
        "TZ": zone,
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run([sys.executable, "-c", _PRINT], env=surroundings, capture_output=True, check=True)
    return done.stdout


def test_two_processes_write_the_same_bytes() -> None:
    """Neither the order of hashes nor the machine's own zone shows."""
    assert made_by_a_process("1", "Asia/Tokyo") == made_by_a_process("2", "America/New_York")


def test_keys_are_sorted_and_no_number_is_a_float() -> None:
    def no_float(text: str) -> float:
        raise AssertionError(f"{text} is no exact number")

    def sorted_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)
        return dict(pairs)

    text = to_json(statement([october(), year(), nothing_known()]))
    assert json.loads(text, parse_float=no_float, object_pairs_hook=sorted_keys)["format"] == "1"
    assert text.endswith("}\n")


def test_the_fingerprint_is_that_of_everything_else() -> None:
    made = statement()
    blank = canonical_text(replace(made, fingerprint=""))
    assert made.fingerprint == hashlib.sha256(blank.encode("utf-8")).hexdigest()


def test_exact_figures_stand_beside_their_words() -> None:
    [part] = json.loads(to_json(statement()))["commitments"]
    # 2,676,060 / 2,679,480 shortened by 180: 14,867 and 14,886, whose difference, 19, divides neither.
    assert (part["measured"]["numerator"], part["measured"]["denominator"]) == (14_867, 14_886)
    assert part["measured"]["percent"] == "99.872"
    assert part["credit"]["amount"] == {"amount": "412.50", "currency": "EUR", "words": "412.50 EUR"}
    assert part["period"]["start"] == {
        "utc": "2026-09-30T22:00:00Z",
        "local": "2026-10-01T00:00:00+02:00",
        "words": "1 Oct 2026, 00:00",
    }


@pytest.mark.parametrize("judgements", [[october()], [year()], [nothing_known()], [october(), year()]])
def test_every_statement_follows_the_schema(judgements: list[Any]) -> None:
    schema = statement_schema()
    tree = json.loads(to_json(statement(judgements, [credit()])))
    assert list(faults(tree, schema, schema)) == []


def test_the_check_against_the_schema_finds_faults() -> None:
    """What the test above stands on."""
    schema = statement_schema()
    tree = json.loads(to_json(statement()))
    tree["verdict"], tree["extra"] = "maybe", 1
    del tree["account"]
    assert len(list(faults(tree, schema, schema))) == 2


def test_the_published_schema_is_current() -> None:
    """To mend it: `python tools/statement_schema.py`."""
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text()


def faults(value: Any, rule: Any, root: Any, at: str = "$") -> Iterator[str]:
    """Where a value breaks the few keywords of JSON Schema that the published schema uses."""
    if "$ref" in rule:
        rule = root["$defs"][rule["$ref"].rpartition("/")[2]]
    if "anyOf" in rule:
        if all(list(faults(value, option, root, at)) for option in rule["anyOf"]):
            yield f"{at}: none of the allowed"
    elif "enum" in rule:
        if value not in rule["enum"]:
            yield f"{at}: {value!r} is not allowed"
    elif TYPES[type(value)] != rule["type"]:
        yield f"{at}: {value!r} is no {rule['type']}"
    else:
        yield from inner_faults(value, rule, root, at)


def inner_faults(value: Any, rule: Any, root: Any, at: str) -> Iterator[str]:
    """An object has exactly the fields that are required; an array is a list of one kind, or a pair."""
    if isinstance(value, dict):
        if set(value) != set(rule["required"]):
            yield f"{at}: fields {sorted(set(value) ^ set(rule['required']))}"
        for name in set(value) & set(rule["properties"]):
            yield from faults(value[name], rule["properties"][name], root, f"{at}.{name}")
    elif isinstance(value, list):
        kinds = rule.get("prefixItems") or [rule["items"]] * len(value)
        if len(value) != len(kinds):
            yield f"{at}: {len(value)} parts"
        for place, (part, kind) in enumerate(zip(value, kinds, strict=False)):
            yield from faults(part, kind, root, f"{at}[{place}]")
