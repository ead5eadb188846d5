"""Commands that start things: `run`, `host`, `migrate`, `openapi`."""

import json
import os
import signal
from enum import StrEnum
from typing import Annotated

import typer

from console import logs
from console.auth.password import Argon2Hasher
from console.auth.users import Users
from console.cli.options import Source, source_of
from console.cli.tls import address_of, trust_lines
from console.settings import CONFIG_ENV, ENV_PREFIX, Settings
from console.station import FOLLOW_ENV, Lock, Station, house_plans
from kernel.actor import system
from kernel.clock import Clock, SystemClock
from kernel.errors import invalid
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append


class Role(StrEnum):
    """What a process of the house does."""

    PULL = "pull"
    ANALYSIS = "analysis"
    MEDIA = "media"
    CONSOLE = "console"
    EXPORT = "export"


def run(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="Also play the made town: cameras, events and units.")] = False,
) -> None:
    """Start the whole room on this machine; Ctrl-C stops it.

    Recording, analysis and the web page run as processes of their own; whichever dies is started again.
    """
    from console.migrate import upgrade

    logs.configure("station")
    source = source_of(context)
    settings = source.settings()
    lock = Lock(settings.run_dir / "station.lock")
    try:
        database, clock = Database(settings.database), SystemClock()
        upgrade(database)
        _welcome(settings, Users(database, clock, Argon2Hasher()).ensure_administrator())
        station = Station(
            house_plans(settings.analysis.hosts, demo),
            _environment(source, settings),
            lambda name, status: _journal_loss(database, clock, name, status),
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, station.stop)
        station.run()
        database.close()
    finally:
        lock.release()


def host(
    context: typer.Context,
    role: Annotated[Role, typer.Argument(help="What this process does.")],
    shard: Annotated[str, typer.Option(help="analysis: this process's share of the cameras, as 0/2.")] = "0/1",
) -> None:
    """Start one process of the room.

    For several machines, or for a service manager of your own.
    """
    settings = source_of(context).settings()
    match role:
        case Role.PULL:
            from console.hosts import pull

            logs.configure("pull")
            pull.run(settings)
        case Role.MEDIA:
            from console.hosts import media

            logs.configure("media")
            media.run(settings)
        case Role.CONSOLE:
            from console.hosts import console

            logs.configure("console")
            console.run(settings)
        case Role.EXPORT:
            from console.hosts import export

            logs.configure("export")
            export.run(settings)
        case Role.ANALYSIS:
            number, shards = _share(shard)
            from console.hosts import analysis

            logs.configure(f"analysis-{number}")
            analysis.run(settings, number, shards)


def migrate(context: typer.Context) -> None:
    """Bring the database's schema up to date; 'run' does it by itself."""
    from console.migrate import newest_revision, present_revision, upgrade

    database = Database(source_of(context).settings().database)
    before = present_revision(database)
    upgrade(database)
    after = newest_revision()
    typer.echo(f"database: already at {after}" if before == after else f"database: {before or 'empty'} → {after}")


def openapi() -> None:
    """Print the HTTP interface as OpenAPI JSON."""
    from console.api.app import create_app

    typer.echo(json.dumps(create_app(None).openapi(), indent=1, ensure_ascii=False))


def add_to(app: typer.Typer) -> None:
    """Put the commands into `app`."""
    for command in (run, host, migrate, openapi):
        app.command()(command)


def _share(text: str) -> tuple[int, int]:
    number, _, shards = text.partition("/")
    if not (number.isdigit() and shards.isdigit() and int(number) < int(shards)):
        raise invalid(f"--shard {text}: write it as NUMBER/SHARDS, from 0/1")
    return int(number), int(shards)


def _environment(source: Source, settings: Settings) -> dict[str, str]:
    environment = dict(os.environ)
    environment[FOLLOW_ENV] = "1"
    environment[f"{ENV_PREFIX}DATA_DIR"] = str(settings.data_dir.resolve())
    if source.config is not None:
        environment[CONFIG_ENV] = str(source.config.resolve())
    return environment


def _journal_loss(database: Database, clock: Clock, name: str, status: int) -> None:
    with database.write() as session:
        data: JsonObject = {"id": name, "status": status}
        append(session, clock.now(), system("station"), "host.lost", f"host:{name}", data)


def _welcome(settings: Settings, password: str | None) -> None:
    lines = [f"{settings.room} is starting:  {address_of(settings)}", *trust_lines(settings)]
    if password is not None:
        lines += ["", "The first administrator (shown this once):", "  username:  admin", f"  password:  {password}"]
    width = max(len(line) for line in lines) + 2
    typer.echo("┌" + "─" * width + "┐")
    for line in lines:
        typer.echo("│ " + line.ljust(width - 1) + "│")
    typer.echo("└" + "─" * width + "┘")
