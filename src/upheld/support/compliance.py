"""How well a history kept its targets: counts, the exact share kept, and the worst that was missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction

from upheld.agreements.terms.support import TargetKind
from upheld.support.clock import Clock, Verdict
from upheld.support.replay import JudgedTicket, Replay

# A ticket with several clocks for one target counts once: what was missed first, then what is still open.
_ORDER: tuple[Verdict, ...] = (
    "missed", "paused", "running", "not started", "kept", "merged", "no target", "replaced",
)  # fmt: skip
_OPEN: tuple[Verdict, ...] = ("running", "paused", "not started")


@dataclass(frozen=True, slots=True)
class Compliance:
    """One target of one priority over a history, in tickets. `share` is kept / (kept + missed), None where none ended.

    `open` are tickets that still may keep it; `replaced` those that a change of priority took out before they
    were missed. `promised` is the share that must be kept, None where the agreement names none. `worst` is
    the ticket that was latest, and by how many elapsed seconds.
    """

    plan: str
    priority: str
    kind: TargetKind
    kept: int
    missed: int
    open: int
    no_target: int
    replaced: int
    share: Fraction | None
    promised: Fraction | None
    worst: tuple[str, int] | None

    @property
    def met(self) -> bool | None:
        """Whether the promised share was kept; None where there is none, or nothing to judge it by."""
        return None if self.share is None or self.promised is None else self.share >= self.promised


def compliance_of(replayed: Replay) -> tuple[Compliance, ...]:
    """Counts per plan, priority and target, in their order; tickets left out are not in them."""
    groups: dict[tuple[str, str, TargetKind], list[Clock]] = defaultdict(list)
    for judged in replayed.tickets:
        for clock in _counted(judged):
            groups[judged.plan, clock.priority, clock.kind].append(clock)
    return tuple(_of_group(key, clocks) for key, clocks in sorted(groups.items(), key=lambda entry: _place(entry[0])))


def left_out(replayed: Replay) -> tuple[tuple[str, int], ...]:
    """Tickets that leave the figures, counted by reason: causes that exclude, merged ones, those without a clock."""
    causes = Counter(judged.left_out for judged in replayed.tickets if judged.left_out)
    causes.update(missing.reason for missing in replayed.not_judged)
    return tuple(sorted(causes.items()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tickets with one target of one priority that leave the figures for one reason."""

    plan: str
    priority: str
    kind: TargetKind
    reason: str
    tickets: int


def left_out_by_target(replayed: Replay) -> tuple[LeftOut, ...]:
    """What `left_out` counts of judged tickets, by plan, priority (the last that it had), target and reason."""
    counts: Counter[tuple[str, str, TargetKind, str]] = Counter()
    for judged in (each for each in replayed.tickets if each.left_out):
        last = {clock.kind: clock.priority for clock in judged.clocks}
        counts.update((judged.plan, priority, kind, judged.left_out) for kind, priority in last.items())
    ordered = sorted(counts.items(), key=lambda entry: (*_place(entry[0][:3]), entry[0][3]))
    return tuple(LeftOut(*key, count) for key, count in ordered)


def _counted(judged: JudgedTicket) -> list[Clock]:
    if judged.left_out:
        return []
    worst: dict[tuple[str, TargetKind], Clock] = {}
    for clock in judged.clocks:
        key = (clock.priority, clock.kind)
        worst[key] = min(worst.get(key, clock), clock, key=_rank)
    return list(worst.values())


def _rank(clock: Clock) -> tuple[int, int]:
    return _ORDER.index(clock.verdict), -(clock.late or 0)


def _place(key: tuple[str, str, TargetKind]) -> tuple[str, str, int]:
    plan, priority, kind = key
    return plan, priority, ("response", "update", "workaround", "resolution").index(kind)


def _of_group(key: tuple[str, str, TargetKind], clocks: list[Clock]) -> Compliance:
    verdicts = Counter(clock.verdict for clock in clocks)
    kept, missed = verdicts["kept"], verdicts["missed"]
    promise = next((clock.promise for clock in clocks if clock.promise), None)
    late = max(((clock.late or 0, clock.ticket) for clock in clocks if clock.verdict == "missed"), default=None)
    return Compliance(
        *key, kept, missed, sum(verdicts[verdict] for verdict in _OPEN), verdicts["no target"],
        verdicts["replaced"], Fraction(kept, kept + missed) if kept + missed else None,
        promise.kept_share if promise else None, (late[1], late[0]) if late else None,
    )  # fmt: skip
