"""`watchroom camera …`: the cameras of the room."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.options import SHELL, source_of
from ingest.camera import CameraDraft, Credentials, SourceAddress, parse_address
from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.ids import CameraId

app = typer.Typer(help="Cameras: add, list, remove, try an address.", no_args_is_help=True)

Url = Annotated[str, typer.Option(help="rtsp://[user:password@]host/path, file:NAME or pattern:NAME")]
Username = Annotated[str | None, typer.Option(help="Login, if it is not in the address.")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="Read the login's password from standard input.")]
PROBE_TIMEOUT_S = 8.0


@app.command()
def add(  # noqa: PLR0913, PLR0917  # the options of a command
    context: typer.Context,
    url: Url,
    name: Annotated[str, typer.Option(help="What people call it.")],
    lat: Annotated[float | None, typer.Option(help="Where it hangs: latitude.")] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude.")] = None,
    bearing: Annotated[float | None, typer.Option(help="Where it looks, degrees clockwise from north.")] = None,
    username: Username = None,
    password_stdin: Stdin = False,
    record: Annotated[bool, typer.Option(help="Record it.")] = True,
    retention_days: Annotated[int, typer.Option(help="How long its footage is kept.")] = 14,
    intrusion: Annotated[bool, typer.Option(help="Start with a rule that reports whoever enters the picture.")] = True,
) -> None:
    """Add a camera; a running room shows it within seconds."""
    from analytics.scene import starting_scene

    if (lat is None) != (lon is None):
        raise invalid("--lat and --lon go together")
    address, credentials = _address(url, username, password_stdin)
    house = source_of(context).house()
    draft = CameraDraft(
        name=name,
        address=address,
        credentials=credentials,
        position=LatLon(lat, lon) if lat is not None and lon is not None else None,
        bearing_deg=None if bearing is None else bearing % 360,
        is_recorded=record,
        retention_days=retention_days,
    )
    camera = house.cameras.add(draft, SHELL)
    if intrusion:
        house.events.save_scene(camera.id, starting_scene(reports_intrusion=True), SHELL)
    typer.echo(f"camera {camera.name} added; id: {camera.id}")


@app.command(name="list")
def show(context: typer.Context) -> None:
    """All cameras and how they are doing."""
    house = source_of(context).house()
    for camera in house.cameras.list():
        status = house.cameras.status(camera.id)
        why = f" ({status.reason})" if status.reason else ""
        typer.echo(f"{camera.id:<24} {camera.name:<24} {status.state.value}{why}  {camera.address}")


@app.command()
def remove(context: typer.Context, camera: Annotated[str, typer.Argument(help="The camera's id.")]) -> None:
    """Stop using a camera; its footage stays until it expires."""
    source_of(context).house().cameras.remove(CameraId(camera), SHELL)
    typer.echo(f"camera {camera} removed")


@app.command()
def scene(context: typer.Context, camera: Annotated[str, typer.Argument(help="The camera's id.")]) -> None:
    """Print its calibration, zones and rules as a camera file, for 'watchroom analyse --camera'."""
    from analytics.desk.export import camera_file

    house = source_of(context).house()
    known = house.cameras.get(CameraId(camera))
    typer.echo(camera_file(house.events.scene(known.id), known.name, known.position), nl=False)


@app.command()
def probe(
    context: typer.Context,
    url: Url,
    username: Username = None,
    password_stdin: Stdin = False,
    picture: Annotated[Path | None, typer.Option(help="Write a picture to this JPEG file.")] = None,
) -> None:
    """Try an address without adding it."""
    from ingest.probe import probe as try_address

    address, credentials = _address(url, username, password_stdin)
    found = try_address(address, credentials, PROBE_TIMEOUT_S, source_of(context).settings().ingest)
    if picture is not None and found.picture_jpeg is not None:
        picture.write_bytes(found.picture_jpeg)
    typer.echo(f"{address}: {found.codec}, {found.width} × {found.height}")


def _address(url: str, username: str | None, password_stdin: bool) -> tuple[SourceAddress, Credentials | None]:
    address, credentials = parse_address(url)
    if username is None and not password_stdin:
        return address, credentials
    password = typer.get_text_stream("stdin").readline().rstrip("\n") if password_stdin else ""
    return address, Credentials(username or "", password)
