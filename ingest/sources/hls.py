"""Live HLS: fetched segment by segment from one host by our own client, given out evenly as time passes."""

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import av
import av.error

from ingest.packet import AudioInfo, Unit
from ingest.sources.demux import Demuxer
from ingest.sources.faults import source_fault
from ingest.sources.playlist import HlsSegment, Piece, Playlist, parse_playlist
from ingest.sources.tally import Tally
from ingest.sources.web import WebClient
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, unavailable

_PLAYLIST_LIMIT, _SEGMENT_LIMIT = 1 << 20, 64 << 20
_FROM_THE_END = 2  # begin with the last segment but one: one is always in hand
_FAR_BEHIND = 6
_HURRY = 0.97
_LAG_S = 60.0
_TS_SYNC = 0x47


class HlsSource:
    """A live playlist. One thread may use it. The units of a segment are paced over its length."""

    is_one_behind = False
    lag_s = _LAG_S

    def __init__(self, client: WebClient, clock: Clock, wants_audio: bool) -> None:
        self.tally = Tally()
        self._client = client
        self._clock = clock
        self._wants_audio = wants_audio
        self._url = client.url
        self._heads: dict[Piece, bytes] = {}
        self._playlist = self._fetch()
        if self._playlist.variants:
            self._url = self._playlist.best.url
            self._playlist = self._fetch()
        if not self._playlist.segments:
            raise unavailable(f"{client.name}: the playlist is empty; is the camera sending?")
        start = 0 if self._playlist.is_ended else max(0, len(self._playlist.segments) - _FROM_THE_END)
        self._next = self._playlist.segments[start].number
        self._first: Demuxer | None = self._open(self._playlist.segments[start], is_first=True)
        self.info = self._first.info
        self.audio: AudioInfo | None = self._first.audio

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units when they are due; ends with a playlist that has ended."""
        first_us: int | None = None
        started_s = 0.0
        while (segment := self._await(stop)) is not None:
            demuxer, self._first = self._first or self._open(segment, is_first=False), None
            is_behind = self._playlist.segments[-1].number - segment.number >= _FROM_THE_END
            try:
                for unit in self._dated(demuxer, segment):
                    if unit.track == "audio":
                        yield unit
                        continue
                    at_us = unit.dts_us if unit.dts_us is not None else unit.pts_us or 0
                    now_s = self._clock.monotonic()
                    if first_us is None or not 0 <= at_us - first_us < 2 * _LAG_S * 1e6:
                        first_us, started_s = at_us, now_s
                    due_s = started_s + (at_us - first_us) / 1e6 * (_HURRY if is_behind else 1.0)
                    if due_s > now_s and self._clock.wait(due_s - now_s, stop):
                        return
                    first_us, started_s = at_us, max(due_s, self._clock.monotonic() - 0.5)
                    yield unit
            finally:
                demuxer.close()

    def close(self) -> None:
        if self._first is not None:
            self._first.close()
        self._client.close()

    def _dated(self, demuxer: Demuxer, segment: HlsSegment) -> Iterator[Unit]:
        ahead_us: int | None = None
        for unit in demuxer.units(threading.Event(), 0):
            if segment.sent_at_us is not None and unit.pts_us is not None:
                ahead_us = segment.sent_at_us - unit.pts_us if ahead_us is None else ahead_us
                unit = replace(unit, sent_at_us=unit.pts_us + ahead_us)  # noqa: PLW2901
            yield unit
        self.tally.damaged += demuxer.tally.damaged

    def _await(self, stop: threading.Event) -> HlsSegment | None:
        """The next segment; None when the playlist has ended or `stop` is set."""
        waited_s, patience_s = 0.0, self._client.stall_timeout_s + 3 * self._playlist.target_s
        while not stop.is_set():
            segments = self._playlist.segments
            if (segments and self._next < segments[0].number) or self._is_far_behind():
                # What we wanted is gone, or too old to be called live.
                self._next = segments[max(0, len(segments) - _FROM_THE_END)].number
            found = next((segment for segment in segments if segment.number >= self._next), None)
            if found is not None:
                self._next = found.number + 1
                return found
            if self._playlist.is_ended:
                return None
            if waited_s > patience_s:
                raise unavailable(f"{self._client.name}: no new segment for {waited_s:.0f} s; check the camera")
            pause_s = self._playlist.target_s / 4
            if self._clock.wait(pause_s, stop):
                return None
            waited_s += pause_s
            self._playlist = self._fetch()
        return None

    def _is_far_behind(self) -> bool:
        segments = self._playlist.segments
        return bool(segments) and not self._playlist.is_ended and segments[-1].number - self._next >= _FAR_BEHIND

    def _fetch(self) -> Playlist:
        text = self._client.read(self._url, _PLAYLIST_LIMIT).decode("utf-8", "replace")
        try:
            return parse_playlist(text, self._url)
        except ValueError as error:
            raise Fault(FaultKind.CORRUPT, f"{self._client.name}: the playlist cannot be used: {error}") from None

    def _open(self, segment: HlsSegment, is_first: bool) -> Demuxer:
        data = self._head(segment.head) + self._load(segment.piece)
        kind: Literal["mpegts", "mp4"] = "mpegts" if data[:1] == bytes((_TS_SYNC,)) else "mp4"
        # What is known of the first segment need not be found out again.
        options = {} if is_first else {"analyzeduration": "0", "probesize": "200000"}
        try:
            container = av.open(io.BytesIO(data), "r", format=kind, options=options)
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._client.name, error, 0) from None
        demuxer = Demuxer(container, self._client.name, has_dts=True, wants_audio=self._wants_audio)
        if not is_first and demuxer.info.codec != self.info.codec:
            demuxer.close()
            raise unavailable(f"{self._client.name}: the stream has changed its codec")
        return demuxer

    def _head(self, piece: Piece | None) -> bytes:
        if piece is None:
            return b""
        if piece not in self._heads:
            self._heads = {piece: self._load(piece)}
        return self._heads[piece]

    def _load(self, piece: Piece) -> bytes:
        if piece.length is None:
            return self._client.read(piece.url, _SEGMENT_LIMIT)
        last = piece.start + piece.length - 1
        data = self._client.read(piece.url, _SEGMENT_LIMIT, {"range": f"bytes={piece.start}-{last}"})
        # A server that knows no ranges sends the whole file.
        return data if len(data) == piece.length else data[piece.start : last + 1]
