"""Files -> an agreement: text, included documents by rank, decisions on what the text leaves open, checked terms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from upheld.agreements.agreement import Agreement, Override
from upheld.agreements.checks import check
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.rule_use import Vocabulary
from upheld.agreements.text import Node, Path, Scalar, Sequence, Table, node_at, overlay, parse, replaced
from upheld.agreements.validation import build
from upheld.problems import Place, Problem

MAX_INCLUDES = 16

Opener = Callable[[str, str | None], tuple[str, str]]
"""(file named, file that names it or None) -> (name to show, text); raises OSError or UnicodeDecodeError."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where texts come from, and which rules they may name."""

    opener: Opener
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class _Read:
    tree: Table
    digest: str
    documents: tuple[str, ...]


def read_agreement(file: str, source: Source) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Read one agreement with all that it includes: the agreement, or every problem found."""
    read, problems = _with_includes(file, None, source, ())
    if read is None:
        return None, problems
    return _checked(read, source)


def for_account(agreement: Agreement, account: str, source: Source) -> tuple[Agreement, tuple[Problem, ...]]:
    """The agreement as it binds one account: terms agreed with it go before the common text, term by term."""
    own = agreement.text.accounts.get(account)
    if own is None or not own.terms:
        return agreement, ()
    tree: Node = agreement.tree
    for path, value in own.terms.items():
        tree = replaced(tree, tuple(path.split(".")), _account_value(agreement.tree, account, path, value))
    assert isinstance(tree, Table)  # noqa: S101 - replaced() keeps the top a mapping
    terms, problems = build(AgreementText, tree, {"vocabulary": source.vocabulary})
    if terms is None:
        return agreement, problems
    made, faults = check(terms, tree)
    if made is None:
        return agreement, faults
    overrides = tuple(Override(path, f"terms of account {account}") for path in own.terms)
    return replace(made, digest=agreement.digest, overrides=(*agreement.overrides, *overrides)), ()


def _account_value(tree: Node, account: str, path: str, value: str) -> Scalar:
    place = node_at(tree, ("accounts", account, "terms", path))
    return Scalar(value, place.place if place else tree.place)


def _checked(read: _Read, source: Source) -> tuple[Agreement | None, tuple[Problem, ...]]:
    tree, decided, faults = _with_decisions(read.tree)
    terms, problems = build(AgreementText, tree, {"vocabulary": source.vocabulary})
    if terms is None or faults:
        return None, (*faults, *problems)
    made, found = check(terms, tree)
    if made is None:
        return None, found
    return replace(made, digest=read.digest, decided=decided, included=read.documents), ()


def _with_includes(file: str, by: str | None, source: Source, chain: tuple[str, ...]) -> tuple[_Read | None, tuple[Problem, ...]]:
    try:
        name, text = source.opener(file, by)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return None, (Problem(Place(by or file), "include" if by else "", _unreadable(file, error)),)
    if name in chain or len(chain) >= MAX_INCLUDES:
        return None, (Problem(Place(by or file), "include", f"{file} includes itself, or more than {MAX_INCLUDES} files"),)
    tree, problems = parse(text, name)
    if tree is None:
        return None, problems
    own = _Read(tree, hashlib.sha256(text.encode()).hexdigest(), (name,))
    return _joined(own, source, (*chain, name))


def _joined(own: _Read, source: Source, chain: tuple[str, ...]) -> tuple[_Read | None, tuple[Problem, ...]]:
    """Lay the included documents under or over the file's own terms, first named goes before later ones."""
    problems: list[Problem] = []
    tree: Node = own.tree
    digests, documents = [own.digest], [*own.documents]
    for file, ranks in _includes(own.tree):
        other, faults = _with_includes(file, chain[-1], source, chain)
        problems.extend(faults)
        if other is not None:
            rest = _without_header(other.tree)
            tree = overlay(tree, rest) if ranks == "above" else overlay(rest, tree)
            digests.append(other.digest)
            documents.extend(other.documents)
    if problems or not isinstance(tree, Table):
        return None, tuple(problems)
    digest = own.digest if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    return _Read(tree, digest, tuple(documents)), ()


def _without_header(tree: Table) -> Table:
    """An included document gives its terms, not its name."""
    header = {"upheld", "agreement", "title", "provider", "version", "include"}
    return Table(tuple(entry for entry in tree.entries if entry[0].text not in header), tree.place)


def _includes(tree: Table) -> list[tuple[str, str]]:
    listed = tree.get("include")
    items = listed.items if isinstance(listed, Sequence) else ()
    return [(_word(item, "file"), _word(item, "ranks") or "below") for item in items if isinstance(item, Table)]


def _word(table: Table, key: str) -> str:
    node = table.get(key)
    return node.text or "" if isinstance(node, Scalar) else ""


def _with_decisions(tree: Table) -> tuple[Table, tuple[str, ...], tuple[Problem, ...]]:
    """Fill each term that the text leaves open with the reading that was chosen for it."""
    listed = tree.get("decisions")
    problems: list[Problem] = []
    decided: list[str] = []
    filled: Node = tree
    for item in listed.items if isinstance(listed, Sequence) else ():
        chosen = item.get("chosen") if isinstance(item, Table) else None
        term = _word(item, "term") if isinstance(item, Table) else ""
        if chosen is None or not term:
            continue
        path: Path = tuple(term.split("."))
        stated = node_at(filled, path)
        if stated is not None and not (isinstance(stated, Scalar) and stated.text == "unstated"):
            what = f"decides `{term}`, which the text states in line {stated.place.line}"
            problems.append(Problem(chosen.place, "decisions", what, "leave the term `unstated` in the text, or drop the decision"))
        elif not isinstance(node_at(filled, path[:-1]), Table):
            problems.append(Problem(item.place, "decisions", f"no term stands at `{term}`", "name the path of a term, e.g. measures.api.no_traffic"))
        else:
            filled = replaced(filled, path, chosen)
            decided.append(term)
    assert isinstance(filled, Table)  # noqa: S101 - replaced() keeps the top a mapping
    return filled, tuple(decided), tuple(problems)


def _unreadable(file: str, error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{file} is not UTF-8 text"
    if isinstance(error, IsADirectoryError):
        return f"{file} is a directory, not a file"
    if isinstance(error, FileNotFoundError):
        return f"there is no file {file}"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{file} cannot be read: {reason}"
