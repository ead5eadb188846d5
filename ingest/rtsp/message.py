"""RTSP messages (RFC 2326 §4), read and written. Pure."""

from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
_HEAD_LIMIT = 64 << 10


@dataclass(frozen=True, slots=True)
class Message:
    """A response or a request of the camera. status: 0 for a request. Header names are lower case."""

    first_line: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of that (lower case) name."""
        return next((value for found, value in self.headers if found == name), None)

    def all(self, name: str) -> list[str]:
        """Every header of that (lower case) name."""
        return [value for found, value in self.headers if found == name]


def take_message(data: bytes | bytearray, start: int, end: int) -> tuple[Message, int] | None:
    """The message at `start` and where it ends; None while it is not whole. Raises ValueError when it is none."""
    head_end = data.find(HEAD_END, start, end)
    if head_end < 0:
        if end - start > _HEAD_LIMIT:
            raise ValueError("what is sent is no RTSP")
        return None
    lines = bytes(data[start:head_end]).decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:])
    headers = tuple((name.strip().lower(), value.strip()) for name, colon, value in pairs if colon)
    words = lines[0].split(" ", 2)
    is_response = words[0].startswith("RTSP/")
    if len(words) < 2 or not (is_response or "RTSP/" in words[-1]):
        raise ValueError("what is sent is no RTSP")
    length = int(next((value for name, value in headers if name == "content-length"), "0") or 0)
    if not 0 <= length <= _HEAD_LIMIT * 16:
        raise ValueError("an RTSP message of unlikely length")
    body_start = head_end + len(HEAD_END)
    if end - body_start < length:
        return None
    message = Message(
        lines[0], int(words[1]) if is_response else 0, headers, bytes(data[body_start : body_start + length])
    )
    return message, body_start + length


def request(method: str, url: str, headers: dict[str, str]) -> bytes:
    """A request without a body. A header that would break out of its line is refused with a ValueError."""
    lines = [f"{method} {url} RTSP/1.0", *(f"{name}: {value}" for name, value in headers.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a line break in a request")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
