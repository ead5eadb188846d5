"""What describes a sound track: AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1) or OpusHead (RFC 7845 §5.1). Pure."""

from ingest.mp4.bits import Bits
from ingest.packet import AudioInfo

_OPUS = b"OpusHead"
_RATES_HZ = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
_OWN_RATE, _OWN_KIND = 15, 31


def audio_info(config: bytes) -> AudioInfo | None:
    """The sound that `config` (`ingest.packet.Packet.config`) describes; None when it says nothing that can be read."""
    if config.startswith(_OPUS):
        return AudioInfo("opus", 48_000, config[9], config) if len(config) >= 19 else None
    try:
        bits = Bits(config)
        if bits.take(5) == _OWN_KIND:
            bits.take(6)
        place = bits.take(4)
        rate_hz = bits.take(24) if place == _OWN_RATE else _RATES_HZ[place]
        channels = bits.take(4)
    except (ValueError, IndexError):
        return None
    return AudioInfo("aac", rate_hz, {7: 8}.get(channels, channels or 1), config)
