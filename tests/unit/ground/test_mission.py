"""The record of mission clauses: what marks may say, and how the outcomes of tests are written down."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.clauses.mission import SOURCE, mission

pytest_plugins = ("pytester",)

INI = "[pytest]\nmarkers = clause\n"


def run(pytester: pytest.Pytester, test_file: str, *options: str) -> pytest.RunResult:
    """Run a test file in a process of its own, with the record of clauses as its plugin."""
    pytester.makeini(INI)
    pytester.makepyfile(test_file)
    return pytester.runpytest_subprocess("-p", "tests.clauses.record", *options)


@pytest.fixture(autouse=True)
def _the_plugin_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner run starts in an empty folder, so it is told where the plugin lies."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE.parents[2]))


def test_the_mission_is_read_whole_and_in_order() -> None:
    # Counted in the text itself, by the line that every clause begins with.
    ids = re.findall(r"^  - id: (\S+)$", SOURCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [clause.id for clause in mission()] == ids
    assert ids[0] == "AP-01"
    assert all(clause.says and clause.done_when for clause in mission())


def test_an_unknown_clause_is_refused_when_tests_are_collected(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.clause("AP-01", "ZZ-99")
        def test_one(): pass

        @pytest.mark.clause("ap-02")
        def test_two(): pass
        """,
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_one: no clause 'ZZ-99' in clauses.yaml*", "*test_two: no clause 'ap-02'*"])


def test_outcomes_are_written_for_each_clause(pytester: pytest.Pytester, tmp_path: Path) -> None:
    report = tmp_path / "clauses.json"
    run(
        pytester,
        """
        import pytest

        @pytest.fixture
        def broken_afterwards():
            yield
            raise RuntimeError

        @pytest.mark.clause("AP-01", "AP-02")
        def test_passes(): pass

        @pytest.mark.clause("AP-02")
        @pytest.mark.parametrize("n", [1, 2])
        def test_case(n): assert n == 1

        @pytest.mark.clause("AP-03")
        def test_tear_down(broken_afterwards): pass

        @pytest.mark.skip(reason="not here")
        @pytest.mark.clause("AP-05")
        def test_skipped(): pass

        def test_without_clause(): pass
        """,
        f"--clause-report={report}",
    )
    file = "test_outcomes_are_written_for_each_clause.py"
    assert json.loads(report.read_text(encoding="utf-8")) == {
        "AP-01": {f"{file}::test_passes": "passed"},
        "AP-02": {
            f"{file}::test_passes": "passed",
            f"{file}::test_case[1]": "passed",
            f"{file}::test_case[2]": "failed",
        },
        "AP-03": {f"{file}::test_tear_down": "failed"},
        "AP-05": {f"{file}::test_skipped": "skipped"},
    }


def test_what_is_run_once_more_alone_takes_the_place_of_what_failed(pytester: pytest.Pytester, tmp_path: Path) -> None:
    report, ready = tmp_path / "clauses.json", tmp_path / "ready"
    file = f"""
        import pathlib, pytest

        @pytest.mark.clause("AP-01")
        def test_passes(): pass

        @pytest.mark.clause("AP-01", "AP-02")
        def test_waits_in_vain(): assert pathlib.Path({str(ready)!r}).exists()
        """
    name = "test_what_is_run_once_more_alone_takes_the_place_of_what_failed.py"
    run(pytester, file, f"--clause-report={report}")
    assert json.loads(report.read_text(encoding="utf-8"))["AP-02"] == {f"{name}::test_waits_in_vain": "failed"}
    ready.touch()
    result = pytester.runpytest_subprocess("-p", "tests.clauses.record", "--lf", f"--clause-report={report}")
    result.assert_outcomes(passed=1)
    assert json.loads(report.read_text(encoding="utf-8")) == {
        "AP-01": {f"{name}::test_passes": "passed", f"{name}::test_waits_in_vain": "passed"},
        "AP-02": {f"{name}::test_waits_in_vain": "passed"},
    }
