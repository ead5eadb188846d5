"""The console's own doors: HTTPS with the house's certificate, and the plain port beside it."""

import asyncio
import ssl
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn

from console.api.app import create_app
from console.hosts.tls import HttpDoors
from console.tls.authority import Authority
from kernel.clock import SystemClock
from kernel.errors import Fault
from tests.console.conftest import PASSWORD, Room
from tests.wire.cameras import free_port


def test_a_phone_gets_the_certificate_in_the_open_and_then_signs_in_over_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, plain = free_port(), free_port()
    monkeypatch.setenv("WATCHROOM_HTTP__TLS", "own")
    monkeypatch.setenv("WATCHROOM_HTTP__PORT", str(port))
    monkeypatch.setenv("WATCHROOM_HTTP__PLAIN_PORT", str(plain))
    room = Room(tmp_path, SystemClock())
    config = uvicorn.Config(create_app(room.house), host="127.0.0.1", port=port, log_level="critical")
    with HttpDoors(room.house).open(config):
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        transport = httpx.HTTPTransport(retries=5)  # the plain port opens by itself beside the other
        with httpx.Client(transport=transport) as phone:
            led = phone.get(f"http://127.0.0.1:{plain}/unit")
            assert led.headers["location"] == f"https://127.0.0.1:{port}/unit"
            certificate = phone.get(f"http://127.0.0.1:{plain}/ca.crt").content
        trust = ssl.create_default_context(cadata=certificate)
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trust) as phone:
            signed = phone.post("/api/session", json={"username": "administrator", "password": PASSWORD})
            assert signed.status_code == 200, signed.text
            assert "secure" in signed.headers["set-cookie"].lower()
            shown = phone.get("/api/trust").json()
            assert shown["fingerprint"] in phone.get("/ca").text
            assert shown["certificate_page"] == f"http://127.0.0.1:{plain}/ca"
        server.should_exit = True
        thread.join(5)
    room.close()


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.pem").write_text("nonsense")
    monkeypatch.setenv("WATCHROOM_HTTP__TLS", "files")
    monkeypatch.setenv("WATCHROOM_HTTP__CERTIFICATE", str(tmp_path / "bad.pem"))
    monkeypatch.setenv("WATCHROOM_HTTP__KEY", str(tmp_path / "none.pem"))
    room = Room(tmp_path, SystemClock())
    config = uvicorn.Config(create_app(room.house))
    with pytest.raises(Fault, match=r"bad\.pem.*cannot be used"), HttpDoors(room.house).open(config):
        pass
    room.close()


def test_without_tls_the_doors_change_nothing(room: Room) -> None:
    config = uvicorn.Config(create_app(room.house))
    with HttpDoors(room.house).open(config):
        assert config.ssl_certfile is None
    assert not (room.house.settings.tls_dir).exists()
    assert Authority(room.house.settings.tls_dir, "x", room.clock).facts() is None
