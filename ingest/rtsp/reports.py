"""RTCP (RFC 3550 §6.4): what the camera reports of its clock, and the sign of life that it wants. Pure."""

import struct
from dataclasses import dataclass

_NTP_EPOCH_S = 2_208_988_800  # from 1900 to 1970
_SENDER_REPORT, _RECEIVER_REPORT, _DESCRIPTION, _BYE = 200, 201, 202, 203


@dataclass(frozen=True, slots=True)
class SenderReport:
    """One moment on both of the sender's clocks: UTC in microseconds, and the track's RTP time."""

    utc_us: int
    timestamp: int


def read_reports(packet: bytes) -> tuple[SenderReport | None, bool]:
    """The sender's report in a compound packet, and whether the sender says goodbye."""
    report, has_left, at = None, False, 0
    while at + 4 <= len(packet):
        kind, words = packet[at + 1], packet[at + 2] << 8 | packet[at + 3]
        if kind == _SENDER_REPORT and at + 20 <= len(packet):
            seconds, fraction, timestamp = struct.unpack_from(">III", packet, at + 8)
            if seconds:
                # Era 1 begins in 2036 (RFC 5905 §6): its seconds are small.
                era_s = 1 << 32 if seconds < 1 << 31 else 0
                utc_us = (seconds + era_s - _NTP_EPOCH_S) * 1_000_000 + (fraction * 1_000_000 >> 32)
                report = SenderReport(utc_us, timestamp)
        has_left |= kind == _BYE
        at += 4 + 4 * words
    return report, has_left


def receiver_report(own: int) -> bytes:
    """The shortest proper report: nothing to say of any sender, and who says so. own: our number, 32 bits."""
    name = b"watchroom"
    item = bytes((1, len(name))) + name
    item += bytes(4 - len(item) % 4)
    description = struct.pack(">BBHI", 0x81, _DESCRIPTION, 1 + len(item) // 4, own) + item
    return struct.pack(">BBHI", 0x80, _RECEIVER_REPORT, 1, own) + description
