"""A camera simulator that others wrote (ipycam): found, read and steered over loopback.

It has no events and does not heed the timeout of a move, as some real cameras do not.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from ipycam.config import CameraConfig
from ipycam.discovery import WSDiscoveryServer
from ipycam.http import IPCameraHTTPHandler
from ipycam.onvif import ONVIFService
from ipycam.ptz import PTZController

USERNAME, PASSWORD = "admin", "s3cret"


class IpycamCamera:
    """Its HTTP and discovery servers around its ONVIF service and PTZ, without its video."""

    def __init__(self) -> None:
        self.config = CameraConfig(local_ip="127.0.0.1", name="Yard_dome", username=USERNAME, password=PASSWORD)
        self.ptz = PTZController()
        self.service = ONVIFService(self.config, self.ptz)
        # Its preset answers use prefixes that its envelope does not declare; no XML parser takes those.
        envelope = self.service._templates["envelope"]
        declared = '<s:Envelope xmlns:ptz="http://www.onvif.org/ver20/ptz/wsdl" '
        declared += 'xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" '
        self.service._templates["envelope"] = envelope.replace("<s:Envelope ", declared)
        camera = SimpleNamespace(config=self.config, onvif=self.service)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (IPCameraHTTPHandler,), {"camera": camera}))
        self._http.daemon_threads = True
        self.config.onvif_port = self.port = self._http.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/onvif/device_service"

    @property
    def is_moving(self) -> bool:
        return bool(self.ptz.get_status()["moving"])

    @contextmanager
    def running(self, is_found: bool = False) -> Iterator["IpycamCamera"]:
        """Answering; `is_found`: to searches on the network too, by the fixed port of WS-Discovery."""
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        discovery = self._discovery() if is_found else None
        try:
            yield self
        finally:
            if discovery is not None:
                discovery.stop()
            self._http.shutdown()
            self._http.server_close()
            self.ptz.stop()

    def _discovery(self) -> WSDiscoveryServer:
        try:
            discovery = WSDiscoveryServer(self.service)
        except OSError:
            pytest.skip("another program on this machine has the port of WS-Discovery (3702)")
        loopback = socket.inet_aton("127.0.0.1")  # its announcements stay on this machine
        discovery.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, loopback)
        discovery.start()
        return discovery


@contextmanager
def ipycam_camera(folder: Path, monkeypatch: pytest.MonkeyPatch, is_found: bool = False) -> Iterator[IpycamCamera]:
    """One that keeps its presets in `folder`."""
    monkeypatch.chdir(folder)
    with IpycamCamera().running(is_found) as camera:
        yield camera
