"""Every word of the core has its German, which names no value that its message does not hold."""

from __future__ import annotations

from tools.catalogues import (
    LANGUAGES,
    compiled,
    core_messages,
    core_missing,
    core_source,
    core_strangers,
    read_catalogue,
)


def test_every_message_of_the_core_is_translated() -> None:
    assert {language: core_missing(language) for language in LANGUAGES} == {"de": []}
    assert {language: core_strangers(language) for language in LANGUAGES} == {"de": []}


def test_messages_are_found_where_they_are_said() -> None:
    found = core_messages()
    assert {("Counted as {counted}.",), ("{count} day", "{count} days"), ("working time",)} <= found
    assert not {message for message in found if not any(map(str.isalpha, message[0]))}


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    source = core_source("de")
    assert source.with_suffix(".mo").read_bytes() == compiled(read_catalogue(source.read_text("utf-8")))


def test_a_message_that_begins_or_ends_with_a_space_does_so_in_german() -> None:
    # Clauses are put one behind the other: a space that is lost joins two words.
    lost = {
        (key[0], said[0])
        for key, said in read_catalogue(core_source("de").read_text("utf-8")).items()
        if key[0] and (key[0][:1] == " ", key[0][-1:] == " ") != (said[0][:1] == " ", said[0][-1:] == " ")
    }
    assert lost == set()
