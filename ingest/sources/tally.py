"""What a source counts while it runs, for the host's figures."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Written by the source's thread only; any thread may read.

    damaged: access units that came incomplete and were left out, with those that would have leant on them.
    encoded: pictures that were encoded here because nothing plays what the camera sends. skipped: pictures that were
    not, because they came faster than is kept.
    """

    damaged: int = 0
    encoded: int = 0
    skipped: int = 0
