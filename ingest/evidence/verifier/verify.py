#!/usr/bin/env python3
"""Checks a Watchroom evidence bundle without Watchroom.

Needs Python 3.8 or newer and one package: cryptography.

    python verify.py BUNDLE [--key FINGERPRINT]

BUNDLE is the ZIP file or the folder it was unpacked to. FINGERPRINT is what the room told you of its key, by another
way than this bundle. Exit code: 0 whole and signed by that key; 1 something is wrong; 2 not a bundle or cannot be read;
3 whole, but you did not say whose key it must be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import stat
import struct
import sys
import zipfile
from pathlib import Path
from typing import IO, Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("verify.py needs the package cryptography: pip install cryptography")

FORMAT = "watchroom-evidence/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
SMALL = 64 << 20
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,199}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Unreadable(Exception):
    """It is no bundle, or cannot be read."""


class Folder:
    """A bundle that was unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[tuple[str, str]] = []
        self.names: list[str] = []
        for entry in sorted(path.iterdir()):
            if entry.is_symlink() or not entry.is_file():
                self.faults.append((entry.name, "is a link or a folder, not a plain file"))
            self.names.append(entry.name)

    def open(self, name: str) -> IO[bytes]:
        path = self.path / name
        if path.is_symlink() or not path.is_file():
            raise Unreadable(f"{name}: is not a plain file")
        return path.open("rb")


class Archive:
    """A bundle as the ZIP it came in: its layout is as strict as its content, so that nothing hides in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[tuple[str, str]] = []
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError) as error:
            raise Unreadable(f"the ZIP is cut short or damaged ({error})") from None
        infos = self.zip.infolist()
        self.names = [info.orig_filename for info in infos]
        self.infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._look_at(info)
        self._look_between(infos)

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(self.infos[name])

    def _look_at(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename
        if name in self.infos:
            self.faults.append((name, "stands in the ZIP twice"))
        self.infos.setdefault(name, info)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x1:
            self.faults.append((name, "is compressed or encrypted; a bundle's files are stored as they are"))
        if stat.S_ISLNK(info.external_attr >> 16) or name.endswith("/"):
            self.faults.append((name, "is a link or a folder, not a plain file"))

    def _look_between(self, infos: list[zipfile.ZipInfo]) -> None:
        """Entries must follow one another without a hole, from the first byte to the directory at the end."""
        size = self.path.stat().st_size
        at = 0
        with self.path.open("rb") as file:
            for info in sorted(infos, key=lambda info: info.header_offset):
                file.seek(info.header_offset)
                head = file.read(30)
                if len(head) < 30 or head[:4] != b"PK\3\4" or info.header_offset != at:
                    self.faults.append((info.orig_filename, "does not stand where the ZIP says, or hides other bytes"))
                    return
                name_size, extra_size = struct.unpack("<HH", head[26:30])
                local = file.read(name_size)
                if local != info.orig_filename.encode("utf-8"):
                    self.faults.append((info.orig_filename, "has two names in the ZIP"))
                if extra_size not in (0, 20):  # 20: the 64-bit sizes
                    self.faults.append((info.orig_filename, "carries hidden bytes"))
                at = info.header_offset + 30 + name_size + extra_size + info.file_size
        end = self._end(infos, at)
        if end != size or self.zip.comment:
            self.faults.append(("the ZIP", "holds bytes that belong to none of its files"))

    def _end(self, infos: list[zipfile.ZipInfo], start: int) -> int:
        """Where the ZIP must end if its directory begins at `start` and lists these entries alone."""
        listed = sum(46 + len(i.orig_filename.encode("utf-8")) + len(i.extra) + len(i.comment) for i in infos)
        with self.path.open("rb") as file:
            file.seek(start)
            begins = file.read(4) == b"PK\1\2"
            file.seek(start + listed)
            has_64 = file.read(4) == b"PK\6\6"  # 64-bit archives carry 76 bytes more in front of the closing record
        return start + listed + (76 if has_64 else 0) + 22 if begins else -1


class Verdict:
    """Lines for people, and whether anything failed."""

    def __init__(self) -> None:
        self.failed = False

    def ok(self, what: str, text: str) -> None:
        print(f"ok      {what}: {text}")

    def note(self, what: str, text: str) -> None:
        print(f"note    {what}: {text}")

    def fail(self, what: str, text: str) -> None:
        self.failed = True
        print(f"FAILED  {what}: {text}")


def check(path: Path, key: str | None) -> int:
    """Print the verdicts; returns the exit code."""
    if not path.exists():
        raise Unreadable("there is no such file or folder")
    bundle: Folder | Archive = Folder(path) if path.is_dir() else Archive(path)
    verdict = Verdict()
    for name, fault in bundle.faults:
        verdict.fail(name, fault)
    for name in (MANIFEST, SIGNATURE):
        if name not in bundle.names:
            verdict.fail(name, "is missing; without it nothing can be checked")
            return 1
    body = _small(bundle, MANIFEST)
    said = _manifest(body, verdict)
    public = _signature(_small(bundle, SIGNATURE), body, verdict)
    if said is None or public is None:
        return 1
    is_known = _signer(said, public, key, verdict)
    _files(bundle, said, verdict)
    _tell(said, verdict)
    if verdict.failed:
        print("\nNOT TO BE TRUSTED: what failed stands above.")
        return 1
    if not is_known:
        print("\nWHOLE, SIGNER NOT CONFIRMED: compare the fingerprint above with the one the room told you,")
        print('or run again with --key "FINGERPRINT".')
        return 3
    print("\nGENUINE: whole, unchanged, and signed by the key you named.")
    return 0


def _small(bundle: Folder | Archive, name: str) -> bytes:
    with bundle.open(name) as file:
        data = file.read(SMALL + 1)
    if len(data) > SMALL:
        raise Unreadable(f"{name}: is far too large")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _manifest(body: bytes, verdict: Verdict) -> dict[str, Any] | None:
    try:
        said = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        verdict.fail(MANIFEST, f"is not what Watchroom writes ({error})")
        return None
    if text.encode("utf-8") != body:
        verdict.fail(MANIFEST, "is not in its one canonical form")
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        verdict.fail(MANIFEST, f"is not of the format {FORMAT}; use the verifier of its own version")
        return None
    return said


def _signature(data: bytes, body: bytes, verdict: Verdict) -> bytes | None:
    try:
        said = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
        public, signature = bytes.fromhex(said["public"]), bytes.fromhex(said["signature"])
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
    except InvalidSignature:
        verdict.fail(SIGNATURE, "does not fit the manifest: the manifest or the signature was changed or exchanged")
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        verdict.fail(SIGNATURE, "is no signature")
        return None
    verdict.ok(MANIFEST, "its signature fits")
    return public


def fingerprint(public: bytes) -> str:
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def _signer(said: dict[str, Any], public: bytes, key: str | None, verdict: Verdict) -> bool:
    own = said.get("key", {})
    if own.get("public") != public.hex() or own.get("fingerprint") != fingerprint(public):
        verdict.fail(MANIFEST, "names another key than the one that signed it")
    if key is None:
        verdict.note("signer", fingerprint(public))
        return False
    wanted = re.sub(r"[^0-9a-f]", "", key.lower())
    if len(wanted) != 64:
        raise Unreadable("--key: a fingerprint has 64 hex digits")
    if wanted != hashlib.sha256(public).hexdigest():
        verdict.fail("signer", f"a foreign key signed this: {fingerprint(public)}")
        return False
    verdict.ok("signer", "the key you named")
    return True


def _files(bundle: Folder | Archive, said: dict[str, Any], verdict: Verdict) -> None:
    files = said.get("files", [])
    listed = [item.get("name") for item in files]
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        verdict.fail(str(name), "is listed twice in the manifest")
    for item in files:
        name = item.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name) or name in (MANIFEST, SIGNATURE):
            verdict.fail(str(name), "is no name that a bundle may hold")
        elif name not in bundle.names:
            verdict.fail(name, "is missing from the bundle")
        else:
            _file(bundle, item, verdict)
    for name in bundle.names:
        if name not in listed and name not in (MANIFEST, SIGNATURE):
            verdict.fail(name, "was added: the manifest does not know it")


def _file(bundle: Folder | Archive, item: dict[str, Any], verdict: Verdict) -> None:
    name, digest, size = item["name"], hashlib.sha256(), 0
    try:
        with bundle.open(name) as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
                size += len(chunk)
    except (zipfile.BadZipFile, OSError, EOFError, Unreadable) as error:
        verdict.fail(name, f"cannot be read whole ({error})")
        return
    if size != item.get("size_bytes"):
        verdict.fail(name, f"has {size} bytes, not {item.get('size_bytes')}: it was cut, lengthened or exchanged")
    elif digest.hexdigest() != item.get("sha256"):
        verdict.fail(name, "its content was changed or exchanged (SHA-256 differs)")
    elif item.get("camera"):
        verdict.ok(
            name, f"unchanged; {item.get('frames')} frames, {item.get('first_frame_at')} to {item.get('end_at')}"
        )
    else:
        verdict.ok(name, "unchanged")


def _tell(said: dict[str, Any], verdict: Verdict) -> None:
    """What the signer itself says that a reader must not overlook."""
    for item in said.get("files", []):
        times = [item.get(field) for field in ("first_frame_at", "last_frame_at", "end_at")]
        if item.get("camera") and not (all(t and TIME.fullmatch(t) for t in times) and times == sorted(times)):
            verdict.fail(str(item.get("name")), "its times contradict one another")
    who = said.get("requested_by", {})
    looks = "blurred" if said.get("pictures", {}).get("blurred") else "clear"
    verdict.note("export", f"{said.get('export')}, {said.get('start')} to {said.get('end')}, pictures {looks}")
    verdict.note("asked for by", f"{who.get('name')} at {said.get('requested_at')}: {said.get('reason') or '-'}")
    for gap in said.get("gaps", []):
        verdict.note("gap", f"{gap.get('camera')}, {gap.get('start')} to {gap.get('end')}: {gap.get('reason')}")
    for segment in said.get("source_mismatch", []):
        verdict.note("WARNING", f"recording {segment} had changed on disk before it was exported")
    for text in said.get("notes", []):
        verdict.note("remark", text)


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks a Watchroom evidence bundle.")
    parser.add_argument("bundle", help="the ZIP file, or the folder it was unpacked to")
    parser.add_argument("--key", metavar="FINGERPRINT", help="whose key must have signed it: 64 hex digits")
    given = parser.parse_args()
    try:
        return check(Path(given.bundle), given.key)
    except (Unreadable, OSError, zipfile.BadZipFile, ValueError, TypeError, AttributeError, KeyError) as error:
        print(f"FAILED  {given.bundle}: cannot be read as a bundle ({error})")
        return 2


if __name__ == "__main__":
    sys.exit(main())
