"""A camera that speaks ONVIF by the official schema, with events and with the timeout of a move."""

import base64
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from lxml import etree

from tests.fakes.onvif_schema import NAMESPACES, SOAP, Judge

_WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
_WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
_WSNT = "http://docs.oasis-open.org/wsn/b-2"
_PICTURE = b"\xff\xd8\xff a picture"
_SKEW = timedelta(seconds=30)
STILL: tuple[float, float, float] = (0.0, 0.0, 0.0)


class _Refused(Exception):
    """The request is answered by a SOAP fault."""


@dataclass
class _Subscription:
    ready: threading.Condition
    waiting: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    is_ended: bool = False


class SchemaCamera:
    """One camera on loopback. Threads of its server change it; a test reads it and tells it what happens.

    says: the host in the addresses that it gives, as a camera behind a router says a wrong one.
    clock_ahead: how wrong its clock is; it refuses logins whose time is not its own, as real ones do.
    """

    def __init__(self, judge: Judge, says: str = "", clock_ahead: timedelta = timedelta()) -> None:
        self.judge = judge
        self.says = says
        self.clock_ahead = clock_ahead
        self.username, self.password = "admin", "s3cret"
        self.services = ["device", "media", "ptz", "events"]
        self.asked: list[str] = []
        self.velocity = STILL
        self.moving_until = 0.0
        self.looks_at = ""
        self.presets: dict[str, str] = {"1": "Gate", "2": "Yard"}
        self.states: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {}
        self.subscriptions: dict[str, _Subscription] = {}
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/onvif/device_service"

    @property
    def is_moving(self) -> bool:
        return self.velocity != STILL and time.monotonic() < self.moving_until

    def start(self) -> None:
        """On a port of its own; after `stop` on the same one again."""
        handler = type("Handler", (_Handler,), {"camera": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """The camera loses its power: no answers, and its subscriptions are forgotten."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        for each in self.subscriptions.values():
            self._end(each)
        self.subscriptions.clear()

    def say(self, topic: str, data: dict[str, str], source: dict[str, str] | None = None) -> None:
        """Something happens: all who listen are told."""
        source = source or {"VideoSourceConfigurationToken": "vsc"}
        if any(value in ("true", "false") for value in data.values()):
            self.states[topic, str(source)] = (source, data)
        for each in self.subscriptions.values():
            with each.ready:
                each.waiting.append(("Changed", topic, source, data))
                each.ready.notify_all()

    def answer(self, path: str, envelope: etree._Element) -> bytes:
        """The answer to one request."""
        request = envelope.find(f"{{{SOAP}}}Body")[0]
        name = etree.QName(request).localname
        parts = self.judge.read(request)
        with self._lock:
            self.asked.append(name)
        # The time is told to anybody, but a login that is wrong is refused even then, as many cameras do.
        if name != "GetSystemDateAndTime" or envelope.find(f".//{_WSSE}UsernameToken") is not None:
            self._demand_login(envelope)
        operation = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        answer: bytes = getattr(self, f"_{operation}")(path, parts)
        return answer

    def _demand_login(self, envelope: etree._Element) -> None:
        """WS-Security UsernameToken Profile 1.0, the digest only."""
        token = envelope.find(f".//{_WSSE}UsernameToken")
        if token is None:
            raise _Refused("Sender not Authorized")
        created = token.findtext(f"{_WSU}Created")
        nonce = base64.b64decode(token.findtext(f"{_WSSE}Nonce"))
        digest = hashlib.sha1(nonce + created.encode() + self.password.encode()).digest()
        is_right = token.findtext(f"{_WSSE}Password") == base64.b64encode(digest).decode()
        is_now = abs(datetime.fromisoformat(created) - self._now()) < _SKEW
        if token.findtext(f"{_WSSE}Username") != self.username or not is_right or not is_now:
            raise _Refused("Sender not Authorized")

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.clock_ahead

    def _base(self) -> str:
        return f"http://{self.says or '127.0.0.1'}:{self.port if not self.says else 80}"

    def _write(self, service: str, name: str, **parts: Any) -> bytes:
        return self.judge.write(f"{{{NAMESPACES[service]}}}{name}Response", **parts)

    # device

    def _get_device_information(self, _path: str, _parts: dict[str, Any]) -> bytes:
        said = {"Manufacturer": "Fake", "Model": "Dome 1", "FirmwareVersion": "1.2", "SerialNumber": "7"}
        return self._write("device", "GetDeviceInformation", **said, HardwareId="h")

    def _get_system_date_and_time(self, _path: str, _parts: dict[str, Any]) -> bytes:
        now = self._now()
        date = {"Year": now.year, "Month": now.month, "Day": now.day}
        clock = {"Hour": now.hour, "Minute": now.minute, "Second": now.second}
        said = {"DateTimeType": "Manual", "DaylightSavings": False, "UTCDateTime": {"Date": date, "Time": clock}}
        return self._write("device", "GetSystemDateAndTime", SystemDateAndTime=said)

    def _get_services(self, _path: str, _parts: dict[str, Any]) -> bytes:
        services = [
            {
                "Namespace": NAMESPACES[name],
                "XAddr": f"{self._base()}/onvif/{name}",
                "Version": {"Major": 2, "Minor": 5},
            }
            for name in self.services
        ]
        return self._write("device", "GetServices", Service=services)

    # media

    _SIZES: ClassVar = {"main": ("H264", 2560, 1440), "mid": ("H264", 1280, 720), "small": ("H264", 640, 360)}

    def _get_profiles(self, path: str, _parts: dict[str, Any]) -> bytes:
        if path.endswith("media2"):
            return self._write("media2", "GetProfiles", Profiles=[self._media2_profile(t) for t in ("main", "small")])
        return self._write("media", "GetProfiles", Profiles=[self._profile(token) for token in self._SIZES])

    def _profile(self, token: str) -> dict[str, Any]:
        encoding, width, height = self._SIZES[token]
        encoder = {
            "token": f"vec-{token}", "Name": token, "UseCount": 1, "Encoding": encoding, "Quality": 1,
            "Resolution": {"Width": width, "Height": height}, "SessionTimeout": "PT10S",
            "RateControl": {"FrameRateLimit": 25, "EncodingInterval": 1, "BitrateLimit": 4096},
            "Multicast": {"Address": {"Type": "IPv4"}, "Port": 0, "TTL": 1, "AutoStart": False},
        }  # fmt: skip
        return {
            "token": token,
            "Name": f"{token} stream",
            "VideoSourceConfiguration": self._video_source(),
            "VideoEncoderConfiguration": encoder,
            "PTZConfiguration": {"token": "ptz", "Name": "ptz", "UseCount": 1, "NodeToken": "node"},
        }

    def _media2_profile(self, token: str) -> dict[str, Any]:
        codec, width, height = ("H265", 3840, 2160) if token == "main" else ("H264", 640, 360)
        encoder = {
            "token": f"vec-{token}", "Name": token, "UseCount": 1, "Encoding": codec, "Quality": 1,
            "Resolution": {"Width": width, "Height": height},
            "RateControl": {"FrameRateLimit": 25, "BitrateLimit": 4096},
        }  # fmt: skip
        parts = {"VideoSource": self._video_source(), "VideoEncoder": encoder}
        return {"token": token, "Name": f"{token} stream", "Configurations": parts}

    def _video_source(self) -> dict[str, Any]:
        bounds = {"x": 0, "y": 0, "width": 2560, "height": 1440}
        return {"token": "vsc", "Name": "eye", "UseCount": 1, "SourceToken": "eye", "Bounds": bounds}

    def _get_stream_uri(self, path: str, parts: dict[str, Any]) -> bytes:
        uri = f"rtsp://admin:leaked@{self.says or '127.0.0.1'}:8554/{parts['ProfileToken']}"
        if path.endswith("media2"):
            return self._write("media2", "GetStreamUri", Uri=uri)
        said = {"Uri": uri, "InvalidAfterConnect": False, "InvalidAfterReboot": False, "Timeout": "PT0S"}
        return self._write("media", "GetStreamUri", MediaUri=said)

    def _get_snapshot_uri(self, path: str, _parts: dict[str, Any]) -> bytes:
        uri = f"{self._base()}/snapshot.jpg"
        if path.endswith("media2"):
            return self._write("media2", "GetSnapshotUri", Uri=uri)
        said = {"Uri": uri, "InvalidAfterConnect": False, "InvalidAfterReboot": False, "Timeout": "PT0S"}
        return self._write("media", "GetSnapshotUri", MediaUri=said)

    # ptz

    def _continuous_move(self, _path: str, parts: dict[str, Any]) -> bytes:
        velocity = parts["Velocity"]
        turn, zoom = velocity["PanTilt"] or {}, velocity["Zoom"] or {}
        self.velocity = (turn.get("x", 0), turn.get("y", 0), zoom.get("x", 0))
        self.moving_until = time.monotonic() + parts["Timeout"].total_seconds()
        return self._write("ptz", "ContinuousMove")

    def _stop(self, _path: str, _parts: dict[str, Any]) -> bytes:
        self.velocity = STILL
        return self._write("ptz", "Stop")

    def _get_presets(self, _path: str, _parts: dict[str, Any]) -> bytes:
        presets = [{"token": token, "Name": name} for token, name in self.presets.items()]
        return self._write("ptz", "GetPresets", Preset=presets)

    def _set_preset(self, _path: str, parts: dict[str, Any]) -> bytes:
        token = str(len(self.presets) + 1)
        self.presets[token] = parts["PresetName"]
        return self._write("ptz", "SetPreset", PresetToken=token)

    def _remove_preset(self, _path: str, parts: dict[str, Any]) -> bytes:
        if self.presets.pop(parts["PresetToken"], None) is None:
            raise _Refused("No such preset")
        return self._write("ptz", "RemovePreset")

    def _goto_preset(self, _path: str, parts: dict[str, Any]) -> bytes:
        if parts["PresetToken"] not in self.presets:
            raise _Refused("No such preset")
        self.velocity = STILL
        self.looks_at = parts["PresetToken"]
        return self._write("ptz", "GotoPreset")

    # events

    def _create_pull_point_subscription(self, _path: str, _parts: dict[str, Any]) -> bytes:
        name = f"/onvif/subscription/{len(self.asked)}"
        made = _Subscription(threading.Condition())
        made.waiting += [
            ("Initialized", topic, source, data) for (topic, _), (source, data) in self.states.items()
        ]  # as the core specification has it: first how everything stands
        self.subscriptions[name] = made
        reference = {"Address": {"_value_1": f"{self._base()}{name}"}}
        return self._write("events", "CreatePullPointSubscription", SubscriptionReference=reference, **self._times())

    def _pull_messages(self, path: str, parts: dict[str, Any]) -> bytes:
        subscription = self.subscriptions.get(path)
        if subscription is None:
            raise _Refused("No such subscription")
        with subscription.ready:
            subscription.ready.wait_for(
                lambda: bool(subscription.waiting) or subscription.is_ended, parts["Timeout"].total_seconds()
            )
            limit = parts["MessageLimit"]
            taken, subscription.waiting[:] = subscription.waiting[:limit], subscription.waiting[limit:]
        messages = [self._notification(operation, source, data) for operation, _, source, data in taken]
        written = etree.fromstring(self._write("events", "PullMessages", NotificationMessage=messages, **self._times()))
        for element, (_, topic, _, _) in zip(written.iter(f"{{{_WSNT}}}Topic"), taken, strict=True):
            element.text = topic  # mixed content, which zeep does not write
        return bytes(etree.tostring(written))

    def _notification(self, operation: str, source: dict[str, str], data: dict[str, str]) -> dict[str, Any]:
        dialect = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet"
        message = self.judge.message(operation, self._now().isoformat(), source, data)
        return {"Topic": {"Dialect": dialect}, "Message": {"_value_1": message}}

    def _renew(self, path: str, _parts: dict[str, Any]) -> bytes:
        if path not in self.subscriptions:
            raise _Refused("No such subscription")
        return self.judge.write(f"{{{_WSNT}}}RenewResponse", **self._times())

    def _unsubscribe(self, path: str, _parts: dict[str, Any]) -> bytes:
        if path not in self.subscriptions:
            raise _Refused("No such subscription")
        self._end(self.subscriptions.pop(path))
        return self.judge.write(f"{{{_WSNT}}}UnsubscribeResponse")

    def _end(self, subscription: _Subscription) -> None:
        with subscription.ready:
            subscription.is_ended = True
            subscription.ready.notify_all()

    def _times(self) -> dict[str, datetime]:
        return {"CurrentTime": self._now(), "TerminationTime": self._now() + timedelta(seconds=60)}


class _Handler(BaseHTTPRequestHandler):
    camera: SchemaCamera

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            status, answer = 200, self.camera.answer(self.path, etree.fromstring(body))
        except _Refused as refused:
            status, answer = (400 if "Authorized" not in str(refused) else 401), _fault(str(refused))
        except Exception as error:  # noqa: BLE001  # what the schema does not allow shows in the answer, and fails the test there
            self.camera.asked.append(f"INVALID {error}")
            status, answer = 500, _fault(f"not valid: {error}")
        self._send(status, answer, "application/soap+xml; charset=utf-8")

    def do_GET(self) -> None:
        if self.path == "/snapshot.jpg":
            self._send(200, _PICTURE, "image/jpeg")
        else:
            self._send(404, b"", "text/plain")

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the console."""

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _fault(reason: str) -> bytes:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    fault = etree.SubElement(etree.SubElement(envelope, f"{{{SOAP}}}Body"), f"{{{SOAP}}}Fault")
    etree.SubElement(etree.SubElement(fault, f"{{{SOAP}}}Code"), f"{{{SOAP}}}Value").text = "s:Sender"
    text = etree.SubElement(etree.SubElement(fault, f"{{{SOAP}}}Reason"), f"{{{SOAP}}}Text")
    text.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    text.text = reason
    return bytes(etree.tostring(envelope))


@contextmanager
def running(camera: SchemaCamera) -> Iterator[SchemaCamera]:
    """The camera, answering until the end of the block."""
    camera.start()
    try:
        yield camera
    finally:
        camera.stop()
    assert [each for each in camera.asked if each.startswith("INVALID")] == []
