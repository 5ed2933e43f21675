"""`upheld check`: every fault of agreement files at once, or one calm line for each file that is fine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from upheld.cli.options import AsJson, Language
from upheld.wording import say, say_count, told

if TYPE_CHECKING:
    from upheld.agreements.agreement import Agreement
    from upheld.problems import Problem


def check(files: list[str], /, *, language: Language = "en", as_json: AsJson = False) -> None:
    """Check agreement files: every fault with its place, and how to mend it.

    Several files of one agreement are its versions, and must not overlap.

    Args:
        files: Agreement files (YAML).
        language: The language of what is told; the JSON is English.
        as_json: Write the result as JSON.
    """
    from upheld.cli.refusal import refuse  # here: `--help` need not pay for reading

    fine: list[Agreement] = []
    problems: list[Problem] = []
    for file in files:
        agreement, found = _checked(file)
        problems.extend(found)
        fine.extend([agreement] if agreement else [])
    problems.extend(_versions_that_clash(fine))
    if problems:
        refuse(problems, language, as_json=as_json)
    if as_json:
        print(
            json.dumps({"agreements": [_record(each) for each in fine], "problems": []}, indent=2, ensure_ascii=False)
        )
    else:
        for each in fine:
            fine_so_far = say(
                "{file}: {title} is fine{questions}",
                file=each.included[0], title=each.text.title, questions=_questions(_open(each)),
            )  # fmt: skip
            print(told(fine_so_far, language))


def _checked(file: str) -> tuple[Agreement | None, tuple[Problem, ...]]:
    from upheld.agreements.reading import account_problems  # here: `--help` need not pay for reading
    from upheld.library import file_source, try_load  # likewise

    agreement, found = try_load(file)
    return agreement, found if agreement is None else account_problems(agreement, file_source())


def _versions_that_clash(agreements: list[Agreement]) -> tuple[Problem, ...]:
    """What keeps files of one agreement from being its versions; files of different agreements are no versions."""
    from upheld.agreements.versions import Versions  # here: `--help` need not pay for reading
    from upheld.problems import Refused  # likewise

    problems: list[Problem] = []
    for name in dict.fromkeys(each.text.agreement for each in agreements):
        try:
            Versions.of(each for each in agreements if each.text.agreement == name)
        except Refused as refused:
            problems.extend(refused.problems)
    return tuple(problems)


def _open(agreement: Agreement) -> int:
    from upheld.agreements.lint import lint  # here: `--help` need not pay for reading

    return sum(each.is_open for each in lint(agreement))


def _questions(number: int) -> str:
    if not number:
        return "."
    return say_count(
        number, "; {number} open question (see `upheld lint`).", "; {number} open questions (see `upheld lint`)."
    )


def _record(agreement: Agreement) -> dict[str, object]:
    return {
        "file": agreement.included[0],
        "agreement": agreement.text.agreement,
        "version": agreement.text.version.id,
        "digest": agreement.digest,
        "open_questions": _open(agreement),
    }
