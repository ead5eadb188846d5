"""The scenes, each by its name and a seed: another seed is another place, camera, light, clothes and ways."""

from collections.abc import Callable

import numpy as np

from tests.quality.canvas import Colour
from tests.quality.cuboid import Bag, Car, Post
from tests.quality.figure import Dress, Figure
from tests.quality.stage import Stage
from tests.quality.tree import Tree
from tests.quality.view import FloatArray, View
from tests.quality.way import Way, walk
from tests.quality.weather import Weather

Chance = np.random.Generator
_WIRE = ((0.5, 0.02), (0.5, 0.98))


def build(name: str, seed: int) -> Stage:
    """The scene `name` by `seed`. Raises a KeyError for an unknown name."""
    return SCENES[name](np.random.default_rng([seed, len(name), *name.encode()]), seed)


class _Set:
    """A camera and its ground, with what is needed to make people walk there."""

    def __init__(self, chance: Chance, contrast: float = 1.0) -> None:
        self.chance, self._contrast = chance, contrast
        for _ in range(200):
            self.view = _view(chance)
            self.top = self._highest(34.0)
            if self.top < 0.62 and self.tall(0.95) < 230 and self.tall(0.95) > 55:
                return
        raise ValueError("no camera fits")

    def tall(self, y: float) -> float:
        """Pixels of a person who stands at that row, in the middle."""
        x, ahead = self.view.ground(0.5, y)
        spots = self.view.project(np.array([[x, ahead, 0.0], [x, ahead, 1.75]]))
        return float(spots[0, 1] - spots[1, 1])

    def _highest(self, least_px: float) -> float:
        low = max(0.02, self.view.horizon / self.view.height + 0.03)
        for y in np.linspace(low, 0.98, 80):
            if self.tall(float(y)) >= least_px:
                return float(y)
        return 0.98

    def spot(self, x: float, depth: float) -> FloatArray:
        """The ground at the picture's column x (0 to 1; beyond: outside) and depth 0 (far) to 1 (near)."""
        return self.view.ground(x, self.top + depth * (0.97 - self.top))

    def person(self, way: Way, carries_until: float = -1.0) -> Figure:
        dress = Dress.random(self.chance, self._contrast)
        return Figure(
            way, dress, float(self.chance.uniform(1.55, 1.92)), float(self.chance.uniform(0, 6.28)), carries_until
        )

    def pace(self) -> float:
        return float(self.chance.uniform(0.95, 1.65))

    def across(self, start_s: float, depth: float, *, left_to_right: bool) -> Way:
        a, b = self.spot(-0.12, depth), self.spot(1.12, depth + float(self.chance.uniform(-0.15, 0.15)))
        return walk([a, b] if left_to_right else [b, a], start_s, self.pace())

    def post(self, x: float, depth: float) -> Post:
        at = self.spot(x, depth)
        level = self.chance.uniform(40, 190)
        return Post(
            (float(at[0]), float(at[1])),
            float(self.chance.uniform(0.2, 0.55)),
            float(self.chance.uniform(2.6, 4.5)),
            (level, level * 1.02, level * 0.97),
        )

    def tree(self, x: float, depth: float, wind: float) -> Tree:
        at = self.spot(x, depth)
        return Tree((float(at[0]), float(at[1])), float(self.chance.uniform(4.0, 7.0)), wind, self.chance)


def _view(chance: Chance) -> View:
    height = float(chance.choice([chance.uniform(2.6, 4), chance.uniform(4, 7), chance.uniform(7, 12)]))
    tilt = float(chance.uniform(9, 20) if height < 4 else chance.uniform(15, 40))
    return View(height, tilt, float(chance.uniform(330, 720)))


def _stage(name: str, seed: int, made: _Set, seconds: float, **rest: object) -> Stage:
    weather = rest.pop("weather", Weather(noise=float(made.chance.uniform(1.5, 4))))
    crf, fps = int(made.chance.integers(23, 31)), float(made.chance.choice([10.0, 12.0, 15.0]))
    return Stage(name, seed, seconds, made.view, weather=weather, crf=crf, fps=fps, **rest)  # type: ignore[arg-type]


def _until(ways: list[Way], most: float = 90.0) -> float:
    return min(most, max(way.arrive[-1] for way in ways) + 2.0)


def crossing(chance: Chance, seed: int) -> Stage:
    """Two people meet and pass in the middle, one close behind the other; then a third follows."""
    made = _Set(chance)
    depth = float(chance.uniform(0.35, 0.75))
    a = made.across(3.0, depth, left_to_right=True)
    b = made.across(3.0, depth + float(chance.uniform(0.03, 0.12)), left_to_right=False)
    c = made.across(7.0, depth - 0.2, left_to_right=True)
    return _stage("crossing", seed, made, _until([a, b, c], 35), actors=tuple(map(made.person, (a, b, c))), wire=_WIRE)


def group(chance: Chance, seed: int) -> Stage:
    """Three walk side by side, stop and talk, and part in two directions."""
    made = _Set(chance)
    depth, pace = float(chance.uniform(0.4, 0.7)), made.pace()
    ways = []
    for i in range(3):
        side = np.array([0.0, 0.75 * i])
        corners = [made.spot(-0.12, depth), made.spot(0.45, depth), made.spot(1.12 if i else -0.12, depth - 0.1 * i)]
        ways.append(walk([corner + side for corner in corners], 3.0 + 0.15 * i, pace, {1: 6.0}))
    return _stage("group", seed, made, _until(ways, 45), actors=tuple(map(made.person, ways)))


def posts(chance: Chance, seed: int) -> Stage:
    """Three people, one by one and against one another, pass behind three pillars."""
    made = _Set(chance)
    depth = float(chance.uniform(0.25, 0.55))
    pillars = tuple(made.post(float(x + chance.uniform(-0.05, 0.05)), depth + 0.3) for x in (0.25, 0.5, 0.75))
    ways = [
        made.across(3.0, depth, left_to_right=True),
        made.across(6.0, depth - 0.08, left_to_right=False),
        made.across(10.0, depth + 0.06, left_to_right=True),
    ]
    return _stage(
        "posts", seed, made, _until(ways, 40), actors=tuple(map(made.person, ways)), posts=pillars, wire=_WIRE
    )


def shadows(chance: Chance, seed: int) -> Stage:
    """Two people in a low sun: hard shadows, longer than they are."""
    made = _Set(chance)
    sun = (float(chance.uniform(0.5, 1.6) * chance.choice([-1, 1])), float(chance.uniform(-0.4, 0.9)))
    depth = float(chance.uniform(0.35, 0.65))
    ways = [made.across(3.0, depth, left_to_right=True), made.across(5.0, depth - 0.2, left_to_right=False)]
    weather = Weather(sun=sun, noise=float(chance.uniform(1.5, 3)))
    pillars = (made.post(0.85, 0.1),)
    return _stage(
        "shadows",
        seed,
        made,
        _until(ways, 35),
        actors=tuple(map(made.person, ways)),
        posts=pillars,
        weather=weather,
        wire=_WIRE,
    )


def night(chance: Chance, seed: int) -> Stage:
    """Two people in a dark and noisy picture."""
    made = _Set(chance, contrast=1.3)
    depth = float(chance.uniform(0.4, 0.75))
    ways = [made.across(3.0, depth, left_to_right=True), made.across(6.0, depth - 0.1, left_to_right=False)]
    weather = Weather(gain=float(chance.uniform(0.35, 0.55)), noise=float(chance.uniform(5, 8)))
    return _stage(
        "night", seed, made, _until(ways, 35), actors=tuple(map(made.person, ways)), weather=weather, wire=_WIRE
    )


def rain(chance: Chance, seed: int) -> Stage:
    """Two people in heavy rain."""
    made = _Set(chance)
    depth = float(chance.uniform(0.4, 0.7))
    ways = [made.across(3.0, depth, left_to_right=True), made.across(5.0, depth - 0.1, left_to_right=False)]
    weather = Weather(rain=int(chance.integers(80, 240)), noise=3.0, gain=0.85)
    return _stage(
        "rain", seed, made, _until(ways, 35), actors=tuple(map(made.person, ways)), weather=weather, wire=_WIRE
    )


def trees(chance: Chance, seed: int) -> Stage:
    """A person walks past, and behind, trees in gusts."""
    made = _Set(chance)
    depth = float(chance.uniform(0.45, 0.65))
    ways = [made.across(8.0, depth, left_to_right=True), made.across(11.0, depth + 0.1, left_to_right=False)]
    crowns = (made.tree(0.2, 0.05, 0.8), made.tree(0.62, 0.15, 1.0), made.tree(0.9, 0.7, 0.7))
    return _stage("trees", seed, made, _until(ways, 40), actors=tuple(map(made.person, ways)), trees=crowns)


def headlights(chance: Chance, seed: int) -> Stage:
    """At night beams sweep over the ground; one person walks."""
    made = _Set(chance, contrast=1.2)
    way = made.across(8.0, float(chance.uniform(0.4, 0.7)), left_to_right=bool(chance.random() < 0.5))
    weather = Weather(gain=0.45, noise=float(chance.uniform(3, 6)), sweeps=(3.0, 12.0, 19.0))
    return _stage("headlights", seed, made, _until([way], 30), actors=(made.person(way),), weather=weather)


def parked(chance: Chance, seed: int) -> Stage:
    """A car arrives, parks for forty seconds, and leaves; a person passes before and behind it meanwhile."""
    made = _Set(chance)
    depth = float(chance.uniform(0.3, 0.5))
    stop = made.spot(float(chance.uniform(0.35, 0.6)), depth)
    drive = walk([made.spot(-0.35, depth), stop, made.spot(1.35, depth)], 3.0, 5.0, {1: 40.0})
    colour: Colour = tuple(float(v) for v in chance.uniform(30, 220, 3))  # type: ignore[assignment]
    ways = [made.across(15.0, depth + 0.25, left_to_right=True), made.across(22.0, depth - 0.2, left_to_right=False)]
    return _stage(
        "parked", seed, made, _until([drive, *ways], 60), actors=(Car(drive, colour), *map(made.person, ways))
    )


def bag(chance: Chance, seed: int) -> Stage:
    """Somebody puts a bag down and leaves; another one passes by."""
    made = _Set(chance)
    depth = float(chance.uniform(0.5, 0.8))
    drop = made.spot(0.5, depth)
    way = walk([made.spot(-0.12, depth), drop, made.spot(1.12, depth)], 3.0, made.pace(), {1: 4.0})
    left_s = way.arrive[1] + 2.0
    other = made.across(way.leave[1] + 8, depth - 0.25, left_to_right=False)
    lies = Way(((float(drop[0]) + 0.45, float(drop[1]) - 0.1),) * 2, (left_s, 300.0), (left_s, 300.0))
    actors = (made.person(way, carries_until=left_s), made.person(other), Bag(lies))
    return _stage("bag", seed, made, _until([way, other], 50), actors=actors)


def stands(chance: Chance, seed: int) -> Stage:
    """Somebody comes, stands for a minute and a half and goes on; another one passes."""
    made = _Set(chance)
    depth = float(chance.uniform(0.4, 0.7))
    way = walk([made.spot(-0.12, depth), made.spot(0.5, depth), made.spot(1.12, depth)], 3.0, made.pace(), {1: 90.0})
    other = made.across(40.0, depth + 0.2, left_to_right=False)
    return _stage("stands", seed, made, _until([way, other], 125), actors=tuple(map(made.person, (way, other))))


def light_switch(chance: Chance, seed: int) -> Stage:
    """The light drops by a third, comes back, and rises while people walk."""
    made = _Set(chance)
    depth = float(chance.uniform(0.4, 0.7))
    ways = [made.across(3.0, depth, left_to_right=True), made.across(14.0, depth - 0.15, left_to_right=False)]
    steps = ((6.0, 0.6), (11.0, 1.0), (18.0, 1.35))
    weather = Weather(steps=steps, noise=2.5, drift=0.02)
    return _stage("light switch", seed, made, _until(ways, 35), actors=tuple(map(made.person, ways)), weather=weather)


def shaking(chance: Chance, seed: int) -> Stage:
    """Two people seen from a mast in the wind."""
    made = _Set(chance)
    depth = float(chance.uniform(0.4, 0.7))
    ways = [made.across(3.0, depth, left_to_right=True), made.across(5.0, depth - 0.15, left_to_right=False)]
    weather = Weather(shake_px=float(chance.uniform(0.6, 2.0)), noise=2.5)
    return _stage("shaking", seed, made, _until(ways, 30), actors=tuple(map(made.person, ways)), weather=weather)


def plaza(chance: Chance, seed: int) -> Stage:
    """Eight people cross a plaza for a minute: they stop, meet, and pass behind pillars."""
    made = _Set(chance)
    pillars = tuple(
        made.post(float(x + chance.uniform(-0.06, 0.06)), float(chance.uniform(0.45, 0.75))) for x in (0.22, 0.5, 0.8)
    )
    ways = []
    for i in range(8):
        start_s = 2.0 + 3.0 * i + float(chance.uniform(0, 2))
        depths = [float(chance.uniform(0.1, 0.85)) for _ in range(4)]
        columns = [-0.12, float(chance.uniform(0.15, 0.4)), float(chance.uniform(0.5, 0.85)), 1.12]
        corners = [made.spot(x, depth) for x, depth in zip(columns, depths, strict=True)]
        if i % 2:
            corners.reverse()
        rests = {int(chance.integers(1, 3)): float(chance.uniform(3, 12))} if chance.random() < 0.7 else {}
        ways.append(walk(corners, start_s, made.pace(), rests))
    weather = Weather(
        noise=float(chance.uniform(1.5, 4)),
        drift=float(chance.uniform(0, 0.02)),
        sun=(0.7, 0.3) if chance.random() < 0.35 else None,
    )
    return _stage("plaza", seed, made, 60.0, actors=tuple(map(made.person, ways)), posts=pillars, weather=weather)


_EMPTY: dict[str, Callable[[Chance], Weather]] = {
    "clouds": lambda chance: Weather(clouds=0.45, noise=2.5),
    "night": lambda chance: Weather(gain=float(chance.uniform(0.2, 0.5)), noise=float(chance.uniform(6, 10))),
    "rain": lambda chance: Weather(rain=int(chance.integers(120, 300)), noise=3.0, gain=0.8),
    "wind": lambda chance: Weather(noise=2.5, shake_px=0.4),
    "headlights": lambda chance: Weather(gain=0.4, noise=4.0, sweeps=(4.0, 11.0, 17.0, 24.0, 31.0)),
    "shake": lambda chance: Weather(shake_px=2.0, noise=2.5),
    "light": lambda chance: Weather(steps=((8.0, 0.55), (16.0, 1.0), (24.0, 1.5), (32.0, 1.0)), noise=2.5, drift=0.03),
}


def _empty(kind: str) -> Callable[[Chance, int], Stage]:
    def make(chance: Chance, seed: int) -> Stage:
        made = _Set(chance)
        wind = 1.0 if kind == "wind" else 0.0
        crowns = tuple(made.tree(x, depth, wind) for x, depth in ((0.15, 0.05), (0.5, 0.3), (0.85, 0.6)))
        return _stage(f"empty {kind}", seed, made, 40.0, weather=_EMPTY[kind](chance), trees=crowns)

    return make


SCENES: dict[str, Callable[[Chance, int], Stage]] = {
    "crossing": crossing,
    "group": group,
    "posts": posts,
    "shadows": shadows,
    "night": night,
    "rain": rain,
    "trees": trees,
    "headlights": headlights,
    "parked": parked,
    "bag": bag,
    "stands": stands,
    "light switch": light_switch,
    "shaking": shaking,
    "plaza": plaza,
    **{f"empty {kind}": _empty(kind) for kind in _EMPTY},
}
