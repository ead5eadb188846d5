"""`watchroom unit …`: units and the devices that speak for them."""

from typing import Annotated

import typer

from console.cli.options import SHELL, source_of
from patrol.unit import UnitDraft, UnitKind

app = typer.Typer(help="Units: add, list, make a device token.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    callsign: str,
    kind: Annotated[UnitKind, typer.Option(help="How it moves.")] = UnitKind.CAR,
    crew: Annotated[list[str] | None, typer.Option(help="A name; may be given several times.")] = None,
) -> None:
    """Add a unit; prints its id."""
    unit = source_of(context).house().patrol.units.add(UnitDraft(callsign, kind, tuple(crew or ())), SHELL)
    typer.echo(f"unit {unit.callsign} added; id: {unit.id}")


@app.command(name="list")
def show(context: typer.Context) -> None:
    """All units."""
    for unit in source_of(context).house().patrol.units.list():
        typer.echo(f"{unit.id:<24} {unit.callsign:<12} {unit.kind.value:<12} {unit.status.value}")


@app.command()
def device(context: typer.Context, unit: Annotated[str, typer.Argument(help="Id or callsign.")]) -> None:
    """Make the token for a unit's phone or tracker; the one before stops working."""
    house = source_of(context).house()
    found = next((known for known in house.patrol.units.list() if unit in (known.id, known.callsign)), None)
    unit_id = found.id if found else house.patrol.units.get(unit).id
    token = house.patrol.units.issue_token(unit_id, SHELL)
    house.sessions.end_of_unit(unit_id)
    root = f"http://{house.settings.http.host}:{house.settings.http.port}"
    typer.echo(f"phone page:  {root}/unit#token={token}")
    typer.echo(f"OsmAnd:      {root}/osmand?id={token}")
