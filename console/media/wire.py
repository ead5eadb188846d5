"""What the console and the media host say to each other: requests and replies as msgpack arrays. Pure."""

from dataclasses import dataclass

import msgpack

from kernel.errors import Fault, FaultKind
from kernel.journal import Json, JsonObject

_WIRE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Request:
    """One question. id: comes back with the answer."""

    id: int
    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: a value, or the fault that stands for it."""

    id: int
    value: Json = None
    fault: Fault | None = None


def encode_request(request: Request) -> bytes:
    return _pack(_WIRE_VERSION, request.id, request.name, dict(request.arguments))


def encode_reply(reply: Reply) -> bytes:
    fault = None if reply.fault is None else (reply.fault.kind.value, reply.fault.message)
    return _pack(_WIRE_VERSION, reply.id, reply.value, fault)


def decode_request(wire: bytes) -> Request:
    """The inverse of `encode_request`; raises a corrupt fault on anything else."""
    fields = _unpack(wire)
    match fields:
        case [int(number), str(name), dict(arguments)]:
            return Request(number, name, arguments)
    raise _corrupt()


def decode_reply(wire: bytes) -> Reply:
    """The inverse of `encode_reply`; raises a corrupt fault on anything else."""
    match _unpack(wire):
        case [int(number), value, None]:
            return Reply(number, value)
        case [int(number), _, [str(kind), str(message)]]:
            return Reply(number, fault=Fault(FaultKind(kind), message))
    raise _corrupt()


def _pack(*fields: object) -> bytes:
    wire: bytes = msgpack.packb(fields)
    return wire


def _unpack(wire: bytes) -> list[Json]:
    version: Json
    fields: list[Json]
    try:
        version, *fields = msgpack.unpackb(wire)
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise _corrupt() from error
    if version != _WIRE_VERSION:
        raise _corrupt()
    return fields


def _corrupt() -> Fault:
    return Fault(FaultKind.CORRUPT, "media host: bytes that are no message; are console and host of one version?")
