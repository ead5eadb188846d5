"""How each camera's gate is doing: written by the analysis host every few seconds, read by whoever watches.

A level, like the figures of the stream: it is overwritten and not journalled.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import BigInteger, Float, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.gate.audit import MissRate
from ingest.gate.mode import Reason, State
from ingest.gate.schedule import GateSchedule
from kernel.ids import CameraId
from kernel.sql.database import Base
from kernel.sql.upsert import Upsert, write_rows

EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class GateReport:
    """One camera's gate. reason: why everything is looked at, None where the gate decides.

    decoded_share: of the pictures that came, since the analysis began with the camera; so are audits, misses, wakes.
    """

    camera: CameraId
    at: datetime
    state: State
    reason: Reason | None
    decoded_share: float
    seen: int
    wakes: int
    audits: int
    misses: int

    @property
    def checks(self) -> MissRate:
        return MissRate(self.audits, self.misses)


class GateReportRow(Base):
    """The latest report of one camera's gate."""

    __tablename__ = "gate_report"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    decoded_share: Mapped[float] = mapped_column(Float)
    seen: Mapped[int] = mapped_column(BigInteger)
    wakes: Mapped[int] = mapped_column(Integer)
    audits: Mapped[int] = mapped_column(Integer)
    misses: Mapped[int] = mapped_column(Integer)


def report_of(camera: CameraId, gate: GateSchedule, decoded: int, at: datetime) -> GateReport:
    """What there is to say of a gate. decoded: pictures decoded in all, glances included."""
    figures = gate.figures
    share = min(1.0, decoded / figures.seen) if figures.seen else 1.0
    checks = figures.checks
    return GateReport(
        camera, at, gate.state, gate.reason, share, figures.seen, figures.wakes, checks.audits, checks.misses
    )


def write_reports(session: Session, reports: Iterable[GateReport]) -> None:
    """Put the reports in the place of the cameras' last ones."""
    names = [one.name for one in fields(GateReport)]
    rows = [Upsert(GateReportRow, "camera", {name: getattr(report, name) for name in names}) for report in reports]
    write_rows(session, rows)


def read_reports(session: Session) -> dict[CameraId, GateReport]:
    """The latest report of every camera whose gate ever made one."""
    return {
        CameraId(row.camera): GateReport(
            CameraId(row.camera),
            row.at,
            State(row.state),
            Reason(row.reason) if row.reason else None,
            row.decoded_share,
            row.seen,
            row.wakes,
            row.audits,
            row.misses,
        )
        for row in session.scalars(select(GateReportRow))
    }
