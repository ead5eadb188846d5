"""`watchroom demo …`: the made town."""

import importlib
import signal
import threading

import typer

from console import logs
from console.cli.options import source_of
from kernel.errors import unavailable

app = typer.Typer(help="The made town: cameras, people, vehicles and units to play with.", no_args_is_help=True)


@app.callback()
def town() -> None:
    """The made town: cameras, people, vehicles and units to play with."""


@app.command()
def play(context: typer.Context) -> None:
    """Play the town for a running room; 'run --demo' does it by itself."""
    settings = source_of(context).settings()
    try:
        player = importlib.import_module("console.demo.play")
    except ModuleNotFoundError as error:
        raise unavailable(f"demo: this copy of the program is without it ({error.name} is missing)") from error
    logs.configure("demo")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    player.main(settings, stop)
