"""Canonical JSON written piece by piece is the very text that the standard library writes."""

from __future__ import annotations

import json

import pytest

from upheld.statements.canonical import canonical_pieces, canonical_text, tree
from upheld.statements.quantities import Duration, Ratio

VALUES: list[object] = [
    None,
    'Ünïcode \n " \u2028',
    -5,
    (),
    {},
    {"b": (1, (), {}), "a": {"x": None, "é\n": True}},
    Duration(3, "3 s"),
    (Duration(3, "3 s"), Ratio(1, 2, "50", 0, exact=True, words="50%"), [[Duration(3, "3 s")]]),
]


@pytest.mark.parametrize("value", VALUES)
def test_pieces_are_the_text_of_the_standard_library(value: object) -> None:
    text = json.dumps(tree(value), ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert canonical_text(value) == "".join(canonical_pieces(value)) == text


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="plain values only, not float"):
        canonical_text({"share": 0.5})
