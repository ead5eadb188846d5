"""Cuts the endless answer of an MJPEG camera (`multipart/x-mixed-replace`) into its pictures. Pure."""

import re
from collections.abc import Iterator
from email.message import Message

_HEAD_LIMIT, _PART_LIMIT = 16_384, 16 << 20
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,9})\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def boundary_of(content_type: str) -> str | None:
    """The boundary in a Content-Type header, without the dashes that some cameras put in front; None without one."""
    message = Message()
    message["content-type"] = content_type
    if message.get_content_maintype() != "multipart":
        return None
    return (message.get_boundary() or "").lstrip("-") or None


class Multipart:
    """Takes bytes as they come, gives parts when they are whole. Raises a ValueError on anything else than parts."""

    def __init__(self, boundary: str) -> None:
        self._mark = b"--" + boundary.encode("latin-1", "replace")
        self._held = bytearray()

    def push(self, data: bytes) -> Iterator[bytes]:
        """The bodies that `data` completes."""
        self._held += data
        while (body := self._next()) is not None:
            if body:
                yield body

    def _next(self) -> bytes | None:
        start = self._held.find(self._mark)
        if start < 0:
            if len(self._held) > _HEAD_LIMIT:
                raise ValueError("no boundary")
            return None
        head = _HEAD_END.search(self._held, start)
        if head is None:
            if len(self._held) - start > _HEAD_LIMIT:
                raise ValueError("endless header")
            return None
        length = _LENGTH.search(self._held, start, head.start())
        end = head.end() + int(length[1]) if length else self._held.find(self._mark, head.end())
        if end < 0 or end > len(self._held):
            if max(end, len(self._held)) - head.end() > _PART_LIMIT:
                raise ValueError("endless part")
            return None
        body = bytes(self._held[head.end() : end])
        del self._held[:end]
        return body if length else body.removesuffix(b"\n").removesuffix(b"\r")
