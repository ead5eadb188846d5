"""How often each rule was right, by what people said of its events."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Text, cast, func, select

from analytics.tables import EventRow
from kernel.event import Verdict
from kernel.ids import CameraId, RuleId
from kernel.sql.database import Database

ENOUGH = 10  # verdicts; fewer make no figure


@dataclass(slots=True)
class RuleFigures:
    """One rule of one camera: its events by verdict, those kept quiet, and why it was dismissed."""

    camera: CameraId
    rule: RuleId
    kind: str
    confirmed: int = 0
    dismissed: int = 0
    undecided: int = 0
    quiet: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float | None:
        """Confirmed of all that people judged, in [0, 1]; None where too few were judged to tell."""
        judged = self.confirmed + self.dismissed
        return self.confirmed / judged if judged >= ENOUGH else None


def precision_since(database: Database, since: datetime, machines: frozenset[str]) -> list[RuleFigures]:
    """The figures of every rule that reported since, by camera and rule.

    machines: names in which a program, not a person, opened incidents: those are nobody's verdict. What was kept quiet
    and never judged counts as quiet, not as undecided.
    """
    is_quiet = cast(EventRow.suppressed_by, Text) != "[]"
    columns = (EventRow.camera, EventRow.rule, EventRow.kind, EventRow.verdict, EventRow.verdict_by)
    grouped = (*columns, EventRow.verdict_reason, is_quiet)
    query = select(*grouped, func.count()).where(
        EventRow.opened_at >= since, EventRow.rule.is_not(None), EventRow.camera.is_not(None)
    )
    found: dict[tuple[str, str], RuleFigures] = {}
    with database.read() as session:
        for camera, rule, kind, verdict, by, reason, quiet, count in session.execute(query.group_by(*grouped)):
            key = (str(camera), str(rule))
            figures = found.setdefault(key, RuleFigures(CameraId(key[0]), RuleId(key[1]), kind))
            said = Verdict.NONE if by in machines else Verdict(verdict)
            figures.quiet += count if quiet else 0
            if said is Verdict.DISMISSED:
                figures.dismissed += count
                figures.reasons[(reason or "other").partition(":")[0]] += count
            elif said is not Verdict.NONE:
                figures.confirmed += count
            elif not quiet:
                figures.undecided += count
    return [found[key] for key in sorted(found)]
