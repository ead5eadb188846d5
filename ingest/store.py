"""Cameras, their logins and how they are doing, in the database; every change goes into the journal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Float, Integer, Select, String, Text, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.camera import (
    Camera,
    CameraChange,
    CameraDraft,
    CameraState,
    CameraStatus,
    Credentials,
    SourceAddress,
    Transport,
    camera_data,
    parse_address,
)
from ingest.vault import Vault
from kernel.actor import Actor, system
from kernel.clock import Clock
from kernel.errors import invalid, not_found
from kernel.geo import LatLon
from kernel.ids import CameraId, new_id, slug
from kernel.journal import JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

_INGEST = system("ingest")
_PLAIN_FIELDS = (
    "name",
    "transport",
    "records_audio",
    "bearing_deg",
    "view_angle_deg",
    "range_m",
    "is_enabled",
    "is_recorded",
    "retention_days",
)


class CameraRow(Base):
    """A camera; a removed one keeps its row, so that its id never names another."""

    __tablename__ = "camera"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    sub_address: Mapped[str | None] = mapped_column(Text)
    transport: Mapped[str] = mapped_column(String(8), server_default="tcp")
    records_audio: Mapped[bool] = mapped_column(server_default=false())
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    bearing_deg: Mapped[float | None] = mapped_column(Float)
    view_angle_deg: Mapped[float] = mapped_column(Float)
    range_m: Mapped[float] = mapped_column(Float)
    has_credentials: Mapped[bool]
    is_enabled: Mapped[bool]
    is_recorded: Mapped[bool]
    retention_days: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CredentialRow(Base):
    """A camera's login, sealed; apart from the camera so that nothing that lists cameras can show it."""

    __tablename__ = "camera_credential"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)


class StatusRow(Base):
    """How a camera is doing; written by the pull host only."""

    __tablename__ = "camera_status"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    codec: Mapped[str | None] = mapped_column(String(16))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)


class CameraStore:
    """The cameras of the house. Any thread; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock, vault: Vault) -> None:
        self._database = database
        self._clock = clock
        self._vault = vault

    def add(self, draft: CameraDraft, actor: Actor) -> Camera:
        """A new camera, enabled, with a readable id made from its name."""
        now = self._clock.now()
        with self._database.write() as session:
            row = CameraRow(
                id=_free_id(session, draft.name, now),
                name=draft.name,
                address=str(draft.address),
                sub_address=str(draft.sub_address) if draft.sub_address else None,
                transport=draft.transport.value,
                records_audio=draft.records_audio,
                lat=draft.position.lat if draft.position else None,
                lon=draft.position.lon if draft.position else None,
                bearing_deg=draft.bearing_deg,
                view_angle_deg=draft.view_angle_deg,
                range_m=draft.range_m,
                has_credentials=False,
                is_enabled=True,
                is_recorded=draft.is_recorded,
                retention_days=draft.retention_days,
                created_at=now,
                removed_at=None,
            )
            _demand_one_host(row)
            session.add(row)
            self._keep_login(session, row, draft.credentials)
            status = CameraStatus(CameraState.CONNECTING, now)
            session.add(StatusRow(camera_id=row.id, state=status.state.value, since=now))
            camera = _camera(row)
            append(session, now, actor, "camera.added", f"camera:{camera.id}", camera_data(camera, status))
        return camera

    def change(self, camera_id: CameraId, change: CameraChange, actor: Actor) -> Camera:
        """The camera after the change; a new address without a login keeps the old login only on the same host."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, camera_id)
            self._apply(session, row, change)
            camera = _camera(row)
            status = _status(session, camera)
            if change.is_enabled is not None:
                status = _after_switch(session, camera, status, now)
            append(session, now, actor, "camera.changed", f"camera:{camera_id}", camera_data(camera, status))
        return camera

    def remove(self, camera_id: CameraId, actor: Actor) -> None:
        """Stop using the camera; its footage stays until it expires."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, camera_id)
            camera, status = _camera(row), _status(session, _camera(row))
            row.removed_at = now
            self._keep_login(session, row, Credentials("", ""))
            append(session, now, actor, "camera.removed", f"camera:{camera_id}", camera_data(camera, status))

    def get(self, camera_id: CameraId) -> Camera:
        """Raises a not-found fault for an unknown or removed camera."""
        with self._database.read() as session:
            return _camera(_row(session, camera_id))

    def list(self) -> Sequence[Camera]:
        """All cameras but the removed, by name."""
        with self._database.read() as session:
            return [_camera(row) for row in session.scalars(_present())]

    def at_address(self, address: SourceAddress) -> Camera | None:
        """The camera with this address; of several, the oldest."""
        with self._database.read() as session:
            query = _present().where(CameraRow.address == str(address)).order_by(None).order_by(CameraRow.created_at)
            row = session.scalars(query).first()
            return _camera(row) if row else None

    def move(self, camera_id: CameraId, position: LatLon, bearing_deg: float | None, actor: Actor) -> None:
        """The camera stands elsewhere, as one that is carried does. bearing_deg: None leaves it as it is."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, camera_id)
            row.lat, row.lon = position.lat, position.lon
            row.bearing_deg = row.bearing_deg if bearing_deg is None else bearing_deg
            camera = _camera(row)
            data = camera_data(camera, _status(session, camera))
            append(session, now, actor, "camera.moved", f"camera:{camera_id}", data)

    def retention_days(self) -> dict[CameraId, int]:
        """For every camera, removed ones too: how long its footage is kept."""
        with self._database.read() as session:
            rows = session.execute(select(CameraRow.id, CameraRow.retention_days))
            return {CameraId(camera_id): days for camera_id, days in rows}

    def credentials(self, camera_id: CameraId) -> Credentials | None:
        """The camera's login; for the one who connects only."""
        with self._database.read() as session:
            row = session.get(CredentialRow, camera_id)
            return self._vault.open(row.sealed) if row else None

    def status(self, camera_id: CameraId) -> CameraStatus:
        """How the camera is doing."""
        with self._database.read() as session:
            return _status(session, _camera(_row(session, camera_id)))

    def set_status(self, camera_id: CameraId, status: CameraStatus) -> None:
        """Remember how the camera is doing; see `write_status`."""
        with self._database.write() as session:
            self.write_status(session, camera_id, status)

    def write_status(self, session: Session, camera_id: CameraId, status: CameraStatus) -> None:
        """In the open transaction: keep the status, and journal camera.online or camera.offline when that changed.

        A status of a removed camera is ignored; a later status without codec and size keeps those last seen.
        """
        row = session.get(CameraRow, camera_id)
        if row is None or row.removed_at is not None:
            return
        if row.is_enabled == (status.state is CameraState.DISABLED):
            return  # it was switched meanwhile, and that has set the status already
        camera = _camera(row)
        last = _status(session, camera)
        if last.state == status.state:
            status = replace(status, since=last.since)
        if status.codec is None:
            status = replace(status, codec=last.codec, width=last.width, height=last.height)
        _merge_status(session, camera_id, status)
        if status.state != last.state and status.state in (CameraState.ONLINE, CameraState.OFFLINE):
            kind = f"camera.{status.state.value}"
            append(session, self._clock.now(), _INGEST, kind, f"camera:{camera_id}", camera_data(camera, status))

    def data(self, camera_id: CameraId) -> JsonObject:
        """One camera in the shape of `CameraView`, without its ground view."""
        with self._database.read() as session:
            camera = _camera(_row(session, camera_id))
            return camera_data(camera, _status(session, camera))

    def all_data(self) -> Sequence[JsonObject]:
        """All cameras in the shape of `CameraView`, by name."""
        return [camera_data(camera, status) for camera, status in self.watched()]

    def watched(self) -> Sequence[tuple[Camera, CameraStatus]]:
        """All cameras and how each is doing."""
        with self._database.read() as session:
            cameras = [_camera(row) for row in session.scalars(_present())]
            statuses = {row.camera_id: row for row in session.scalars(select(StatusRow))}
            return [(camera, _status_value(statuses.get(camera.id), camera)) for camera in cameras]

    def _apply(self, session: Session, row: CameraRow, change: CameraChange) -> None:
        for name in _PLAIN_FIELDS:
            value = getattr(change, name)
            if value is not None:
                setattr(row, name, value)
        if change.position is not None:
            row.lat, row.lon = change.position.lat, change.position.lon
        if change.sub_address is not None or change.drops_sub_stream:
            row.sub_address = str(change.sub_address) if change.sub_address else None
        if change.address is not None:
            # A login must not be sent to a host for which it was not given.
            if change.address.host != parse_address(row.address)[0].host and change.credentials is None:
                self._keep_login(session, row, Credentials("", ""))
            row.address = str(change.address)
        _demand_one_host(row)
        self._keep_login(session, row, change.credentials)

    def _keep_login(self, session: Session, row: CameraRow, credentials: Credentials | None) -> None:
        if credentials is None:
            return
        row.has_credentials = credentials != Credentials("", "")
        if row.has_credentials:
            session.merge(CredentialRow(camera_id=row.id, sealed=self._vault.seal(credentials)))
        elif (stored := session.get(CredentialRow, row.id)) is not None:
            session.delete(stored)
        session.flush()


def _demand_one_host(row: CameraRow) -> None:
    """The login goes to both streams, so both must be on the host for which it was given."""
    if row.sub_address is None:
        return
    main, sub = parse_address(row.address)[0].host, parse_address(row.sub_address)[0].host
    if main != sub:
        raise invalid(f"camera {row.id}: the small stream is on another host than the main one; give one on {main}")


def _after_switch(session: Session, camera: Camera, status: CameraStatus, now: datetime) -> CameraStatus:
    if camera.is_enabled == (status.state != CameraState.DISABLED):
        return status
    state = CameraState.CONNECTING if camera.is_enabled else CameraState.DISABLED
    status = replace(status, state=state, since=now, reason=None)
    _merge_status(session, camera.id, status)
    return status


def _merge_status(session: Session, camera_id: CameraId, status: CameraStatus) -> None:
    session.merge(
        StatusRow(
            camera_id=camera_id,
            state=status.state.value,
            since=status.since,
            reason=status.reason,
            codec=status.codec,
            width=status.width,
            height=status.height,
        )
    )


def _free_id(session: Session, name: str, now: datetime) -> str:
    base = slug(name)
    if not base:
        return new_id("cam", now)
    taken = set(session.scalars(select(CameraRow.id).where(CameraRow.id.like(f"{base}%"))))
    number = 2
    wanted = base
    while wanted in taken:
        wanted, number = f"{base}-{number}", number + 1
    return wanted


def _row(session: Session, camera_id: CameraId) -> CameraRow:
    row = session.get(CameraRow, camera_id)
    if row is None or row.removed_at is not None:
        raise not_found("camera", camera_id)
    return row


def _present() -> Select[CameraRow]:
    return select(CameraRow).where(CameraRow.removed_at.is_(None)).order_by(CameraRow.name, CameraRow.id)


def _camera(row: CameraRow) -> Camera:
    address, _ = parse_address(row.address)
    return Camera(
        id=CameraId(row.id),
        name=row.name,
        address=address,
        sub_address=parse_address(row.sub_address)[0] if row.sub_address else None,
        transport=Transport(row.transport),
        records_audio=row.records_audio,
        has_credentials=row.has_credentials,
        position=LatLon(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
        bearing_deg=row.bearing_deg,
        view_angle_deg=row.view_angle_deg,
        range_m=row.range_m,
        is_enabled=row.is_enabled,
        is_recorded=row.is_recorded,
        retention_days=row.retention_days,
        created_at=row.created_at,
    )


def _status(session: Session, camera: Camera) -> CameraStatus:
    return _status_value(session.get(StatusRow, camera.id), camera)


def _status_value(row: StatusRow | None, camera: Camera) -> CameraStatus:
    if row is None:
        return CameraStatus(CameraState.CONNECTING, camera.created_at)
    return CameraStatus(CameraState(row.state), row.since, row.reason, row.codec, row.width, row.height)
