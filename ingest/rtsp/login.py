"""Proving to a camera who asks: Basic and Digest (RFC 7616, RFC 2617), as RTSP borrows them from HTTP. Pure."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}


@dataclass(slots=True)
class Login:
    """A name and a password against one camera's challenge; counts how often it was used."""

    username: str
    password: str
    challenge: "Challenge | None" = None
    uses: int = 0

    def header(self, method: str, url: str, cnonce: str) -> str | None:
        """The value of `Authorization` for a request; None before the camera has asked."""
        challenge = self.challenge
        if challenge is None:
            return None
        if challenge.algorithm is None:
            return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        self.uses += 1
        return challenge.digest(self, method, url, cnonce)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a camera asks for. algorithm: None for Basic."""

    algorithm: str | None
    realm: str
    nonce: str = ""
    opaque: str | None = None
    has_qop: bool = False

    def digest(self, login: Login, method: str, url: str, cnonce: str) -> str:
        """The answer, RFC 7616 §3.4; without `qop` as RFC 2069 has it, which is what most cameras want."""
        algorithm = self.algorithm or "MD5"
        secret = _hash(algorithm, f"{login.username}:{self.realm}:{login.password}")
        asked = _hash(algorithm, f"{method}:{url}")
        count = f"{login.uses:08x}"
        middle = f"{self.nonce}:{count}:{cnonce}:auth" if self.has_qop else self.nonce
        fields = {
            "username": _quoted(login.username),
            "realm": _quoted(self.realm),
            "nonce": _quoted(self.nonce),
            "uri": _quoted(url),
            "response": _quoted(_hash(algorithm, f"{secret}:{middle}:{asked}")),
        }
        if self.algorithm == "SHA-256":
            fields["algorithm"] = "SHA-256"
        if self.opaque is not None:
            fields["opaque"] = _quoted(self.opaque)
        if self.has_qop:
            fields |= {"qop": "auth", "nc": count, "cnonce": _quoted(cnonce)}
        return "Digest " + ", ".join(f"{name}={value}" for name, value in fields.items())


def best_challenge(headers: Sequence[str]) -> Challenge | None:
    """The safest of the ways that `WWW-Authenticate` headers offer and we know."""
    found = [challenge for header in headers if (challenge := _challenge(header)) is not None]
    order = {"SHA-256": 0, "MD5": 1, None: 2}
    return min(found, key=lambda challenge: order[challenge.algorithm], default=None)


def _challenge(header: str) -> Challenge | None:
    scheme, _, rest = header.partition(" ")
    fields = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
    realm = fields.get("realm", "")
    if scheme.lower() == "basic":
        return Challenge(None, realm)
    algorithm = fields.get("algorithm", "MD5").upper()
    if scheme.lower() != "digest" or algorithm not in _HASHES:
        return None
    offered = [way.strip().lower() for way in fields.get("qop", "").split(",")]
    return Challenge(algorithm, realm, fields.get("nonce", ""), fields.get("opaque"), "auth" in offered)


def _hash(algorithm: str, words: str) -> str:
    return _HASHES[algorithm](words.encode(), usedforsecurity=False).hexdigest()


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
