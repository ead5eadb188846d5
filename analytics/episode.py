"""From hits to events: a hit opens an event once, more hits extend it, quiet closes it, repeats are counted. Pure."""

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from analytics.detection import ObjectClass
from analytics.rule import Hit, Rule
from analytics.settings import EpisodeSettings
from analytics.track import Track, thinned
from kernel.event import Event, EventPhase, Verdict
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, EventId, new_id

_PATH_POINTS = 64


class Step(StrEnum):
    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Change:
    """An event after something happened to it. `track` is the object, where it is in view."""

    step: Step
    event: Event
    track: Track | None


@dataclass(slots=True)
class _Episode:
    event: Event
    hit: Hit
    track: int
    seen_at: datetime
    told_at: datetime
    is_held: bool = True
    is_changed: bool = False


class Episodes:
    """The open events of one camera. One thread.

    An event belongs to one rule and one track, or to one rule and its zone. A new track that begins where the
    event's own was lost, while the event is still open, goes on with the event: it is the same object, seen anew.
    """

    def __init__(self, camera: CameraId, place: LatLon | None, aspect: float, settings: EpisodeSettings) -> None:
        self._camera = camera
        self._place = place
        self.aspect = aspect
        self._settings = settings
        self._open: list[_Episode] = []
        self._run = ""

    @property
    def is_open(self) -> bool:
        """Whether any event is open."""
        return bool(self._open)

    def step(self, hits: Sequence[Hit], tracks: Sequence[Track], at: datetime) -> list[Change]:
        """What the frame of time `at` with these hits and tracks changes."""
        self._run = self._run or run_of(self._camera, at)
        in_view = {track.id: track for track in tracks}
        changes = []
        for episode in self._open:
            episode.is_held = False
        for hit in hits:
            known = self._episode_of(hit, in_view)
            if known is None:
                changes.append(self._begin(hit))
            else:
                self._extend(known, hit)
        for episode in self._open:
            self._follow(episode, in_view.get(episode.track))
        changes += self._tell(in_view, at)
        return changes + self._close(at)

    def close_all(self, at: datetime) -> list[Change]:
        """Close every open event: the camera's analysis ends."""
        changes = [Change(Step.CLOSED, self._closed(episode, at), None) for episode in self._open]
        self._open = []
        return changes

    def _episode_of(self, hit: Hit, in_view: dict[int, Track]) -> _Episode | None:
        own = [e for e in self._open if e.hit.rule.id == hit.rule.id]
        if hit.is_of_place:
            return own[0] if own else None
        for episode in own:
            if episode.track == hit.track.id and _is_same_way(episode.event, hit):
                return episode
        for episode in own:
            is_lost = episode.track not in in_view and _is_same_way(episode.event, hit)
            if is_lost and hit.track.since >= episode.seen_at and self._is_near(episode.event, hit.track):
                episode.track = hit.track.id
                return episode
        return None

    def _is_near(self, event: Event, track: Track) -> bool:
        if event.box is None or not event.path:
            return False
        last = event.path[-1]
        apart = math.hypot((last.x - track.origin.x) * self.aspect, last.y - track.origin.y)
        return apart <= max(self._settings.merge_distance, 0.5 * track.box.height)

    def _begin(self, hit: Hit) -> Change:
        event = _event(self._camera, hit, self._settings.before_s)
        name = None if hit.is_of_place else track_name(self._run, hit.track.id)
        event = replace(event, position=hit.track.position or self._place, track=name)
        self._open.append(_Episode(event, hit, hit.track.id, hit.track.seen_at, hit.at))
        return Change(Step.OPENED, event, hit.track)

    def _extend(self, episode: _Episode, hit: Hit) -> None:
        if hit.note != episode.hit.note:
            title = _title(hit.rule, episode.event.object_class, hit.note)
            episode.event, episode.is_changed = replace(episode.event, title=title), True
        episode.hit = hit
        quiet_s = (hit.at - episode.seen_at).total_seconds()
        is_again = hit.direction is not None or (quiet_s > 0.5 and not hit.track.is_coasting)
        if is_again:
            episode.event = replace(episode.event, count=episode.event.count + 1)
            episode.is_changed = True
        episode.is_held = True
        episode.seen_at = max(episode.seen_at, hit.track.seen_at)

    def _follow(self, episode: _Episode, track: Track | None) -> None:
        """Keep class, place and way up to date while the object is in view."""
        if track is None or track.is_coasting or episode.hit.is_of_place:
            return
        event = episode.event
        if track.object_class not in (ObjectClass.UNKNOWN, event.object_class):
            title = _title(episode.hit.rule, track.object_class, episode.hit.note)
            event = replace(event, object_class=track.object_class.value, title=title)
            episode.is_changed = True
        path = [*event.path, track.foot] if _is_apart(event.path, track.foot) else list(event.path)
        episode.event = replace(
            event,
            confidence=max(event.confidence, _confidence(track)),
            path=tuple(thinned(path, _PATH_POINTS)),
            position=track.position or event.position,
            position_is_measured=track.position is not None or event.position_is_measured,
        )

    def _tell(self, in_view: dict[int, Track], at: datetime) -> Iterable[Change]:
        """An update now and then: soon when something is new, ever less often while it merely lasts."""
        settings, changes = self._settings, []
        for episode in self._open:
            told_s = (at - episode.told_at).total_seconds()
            lasting_s = (episode.told_at - episode.event.opened_at).total_seconds()
            pause_s = min(settings.update_limit_s, max(settings.update_s, 0.5 * lasting_s))
            if told_s >= (settings.update_s if episode.is_changed else pause_s) and episode.is_held:
                episode.event = replace(episode.event, updated_at=at, clip_end=at)
                episode.told_at, episode.is_changed = at, False
                changes.append(Change(Step.UPDATED, episode.event, in_view.get(episode.track)))
        return changes

    def _close(self, at: datetime) -> list[Change]:
        over = [e for e in self._open if (at - e.seen_at).total_seconds() >= self._settings.quiet_s and not e.is_held]
        self._open = [episode for episode in self._open if episode not in over]
        return [Change(Step.CLOSED, self._closed(episode, at), None) for episode in over]

    def _closed(self, episode: _Episode, at: datetime) -> Event:
        end = min(at, episode.seen_at + timedelta(seconds=self._settings.after_s))
        end = max(end, episode.event.opened_at)
        return replace(episode.event, phase=EventPhase.CLOSED, updated_at=at, closed_at=at, clip_end=end)


def _event(camera: CameraId, hit: Hit, before_s: float) -> Event:
    track = hit.track
    return Event(
        id=EventId(new_id("evt", hit.at)),
        camera=camera,
        rule=hit.rule.id,
        kind=hit.rule.kind.value,
        title=_title(hit.rule, track.object_class, hit.note),
        severity=hit.rule.severity,
        phase=EventPhase.OPEN,
        opened_at=hit.at,
        updated_at=hit.at,
        closed_at=None,
        object_class=track.object_class.value,
        direction=hit.direction.value if hit.direction else None,
        confidence=_confidence(track),
        box=Box(track.box.left, track.box.top, track.box.right, track.box.bottom),
        path=tuple(thinned(list(track.path), _PATH_POINTS)),
        position=track.position,
        position_is_measured=track.position is not None,
        clip_start=hit.at - timedelta(seconds=before_s),
        clip_end=hit.at,
        has_snapshot=False,
        count=1,
        verdict=Verdict.NONE,
        verdict_reason=None,
        verdict_by=None,
        verdict_at=None,
    )


def run_of(camera: CameraId, at: datetime) -> str:
    """A name for one run of a camera's analysis, whose first frame is of `at`: numbers of tracks belong to it."""
    return f"{zlib.crc32(f'{camera} {at.isoformat()}'.encode()):08x}"


def track_name(run: str, number: int) -> str:
    """A track by its run and its number in it."""
    return f"{run}-{number}"


def _title(rule: Rule, object_class: str | None, note: str) -> str:
    what = object_class if object_class not in (None, ObjectClass.UNKNOWN) else "object"
    return f"{rule.name}: {what}, {note}" if note else f"{rule.name}: {what}"


def _confidence(track: Track) -> float:
    return round(min(1.0, max(0.0, track.confidence)), 3)


def _is_same_way(event: Event, hit: Hit) -> bool:
    """A crossing the other way is another event."""
    return hit.direction is None or event.direction == hit.direction.value


def _is_apart(path: Sequence[Point], foot: Point) -> bool:
    return not path or math.hypot(path[-1].x - foot.x, path[-1].y - foot.y) > 0.005
