"""`watchroom map …`: the imported map."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from console.cli.options import SHELL, source_of

app = typer.Typer(help="The map: import an OpenStreetMap file, look what is imported, remove it.", no_args_is_help=True)

_STAGES = {"reading": "reading the file", "roads": "building the roads", "tiles": "drawing", "places": "addresses"}


@app.command(name="import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An OpenStreetMap extract, e.g. REGION-latest.osm.pbf.")],
) -> None:
    """Make roads, map and address search out of one file. A running room takes them up by itself."""
    from console.maps.importing import import_map
    from console.maps.library import MapLibrary
    from kernel.sql.journal import append

    house = source_of(context).house()
    now = house.clock.now()
    facts = import_map(file, MapLibrary(house.settings.patrol.map_dir), now, _tell)
    with house.database.write() as session:
        data = {**asdict(facts), "bounds": list(facts.bounds)}
        append(session, house.clock.now(), SHELL, "map.imported", "map:roads", data)
    _end_line()
    typer.echo(f"map {facts.source} imported: {facts.roads_m / 1000:,.0f} km of roads, {facts.places:,} places to find")
    typer.echo("  © OpenStreetMap contributors, ODbL 1.0: the page shows it on every map")


@app.command()
def status(context: typer.Context) -> None:
    """Which map is in force."""
    from console.maps.library import MapLibrary

    facts = MapLibrary(source_of(context).settings().patrol.map_dir).facts()
    if facts is None:
        typer.echo("no map is imported; import one: watchroom map import FILE.osm.pbf")
        return
    west, south, east, north = facts.bounds
    typer.echo(f"map {facts.source}, imported {facts.imported_at}")
    typer.echo(
        f"  {facts.roads_m / 1000:,.0f} km of roads in {facts.edges:,} stretches, {facts.places:,} places to find"
    )
    typer.echo(f"  from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}; {facts.size_bytes / 1e6:.1f} MB")


@app.command()
def remove(context: typer.Context) -> None:
    """Take the map away; travel times are straight lines again."""
    from console.maps.library import MapLibrary
    from kernel.sql.journal import append

    house = source_of(context).house()
    if not MapLibrary(house.settings.patrol.map_dir).remove():
        typer.echo("no map is imported")
        return
    with house.database.write() as session:
        append(session, house.clock.now(), SHELL, "map.removed", "map:roads", {})
    typer.echo("map removed")


_told = ""


def _tell(stage: str, done: int, of: int | None) -> None:
    """One line that grows on a terminal; a line for each stage elsewhere."""
    global _told  # noqa: PLW0603  # one command, one line
    share = f"{done / of:4.0%}" if of and of > 1 else f"{done:,} things" if stage == "reading" else ""
    if sys.stderr.isatty():
        typer.echo(f"\r\033[K{_STAGES[stage]} … {share}", err=True, nl=False)
    elif stage != _told:
        typer.echo(f"{_STAGES[stage]} …", err=True)
    _told = stage


def _end_line() -> None:
    if sys.stderr.isatty():
        typer.echo("\r\033[K", err=True, nl=False)
