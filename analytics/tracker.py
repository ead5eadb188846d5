"""From detections to tracks: filters predict, boxes are assigned, objects are believed, coast and end. Pure.

Two rounds: confirmed tracks choose first, from all detections; what is left continues young tracks or begins new ones.
A track that shares a detection with another is hidden in a group: it moves on with the group and is found again when
the group parts.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analytics.association import FORBIDDEN, assign, cover_matrix, gated_cost
from analytics.detection import Detection
from analytics.kalman import EdgeFilters
from analytics.life import Life, has_travelled, track_of
from analytics.naming import Naming
from analytics.parting import parted
from analytics.settings import TrackerSettings
from analytics.track import Track, thinned
from kernel.geometry import Box

FloatArray = NDArray[np.float64]

_GROUP_COVER = 0.5  # this much of a missing track's box inside another's detection: hidden in a group
_PEER = 0.4  # of another's height: what is lower may be a piece of it
_GROUP_GROWTH = 1.25  # and that detection is this much larger than the other track alone
_EVIDENCE_LIMIT = 12.0  # so that a wrong start can still be outvoted
_CUT_WEIGHT = 0.1  # the outline of an object that the picture's edge cuts says little
_STILL_ACTIVITY = 0.01  # share of changed pixels below which an object is quite still
_CROWD = 1.5  # a sudden growth beyond this is a second object in the same box, and no shape to judge
_YOUNG_S = 2.0  # an object must prove itself within this time, again and again
_YOUNG_LIMIT = 1.6  # a young track must find its next box nearer by than a known one (see gated_cost)
_PACE_S = 0.6  # the pace is a mean over about this long
_WAKE_S = 2.5  # for this long the place an object left is looked at with doubt
_WAKE_COVER = 0.5
_WAKE_TRAVEL = 0.4  # of the size of the object that left
_LIVELY = 0.08  # share of changed pixels without which nothing new is believed
_EDGE = 0.012  # this near to the picture's edge a box touches it


class Tracker:
    """Follows the objects of one camera. One thread.

    Works in picture heights (x times the aspect), so that a length means the same in both axes.
    """

    def __init__(self, settings: TrackerSettings, aspect: float) -> None:
        self._settings = settings
        self._scale = np.array([aspect, 1.0, aspect, 1.0])
        self._filters = EdgeFilters.empty()
        self._lives: list[Life] = []
        self._at: datetime | None = None
        self._next_id = 1
        self._wakes: deque[tuple[datetime, FloatArray]] = deque()

    def update(self, detections: Sequence[Detection], at: datetime) -> tuple[Track, ...]:
        """The confirmed tracks after the frame of time `at` with `detections`. Times must not go back."""
        dt_s = 0.0 if self._at is None else (at - self._at).total_seconds()
        if dt_s < 0 or dt_s > self._settings.gap_s:
            self.forget()
            dt_s = 0.0
        self._at = at
        self._predict(dt_s)
        boxes, whole = self._measured(detections), len(detections)
        pairs = self._match(boxes)
        taken = {column for _, column in pairs}
        pairs, boxes, detections = self._part_groups(pairs, boxes, detections, at)
        seen_before = {row for row, life in enumerate(self._lives) if life.is_confirmed and not life.is_lost}
        hidden = {row: self._lives[row].grouped_since or at for row, column in pairs if column >= whole}
        self._correct(pairs, boxes, detections, at)
        for row, since in hidden.items():
            self._lives[row].grouped_since = since
        self._remember_pace([row for row, _ in pairs], dt_s)
        self._coast(sorted(seen_before - {row for row, _ in pairs}))
        for life in self._lives:
            life.is_lost = life.seen_at < at
        self._hide_in_groups(pairs, boxes, at)
        self._end(at)
        self._remember_wakes(at)
        self._begin([i for i in range(whole) if i not in taken], boxes, detections, at)
        return self.tracks(at)

    def forget(self) -> None:
        """End every track; the ids go on."""
        self._filters = EdgeFilters.empty()
        self._lives = []
        self._at = None

    def resize(self, aspect: float) -> None:
        """End every track; the picture's shape is another one from now on."""
        self._scale = np.array([aspect, 1.0, aspect, 1.0])
        self.forget()

    def drop(self, ids: set[int]) -> None:
        """End the tracks `ids` (they turned out to be scenery)."""
        self._keep(np.array([life.id not in ids for life in self._lives], dtype=bool))

    def tracks(self, at: datetime) -> tuple[Track, ...]:
        """The confirmed tracks as values."""
        boxes = self._filters.position / self._scale
        return tuple(track_of(life, box, at) for life, box in zip(self._lives, boxes, strict=True) if life.is_confirmed)

    def young(self, at: datetime) -> tuple[Track, ...]:
        """Those seen at `at` that are not confirmed yet; one that is confirmed later keeps its id."""
        boxes = self._filters.position / self._scale
        lives = zip(self._lives, boxes, strict=True)
        return tuple(track_of(life, box, at) for life, box in lives if not life.is_confirmed and life.seen_at == at)

    def _predict(self, dt_s: float) -> None:
        if not self._lives or dt_s == 0:
            return
        sizes = self._sizes()
        self._filters.predict(dt_s, 2.0 * sizes)

    def _coast(self, rows: list[int]) -> None:
        """Tracks that were seen a frame ago and are not now go on whole and at their pace: what was last seen of them
        may have been cut short by what hides them now, so the edge that came last is the one to trust.
        """
        for row in rows:
            life, box = self._lives[row], self._filters.position[row]
            for axis in (0, 1):
                if life.is_cut or life.size[axis] <= 0:
                    continue
                if life.pace[axis] >= 0:
                    box[axis + 2] = max(box[axis + 2], box[axis] + life.size[axis])
                else:
                    box[axis] = min(box[axis], box[axis + 2] - life.size[axis])
            self._filters.velocity[row] = np.concatenate([life.pace, life.pace])

    def _remember_pace(self, rows: list[int], dt_s: float) -> None:
        """Pace and size of tracks while they are well seen; a box that shrinks quickly is being hidden."""
        share = 1 - float(np.exp(-dt_s / _PACE_S))
        for row in rows:
            life, box, velocity = self._lives[row], self._filters.position[row], self._filters.velocity[row]
            size = box[2:] - box[:2]
            if life.hits <= 3:
                life.size = size.copy()
            growth = size / np.maximum(life.size, 1e-6)
            middle = (velocity[:2] + velocity[2:]) / 2
            for axis in (0, 1):
                if growth[axis] > 0.85 or life.is_cut:
                    life.size[axis] += max(share, 0.5 if growth[axis] > 1 else 0) * (size[axis] - life.size[axis])
                    life.pace[axis] += (1.0 if life.hits <= 4 else share) * (middle[axis] - life.pace[axis])

    def _measured(self, detections: Sequence[Detection]) -> FloatArray:
        rows = [(d.box.left, d.box.top, d.box.right, d.box.bottom) for d in detections]
        return np.asarray(np.array(rows, dtype=np.float64).reshape(-1, 4) * self._scale)

    def _match(self, boxes: FloatArray) -> list[tuple[int, int]]:
        if not self._lives or not len(boxes):
            return []
        unseen_s = np.array([(self._now() - life.seen_at).total_seconds() for life in self._lives])
        gate = self._sizes() * (0.35 + 0.6 * np.minimum(unseen_s, 2.0)) + 0.02
        cost = gated_cost(self._filters.position, boxes, gate)
        confirmed = np.array([life.is_confirmed for life in self._lives])
        pairs = assign(np.where(confirmed[:, None], cost, FORBIDDEN), 2.0)
        free = np.ones(len(boxes), dtype=bool)
        free[[column for _, column in pairs]] = False
        second = np.where(~confirmed[:, None] & free[None, :], cost, FORBIDDEN)
        return pairs + assign(second, _YOUNG_LIMIT)

    def _now(self) -> datetime:
        if self._at is None:
            raise ValueError("the tracker has seen no frame yet")
        return self._at

    def _correct(
        self, pairs: list[tuple[int, int]], boxes: FloatArray, detections: Sequence[Detection], at: datetime
    ) -> None:
        if not pairs:
            return
        rows = np.array([row for row, _ in pairs], dtype=np.intp)
        columns = np.array([column for _, column in pairs], dtype=np.intp)
        sd = np.repeat((0.03 * self._sizes()[rows] + 0.003)[:, None], 4, axis=1)
        self._filters.correct(rows, boxes[columns], sd)
        for row, column in pairs:
            self._take(self._lives[row], detections[column], boxes[column], at)

    def _take(self, life: Life, seen: Detection, box: FloatArray, at: datetime) -> None:
        settings = self._settings
        life.hits += 1
        life.seen_at, life.grouped_since, life.is_cut = at, None, seen.is_cut
        life.confidence += 0.2 * (seen.confidence - life.confidence)
        is_crowd = life.size.all() and float(np.prod(box[2:] - box[:2])) > _CROWD * float(np.prod(life.size))
        weight = 0.0 if is_crowd else _CUT_WEIGHT if seen.is_cut else 1.0
        life.evidence = min(_EVIDENCE_LIMIT, max(-_EVIDENCE_LIMIT, life.evidence + weight * seen.evidence))
        if seen.look is not None:
            life.naming = life.naming.heard(seen.look)
        life.activity += 0.4 * (seen.activity - life.activity)
        if seen.activity > _STILL_ACTIVITY:
            life.stirred_at = at
        if not life.is_confirmed and (at - life.since).total_seconds() > _YOUNG_S:
            # It has had its time and went nowhere: what counts is how it moves from here.
            life.since, life.first, life.origin = at, box, seen.box.foot
            life.travel = float(self._wake_travel(box[None])[0])
        life.path = thinned([*life.path, seen.box.foot], settings.path_points)
        if not life.is_confirmed and seen.can_start and life.hits >= settings.confirm_hits:
            is_alive = life.activity >= _LIVELY and has_travelled(life, box, settings.confirm_travel)
            life.is_confirmed = is_alive and not self._is_part_of_another(box)

    def _part_groups(
        self, pairs: list[tuple[int, int]], boxes: FloatArray, detections: Sequence[Detection], at: datetime
    ) -> tuple[list[tuple[int, int]], FloatArray, Sequence[Detection]]:
        """A detection that holds several confirmed tracks and is too large for one of them is each one's in part: such
        parts are added to the detections, and the pairs say whose they are.
        """
        seen = {row for row, _ in pairs}
        missing = [i for i, life in enumerate(self._lives) if i not in seen and self._may_be_parted(life, at)]
        owners = [(row, column) for row, column in pairs if self._lives[row].is_confirmed]
        if not missing or not owners:
            return pairs, boxes, detections
        cover = cover_matrix(self._filters.position[missing], boxes[[column for _, column in owners]])
        best = np.where(cover.max(axis=1) >= _GROUP_COVER, cover.argmax(axis=1), -1)
        found, own = list(detections), dict(pairs)
        for i, (row, column) in enumerate(owners):
            rows = [row, *(m for m, owner in zip(missing, best, strict=True) if owner == i and self._are_peers(m, row))]
            sizes = np.array([self._lives[r].size for r in rows])
            group = boxes[column]
            if len(rows) < 2 or not sizes.all() or (group[2:] - group[:2] < _GROUP_GROWTH * sizes[0]).all():
                continue
            parts, _ = parted(self._filters.position[rows], sizes, group)
            for r, part in zip(rows, parts, strict=True):
                own[r] = len(found)
                shown = Box(*(float(edge) for edge in part / self._scale))
                found.append(replace(detections[column], box=shown, evidence=0.0, look=None, can_start=False))
            boxes = np.concatenate([boxes, parts])
        return list(own.items()), boxes, found

    def _may_be_parted(self, life: Life, at: datetime) -> bool:
        """Whether it is believed to be in a group still."""
        if not life.is_confirmed or life.grouped_since is None:
            return life.is_confirmed
        return (at - life.grouped_since).total_seconds() < self._settings.group_s

    def _are_peers(self, one: int, other: int) -> bool:
        """Whether neither is a mere piece of the other."""
        low, high = sorted((float(self._lives[one].size[1]), float(self._lives[other].size[1])))
        return low >= _PEER * high

    def _hide_in_groups(self, pairs: list[tuple[int, int]], boxes: FloatArray, at: datetime) -> None:
        """A confirmed track without a detection of its own, inside one that another took and that is too big for it."""
        seen = dict(pairs)
        missing = [i for i, life in enumerate(self._lives) if life.is_confirmed and i not in seen]
        if not missing or not pairs:
            return
        owners = [(row, column) for row, column in pairs if self._lives[row].is_confirmed]
        if not owners:
            return
        cover = cover_matrix(self._filters.position[missing], boxes[[column for _, column in owners]])
        for i, row in enumerate(missing):
            best = int(cover[i].argmax())
            if cover[i, best] < _GROUP_COVER:
                continue
            life = self._lives[row]
            life.grouped_since = life.grouped_since or at
            self._hold_inside(row, boxes[owners[best][1]])

    def _hold_inside(self, row: int, group: FloatArray) -> None:
        """Keep the hidden box within the group's."""
        box = self._filters.position[row]
        for axis in (0, 1):
            low = min(group[axis] - box[axis], 0.0) if box[axis + 2] > group[axis + 2] else 0.0
            shift = max(low, group[axis + 2] - box[axis + 2]) if box[axis + 2] > group[axis + 2] else 0.0
            if box[axis] < group[axis]:
                shift = group[axis] - box[axis]
            if shift:
                box[[axis, axis + 2]] += shift
                self._filters.velocity[row, [axis, axis + 2]] *= 0.5

    def _end(self, at: datetime) -> None:
        if self._lives:
            boxes = self._filters.position / self._scale
            alive = [self._is_alive(life, box, at) for life, box in zip(self._lives, boxes, strict=True)]
            self._keep(np.array(alive, dtype=bool))

    def _is_alive(self, life: Life, box: FloatArray, at: datetime) -> bool:
        settings = self._settings
        unseen_s = (at - life.seen_at).total_seconds()
        if not life.is_confirmed:
            return unseen_s < settings.tentative_s
        if life.grouped_since is not None and (at - life.grouped_since).total_seconds() < settings.group_s:
            return True
        centre_x, centre_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        is_outside = not (0 <= centre_x <= 1 and 0 <= centre_y <= 1)
        touches = box[0] < _EDGE or box[1] < _EDGE or box[2] > 1 - _EDGE or (box[3] > 1 - _EDGE and box[1] > 0.5)
        return unseen_s < (settings.leave_s if is_outside or (touches and life.is_cut) else settings.coast_s)

    def _is_part_of_another(self, box: FloatArray) -> bool:
        """Whether a confirmed track that is in view covers most of `box`: a limb, a shadow, a reflection of it."""
        seen = [i for i, life in enumerate(self._lives) if life.is_confirmed and life.seen_at == self._at]
        return bool(seen) and bool((cover_matrix(box[None], self._filters.position[seen]) >= _WAKE_COVER).any())

    def _remember_wakes(self, at: datetime) -> None:
        """Where confirmed objects were of late: what stands out there is more likely what they uncovered."""
        confirmed = [i for i, life in enumerate(self._lives) if life.is_confirmed]
        if confirmed:
            self._wakes.append((at, self._filters.position[confirmed]))
        while self._wakes and (at - self._wakes[0][0]).total_seconds() > _WAKE_S:
            self._wakes.popleft()

    def _wake_travel(self, boxes: FloatArray) -> FloatArray:
        """For each new box how far it must move to be believed, beyond what its own size asks; (n,)."""
        travel = np.zeros(len(boxes))
        if self._wakes:
            wakes = np.concatenate([wake for _, wake in self._wakes])
            sizes = np.maximum(wakes[:, 2] - wakes[:, 0], wakes[:, 3] - wakes[:, 1])
            wakes = wakes + 0.12 * sizes[:, None] * np.array([-1.0, -1.0, 1.0, 1.0])
            travel = np.where(cover_matrix(boxes, wakes) >= _WAKE_COVER, _WAKE_TRAVEL * sizes, 0.0).max(axis=1)
        return travel

    def _begin(self, free: list[int], boxes: FloatArray, detections: Sequence[Detection], at: datetime) -> None:
        fresh = [i for i in free if detections[i].can_start]
        if not fresh:
            return
        new = boxes[fresh]
        size = np.maximum(new[:, 2] - new[:, 0], new[:, 3] - new[:, 1])
        self._filters.append(new, 0.05 * size + 0.003, 0.8 * size + 0.05)
        travels = self._wake_travel(new)
        for i, travel in zip(fresh, travels.tolist(), strict=True):
            seen, foot = detections[i], detections[i].box.foot
            life = Life(self._next_id, at, at, at, boxes[i], foot, confidence=seen.confidence, is_cut=seen.is_cut)
            life.activity, life.travel = seen.activity, travel
            life.evidence = seen.evidence * (_CUT_WEIGHT if seen.is_cut else 1.0)
            life.naming = Naming() if seen.look is None else Naming().heard(seen.look)
            life.path = [foot]
            life.is_confirmed = self._settings.confirm_hits <= 1
            self._lives.append(life)
            self._next_id += 1

    def _keep(self, mask: NDArray[np.bool_]) -> None:
        if not mask.all():
            self._filters.keep(mask)
            self._lives = [life for life, stays in zip(self._lives, mask, strict=True) if stays]

    def _sizes(self) -> FloatArray:
        box = self._filters.position
        return np.asarray(np.maximum(np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]), 0.01))
