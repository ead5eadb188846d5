"""`watchroom trust`: where the room is reached, and what phones need to trust it."""

from typing import Annotated

import typer

from console.cli.options import source_of
from console.sections import TlsMode
from console.settings import Settings
from console.tls.authority import Authority
from console.tls.certificate_page import PAGE
from console.tls.names import machine_names, reached_at
from kernel.clock import SystemClock


def trust(
    context: typer.Context,
    pem: Annotated[bool, typer.Option("--pem", help="Print the authority's certificate itself.")] = False,
) -> None:
    """Show the room's address and the fingerprint of its own certificate authority."""
    settings = source_of(context).settings()
    if settings.http.tls is not TlsMode.OWN:
        typer.echo(f"{address_of(settings)}  (tls: {settings.http.tls.value}; no authority of its own)")
        return
    if pem:
        typer.echo(_authority(settings).ca_file.read_text(), nl=False)
        return
    typer.echo(address_of(settings))
    for line in trust_lines(settings):
        typer.echo(line)
    facts = _authority(settings).facts()
    if facts is not None:
        typer.echo(f"  for:  {', '.join(facts.names)}\n  until:  {facts.ends_at:%Y-%m-%d} (renewed by itself before)")


def add_to(app: typer.Typer) -> None:
    """Put the command into `app`."""
    app.command()(trust)


def address_of(settings: Settings) -> str:
    """Where people reach the room."""
    http = settings.http
    if http.tls is TlsMode.OFF:
        host = http.host if http.host != "0.0.0.0" else "127.0.0.1"  # noqa: S104  # what to show, not to bind
        return f"http://{host}:{http.port}"
    return f"https://{_shown(settings)}:{http.port}"


def trust_lines(settings: Settings) -> list[str]:
    """What people need beside the address; the authority is made here if it is not there yet."""
    if settings.http.tls is not TlsMode.OWN:
        return []
    authority = _authority(settings)
    authority.ensure(machine_names(settings.http.host, settings.http.names))
    facts = authority.facts()
    assert facts is not None
    lines = ["", f"  fingerprint:  {facts.fingerprint[:47]}", f"                {facts.fingerprint[48:]}"]
    if settings.http.plain_port is not None:
        lines.append(f"  for phones, once:  http://{_shown(settings)}:{settings.http.plain_port}{PAGE}")
    return lines


def _shown(settings: Settings) -> str:
    host = reached_at(settings.http.host, settings.http.names)
    return f"[{host}]" if ":" in host else host


def _authority(settings: Settings) -> Authority:
    return Authority(settings.tls_dir, settings.room, SystemClock())
