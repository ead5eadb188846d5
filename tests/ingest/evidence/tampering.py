"""Ways to tamper with a bundle: each takes a genuine one and leaves a changed one."""

import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.evidence.bundle import Sealed, file_hash, seal
from ingest.evidence.cut import Cut
from ingest.evidence.key import EvidenceKey
from ingest.evidence.manifest import MANIFEST, SIGNATURE, Hole, Item, Source, Statement, canonical, signature
from ingest.evidence.reel import reels
from kernel.clock import from_us, to_us
from tests.ingest.evidence.footage import film, instant, record

FIRST, SECOND = "gate_20260101T080000.400Z.mp4", "gate_20260101T080002.000Z.mp4"
Files = dict[str, bytes]


@dataclass(frozen=True)
class Genuine:
    """Two sealed bundles of one installation, and who could have signed others."""

    folder: Path
    path: Path
    other: Path
    key: EvidenceKey
    stranger: EvidenceKey
    sealed: Sealed


def genuine(folder: Path) -> Genuine:
    """Two bundles with two clips each, made by the real parts."""
    key, stranger = EvidenceKey(folder / "evidence.key"), EvidenceKey(folder / "stranger.key")
    (folder / "footage").mkdir()
    segment = record(folder / "footage", film(40))
    path, other = folder / "bundle.zip", folder / "other.zip"
    (reel,) = reels([segment], lambda one: folder / "footage" / one.path)
    sealed = []
    for number, target in enumerate((path, other)):
        work = folder / f"work{number}"
        work.mkdir()
        items = []
        for name, start, end in ((FIRST, 4 + number, 15), (SECOND, 20, 33)):
            window = (to_us(instant(start)), to_us(instant(end)))
            facts = Cut(reel, window, work / name, "Gate", with_sound=False).run(lambda _: None)
            assert facts is not None
            items.append(
                Item(
                    name, (work / name).stat().st_size, file_hash(work / name), "gate", "h264", 320, 240, facts.frames,
                    facts.copied, False, from_us(facts.first_us), from_us(facts.last_us), from_us(facts.end_us),
                    [Source(segment.id, segment.started_at, segment.ended_at, segment.size_bytes, segment.sha256 or "",
                            segment.sha256, None)],
                )
            )  # fmt: skip
        sealed.append(seal(work, items, statement(f"exp_{number}"), key, target))
    return Genuine(folder, path, other, key, stranger, sealed[0])


def statement(export_id: str) -> Statement:
    made_at = datetime(2026, 1, 1, 9, tzinfo=UTC)
    gap = Hole("gate", instant(15), instant(20), "no connection")
    return Statement(
        export_id=export_id,
        room="Northtown",
        software="Watchroom test",
        made_at=made_at,
        requested_at=made_at - timedelta(minutes=5),
        requested_by={"id": "usr_1", "name": "Lin"},
        reason="theft at the gate, report 17",
        cameras=[{"id": "gate", "name": "Gate"}],
        start=instant(4),
        end=instant(33),
        pictures={"blurred": False, "time_burnt_in": False, "sound": False},
        holes=[gap],
        notes=[],
    )


def unpack(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)


def _changed(change: Callable[[Files, Genuine], None]) -> Callable[[Genuine, Path], None]:
    def tamper(bundle: Genuine, target: Path) -> None:
        files = unpack(bundle.path)
        change(files, bundle)
        pack(target, files)

    return tamper


def _raw(change: Callable[[bytearray], bytes | bytearray]) -> Callable[[Genuine, Path], None]:
    def tamper(bundle: Genuine, target: Path) -> None:
        target.write_bytes(change(bytearray(bundle.path.read_bytes())))

    return tamper


def _flip(files: Files, _: Genuine) -> None:
    data = bytearray(files[FIRST])
    data[len(data) * 3 // 4] ^= 1
    files[FIRST] = bytes(data)


def _shorten(files: Files, _: Genuine) -> None:
    files[FIRST] = files[FIRST][:-1000]


def _lengthen(files: Files, _: Genuine) -> None:
    files[FIRST] += b"\0"


def _swap(files: Files, _: Genuine) -> None:
    files[FIRST], files[SECOND] = files[SECOND], files[FIRST]


def _rename(files: Files, _: Genuine) -> None:
    files["gate_20260101T090000.400Z.mp4"] = files.pop(FIRST)


def _add(files: Files, _: Genuine) -> None:
    files["gate_20260101T080004.000Z.mp4"] = files[SECOND]


def _remove(files: Files, _: Genuine) -> None:
    del files[SECOND]


def _replay(files: Files, bundle: Genuine) -> None:
    files[FIRST] = unpack(bundle.other)[FIRST]


def _edited(files: Files, **changes: object) -> bytes:
    return canonical(json.loads(files[MANIFEST]) | changes)


def _change_reason(files: Files, _: Genuine) -> None:
    files[MANIFEST] = _edited(files, reason="none given")


def _hide_gap(files: Files, _: Genuine) -> None:
    files[MANIFEST] = _edited(files, gaps=[])


def _change_times(files: Files, _: Genuine) -> None:
    files[MANIFEST] = files[MANIFEST].replace(b"2026-01-01T08:00:00.4", b"2026-01-01T07:00:00.4")


def _reformat(files: Files, _: Genuine) -> None:
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]), indent=1).encode()


def _foreign_signature(files: Files, bundle: Genuine) -> None:
    files[SIGNATURE] = signature(bundle.stranger.public, bundle.stranger.sign(files[MANIFEST]))


def _sign_anew(files: Files, bundle: Genuine) -> None:
    stranger = bundle.stranger
    key = {"algorithm": "Ed25519", "public": stranger.public.hex(), "fingerprint": stranger.fingerprint}
    files[MANIFEST] = _edited(files, reason="none given", key=key)
    files[SIGNATURE] = signature(stranger.public, stranger.sign(files[MANIFEST]))


def _replace_key(files: Files, bundle: Genuine) -> None:
    files[SIGNATURE] = canonical(json.loads(files[SIGNATURE]) | {"public": bundle.stranger.public.hex()})


def _other_signature(files: Files, bundle: Genuine) -> None:
    files[SIGNATURE] = unpack(bundle.other)[SIGNATURE]


def _other_manifest(files: Files, bundle: Genuine) -> None:
    files |= {name: unpack(bundle.other)[name] for name in (MANIFEST, SIGNATURE)}


def _no_signature(files: Files, _: Genuine) -> None:
    del files[SIGNATURE]


def _change_verifier(files: Files, _: Genuine) -> None:
    files["verify.py"] = files["verify.py"].replace(b"FAILED", b"ok    ")


def _traverse(files: Files, _: Genuine) -> None:
    files["../../evil.mp4"] = b"x"


def _double(bundle: Genuine, target: Path) -> None:
    files = unpack(bundle.path)
    pack(target, files)
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo("x" * len(FIRST))
        archive.writestr(info, files[SECOND])
    data = target.read_bytes()
    target.write_bytes(data.replace(info.filename.encode(), FIRST.encode()))


def _link(bundle: Genuine, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in unpack(bundle.path).items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == FIRST else 0o644) << 16
            archive.writestr(info, data)


def _compress(bundle: Genuine, target: Path) -> None:
    pack(target, unpack(bundle.path), zipfile.ZIP_DEFLATED)


def _two_names(data: bytearray) -> bytearray:
    at = data.find(FIRST.encode())
    while data[at - 30 : at - 26] != b"PK\3\4":  # the entry's own header, not the manifest that names it
        at = data.find(FIRST.encode(), at + 1)
    data[at : at + 4] = b"dock"
    return data


def _hide_between(data: bytearray) -> bytes:
    """Bytes in front of the directory, all offsets right."""
    (start,) = struct.unpack_from("<I", data, len(data) - 6)
    hidden = b"hidden from whoever lists the files"
    struct.pack_into("<I", data, len(data) - 6, start + len(hidden))
    return bytes(data[:start]) + hidden + bytes(data[start:])


KINDS: Mapping[str, Callable[[Genuine, Path], None]] = {
    "one bit of a video flipped": _changed(_flip),
    "a video cut short": _changed(_shorten),
    "a video lengthened": _changed(_lengthen),
    "two videos exchanged": _changed(_swap),
    "a video renamed to another hour": _changed(_rename),
    "a video added": _changed(_add),
    "a video removed": _changed(_remove),
    "a video of another bundle put in its place": _changed(_replay),
    "the reason in the manifest edited": _changed(_change_reason),
    "a gap taken out of the manifest": _changed(_hide_gap),
    "times in the manifest changed": _changed(_change_times),
    "the manifest written in another form": _changed(_reformat),
    "signed by a foreign key": _changed(_foreign_signature),
    "manifest edited and all signed anew by a stranger": _changed(_sign_anew),
    "the public key replaced": _changed(_replace_key),
    "the signature of another bundle": _changed(_other_signature),
    "manifest and signature of another bundle": _changed(_other_manifest),
    "the signature removed": _changed(_no_signature),
    "the enclosed verifier changed": _changed(_change_verifier),
    "a path that leads out of the folder": _changed(_traverse),
    "the ZIP cut short": _raw(lambda data: data[:-200]),
    "the ZIP cut in half": _raw(lambda data: data[: len(data) // 2]),
    "one name twice in the ZIP": _double,
    "a link in place of a video": _link,
    "files compressed": _compress,
    "two names for one entry": _raw(_two_names),
    "bytes hidden inside the ZIP": _raw(_hide_between),
    "bytes hidden behind the ZIP": _raw(lambda data: data + b"more"),
    "bytes hidden in front of the ZIP": _raw(lambda data: b"more" + data),
}
