"""`watchroom user …`: accounts, for the one who holds the machine."""

import sys
from typing import Annotated

import typer

from console.api.schema.people import Role
from console.auth.password import random_password
from console.auth.users import NewUser
from console.cli.options import SHELL, source_of
from kernel.errors import invalid

app = typer.Typer(help="Accounts: add, list, set a new password.", no_args_is_help=True)

Stdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
SHORTEST = 10


@app.command()
def add(  # noqa: PLR0913, PLR0917  # the options of a command
    context: typer.Context,
    username: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[Role], typer.Option(help="May be given several times.")],
    unit: Annotated[str | None, typer.Option(help="Role unit: the unit's id.")] = None,
    camera: Annotated[list[str] | None, typer.Option(help="Only these cameras; may be given several times.")] = None,
    password_stdin: Stdin = False,
) -> None:
    """Add an account; prints its password unless you give one."""
    if Role.UNIT in role and unit is None:
        raise invalid("role unit: name the unit with --unit; 'watchroom unit list' shows them")
    password = _password(password_stdin)
    new = NewUser(username, name, password, tuple(role), unit, tuple(camera) if camera else None)
    source_of(context).house().users.add(new, SHELL)
    typer.echo(f"user {username} added" + ("" if password_stdin else f"; password: {password}"))


@app.command(name="list")
def show(context: typer.Context) -> None:
    """All accounts."""
    for user in source_of(context).house().users.list():
        cameras = "all cameras" if user.camera_ids is None else f"{len(user.camera_ids)} cameras"
        state = "" if user.is_active else "  (off)"
        typer.echo(f"{user.username:<20} {user.name:<24} {', '.join(user.roles):<28} {cameras}{state}")


@app.command()
def password(context: typer.Context, username: str, password_stdin: Stdin = False) -> None:
    """Set a new password and end the account's sessions; prints it unless you give one."""
    users = source_of(context).house().users
    new = _password(password_stdin)
    users.change(users.by_username(username).id, {"password": new}, SHELL)
    typer.echo(f"user {username}: new password set" if password_stdin else f"user {username}; password: {new}")


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return random_password()
    given = sys.stdin.readline().rstrip("\n")
    if len(given) < SHORTEST:
        raise invalid(f"password: give at least {SHORTEST} characters")
    return given
