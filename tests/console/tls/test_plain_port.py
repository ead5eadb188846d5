"""The plain port beside TLS: the certificate and its page, for all else the way to https."""

from pathlib import Path

import httpx
import pytest
from cryptography import x509

from console.settings import load
from console.tls.authority import Authority
from console.tls.certificate_page import PlainPort
from kernel.clock import ManualClock
from kernel.errors import Fault
from tests.console.conftest import Room


def plain(app: PlainPort) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://room.local:8680")


@pytest.fixture
def authority(tmp_path: Path, clock: ManualClock) -> Authority:
    made = Authority(tmp_path / "tls", "Northtown", clock)
    made.ensure(("room.local",))
    return made


async def test_it_gives_the_certificate_with_its_fingerprint_and_steps(authority: Authority) -> None:
    facts = authority.facts()
    assert facts is not None
    async with plain(PlainPort("<North>", authority, 8600, "10.0.0.5")) as phone:
        page = await phone.get("/ca")
        assert facts.fingerprint in page.text
        assert "&lt;North&gt;" in page.text
        assert "https://room.local:8600/unit" in page.text
        file = await phone.get("/ca.crt")
        assert file.headers["content-type"] == "application/x-x509-ca-cert"
        assert x509.load_der_x509_certificate(file.content).subject.rfc4514_string().endswith("O=Watchroom")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/unit?a=1", "https://room.local:8600/unit?a=1"),
        ("//evil.example/x", "https://room.local:8600/evil.example/x"),
        ("/server.pem", "https://room.local:8600/server.pem"),
    ],
)
async def test_everything_else_leads_to_https_of_the_same_host(authority: Authority, path: str, target: str) -> None:
    async with plain(PlainPort("North", authority, 8600, "10.0.0.5")) as phone:
        answer = await phone.get(httpx.URL(scheme="http", host="room.local", port=8680, raw_path=path.encode()))
        assert (answer.status_code, answer.headers["location"]) == (308, target)


async def test_what_is_sent_in_the_open_is_refused_not_led_on(authority: Authority) -> None:
    async with plain(PlainPort("North", authority, 8600, "10.0.0.5")) as phone:
        assert (await phone.post("/api/session", json={"password": "x"})).status_code == 403


async def test_a_strange_host_header_leads_to_the_rooms_own_address(authority: Authority) -> None:
    async with plain(PlainPort("North", None, 443, "10.0.0.5")) as phone:
        answer = await phone.get("/ca", headers={"Host": "[oops"})
        assert answer.headers["location"] == "https://10.0.0.5/ca"


def test_tls_from_files_without_files_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHROOM_HTTP__TLS", "files")
    with pytest.raises(Fault, match="needs certificate and key"):
        load(data_dir=tmp_path)


async def test_a_room_without_tls_has_no_certificate_to_give(room: Room) -> None:
    async with room.client() as phone:
        assert (await phone.get("/ca")).status_code == 404
    async with room.signed_in("administrator") as administrator:
        assert (await administrator.get("/api/trust")).json()["mode"] == "off"
