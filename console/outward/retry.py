"""What follows an answer: delivered, tried again later, or given up. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

PAUSES_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 21_600.0, 43_200.0)
JITTER = 0.2
LONGEST_S = 43_200.0
_GONE = 410


class DeliveryState(StrEnum):
    """How far a delivery has come. dead: given up; a person can send it again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said. status: None when no answer came; then `text` says why. took_s: how long that took."""

    status: int | None
    text: str
    took_s: float = 0.0
    retry_after: str | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Next:
    """Where a delivery stands after an answer. at: when it is tried again, None: not by itself."""

    state: DeliveryState
    at: datetime | None


def after(answer: Answer, tries: int, now: datetime, chance: float) -> Next:
    """Where the delivery stands after its `tries`-th try (from 1). chance: in [0, 1), spreads the tries of many."""
    if answer.is_taken:
        return Next(DeliveryState.DELIVERED, None)
    if answer.status == _GONE or tries > len(PAUSES_S):
        return Next(DeliveryState.DEAD, None)
    pause_s = PAUSES_S[tries - 1] * (1 + JITTER * (2 * chance - 1))
    wished_s = retry_after_s(answer.retry_after, now)
    return Next(DeliveryState.PENDING, now + timedelta(seconds=min(LONGEST_S, max(pause_s, wished_s))))


def retry_after_s(header: str | None, now: datetime) -> float:
    """The seconds that `Retry-After` asks for, by number or by date; 0 when it is absent or makes no sense."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return min(LONGEST_S, float(text[:9]))
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, min(LONGEST_S, (at - now).total_seconds()))
