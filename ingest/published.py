"""What a unit's phone publishes, on its way from the media host to the pull host: access units behind a small header.

Pure. Both ends are ours and start from one installation, so an unknown version is a fault, not a case.
"""

from dataclasses import astuple, dataclass

import msgpack

from ingest.packet import Unit
from kernel.errors import Fault, FaultKind

_WIRE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Published:
    """One access unit of a publication: H.264, or Opus on its track of sound.

    publication: tells one publication from the next of the same publisher. has_audio: whether sound belongs to it.
    unit: None says that the publication has ended.
    """

    publication: str
    has_audio: bool
    unit: Unit | None


def published_topic(publisher: str) -> bytes:
    """The subject of one publisher's units; closed by a slash, so that no topic is the beginning of another."""
    return f"{publisher}/".encode()


def encode_published(item: Published) -> bytes:
    """The item as one msgpack array."""
    fields = None if item.unit is None else astuple(item.unit)
    wire: bytes = msgpack.packb((_WIRE_VERSION, item.publication, item.has_audio, fields))
    return wire


def decode_published(wire: bytes) -> Published:
    """The inverse of `encode_published`; raises a corrupt fault on anything else."""
    try:
        version, publication, has_audio, fields = msgpack.unpackb(wire, use_list=False)
        if version != _WIRE_VERSION:
            raise ValueError(f"wire version {version}")
        return Published(publication, has_audio, None if fields is None else Unit(*fields))
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise Fault(FaultKind.CORRUPT, f"published units: bytes that are none: {error}") from error
