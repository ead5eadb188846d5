"""Options that every command understands, and what a command gets from them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.settings import Settings, load
from kernel.actor import Actor, ActorKind
from kernel.sql.database import Database

if TYPE_CHECKING:
    from console.house import House

Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).", show_default=False)]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of database and footage (default: data).", show_default=False)
]
SHELL = Actor(ActorKind.SYSTEM, "command-line", "command line")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the settings come from."""

    config: Path | None
    data_dir: Path | None

    def settings(self) -> Settings:
        """The settings in force; raises an invalid fault."""
        return load(self.config, self.data_dir)

    def house(self) -> "House":
        """The services, on a database that is brought up to date first."""
        # Loaded only now: a mistyped command, or a call for help, is answered at once.
        from console.compose import build_house
        from console.migrate import upgrade

        settings = self.settings()
        database = Database(settings.database)
        upgrade(database)
        return build_house(settings, database=database)


def source_of(context: typer.Context) -> Source:
    """The source that the program's own options named."""
    source = context.obj
    assert isinstance(source, Source)
    return source
