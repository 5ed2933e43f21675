"""The terms that figures are judged by: an agreement's published versions, made ready for measuring.

Made ready means: every account that it binds is named (with the rate agreed with it), so that one without traffic is
judged too; and every part of a combined measure can be asked for by itself, as a commitment named `part:<measure>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.agreement import AccountTerms, AgreementText
from upheld.agreements.terms.commitment import Commitment
from upheld.agreements.versions import Versions
from upheld.agreements.words import Rate
from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.models import Account
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import Known, bound, ordered, versions_of
from upheld.server.figures.services import with_parts

PART = "part:"
Rates = Mapping[str, Rate | None]
"""Account -> the rate that was agreed with it beside the text, None where none was."""


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement's versions, ready to measure by; `own_terms` gives one as it binds an account.

    `known` are the published versions behind them, `text_of` gives a file that was published with them.
    """

    versions: Versions
    known: tuple[Known, ...]
    own_terms: Callable[[Agreement, str], Agreement]
    text_of: Callable[[str], str]

    @property
    def text(self) -> AgreementText:
        """The text that binds last."""
        return self.versions.latest.text


def terms_of(agreement: str, accounts: Iterable[Account], *, pooled: bool = False) -> Terms:
    """The terms of a published agreement for the accounts that it binds; `pooled`: for all of them as one.

    Raises `upheld.Refused` where the reader no longer takes a published text.
    """
    published, known = ordered(versions_of(agreement))
    rates = {} if pooled else {account.slug: _rate(account) for account in accounts}
    ready = tuple(_ready(one, rates, pooled=pooled) for one in published.ordered)
    rows = {id(one): row for one, row in zip(ready, known, strict=True)}

    @cache
    def own(row: Known, account: str) -> Agreement:
        return _ready(bound(row, account), rates, pooled=False)

    def own_terms(one: Agreement, account: str) -> Agreement:
        agreed = one.text.accounts.get(account)
        return own(rows[id(one)], account) if agreed is not None and agreed.terms else one

    return Terms(replace(published, ordered=ready), known, own_terms, _texts(known))


def _ready(one: Agreement, rates: Rates, *, pooled: bool) -> Agreement:
    text = one.text
    accounts = {**text.accounts, **{name: _own(text.accounts.get(name), rate) for name, rate in rates.items()}}
    commitments = {**text.commitments, **dict(_parts(text))}
    changed: dict[str, object] = {
        "accounts": MappingProxyType({} if pooled else accounts), "commitments": MappingProxyType(commitments),
    } | ({"applies_to": "all accounts"} if pooled else {})  # fmt: skip
    return replace(one, text=text.model_copy(update=changed))


def _own(agreed: AccountTerms | None, rate: Rate | None) -> AccountTerms:
    own = agreed or AccountTerms()
    return own if rate is None else own.model_copy(update={"agreed_rate": rate})


def _parts(text: AgreementText) -> Iterator[tuple[str, Commitment]]:
    """A commitment for each measure that has none at all hours: what it is a part of says period and promise."""
    plain = {one.measure for one in text.commitments.values() if one.during is None}
    for one in text.commitments.values():
        for measure in with_parts(text, one.measure):
            if measure not in plain:
                alone = {"measure": measure, "title": text.measures[measure].title, "during": None, "remedy": "none"}
                yield f"{PART}{measure}", one.model_copy(update=alone)


def _rate(account: Account) -> Rate | None:
    if not account.agreed_rate:
        return None
    try:
        return Rate.parse(account.agreed_rate)
    except ValueError as error:
        what = f"the rate agreed with {account.slug}: {error}"
        raise Refused([Problem(Place("account"), "agreed_rate", what)]) from None


def _texts(known: Iterable[Known]) -> Callable[[str], str]:
    def text_of(name: str) -> str:
        rows = PublishedVersion.objects.filter(pk__in=[each.id for each in known]).order_by("-pk")
        for row in rows:
            for file in row.files:
                if name in {str(file["name"]), str(Path(str(file["by"])).parent / str(file["asked"]))}:
                    return str(file["text"])
        what = "this file was not published with the agreement"
        raise Refused([Problem(Place(name), "openapi", what, "publish the agreement under a new version id")])

    return text_of
