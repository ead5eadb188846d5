"""HLS playlists (RFC 8216) over recorded files: byte ranges of what lies on disk, nothing copied, nothing remuxed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.playback.files import segment_part, segment_path
from ingest.playback.moment import Recordings
from ingest.playback.plan import Piece, pieces
from ingest.record.catalog import Catalog
from ingest.record.segment import SegmentState
from kernel.errors import Fault, FaultKind, invalid
from kernel.ids import CameraId, SegmentId

__all__ = ["MEDIA_TYPE", "Window", "playlist", "segment_part", "segment_path", "window"]

MEDIA_TYPE = "application/vnd.apple.mpegurl"
_UNTOLD = timedelta(seconds=3)
_BEFORE, _BEHIND = timedelta(seconds=10), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Window:
    """What a playlist lists. play_from: where players begin. goes_on_at: where the next window begins, if one does."""

    start: datetime
    end: datetime
    play_from: datetime
    goes_on_at: datetime | None = None


def window(catalog: Catalog, camera: CameraId, at: datetime, end: datetime | None) -> Window:
    """What to list for a player that starts at `at`: some ten minutes, so that the start is as quick in an archive
    of years as in one of minutes. In a gap it starts where footage goes on; a not-found fault when it never does."""
    begins = catalog.next_footage(camera, at)
    if begins is None or (end is not None and begins >= end):
        raise Fault(FaultKind.NOT_FOUND, f"camera {camera}: no footage from {at.isoformat()} on")
    until = begins + _BEHIND
    if end is not None and end <= until:
        return Window(begins - _BEFORE, end, begins)
    goes_on_at = catalog.next_footage(camera, until)
    is_over = goes_on_at is None or (end is not None and goes_on_at >= end)
    return Window(begins - _BEFORE, until, begins, None if is_over else goes_on_at)


def playlist(recordings: Recordings, camera: CameraId, wanted: Window, segment_url: Callable[[SegmentId], str]) -> str:
    """The playlist of what the camera recorded in the window.

    Every piece carries its UTC (`EXT-X-PROGRAM-DATE-TIME`); a gap is a discontinuity whose next piece says when it
    goes on. While the range reaches into a file that is still written it is an event playlist that grows; otherwise it
    ends. Raises a not-found fault when the camera has no footage there. Reads files: call it in a worker thread.
    """
    start, end = wanted.start, wanted.end
    if end <= start:
        raise invalid(f"camera {camera}: a range that ends at {end.isoformat()}, before it starts")
    # The end of an open segment is told to the catalogue a little later than it is written.
    files = recordings.files(camera, start - _UNTOLD, end)
    found = pieces(files, start, end)
    if not found:
        span = f"{start.isoformat()} to {end.isoformat()}"
        raise Fault(FaultKind.NOT_FOUND, f"camera {camera}: no footage from {span}")
    is_growing = files[-1].segment.state is SegmentState.OPEN and found[-1].ends_at < end
    if is_growing and found[-1].file is files[-1]:
        # A piece may not change once it was listed (RFC 8216 §6.2.1), and this one still does.
        is_growing = len(found) > 1
        found = found[:-1] or found
    return _text(found, wanted.play_from, segment_url, is_growing)


def _text(found: Sequence[Piece], start: datetime, segment_url: Callable[[SegmentId], str], is_growing: bool) -> str:
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, *(math.ceil(piece.duration_s) for piece in found))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        f"#EXT-X-PLAYLIST-TYPE:{'EVENT' if is_growing else 'VOD'}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-START:TIME-OFFSET={max(0.0, (start - found[0].starts_at).total_seconds()):.3f},PRECISE=YES",
    ]
    previous: Piece | None = None
    for piece in found:
        url = segment_url(piece.file.segment.id)
        if previous is None or previous.file is not piece.file:
            lines += ["#EXT-X-DISCONTINUITY"] if previous is not None else []
            lines.append(f'#EXT-X-MAP:URI="{url}",BYTERANGE="{piece.file.init_bytes}@0"')
        lines += [
            f"#EXT-X-PROGRAM-DATE-TIME:{piece.starts_at.isoformat(timespec='milliseconds').replace('+00:00', 'Z')}",
            f"#EXTINF:{piece.duration_s:.5f},",
            f"#EXT-X-BYTERANGE:{piece.size_bytes}@{piece.offset}",
            url,
        ]
        previous = piece
    if not is_growing:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join([*lines, ""])
