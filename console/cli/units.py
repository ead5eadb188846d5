"""`watchroom unit …`: units and the devices that speak for them."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.options import SHELL, source_of
from patrol.unit import UnitDraft, UnitKind

if TYPE_CHECKING:
    from console.house import House

app = typer.Typer(help="Units: add, list, make a device token, let devices join.", no_args_is_help=True)


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
    """Make a token for one more phone or tracker of a unit."""
    house = source_of(context).house()
    token = house.patrol.units.issue_token(_id_of(house, unit), SHELL)
    root = f"http://{house.settings.http.host}:{house.settings.http.port}"
    typer.echo(f"phone page:  {root}/unit#token={token}")
    typer.echo(f"OsmAnd:      {root}/osmand?id={token}")


@app.command()
def revoke(context: typer.Context, unit: Annotated[str, typer.Argument(help="Id or callsign.")]) -> None:
    """End every token of a unit's devices, when one is lost."""
    house = source_of(context).house()
    unit_id = _id_of(house, unit)
    house.patrol.units.revoke_tokens(unit_id, SHELL)
    house.sessions.end_of_unit(unit_id)
    typer.echo(f"no device speaks for {unit} any more")


@app.command()
def waiting(context: typer.Context) -> None:
    """Devices that ask to speak for a unit, and those that were let or refused."""
    for device in source_of(context).house().patrol.devices.list():
        typer.echo(
            f"{device.id:<24} {device.state.value:<8} {device.key}  {device.name}  {device.detail}  {device.address}"
        )


@app.command()
def join(context: typer.Context, device: str, unit: Annotated[str, typer.Argument(help="Id or callsign.")]) -> None:
    """Let a device speak for a unit."""
    house = source_of(context).house()
    joined = house.patrol.devices.join(device, _id_of(house, unit), SHELL)
    typer.echo(f"{joined.key} speaks for {unit}")


@app.command()
def refuse(context: typer.Context, device: str) -> None:
    """A device shall not speak, or not any more."""
    typer.echo(f"{source_of(context).house().patrol.devices.refuse(device, SHELL).key} is refused")


def _id_of(house: "House", unit: str) -> str:
    found = next((known for known in house.patrol.units.list() if unit in (known.id, known.callsign)), None)
    return found.id if found else house.patrol.units.get(unit).id
