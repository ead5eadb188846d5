"""What a camera says it sends: its session description (SDP, RFC 8866), as far as pulling needs it. Pure."""

import base64
import binascii
from dataclasses import dataclass, field

_CODECS = {
    "H264": "h264",
    "H265": "hevc",
    "HEVC": "hevc",
    "MPEG4-GENERIC": "aac",
    "OPUS": "opus",
    "PCMU": "pcm_mulaw",
    "PCMA": "pcm_alaw",
    "L16": "pcm_s16be",
}
_STATIC = {0: "PCMU/8000", 8: "PCMA/8000", 10: "L16/44100/2", 11: "L16/44100/1"}  # RFC 3551 §6


@dataclass(frozen=True, slots=True)
class Media:
    """One track. codec: None for one that this client does not read. sets: parameter sets without start codes.

    is_back_channel: the camera takes it instead of sending it (ONVIF Streaming §5.3: `sendonly`, as we see it). Such a
    track that may be sent in several codings is told once for each.
    """

    kind: str
    payload_type: int
    codec: str | None
    clock_hz: int
    channels: int
    control: str
    parameters: dict[str, str] = field(default_factory=dict)
    is_back_channel: bool = False

    @property
    def sets(self) -> list[bytes]:
        names = ("sprop-parameter-sets",) if self.codec == "h264" else ("sprop-vps", "sprop-sps", "sprop-pps")
        texts = [text for name in names for text in self.parameters.get(name, "").split(",") if text]
        return [unit for text in texts if (unit := _decoded(text))]


def parse_description(sdp: str) -> tuple[str, list[Media]]:
    """The session's own control address ("" if it has none) and its tracks, in order."""
    control, medias = "", list[Media]()
    blocks: list[list[tuple[str, str]]] = [[]]
    for line in sdp.splitlines():
        name, equals, value = line.strip().partition("=")
        if not equals:
            continue
        if name == "m":
            blocks.append([])
        blocks[-1].append((name, value))
    attributes = [value for name, value in blocks[0] if name == "a"]
    control = next((value.partition(":")[2].strip() for value in attributes if value.startswith("control:")), "")
    for block in blocks[1:]:
        medias += _medias(block)
    return control, medias


def track_url(base: str, control: str) -> str:
    """Where a track is set up (RFC 2326 §C.1.1), put together as cameras expect it: appended, not resolved."""
    if control.lower().startswith(("rtsp://", "rtspu://")):
        return control
    if control in ("", "*"):
        return base
    return f"{base}{'' if base.endswith('/') else '/'}{control.lstrip('/')}"


def _medias(block: list[tuple[str, str]]) -> list[Media]:
    words = block[0][1].split()
    types = [int(word) for word in words[3:] if word.isdigit()]
    is_back_channel = ("a", "sendonly") in block and words[0] == "audio"
    return [_media(block, number, is_back_channel) for number in (types if is_back_channel else types[:1])]


def _media(block: list[tuple[str, str]], payload_type: int, is_back_channel: bool) -> Media:
    attributes = [value.partition(":") for name, value in block if name == "a"]
    named = {name: value.strip() for name, _, value in reversed(attributes)}
    mapped = _of_type(attributes, "rtpmap", payload_type) or _STATIC.get(payload_type, "")
    coding, *rest = mapped.split("/")
    parameters = {}
    for part in _of_type(attributes, "fmtp", payload_type).split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            parameters[name.strip().lower()] = value.strip()
    return Media(
        kind=block[0][1].split()[0],
        payload_type=payload_type,
        codec=_CODECS.get(coding.upper()),
        clock_hz=int(rest[0]) if rest and rest[0].isdigit() and int(rest[0]) else 90_000,
        channels=int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 1,
        control=named.get("control", ""),
        parameters=parameters,
        is_back_channel=is_back_channel,
    )


def _of_type(attributes: list[tuple[str, str, str]], wanted: str, payload_type: int) -> str:
    for name, _, value in attributes:
        number, _, rest = value.strip().partition(" ")
        if name == wanted and number == str(payload_type):
            return rest.strip()
    return ""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4)).rstrip(b"\0")
    except binascii.Error:
        return b""


def start_times(rtp_info: str, urls: list[str]) -> list[int] | None:
    """The RTP times at which the tracks under `urls` begin (RFC 2326 §12.33); None unless it says so of each."""
    told = dict[str, int]()
    for entry in rtp_info.split(","):
        fields = dict(part.strip().partition("=")[::2] for part in entry.split(";"))
        if fields.get("rtptime", "").isdigit():
            told[fields.get("url", "").strip()] = int(fields["rtptime"])
    found = [next((at for url, at in told.items() if url == wanted or wanted.endswith(url)), None) for wanted in urls]
    return [at for at in found if at is not None] if None not in found else None
