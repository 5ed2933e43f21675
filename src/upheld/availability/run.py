"""One run: an agreement's versions, the telemetry and a label -> every commitment judged for every account asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import open_questions
from upheld.agreements.versions import Versions
from upheld.agreements.words import Unstated
from upheld.availability.answers import Sources, base_question
from upheld.availability.measuring import Asked, Part, Request, asked, judge, questions_open, unnamed
from upheld.availability.needs import base_measures, needed_terms
from upheld.availability.nobody import meant, strangers
from upheld.availability.periods import named_period
from upheld.availability.result import Judgement
from upheld.problems import Place, Problem, Refused
from upheld.rules.record import Record
from upheld.timeline.periods import ContractPeriod, PeriodError
from upheld.timeline.spans import Span
from upheld.wording import say

OwnTerms = Callable[[Agreement, str], Agreement]
"""(agreement, account) -> the agreement as it binds that account; the same for one that it does not name"""


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked: the versions, the period's label, accounts (None: all found), commitments (none named: all).

    `now` is the instant (UTC epoch seconds) up to which time can be judged; `own_terms` gives an account's own
    agreement. Of all accounts found, only those in `among` are judged, where it is given: unlike accounts that are
    asked for by name, they are asked for all at once.
    """

    versions: Versions
    label: str
    now: int
    own_terms: OwnTerms
    accounts: tuple[str, ...] | None = None
    commitments: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    detail: bool = True
    among: frozenset[str] | None = None


def requests_of(run: Run) -> tuple[tuple[Request, ...], tuple[Problem, ...]]:
    """A request for each commitment that the label is a period of; or every reason why nothing can be judged."""
    made: list[Request] = []
    problems: list[Problem] = []
    misfits: list[Problem] = []
    for name in run.commitments or _promised(run.versions):
        request = _request(run, name)
        if isinstance(request, Request):
            made.append(request)
        elif request.code == "period":
            misfits.append(request)
        else:
            problems.append(request)
    for request in made:
        problems.extend(questions_open(request))
    if not made and not problems:
        problems.extend(misfits or [_nothing_promised(run.versions.latest)])
    return tuple(made), tuple(dict.fromkeys(problems))


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement, and the request behind it: its parts are the agreement's versions as they bind the account."""

    request: Request
    judgement: Judgement


def judgements(run: Run, requests: Sequence[Request], sources: Sources) -> Iterator[Judged]:
    """Every request judged for every account, account by account in the order of their names."""
    for one in hearings(run, requests, sources):
        yield Judged(one.request, judge(one.request, one.answers, sources, one.account))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A request as the agreement binds one account, and what the telemetry answers to it."""

    account: str
    request: Request
    answers: tuple[Asked, ...]


def hearings(run: Run, requests: Sequence[Request], sources: Sources) -> Iterator[Hearing]:
    """Every request asked for every account, account by account in the order of their names; strangers are refused."""
    common = {r.commitment: asked(r, sources, None) for r in requests} if run.accounts is None else {}
    for account in accounts_of(run, requests, sources):
        for request in requests:
            own = own_request(run, request, account)
            known = common.get(request.commitment) if own is request else None
            answers = known if known is not None else asked(own, sources, account)
            if known is None and not any(account in a.heard for one in answers for a in one.answers):
                _refuse_strangers(requests, sources, account)
            yield Hearing(account, own, answers)


def accounts_of(run: Run, requests: Sequence[Request], sources: Sources) -> tuple[str, ...]:
    """The accounts to judge: those asked for, or all that the telemetry or the agreement names.

    Raises Refused where there is none: no verdict would look like a promise kept.
    """
    if run.accounts is not None:
        return run.accounts
    found: set[str] = set()
    for request in requests:
        for part in request.parts:
            found.update(_heard(part, request, sources))
            found.update(part.agreement.text.accounts)
    if not found and run.among is None:
        raise Refused([_nobody(requests, sources)])
    return tuple(sorted(found if run.among is None else found & run.among))


def unknown_to_all(run: Run, requests: Sequence[Request], sources: Sources) -> tuple[Problem, ...]:
    """Records of the period about accounts that neither the telemetry nor the agreement knows.

    Not where the telemetry holds no account but those that are asked for: the records may be those of everybody.
    """
    named = [r for r in run.records if r.account and any(_overlap(r.span, one.period.span) for one in requests)]
    asked_for = set(run.accounts or ())
    held = set(sources.slices.every_account()) if named and sources.slices else set()
    if not named or (asked_for and held <= asked_for):
        return ()
    agreed = {name for one in requests for part in one.parts for name in part.agreement.text.accounts}
    return tuple(strangers(named, held | agreed | asked_for | set(run.among or ())))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _nobody(requests: Sequence[Request], sources: Sources) -> Problem:
    """Nobody can be judged: there is no telemetry of the period, or it names no account."""
    told = next((note for request in requests for note in unnamed(request, sources)), None)
    label = requests[0].period.label
    if told is None:
        what = say("the telemetry holds nothing of {label} that a promise looks at", label=label)
        return Problem(
            Place("telemetry"), "", what, say("name its files of that period, or the account with `--account`")
        )
    what = say("no account of {label} can be judged: {told}", label=label, told=told)
    mend = say("say whose they are in the mapping (`account: {constant: NAME}`), or `applies_to: all accounts`")
    return Problem(Place("telemetry"), "", what, mend)


def _refuse_strangers(requests: Sequence[Request], sources: Sources, account: str) -> None:
    """Raise Refused where neither the telemetry nor the agreement knows an account: its name is mistyped."""
    named_in_agreement = {name for r in requests for part in r.parts for name in part.agreement.text.accounts}
    if account in named_in_agreement:
        return
    known = sorted({*named_in_agreement, *(sources.slices.every_account() if sources.slices else ())})
    if account not in known:
        what = say("the telemetry holds no account `{account}`", account=account)
        raise Refused([Problem(Place("--account"), "", what, meant(account, known))])


def _heard(part: Part, request: Request, sources: Sources) -> Iterator[str]:
    measure = part.agreement.text.commitments[request.commitment].measure
    for name in base_measures(part.agreement, measure):
        question = base_question(part.agreement, name, request.period.zone, part.span, None)
        if question.measure.series == "states":
            yield from (account for account, _ in sources.states.states(question)) if sources.states else ()
        elif sources.slices is not None:
            yield from sources.slices.accounts(question)


def own_request(run: Run, request: Request, account: str) -> Request:
    """The request as the agreement binds the account; the very same one where nothing of its own was agreed.

    Raises Refused where the account's own terms leave something open, or name a period that the label is not one of.
    """
    parts = tuple(replace(part, agreement=run.own_terms(part.agreement, account)) for part in request.parts)
    if all(mine.agreement is theirs.agreement for mine, theirs in zip(parts, request.parts, strict=True)):
        return request
    own = replace(request, parts=parts)
    if problems := (*questions_open(own), *_other_periods(request, own, account)):
        raise Refused(dict.fromkeys(problems))
    return own


def _other_periods(common: Request, own: Request, account: str) -> Iterator[Problem]:
    """An account whose own period is another one cannot be judged by the label of the common one."""
    for theirs, mine in zip(common.parts, own.parts, strict=True):
        path = ("commitments", own.commitment)
        for name in ("period", "zone"):
            agreed = getattr(mine.agreement.text.commitments[own.commitment], name)
            if agreed != getattr(theirs.agreement.text.commitments[own.commitment], name):
                what = say(
                    "the {name} agreed with {account} is another one ({agreed}); one label cannot name its months",
                    name=name,
                    account=account,
                    agreed=agreed,
                )
                mend = say("write this account's agreement as a file of its own")
                yield Problem(mine.agreement.place((*path, name)), ".".join((*path, name)), what, mend)


def _promised(versions: Versions) -> tuple[str, ...]:
    """The commitments of all versions, those of the latest first."""
    return tuple(dict.fromkeys(name for version in reversed(versions.ordered) for name in version.text.commitments))


def _request(run: Run, name: str) -> Request | Problem:
    """The request for a commitment, by the latest version that promises it in the period of the label."""
    promising = [version for version in reversed(run.versions.ordered) if name in version.text.commitments]
    if not promising:
        latest = run.versions.latest
        known = ", ".join(_promised(run.versions))
        place = latest.place(("commitments", name))
        return Problem(
            place,
            f"commitments.{name}",
            say("no commitment is named `{name}`", name=name),
            say("known: {known}", known=known),
        )
    tried = [_request_by(run, name, version) for version in promising]
    return next((found for found in tried if isinstance(found, Request)), tried[0])


def _request_by(run: Run, name: str, version: Agreement) -> Request | Problem:
    """The request as one version reads the label; a problem where no version of that reading is in force then."""
    commitment, place = version.text.commitments[name], version.place(("commitments", name))
    zone = commitment.zone or version.text.zone
    if isinstance(commitment.period, Unstated) or isinstance(zone, Unstated):
        return _undecided(version, name)
    try:
        period = named_period(commitment.period, run.label, zone)
    except PeriodError as error:
        what = say("judged by {period}: {error}", period=commitment.period, error=error)
        return Problem(place, f"commitments.{name}.period", what, "", "error", "period")
    if period.span.start >= run.now - run.now % 60:
        what = say("no whole minute of the period {label} is over", label=run.label)
        return Problem(Place("--period"), "", what, say("name a period that has begun"))
    return _with_parts(run, name, period, version)


def _with_parts(run: Run, name: str, period: ContractPeriod, version: Agreement) -> Request | Problem:
    judged = _until(period, run.now)
    # A single text is judged by whatever the period: so a draft shows what it would have cost.
    only = run.versions.ordered[0] if len(run.versions.ordered) == 1 else None
    parts = run.versions.parts(judged.span, period.zone) if only is None else ((only, judged.span),)
    if isinstance(parts, Problem):
        return parts
    kept = tuple(Part(agreement, span) for agreement, span in parts if name in agreement.text.commitments)
    if not any(part.agreement is version for part in kept):
        what = say(
            "version {id}, which promises `{name}`, is not in force in {label}",
            id=version.text.version.id,
            name=name,
            label=run.label,
        )
        place = version.place(("commitments", name))
        return Problem(
            place,
            f"commitments.{name}",
            what,
            say("name another period or commitment"),
            "error",
            "period",
        )
    return Request(name, judged, period.span, kept, run.records, run.detail)


def _until(period: ContractPeriod, now: int) -> ContractPeriod:
    """A period that still runs is judged up to the last whole minute."""
    end = now - now % 60
    return period if end >= period.span.end else replace(period, span=Span(period.span.start, end))


def _undecided(agreement: Agreement, name: str) -> Problem:
    return open_questions(agreement, needed_terms(agreement, name))[0]


def _nothing_promised(agreement: Agreement) -> Problem:
    return Problem(
        agreement.place(("commitments",)),
        "commitments",
        say("the agreement commits to no availability"),
        say("add one under `commitments`"),
    )
