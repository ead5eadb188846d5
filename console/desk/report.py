"""The report: one HTML file that needs nothing else, in the reader's language, fit to be printed."""

import base64
import json
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from analytics.desk.run import Subject
from analytics.episode import Step
from analytics.scene import scene_data
from analytics.settings import AnalyticsSettings
from analytics.snapshot import snapshot
from console import __version__
from console.desk.cover import Shown
from ingest.decode import picture_jpeg
from kernel.errors import unavailable
from kernel.journal import Json, JsonObject

MOST_PICTURES = 200
_WIDE_PX = 640
_PAGE = Path(__file__).with_name("report.html")
_SLOT = "/*DATA*/null"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was analysed, and how quickly."""

    source: str
    subject: Subject
    frames: int
    took_s: float
    tracks: int


@dataclass(slots=True)
class _Story:
    """One event from its opening to its close."""

    first: JsonObject
    last: JsonObject
    picture: str | None = None


class Report:
    """Gathers events and their pictures; `write` at the end."""

    def __init__(self, is_clear: bool) -> None:
        self._is_clear = is_clear
        self._stories: dict[int, _Story] = {}
        self._waiting: dict[int, list[int]] = {}
        self._view: str | None = None
        self._begun: str | None = None
        self._pictures = 0

    def take(self, line: JsonObject) -> None:
        """Note a change of an event."""
        number = int(str(line["id"]))
        if number not in self._stories:
            self._stories[number] = _Story(line, line)
            self._waiting.setdefault(int(str(line["frame"])), []).append(number)
        self._stories[number].last = line

    def show(self, shown: Shown) -> None:
        """A frame whose changes were taken: the pictures of what it opened are made of it."""
        if self._view is None:
            self._begun = shown.frame.at.isoformat()
            self._view = _embedded(picture_jpeg(shown.picture(self._is_clear), _WIDE_PX, 75))
        numbers = self._waiting.pop(shown.sighting.shot.number, [])
        opened = [change for change in shown.sighting.changes if change.step is Step.OPENED]
        for number, change in zip(numbers, opened, strict=False):
            if self._pictures >= MOST_PICTURES:
                return
            self._pictures += 1
            box = change.track.box if change.track is not None else change.event.box
            settings = AnalyticsSettings().snapshot.model_copy(update={"width_px": _WIDE_PX, "quality": 75})
            frame = replace(shown.frame, bgr=partial(shown.picture, self._is_clear))
            self._stories[number].picture = _embedded(snapshot(frame, box, change.event.path, settings))

    def write(self, path: Path, chapter: Chapter, video_s: float, has_clock: bool) -> None:
        """The file; raises an unavailable fault when it cannot be written."""
        data: dict[str, Json] = {
            "source": chapter.source,
            "frames": chapter.frames,
            "took_s": round(chapter.took_s, 2),
            "tracks": chapter.tracks,
            "video_s": round(video_s, 3),
            "begun": self._begun if has_clock else None,
            "is_clear": self._is_clear,
            "software": f"Watchroom {__version__}",
            "view": self._view,
            "scene": dict(scene_data(chapter.subject.scene)),
            "settings": _changed(chapter.subject.settings),
            "events": [_event(story) for story in self._stories.values()],
            "pictures_left_out": max(0, len(self._stories) - self._pictures),
        }
        # A script's text must not hold what would end the script.
        text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "").replace("\u2029", "")
        try:
            path.write_text(_page().replace(_SLOT, text), encoding="utf-8")
        except OSError as error:
            raise unavailable(f"{path}: cannot be written ({error.strerror})") from error


def _event(story: _Story) -> Json:
    first, last = story.first, story.last
    keys = ("id", "rule", "name", "severity", "track", "direction")
    return {
        **{key: first[key] for key in keys},
        "class": last["class"],
        "count": last["count"],
        "from_s": first["time_s"],
        "to_s": last["time_s"],
        "frame": first["frame"],
        "is_open": last["phase"] != "close",
        "position": last["position"],
        "picture": story.picture,
    }


def _changed(settings: AnalyticsSettings) -> Json:
    """What differs from the defaults, as `group.key`."""
    found: dict[str, Json] = {}
    usual = AnalyticsSettings().model_dump(mode="json")
    for group, values in settings.model_dump(mode="json").items():
        if not isinstance(values, dict):
            if values != usual[group]:
                found[group] = values
            continue
        found |= {f"{group}.{key}": value for key, value in values.items() if value != usual[group].get(key)}
    return found


def _embedded(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


@cache
def _page() -> str:
    return _PAGE.read_text(encoding="utf-8")
