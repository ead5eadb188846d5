"""A whole console on a real database, with people of every role."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from analytics.scene import starting_scene
from console.api.app import create_app
from console.auth.password import Argon2Hasher
from console.auth.users import NewUser
from console.compose import build_house
from console.house import House
from console.settings import load
from ingest.camera import Camera, CameraDraft, parse_address
from kernel.actor import system
from kernel.clock import Clock, ManualClock, SystemClock
from kernel.event import Event, EventPhase, Severity, Verdict
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, EventId, new_id
from kernel.sql.database import Base, Database
from patrol.unit import Unit, UnitDraft

PASSWORD = "correct horse battery"
TESTER = system("test")
ROLES = ("operator", "dispatcher", "reviewer", "administrator")


class Room:
    """A house whose cameras are `gate` (anybody's) and `vault` (not for those who are limited), with one unit."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        settings = load(data_dir=folder)
        self.database = Database(settings.database)
        Base.metadata.create_all(self.database.engine)
        hasher = Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.house: House = build_house(settings, clock, self.database, hasher)
        self.gate, self.vault = self._camera("Gate"), self._camera("Vault")
        for role in ROLES:
            self.add_user(role, (role,))
            self.add_user(f"{role}-limited", (role,), (self.gate.id,))
        self.unit = self.add_unit("P-1")
        self.token = self.house.patrol.units.issue_token(self.unit.id, TESTER)
        self.app = create_app(self.house, folder / "dist")

    def add_user(self, username: str, roles: tuple[str, ...], cameras: tuple[str, ...] | None = None) -> str:
        new = NewUser(username, username.title(), PASSWORD, roles, None, cameras)
        return self.house.users.add(new, TESTER).id

    def add_unit(self, callsign: str) -> Unit:
        return self.house.patrol.units.add(UnitDraft(callsign), TESTER)

    def add_event(self, camera: CameraId | None, **changes: object) -> Event:
        """An open event with a picture; at no camera it is about the house itself."""
        now = self.clock.now()
        event = Event(
            id=EventId(new_id("evt", now)),
            camera=camera,
            rule=None,
            kind="intrusion",
            title="Intrusion",
            severity=Severity.HIGH,
            phase=EventPhase.OPEN,
            opened_at=now,
            updated_at=now,
            closed_at=None,
            object_class="person",
            direction=None,
            confidence=0.9,
            box=Box(0.1, 0.1, 0.2, 0.4),
            path=(Point(0.1, 0.4), Point(0.15, 0.4)),
            position=LatLon(54.0, 7.0),
            position_is_measured=True,
            clip_start=now,
            clip_end=now,
            has_snapshot=False,
            count=1,
            verdict=Verdict.NONE,
            verdict_reason=None,
            verdict_by=None,
            verdict_at=None,
            incident_id=None,
        )
        return self.house.events.open(replace(event, **changes), b"\xff\xd8\xff picture")  # type: ignore[arg-type]

    def client(self) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://room")

    @asynccontextmanager
    async def signed_in(self, username: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which `username` has signed in; it sends its CSRF token."""
        async with self.client() as client:
            answer = await client.post("/api/session", json={"username": username, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield client

    def device(self, token: str | None = None) -> httpx.AsyncClient:
        """The unit's own device."""
        client = self.client()
        client.headers["Authorization"] = f"Bearer {token or self.token}"
        return client

    def close(self) -> None:
        self.house.feed.stop()
        self.database.close()

    def _camera(self, name: str) -> Camera:
        address, _ = parse_address("pattern:street")
        camera = self.house.cameras.add(CameraDraft(name, address, position=LatLon(54.0, 7.0)), TESTER)
        self.house.events.save_scene(camera.id, starting_scene(reports_intrusion=True), TESTER)
        return camera


@pytest.fixture
def room(tmp_path: Path, clock: ManualClock) -> Iterator[Room]:
    made = Room(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def live_room(tmp_path: Path) -> Iterator[Room]:
    """The same on the machine's own clock, for what runs in threads: a manual clock does not let them sleep."""
    made = Room(tmp_path, SystemClock())
    yield made
    made.close()


@pytest.fixture
async def dispatcher(room: Room) -> AsyncIterator[httpx.AsyncClient]:
    async with room.signed_in("dispatcher") as client:
        yield client


@pytest.fixture
async def administrator(room: Room) -> AsyncIterator[httpx.AsyncClient]:
    async with room.signed_in("administrator") as client:
        yield client
