"""A private PostgreSQL server for the tests: made in a temporary folder, loopback only, gone at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_USER = "postgres"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _run(arguments: list[str]) -> None:
    # PostgreSQL refuses to run as root.
    as_server = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_server, *arguments], check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """A server of its own that can be stopped and started again; its data stay."""

    def __init__(self) -> None:
        programs = _programs()
        if programs is None:
            pytest.skip("PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)")
        self._folder = Path(tempfile.mkdtemp(prefix="watchroom-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, _USER)
        cluster, port = self._folder / "cluster", _free_port()
        _run([str(programs / "initdb"), "-D", str(cluster), "-A", "trust", "-U", _USER, "-N"])
        options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={self._folder}"
        self._control = [str(programs / "pg_ctl"), "-D", str(cluster), "-w"]
        self._options = ["-o", options, "-l", str(self._folder / "log")]
        self.url = f"postgresql+psycopg://{_USER}@127.0.0.1:{port}/postgres"

    def __enter__(self) -> "PostgresServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        _run([*self._control, *self._options, "start"])

    def stop(self) -> None:
        """At once, as when its machine loses power."""
        _run([*self._control, "-m", "immediate", "stop"])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of the server's maintenance database."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)")
    # Not below pytest's own folder: that one is closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="watchroom-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
    cluster, port = folder / "cluster", _free_port()
    _run([str(programs / "initdb"), "-D", str(cluster), "-A", "trust", "-U", _USER, "-N"])
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(cluster), "-w"]
    _run([*control, "-o", options, "-l", str(folder / "log"), "start"])
    yield f"postgresql+psycopg://{_USER}@127.0.0.1:{port}/postgres"
    _run([*control, "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database of its own, dropped after the test."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    plain = postgres_server.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield postgres_server.removesuffix("/postgres") + f"/{name}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
