"""A video file played as if it were a camera: in real time, over and over, from below the media folder only."""

import threading
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
from av.container.input import InputContainer

from ingest.camera import SourceAddress
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.annexb import Normaliser
from ingest.sources.faults import source_fault
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, invalid, unavailable

_USUAL_STEP_US = 40_000


class FileSource:
    """Loops one file, paced by `clock`. One thread may use it."""

    is_one_behind = False

    def __init__(self, address: SourceAddress, settings: IngestSettings, clock: Clock) -> None:
        self._address = str(address)
        self._clock = clock
        path = media_path(address.path, settings.media_dir)
        if not path.is_file():
            raise unavailable(f"{self._address}: no such file below the media folder")
        if path.stat().st_size == 0:
            raise Fault(FaultKind.CORRUPT, f"{self._address}: the file is empty (0 bytes)")
        try:
            self._container: InputContainer = av.open(str(path), "r")
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, settings.open_timeout_s) from None
        try:
            if not self._container.streams.video:
                raise Fault(FaultKind.CORRUPT, f"{self._address}: the file holds no video")
            self._stream = self._container.streams.video[0]
            self._normaliser = Normaliser(self._stream, self._address, has_dts=True)
        except BaseException:
            self._container.close()
            raise
        self.info = self._normaliser.info

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
                end_us = dts_us + (unit.duration_us or _USUAL_STEP_US)
                pts_us = unit.pts_us if unit.pts_us is not None else dts_us
                yield Unit(begin_us + pts_us, begin_us + dts_us, unit.duration_us, unit.is_keyframe, unit.data)
            if first_us is None:
                raise Fault(FaultKind.CORRUPT, f"{self._address}: the file holds no readable picture")
            shift_us += end_us - first_us

    def close(self) -> None:
        self._container.close()

    def _once(self) -> Iterator[Unit]:
        try:
            self._container.seek(0)
            self._normaliser.restart()
            for packet in self._container.demux(self._stream):
                yield from self._normaliser.units(packet)
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, 0) from None


def media_path(path: str, media_dir: Path) -> Path:
    """The file that `path` names, links followed; raises an invalid fault when it lies outside `media_dir`."""
    folder = media_dir.resolve()
    wanted = Path(path) if path.startswith(f"{folder}/") else folder / path.lstrip("/")
    wanted = wanted.resolve()
    if not wanted.is_relative_to(folder):
        raise invalid(f"file:{path}: lies outside the media folder")
    return wanted
