"""The gap that one camera is in: opened once, its reason changed as it becomes known, closed by the first new frame."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ingest.record.segment import Gap
from kernel.ids import CameraId, new_id


class GapLog:
    """At most one gap is open. `save` takes every change of a gap, whole. Not thread-safe."""

    def __init__(self, camera: CameraId, save: Callable[[Gap], None], gap: Gap | None = None) -> None:
        self._camera = camera
        self._save = save
        self.gap = gap

    def interrupt(self, at: datetime, reason: str) -> None:
        """From `at` on there is no footage because of `reason`; another reason ends the present gap and opens one."""
        if self.gap is not None and self.gap.reason == reason:
            return
        if self.gap is not None and at <= self.gap.started_at:
            self.gap = replace(self.gap, reason=reason)
        else:
            self.resume(at)
            self.gap = Gap(new_id("gap", at), self._camera, at, None, reason)
        self._save(self.gap)

    def resume(self, at: datetime) -> None:
        """There is footage again from `at` on; nothing when there was no gap."""
        if self.gap is None:
            return
        self._save(replace(self.gap, ended_at=max(at, self.gap.started_at)))
        self.gap = None
