"""The tables. Names need no quoting on either database, hence `unit_order`. No foreign keys to other wings."""

from datetime import datetime

from sqlalchemy import JSON, Float, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base

_ID = String(64)
_NAME = String(200)


class UnitRow(Base):
    """A unit. on_duty_since: older positions are not kept."""

    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    callsign: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    crew: Mapped[list[Json]]
    status: Mapped[str] = mapped_column(String(16))
    status_since: Mapped[datetime]
    on_duty_since: Mapped[datetime]
    phone_connected: Mapped[bool]
    created_at: Mapped[datetime]


class DeviceTokenRow(Base):
    """A device that speaks for a unit, a phone or a vehicle's tracker; of its token only the SHA-256 is kept."""

    __tablename__ = "device_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID, index=True)
    created_at: Mapped[datetime]


class PositionDeviceRow(Base):
    """A device that names itself by its protocol's own id, and the unit for which a person let it speak.

    key: protocol and id, `cot:ANDROID-1f2e`. state: waiting, joined or refused. secret_hash: of the code that it was
    given when it registered, where its protocol knows such.
    """

    __tablename__ = "position_device"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    key: Mapped[str] = mapped_column("device_key", _NAME, unique=True)
    name: Mapped[str] = mapped_column(_NAME)
    detail: Mapped[str] = mapped_column(_NAME)
    address: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)
    unit_id: Mapped[str | None] = mapped_column(_ID)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(_NAME)
    secret_hash: Mapped[str | None] = mapped_column(String(64))


class _FixColumns:
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    lat: Mapped[float] = mapped_column(Float(53))
    lon: Mapped[float] = mapped_column(Float(53))
    accuracy_m: Mapped[float | None] = mapped_column(Float(53))
    speed_mps: Mapped[float | None] = mapped_column(Float(53))
    course_deg: Mapped[float | None] = mapped_column(Float(53))
    altitude_m: Mapped[float | None] = mapped_column(Float(53))
    battery_percent: Mapped[float | None] = mapped_column(Float(53))
    source: Mapped[str] = mapped_column(String(32))
    is_valid: Mapped[bool]
    is_mock: Mapped[bool] = mapped_column(default=False, server_default=false())


class FixRow(_FixColumns, Base):
    """Every position that came while on duty, with what was thought of it; one per unit and device time."""

    __tablename__ = "fix"

    unit_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))


class LatestFixRow(_FixColumns, Base):
    """Where a unit stands now. stored_at: our time inside the transaction, for "what is new since"."""

    __tablename__ = "latest_fix"

    unit_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    stored_at: Mapped[datetime]

    __table_args__ = (Index("latest_fix_stored", "stored_at"),)


class IncidentRow(Base):
    """An incident. rule_id: with camera and plan, what a repeated event is recognised by."""

    __tablename__ = "incident"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(_NAME)
    kind: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    camera_id: Mapped[str | None] = mapped_column(_ID)
    rule_id: Mapped[str | None] = mapped_column(_ID)
    plan_id: Mapped[str | None] = mapped_column(_ID)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(_NAME)
    taken_by_id: Mapped[str | None] = mapped_column(_ID)
    taken_by_name: Mapped[str | None] = mapped_column(_NAME)
    accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    disposition: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("incident_state", "state"), Index("incident_plan", "plan_id", "camera_id", "rule_id"))


class IncidentEventRow(Base):
    """An event that belongs to an incident; an event belongs to one at most. is_linked: the event knows it too."""

    __tablename__ = "incident_event"

    event_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    incident_id: Mapped[str] = mapped_column(_ID)
    at: Mapped[datetime]
    is_linked: Mapped[bool]

    __table_args__ = (Index("incident_event_incident", "incident_id"), Index("incident_event_linked", "is_linked"))


class IncidentNoteRow(Base):
    """A note; never changed."""

    __tablename__ = "incident_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(_ID)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("written_by", _NAME)
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("incident_note_incident", "incident_id"),)


class OrderRow(Base):
    """An order. next_escalation_at: set while it is unsigned and rungs are left.

    ladder_s: the times of the ladder under which it was sent, as in patrol.ladder.LadderRule; None: the default.
    work_place: where a dispatcher put it in its unit's order of work. awaits, end_…, offered_…, handed_…: as in
    patrol.order.Ending. arrival_…: as in patrol.arrival.ArrivalProof; check_until: set while fixes may still prove it.
    """

    __tablename__ = "unit_order"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    incident_id: Mapped[str] = mapped_column(_ID)
    unit_id: Mapped[str] = mapped_column(_ID)
    callsign: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(16))
    instruction: Mapped[str] = mapped_column(Text)
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(_NAME)
    travel_s: Mapped[float | None] = mapped_column(Float(53))
    next_escalation_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(Text)
    report_text: Mapped[str | None] = mapped_column(Text)
    ladder_s: Mapped[list[Json] | None] = mapped_column(JSON(none_as_null=True))
    work_place: Mapped[int | None]
    ended_code: Mapped[str | None] = mapped_column(String(16))
    awaits: Mapped[str | None] = mapped_column(String(8))
    end_seen_at: Mapped[datetime | None]
    end_seen_by: Mapped[str | None] = mapped_column(_NAME)
    offered_unit_id: Mapped[str | None] = mapped_column(_ID)
    offered_callsign: Mapped[str | None] = mapped_column(String(24))
    offered_travel_s: Mapped[float | None] = mapped_column(Float(53))
    handed_to_id: Mapped[str | None] = mapped_column(_ID)
    handed_to_callsign: Mapped[str | None] = mapped_column(String(24))
    handed_from_id: Mapped[str | None] = mapped_column(_ID)
    handed_from_callsign: Mapped[str | None] = mapped_column(String(24))
    arrival_grade: Mapped[str | None] = mapped_column(String(16))
    arrival_distance_m: Mapped[float | None] = mapped_column(Float(53))
    arrival_accuracy_m: Mapped[float | None] = mapped_column(Float(53))
    arrival_fixes: Mapped[int | None]
    arrival_check_until: Mapped[datetime | None]

    __table_args__ = (
        Index("unit_order_incident", "incident_id"),
        Index("unit_order_unit", "unit_id", "state"),
        Index("unit_order_escalation", "next_escalation_at"),
        Index("unit_order_arrival", "arrival_check_until"),
    )


class ReservationRow(Base):
    """For what a unit is kept; as in patrol.unit.Reservation. One of a unit at a time; what was lies in the journal."""

    __tablename__ = "unit_reservation"

    unit_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    incident_id: Mapped[str | None] = mapped_column(_ID)
    note: Mapped[str] = mapped_column(_NAME)
    start: Mapped[datetime] = mapped_column("starts_at")
    until: Mapped[datetime] = mapped_column("ends_at", index=True)
    by: Mapped[str] = mapped_column("reserved_by", _NAME)


class OrderStepRow(Base):
    """A clock of an order; the seven are written when it is sent. Times as in patrol.order.Step."""

    __tablename__ = "order_step"

    order_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    state: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    device_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    is_implied: Mapped[bool]


class OrderEscalationRow(Base):
    """A rung climbed; the key keeps it from being climbed twice."""

    __tablename__ = "order_escalation"

    order_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    phone_connected: Mapped[bool] = mapped_column(default=False, server_default=false())
    offered_unit_id: Mapped[str | None] = mapped_column(_ID)
    offered_callsign: Mapped[str | None] = mapped_column(String(24))
    offered_travel_s: Mapped[float | None] = mapped_column(Float(53))
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(_NAME)


class LadderSetRow(Base):
    """The house's ladders: one row, its revision counts up with every change. rules: as they cross HTTP."""

    __tablename__ = "ladder_set"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    rules: Mapped[list[Json]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(_NAME)


class PhotoRow(Base):
    """A picture of a report, `number` counts from 0; the bytes lie in the photo folder at the relative `path`."""

    __tablename__ = "order_photo"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    order_id: Mapped[str] = mapped_column(_ID)
    number: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(32))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    __table_args__ = (Index("order_photo_order", "order_id"),)


class ResponsePlanRow(Base):
    """A response plan."""

    __tablename__ = "response_plan"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    is_enabled: Mapped[bool]
    event_kinds: Mapped[list[Json]]
    camera_ids: Mapped[list[Json]]
    min_severity: Mapped[str] = mapped_column(String(16))
    incident_severity: Mapped[str | None] = mapped_column(String(16))
    instruction: Mapped[str] = mapped_column(Text)
    rule_ids: Mapped[list[Json]] = mapped_column(default=list, server_default="[]")
    schedule: Mapped[list[Json]] = mapped_column(default=list, server_default="[]")
    send_units: Mapped[int] = mapped_column(default=0, server_default="0")
    countdown_s: Mapped[float] = mapped_column(Float(53), default=0.0, server_default="0")


class PlanSendingRow(Base):
    """What a plan sends to an incident by itself. due_at: when, unless somebody decides before."""

    __tablename__ = "plan_sending"

    incident_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    plan_id: Mapped[str] = mapped_column(_ID)
    plan_name: Mapped[str] = mapped_column(_NAME)
    instruction: Mapped[str] = mapped_column(Text)
    units: Mapped[int]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    sent: Mapped[int]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(_NAME)
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(_NAME)

    __table_args__ = (Index("plan_sending_due", "state", "due_at"),)
