"""Opens an `http:` address and plays what stands there: MJPEG or HLS, told by what the camera answers."""

from ingest.camera import Credentials, PullOptions, SourceAddress
from ingest.settings import IngestSettings
from ingest.sources.hls import HlsSource
from ingest.sources.mjpeg import MjpegSource
from ingest.sources.multipart import boundary_of
from ingest.sources.web import WebClient
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind

_PLAYLISTS = ("application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl")
_HINTS = {
    "text": "is a page to read, not a stream; give the address of the camera's MJPEG or HLS stream",
    "image": "is a single picture; give the address of the camera's MJPEG stream",
    "video": "is a file; put it into the media folder and give it as file:",
}


def open_http(
    address: SourceAddress,
    credentials: Credentials | None,
    settings: IngestSettings,
    clock: Clock,
    options: PullOptions,
) -> MjpegSource | HlsSource:
    """Ask once and look at the answer's type; raises a fault that says what it is when it is no stream."""
    client = WebClient(address, credentials, settings)
    try:
        response = client.open(client.url)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        boundary = boundary_of(response.headers.get("content-type", ""))
        if boundary is not None:
            return MjpegSource(client, response, boundary, clock)
        response.close()
        if kind in _PLAYLISTS or address.path.partition("?")[0].lower().endswith((".m3u8", ".m3u")):
            return HlsSource(client, clock, options.wants_audio)
        hint = _HINTS.get(kind.partition("/")[0], "is neither MJPEG nor HLS; check the path of the address")
        raise Fault(FaultKind.CORRUPT, f"{address}: {hint}")
    except BaseException:
        client.close()
        raise
