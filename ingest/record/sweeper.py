"""Lets footage go by rule, in time: by days, by bytes, and oldest first before a disk is full. Never what is held."""

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ingest.record.expiry import Choice, Expiry
from ingest.record.footage import FootageStore
from ingest.record.retention import Rules, enough, excess_bytes, room_bytes
from ingest.record.segment import ExpiryRule, Segment, Tier
from ingest.settings import IngestSettings
from kernel.clock import Clock
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId

log = structlog.get_logger()

GIB = 1 << 30


@dataclass(slots=True)
class Shortage:
    """Why a disk cannot be kept free, in words; None while it can."""

    says: str | None = None


_NEWEST = timedelta(minutes=2)  # what a full disk leaves alone: it is most likely about what happens now


class Sweeper:
    """One thread may sweep; the figures and faults may be read from any.

    A file outlives its row for a moment, never the other way round: a file without a row is found again.
    """

    def __init__(self, expiry: Expiry, store: FootageStore, settings: IngestSettings, clock: Clock) -> None:
        self._expiry = expiry
        self._store = store
        self._settings = settings
        self._clock = clock
        self._left: dict[str, Segment] = {}
        self._shortages = {tier: Shortage() for tier in Tier}
        self.expired = 0
        self.held_bytes = 0

    @property
    def faults(self) -> list[str]:
        """What keeps the disks from being kept free, in words."""
        return [shortage.says for shortage in self._shortages.values() if shortage.says]

    def sweep(self, rules: Rules, rate_bps: float = 0.0) -> int:
        """Let go what the rules say; returns how many files went. rate_bps: bytes a second that are being recorded."""
        self._demand_writable()
        self._delete_left()
        before, now = self.expired, self._clock.now()
        tiers = self._tiers()
        for camera in rules.days:
            cut = rules.expires_before(camera, now)
            self._expire_all(Choice(camera, cut, tiers), ExpiryRule.DAYS)
        for camera, limit in rules.byte_limits.items():
            excess = excess_bytes(self._expiry.used_bytes(camera), limit, rate_bps)
            self._free(Choice(camera, tiers=tiers), excess, ExpiryRule.CAMERA_BYTES)
        spare = rules.guaranteed_since(now)
        if rules.house.limit_bytes is not None:
            excess = excess_bytes(self._expiry.used_bytes(), rules.house.limit_bytes, rate_bps)
            self._free_sparing(Choice(tiers=tiers, spare=spare), excess, ExpiryRule.HOUSE_BYTES)
        self._keep_free(Tier.FIRST, self._first_room(rate_bps), spare)
        if Tier.SECOND in tiers:
            self._keep_free(Tier.SECOND, self._second_room(), spare)
        self.held_bytes = self._expiry.held_bytes()
        return self.expired - before

    def _keep_free(self, tier: Tier, room: Callable[[], int], spare: dict[CameraId, datetime]) -> None:
        """Make room in one tier; when only held footage is left, say so instead."""
        wanted = room()
        if wanted > 0:
            choice = Choice(before=self._clock.now() - _NEWEST, tiers=(tier,), spare=spare)
            self._free_sparing(choice, wanted, ExpiryRule.DISK_FULL)
        shortage = self._shortages[tier]
        still = room() if wanted > 0 else 0
        if still <= 0:
            shortage.says = None
            return
        held = self._expiry.held_bytes(tier)
        place = self._settings.footage_dir if tier is Tier.FIRST else self._store.demand_second().name
        first_time = shortage.says is None
        shortage.says = (
            f"storage short: {place} lacks {still / GIB:.1f} GiB and nothing more may be deleted; "
            f"holds keep {held / GIB:.1f} GiB: release holds or add room"
        )
        if first_time:
            log.error("storage short", place=str(place), lacking_bytes=still, held_bytes=held)

    def _free_sparing(self, choice: Choice, wanted: int, rule: ExpiryRule) -> None:
        """What was promised to be kept for some days goes only when nothing else is left."""
        wanted -= self._free(choice, wanted, rule)
        if choice.spare:
            self._free(Choice(choice.camera, choice.before, choice.tiers), wanted, rule)

    def _free(self, choice: Choice, wanted: int, rule: ExpiryRule) -> int:
        freed = 0
        while freed < wanted:
            gone = self._expire(enough(self._expiry.oldest(choice), wanted - freed), rule)
            if not gone:
                break
            freed += sum(segment.size_bytes for segment in gone)
        return freed

    def _expire_all(self, choice: Choice, rule: ExpiryRule) -> None:
        while choice.before is not None and self._expire(self._expiry.oldest(choice), rule):
            continue

    def _expire(self, segments: Sequence[Segment], rule: ExpiryRule) -> Sequence[Segment]:
        if not segments:
            return []
        gone = self._expiry.expire([segment.id for segment in segments], rule)
        self._left |= {segment.id: segment for segment in gone}
        self.expired += len(gone)
        self._delete_left()
        return gone

    def _delete_left(self) -> None:
        """Delete files of expired rows; what cannot be deleted now is tried again with the next sweep."""
        for segment in list(self._left.values()):
            try:
                self._store.delete(segment)
            except OSError as error:
                raise unavailable(f"footage {segment.path}: cannot be deleted, {error.strerror or error}") from error
            del self._left[segment.id]

    def _demand_writable(self) -> None:
        folder = self._settings.footage_dir
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".sweep-{os.getpid()}"
        try:
            probe.touch()
            probe.unlink()
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return
            # Expiring rows whose files stay would take footage out of the ledger and free nothing.
            says = error.strerror or str(error)
            raise unavailable(f"footage folder {folder}: cannot be written to, {says}; nothing is let go") from error

    def _tiers(self) -> tuple[Tier, ...]:
        """The tiers that answer: what lies on one that is away is left alone."""
        if self._store.second is None:
            return (Tier.FIRST,)
        try:
            self._store.second.demand(is_first_use=False)
        except Fault:
            return (Tier.FIRST,)
        return tuple(Tier)

    def _first_room(self, rate_bps: float) -> Callable[[], int]:
        settings = self._settings

        def room() -> int:
            free = shutil.disk_usage(settings.footage_dir).free
            return room_bytes(free, settings.free_floor_bytes, rate_bps, settings.retention_every_s)

        return room

    def _second_room(self) -> Callable[[], int]:
        floor = self._settings.second_tier.free_floor_bytes

        def room() -> int:
            free = self._store.demand_second().free_bytes()
            return 0 if free is None else max(0, floor - free)

        return room
