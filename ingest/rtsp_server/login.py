"""Digest login for RTSP (RFC 2617, in the form cameras use it: MD5, without `qop`). Pure but for the nonce's chance."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

_PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class Login:
    """Who may watch."""

    user: str
    password: str = field(repr=False)
    realm: str = "Watchroom"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What one connection is asked: a login and a nonce that no other connection shares."""

    login: Login
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def header(self) -> str:
        """The value of `WWW-Authenticate`."""
        return f'Digest realm="{self.login.realm}", nonce="{self.nonce}"'

    def accepts(self, method: str, url: str, authorization: str) -> bool:
        """Whether the header `Authorization` of a request for `url` proves knowledge of the password."""
        scheme, _, rest = authorization.partition(" ")
        given = {name: quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
        if scheme.lower() != "digest" or given.get("nonce") != self.nonce:
            return False
        # Over the address that is asked for, not the one the header claims: a proof for another address is none.
        secret = _md5(f"{self.login.user}:{self.login.realm}:{self.login.password}")
        expected = _md5(f"{secret}:{self.nonce}:{_md5(f'{method}:{url}')}")
        right_user = hmac.compare_digest(given.get("username", "").encode(), self.login.user.encode())
        return hmac.compare_digest(given.get("response", "").encode(), expected.encode()) and right_user


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
