"""`watchroom check`: the settings in force and whether each part is healthy."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from console.cli.options import source_of
from console.heartbeat import hosts
from console.settings import Settings, masked
from kernel.clock import SystemClock
from kernel.errors import Fault, invalid, unavailable
from kernel.sql.database import Database

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One part and how it is. is_fatal: whether the room suffers from it."""

    part: str
    is_healthy: bool
    says: str


def check(
    context: typer.Context,
    footage: Annotated[bool, typer.Option("--footage", help="Compare the catalogue with the recorded files.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="With --footage: mend what can be mended.")] = False,
    hash_: Annotated[bool, typer.Option("--hash", help="With --footage: read and hash every file; slow.")] = False,
) -> None:
    """Print the settings in force and the health of each part.

    Secrets are masked. With --footage: compare catalogue and recorded files both ways instead, also beside a running
    room. The exit status is 1 when a part is not well.
    """
    settings = source_of(context).settings()
    if footage:
        _check_footage(settings, repair, hash_)
        return
    if repair or hash_:
        raise invalid("check: --repair and --hash belong to --footage; add it")
    typer.echo("settings:")
    typer.echo(json.dumps(masked(settings), indent=2, ensure_ascii=False))
    findings = list(examine(settings))
    typer.echo("health:")
    for finding in findings:
        typer.echo(f"  {'ok ' if finding.is_healthy else 'BAD'}  {finding.part:<16} {finding.says}")
    if not all(finding.is_healthy for finding in findings):
        raise typer.Exit(1)


def _check_footage(settings: Settings, repairs: bool, hashes: bool) -> None:
    from console.cli.footage import check_footage
    from ingest.record.finding import Wish

    if not _can_open(settings):
        raise unavailable(f"{settings.database}: not made yet; 'watchroom run' makes it")
    database = Database(settings.database)
    _schema(database, settings)
    try:
        is_clean = check_footage(settings, database, Wish(hashes=hashes, repairs=repairs))
    finally:
        database.close()
    if not is_clean:
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at each part in turn."""
    database = Database(settings.database) if _can_open(settings) else None
    yield _tried("database", lambda: _schema(database, settings))
    yield _tried("footage", lambda: _footage(settings))
    yield Finding("media library", True, f"PyAV {version('av')}, aiortc {version('aiortc')}")
    yield _tried("packet feed", lambda: _feed(settings))
    if database is not None:
        yield from _hosts(database)
        database.close()


def add_to(app: typer.Typer) -> None:
    """Put the command into `app`."""
    app.command()(check)


def _tried(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except Fault as fault:
        return Finding(part, False, fault.message)
    except OSError as error:
        return Finding(part, False, f"{error.filename or part}: {error.strerror or error}")


def _can_open(settings: Settings) -> bool:
    """Looking must not make an empty database."""
    url = settings.database
    return not url.startswith("sqlite") or Path(url.removeprefix("sqlite:///")).is_file()


def _schema(database: Database | None, settings: Settings) -> str:
    shown = make_url(settings.database).render_as_string(hide_password=True)
    if database is None:
        raise unavailable(f"{shown}: not made yet; 'watchroom run' or 'watchroom migrate' makes it")
    from console.migrate import newest_revision, present_revision

    present, newest = present_revision(database), newest_revision()
    if present != newest:
        raise unavailable(f"{shown}: schema {present or 'empty'}, this program needs {newest}; run 'watchroom migrate'")
    return f"{shown}, schema {present}"


def _footage(settings: Settings) -> str:
    folder = settings.ingest.footage_dir
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise unavailable(f"{folder}: cannot be written to; give this user the right, or choose another folder")
    free = shutil.disk_usage(folder).free
    if free <= settings.ingest.free_floor_bytes:
        raise unavailable(f"{folder}: {free / GIB:.1f} GiB free; below the floor, so the oldest footage goes early")
    return f"{folder}, {free / GIB:.1f} GiB free"


def _feed(settings: Settings) -> str:
    endpoint = settings.ingest.feed_endpoint
    if not endpoint.startswith("ipc://"):
        return endpoint
    path = Path(endpoint.removeprefix("ipc://"))
    if not path.exists():
        raise unavailable(f"{path}: nobody sends packets; is the pull host running?")
    return endpoint


def _hosts(database: Database) -> Iterator[Finding]:
    now = SystemClock().now()
    found = hosts(database, now)
    if not found:
        yield Finding("processes", False, "none gives signs of life; 'watchroom run' starts them")
    for host in found:
        age = f"seen {(now - host.seen_at).total_seconds():.0f} s ago, {host.restarts} restarts"
        yield Finding(f"host {host.id}", host.is_healthy(now), "; ".join((age, *host.faults)))
