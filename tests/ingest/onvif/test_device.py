"""Devices over loopback: a simulator that others wrote, and one that holds every request against ONVIF's schema."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Network, ip_network
from pathlib import Path

import pytest

from ingest.camera import Credentials
from ingest.onvif.address import parse_device
from ingest.onvif.connect import connect
from ingest.onvif.device import Device, Preset, Velocity
from ingest.onvif.discovery import find_at, find_devices
from ingest.onvif.notice import NoticeKind, notice_of
from ingest.settings import IngestSettings
from kernel.errors import Fault, FaultKind
from tests.fakes.ipycam_camera import PASSWORD, USERNAME, IpycamCamera, ipycam_camera
from tests.fakes.onvif_camera import SchemaCamera, running
from tests.fakes.onvif_schema import judge

LOGIN = Credentials("admin", "s3cret")
MOTION = "tns1:RuleEngine/CellMotionDetector/Motion"


@contextmanager
def connected(camera: SchemaCamera | IpycamCamera, login: Credentials | None = LOGIN) -> Iterator[Device]:
    with closing(Device(parse_device(camera.url), login, timeout_s=2)) as device:
        yield device


def test_a_search_finds_the_camera_and_what_it_calls_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ipycam_camera(tmp_path, monkeypatch, is_found=True) as camera:
        started = time.monotonic()
        by_all = find_devices(0.6, ["127.0.0.1"])
        took_s = time.monotonic() - started
        by_name = find_at("127.0.0.1", 0.3, IngestSettings())

    assert [(str(found.address), found.name) for found in by_all] == [(camera.url, "Yard dome")]
    assert by_name == by_all
    assert took_s < 1.5


def test_a_search_where_nobody_answers_ends_in_time_with_nothing() -> None:
    started = time.monotonic()

    assert find_devices(0.3, ["127.0.0.1"]) == []
    assert time.monotonic() - started < 1.5


def test_a_search_at_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(Fault, match="not known"):
        find_at("no-such-camera.invalid", 0.2, IngestSettings())


def test_a_foreign_camera_is_read(foreign: IpycamCamera) -> None:
    with connected(foreign, Credentials(USERNAME, PASSWORD)) as device:
        report = device.report()

    (channel,) = report.channels
    assert (report.manufacturer, report.model) == ("PythonCam", "VirtualCam-1")
    assert (channel.main.width, channel.main.height, channel.main.codec) == (1920, 1080, "h264")
    assert channel.sub is not None
    assert (str(channel.sub.address), channel.ptz_token) == ("rtsp://127.0.0.1:8554/video_sub", "Profile_Main")
    assert report.clock_ahead is not None
    assert abs(report.clock_ahead) < timedelta(seconds=2)
    assert not report.has_events


def test_a_foreign_camera_is_steered_and_stopped(foreign: IpycamCamera) -> None:
    with connected(foreign, Credentials(USERNAME, PASSWORD)) as device:
        device.move("Profile_Main", Velocity(pan=0.5, tilt=-0.25, zoom=1), 1)
        speeds = foreign.ptz.velocity
        moved = (speeds.pan_speed, speeds.tilt_speed, speeds.zoom_speed)
        device.stop("Profile_Main")

    assert moved == (0.5, -0.25, 1)
    assert not foreign.is_moving


def test_a_foreign_camera_s_presets_are_saved_listed_and_gone_to(foreign: IpycamCamera) -> None:
    foreign.ptz.absolute_move(0.5, 0.5, 0.5)
    with connected(foreign, Credentials(USERNAME, PASSWORD)) as device:
        saved = device.save_preset("Profile_Main", "Gate")
        foreign.ptz.absolute_move(0, 0, 0)
        listed = device.presets("Profile_Main")
        device.go_to("Profile_Main", saved.token)

    assert saved in listed
    assert foreign.ptz.get_status()["pan"] == 0.5


@pytest.mark.parametrize("password", ["wrong", ""], ids=["wrong", "none"])
def test_a_wrong_login_is_named_as_such_by_either_camera(
    camera: SchemaCamera, foreign: IpycamCamera, password: str
) -> None:
    login = Credentials("admin", password) if password else None
    for one in (camera, foreign):
        with connected(one, login) as device, pytest.raises(Fault) as refused:
            device.report()
        assert refused.value.kind is FaultKind.INVALID
        assert "refused the login" in refused.value.message
        assert "s3cret" not in refused.value.message


def test_every_request_is_valid_by_the_official_schema(camera: SchemaCamera) -> None:
    with connected(camera) as device:
        report = device.report()
        device.move("main", Velocity(0.5, 0, 0), 1)
        device.stop("main")
        made = device.save_preset("main", "Door <&>")
        presets = device.presets("main")
        device.go_to("main", made.token)
        device.remove_preset("main", made.token)
        picture = device.picture("main")
        with closing(device.subscribe()) as point:
            point.pull(0.1)

    assert [channel.main.token for channel in report.channels] == ["main"]
    assert report.has_events
    assert presets == [Preset("1", "Gate"), Preset("2", "Yard"), Preset("3", "Door <&>")]
    assert (camera.looks_at, camera.presets) == ("3", {"1": "Gate", "2": "Yard"})
    assert picture is not None
    assert {"ContinuousMove", "Stop", "PullMessages", "Unsubscribe", "GetSnapshotUri"} <= set(camera.asked)
    assert camera.subscriptions == {}


def test_a_camera_with_the_newer_media_service_is_read_by_it() -> None:
    camera = SchemaCamera(judge())
    camera.services.append("media2")
    with running(camera), connected(camera) as device:
        (channel,) = device.report().channels

    assert (channel.main.codec, channel.main.width, channel.sub and channel.sub.token) == ("h265", 3840, "small")


def test_a_camera_that_names_another_host_is_asked_at_its_own() -> None:
    camera = SchemaCamera(judge(), says="10.255.255.1")
    with running(camera), connected(camera) as device:
        report = device.report()
        device.move(report.channels[0].main.token, Velocity(0.1), 1)
        picture = device.picture("main")
        with closing(device.subscribe()) as point:
            point.pull(0.1)

    (channel,) = report.channels
    assert str(channel.main.address) == "rtsp://127.0.0.1:8554/main"
    assert report.snapshot_url == f"http://127.0.0.1:{camera.port}/snapshot.jpg"
    assert picture is not None


def test_a_login_in_a_stream_address_goes_no_further(camera: SchemaCamera) -> None:
    with connected(camera) as device:
        report = device.report()

    assert "leaked" not in repr(report)


def test_a_camera_whose_clock_is_wrong_is_read_and_its_clock_told() -> None:
    camera = SchemaCamera(judge(), clock_ahead=timedelta(days=-300))
    with running(camera), connected(camera) as device:
        ahead = device.report().clock_ahead

    assert ahead is not None
    assert abs(ahead - timedelta(days=-300)) < timedelta(seconds=2)


def test_a_camera_s_own_timeout_ends_a_move_when_nobody_says_anything_more(camera: SchemaCamera) -> None:
    with connected(camera) as device:
        device.move("main", Velocity(1), 0.5)
        was_moving = camera.is_moving

    assert was_moving
    assert camera.moving_until - time.monotonic() <= 0.5


def test_events_come_as_they_stand_and_as_they_happen(camera: SchemaCamera) -> None:
    camera.say(MOTION, {"IsMotion": "true"})
    with connected(camera) as device, closing(device.subscribe()) as point:
        first = [notice_of(message) for message in point.pull(1)]
        camera.say(MOTION, {"IsMotion": "false"})
        second = [notice_of(message) for message in point.pull(1)]

    told = [(notice.kind, notice.is_active) for notice in (*first, *second) if notice is not None]
    assert told == [(NoticeKind.MOTION, True), (NoticeKind.MOTION, False)]


@pytest.mark.parametrize("is_there", [False, True], ids=["nobody answers", "no onvif"])
def test_a_device_that_does_not_speak_onvif_is_a_clear_fault(is_there: bool) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        place = f"127.0.0.1:{server.server_port if is_there else 1}"
        with closing(Device(parse_device(place), None, 1)) as device, pytest.raises(Fault) as failed:
            device.report()
        server.shutdown()

    assert failed.value.kind is FaultKind.UNAVAILABLE
    assert "check address and port" in failed.value.message


@pytest.mark.parametrize(
    ("host", "networks"), [("169.254.169.254", ()), ("10.0.0.9", (ip_network("10.20.0.0/16"),))], ids=["cloud", "away"]
)
def test_a_host_where_no_camera_may_be_is_not_asked(host: str, networks: tuple[IPv4Network, ...]) -> None:
    settings = IngestSettings(camera_networks=networks)
    with pytest.raises(Fault, match="outside the camera networks"):
        connect(parse_device(host), LOGIN, settings)
    with pytest.raises(Fault, match="outside the camera networks"):
        find_at(host, 0.2, settings)


def test_what_a_camera_cannot_do_is_a_conflict(foreign: IpycamCamera) -> None:
    with connected(foreign, Credentials(USERNAME, PASSWORD)) as device, pytest.raises(Fault) as refused:
        device.subscribe()

    assert refused.value.kind is FaultKind.CONFLICT


def test_who_does_not_connect_does_not_load_the_client() -> None:
    code = "import sys, console.onvif.steering, ingest.onvif.discovery; print('onveef' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
