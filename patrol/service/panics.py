"""Panics: pressed on a phone, taken and cleared in the room."""

from kernel.actor import Actor
from kernel.errors import conflict, invalid
from kernel.event import Severity
from kernel.ids import new_id
from patrol.incident import IncidentDraft
from patrol.panic import STANDING, Panic, PanicState, Press, advance, panic_data, press_time
from patrol.service.change import Change, Desk, change
from patrol.service.incidents import open_incident
from patrol.service.units import put_on_duty
from patrol.store import panics as store
from patrol.store import read
from patrol.store.panics import PanicPressRow, PanicRow
from patrol.unit import UnitStatus

INCIDENT_KIND = "panic"


class Panics:
    """The panics. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, panic_id: str) -> Panic:
        """The panic; raises a not-found fault."""
        with self._desk.database.read() as session:
            return store.panic(store.panic_row(session, panic_id))

    def standing(self) -> list[Panic]:
        """Those that nobody has cleared, oldest first."""
        with self._desk.database.read() as session:
            return store.standing(session)

    def press(self, unit_id: str, press: Press, actor: Actor) -> Panic:
        """The button was pressed. The same press again changes nothing; another one calls again.

        The first press opens an incident of the highest severity where the unit is. A unit off duty is then on duty,
        though not to be sent: its position is needed. Raises a not-found fault for the unit.
        """
        with change(self._desk, actor) as made:
            known = made.session.get(PanicPressRow, (unit_id, press.key))
            if known is not None:
                return store.panic(store.panic_row(made.session, known.panic_id))
            row = store.standing_row(made.session, unit_id)
            kind = "panic.raised" if row is None else "panic.pressed"
            if row is None:
                row = self._raise(made, unit_id, press)
            else:
                row.presses += 1
                row.last_pressed_at = max(row.last_pressed_at, press_time(press.at, made.at))
                if row.state != PanicState.RAISED:
                    row.state = advance(PanicState(row.state), PanicState.RAISED, row.callsign).value
            made.session.add(
                PanicPressRow(
                    unit_id=unit_id,
                    key=press.key,
                    panic_id=row.id,
                    pressed_at=press_time(press.at, made.at),
                    received_at=made.at,
                )
            )
            return _say(made, kind, row)

    def take(self, panic_id: str, actor: Actor) -> Panic:
        """Somebody in the room has it: the sound may end. It stands until it is cleared.

        Again by the same person changes nothing; by another it is a conflict fault that names who was first.
        """
        with change(self._desk, actor) as made:
            row = store.panic_row(made.session, panic_id)
            if row.state == PanicState.TAKEN:
                if row.taken_by == actor.name:
                    return store.panic(row)
                raise conflict(f"panic of {row.callsign}: {row.taken_by} has it already")
            row.state = advance(PanicState(row.state), PanicState.TAKEN, row.callsign).value
            row.taken_at, row.taken_by = made.at, actor.name
            return _say(made, "panic.taken", row)

    def ask_camera(self, panic_id: str, actor: Actor) -> Panic:
        """Ask the phone to show its camera. Raises a conflict fault when the panic is over."""
        with change(self._desk, actor) as made:
            row = store.panic_row(made.session, panic_id)
            if row.state not in STANDING:
                raise conflict(f"panic of {row.callsign}: cannot ask for the camera while it is {row.state}")
            row.camera_asked_at, row.camera_asked_by = made.at, actor.name
            return _say(made, "panic.camera_asked", row)

    def clear(self, panic_id: str, reason: str, actor: Actor) -> Panic:
        """It is over, and why. Its incident goes on until somebody closes it."""
        if not reason.strip():
            raise invalid("a panic is cleared with a reason; say how it ended")
        with change(self._desk, actor) as made:
            row = store.panic_row(made.session, panic_id)
            row.state = advance(PanicState(row.state), PanicState.CLEARED, row.callsign).value
            row.cleared_at, row.cleared_by, row.reason = made.at, actor.name, reason.strip()
            return _say(made, "panic.cleared", row)

    def _raise(self, made: Change, unit_id: str, press: Press) -> PanicRow:
        unit = read.unit(made.session, unit_id)
        position, accuracy_m = press.position, press.accuracy_m
        if position is None and unit.fix is not None:
            position, accuracy_m = unit.fix.position, unit.fix.accuracy_m
        pressed_at = press_time(press.at, made.at)
        if unit.status is UnitStatus.OFF_DUTY:
            put_on_duty(made, unit_id, UnitStatus.OUT_OF_SERVICE, pressed_at)
        draft = IncidentDraft(f"SOS · {unit.callsign}", INCIDENT_KIND, Severity.CRITICAL, position)
        row = PanicRow(
            id=new_id("pan", made.at),
            unit_id=unit_id,
            callsign=unit.callsign,
            state=PanicState.RAISED.value,
            pressed_at=pressed_at,
            received_at=made.at,
            last_pressed_at=pressed_at,
            presses=1,
            lat=position.lat if position else None,
            lon=position.lon if position else None,
            accuracy_m=accuracy_m,
            incident_id=open_incident(made, draft).id,
        )
        made.session.add(row)
        return row


def _say(made: Change, kind: str, row: PanicRow) -> Panic:
    made.session.flush()
    panic = store.panic(row)
    made.say(kind, f"panic:{row.id}", panic_data(panic))
    return panic
