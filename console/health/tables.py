"""What the watch has learnt of each stream. Overwritten as it goes, like a level; not journalled."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Float, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from analytics.health.stream import Usual
from kernel.ids import CameraId
from kernel.sql.database import Base


class StreamUsualRow(Base):
    """The usual bitrate of one camera, and over how much time it was learnt."""

    __tablename__ = "stream_usual"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    bitrate_bps: Mapped[float] = mapped_column(Float)
    learnt_s: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime]


def read_usual(session: Session) -> dict[CameraId, Usual]:
    """What was learnt of every camera."""
    return {
        CameraId(row.camera): Usual(row.bitrate_bps, row.learnt_s) for row in session.scalars(select(StreamUsualRow))
    }


def write_usual(session: Session, usual: Mapping[CameraId, Usual], at: datetime) -> None:
    """Keep what was learnt."""
    for camera, one in usual.items():
        session.merge(StreamUsualRow(camera=camera, bitrate_bps=one.bitrate_bps, learnt_s=one.learnt_s, at=at))
