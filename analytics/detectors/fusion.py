"""Blobs and second looks together: looks decide class and box, blobs carry them from frame to frame.

A look never makes an object where nothing moves, and nobody waits for one: an answer counts for the frame it is about,
and reaches the blob of today through its chain.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.detection import Detection, Look, ObjectClass
from analytics.detectors import Detector
from analytics.detectors.chains import Chain, Chains, Part, inner
from analytics.settings import FusionSettings
from analytics.sighting import Answer, Looker, Sighting
from analytics.track import Track
from kernel.frame import Frame
from kernel.geometry import Box, iou

_REMEMBERED = 64  # frames whose blobs are known when an answer about them comes
_OWN = 0.6  # of a sighting lies in the blob that it is about
_PIECE = 0.7  # of a blob lies in a sighting that is about more than this blob
_INSIDE = 0.9  # of a blob lies in the region that was looked at
_RIDES = 0.3  # of a person lies over the bicycle that it rides
_SAME = 0.55  # overlap of two sightings of one object
_STIRS = 0.02
_CERTAIN_LOOKS = 3
_CERTAIN = 0.6
_CERTAIN_TRACK = 0.97
_HINT = 1.5  # what a hint that somebody is there weighs, against the shape's own evidence


@dataclass(frozen=True, slots=True)
class _Seer:
    """A looker and its habits. is_hint: it only hints at people: no boxes, no classes, no doubt."""

    looker: Looker
    pause_s: float
    certain_pause_s: float
    is_hint: bool


class FusedDetector:
    """A detector made of another one and of lookers. One thread."""

    def __init__(self, blobs: Detector, lookers: Sequence[Looker], settings: FusionSettings) -> None:
        self._blobs = blobs
        self._settings = settings
        self._seers = [_seer(looker, settings) for looker in lookers]
        self._chains = Chains()
        self._past: OrderedDict[datetime, list[tuple[Chain, Box]]] = OrderedDict()

    def detect(self, frame: Frame, tracks: Sequence[Track]) -> list[Detection]:
        """The objects in `frame`; see `Detector`."""
        found = self._blobs.detect(frame, tracks)
        chains = self._chains.follow(found, frame.at)
        self._past[frame.at] = [(chain, one.box) for chain, one in zip(chains, found, strict=True)]
        while len(self._past) > _REMEMBERED:
            self._past.popitem(last=False)
        for place, seer in enumerate(self._seers):
            wanted = self._wanted(place, list(zip(chains, found, strict=True)), tracks, frame.at)
            if wanted:
                seer.looker.ask(frame, wanted)
            for answer in seer.looker.answers():
                self._take(place, answer)
        return self._emitted(found, chains, frame.at)

    def learn(self, frame: Frame) -> None:
        self._blobs.learn(frame)

    def release(self, tracks: Sequence[Track]) -> set[int]:
        return self._blobs.release(tracks)

    def reset(self) -> None:
        self._blobs.reset()
        self._chains.clear()
        self._past.clear()

    def _wanted(
        self, place: int, pairs: Sequence[tuple[Chain, Detection]], tracks: Sequence[Track], at: datetime
    ) -> list[Box]:
        """The boxes to look at now, those that were not looked at for longest first; none while it is not time."""
        seer, due = self._seers[place], []
        for chain, one in pairs:
            last = chain.looked_at.get(place)
            if last is None and not one.can_start:
                continue
            is_certain = _is_certain(chain, one, tracks, seer.is_hint)
            pause_s = seer.certain_pause_s if is_certain else seer.pause_s
            if last is None or (one.activity > _STIRS and (at - last).total_seconds() >= pause_s):
                due.append((last is not None, last or chain.since, chain, one.box))
        due.sort(key=lambda each: each[:2])
        for _, _, chain, _ in due:
            chain.looked_at[place] = at
        return [box for *_, box in due]

    def _take(self, place: int, answer: Answer) -> None:
        seer = self._seers[place]
        blobs = [(c, box) for c, box in self._past.get(answer.at, ()) if _cover(box, answer.region) >= _INSIDE]
        sightings = answer.sightings if seer.is_hint else _objects(answer.sightings)
        for sighting in sightings:
            pieces = [(chain, box) for chain, box in blobs if _cover(box, sighting.box) >= _PIECE]
            if len(pieces) > 1 and not seer.is_hint:
                first, *rest = sorted(pieces, key=lambda each: -each[1].area)
                for chain, _ in rest:
                    chain.whole, chain.parts_at = first[0], answer.at
        for chain, box in blobs:
            own = [each for each in sightings if _is_of(each.box, box)]
            if seer.is_hint:
                _hinted(chain, box, own, answer.at)
            elif own:
                _seen(chain, box, own, answer.at)
            elif chain.whole is None and box.height * answer.seen_px >= self._settings.least_px:
                self._missed(chain, seer.looker.knows, answer.at)

    def _missed(self, chain: Chain, knows: frozenset[ObjectClass], at: datetime) -> None:
        silences = knows if self._settings.model_decides else frozenset()
        chain.misses += 1
        chain.certain = 0
        chain.parts, chain.parts_at, chain.is_fresh = (Part(Box(0, 0, 1, 1), Look(None, 0.0, silences)),), at, True

    def _emitted(self, found: Sequence[Detection], chains: Sequence[Chain], at: datetime) -> list[Detection]:
        result = []
        for one, chain in zip(found, chains, strict=True):
            is_current = chain.parts_at is not None and self._is_current(chain.parts_at, at)
            if chain.whole is not None:
                if is_current and chain.whole in chains:
                    continue
                chain.whole = None
            if not is_current:
                chain.parts = ()
            if not chain.parts:
                result.append(replace(one, evidence=0.0) if self._waits(chain, at) else one)
            is_silenced = self._is_silenced(chain)
            result.extend(_of_part(one, part, chain.is_fresh, is_silenced) for part in chain.parts)
            chain.is_fresh = False
        return result

    def _is_current(self, parts_at: datetime, at: datetime) -> bool:
        return 0 <= (at - parts_at).total_seconds() <= self._settings.carry_s

    def _waits(self, chain: Chain, at: datetime) -> bool:
        """Whether a model is about to say what it is: shape alone speaks only after a while."""
        settings = self._settings
        is_asked = any(not seer.is_hint for seer in self._seers)
        return is_asked and settings.model_decides and (at - chain.since).total_seconds() < settings.wait_s

    def _is_silenced(self, chain: Chain) -> bool:
        return self._settings.model_decides and chain.misses > 0


def _seer(looker: Looker, settings: FusionSettings) -> _Seer:
    is_hint = looker.knows == frozenset()
    if is_hint:
        return _Seer(looker, settings.hint_pause_s, 3600.0, is_hint)
    return _Seer(looker, settings.look_pause_s, settings.certain_pause_s, is_hint)


def _is_certain(chain: Chain, one: Detection, tracks: Sequence[Track], is_hint: bool) -> bool:
    if not is_hint:
        return chain.certain >= _CERTAIN_LOOKS
    return any(
        track.class_confidence >= _CERTAIN_TRACK
        and track.object_class is not ObjectClass.UNKNOWN
        and iou(track.box, one.box) >= 0.5
        for track in tracks
    )


def _seen(chain: Chain, blob: Box, own: Sequence[Sighting], at: datetime) -> None:
    looks = [(each, Look(each.object_class, each.confidence)) for each in own]
    chain.parts = tuple(Part(inner(each.box, blob), look) for each, look in looks)
    chain.parts_at, chain.is_fresh, chain.whole, chain.misses = at, True, None, 0
    is_sure = len(own) == 1 and own[0].confidence >= _CERTAIN
    chain.certain = chain.certain + 1 if is_sure else 0


def _hinted(chain: Chain, blob: Box, own: Sequence[Sighting], at: datetime) -> None:
    """One person or several inside the blob: who it is made of, at the blob's own height."""
    if not own:
        return
    if len(own) == 1:
        parts: tuple[Part, ...] = (Part(Box(0, 0, 1, 1), None, _HINT),)
    else:
        boxes = [inner(each.box, blob) for each in own]
        parts = tuple(
            Part(Box(max(0, b.left), max(0, b.top), min(1, b.right), min(1, b.bottom)), None, _HINT) for b in boxes
        )
    chain.parts, chain.parts_at, chain.is_fresh = parts, at, True


def _of_part(one: Detection, part: Part, is_fresh: bool, is_silenced: bool) -> Detection:
    evidence = 0.0 if is_silenced else one.evidence
    look = part.look if is_fresh else None
    said = 0.0 if look is None else look.confidence
    return replace(
        one,
        box=part.box_in(one.box),
        confidence=max(one.confidence, said),
        evidence=evidence + (part.evidence if is_fresh else 0.0),
        look=look,
    )


def _objects(sightings: Sequence[Sighting]) -> list[Sighting]:
    """One sighting for each object: a rider and what is ridden are one, and so are two words for one thing."""
    kept: list[Sighting] = []
    for one in sorted(sightings, key=lambda each: -each.confidence):
        if one.object_class is ObjectClass.UNKNOWN:
            continue
        place = next((i for i, each in enumerate(kept) if _are_one(one, each)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], one)
    return kept


def _is_ridden(one: Sighting) -> bool:
    return one.object_class is ObjectClass.BICYCLE or one.label.startswith("motor")


def _are_one(a: Sighting, b: Sighting) -> bool:
    person, other = (a, b) if a.object_class is ObjectClass.PERSON else (b, a)
    if person.object_class is ObjectClass.PERSON and _is_ridden(other):
        return _cover(person.box, other.box) >= _RIDES
    return a.object_class is not b.object_class and iou(a.box, b.box) >= _SAME


def _joined(a: Sighting, b: Sighting) -> Sighting:
    ridden = next((each for each in (a, b) if _is_ridden(each)), None)
    if ridden is None or a.object_class is b.object_class:
        return a
    sides = a.box, b.box
    whole = Box(
        min(s.left for s in sides), min(s.top for s in sides), max(s.right for s in sides), max(s.bottom for s in sides)
    )
    return replace(ridden, box=whole, confidence=max(a.confidence, b.confidence))


def _is_of(box: Box, blob: Box) -> bool:
    return _cover(box, blob) >= _OWN or iou(box, blob) >= 0.3


def _cover(box: Box, other: Box) -> float:
    """The share of `box` that `other` covers."""
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return width * height / box.area if width > 0 and height > 0 and box.area > 0 else 0.0
