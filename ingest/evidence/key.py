"""The key with which this installation signs what it exports."""

import contextlib
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel.errors import Fault, FaultKind


class EvidenceKey:
    """An Ed25519 key in `path`, made on first use with mode 0600. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._key = _load(path)
        self.public = self._key.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, hex in groups of four, as people compare it."""
        return fingerprint(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature, 64 bytes (RFC 8032)."""
        return self._key.sign(data)


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key in sixteen groups of four hex digits."""
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def _load(path: Path) -> Ed25519PrivateKey:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked into place: two processes that start together agree on one key, and see it whole.
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    seed = path.read_bytes()
    if len(seed) != 32:
        raise Fault(
            FaultKind.CORRUPT, f"evidence key {path}: holds {len(seed)} bytes, not 32; restore it from a backup"
        )
    return Ed25519PrivateKey.from_private_bytes(seed)
