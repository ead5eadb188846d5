"""What an offer (SDP) must be before WebRTC is troubled with it. Pure."""

import re

from kernel.errors import Fault, FaultKind, invalid

_OFFER_LIMIT_BYTES = 65_536
_MULTICAST_NAME = re.compile(r"\s\S+\.local\s", re.IGNORECASE)


def demand_offer(subject: str, offer_sdp: str) -> None:
    """Raise an invalid fault unless `offer_sdp` may be an offer with video."""
    if len(offer_sdp) > _OFFER_LIMIT_BYTES or not offer_sdp.startswith("v=0") or "m=video" not in offer_sdp:
        raise invalid(f"{subject}: the offer is not a session description (SDP) with video")


def demand_h264_offer(subject: str, offer_sdp: str) -> None:
    """Raise an invalid fault unless `offer_sdp` may be an offer to send H.264."""
    demand_offer(subject, offer_sdp)
    if "h264/90000" not in offer_sdp.lower():
        raise invalid(f"{subject}: the offer holds no H.264 video; choose H.264 in the sending application")


def demand_speech_offer(subject: str, offer_sdp: str) -> None:
    """Raise an invalid fault unless `offer_sdp` may be an offer to send Opus sound."""
    if len(offer_sdp) > _OFFER_LIMIT_BYTES or not offer_sdp.startswith("v=0") or "m=audio" not in offer_sdp:
        raise invalid(f"{subject}: the offer is not a session description (SDP) with sound")
    if "opus/48000" not in offer_sdp.lower():
        raise invalid(f"{subject}: the offer holds no Opus sound")


def reachable(offer_sdp: str) -> str:
    """The offer without candidates that hide behind a multicast name.

    Asking the network for `….local` costs a second or fails; the browser's own checks reach us all the same, and show
    us its address. So we may not be told either that these were all its candidates.
    """
    lines = offer_sdp.splitlines()
    kept = [line for line in lines if not (line.startswith("a=candidate:") and _MULTICAST_NAME.search(line))]
    if len(kept) < len(lines):
        kept = [line for line in kept if line != "a=end-of-candidates"]
    return "\r\n".join([*kept, ""])


def too_many(subject: str, limit: int, what: str) -> Fault:
    """A limit on open connections is reached."""
    return Fault(FaultKind.LIMITED, f"{subject}: {limit} {what} already; close one")
