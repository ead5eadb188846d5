"""The house's own certificate authority: what it makes, when it renews, and whom it convinces."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from console.tls.authority import LEAF_DAYS, RENEW_DAYS, Authority, names_of
from console.tls.keeper import Keeper, server_context
from console.tls.names import machine_names, reached_at
from kernel.clock import ManualClock, SystemClock
from kernel.errors import Fault

NAMES = ("127.0.0.1", "localhost", "room.local", "::1")


@pytest.fixture
def authority(tmp_path: Path, clock: ManualClock) -> Authority:
    made = Authority(tmp_path / "tls", "Northtown", clock)
    made.ensure(NAMES)
    return made


def test_keys_are_readable_by_their_owner_only(authority: Authority) -> None:
    folder = authority.ca_file.parent
    assert {f.name: f.stat().st_mode & 0o777 for f in folder.iterdir()} == {
        "ca.key": 0o600,
        "ca.pem": 0o644,
        "server.pem": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_certificate_is_for_every_name_and_address(authority: Authority) -> None:
    facts = authority.facts()
    assert facts is not None
    assert facts.names == NAMES
    assert len(facts.fingerprint.split(":")) == 32


def test_a_second_start_changes_nothing(authority: Authority) -> None:
    before = authority.server_file.read_bytes(), authority.ca_file.read_bytes()
    assert authority.ensure(NAMES[:2]) is False
    assert (authority.server_file.read_bytes(), authority.ca_file.read_bytes()) == before


def test_it_renews_in_time_under_the_same_authority(authority: Authority, clock: ManualClock) -> None:
    first, ca = authority.facts(), authority.ca_file.read_bytes()
    assert first is not None
    clock.advance(timedelta(days=LEAF_DAYS - RENEW_DAYS, hours=-1).total_seconds())
    assert authority.ensure(NAMES) is False
    clock.advance(timedelta(hours=2).total_seconds())
    assert authority.ensure(NAMES) is True
    renewed = authority.facts()
    assert renewed is not None
    assert renewed.ends_at - first.ends_at > timedelta(days=LEAF_DAYS - RENEW_DAYS - 1)
    assert authority.ca_file.read_bytes() == ca


def test_a_new_address_of_the_machine_gets_a_new_certificate(authority: Authority) -> None:
    assert authority.ensure((*NAMES, "10.1.2.3")) is True
    facts = authority.facts()
    assert facts is not None
    assert "10.1.2.3" in facts.names


def test_a_broken_file_is_named_with_the_way_out(authority: Authority) -> None:
    authority.ca_file.write_text("nonsense")
    with pytest.raises(Fault, match=r"ca\.pem: cannot be read; restore it"):
        authority.ensure(NAMES)


def test_the_authority_may_sign_servers_only(authority: Authority) -> None:
    ca = x509.load_der_x509_certificate(authority.ca_der())
    assert ca.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    server = x509.load_pem_x509_certificate(authority.server_file.read_bytes())
    assert not server.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert names_of(server) == NAMES


def test_the_machine_is_known_by_its_own_names() -> None:
    names = machine_names("0.0.0.0", ("watch.example",))
    assert names[0] == "watch.example"
    assert {"localhost", "127.0.0.1", "::1"} <= set(names)
    assert reached_at("10.0.0.5") == "10.0.0.5"
    assert reached_at("::", ("watch.example",)) == "watch.example"


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[int]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("ok")(scope, receive, send)

    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="critical")
    config.load()
    config.ssl = context
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(5)


def serial_at(port: int, authority: Authority) -> int:
    """The number of the certificate that a new connection sees."""
    trust = ssl.create_default_context(cafile=str(authority.ca_file))
    with httpx.Client(verify=trust) as client, client.stream("GET", f"https://127.0.0.1:{port}/") as answer:
        shown = answer.extensions["network_stream"].get_extra_info("ssl_object").getpeercert(True)
        assert answer.status_code == 200
    return x509.load_der_x509_certificate(shown).serial_number


def test_a_real_handshake_trusts_it_refuses_other_names_and_sees_the_renewal(tmp_path: Path) -> None:
    clock = SystemClock()
    authority = Authority(tmp_path / "tls", "Northtown", clock)
    authority.ensure(("127.0.0.1",))
    context = server_context(authority.server_file)
    keeper = Keeper(authority, lambda: NAMES, context, clock)
    with serving(context) as port:
        first = serial_at(port, authority)
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"https://127.0.0.1:{port}/")
        trust = ssl.create_default_context(cafile=str(authority.ca_file))
        with pytest.raises(httpx.ConnectError, match=r"[Hh]ostname mismatch"):
            httpx.get(f"https://localhost:{port}/", verify=trust)
        keeper.tick()  # the machine has further names now
        assert serial_at(port, authority) != first
        assert httpx.get(f"https://localhost:{port}/", verify=trust).text == "ok"
