"""`check`: terms that do not hold together, each at its place and with how to mend it."""

from __future__ import annotations

import pytest

from tests.agreements_in_words import HEAD, problems_of, try_agreement


def test_an_unknown_name_is_refused() -> None:
    assert problems_of("comitments: {}\n") == ["comitments: no term is named `comitments` here"]


def help_for(terms: str, head: str = HEAD) -> str:
    """How to mend what is wrong."""
    return "\n".join(problem.help for problem in try_agreement(terms, head)[1])


@pytest.mark.parametrize(
    ("wrong", "right", "hint"),
    [
        ("comparison: at least", "comparision: at least", "did you mean `comparison`?"),
        ("error_share:", "eror_share:", "did you mean `error_share`?"),
        ("{over: 5%}", "{ovr: 5%}", "did you mean `over`?"),
        ("measure: api", "measure: apis", "did you mean `api`?"),
        ("status >= 500", "statsu >= 500", "see the guide: conditions"),
    ],
)
def test_a_slip_of_the_hand_gets_did_you_mean(wrong: str, right: str, hint: str) -> None:
    head = HEAD.replace(wrong, right)
    assert head != HEAD
    assert hint in help_for("", head)


@pytest.mark.parametrize(
    ("wrong", "right", "found"),
    [
        ("zone: Europe/Berlin\ncal", "zone: Europe/Berln\ncal", "zone: 'Europe/Berln' is not a time zone"),
        ("mon: [08:00-18:00]", "mon: [08:00]", "calendars.office.week.mon.0: `08:00` is not an interval"),
        ("mon: [08:00-18:00]", "mon: [18:00-18:00]", "calendars.office.week.mon"),
        ("[2026-10-03, 2026-12-25]", "XX", "'XX' names no holidays"),
        ("slice: 1 minute", "slice: 7 minutes", "a slice of 7 minutes does not divide a day"),
        ("slice: 1 minute", "slice: 2 days", "does not divide a day"),
        ("slice: 1 minute", "slice: 0 seconds", "does not divide a day"),
        ("over: 5%", "over: 500%", "it lies between 0% and 100%"),
        ("over: 5%", "over: 5%, at_least: 6%", "name exactly one of `over`"),
        ("target: 99.9%", "target: 999%", "is not between 0% and 100%"),
        ("target: 99.9%", "target: 99.9", "lacks the sign %"),
        ("target: 99.9%", "target: NaN%", "is not a number"),
        ("    bad: status >= 500\n", "", "measures.api: `bad` is required for requests"),
        ("    down: {error_share: {over: 5%}}\n", "", "measures.api: `down` is required: when is a slice down?"),
        ("    series: requests\n", "", "a measure has either a `series` or is a combination `of` others"),
        ('upheld: "1"', "upheld: 2", "upheld: `2` is not one of the words known here"),
        ("mon: [08:00-18:00]", "monday: [08:00-18:00]", "`monday` is not one of the words known here"),
        ("agreement: test", "agreement: Über Uns", "has not the form that is needed"),
        ("effective: 2026-01-01", "effective: 2026-13-01", "version.effective"),
        ("effective: 2026-01-01", "effective: 2026-01-01, until: 2025-01-01", "version.until: ends on 2025-01-01"),
        ("title: An agreement for a test\n", "", "title: is required"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(wrong: str, right: str, found: str) -> None:
    head = HEAD.replace(wrong, right)
    assert head != HEAD
    assert found in "\n".join(problems_of("", head))


def told(terms: str) -> list[str]:
    """Every problem: its field, what is wrong, and how to mend it."""
    return [f"{problem.field}: {problem.what} ({problem.help})" for problem in try_agreement(terms)[1]]


ROUNDING = (
    "remedies: {{more: {{credit: {{service_time: {{times: 1}}}}, form: service time, rounding: {}, claim: none}}}}\n"
)


@pytest.mark.parametrize(
    ("rounding", "found"),
    [
        (
            "2",
            (
                "remedies.more.rounding: `2` is not one of the words known here "
                "(use `none`, or write its terms by name: places, mode)"
            ),
        ),
        ("{places: two, mode: half up}", "remedies.more.rounding.places: must be a whole number ()"),
        ("{mode: half up}", "remedies.more.rounding.places: is required ()"),
        (
            "{places: 2, mode: half up, mod: up}",
            "remedies.more.rounding.mod: no term is named `mod` here (did you mean `mode`?)",
        ),
        ("", "remedies.more.rounding: is left empty (write a value, or leave the term out)"),
    ],
)
def test_where_several_kinds_of_value_may_stand_only_the_one_that_was_meant_is_told(rounding: str, found: str) -> None:
    assert told(ROUNDING.format(rounding)) == [found]


MEASURES = HEAD.partition("commitments:")[0]


@pytest.mark.parametrize(
    ("measure", "found"),
    [
        ("a: {of: [api, b], combine: {way: any}}", "no measure is named `b`"),
        ("a: {of: [api]}", "`combine` is required"),
        ("a: {of: [a, api], combine: {way: all}}", "`a` is combined of itself"),
        ("a: {of: [b], combine: {way: all}}\n  b: {of: [a], combine: {way: all}}", "`b` is combined of itself"),
        ("a: {of: [api], combine: {way: at least}}", "`at least` needs `count`"),
        ("a: {of: [api], combine: {way: at least, count: 2}}", "only 1 measures are combined"),
        ("a: {of: [api], combine: {way: weighted, share: 50%}}", "`weighted` needs the `weights`"),
        ("a: {of: [api], combine: {way: any}, bad: status >= 500}", "`bad` belongs to the measures that are combined"),
    ],
)
def test_combinations_that_do_not_hold_together(measure: str, found: str) -> None:
    assert found in "\n".join(problems_of(f"  {measure}\n", MEASURES))


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ("p9: {response: {within: 1 hour, counted: working time}}", "no priority is named `p9`"),
        ("p1: {response: {within: 1 hour, counted: working time, calendar: gone}}", "no calendar is named `gone`"),
        ("p1: {response: {within: 2 months, counted: working time}}", "2 months has no fixed seconds"),
        ("p1: {response: {within: 5 hours, counted: business days}}", "5 hours are not business days"),
    ],
)
def test_targets_that_cannot_be_counted(plan: str, found: str) -> None:
    support = f"""
support:
  priorities: {{p1: {{title: A, definition: B}}}}
  plans: {{s: {{title: S, calendar: office, targets: {{{plan}}}}}}}
"""
    assert found in "\n".join(problems_of(support))


def test_every_combination_of_answers_must_lead_to_a_priority() -> None:
    support = """
support:
  priorities: {p1: {title: A, definition: B}}
  questions: {effect: {ask: What?, answers: {out: Out, slow: Slow}}}
  priority_rules: [{answers: {effect: [out]}, priority: p1}]
  plans: {}
"""
    assert "no rule gives a priority for effect: slow" in "\n".join(problems_of(support))


def test_all_faults_are_told_at_once_in_the_order_of_the_text() -> None:
    head = HEAD.replace("target: 99.9%", "target: 999%").replace("slice: 1 minute", "slice: 7 minutes")
    found = try_agreement("services: {a: {title: A, match: nonsense =}}\n", head)[1]
    assert len(found) == 3
    assert all(problem.place.line > 0 for problem in found)


def test_two_documents_with_one_rank_are_told_apart() -> None:
    documents = "documents: [{id: a, title: A, rank: 1}, {id: b, title: B, rank: 1}]\n"
    assert problems_of(documents) == ["documents.1.rank: two documents have the rank 1"]
