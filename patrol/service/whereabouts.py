"""Which units moved lately, in memory: what the pages are told of, without asking the database for it."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.ids import UnitId
from patrol.position import Fix


@dataclass(frozen=True, slots=True)
class FixChanges:
    """Where units stand that moved. upto: give it back as `after` next time."""

    fixes: dict[UnitId, Fix]
    upto: int


class Whereabouts:
    """The newest fix of every unit that moved since this process began. Thread-safe.

    changing: held by whoever stores fixes or ends a unit's duty, from before the transaction until it has been told
    here. So a unit that went off duty is never told of again.
    """

    def __init__(self) -> None:
        self.changing = threading.RLock()
        self._lock = threading.Lock()
        self._moved: OrderedDict[UnitId, tuple[int, Fix]] = OrderedDict()
        self._serial = 0

    def tell(self, fixes: Mapping[UnitId, Fix]) -> None:
        """These units stand there now."""
        with self._lock:
            self._serial += 1
            for unit, fix in fixes.items():
                self._moved[unit] = self._serial, fix
                self._moved.move_to_end(unit)

    def forget(self, unit: str) -> None:
        """Nobody shall be told where the unit was."""
        with self._lock:
            self._moved.pop(UnitId(unit), None)

    def since(self, after: int) -> FixChanges:
        """What was told after `after`."""
        found: dict[UnitId, Fix] = {}
        with self._lock:
            for unit, (serial, fix) in reversed(self._moved.items()):
                if serial <= after:
                    break
                found[unit] = fix
            return FixChanges(found, self._serial)
