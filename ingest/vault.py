"""Seals logins before they reach the database; the key lies in a file of its own."""

import contextlib
import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from ingest.camera import Credentials
from kernel.errors import Fault, FaultKind


class Vault:
    """Encrypts and decrypts with the key in `key_path`, which is made on first use with mode 0600. Thread-safe."""

    def __init__(self, key_path: Path) -> None:
        self._path = key_path
        self._fernet = Fernet(_key(key_path))

    def seal(self, credentials: Credentials) -> str:
        """The login as text that says nothing without the key."""
        body = json.dumps([credentials.username, credentials.password])
        return self._fernet.encrypt(body.encode()).decode()

    def open(self, sealed: str) -> Credentials:
        """The inverse of `seal`; raises a corrupt fault when the key is another one or the text was changed."""
        try:
            username, password = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise Fault(
                FaultKind.CORRUPT, f"stored login: cannot be opened with the key in {self._path}; enter it again"
            ) from None
        return Credentials(username, password)


def _key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked into place: two processes that start together agree on one key, and see it whole.
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_bytes().strip()
