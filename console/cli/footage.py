"""`watchroom check --footage`: whether the catalogue and the disks agree, and what was done about it."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import typer

from console.cli.bytes import size_text
from console.cli.options import SHELL
from console.settings import Settings
from ingest.record.catalog import Catalog
from ingest.record.finding import Finding, Tally, Trouble, Wish
from ingest.record.footage import footage_store
from ingest.record.hold import Holds
from ingest.record.reconcile import Reconciler
from kernel.clock import SystemClock
from kernel.journal import Json, JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

_SHOWN = 20
_PROGRESS_S = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, and how much was looked at."""

    findings: list[Finding]
    tally: Tally

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong any more."""
        return all(finding.is_repaired for finding in self.findings)


def check_footage(settings: Settings, database: Database, wish: Wish) -> bool:
    """Print what disagrees, by kind, and what was mended; returns whether nothing is wrong any more."""
    clock = SystemClock()
    store = footage_store(settings.ingest)
    reconciler = Reconciler(Catalog(database, clock), store, Holds(database, clock), clock)
    outcome = Outcome(list(_with_progress(reconciler, wish)), reconciler.tally)
    for line in _report(outcome, wish):
        typer.echo(line)
    repaired = [finding for finding in outcome.findings if finding.is_repaired]
    if repaired:
        with database.write() as session:
            append(session, clock.now(), SHELL, "footage.repaired", "house:footage", _data(outcome, repaired))
    return outcome.is_clean


def _with_progress(reconciler: Reconciler, wish: Wish) -> Iterable[Finding]:
    """The findings, while a line on the standard error says now and then how far it has come."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(_PROGRESS_S):
            tally = reconciler.tally
            hashed = f", {size_text(tally.hashed_bytes)} hashed" if wish.hashes else ""
            typer.echo(f"… {tally.files} files, {size_text(tally.size_bytes)}{hashed}", err=True)

    threading.Thread(target=tell, daemon=True).start()
    started = time.monotonic()
    try:
        yield from reconciler.run(wish, threading.Event())
    finally:
        done.set()
        if time.monotonic() - started > _PROGRESS_S:
            typer.echo(f"… done in {time.monotonic() - started:.0f} s", err=True)


def _report(outcome: Outcome, wish: Wish) -> Iterable[str]:
    tally = outcome.tally
    extent = f"{tally.files} files, {size_text(tally.size_bytes)}, {len(tally.cameras)} cameras"
    yield f"footage: {extent}" + (f"; {tally.being_written} being written, left alone" if tally.being_written else "")
    if wish.hashes:
        without = f"; {tally.not_hashed} not hashed yet" if tally.not_hashed else ""
        yield f"  {size_text(tally.hashed_bytes)} read and hashed{without}"
    for trouble in Trouble:
        found = [finding for finding in outcome.findings if finding.trouble is trouble]
        if not found:
            continue
        mended = sum(finding.is_repaired for finding in found)
        size = sum(finding.size_bytes for finding in found)
        yield (
            f"  {'mended' if mended == len(found) else 'BAD':<6}  {trouble.value}: {len(found)}, {size_text(size)}"
            + (f", {mended} mended" if 0 < mended < len(found) else "")
        )
        for finding in found[:_SHOWN]:
            yield f"            {finding.path or finding.camera or ''}  {finding.says}"
        if len(found) > _SHOWN:
            yield f"            … and {len(found) - _SHOWN} more"
    yield _verdict(outcome, wish)


def _verdict(outcome: Outcome, wish: Wish) -> str:
    if not outcome.findings:
        return "footage and catalogue agree"
    left = sum(not finding.is_repaired for finding in outcome.findings)
    if not left:
        return f"all {len(outcome.findings)} were mended"
    if not wish.repairs:
        return f"{left} do not agree; 'watchroom check --footage --repair' mends what can be mended"
    return f"{left} cannot be mended; see above"


def _data(outcome: Outcome, repaired: list[Finding]) -> JsonObject:
    kinds: dict[str, Json] = dict(Counter(finding.trouble.value for finding in repaired))
    return {"repaired": kinds, "left": sum(not finding.is_repaired for finding in outcome.findings)}
