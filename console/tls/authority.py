"""The house's own certificate authority: made once, it signs a certificate for the machine and renews it in time.

Everything lies in one folder: `ca.pem` and `ca.key`, and `server.pem` with the server's key and its chain. The files
with keys are readable by their owner only.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kernel.clock import Clock
from kernel.errors import Fault, FaultKind

CA_DAYS = 3650
LEAF_DAYS = 90  # phones refuse certificates that last for years
RENEW_DAYS = 30
_EARLIER = timedelta(days=1)  # clocks of phones may be behind
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Facts:
    """What people compare and look at. fingerprint: SHA-256 of the authority's certificate, in pairs."""

    fingerprint: str
    names: tuple[str, ...]
    ends_at: datetime


class Authority:
    """The authority in `folder`. One process makes and renews; any may read what is there."""

    def __init__(self, folder: Path, room: str, clock: Clock) -> None:
        self._folder = folder
        self._room = room
        self._clock = clock

    @property
    def server_file(self) -> Path:
        """The server's key and chain, PEM."""
        return self._folder / "server.pem"

    @property
    def ca_file(self) -> Path:
        """The authority's certificate, PEM: what phones install."""
        return self._folder / "ca.pem"

    def ensure(self, names: Sequence[str]) -> bool:
        """Make what is missing and renew what ends soon or lacks one of `names`; true when the server's is new.

        names: host names and addresses under which this machine is reached. Raises corrupt for files it cannot read.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.ca_file.is_file() and self._ca_key.is_file()):
            self._make_ca()
        if not self._is_due(names):
            return False
        self._make_server(names)
        return True

    def facts(self) -> Facts | None:
        """None before the first `ensure`."""
        if not (self.ca_file.is_file() and self.server_file.is_file()):
            return None
        server = _certificate(self.server_file)
        return Facts(_fingerprint(_certificate(self.ca_file)), names_of(server), server.not_valid_after_utc)

    def ca_der(self) -> bytes:
        """The authority's certificate in the form that phones take."""
        return _certificate(self.ca_file).public_bytes(serialization.Encoding.DER)

    @property
    def _ca_key(self) -> Path:
        return self._folder / "ca.key"

    def _is_due(self, names: Iterable[str]) -> bool:
        if not self.server_file.is_file():
            return True
        server, ca = _certificate(self.server_file), _certificate(self.ca_file)
        is_ending = server.not_valid_after_utc - self._clock.now() < timedelta(days=RENEW_DAYS)
        return is_ending or server.issuer != ca.subject or not set(names) <= set(names_of(server))

    def _make_ca(self) -> None:
        key, now = ec.generate_private_key(ec.SECP256R1()), self._clock.now()
        # The number tells this installation's authority from another's of the same name in a phone's list.
        number = x509.random_serial_number()
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Watchroom"),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{self._room[:40]} CA {number % 10_000:04}"),
            ]
        )
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        certificate = (
            _builder(name, name, key.public_key(), now, timedelta(days=CA_DAYS), number)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self._ca_key, _key_pem(key))
        _write(self.ca_file, _pem(certificate), 0o644)

    def _make_server(self, names: Sequence[str]) -> None:
        ca, ca_key = _certificate(self.ca_file), _key(self._ca_key)
        key, now = ec.generate_private_key(ec.SECP256R1()), self._clock.now()
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._room[:64])])
        length = min(timedelta(days=LEAF_DAYS), ca.not_valid_after_utc - now)
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        certificate = (
            _builder(subject, ca.subject, key.public_key(), now, length, x509.random_serial_number())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        # One file, so that a reader never meets a key with another's certificate.
        _write(self.server_file, _key_pem(key) + _pem(certificate) + _pem(ca))


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The host names and addresses that the certificate is for."""
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return tuple(str(name.value) for name in extension)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    length: timedelta,
    number: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(number)
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + length)
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError:
        raise _unreadable(file) from None


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError):
        raise _unreadable(file) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _unreadable(file)
    return key


def _unreadable(file: Path) -> Fault:
    return Fault(
        FaultKind.CORRUPT,
        f"{file}: cannot be read; restore it, or remove the folder {file.parent} to make a new authority, "
        "which every phone must then install again",
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(file: Path, content: bytes, mode: int = _OWNER_ONLY) -> None:
    """Whole or not at all, and never readable by others in between."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)
    draft.replace(file)
