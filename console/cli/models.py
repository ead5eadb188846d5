"""`watchroom model …`: detection models that people bring."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli.options import SHELL, source_of
from kernel.ids import CameraId

app = typer.Typer(help="Detection models (ONNX): add, list, use, remove.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An ONNX file of a detection model.")],
    labels: Annotated[Path | None, typer.Option(help="Its words, one a line, where the file has none.")] = None,
    name: Annotated[str, typer.Option(help="What it is called here; the file's name if not given.")] = "",
) -> None:
    """Recognise a model by its shapes, try it, measure it, and keep it."""
    from analytics.models.library import Draft

    card = source_of(context).house().models.add(Draft(file, labels, name), SHELL)
    speed = card.speed
    assert speed is not None
    four = "" if speed.four_ms is None else f", {speed.four_ms:g} ms each when four come together"
    where = "the graphics card" if speed.provider.startswith("CUDA") else "this processor"
    typer.echo(f"model {card.name} added: {card.output.layout.value}, {card.input.width} × {card.input.height}")
    typer.echo(f"  knows {', '.join(sorted(card.knows))} ({len([word for word in card.labels if word])} words)")
    typer.echo(f"  {speed.one_ms:g} ms a picture on {where}{four}")
    typer.echo(f"  to use it: watchroom model use {card.name}")


@app.command(name="list")
def show(context: typer.Context) -> None:
    """All models, and where they are used."""
    house = source_of(context).house()
    choices = house.models.choices()
    cards = house.models.library.list()
    for card in cards:
        users = [str(camera) for camera, model in choices.own.items() if model == card.name]
        users = (["every camera without its own"] if choices.house == card.name else []) + users
        speed = f"{card.speed.one_ms:g} ms" if card.speed else ""
        size = f"{card.input.width}x{card.input.height}"
        used = ", ".join(users) or "not used"
        typer.echo(f"{card.name:<24} {card.output.layout.value:<10} {size:<10} {speed:<10} {used}")
    if not cards:
        typer.echo("no models yet; add one: watchroom model add FILE")


@app.command()
def remove(context: typer.Context, name: str) -> None:
    """Delete a model that nobody uses."""
    source_of(context).house().models.remove(name, SHELL)
    typer.echo(f"model {name} removed")


@app.command()
def use(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A model's name; 'none' for none; 'house' to follow the house again.")],
    camera: Annotated[str | None, typer.Option(help="A camera's id; without it, for every camera.")] = None,
) -> None:
    """Look through a model; a running room changes over within a second."""
    house = source_of(context).house()
    if camera is not None:
        house.cameras.get(CameraId(camera))
    chosen = {"none": "", "house": None}.get(name, name)
    house.models.use(None if camera is None else CameraId(camera), chosen, SHELL)
    whose = "every camera without its own" if camera is None else f"camera {camera}"
    typer.echo(f"{whose}: {name}")
