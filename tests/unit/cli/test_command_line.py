"""The command line: commands found by themselves, one clear line for every slip, exit codes that mean something."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agreements_in_words import HEAD
from tests.measured import ROOT, upheld

APIFONICA = ROOT / "agreements" / "apifonica.yaml"
COMMANDS = ("check", "explain", "lint", "measure", "new", "schema", "statement", "deadline", "replay")


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    """A small agreement, with open questions, that is fine."""
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD, encoding="utf-8")
    return file


def process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as it is installed."""
    code = "from upheld.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_help_lists_every_command_with_one_line() -> None:
    run = upheld("--help")
    assert run.code == 0
    for name in COMMANDS:
        assert f" {name} " in run.out
    assert "refusal" not in run.out  # a module that is no command is none


def test_help_of_a_command_explains_its_arguments() -> None:
    run = upheld("lint", "--help")
    assert (run.code, "--strict" in run.out, "exit code 1" in run.out) == (0, True, True)


def test_no_command_at_all_shows_the_help() -> None:
    assert upheld().out == upheld("--help").out


def test_version() -> None:
    assert upheld("--version").out.startswith("upheld 0.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], 'Unknown command "chek". Did you mean "check"?'),
        (["check"], "requires an argument"),
        (["lint", "a.yaml", "--stric"], "Unknown option: --stric. Did you mean --strict?"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_slip_on_the_command_line_is_one_line_and_exit_code_2(arguments: list[str], says: str) -> None:
    run = upheld(*arguments)
    assert run.code == 2
    assert says in run.err
    assert run.err.count("\n") == 1
    assert run.out == ""


def test_check_says_in_one_line_that_a_file_is_fine(agreement: Path) -> None:
    run = upheld("check", agreement, APIFONICA)
    assert run.code == 0
    first, second = run.out.splitlines()
    assert first.startswith(f"{agreement}: An agreement for a test is fine; ")
    assert second.startswith(f"{APIFONICA}: Apifonica API service level agreement is fine; ")


def test_check_as_json(agreement: Path) -> None:
    (record,) = upheld("check", agreement, "--json").json["agreements"]
    assert (record["agreement"], record["version"], record["open_questions"] > 0) == ("test", "1", True)


def test_check_tells_every_fault_of_every_file_with_place_and_help(agreement: Path) -> None:
    agreement.write_text(HEAD.replace("error_share", "eror_share").replace("99.9%", "999%"), encoding="utf-8")
    run = upheld("check", agreement, agreement.parent / "gone.yaml")
    assert run.code == 2
    assert f"{agreement}:19:12: error: measures.api.down.eror_share: no rule is named `eror_share`" in run.err
    assert "did you mean `error_share`?" in run.err
    assert f"there is no file {agreement.parent / 'gone.yaml'}" in run.err
    assert run.out == ""


def test_check_tells_faults_as_json_too(agreement: Path) -> None:
    agreement.write_text("upheld: 1\n", encoding="utf-8")
    run = upheld("check", agreement, "--json")
    assert run.code == 2
    assert {problem["field"] for problem in run.json["problems"]} == {"agreement", "title", "provider", "version"}


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\xff", b"\xff\xfe\x00", b"[" * 20_000, b"a: &a [*a]", b"%YAML 1.1\n---\n"]
)
def test_hostile_files_are_one_clear_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    for command in ("check", "lint", "explain"):
        run = upheld(command, file)
        assert run.code == 2
        assert str(file) in run.err
        assert "Traceback" not in run.err


def test_files_of_one_agreement_are_its_versions_and_may_not_overlap(agreement: Path) -> None:
    later = agreement.parent / "later.yaml"
    later.write_text(HEAD.replace('id: "1", effective: 2026-01-01', 'id: "2", effective: 2026-07-01'), encoding="utf-8")
    assert upheld("check", agreement, later).code == 0
    agreement.write_text(HEAD.replace("2026-01-01}", "2026-01-01, until: 2026-08-01}"), encoding="utf-8")
    run = upheld("check", agreement, later)
    assert (run.code, "1 and 2 overlap" in run.err) == (2, True)


def test_no_more_is_read_than_an_agreement_may_have() -> None:
    run = upheld("check", "/dev/zero")
    assert (run.code, "more than 524288 bytes" in run.err) == (2, True)


def test_line_ends_make_no_difference(tmp_path: Path) -> None:
    digests = set()
    for name, end in (("unix", "\n"), ("windows", "\r\n")):
        file = tmp_path / f"{name}.yaml"
        file.write_bytes(HEAD.replace("\n", end).encode())
        digests.add(upheld("check", file, "--json").json["agreements"][0]["digest"])
    assert len(digests) == 1


def test_a_directory_is_no_agreement(tmp_path: Path) -> None:
    run = upheld("check", tmp_path)
    assert (run.code, "is a directory" in run.err) == (2, True)


def test_lint_informs_and_strict_lint_insists(agreement: Path) -> None:
    run = upheld("lint", agreement)
    assert run.code == 0
    assert "commitments.uptime.remedy: no remedy is promised" in run.out
    assert "Ask: What is owed when the commitment is missed?" in run.out
    assert upheld("lint", agreement, "--strict").code == 1
    template = ROOT / "src/upheld/agreements/templates/tiered-credits.yaml"
    assert upheld("lint", template, "--strict").code == 0


def test_lint_can_leave_out_what_was_decided() -> None:
    every, still_open = upheld("lint", APIFONICA), upheld("lint", APIFONICA, "--open")
    assert "Decided by Upheld project on 2026-11-22: Europe/Brussels." in every.out
    assert "Decided" not in still_open.out
    assert every.out.splitlines()[-1] == still_open.out.splitlines()[-1]


def test_lint_as_json() -> None:
    found = upheld("lint", APIFONICA, "--json").json
    by_term = {each["term"]: each for each in found["findings"]}
    remedy = by_term["commitments.availability.remedy"]
    assert (remedy["open"], remedy["decision"]["chosen"], remedy["decision"]["by"]) == (False, "none", "Upheld project")
    assert len(by_term) > 10
    assert found["open"] == sum(each["open"] for each in found["findings"])


def test_explain_a_term_with_its_source() -> None:
    line = APIFONICA.read_text(encoding="utf-8").splitlines().index("    target: 99.95%") + 1
    run = upheld("explain", APIFONICA, "commitments.availability.target")
    sentence, source = run.out.splitlines()
    assert sentence == "The figure `platform` is compared with 99.95%."
    assert source == f"    [commitments.availability.target] 1; {APIFONICA}:{line}"


def test_explain_in_german_with_the_json_as_it_is() -> None:
    run = upheld("explain", APIFONICA, "commitments.availability.target", "--language", "de")
    assert run.out.splitlines()[0] == "Die Zahl `platform` wird mit 99,95 % verglichen."
    records = upheld("explain", APIFONICA, "commitments.availability.target", "--language", "de", "--json").json
    assert records[0]["says"] == "The figure `platform` is compared with 99.95%."


def test_faults_and_questions_are_told_in_german(tmp_path: Path, agreement: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("upheld: 1\nagreement: mine\n", encoding="utf-8")
    run = upheld("check", faulty, "--language", "de")
    assert (run.code, f"{faulty}:1:1: Fehler: title: ist nötig" in run.err) == (2, True)
    assert (
        "    Zu fragen: Was steht zu, wenn die Zusage verfehlt wird?" in upheld("lint", agreement, "--language=de").out
    )


def test_explain_an_unknown_term_asks_what_was_meant() -> None:
    run = upheld("explain", APIFONICA, "availabilty")
    assert (run.code, "did you mean" in run.err, "`availability`" in run.err) == (2, True, True)


def test_explain_all_and_as_json() -> None:
    run = upheld("explain", APIFONICA)
    assert "COMMITMENTS" in run.out
    records = upheld("explain", APIFONICA, "--json").json
    assert len(records) > 100
    assert all(record["says"] and record["line"] > 0 for record in records)


def test_new_lists_templates_writes_one_and_never_overwrites(tmp_path: Path) -> None:
    assert "tiered-credits" in upheld("new").out
    file = tmp_path / "mine.yaml"
    name = 'Zoë\'s "API": fast'
    assert upheld("new", "--template", "tiered-credits", "--out", file, "--name", name, "--provider", "Ä: B").code == 0
    assert upheld("check", file).code == 0
    (record,) = upheld("check", file, "--json").json["agreements"]
    assert record["agreement"] == "zo-s-api-fast"
    written = file.read_text(encoding="utf-8")
    again = upheld("new", "--template", "support-only", "--out", file)
    assert (again.code, file.read_text(encoding="utf-8") == written) == (2, True)
    assert upheld("new", "--template", "tiered", "--out", tmp_path / "b.yaml").code == 2
    assert upheld("new", "--template", "support-only", "--out", tmp_path / "gone" / "b.yaml").code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_schema_is_json() -> None:
    assert json.loads(upheld("schema").out)["$schema"].endswith("2020-12/schema")


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "from upheld.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_the_installed_command_leaves_with_the_same_codes(agreement: Path) -> None:
    assert process("check", agreement).returncode == 0
    refused = process("check", agreement.parent / "gone.yaml")
    assert (refused.returncode, refused.stdout, "Traceback" in refused.stderr) == (2, "", False)
