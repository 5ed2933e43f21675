"""Reading Parquet files: understood and passed through by a child process, then measured, by it or here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

from upheld.problems import Problem
from upheld.telemetry import parquet, refusals, sql
from upheld.telemetry.bad import BadLine, BadLines, gathered, shortened
from upheld.telemetry.guard import Guarded, Run
from upheld.telemetry.layout import Typed, layout
from upheld.telemetry.limits import ParquetCare
from upheld.telemetry.options import Task
from upheld.telemetry.parquet import ParquetFile, Passed
from upheld.telemetry.plan import Seen, narrowed, resolve
from upheld.telemetry.progress import Progress
from upheld.telemetry.queries import Queries
from upheld.telemetry.reading import Reading, SourceFile, instant, relation_of, span_of
from upheld.telemetry.scanning import Unreadable, digest
from upheld.telemetry.shapes import SHAPES
from upheld.telemetry.sources import Source

Problems = tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Pass:
    """How files are passed through: by the child, which is this process where files are trusted, with what care."""

    task: Task
    child: Queries
    care: ParquetCare

    @property
    def reader(self) -> Queries:
        """What opens the file that is measured."""
        return self.child if self.care == "confine" else self.task.connection

    def planned(self) -> tuple[list[ParquetFile], Problems]:
        """All files understood, or why one cannot be."""
        files: list[ParquetFile] = []
        problems: list[Problem] = []
        for source in self.task.sources:
            try:
                file, found = self._plan(source)
            except (Unreadable, duckdb.Error) as fault:
                file, found = None, (refusals.unread(fault, source.name),)
            files.extend([file] if file else [])
            problems.extend(found)
        pairs = [(file.source, file.columns) for file in files]
        return files, tuple(problems) or tuple(refusals.differing(pairs))

    def _plan(self, source: Source) -> tuple[ParquetFile | None, Problems]:
        kinds = parquet.kinds_of(_run(self.child), source.path)
        mapping = self.task.mapping.model_copy(update={"null_words": self.task.mapping.null_words or ()})
        plan, problems = resolve(mapping, SHAPES[mapping.shape or "plain"], Seen(source.name, tuple(kinds)))
        if plan is None or problems:
            return None, problems
        wanted = self.task.options.fields
        kept = narrowed(plan, wanted)
        columns = layout(kept, Typed(self.task.now, kinds), parquet.BROKEN, wanted)
        return ParquetFile(source, kept, columns, kinds), ()

    def through(self, index: int, file: ParquetFile) -> tuple[ParquetFile, Passed]:
        """Pass one file, with the care that was chosen; the file to be measured may be a copy."""
        child, reader = _run(self.child), _run(self.reader)
        if self.care == "reencode":
            copy = parquet.reencoded(child, file, self.task.scratch / f"copy-{index}.parquet")
            return copy, parquet.passed(reader, copy, decode=False)
        if self.care == "probe":
            parquet.probed(child, file)
        decode = self.care == "decode"
        return file, parquet.passed(child if decode else reader, file, decode=decode)


def _run(database: Queries) -> Run:
    """A function that runs one query and gives its rows."""
    return lambda query: database.execute(query).fetchall()


def read_parquet(task: Task) -> Reading | Problems:
    """The rows of Parquet files, or everything that is wrong with them."""
    care = parquet.care_for(sum(source.size for source in task.sources), task.limits.parquet)
    paths = [source.path for source in task.sources]
    child = None if care == "trust" else Guarded(task.limits, task.scratch, paths)
    work, kept = _Pass(task, child or task.connection, care), False
    try:
        with ThreadPoolExecutor(1) as executor:
            outcome = _read(work, _digests(task, executor))
        kept = isinstance(outcome, Reading) and outcome.connection is child
        if kept:
            task.connection.close()
        return outcome
    finally:
        if child and not kept:
            child.close()


def _digests(task: Task, executor: Executor) -> Mapping[str, Future[str]]:
    """SHA-256 of the files, taken in another thread while they are passed through."""
    asked = task.sources if task.options.digests else ()
    return {source.name: executor.submit(digest, source.path) for source in asked}


def _read(work: _Pass, digests: Mapping[str, Future[str]]) -> Reading | Problems:
    task = work.task
    files, problems = work.planned()
    if problems:
        return problems
    through: list[tuple[ParquetFile, Passed]] = []
    try:
        for index, file in enumerate(files):
            through.append(work.through(index, file))
            _report(task, through)
        return _judged(work, through, digests)
    except (Unreadable, duckdb.Error) as fault:
        return (refusals.unread(fault, files[min(len(through), len(files) - 1)].source.name),)


def _judged(
    work: _Pass, through: Sequence[tuple[ParquetFile, Passed]], digests: Mapping[str, Future[str]]
) -> Reading | Problems:
    task, sources = work.task, tuple(_source(*pair, digests) for pair in through)
    bad = gathered(_bad(*pair) for pair in through)
    rows = sum(source.rows for source in sources)
    refused = (
        *refusals.changed(task.sources),
        *refusals.same(sources),
        *refusals.too_bad(bad, rows, task.limits, sources[0].name),
    )
    return refused or _reading(work, through, sources, bad)


def _reading(
    work: _Pass,
    through: Sequence[tuple[ParquetFile, Passed]],
    sources: tuple[SourceFile, ...],
    bad: BadLines,
) -> Reading:
    task, reader = work.task, work.reader
    if isinstance(reader, Guarded):
        reader.trust()
    relation, files = relation_of(task.mapping.series), [file for file, _ in through]
    types = files[0].columns.types
    reader.execute(f"CREATE VIEW {relation} AS {_selection(files, bad)}")
    span = _span([passed for _, passed in through])
    first, last = map(instant, span) if span else span_of(reader, relation)
    return Reading(
        connection=reader,
        relation=relation,
        series=task.mapping.series,
        fields=MappingProxyType(dict(types)),
        rows=sum(source.rows for source in sources),
        first=first,
        last=last,
        bad=bad,
        sources=sources,
        scratch=task.scratch,
    )


def _selection(files: Sequence[ParquetFile], bad: BadLines) -> str:
    """The rows of all files, those with the same columns in one scan."""
    names = ", ".join(map(sql.name, files[0].columns.types))
    alike: list[list[ParquetFile]] = []
    for file in files:
        group = next((group for group in alike if group[0].columns == file.columns), None)
        group.append(file) if group else alike.append([file])
    good = " WHERE reason = 0" if bad.total else ""
    return " UNION ALL ".join(f"SELECT {names} FROM ({parquet.all_rows(group)}){good}" for group in alike)


def _span(through: Sequence[Passed]) -> tuple[int, int] | None:
    """The first and last instant of all files, where every pass found its own."""
    spans = [passed.span for passed in through if passed.span]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if len(spans) == len(through) else None


def _report(task: Task, through: Sequence[tuple[ParquetFile, Passed]]) -> None:
    if task.options.progress:
        done = sum(file.source.size for file, _ in through)
        total, rows = sum(source.size for source in task.sources), sum(passed.rows for _, passed in through)
        task.options.progress(Progress(through[-1][0].source.name, done, total, rows))


def _source(file: ParquetFile, passed: Passed, digests: Mapping[str, Future[str]]) -> SourceFile:
    taken = digests[file.source.name].result() if digests else None
    bad = sum(passed.bad.values())
    return SourceFile(
        name=file.source.name,
        bytes=file.source.size,
        sha256=taken,
        content=taken,
        lines=passed.rows,
        rows=passed.rows - bad,
        bad=bad,
        blank=0,
    )


def _bad(file: ParquetFile, passed: Passed) -> BadLines:
    by_reason = {file.columns.reasons[number - 1]: count for number, count in passed.bad.items()}
    return BadLines(by_reason, tuple(_examples(file, passed)))


def _examples(file: ParquetFile, passed: Passed) -> Iterator[BadLine]:
    for place, number, text in passed.examples:
        yield shortened(BadLine(file.source.name, place, file.columns.reasons[number - 1], text))
