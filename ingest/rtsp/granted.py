"""What a camera grants when a track is set up (RFC 2326 §10.4). Pure."""

from dataclasses import dataclass

from ingest.rtsp.message import Message

_SIGN_OF_LIFE_S = 20.0
_USUAL_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Granted:
    """session: its name, empty if the camera gave none. life_s: how often it wants a sign of life. channel: of the
    track's packets in the connection; their reports take the next one."""

    session: str
    life_s: float
    channel: int


def interleaved(channel: int) -> dict[str, str]:
    """The header that asks for a track's packets on `channel` of the connection itself."""
    return {"Transport": f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"}


def read_granted(answer: Message, asked: int) -> Granted:
    """What the answer to SETUP says; `asked`: the channel, for a camera that does not repeat it."""
    session, *rest = (answer.header("session") or "").split(";")
    timeout_s = next((part.partition("=")[2] for part in rest if part.strip().lower().startswith("timeout")), "")
    life_s = min(_SIGN_OF_LIFE_S, (float(timeout_s) if timeout_s.strip().isdigit() else _USUAL_TIMEOUT_S) / 2) or 1.0
    for part in (answer.header("transport") or "").split(";"):
        name, _, value = part.strip().partition("=")
        first = value.partition("-")[0]
        if name.lower() == "interleaved" and first.isdigit():
            return Granted(session.strip(), life_s, int(first))
    return Granted(session.strip(), life_s, asked)
