"""A video file played as if it were a camera: in real time, over and over, from below the media folder only."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import av.error

from ingest.camera import PullOptions, SourceAddress
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.demux import Demuxer
from ingest.sources.faults import source_fault
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, invalid, unavailable

_USUAL_STEP_US = 40_000


class FileSource:
    """Loops one file, paced by `clock`. One thread may use it."""

    is_one_behind = False

    def __init__(self, address: SourceAddress, settings: IngestSettings, clock: Clock, options: PullOptions) -> None:
        self._address = str(address)
        self._clock = clock
        path = media_path(address.path, settings.media_dir)
        if not path.is_file():
            raise unavailable(f"{self._address}: no such file below the media folder")
        if path.stat().st_size == 0:
            raise Fault(FaultKind.CORRUPT, f"{self._address}: the file is empty (0 bytes)")
        try:
            container = av.open(str(path), "r", options={"protocol_whitelist": "file"})
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, settings.open_timeout_s) from None
        self._demuxer = Demuxer(container, self._address, has_dts=True, wants_audio=options.wants_audio)
        self.info, self.audio, self.tally = self._demuxer.info, self._demuxer.audio, self._demuxer.tally

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The file's units when they are due, without end; the stream's clock runs on across the seam."""
        started, shift_us = self._clock.monotonic(), 0
        while not stop.is_set():
            first_us: int | None = None
            end_us = 0
            for unit in self._once():
                dts_us = unit.dts_us if unit.dts_us is not None else end_us
                first_us = dts_us if first_us is None else first_us
                begin_us = shift_us - first_us
                wait_s = (begin_us + dts_us) / 1e6 - (self._clock.monotonic() - started)
                if wait_s > 0 and self._clock.wait(wait_s, stop):
                    return
                pts_us = unit.pts_us if unit.pts_us is not None else dts_us
                if unit.track == "video":
                    end_us = dts_us + (unit.duration_us or _USUAL_STEP_US)
                elif begin_us + pts_us < shift_us:
                    continue  # sound that begins before the pictures would fall into the loop before
                yield replace(unit, pts_us=begin_us + pts_us, dts_us=begin_us + dts_us)
            if first_us is None or end_us == 0:
                raise Fault(FaultKind.CORRUPT, f"{self._address}: the file holds no readable picture")
            shift_us += end_us - first_us

    def close(self) -> None:
        self._demuxer.close()

    def _once(self) -> Iterator[Unit]:
        try:
            self._demuxer.container.seek(0)
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, 0) from None
        self._demuxer.restart()
        yield from self._demuxer.units(threading.Event(), 0)


def media_path(path: str, media_dir: Path) -> Path:
    """The file that `path` names, links followed; raises an invalid fault when it lies outside `media_dir`."""
    folder = media_dir.resolve()
    wanted = Path(path) if path.startswith(f"{folder}/") else folder / path.lstrip("/")
    wanted = wanted.resolve()
    if not wanted.is_relative_to(folder):
        raise invalid(f"file:{path}: lies outside the media folder")
    return wanted
