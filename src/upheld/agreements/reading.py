"""Files -> an agreement: text, included documents by rank, decisions on what the text leaves open, checked terms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from upheld.agreements.agreement import Agreement, Override
from upheld.agreements.checks import check
from upheld.agreements.decisions import decide, decisions_in, is_open
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.rule_use import Vocabulary
from upheld.agreements.text import Node, Path, Scalar, Sequence, Table, node_at, overlay, parse, plain, replaced
from upheld.agreements.validation import build
from upheld.problems import Place, Problem
from upheld.wording import say

MAX_INCLUDES = 16

# What an included document says of itself; it gives its terms, not its name.
_HEADER = frozenset({"upheld", "agreement", "title", "provider", "version", "include", "document", "decisions"})

Opener = Callable[[str, str | None], tuple[str, str]]
"""(file named, file that names it or None) -> (name to show, text); raises OSError or UnicodeDecodeError."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where texts come from, and which rules they may name."""

    opener: Opener
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class _Read:
    """A text with all that it includes laid over it, and its decisions carried out."""

    tree: Table
    digest: str
    documents: Mapping[str, str]
    decided: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()


def read_agreement(file: str, source: Source) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Read one agreement with all that it includes: the agreement, or every problem found."""
    read, problems = _with_includes(file, Place(file), source, ())
    if read is None:
        return None, problems
    terms, faults = build(AgreementText, read.tree, {"vocabulary": source.vocabulary})
    if terms is None or problems:
        return None, (*problems, *faults)
    made, found = check(terms, read.tree)
    if made is None:
        return None, found
    told = replace(made, digest=read.digest, decided=read.decided, included=tuple(read.documents))
    return replace(told, overrides=read.overrides, documents=read.documents), ()


def for_account(agreement: Agreement, account: str, source: Source) -> tuple[Agreement, tuple[Problem, ...]]:
    """The agreement as it binds one account: terms agreed with it go before the common text, term by term.

    Where there are problems, the agreement returned is the common one and must not be used for the account.
    """
    own = agreement.text.accounts.get(account)
    if own is None or not own.terms:
        return agreement, ()
    tree: Node = agreement.tree
    for path in own.terms:
        value = node_at(agreement.tree, ("accounts", account, "terms", path))
        tree = replaced(tree, tuple(path.split(".")), value or Scalar(None, agreement.tree.place))
    assert isinstance(tree, Table)  # noqa: S101 - replaced() keeps the top a mapping
    terms, problems = build(AgreementText, tree, {"vocabulary": source.vocabulary})
    made, faults = check(terms, tree) if terms is not None else (None, problems)
    if made is None:
        return agreement, faults
    overrides = tuple(Override(path, say("terms of account {account}", account=account)) for path in own.terms)
    decided = {term: place for term, place in agreement.decided.items() if term not in own.terms}
    common = replace(made, digest=agreement.digest, included=agreement.included, documents=agreement.documents)
    return replace(common, decided=MappingProxyType(decided), overrides=(*agreement.overrides, *overrides)), ()


def account_problems(agreement: Agreement, source: Source) -> tuple[Problem, ...]:
    """Every fault of the terms agreed with single accounts; accounts with the same terms are read once."""
    found: dict[str, tuple[Problem, ...]] = {}
    for account, own in agreement.text.accounts.items():
        node = node_at(agreement.tree, ("accounts", account, "terms"))
        if own.terms and node is not None and str(plain(node)) not in found:
            found[str(plain(node))] = for_account(agreement, account, source)[1]
    return tuple(problem for problems in found.values() for problem in problems)


def _with_includes(
    file: str, named: Place, source: Source, chain: tuple[str, ...]
) -> tuple[_Read | None, tuple[Problem, ...]]:
    """A file with all that it includes; `named` is the place that names it, `chain` the files that led here."""
    field = "include" if chain else ""
    try:
        name, text = source.opener(file, chain[-1] if chain else None)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return None, (Problem(named, field, _unreadable(file, error)),)
    if name in chain or len(chain) >= MAX_INCLUDES:
        what = say("{file} includes itself, or more than {MAX_INCLUDES} files", file=file, MAX_INCLUDES=MAX_INCLUDES)
        return None, (Problem(named, field, what),)
    tree, problems = parse(text, name)
    if tree is None:
        return None, problems
    own = _Read(tree, hashlib.sha256(text.encode()).hexdigest(), MappingProxyType({name: _title(tree)}))
    return _joined(own, source, (*chain, name))


def _joined(own: _Read, source: Source, chain: tuple[str, ...]) -> tuple[_Read | None, tuple[Problem, ...]]:
    """Lay the included documents under or over the file's own terms, first named goes before later ones."""
    problems: list[Problem] = []
    whole = own
    for file, ranks, named in _includes(own.tree):
        other, faults = _with_includes(file, named, source, chain)
        problems.extend(faults)
        if other is not None:
            whole = _laid(whole, other, above=ranks == "above")
    filled = decide(whole.tree, decisions_in(own.tree), whole.decided)
    problems.extend(filled.problems)
    return replace(whole, tree=filled.tree, decided=filled.decided), tuple(problems)


def _laid(read: _Read, other: _Read, *, above: bool) -> _Read:
    """Two texts as one: the upper one's terms go before the lower one's; decisions of both are kept."""
    rest = _terms_of(other.tree)
    upper, lower = (rest, read.tree) if above else (read.tree, rest)
    title = next(iter((other if above else read).documents.values()))
    joined = overlay(lower, upper)
    assert isinstance(joined, Table)  # noqa: S101 - two mappings make a mapping
    tree = _with_decisions(joined, (*decisions_in(read.tree), *decisions_in(other.tree)))
    decided = {**other.decided, **read.decided}
    return _Read(
        tree,
        hashlib.sha256(f"{read.digest}{other.digest}".encode()).hexdigest(),
        MappingProxyType({**read.documents, **other.documents}),
        MappingProxyType({term: place for term, place in decided.items() if _still_decided(tree, term, lower)}),
        (*read.overrides, *other.overrides, *_overridden(lower, upper, title)),
    )


def _still_decided(tree: Table, term: str, lower: Table) -> bool:
    """A decision in the lower text falls when the upper one states the term."""
    path = tuple(term.split("."))
    there = node_at(lower, path)
    return there is None or node_at(tree, path) == there


def _overridden(lower: Node, upper: Node, title: str, path: Path = ()) -> Iterator[Override]:
    """The terms that both texts state, and state differently: there the upper one rules."""
    if isinstance(lower, Table) and isinstance(upper, Table):
        for key, node in upper.entries:
            below = lower.get(str(key.text))
            if below is not None and (path or key.text not in _HEADER):
                yield from _overridden(below, node, title, (*path, str(key.text)))
    elif not is_open(lower) and plain(lower) != plain(upper):
        yield Override(".".join(map(str, path)), title)


def _with_decisions(tree: Table, decisions: tuple[Table, ...]) -> Table:
    rest = tuple(entry for entry in tree.entries if entry[0].text != "decisions")
    if not decisions:
        return Table(rest, tree.place)
    place = decisions[0].place
    return Table((*rest, (Scalar("decisions", place), Sequence(decisions, place))), tree.place)


def _terms_of(tree: Table) -> Table:
    return Table(tuple(entry for entry in tree.entries if entry[0].text not in _HEADER), tree.place)


def _title(tree: Table) -> str:
    """The title of the document that a file writes down: the one it names, or its own."""
    named, listed = _word(tree, "document"), tree.get("documents")
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Table) and named and _word(item, "id") == named:
            return _word(item, "title")
    return _word(tree, "title")


def _includes(tree: Table) -> Iterator[tuple[str, str, Place]]:
    """(file, how it ranks, where it is named) of every included document."""
    listed = tree.get("include")
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Table):
            yield _word(item, "file"), _word(item, "ranks") or "below", item.place


def _word(table: Table, key: str) -> str:
    node = table.get(key)
    return node.text or "" if isinstance(node, Scalar) else ""


def _unreadable(file: str, error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return say("{file} is not UTF-8 text", file=file)
    if isinstance(error, IsADirectoryError):
        return say("{file} is a directory, not a file", file=file)
    if isinstance(error, FileNotFoundError):
        return say("there is no file {file}", file=file)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return say("{file} cannot be read: {reason}", file=file, reason=reason)
