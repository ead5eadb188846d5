"""Passwords: hashed with Argon2id, checked in the same time whether the user exists or not."""

import secrets
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper


class Hasher(Protocol):
    """Makes and checks password hashes."""

    def hash(self, password: str) -> str: ...

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` is right; with None (no such user) it takes as long and says no."""
        ...


class Argon2Hasher:
    """Argon2id with the parameters of RFC 9106's second choice (64 MiB, 3 passes), or those given."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


def random_password() -> str:
    """Four groups of five readable characters: 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
