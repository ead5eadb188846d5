"""What a bundle says of itself, in canonical JSON, and the signature over it. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.journal import Json, JsonObject

FORMAT = "watchroom-evidence/1"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"


@dataclass(frozen=True, slots=True)
class Source:
    """A recorded file that an exported one was made from.

    sha256: of the file as it was read; recorded_sha256: as the catalogue had it from when the file was closed, None
    for one that was not closed in an orderly way. chain: the camera's chain of hashes there, where it is kept.
    """

    segment: str
    start: datetime
    end: datetime
    size_bytes: int
    sha256: str
    recorded_sha256: str | None
    chain: str | None

    @property
    def is_mismatch(self) -> bool:
        return self.recorded_sha256 is not None and self.recorded_sha256 != self.sha256


@dataclass(frozen=True, slots=True)
class Hole:
    """Time of a camera in the exported range without footage, and why."""

    camera: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the bundle. frames and what follows are for footage only; copied: frames that are the camera's own
    bits; moved: frames recorded with a time that another had already, which are shown up to most_moved_us later.
    first_frame_at, last_frame_at, end_at: of the footage."""

    name: str
    size_bytes: int
    sha256: str
    camera: str | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    copied: int | None = None
    has_sound: bool = False
    first_frame_at: datetime | None = None
    last_frame_at: datetime | None = None
    end_at: datetime | None = None
    sources: Sequence[Source] = ()
    moved: int = 0
    most_moved_us: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What was exported, for whom and how. what: the export's words in the shape they were asked for."""

    export_id: str
    room: str
    software: str
    made_at: datetime
    requested_at: datetime
    requested_by: JsonObject
    reason: str
    cameras: Sequence[JsonObject]
    start: datetime
    end: datetime
    pictures: JsonObject
    holes: Sequence[Hole]
    notes: Sequence[str]


def manifest(statement: Statement, items: Sequence[Item], public: bytes, key_fingerprint: str) -> bytes:
    """The manifest's bytes: canonical JSON (sorted keys, no spaces, UTF-8), which is what gets signed."""
    mismatches = [source.segment for item in items for source in item.sources if source.is_mismatch]
    body: JsonObject = {
        "format": FORMAT,
        "export": statement.export_id,
        "room": statement.room,
        "software": statement.software,
        "made_at": _time(statement.made_at),
        "requested_at": _time(statement.requested_at),
        "requested_by": dict(statement.requested_by),
        "reason": statement.reason,
        "cameras": [dict(camera) for camera in statement.cameras],
        "start": _time(statement.start),
        "end": _time(statement.end),
        "pictures": dict(statement.pictures),
        "gaps": [_hole(hole) for hole in statement.holes],
        "notes": list(statement.notes),
        "source_mismatch": [*dict.fromkeys(mismatches)],
        "files": [_item(item) for item in items],
        "key": {"algorithm": "Ed25519", "public": public.hex(), "fingerprint": key_fingerprint},
    }
    return canonical(body)


def signature(public: bytes, signed: bytes) -> bytes:
    """The bytes of `manifest.sig`."""
    return canonical({"algorithm": "Ed25519", "public": public.hex(), "signature": signed.hex()})


def canonical(body: JsonObject) -> bytes:
    """RFC 8785 habits: sorted keys, no spaces, no escapes but those JSON demands; whole numbers only."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _hole(hole: Hole) -> Json:
    return {"camera": hole.camera, "start": _time(hole.start), "end": _time(hole.end), "reason": hole.reason}


def _item(item: Item) -> Json:
    body: dict[str, Json] = {"name": item.name, "size_bytes": item.size_bytes, "sha256": item.sha256}
    if item.camera is None:
        return body
    return body | {
        "camera": item.camera,
        "codec": item.codec,
        "width": item.width,
        "height": item.height,
        "frames": item.frames,
        "frames_copied": item.copied,
        "frames_moved": item.moved,
        "most_moved_us": item.most_moved_us,
        "has_sound": item.has_sound,
        "first_frame_at": _time(item.first_frame_at),
        "last_frame_at": _time(item.last_frame_at),
        "end_at": _time(item.end_at),
        "sources": [_source(source) for source in item.sources],
    }


def _source(source: Source) -> Json:
    return {
        "segment": source.segment,
        "start": _time(source.start),
        "end": _time(source.end),
        "size_bytes": source.size_bytes,
        "sha256": source.sha256,
        "recorded_sha256": source.recorded_sha256,
        "chain": source.chain,
        "matches": None if source.recorded_sha256 is None else not source.is_mismatch,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
