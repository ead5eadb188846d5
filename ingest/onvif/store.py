"""Which cameras are ONVIF devices, what is followed of them, and their tours; every change goes into the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Float, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.onvif.address import DeviceAddress
from ingest.onvif.notice import NoticeKind
from ingest.onvif.tour import Stop, Tour, check
from ingest.store import CameraRow
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import conflict, not_found
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append


@dataclass(frozen=True, slots=True)
class OnvifDevice:
    """The device behind a camera; its login is the camera's own.

    profile: through which it is steered and asked. video_source: its picture, where the device has several, else empty.
    follows: which of the camera's own reports become events.
    """

    camera: CameraId
    address: DeviceAddress
    manufacturer: str
    model: str
    profile: str
    video_source: str
    has_ptz: bool
    has_events: bool
    follows: frozenset[NoticeKind] = frozenset()


class OnvifDeviceRow(Base):
    """The device behind one camera."""

    __tablename__ = "onvif_device"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(String(500))
    is_secure: Mapped[bool]
    manufacturer: Mapped[str] = mapped_column(String(120))
    model: Mapped[str] = mapped_column(String(120))
    profile: Mapped[str] = mapped_column(String(120))
    video_source: Mapped[str] = mapped_column(String(120))
    has_ptz: Mapped[bool]
    has_events: Mapped[bool]
    follows: Mapped[list[Json]]

    def device(self) -> OnvifDevice:
        """The row as a value."""
        return OnvifDevice(
            camera=CameraId(self.camera_id),
            address=DeviceAddress(self.host, self.port, self.path, self.is_secure),
            manufacturer=self.manufacturer,
            model=self.model,
            profile=self.profile,
            video_source=self.video_source,
            has_ptz=self.has_ptz,
            has_events=self.has_events,
            follows=_kinds(self.follows),
        )


class PtzTourRow(Base):
    """The tour of one camera. stops: `[preset, seconds]` each."""

    __tablename__ = "ptz_tour"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    stops: Mapped[list[Json]]
    resume_after_s: Mapped[float] = mapped_column(Float)
    is_on: Mapped[bool]

    def tour(self) -> Tour:
        """The row as a value."""
        stops = (stop for stop in self.stops if isinstance(stop, list))
        return Tour(tuple(Stop(str(s[0]), float(str(s[1]))) for s in stops), self.resume_after_s, self.is_on)


class OnvifStore:
    """ONVIF devices and tours of the cameras that are there. Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, camera: CameraId) -> OnvifDevice | None:
        """The camera's device; None for a camera that is not known as one."""
        with self._database.read() as session:
            row = session.get(OnvifDeviceRow, camera)
            return row.device() if row else None

    def get(self, camera: CameraId) -> OnvifDevice:
        """The camera's device; raises a not-found fault."""
        device = self.find(camera)
        if device is None:
            raise not_found("onvif device of camera", camera)
        return device

    def list(self) -> list[OnvifDevice]:
        """The devices of all enabled cameras, by camera."""
        query = (
            select(OnvifDeviceRow)
            .join(CameraRow, CameraRow.id == OnvifDeviceRow.camera_id)
            .where(CameraRow.removed_at.is_(None), CameraRow.is_enabled)
            .order_by(OnvifDeviceRow.camera_id)
        )
        with self._database.read() as session:
            return [row.device() for row in session.scalars(query)]

    def save(self, device: OnvifDevice, actor: Actor) -> None:
        """Remember the device behind its camera, in place of what was known."""
        with self._database.write() as session:
            session.merge(
                OnvifDeviceRow(
                    camera_id=device.camera,
                    host=device.address.host,
                    port=device.address.port,
                    path=device.address.path,
                    is_secure=device.address.is_secure,
                    manufacturer=device.manufacturer,
                    model=device.model,
                    profile=device.profile,
                    video_source=device.video_source,
                    has_ptz=device.has_ptz,
                    has_events=device.has_events,
                    follows=[kind.value for kind in sorted(device.follows)],
                )
            )
            self._tell(session, "camera.onvif_changed", device.camera, device_data(device), actor)

    def remove(self, camera: CameraId, actor: Actor) -> None:
        """Forget the device and the tour; the camera stays a camera. Raises a not-found fault."""
        with self._database.write() as session:
            row = session.get(OnvifDeviceRow, camera)
            if row is None:
                raise not_found("onvif device of camera", camera)
            data = device_data(row.device())
            session.delete(row)
            if (tour := session.get(PtzTourRow, camera)) is not None:
                session.delete(tour)
            self._tell(session, "camera.onvif_removed", camera, data, actor)

    def tour(self, camera: CameraId) -> Tour:
        """The camera's tour; one without stops where nobody made one."""
        with self._database.read() as session:
            row = session.get(PtzTourRow, camera)
            return row.tour() if row else Tour()

    def tours(self) -> dict[CameraId, Tour]:
        """Every tour there is."""
        with self._database.read() as session:
            return {CameraId(row.camera_id): row.tour() for row in session.scalars(select(PtzTourRow))}

    def save_tour(self, camera: CameraId, tour: Tour, actor: Actor) -> Tour:
        """Replace the tour; raises an invalid fault for one that cannot go. One without stops takes it away."""
        if tour.stops:
            check(tour.stops)
        tour = replace(tour, is_on=tour.is_on and bool(tour.stops))
        with self._database.write() as session:
            session.merge(
                PtzTourRow(
                    camera_id=camera,
                    stops=[[stop.preset, stop.dwell_s] for stop in tour.stops],
                    resume_after_s=tour.resume_after_s,
                    is_on=tour.is_on,
                )
            )
            self._tell(session, "camera.tour_changed", camera, tour_data(camera, tour), actor)
        return tour

    def switch_tour(self, camera: CameraId, is_on: bool, actor: Actor) -> Tour:
        """Begin or end the tour; raises a conflict fault where there is none. Doing it twice changes nothing."""
        with self._database.write() as session:
            row = session.get(PtzTourRow, camera)
            if row is None or not row.stops:
                raise conflict(f"camera {camera}: has no tour; make one in its settings first")
            if row.is_on != is_on:
                row.is_on = is_on
                self._tell(session, "camera.tour_changed", camera, tour_data(camera, row.tour()), actor)
            return row.tour()

    def _tell(self, session: Session, kind: str, camera: CameraId, data: JsonObject, actor: Actor) -> None:
        append(session, self._clock.now(), actor, kind, f"camera:{camera}", data)


def device_data(device: OnvifDevice) -> dict[str, Json]:
    """The device in the shape of `OnvifView`; holds no secret."""
    return {
        "camera_id": device.camera,
        "device_url": str(device.address),
        "manufacturer": device.manufacturer,
        "model": device.model,
        "has_ptz": device.has_ptz,
        "has_events": device.has_events,
        "follows": [kind.value for kind in sorted(device.follows)],
    }


def tour_data(camera: CameraId, tour: Tour) -> dict[str, Json]:
    """The tour in the shape of `TourView`."""
    return {
        "camera_id": camera,
        "stops": [{"preset": stop.preset, "dwell_s": stop.dwell_s} for stop in tour.stops],
        "resume_after_s": tour.resume_after_s,
        "is_on": tour.is_on,
    }


def _kinds(stored: Iterable[Json]) -> frozenset[NoticeKind]:
    known = {kind.value: kind for kind in NoticeKind}
    return frozenset(known[name] for name in stored if isinstance(name, str) and name in known)
