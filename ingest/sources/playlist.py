"""Reads HLS playlists (RFC 8216), as far as live cameras write them. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from kernel.clock import to_us

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')
_LINES_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several qualities."""

    bandwidth: int
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: all of it, or `length` bytes from `start` on."""

    url: str
    start: int = 0
    length: int | None = None


@dataclass(frozen=True, slots=True)
class HlsSegment:
    """number: rises by one from segment to segment. head: what must stand in front of it (fragmented MP4).

    sent_at_us: UTC of its first picture by the sender, None where it does not tell.
    """

    number: int
    piece: Piece
    duration_s: float
    head: Piece | None
    sent_at_us: int | None


@dataclass(frozen=True, slots=True)
class Playlist:
    """variants: of a master playlist, which has no segments of its own."""

    variants: tuple[Variant, ...]
    segments: tuple[HlsSegment, ...]
    target_s: float
    is_ended: bool

    @property
    def best(self) -> Variant:
        """The variant of the highest rate: the camera's main stream."""
        return max(self.variants, key=lambda variant: variant.bandwidth)


def parse_playlist(text: str, url: str) -> Playlist:
    """The playlist in `text`, fetched from `url`. Raises a ValueError that says what is wrong with it."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()[:_LINES_LIMIT]]
    if not lines or not lines[0].startswith("#EXTM3U"):
        raise ValueError("it is no playlist")
    reader = _Reader(url)
    for line in lines[1:]:
        if line.startswith("#EXT"):
            tag, _, value = line.partition(":")
            reader.tag(tag, value)
        elif line and not line.startswith("#"):
            reader.address(line)
    return Playlist(tuple(reader.variants), tuple(reader.segments), reader.target_s, reader.is_ended)


class _Reader:
    def __init__(self, url: str) -> None:
        self.variants: list[Variant] = []
        self.segments: list[HlsSegment] = []
        self.target_s = 6.0
        self.is_ended = False
        self._url = url
        self._number = 0
        self._bandwidth: int | None = None
        self._duration_s = 0.0
        self._range: str | None = None
        self._head: Piece | None = None
        self._sent_at_us: int | None = None

    def tag(self, tag: str, value: str) -> None:
        match tag:
            case "#EXT-X-STREAM-INF":
                self._bandwidth = int(_attributes(value).get("BANDWIDTH", "0"))
            case "#EXTINF":
                self._duration_s = float(value.partition(",")[0])
            case "#EXT-X-BYTERANGE":
                self._range = value
            case "#EXT-X-PROGRAM-DATE-TIME":
                self._sent_at_us = _time_us(value)
            case "#EXT-X-KEY":
                if _attributes(value).get("METHOD", "NONE") != "NONE":
                    raise ValueError("it is encrypted, which is not supported; switch the encryption off")
            case "#EXT-X-MAP":
                found = _attributes(value)
                self._head = self._piece(found.get("URI", ""), found.get("BYTERANGE"))
            case _:
                self._whole(tag, value)

    def address(self, line: str) -> None:
        if self._bandwidth is not None:
            self.variants.append(Variant(self._bandwidth, urljoin(self._url, line)))
            self._bandwidth = None
            return
        piece = self._piece(line, self._range)
        self.segments.append(HlsSegment(self._number, piece, self._duration_s, self._head, self._sent_at_us))
        self._number += 1
        self._range = None
        if self._sent_at_us is not None:
            # It holds on until the next one is told (RFC 8216 §4.3.2.6).
            self._sent_at_us += round(self._duration_s * 1e6)

    def _whole(self, tag: str, value: str) -> None:
        """What is said of the playlist as a whole."""
        match tag:
            case "#EXT-X-TARGETDURATION":
                self.target_s = min(max(float(value), 0.5), 60.0)
            case "#EXT-X-MEDIA-SEQUENCE":
                self._number = int(value)
            case "#EXT-X-ENDLIST":
                self.is_ended = True

    def _piece(self, line: str, byte_range: str | None) -> Piece:
        url = urljoin(self._url, line)
        if byte_range is None:
            return Piece(url)
        length, _, start = byte_range.partition("@")
        last = self.segments[-1].piece if self.segments else None
        follows = last.start + last.length if last is not None and last.length and last.url == url else 0
        return Piece(url, int(start) if start else follows, int(length))


def _attributes(value: str) -> dict[str, str]:
    return {name: found.strip('"') for name, found in _ATTRIBUTE.findall(value)}


def _time_us(value: str) -> int | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return to_us(at if at.tzinfo else at.replace(tzinfo=UTC))
