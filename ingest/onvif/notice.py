"""What a camera's own analysis reports, out of the many topics of its event service. Pure.

Topics are those of the ONVIF core and analytics specifications; vendors spell their state's name differently.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})
_SOURCE_ITEMS = ("VideoSourceToken", "VideoSource", "Source", "VideoSourceConfigurationToken")


class NoticeKind(StrEnum):
    """The kinds of event that a camera's own reports become."""

    MOTION = "camera_motion"
    TAMPER = "camera_tamper"
    LINE = "camera_line"


@dataclass(frozen=True, slots=True)
class Message:
    """One notification, as it came: its topic, `Initialized`, `Changed`, `Deleted` or nothing, and its items."""

    topic: str
    operation: str
    source: Mapping[str, str]
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something began, goes on or ended. key: which detector; is_active: None for what has no end, as a crossing.

    video_source: the picture that it is about, where the camera says so.
    """

    kind: NoticeKind
    key: str
    is_active: bool | None
    video_source: str | None = None


_TOPICS: Mapping[str, tuple[NoticeKind, tuple[str, ...]]] = {
    "VideoSource/MotionAlarm": (NoticeKind.MOTION, ("State",)),
    "RuleEngine/CellMotionDetector/Motion": (NoticeKind.MOTION, ("IsMotion", "State")),
    "RuleEngine/MotionRegionDetector/Motion": (NoticeKind.MOTION, ("State", "IsMotion")),
    "VideoAnalytics/Motion": (NoticeKind.MOTION, ("State", "IsMotion")),
    "VideoSource/GlobalSceneChange/ImagingService": (NoticeKind.TAMPER, ("State",)),
    "VideoSource/GlobalSceneChange/AnalyticsService": (NoticeKind.TAMPER, ("State",)),
    "VideoSource/GlobalSceneChange/RecordingService": (NoticeKind.TAMPER, ("State",)),
    "RuleEngine/TamperDetector/Tamper": (NoticeKind.TAMPER, ("IsTamper", "State")),
    "RuleEngine/FieldDetector/ObjectsInside": (NoticeKind.LINE, ("IsInside", "State")),
    "RuleEngine/LineDetector/Crossed": (NoticeKind.LINE, ()),
}


def notice_of(message: Message) -> Notice | None:
    """What the message means to the room; None for the topics that we do not follow and states that say nothing."""
    topic = "/".join(part.rpartition(":")[2] for part in message.topic.strip().split("/"))
    found = _TOPICS.get(topic)
    if found is None:
        return None
    kind, names = found
    key = "|".join((topic, *(f"{name}={value}" for name, value in sorted(message.source.items()))))
    video_source = next((message.source[name] for name in _SOURCE_ITEMS if message.source.get(name)), None)
    if message.operation == "Deleted":
        return Notice(kind, key, False, video_source)
    if not names:
        # A crossing that stands in the state sent on subscribing was told before.
        return None if message.operation == "Initialized" else Notice(kind, key, None, video_source)
    state = next((message.data[name].strip().lower() for name in names if name in message.data), "")
    if state not in _TRUE | _FALSE:
        return None
    return Notice(kind, key, state in _TRUE, video_source)
