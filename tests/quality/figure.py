"""A person: joints in metres that walk or stand, clothes, and a shadow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.quality.canvas import Canvas, Colour, Laid, Patch
from tests.quality.view import View
from tests.quality.way import Pose, Way

FloatArray = NDArray[np.float64]

_STRIDE_M = 1.45  # two steps
_NEAR_M = 1.0  # nearer to the camera than this nothing is drawn


@dataclass(frozen=True)
class Dress:
    """How somebody looks. Colours are BGR; bulk widens the body; texture multiplies the clothes."""

    upper: Colour
    lower: Colour
    skin: Colour
    hair: Colour
    shoes: Colour
    bulk: float
    has_coat: bool
    has_rucksack: bool
    texture: FloatArray

    @classmethod
    def random(cls, chance: np.random.Generator, contrast: float) -> "Dress":
        """contrast: 1 for all clothes there are; less brings their brightness nearer to that of a grey ground."""

        def cloth() -> Colour:
            level = chance.choice([25, 50, 90, 130, 180, 215], p=[0.25, 0.25, 0.15, 0.1, 0.1, 0.15])
            level = 115 + (level - 115) * contrast
            hue = chance.normal(0, 0.16, 3)
            return _colour(level * (1 + hue))

        texture = np.clip(1 + chance.normal(0, 0.10, (18, 9)), 0.6, 1.4)
        if chance.random() < 0.25:  # stripes or a print
            texture[4:8:2] *= chance.uniform(0.6, 1.5)
        side = np.linspace(-1, 1, 9)[None, :] * chance.uniform(-0.18, 0.18)
        skin = np.array([120, 150, 195]) * chance.uniform(0.4, 1.1)
        return cls(
            cloth(),
            cloth(),
            _colour(skin),
            _colour(np.array([40, 48, 60]) * chance.uniform(0.4, 3)),
            _colour(np.full(3, chance.uniform(20, 120))),
            float(chance.uniform(0.85, 1.3)),
            bool(chance.random() < 0.25),
            bool(chance.random() < 0.2),
            texture * (1 + side),
        )


@dataclass(frozen=True)
class Figure:
    """A person on a way. tall_m: body height. phase: where in the stride the walk begins. carries: has a bag in the
    hand until that second."""

    way: Way
    dress: Dress
    tall_m: float
    phase: float
    carries_until: float = -1.0

    kind = "person"

    def draw(self, canvas: Canvas, view: View, t: float, number: int) -> Laid | None:
        pose = self.way.pose(t)
        if pose is None:
            return None
        body = self._joints(pose, t)
        spots = dict(zip(body, view.project(np.array(list(body.values()))), strict=True))
        depth = spots["hip"][2]
        if depth < _NEAR_M:
            return None
        metre = view.focal_px / depth
        patch = Patch(np.array(list(spots.values())), 0.16 * self.dress.bulk * metre + 2, self.dress.upper)
        self._paint(patch, spots, metre, facing_away=float(pose.facing[1]) > 0.3)
        patch.tint(self.dress.texture)
        if t < self.carries_until:
            hand = spots["hand1"] + np.array([0, 0.2 * metre, 0])
            patch.shape(
                hand + metre * np.array([[-0.2, -0.12, 0], [0.2, -0.12, 0], [0.2, 0.15, 0], [-0.2, 0.15, 0]]),
                (45, 40, 38),
            )
        return canvas.lay(patch, number)

    def shadow(self, view: View, t: float, sun: FloatArray) -> list[tuple[FloatArray, FloatArray, float]]:
        """Strokes (from, to, pixels wide) on the picture of the ground; sun: (right, ahead) metres per metre of height
        that a shadow falls."""
        pose = self.way.pose(t)
        if pose is None:
            return []
        body = self._joints(pose, t)
        fallen = np.array([[p[0] + sun[0] * p[2], p[1] + sun[1] * p[2], 0.0] for p in body.values()])
        if fallen[:, 1].min() < _NEAR_M:
            return []
        spots = dict(zip(body, view.project(fallen), strict=True))
        strokes = []
        for a, b, wide in (
            ("hip", "neck", 0.34),
            ("knee0", "hip", 0.16),
            ("knee1", "hip", 0.16),
            ("ankle0", "knee0", 0.1),
            ("ankle1", "knee1", 0.1),
            ("neck", "head", 0.2),
            ("elbow0", "shoulder0", 0.1),
            ("elbow1", "shoulder1", 0.1),
        ):
            strokes.append((spots[a], spots[b], wide * view.focal_px / float(spots[a][2])))
        return strokes

    def foot(self, t: float) -> FloatArray | None:
        pose = self.way.pose(t)
        return None if pose is None else pose.at

    def _joints(self, pose: Pose, t: float) -> dict[str, FloatArray]:
        """The joints' places, metres."""
        tall, ahead = self.tall_m, np.array([pose.facing[0], pose.facing[1], 0.0])
        across, up = np.array([-pose.facing[1], pose.facing[0], 0.0]), np.array([0.0, 0.0, 1.0])
        swing = 2 * math.pi * (pose.gone_m / (_STRIDE_M * tall / 1.75)) + self.phase
        stir = math.sin(0.9 * t + self.phase) * math.sin(0.37 * t + 2 * self.phase)
        base = np.array([*pose.at, 0.0]) + across * (0.0 if pose.goes else 0.025 * stir)
        bob = 0.012 * math.cos(2 * swing) if pose.goes else 0.0
        body: dict[str, FloatArray] = {}
        hip = base + up * (0.515 * tall + bob)
        body["hip"] = hip
        body["neck"] = hip + up * 0.32 * tall + ahead * (0.03 if pose.goes else 0.0)
        body["head"] = body["neck"] + up * 0.105 * tall + ahead * 0.02
        for i, sign in ((0, -1.0), (1, 1.0)):
            angle = sign * 0.47 * math.sin(swing) if pose.goes else 0.04 * sign
            bend = (
                max(0.0, 0.95 * math.sin(swing * 1.0 + (math.pi if i else 0.0) - 0.9 + math.pi)) if pose.goes else 0.0
            )
            joint = hip + across * sign * 0.085
            knee = joint + 0.245 * tall * (math.sin(angle) * ahead - math.cos(angle) * up)
            lower = angle - 0.8 * bend
            ankle = knee + 0.24 * tall * (math.sin(lower) * ahead - math.cos(lower) * up)
            ankle[2] = max(ankle[2], 0.05)
            body[f"knee{i}"], body[f"ankle{i}"] = knee, ankle
            body[f"toe{i}"] = ankle + 0.13 * ahead - 0.03 * up
            reach = -0.8 * angle if pose.goes else 0.12 + 0.35 * max(0.0, stir) * i
            shoulder = body["neck"] - up * 0.03 * tall + across * sign * 0.12 * tall * self.dress.bulk
            elbow = shoulder + 0.17 * tall * (math.sin(reach) * ahead - math.cos(reach) * up) + across * sign * 0.02
            fore = reach + (0.45 if pose.goes else 0.25 + 1.2 * max(0.0, stir) * i)
            body[f"shoulder{i}"], body[f"elbow{i}"] = shoulder, elbow
            body[f"hand{i}"] = elbow + 0.16 * tall * (math.sin(fore) * ahead - math.cos(fore) * up)
        return body

    def _paint(self, patch: Patch, spots: dict[str, FloatArray], metre: float, facing_away: bool) -> None:
        dress, far = self.dress, (0, 1) if spots["knee0"][2] > spots["knee1"][2] else (1, 0)
        wide = metre * dress.bulk
        for turn, i in enumerate(far):
            shade = 0.85 if turn == 0 else 1.0
            patch.limb(spots[f"shoulder{i}"], spots[f"elbow{i}"], 0.1 * wide, _dimmed(dress.upper, shade * 0.95))
            patch.limb(spots[f"elbow{i}"], spots[f"hand{i}"], 0.08 * wide, _dimmed(dress.upper, shade))
            patch.disc(spots[f"hand{i}"], 0.045 * metre, dress.skin)
            patch.limb(spots["hip"], spots[f"knee{i}"], 0.155 * wide, _dimmed(dress.lower, shade))
            patch.limb(spots[f"knee{i}"], spots[f"ankle{i}"], 0.11 * wide, _dimmed(dress.lower, shade * 0.95))
            patch.limb(spots[f"ankle{i}"], spots[f"toe{i}"], 0.085 * metre, dress.shoes)
            if turn == 0:
                self._trunk(patch, spots, wide)
        if dress.has_rucksack and facing_away:
            middle = 0.35 * spots["hip"] + 0.65 * spots["neck"]
            patch.limb(_moved(middle, 0, -0.1 * metre), _moved(middle, 0, 0.12 * metre), 0.3 * metre, (70, 50, 60))
        patch.limb(spots["neck"], spots["head"], 0.1 * metre, dress.skin)
        patch.disc(spots["head"], 0.105 * metre, dress.hair if facing_away else dress.skin)
        patch.disc(spots["head"] - np.array([0, 0.035 * metre, 0]), 0.095 * metre, dress.hair)

    def _trunk(self, patch: Patch, spots: dict[str, FloatArray], wide: float) -> None:
        hip, neck = spots["hip"], spots["neck"]
        ends = []
        for spot, half in ((spots["shoulder0"], 0.06), (spots["shoulder1"], 0.06), (hip, 0.17)):
            ends += [_moved(spot, -half * wide, 0), _moved(spot, half * wide, 0)]
        ends.append(_moved(hip, 0, 0.06 * wide))
        if self.dress.has_coat:
            knees = (spots["knee0"] + spots["knee1"]) / 2
            ends += [_moved(knees, -0.2 * wide, 0), _moved(knees, 0.2 * wide, 0)]
        patch.shape(np.array(ends), self.dress.upper)
        patch.limb(0.7 * neck + 0.3 * hip, 0.2 * neck + 0.8 * hip, 0.27 * wide, self.dress.upper)


def _colour(value: FloatArray) -> Colour:
    blue, green, red = np.clip(value, 8, 245)
    return float(blue), float(green), float(red)


def _dimmed(colour: Colour, by: float) -> Colour:
    return colour[0] * by, colour[1] * by, colour[2] * by


def _moved(spot: FloatArray, x: float, y: float) -> FloatArray:
    return np.asarray(spot + np.array([x, y, 0.0]))
