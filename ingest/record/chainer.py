"""Brings into the hash chain what was not closed by a recorder: segments recovered or adopted after a crash."""

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy import select, update

from ingest.record.catalog import SegmentRow, segment_of
from ingest.record.chain import Chains
from ingest.record.segment import Segment, SegmentState, Tier
from kernel.clock import Clock
from kernel.sql.database import Database

log = structlog.get_logger()

_BATCH = 100
_BLOCK = 1 << 20
_BREATH_S = 0.02  # between blocks: the disk is the recorders' first
_EVERY_S = 60.0


class Chainer:
    """Hashes closed segments that stand outside the chain, oldest first, one at a time in the background."""

    def __init__(self, database: Database, footage_dir: Path, clock: Clock, chains: Chains) -> None:
        self._database = database
        self._folder = footage_dir
        self._clock = clock
        self._chains = chains
        self.chained = 0

    def run_once(self, stop: threading.Event) -> None:
        """Until stopped: look for such segments, now and every minute."""
        while not stop.is_set():
            self.chain_all(stop)
            self._clock.wait(_EVERY_S, stop)

    def chain_all(self, stop: threading.Event) -> None:
        """Hash and chain every closed segment on this disk that is in no chain."""
        last = ""
        while (found := self._unchained(last)) and not stop.is_set():
            last = found[-1].id
            for segment in found:
                sha256 = self._sha256(self._folder / segment.path, stop)
                if sha256 is not None:
                    self._chain(replace(segment, sha256=sha256))

    def _unchained(self, after: str) -> list[Segment]:
        query = (
            select(SegmentRow)
            .where(SegmentRow.state == SegmentState.CLOSED.value, SegmentRow.chain_number.is_(None))
            .where(SegmentRow.tier == Tier.FIRST.value, SegmentRow.id > after)
            .order_by(SegmentRow.id)
            .limit(_BATCH)
        )
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def _sha256(self, path: Path, stop: threading.Event) -> str | None:
        digest = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                    if self._clock.wait(_BREATH_S, stop):
                        return None
        except OSError as error:
            log.warning("segment cannot be read", path=str(path), reason=error.strerror)
            return None
        return digest.hexdigest()

    def _chain(self, segment: Segment) -> None:
        chained = self._chains.join(segment)
        link = chained.link
        if link is None:
            return
        change = (
            update(SegmentRow)
            .where(SegmentRow.id == segment.id, SegmentRow.state == SegmentState.CLOSED.value)
            .where(SegmentRow.chain_number.is_(None))
            .values(sha256=segment.sha256, chain_number=link.number, chain_before=link.before, chain=link.value)
            .returning(SegmentRow.id)
        )
        try:
            with self._database.write() as session:
                is_kept = session.execute(change).first() is not None
        except BaseException:
            self._chains.give_back(segment.camera, link)
            raise
        if is_kept:
            self.chained += 1
        else:  # it expired meanwhile
            self._chains.give_back(segment.camera, link)
