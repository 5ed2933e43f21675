"""Reading an agreement: documents laid over each other by rank, decisions, terms of single accounts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.agreements_in_words import HEAD, agreement, problems_of
from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import decision_on, value_at
from upheld.agreements.reading import Source, account_problems, for_account, read_agreement
from upheld.agreements.terms.agreement import Decision
from upheld.problems import Problem
from upheld.rules import vocabulary


def source(texts: Mapping[str, str]) -> Source:
    """Texts by name in place of files."""

    def opener(file: str, _: str | None) -> tuple[str, str]:
        if file not in texts:
            raise FileNotFoundError(2, "No such file or directory", file)
        return file, texts[file]

    return Source(opener, vocabulary())


def read(texts: Mapping[str, str]) -> Agreement:
    """The agreement of `main.yaml`."""
    made, problems = read_agreement("main.yaml", source(texts))
    assert made is not None, "\n".join(map(str, problems))
    return made


def refused(texts: Mapping[str, str]) -> list[Problem]:
    """What is wrong with `main.yaml`."""
    made, problems = read_agreement("main.yaml", source(texts))
    assert made is None
    return list(problems)


def including(file: str, ranks: str, title: str = "An agreement for a test") -> str:
    """The common head, which includes another file."""
    return HEAD.replace("An agreement for a test", title) + f"include: [{{file: {file}, ranks: {ranks}}}]\n"


OTHER = """
upheld: 1
agreement: other
title: The other document
provider: Provider
version: {id: "1"}
commitments:
  uptime: {target: 99.5%}
"""


def test_an_included_document_above_sets_the_terms_it_names_and_no_others() -> None:
    made = read({"main.yaml": including("other.yaml", "above"), "other.yaml": OTHER})
    uptime = made.text.commitments["uptime"]
    assert (str(uptime.target), uptime.measure) == ("99.5%", "api")
    assert made.text.title == "An agreement for a test"
    assert made.included == ("main.yaml", "other.yaml")
    assert made.document(("commitments", "uptime", "target")) == "The other document"
    assert made.document(("commitments", "uptime", "measure")) == "An agreement for a test"
    assert made.place(("commitments", "uptime", "target")).file == "other.yaml"


def test_an_included_document_below_only_adds() -> None:
    made = read(
        {"main.yaml": including("other.yaml", "below"), "other.yaml": OTHER + "definitions: {Word: Meaning.}\n"}
    )
    assert str(made.text.commitments["uptime"].target) == "99.9%"
    assert made.text.definitions["Word"] == "Meaning."
    assert made.document(("definitions", "Word")) == "The other document"


def test_a_file_may_name_which_of_the_documents_it_writes_down() -> None:
    documents = "document: sla\ndocuments: [{id: tos, title: Terms, rank: 1}, {id: sla, title: The SLA, rank: 2}]\n"
    assert agreement(documents).document(("zone",)) == "The SLA"
    assert problems_of(documents.replace("document: sla", "document: slaa")) == [
        "document: no document is named `slaa`"
    ]


def test_a_change_in_any_included_file_changes_the_digest() -> None:
    texts = {"main.yaml": including("other.yaml", "below"), "other.yaml": OTHER}
    before = read(texts).digest
    assert read({**texts, "other.yaml": OTHER + "# a remark\n"}).digest != before
    assert read(texts).digest == before


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ({"main.yaml": including("gone.yaml", "below")}, "there is no file gone.yaml"),
        ({"main.yaml": including("main.yaml", "below")}, "main.yaml includes itself, or more than 16 files"),
        (
            {"main.yaml": including("b.yaml", "below"), "b.yaml": including("main.yaml", "below")},
            "main.yaml includes itself, or more than 16 files",
        ),
    ],
)
def test_includes_that_cannot_be_followed_are_refused_where_they_stand(texts: Mapping[str, str], what: str) -> None:
    (problem,) = refused(texts)
    assert problem.what == what
    assert problem.place.file in texts
    assert problem.place.line > 0


def test_every_fault_of_every_file_is_told_at_once() -> None:
    texts = {"main.yaml": including("other.yaml", "below") + "zoen: UTC\n", "other.yaml": "upheld: 1\na: [\n"}
    assert {problem.place.file for problem in refused(texts)} == {"main.yaml", "other.yaml"}


# --- decisions ---

OPEN = """exclusions:
  a: {title: A, effect: unstated}
  b: {title: B, effect: unstated}
  c: {title: C, effect: counts as up}
"""


def decided(term: str, chosen: str) -> str:
    """A decision on a term."""
    answer = f"chosen: {chosen}, by: Jane, on: 2026-02-03, why: Agreed."
    return f"decisions:\n  - {{term: {term}, question: Which?, {answer}}}\n"


def test_a_decision_fills_the_term_it_names() -> None:
    made = agreement(OPEN + decided("exclusions.a.effect", "leaves both sides"))
    assert [value_at(made, ("exclusions", name, "effect")) for name in "ac"] == ["leaves both sides", "counts as up"]
    assert made.was_decided("exclusions.a.effect")
    assert not made.was_decided("exclusions.b.effect")
    decision = decision_on(made, "exclusions.a.effect")
    assert isinstance(decision, Decision)
    assert (decision.by, str(decision.on), decision.words()) == ("Jane", "2026-02-03", "leaves both sides. Agreed.")


def test_a_star_decides_every_term_left_open_there_and_no_stated_one() -> None:
    made = agreement(OPEN + decided("exclusions.*.effect", "leaves both sides"))
    assert [value_at(made, ("exclusions", name, "effect")) for name in "abc"] == [
        "leaves both sides", "leaves both sides", "counts as up",
    ]  # fmt: skip
    assert sorted(made.decided) == ["exclusions.a.effect", "exclusions.b.effect"]


def test_a_whole_rule_may_be_decided() -> None:
    head = HEAD.replace("    down: {error_share: {over: 5%}}\n", "    down: unstated\n")
    made = agreement(decided("measures.api.down", "{all_failed: {minimum: 2}}"), head)
    down = made.text.measures["api"].down
    assert down is not None
    assert down.name == "all_failed"


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        (
            decided("commitments.uptime.target", "99%"),
            "decides `commitments.uptime.target`, which the text states in line 25",
        ),
        (decided("commitments.gone.target", "99%"), "no term stands at `commitments.gone.target`"),
        (decided("exclusions.*.effect", "counts as up"), "no term at `exclusions.*.effect` is left open"),
        (OPEN + decided("exclusions.a.effect", "counts"), "`counts` is not one of the words known here"),
    ],
)
def test_a_decision_that_decides_nothing_or_wrongly_is_refused(terms: str, what: str) -> None:
    assert what in "\n".join(problems_of(terms))


def test_a_term_left_open_without_a_decision_says_how_to_settle_it() -> None:
    head = HEAD.replace("target: 99.9%", "target: unstated")
    assert problems_of("", head) == ["commitments.uptime.target: this term is left open"]


def test_decisions_of_an_included_document_hold_until_a_higher_one_states_the_term() -> None:
    other = OTHER + OPEN + decided("exclusions.*.effect", "leaves both sides")
    own = including("other.yaml", "below") + "exclusions: {a: {effect: counts as up}}\n"
    made = read({"main.yaml": own, "other.yaml": other})
    assert value_at(made, ("exclusions", "a", "effect")) == "counts as up"
    assert value_at(made, ("exclusions", "b", "effect")) == "leaves both sides"
    assert sorted(made.decided) == ["exclusions.b.effect"]
    assert len(made.text.decisions) == 1


def test_a_higher_document_may_decide_otherwise() -> None:
    other = OTHER + OPEN + decided("exclusions.a.effect", "leaves both sides")
    own = including("other.yaml", "below") + decided("exclusions.a.effect", "counts as down").replace("Jane", "John")
    made = read({"main.yaml": own, "other.yaml": other})
    assert value_at(made, ("exclusions", "a", "effect")) == "counts as down"
    decision = decision_on(made, "exclusions.a.effect")
    assert decision is not None
    assert decision.by == "John"


# --- terms of single accounts ---

ACCOUNTS = "accounts:\n  acme: {terms: {commitments.uptime.target: 99.99%}}\n  other: {title: Other}\n"


def test_terms_agreed_with_an_account_go_before_the_common_text() -> None:
    common = agreement(ACCOUNTS)
    own, problems = for_account(common, "acme", source({}))
    assert problems == ()
    assert str(own.text.commitments["uptime"].target) == "99.99%"
    assert own.document(("commitments", "uptime", "target")) == "terms of account acme"
    assert own.document(("commitments", "uptime", "measure")) == "An agreement for a test"
    assert str(common.text.commitments["uptime"].target) == "99.9%"
    assert for_account(common, "other", source({}))[0] is common
    assert for_account(common, "never heard of", source({}))[0] is common


def test_a_fault_in_an_accounts_terms_is_found_at_its_own_line() -> None:
    made = agreement(
        "accounts:\n  acme:\n    terms:\n      commitments.uptime.target: ninety\n      comitments.uptime.target: 99%\n"
    )
    found = account_problems(made, source({}))
    assert sorted((problem.place.line, problem.field) for problem in found) == [
        (30, "commitments.uptime.target"),
        (31, "comitments"),
    ]
