"""The ladder: who is told, and when, that an order is not signed for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kernel.errors import invalid
from kernel.event import Severity

LONGEST_S = 24 * 3600.0
RULE_LIMIT = 100


class LadderAction(StrEnum):
    """What a rung does."""

    WARN = "warn"
    REALERT = "realert"
    DUTY_OFFICER = "duty_officer"
    COMMAND = "command"


LEVELS = {action: level for level, action in enumerate(LadderAction, start=1)}
ALARMS = frozenset({LadderAction.DUTY_OFFICER, LadderAction.COMMAND})
"""The rungs that call a person who must take it."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up, `after_s` seconds after the order was sent. level: 1 to 4, the same for an action everywhere."""

    level: int
    action: LadderAction
    after_s: float


Ladder = tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class LadderRule:
    """The ladder for orders of `severity` (None: any) in incidents of `kind` (None: any).

    times_s: seconds after sending to warn, re-alert, duty officer and command; None leaves a rung out, never the first.
    """

    times_s: tuple[float | None, ...]
    severity: Severity | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Ladders:
    """All ladders of the house. rules: the one for everything among them. revision: counts up with every change."""

    revision: int
    rules: tuple[LadderRule, ...]
    changed_at: datetime | None = None
    changed_by: str | None = None


def ladder(*times_s: float | None) -> Ladder:
    """The rungs of up to four times; raises ValueError where they do not rise from above 0."""
    rungs = tuple(
        Rung(LEVELS[action], action, s) for action, s in zip(LadderAction, times_s, strict=False) if s is not None
    )
    set_s = [rung.after_s for rung in rungs]
    if not rungs or rungs[0].action is not LadderAction.WARN or set_s != sorted(set(set_s)) or set_s[0] <= 0:
        raise ValueError(f"a ladder's times must rise from above 0: {times_s}")
    return rungs


DEFAULT_LADDER = ladder(30, 60, 120, 180)


def choose_ladder(rules: Iterable[LadderRule], severity: Severity, kind: str) -> Ladder:
    """The ladder for an order: a rule for this kind goes before one for this severity, both before either."""
    fitting = [r for r in rules if r.severity in {None, severity} and r.kind in {None, kind}]
    best = max(fitting, key=lambda r: (r.kind is not None, r.severity is not None), default=None)
    return DEFAULT_LADDER if best is None else ladder(*best.times_s)


def check_rules(rules: Sequence[LadderRule]) -> None:
    """Raise an invalid fault that says which ladder is wrong and how to mend it."""
    if len(rules) > RULE_LIMIT:
        raise invalid(f"ladders: at most {RULE_LIMIT}; remove some")
    seen = set()
    for rule in rules:
        if (rule.severity, rule.kind) in seen:
            raise invalid(f"{_named(rule)}: there are two; remove one")
        seen.add((rule.severity, rule.kind))
        _check_times(rule)
    if (None, None) not in seen:
        raise invalid("ladders: one must be for everything, without severity and kind; add it")


def _check_times(rule: LadderRule) -> None:
    if len(rule.times_s) != len(LadderAction):
        raise invalid(f"{_named(rule)}: needs {len(LadderAction)} times, one for each rung")
    if rule.times_s[0] is None:
        raise invalid(f"{_named(rule)}: the first rung, warn, needs its seconds; only later rungs can be left out")
    below: tuple[str, float] = ("sending", 0.0)
    for action, after_s in zip(LadderAction, rule.times_s, strict=True):
        if after_s is None:
            continue
        if not below[1] < after_s <= LONGEST_S:
            raise invalid(
                f"{_named(rule)}: {action.value} after {after_s:g} s must come later than {below[0]} "
                f"({below[1]:g} s) and within {LONGEST_S:g} s"
            )
        below = (action.value, after_s)


def _named(rule: LadderRule) -> str:
    of = " and ".join(part for part in (rule.severity and f"severity {rule.severity}", rule.kind) if part)
    return f"the ladder for {of or 'everything'}"


def rungs_due(rungs: Ladder, sent_at: datetime, now: datetime, climbed: Iterable[int]) -> tuple[Rung, ...]:
    """The rungs whose time has come and that were not climbed yet, lowest first."""
    done = frozenset(climbed)
    return tuple(r for r in rungs if r.level not in done and rung_at(r, sent_at) <= now)


def next_rung_at(rungs: Ladder, sent_at: datetime, climbed: Iterable[int]) -> datetime | None:
    """When the next rung is due, None after the last."""
    done = frozenset(climbed)
    return next((rung_at(r, sent_at) for r in rungs if r.level not in done), None)


def rung_at(rung: Rung, sent_at: datetime) -> datetime:
    """When `rung` is due."""
    return sent_at + timedelta(seconds=rung.after_s)
