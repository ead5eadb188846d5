"""Wrong input, as a person gives it on the command line and in the page: a clear word each time, nothing lost."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.rtsp_server import Login, RtspServer, serving
from tests.e2e.room import Room, ask, eventually
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture
def idle(tmp_path: Path) -> Room:
    """A house that is not running: the commands work on its data."""
    return Room(tmp_path / "data")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("gate-three", "rtsp", id="no address at all"),
        pytest.param("ftp://127.0.0.1/x", "rtsp", id="a scheme that is not allowed"),
        pytest.param("exec:ffmpeg", "rtsp", id="a command"),
        pytest.param("rtsp://127.0.0.1/x; rm -rf /", "spaces", id="a command behind an address"),
        pytest.param("rtsp://127.0.0.1:1/stream", "connection refused", id="nobody listens"),
        pytest.param("rtsp://no-such-camera.invalid/stream", "not known", id="unknown host"),
        pytest.param("file:../../etc/passwd", "media", id="a file outside the media folder"),
        pytest.param("file:absent.mp4", "absent.mp4", id="a file that is not there"),
    ],
)
def test_bad_address_is_answered_with_the_reason_and_no_traceback(idle: Room, url: str, says: str) -> None:
    printed = idle.run("camera", "probe", "--url", url, expect=None)

    assert says in printed.lower()
    assert "Traceback" not in printed


def test_address_that_cannot_be_right_adds_no_camera(idle: Room) -> None:
    idle.run("camera", "add", "--name", "Gate", "--url", "exec:ffmpeg", expect=2)

    assert "Gate" not in idle.run("camera", "list")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "empty", id="0 bytes"),
        pytest.param(b"not a video" * 99, "no video", id="another kind of file"),
    ],
)
def test_file_without_video_is_named(idle: Room, content: bytes, says: str) -> None:
    media = idle.data_dir / "media"
    media.mkdir(parents=True)
    (media / "clip.mp4").write_bytes(content)

    printed = idle.run("camera", "probe", "--url", "file:clip.mp4", expect=None)

    assert "clip.mp4" in printed
    assert says.lower() in printed.lower()
    assert "Traceback" not in printed


def test_stream_with_sound_only_is_named(idle: Room) -> None:
    media = idle.data_dir / "media"
    media.mkdir(parents=True)
    tone = ["-f", "lavfi", "-i", "sine=d=2", "-c:a", "aac", str(media / "tone.mp4")]
    subprocess.run(["ffmpeg", "-loglevel", "error", *tone], check=True)

    printed = idle.run("camera", "probe", "--url", "file:tone.mp4", expect=None)

    assert "no video" in printed


@pytest.fixture
def locked_camera(footage: Path) -> Iterator[str]:
    """An RTSP camera that wants a login: guard / right."""
    server = RtspServer(login=Login("guard", "right"))
    server.mount("gate", footage / "one-by-one-person-detection.mp4")
    with serving(server):
        yield server.url("gate").removeprefix("rtsp://")


@pytest.mark.footage
def test_wrong_password_is_called_so_and_never_printed(idle: Room, locked_camera: str) -> None:
    printed = idle.run("camera", "probe", "--url", f"rtsp://guard:s3cretwrong@{locked_camera}", expect=None)

    assert "wrong user name or password" in printed
    assert "s3cretwrong" not in printed
    assert "h264, 768 × 432" in idle.run("camera", "probe", "--url", f"rtsp://guard:right@{locked_camera}")
    idle.run("camera", "add", "--name", "Gate", "--url", f"rtsp://guard:right@{locked_camera}")
    assert "right@" not in idle.run("camera", "list")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        pytest.param("[http\nport = 1", "line 1", id="broken"),
        pytest.param("[http]\nprot = 8600", "prot", id="unknown key"),
        pytest.param("[stream]\nheartbeat_s = 'often'", "heartbeat_s", id="wrong kind of value"),
        pytest.param("time_zone = 'Mars/Olympus'", "Mars/Olympus", id="no such time zone"),
    ],
)
def test_broken_settings_name_file_and_place(idle: Room, tmp_path: Path, toml: str, says: str) -> None:
    path = tmp_path / "room.toml"
    path.write_text(toml)

    printed = idle.run("--config", str(path), "check", expect=2)

    assert "room.toml" in printed
    assert says.lower() in printed.lower()
    assert "Traceback" not in printed


def test_settings_in_force_are_printed_without_their_secrets(tmp_path: Path) -> None:
    room = Room(tmp_path / "data", {"WATCHROOM_DATABASE_URL": "postgresql+psycopg://w:s3cret@127.0.0.1:1/w"})

    printed = room.run("check", expect=None)

    assert "s3cret" not in printed
    assert "127.0.0.1:1" in printed


@pytest.mark.faults
@pytest.mark.footage
def test_full_disk_leaves_a_gap_called_so_and_recording_goes_on_when_there_is_room(
    tmp_path: Path, footage: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk)], check=True)
    limits = {"WATCHROOM_INGEST__FREE_FLOOR_BYTES": "0", "WATCHROOM_INGEST__FREE_MINIMUM_BYTES": str(4 << 20)}
    room = Room(tmp_path / "data", {"WATCHROOM_INGEST__FOOTAGE_DIR": str(disk), **limits})
    rack = CameraRack({"people": footage / "one-by-one-person-detection.mp4"})
    try:
        rack.plug()
        room.start()
        _fill_and_free(room, rack, disk)
    finally:
        if room.data_dir.exists():
            room.stop()
        rack.pull_plug()
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _fill_and_free(room: Room, rack: CameraRack, disk: Path) -> None:
    with room.client() as client:
        camera = client.post("/api/cameras", json={"name": "People", "url": rack.url("people")}).json()["id"]
        since = datetime.now(UTC)

        def spans(state: str) -> list[dict[str, str]]:
            until = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
            found = ask(client, f"/api/cameras/{camera}/timeline", start=since.isoformat(), end=until)
            return [span for span in found["spans"] if span["state"] == state]

        eventually("footage", lambda: spans("recorded"))
        filler = disk / "filler"
        with filler.open("wb") as file:
            file.write(bytes(shutil.disk_usage(disk).free))
        eventually(
            "a gap for the full disk", lambda: [s for s in spans("gap") if "disk" in (s["reason"] or "")], within_s=20
        )
        assert ask(client, f"/api/cameras/{camera}")["status"]["state"] == "online", "the live picture goes on"
        filler.unlink()
        freed = datetime.now(UTC)
        eventually(
            "recording again",
            lambda: [s for s in spans("recorded") if datetime.fromisoformat(s["end"]) > freed + timedelta(seconds=2)],
            within_s=30,
        )
