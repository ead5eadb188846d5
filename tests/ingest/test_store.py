"""Cameras in the database: sealed logins, journalled changes."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.api.schema.cameras import CameraView
from ingest.camera import CameraChange, CameraDraft, CameraState, CameraStatus, Credentials, parse_address
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.actor import system
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.sql.journal import read_after

ACTOR = system("test")
LOGIN = Credentials("admin", "hunter2-secret")


@pytest.fixture
def store(database: Database, clock: ManualClock, tmp_path: Path) -> CameraStore:
    return CameraStore(database, clock, Vault(tmp_path / "keys" / "vault.key"))


def draft(name: str = "Gate 3", url: str = "rtsp://10.0.0.3/main", login: Credentials | None = LOGIN) -> CameraDraft:
    return CameraDraft(name, parse_address(url)[0], login, position=LatLon(47.1, 9.5), bearing_deg=90)


def kinds(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.kind for entry in read_after(session, 0)]


def test_login_is_sealed_and_shows_nowhere(store: CameraStore, database: Database, tmp_path: Path) -> None:
    camera = store.add(draft(), ACTOR)
    with database.read() as session:
        journal = json.dumps([entry.data for entry in read_after(session, 0)])
    database.close()
    files = b"".join(path.read_bytes() for path in tmp_path.glob("watchroom.db*"))

    assert store.credentials(camera.id) == LOGIN
    assert camera.has_credentials
    assert LOGIN.password not in journal
    assert LOGIN.password.encode() not in files
    assert (tmp_path / "keys" / "vault.key").stat().st_mode & 0o777 == 0o600


def test_another_key_cannot_open_the_login(database: Database, clock: ManualClock, tmp_path: Path) -> None:
    camera = CameraStore(database, clock, Vault(tmp_path / "a.key")).add(draft(), ACTOR)
    with pytest.raises(Fault) as refusal:
        CameraStore(database, clock, Vault(tmp_path / "b.key")).credentials(camera.id)

    assert refusal.value.kind is FaultKind.CORRUPT


def test_data_has_the_shape_of_the_view(store: CameraStore) -> None:
    camera = store.add(draft(), ACTOR)
    view = CameraView.model_validate(dict(store.data(camera.id)))

    assert set(store.data(camera.id)) == set(CameraView.model_fields)
    assert (view.id, view.address, view.status.state.value) == ("gate-3", "rtsp://10.0.0.3/main", "connecting")
    assert store.all_data() == [store.data(camera.id)]


def test_id_is_never_given_twice(store: CameraStore) -> None:
    first = store.add(draft(), ACTOR)
    store.remove(first.id, ACTOR)
    second = store.add(draft(), ACTOR)

    assert (first.id, second.id) == ("gate-3", "gate-3-2")
    assert [camera.id for camera in store.list()] == ["gate-3-2"]
    with pytest.raises(Fault, match="not found"):
        store.get(first.id)


def test_name_without_latin_letters_gets_an_id(store: CameraStore) -> None:
    assert store.add(draft("东门"), ACTOR).id.startswith("cam_")


def test_removed_camera_loses_its_login(store: CameraStore) -> None:
    camera = store.add(draft(), ACTOR)
    store.remove(camera.id, ACTOR)

    assert store.credentials(camera.id) is None


@pytest.mark.parametrize(
    ("url", "keeps"),
    [("rtsp://10.0.0.3/sub", True), ("rtsp://10.0.0.66/main", False)],
    ids=["same host", "another host"],
)
def test_new_address_keeps_the_login_only_on_its_host(store: CameraStore, url: str, keeps: bool) -> None:
    camera = store.add(draft(), ACTOR)
    changed = store.change(camera.id, CameraChange(address=parse_address(url)[0]), ACTOR)

    assert changed.has_credentials is keeps
    assert (store.credentials(camera.id) == LOGIN) is keeps


def test_status_is_journalled_when_the_state_changes_only(
    store: CameraStore, database: Database, clock: ManualClock
) -> None:
    camera = store.add(draft(), ACTOR)
    online = CameraStatus(CameraState.ONLINE, clock.now(), None, "h264", 1920, 1080)
    store.set_status(camera.id, online)
    clock.advance(5)
    store.set_status(camera.id, CameraStatus(CameraState.ONLINE, clock.now()))
    assert store.status(camera.id) == online
    store.set_status(camera.id, CameraStatus(CameraState.OFFLINE, clock.now(), "connection refused"))

    assert kinds(database) == ["camera.added", "camera.online", "camera.offline"]
    assert store.status(camera.id).codec == "h264"
    assert store.status(camera.id).since == online.since + timedelta(seconds=5)


def test_camera_switched_off_ignores_late_news(store: CameraStore, clock: ManualClock) -> None:
    camera = store.add(draft(), ACTOR)
    store.change(camera.id, CameraChange(is_enabled=False), ACTOR)
    store.set_status(camera.id, CameraStatus(CameraState.ONLINE, clock.now()))
    store.set_status(CameraId("unknown"), CameraStatus(CameraState.ONLINE, clock.now()))

    assert store.status(camera.id).state is CameraState.DISABLED


def test_small_stream_is_kept_and_can_be_taken_away(store: CameraStore) -> None:
    small = parse_address("rtsp://10.0.0.3/small")[0]
    camera = store.add(replace(draft(), sub_address=small, records_audio=True), ACTOR)

    changed = store.change(camera.id, CameraChange(drops_sub_stream=True), ACTOR)

    assert (camera.sub_address, camera.records_audio) == (small, True)
    assert changed.sub_address is None


def test_small_stream_on_another_host_is_refused_since_the_login_would_go_there(store: CameraStore) -> None:
    camera = store.add(draft(), ACTOR)

    with pytest.raises(Fault, match="another host"):
        store.change(camera.id, CameraChange(sub_address=parse_address("rtsp://10.6.6.6/small")[0]), ACTOR)

    assert store.get(camera.id).sub_address is None
