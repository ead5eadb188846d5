"""Things that lie still where none were, and places where one is gone: bags, boxes, what was taken.

Two backgrounds of different pace over a small picture, twice a second: where the quick one has settled on something
that the slow one does not know, something new lies still. The tracker never believes in it: it does not travel.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import cv2
import numpy as np

from analytics.detection import ObjectClass
from analytics.detectors.passers import Passers
from analytics.ground import PERSON_M, GroundPlane
from analytics.light import FloatPicture, Mask, core, fit_light
from analytics.motion import reduced
from analytics.track import THING_IDS, Still, Track
from kernel.frame import Luma
from kernel.geometry import Box, iou

_WIDTH_PX = 240
_EVERY_S = 0.5
_QUICK_S, _SLOW_S, _HELD_S = 1.5, 30.0, 1800.0  # the pace of both backgrounds, and of the slow one where it differs
_WARMUP_S = 5.0  # what lies there while the camera is first looked at is part of the scene
_OUT, _OUT_SIGMA = 14.0, 5.0  # so many grey levels, or deviations of the noise, are a difference
_STEADY, _STEADY_SIGMA = 9.0, 4.0
_CONFIRM_S = 2.5
_LEAST_PX = 14
_MOST_SHARE = 0.03  # of the picture, where no calibration tells how large a thing is
_TALL_M, _WIDE_M = 1.4, 2.0  # larger is no bag: a person who stands, a car that parks
_CORE_SHARE = 0.25
_STIRS = 0.3  # what stirs in so many of the looks is alive
_GONE_S = 2.0  # the place is as it was for so long: the thing was taken away
_KEPT_S = 3600.0
_CHANGED_SHARE = 0.35  # so much of the picture is another: the scene is learnt anew


@dataclass(slots=True)
class _Candidate:
    """Something still that is watched. px: left, top, right, bottom in the small picture. id: 0 until believed."""

    px: tuple[int, int, int, int]
    since: datetime
    seen_at: datetime
    looks: int = 1
    stirs: int = 0
    gone_votes: int = 0
    absent_since: datetime | None = None
    is_refused: bool = False
    id: int = 0
    still: Still = Still.LEFT


@dataclass(slots=True)
class _Pictures:
    """slow: the scene. quick: what has been there for a second or two. last: the look before."""

    slow: FloatPicture
    quick: FloatPicture
    last: FloatPicture
    noise: float = 2.0
    since: datetime | None = None
    out: Mask = field(default_factory=lambda: np.zeros((0, 0), np.uint8))


class StillDetector:
    """The still things of one camera at one picture size. One thread; times never go back."""

    def __init__(self, ground: GroundPlane | None, aspect: float) -> None:
        self._ground = ground
        self._aspect = aspect
        self._pictures: _Pictures | None = None
        self._candidates: list[_Candidate] = []
        self._passers = Passers()
        self._looked_at: datetime | None = None
        self._count = 0

    @property
    def is_pending(self) -> bool:
        """Whether something still is watched: the next pictures matter."""
        return any(not candidate.is_refused for candidate in self._candidates)

    def look(self, luma: Luma, tracks: Sequence[Track], at: datetime) -> tuple[Track, ...]:
        """The things that lie still at `at`, as tracks of class `object`. `tracks`: who moves or stands there."""
        if self._looked_at is None or not timedelta(0) <= at - self._looked_at < timedelta(seconds=_EVERY_S):
            self._study(reduced(luma, _WIDTH_PX), tracks, at)
        return tuple(self._track(candidate, at) for candidate in self._candidates if candidate.id)

    def absorb(self, thing: int) -> None:
        """The thing is part of the scene from now on."""
        for candidate in [c for c in self._candidates if c.id == thing]:
            self._take_in(candidate)

    def _study(self, small: Luma, tracks: Sequence[Track], at: datetime) -> None:
        now = cv2.blur(small.astype(np.float32), (3, 3)).astype(np.float32)
        dt_s = (at - self._looked_at).total_seconds() if self._looked_at else 0.0
        self._looked_at = at
        if self._pictures is None or dt_s < 0:
            self._pictures = _Pictures(now.copy(), now.copy(), now, since=at)
            self._candidates = []
            return
        pictures = self._pictures
        self._passers.see(tracks, at)
        still = _still(pictures, now, dt_s)
        if np.count_nonzero(pictures.out) > _CHANGED_SHARE * pictures.out.size:
            self._pictures, self._candidates = _Pictures(now.copy(), now.copy(), now, since=at), []
            return
        if pictures.since is None or (at - pictures.since).total_seconds() > _WARMUP_S:
            self._match(still, tracks, now, at)
        else:
            pictures.slow[:] = pictures.quick
        pictures.last = now

    def _match(self, still: Mask, tracks: Sequence[Track], now: FloatPicture, at: datetime) -> None:
        assert self._pictures is not None
        shape = now.shape
        seen: set[int] = set()
        for px in _parts(still):
            box = _normal(px, shape)
            if any(_share(box, track.box) > 0.5 for track in tracks):
                continue  # somebody stands there, or before it
            known = next((c for c in self._candidates if iou(_normal(c.px, shape), box) > 0.3), None)
            if known is None:
                known = _Candidate(px, at - timedelta(seconds=_QUICK_S), at)
                self._candidates.append(known)
            if id(known) not in seen:
                seen.add(id(known))
                self._watch(known, px, now, at)
        for candidate in list(self._candidates):
            if id(candidate) not in seen:
                self._miss(candidate, at)
            self._settle(candidate, at)

    def _watch(self, candidate: _Candidate, px: tuple[int, int, int, int], now: FloatPicture, at: datetime) -> None:
        assert self._pictures is not None
        pictures = self._pictures
        candidate.px = px if not candidate.id else candidate.px
        candidate.seen_at, candidate.absent_since = at, None
        candidate.looks += 1
        left, top, right, bottom = px
        place = (slice(top, bottom), slice(left, right))
        stir = float(np.abs(now[place] - pictures.last[place]).mean())
        candidate.stirs += stir > 3.0 + 1.6 * pictures.noise
        candidate.gone_votes += _is_hole(pictures, px)

    def _miss(self, candidate: _Candidate, at: datetime) -> None:
        """Not seen this time: hidden by somebody, or the place is as it was before."""
        assert self._pictures is not None
        left, top, right, bottom = candidate.px
        place = (slice(top, bottom), slice(left, right))
        is_as_before = np.count_nonzero(self._pictures.out[place]) < 0.3 * self._pictures.out[place].size
        if not is_as_before:
            candidate.absent_since = None
            if not candidate.id and (at - candidate.seen_at).total_seconds() > _CONFIRM_S:
                self._candidates.remove(candidate)
            return
        candidate.absent_since = candidate.absent_since or at
        if (at - candidate.absent_since).total_seconds() >= _GONE_S or not candidate.id:
            self._candidates.remove(candidate)

    def _settle(self, candidate: _Candidate, at: datetime) -> None:
        """Believe in it, refuse it, or let it become part of the scene."""
        if candidate not in self._candidates:
            return
        age_s = (at - candidate.since).total_seconds()
        if age_s > _KEPT_S or (candidate.is_refused and age_s > _SLOW_S):
            self._take_in(candidate)
        elif not candidate.id and not candidate.is_refused and age_s >= _CONFIRM_S + _QUICK_S and candidate.looks > 4:
            candidate.still = Still.GONE if 2 * candidate.gone_votes > candidate.looks else Still.LEFT
            if self._is_thing(candidate):
                self._count += 1
                candidate.id = THING_IDS + self._count
            else:
                candidate.is_refused = True

    def _is_thing(self, candidate: _Candidate) -> bool:
        assert self._pictures is not None
        box = _normal(candidate.px, self._pictures.slow.shape)
        if candidate.stirs > _STIRS * candidate.looks or not self._has_size(box):
            return False
        if candidate.still is Still.GONE:
            return not self._passers.began_at(box)
        return not self._passers.halted_at(box)

    def _has_size(self, box: Box) -> bool:
        shown = self._ground.person_height(box.foot) if self._ground else None
        if self._ground is None or not shown:
            return box.area <= _MOST_SHARE
        width_m = self._ground.width_m(box.foot, box.width)
        return box.height / shown * PERSON_M <= _TALL_M and (width_m is None or width_m <= _WIDE_M)

    def _take_in(self, candidate: _Candidate) -> None:
        assert self._pictures is not None
        left, top, right, bottom = candidate.px
        place = (slice(max(0, top - 2), bottom + 2), slice(max(0, left - 2), right + 2))
        self._pictures.slow[place] = self._pictures.quick[place]
        self._candidates.remove(candidate)

    def _track(self, candidate: _Candidate, at: datetime) -> Track:
        assert self._pictures is not None
        box = _normal(candidate.px, self._pictures.slow.shape)
        return Track(
            id=candidate.id,
            box=box,
            foot=box.foot,
            object_class=ObjectClass.OBJECT,
            confidence=0.8,
            class_confidence=0.8,
            since=candidate.since,
            seen_at=at,
            is_coasting=False,
            is_cut=False,
            still_s=(at - candidate.since).total_seconds(),
            origin=box.foot,
            path=(box.foot,),
            position=self._ground.place_of(box.foot) if self._ground else None,
            width_m=self._ground.width_m(box.foot, box.width) if self._ground else None,
            still=candidate.still,
        )


def _still(pictures: _Pictures, now: FloatPicture, dt_s: float) -> Mask:
    """Where something is still that the slow picture does not know. Both pictures learn `now`."""
    known = pictures.out if pictures.out.shape == now.shape else np.zeros(now.shape, np.uint8)
    gain, offset, noise = fit_light(now, pictures.slow, known)
    pictures.slow = pictures.slow * np.float32(gain) + np.float32(offset)
    pictures.quick = pictures.quick * np.float32(gain) + np.float32(offset)
    pictures.noise += 0.2 * (min(noise, 20.0) - pictures.noise)
    limit = max(_OUT, _OUT_SIGMA * pictures.noise)
    away = cv2.absdiff(now, pictures.slow)
    pictures.out = np.asarray(cv2.compare(away, np.array([limit]), cv2.CMP_GT), dtype=np.uint8)
    calm = max(_STEADY, _STEADY_SIGMA * pictures.noise)
    steady = cv2.compare(cv2.absdiff(now, pictures.quick), np.array([calm]), cv2.CMP_LT)
    pictures.quick += (now - pictures.quick) * np.float32(1 - math.exp(-dt_s / _QUICK_S))
    fresh = cv2.compare(cv2.absdiff(pictures.quick, pictures.slow), np.array([limit]), cv2.CMP_GT)
    still = np.asarray(cv2.bitwise_and(cv2.bitwise_and(fresh, steady), pictures.out), dtype=np.uint8)
    still = _without_light(still, pictures)
    free, held = 1 - math.exp(-dt_s / _SLOW_S), 1 - math.exp(-dt_s / _HELD_S)
    near = cv2.dilate(pictures.out, np.ones((3, 3), np.uint8))
    pictures.slow += (now - pictures.slow) * np.where(near > 0, np.float32(held), np.float32(free))
    return still


def _without_light(still: Mask, pictures: _Pictures) -> Mask:
    """Without what is a shadow or a patch of light: a part that hardly has what only an object makes."""
    if not still.any():
        return still
    joined = cv2.morphologyEx(still, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    solid = core(pictures.quick, pictures.slow, np.asarray(joined, dtype=np.uint8), pictures.noise)
    count, labels = cv2.connectedComponents(joined)
    areas = np.bincount(labels.ravel(), minlength=count).astype(np.float64)
    cores = np.bincount(labels.ravel(), weights=(solid.ravel() > 0).astype(np.float64), minlength=count)
    keeps = (cores >= _CORE_SHARE * areas) & (areas >= _LEAST_PX)
    keeps[0] = False
    return np.where(keeps[labels], np.uint8(255), np.uint8(0))


def _parts(still: Mask) -> list[tuple[int, int, int, int]]:
    """The boxes of the separate parts, in pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(still)
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]


def _is_hole(pictures: _Pictures, px: tuple[int, int, int, int]) -> bool:
    """Whether the slow picture has an object's edges there and the quick one has not: something is gone."""
    left, top, right, bottom = px
    place = (slice(max(0, top - 2), bottom + 2), slice(max(0, left - 2), right + 2))
    rim = cv2.morphologyEx(pictures.out[place], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    if not rim.any():
        return False
    shown, learnt = (float(_steepness(picture[place])[rim].mean()) for picture in (pictures.quick, pictures.slow))
    return learnt > 1.3 * shown + pictures.noise


def _steepness(picture: FloatPicture) -> FloatPicture:
    slope_x = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=0.25)
    slope_y = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=0.25)
    return np.asarray(cv2.magnitude(slope_x, slope_y), dtype=np.float32)


def _normal(px: tuple[int, int, int, int], shape: tuple[int, ...]) -> Box:
    rows, columns = shape[:2]
    return Box(px[0] / columns, px[1] / rows, px[2] / columns, px[3] / rows)


def _share(inner: Box, outer: Box) -> float:
    """The share of `inner` that lies in `outer`."""
    width = min(inner.right, outer.right) - max(inner.left, outer.left)
    height = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    return 0.0 if width <= 0 or height <= 0 or inner.area <= 0 else width * height / inner.area
