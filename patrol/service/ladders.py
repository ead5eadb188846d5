"""The ladders: kept by those who keep the plans, read when an order is sent."""

from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict
from kernel.event import Severity
from kernel.journal import Json
from patrol.ladder import LEVELS, Ladder, LadderAction, LadderRule, Ladders, check_rules
from patrol.service.change import Desk, change
from patrol.store.tables import LadderSetRow
from patrol.views import ladder_rule_data, ladders_data

_ONLY = 1


class LadderBook:
    """The house's ladders. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self) -> Ladders:
        """The ladders as saved last; revision 0: those of the settings."""
        with self._desk.database.read() as session:
            return ladders_in(self._desk, session)

    def replace(self, rules: tuple[LadderRule, ...], revision: int, actor: Actor) -> Ladders:
        """Put `rules` in the place of all ladders; orders that are out keep theirs.

        revision: the one that was changed. Raises a conflict fault that names who saved in between, an invalid fault
        where a ladder cannot be right.
        """
        check_rules(rules)
        with change(self._desk, actor) as made:
            before = ladders_in(self._desk, made.session)
            if before.revision != revision:
                raise conflict(f"ladders: {before.changed_by} changed them meanwhile; load them again")
            row = made.session.get(LadderSetRow, _ONLY) or LadderSetRow(id=_ONLY)
            row.revision, row.rules = revision + 1, [ladder_rule_data(rule) for rule in rules]
            row.changed_at, row.changed_by = made.at, actor.name
            made.session.add(row)
            after = Ladders(row.revision, rules, row.changed_at, row.changed_by)
            made.say("ladders.changed", "ladders:house", ladders_data(after))
            return after


def ladders_in(desk: Desk, session: Session) -> Ladders:
    """The ladders in force within the caller's transaction."""
    row = session.get(LadderSetRow, _ONLY)
    if row is None:
        return Ladders(0, desk.settings.ladder_rules)
    return Ladders(row.revision, tuple(_rule(rule) for rule in row.rules), row.changed_at, row.changed_by)


def stored_times(rungs: Ladder) -> list[Json]:
    """The times of a ladder as an order keeps them, None for a rung that it lacks."""
    by_level = {rung.level: rung.after_s for rung in rungs}
    return [by_level.get(level) for level in LEVELS.values()]


def _rule(stored: Json) -> LadderRule:
    if not isinstance(stored, dict):
        raise TypeError(f"not a ladder: {stored!r}")
    severity, kind = stored["severity"], stored["kind"]
    times = (stored[f"{action.value}_s"] for action in LadderAction)
    return LadderRule(
        tuple(None if s is None else float(str(s)) for s in times),
        None if severity is None else Severity(str(severity)),
        None if kind is None else str(kind),
    )
