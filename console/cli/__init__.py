"""The command line: `watchroom`."""

import sys

import typer

from console import logs
from console.cli import analyse, cameras, demo, health, maps, models, processes, tls, units, users
from console.cli.options import Config, DataDir, Source
from console.station import follow_parent_if_told
from kernel.errors import Fault, FaultKind

__all__ = ["app", "main"]

app = typer.Typer(
    name="watchroom",
    help="Watchroom: cameras, what they see, and the people who go and look.\n\n"
    "'watchroom run' starts everything; 'watchroom run --demo' starts it with a made town to play in.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
processes.add_to(app)
health.add_to(app)
analyse.add_to(app)
app.add_typer(users.app, name="user")
app.add_typer(cameras.app, name="camera")
app.add_typer(units.app, name="unit")
tls.add_to(app)
app.add_typer(models.app, name="model")
app.add_typer(maps.app, name="map")
app.add_typer(demo.app, name="demo")


@app.callback()
def options(context: typer.Context, config: Config = None, data_dir: DataDir = None) -> None:
    """Watchroom: cameras, what they see, and the people who go and look.

    'watchroom run' starts everything; 'watchroom run --demo' starts it with a made town to play in.
    """
    context.obj = Source(config, data_dir)


def main() -> None:
    """The program. A fault ends it with its message and status 2 (a wrong request or setting) or 1."""
    logs.configure("watchroom")
    follow_parent_if_told()
    try:
        app()
    except Fault as fault:
        typer.echo(f"watchroom: {fault.message}", err=True)
        sys.exit(2 if fault.kind is FaultKind.INVALID else 1)
