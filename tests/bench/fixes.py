"""Whether positions keep up: 10,000 units over HTTP on one core, until each fix is on the event stream."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import func, insert, select, text

from console.auth.users import NewUser
from console.compose import build_house
from console.house import House
from console.migrate import newest_revision
from console.settings import load
from console.tables import METADATA
from kernel.actor import system
from patrol.service.units import hash_of
from patrol.store.tables import DeviceTokenRow, FixRow, UnitRow
from tests.bench.figures import Figures, Row
from tests.bench.processes import cpu_s
from tests.e2e.room import PROGRAM, ROOT, eventually
from tests.wire.cameras import free_port

UNITS, PER_S, LENGTH_S = 10_000, 2000, 60
LIMIT_S = 1.0
USER, PASSWORD = "bench", "correct horse battery"


def measure() -> Figures:
    """Start a console on one core, and on another one the senders and a reader of the stream."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        house = build_house(load(data_dir=folder))
        tokens = furnish(house)
        with console(folder) as (pid, url):
            before, began = cpu_s(pid), time.monotonic()
            told = send(folder, url, tokens)
            core = (cpu_s(pid) - before) / (time.monotonic() - began)
        with house.database.read() as session:
            stored = session.scalar(select(func.count()).select_from(FixRow)) or 0
        house.database.close()
    sent = told["sent"]
    how = (
        f"{UNITS:,} units with a device token each send a fix every {UNITS / PER_S:g} s by OsmAnd's HTTP query for "
        f"{LENGTH_S} s, from 1,000 kept connections; the console's process has one core, senders and a reader of the "
        "event stream the other. Timed from the moment at which the fix was due to be sent until the stream's message "
        "with it has been read."
    )
    return Figures(
        how,
        [
            Row("fixes sent", sent, ""),
            Row("sent and answered in a second", told["per_s"], "fixes/s"),
            Row("due → event stream, p50", told["p50_s"], "s"),
            Row("due → event stream, p95", told["p95_s"], "s", limit=LIMIT_S),
            Row("due → event stream, the slowest", told["slowest_s"], "s"),
            Row("due → answer, p95", told["answer_p95_s"], "s"),
            Row("not taken, and told so", told["refused"], "fixes", limit=0),
            Row("taken but not stored", sent - told["refused"] - stored, "fixes", limit=0),
            Row("taken but not on the stream", sent - told["refused"] - told["streamed"], "fixes", limit=0),
            Row("console", 100 * core, "% of a core"),
        ],
    )


def furnish(house: House) -> list[str]:
    """A new database with the units; returns their tokens."""
    METADATA.create_all(house.database.engine)
    now = house.clock.now()
    tokens = [secrets.token_urlsafe(24) for _ in range(UNITS)]
    units = [
        {
            "id": f"unit_{number:05}",
            "callsign": f"P-{number}",
            "kind": "car",
            "crew": [],
            "status": "available",
            "status_since": now,
            "on_duty_since": now,
            "phone_connected": False,
            "created_at": now,
        }
        for number in range(UNITS)
    ]
    with house.database.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})
        session.execute(insert(UnitRow), units)
        devices = [
            {"token_hash": hash_of(token), "unit_id": unit["id"], "created_at": now}
            for token, unit in zip(tokens, units, strict=True)
        ]
        session.execute(insert(DeviceTokenRow), devices)
    house.users.add(NewUser(USER, "Bench", PASSWORD, ("dispatcher",), None, None), system("bench"))
    return tokens


@contextmanager
def console(folder: Path) -> Iterator[tuple[int, str]]:
    """A console's process on the first core; its id and address."""
    port = free_port()
    environment = {**os.environ, "WATCHROOM_DATA_DIR": str(folder), "WATCHROOM_HTTP__PORT": str(port)}
    (folder / "run").mkdir()
    log = (folder / "console.log").open("w")
    process = subprocess.Popen([str(PROGRAM), "host", "console"], env=environment, stdout=log, stderr=log)
    os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
    url = f"http://127.0.0.1:{port}"
    try:
        eventually("the console answers", lambda: _answers(url), within_s=60)
        yield process.pid, url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def send(folder: Path, url: str, tokens: list[str]) -> dict[str, float]:
    """Run the senders on the other cores; what they measured."""
    cores = os.sched_getaffinity(0)
    (folder / "tokens.json").write_text(json.dumps(tokens))
    command = [sys.executable, "-m", "tests.bench.fix_senders", url, str(folder / "tokens.json"), str(LENGTH_S)]
    others = (cores - {min(cores)}) or cores
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(process.pid, others)
    out, _ = process.communicate(timeout=LENGTH_S + 60)
    told: dict[str, float] = json.loads(out)
    return told


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
