"""Positions: stored as they come, never journalled; the newest believable one is where the unit stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from patrol.position import Fix, FixVerdict
from patrol.service.change import Desk
from patrol.service.fixbatch import among, store
from patrol.service.whereabouts import FixChanges
from patrol.store import read
from patrol.store.tables import DeviceTokenRow, FixRow, PositionDeviceRow

_ON_TRAIL = [FixVerdict.CURRENT.value, FixVerdict.CLOCK_AHEAD.value, FixVerdict.LATE.value, FixVerdict.IMPORTED.value]


@dataclass(frozen=True, slots=True)
class Claim:
    """On what ground a fix is said to be a unit's: the unit itself, a device token's SHA-256, or a joined device's key.

    One of the three. It is looked up in the transaction that stores the fix, so what was revoked stores nothing.
    """

    unit_id: str | None = None
    token_hash: str | None = None
    device_key: str | None = None


class Positions:
    """The fixes of all units. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def record_fix(self, unit_id: str, fix: Fix) -> FixVerdict:
        """Store one fix. Raises a not-found fault for an unknown unit; nothing is kept of a unit off duty."""
        return self.record_fixes([(unit_id, fix)])[0]

    def record_fixes(self, batch: Sequence[tuple[str, Fix]]) -> list[FixVerdict]:
        """Store many in one transaction; the verdicts are in the order of `batch`."""
        with self._desk.whereabouts.changing:
            with self._desk.database.write() as session:
                verdicts, moved = store(session, self._desk, batch)
            self._desk.whereabouts.tell(moved)
        return verdicts

    def record_claims(self, batch: Sequence[tuple[Claim, Fix]]) -> list[FixVerdict | None]:
        """The same for fixes whose devices are to be looked up first; None where a device speaks for no unit."""
        with self._desk.whereabouts.changing:
            with self._desk.database.write() as session:
                units = _units(session, [claim for claim, _ in batch])
                granted = [(units[claim], fix) for claim, fix in batch if claim in units]
                verdicts, moved = store(session, self._desk, granted)
            self._desk.whereabouts.tell(moved)
        given = iter(verdicts)
        return [next(given) if claim in units else None for claim, _ in batch]

    def unit_of(self, claim: Claim) -> str | None:
        """For which unit the claim holds just now."""
        with self._desk.database.read() as session:
            return _units(session, [claim]).get(claim)

    def moved_since(self, after: int) -> FixChanges:
        """Where the units stand that moved after `after`, which begins at 0; none of them is off duty."""
        return self._desk.whereabouts.since(after)

    def trail(self, unit_id: str, start: datetime, end: datetime, limit: int = 5000) -> list[Fix]:
        """The believable fixes in [start, end) by device time, oldest first, evenly thinned to about `limit`."""
        return [fix for fix, _ in self.marked_trail(unit_id, start, end, limit)]

    def marked_trail(
        self, unit_id: str, start: datetime, end: datetime, limit: int = 5000, *, doubtful: bool = False
    ) -> list[tuple[Fix, FixVerdict]]:
        """The same with what was thought of each; doubtful: jumps and what the device itself doubts as well."""
        query = select(FixRow).where(FixRow.unit_id == unit_id, FixRow.at >= start, FixRow.at < end)
        if not doubtful:
            query = query.where(FixRow.verdict.in_(_ON_TRAIL))
        with self._desk.database.read() as session:
            rows = session.scalars(query.order_by(FixRow.at))
            fixes = [(read.fix(row), FixVerdict(row.verdict)) for row in rows]
        return fixes if len(fixes) <= limit else [fixes[i * len(fixes) // limit] for i in range(limit)]


def _units(session: Session, claims: Sequence[Claim]) -> dict[Claim, str]:
    """The unit behind each claim that holds."""
    tokens = {claim.token_hash for claim in claims if claim.token_hash}
    keys = {claim.device_key for claim in claims if claim.device_key}
    by_token: dict[str, str] = {}
    by_key: dict[str | None, str] = {}
    if tokens:
        of_tokens = select(DeviceTokenRow.token_hash, DeviceTokenRow.unit_id)
        by_token = dict(session.execute(of_tokens.where(among(session, DeviceTokenRow.token_hash, tokens))).all())
    if keys:
        # Who is refused or waits belongs to no unit.
        of_keys = select(PositionDeviceRow.key, PositionDeviceRow.unit_id).where(
            among(session, PositionDeviceRow.key, keys)
        )
        by_key = {key: unit for key, unit in session.execute(of_keys) if unit is not None}
    units = {
        claim: claim.unit_id or by_token.get(claim.token_hash or "") or by_key.get(claim.device_key) for claim in claims
    }
    return {claim: unit for claim, unit in units.items() if unit is not None}
