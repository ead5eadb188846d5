"""The recording policies of the house, in the database; every change is journalled."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from ingest.record.policy import HouseRetention, Interval, Policy, RecordMode, checked, policy_data
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

_THE_HOUSE = 1


class PolicyRow(Base):
    """A camera's recording policy; a camera without a row has the default one."""

    __tablename__ = "recording_policy"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    mode: Mapped[str] = mapped_column(String(16))
    schedule: Mapped[list[Json]]
    pre_roll_s: Mapped[int] = mapped_column(Integer)
    post_roll_s: Mapped[int] = mapped_column(Integer)
    limit_bytes: Mapped[int | None] = mapped_column(BigInteger)
    min_days: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[datetime]


class HouseRetentionRow(Base):
    """What is kept of all cameras together; one row or none."""

    __tablename__ = "house_retention"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    days: Mapped[int | None] = mapped_column(Integer)
    limit_bytes: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime]


class RecordingPolicies:
    """Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, camera: CameraId) -> Policy:
        """The camera's policy; the default one where none was set."""
        with self._database.read() as session:
            row = session.get(PolicyRow, camera)
            return _policy(row) if row else Policy()

    def all(self) -> Mapping[CameraId, Policy]:
        """The policies that were set."""
        with self._database.read() as session:
            return {CameraId(row.camera_id): _policy(row) for row in session.scalars(select(PolicyRow))}

    def save(self, camera: CameraId, policy: Policy, actor: Actor) -> Policy:
        """Set the camera's policy; raises an invalid fault when it cannot be right."""
        now, policy = self._clock.now(), checked(policy)
        data = policy_data(policy)
        schedule = data["schedule"]
        with self._database.write() as session:
            session.merge(
                PolicyRow(
                    camera_id=camera,
                    mode=policy.mode.value,
                    schedule=schedule if isinstance(schedule, list) else [],
                    pre_roll_s=policy.pre_roll_s,
                    post_roll_s=policy.post_roll_s,
                    limit_bytes=policy.limit_bytes,
                    min_days=policy.min_days,
                    changed_at=now,
                )
            )
            append(session, now, actor, "recording.changed", f"camera:{camera}", {"camera_id": camera, **data})
        return policy

    def house(self) -> HouseRetention:
        """What is kept of all cameras together."""
        with self._database.read() as session:
            row = session.get(HouseRetentionRow, _THE_HOUSE)
            return HouseRetention(row.days, row.limit_bytes) if row else HouseRetention()

    def save_house(self, retention: HouseRetention, actor: Actor) -> HouseRetention:
        """Set what is kept of all cameras together."""
        now = self._clock.now()
        data: JsonObject = {"days": retention.days, "limit_bytes": retention.limit_bytes}
        with self._database.write() as session:
            session.merge(
                HouseRetentionRow(id=_THE_HOUSE, days=retention.days, limit_bytes=retention.limit_bytes, changed_at=now)
            )
            append(session, now, actor, "retention.changed", "house:retention", data)
        return retention


def _policy(row: PolicyRow) -> Policy:
    return Policy(
        mode=RecordMode(row.mode),
        schedule=tuple(_interval(part) for part in row.schedule if isinstance(part, dict)),
        pre_roll_s=row.pre_roll_s,
        post_roll_s=row.post_roll_s,
        limit_bytes=row.limit_bytes,
        min_days=row.min_days,
    )


def _interval(data: dict[str, Json]) -> Interval:
    day, start, end = (int(str(data[name])) for name in ("day", "start_minute", "end_minute"))
    return Interval(day, start, end, RecordMode(str(data["mode"])))
