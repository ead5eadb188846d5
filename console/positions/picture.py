"""What TAK phones are shown of the room: units, open incidents and cameras, each with the time it grows stale."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from console.house import House
from patrol.avl import cot
from patrol.avl.cot import Shown

_REFRESH_S = 2.0
_INCIDENT_STALE_S = 300.0
_CAMERA_STALE_S = 3600.0
_PREFIX = "watchroom"


@dataclass(slots=True)
class Marks:
    """What one phone was shown, and when."""

    told: dict[str, tuple[Shown, float]] = field(default_factory=dict)


class RoomPicture:
    """The room as of a moment ago, read once for all phones. Safe to share between event loops."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._shown: dict[str, Shown] = {}
        self._read_at = float("-inf")

    async def news(self, marks: Marks, own_unit: str) -> bytes:
        """What is new to the phone of `own_unit`; its marks are kept up."""
        shown = await asyncio.to_thread(self._refreshed)
        now, at = asyncio.get_running_loop().time(), self._house.clock.now()
        own = f"{_PREFIX}-{own_unit}"
        parts = []
        for uid, thing in shown.items():
            told = marks.told.get(uid)
            is_new = told is None or told[0] != thing or now - told[1] > thing.stale_s / 3
            if is_new and uid != own:
                marks.told[uid] = thing, now
                is_unit = thing.kind not in (cot.INCIDENT_TYPE, cot.CAMERA_TYPE)
                parts.append(cot.show(thing if is_unit else replace(thing, at=at)))
        for uid in [uid for uid in marks.told if uid not in shown]:
            del marks.told[uid]
            parts.append(cot.gone(uid, at))
        return b"".join(parts)

    def _refreshed(self) -> dict[str, Shown]:
        with self._lock:
            now = self._house.clock.monotonic()
            if now - self._read_at >= _REFRESH_S:
                self._shown = {shown.uid: shown for shown in self._read()}
                self._read_at = now
            return self._shown

    def _read(self) -> Iterator[Shown]:
        house = self._house
        stale_s = house.settings.patrol.fix_stale_after_s
        for unit in house.patrol.units.list():
            if unit.fix is not None:
                fix, kind = unit.fix, cot.UNIT_TYPES[unit.kind]
                yield Shown(
                    f"{_PREFIX}-{unit.id}",
                    kind,
                    unit.callsign,
                    fix.position,
                    fix.at,
                    stale_s,
                    unit.status.value.replace("_", " "),
                    fix.accuracy_m,
                    fix.speed_mps,
                    fix.course_deg,
                )
        for incident in house.patrol.incidents.open_ones():
            if incident.position is not None:
                name = f"#{incident.number} {incident.title}"
                remark = f"{incident.severity.value}, {incident.state.value.replace('_', ' ')}"
                uid, kind = f"{_PREFIX}-{incident.id}", cot.INCIDENT_TYPE
                yield Shown(uid, kind, name, incident.position, incident.opened_at, _INCIDENT_STALE_S, remark)
        for camera in house.cameras.list():
            if camera.position is not None:
                uid, kind = f"{_PREFIX}-{camera.id}", cot.CAMERA_TYPE
                yield Shown(uid, kind, camera.name, camera.position, camera.created_at, _CAMERA_STALE_S)
