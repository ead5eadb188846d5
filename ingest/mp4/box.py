"""The boxes that MP4 is made of. Pure."""

import struct

TIMESCALE = 90_000  # of the video track and of the file, per second
VIDEO, AUDIO = 1, 2  # track numbers


def box(kind: bytes, *content: bytes) -> bytes:
    """A box: its size, its four-letter kind, its content."""
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    """A box with a version and flags in front of its content."""
    return box(kind, struct.pack(">I", version << 24 | flags), *content)
