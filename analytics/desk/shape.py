"""What TOML may look like for a type of ours: short forms become the full ones, unknown keys are refused. Pure."""

import difflib
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from analytics.ground import PlacePair
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Point
from kernel.ids import slug

Path = tuple[str | int, ...]
Metre = LocalPlane
"""The plane that positions in metres lie on: x to the east, y to the north of any point."""

_ORIGIN = LatLon(0.0, 0.0)


class Wrong(Exception):
    """What stands at `path` cannot be right, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


def refuse_unknown(table: Mapping[str, object], allowed: Iterable[str], path: Path) -> None:
    """Raise `Wrong` for the first key that is not allowed, with what is, and what may have been meant."""
    known = list(allowed)
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise Wrong((*path, key), f"no such key; {hint}allowed: {', '.join(known)}")


@dataclass(slots=True)
class Shape:
    """Brings tables into the shape of types. size: pixels that coordinates are given in; None: shares of the picture.

    is_metric: whether some calibration was in metres.
    """

    size: tuple[float, float] | None
    metre: Metre
    is_metric: bool = False

    @classmethod
    def of(cls, table: Mapping[str, object]) -> "Shape":
        """As `coordinates` and `size` of the file say."""
        unit, size = table.get("coordinates", "share"), table.get("size")
        if unit not in ("share", "pixels"):
            raise Wrong(("coordinates",), 'is "share" (0 to 1 of width and height) or "pixels"')
        if unit == "share":
            return cls(None, Metre(_ORIGIN))
        if not (isinstance(size, list) and len(size) == 2 and all(_is_number(v) and v > 0 for v in size)):
            raise Wrong(("size",) if size is not None else ("coordinates",), "pixels need size = [WIDTH, HEIGHT]")
        return cls((float(size[0]), float(size[1])), Metre(_ORIGIN))

    @staticmethod
    def fields(kind: type) -> dict[str, Any]:
        """The fields of a dataclass and their types, in its order."""
        hints = get_type_hints(kind)
        return {one.name: hints[one.name] for one in fields(kind)}

    def shaped(self, kind: Any, value: object, path: Path) -> object:  # a type, or what typing makes of it
        """`value` in the shape that pydantic takes for `kind`."""
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            inner = [one for one in get_args(kind) if one is not type(None)]
            return self.shaped(inner[0], value, path) if len(inner) == 1 and value is not None else value
        if origin is tuple and is_dataclass(item := get_args(kind)[0]) and isinstance(item, type):
            return self._items(item, value, path)
        if is_dataclass(kind) and isinstance(kind, type):
            return self._record(kind, value, path)
        if isinstance(kind, type) and issubclass(kind, Enum) and value not in [one.value for one in kind]:
            raise Wrong(path, f"{value!r} is none of {', '.join(str(one.value) for one in kind)}")
        if origin is tuple and isinstance(value, list):
            return [self.shaped(get_args(kind)[0], one, (*path, i)) for i, one in enumerate(value)]
        return value

    def _items(self, item: type, value: object, path: Path) -> list[object]:
        if not isinstance(value, list):
            raise Wrong(path, f"is a list: [[{path[-1]}]]" if len(path) == 1 else "is a list")
        found = [self.shaped(item, one, (*path, i)) for i, one in enumerate(value)]
        if "id" in self.fields(item):
            _name_all(found, str(path[-1]))
        return found

    def _record(self, kind: type, value: object, path: Path) -> Mapping[str, object]:
        if kind is Point:
            return self._point(value, path)
        if kind is LatLon:
            return _pair(value, ("lat", "lon"), "[LATITUDE, LONGITUDE]", path)
        if not isinstance(value, dict):
            raise Wrong(path, "is a table")
        hints = self.fields(kind)
        # `zone` says as much as `zone_id`.
        short = {name.removesuffix("_id"): name for name in hints if name.endswith("_id")}
        allowed = [name.removesuffix("_id") for name in hints]
        if kind is PlacePair:
            allowed.append("ground")
            value = self._from_metres(value, path)
        refuse_unknown({key: one for key, one in value.items() if key not in short.values()}, allowed, path)
        named = {short.get(key, key): (key, inner) for key, inner in value.items()}
        for one in fields(kind):
            has_default = one.default is not MISSING or one.default_factory is not MISSING
            if not has_default and one.name not in named and one.name not in ("id", "name"):
                raise Wrong(path, f"{one.name.removesuffix('_id')} is missing")
        return {name: self.shaped(hints[name], inner, (*path, key)) for name, (key, inner) in named.items()}

    def _point(self, value: object, path: Path) -> Mapping[str, float]:
        point = _pair(value, ("x", "y"), "[X, Y]", path)
        if self.size is None:
            return point
        return {"x": point["x"] / self.size[0], "y": point["y"] / self.size[1]}

    def _from_metres(self, value: Mapping[str, object], path: Path) -> dict[str, object]:
        if "ground" not in value:
            return dict(value)
        if "place" in value:
            raise Wrong((*path, "ground"), "give either place (on the map) or ground (metres), not both")
        self.is_metric = True
        metres = _pair(value["ground"], ("x", "y"), "[X, Y] in metres", (*path, "ground"))
        place = self.metre.place(metres["x"], metres["y"])
        rest = {key: inner for key, inner in value.items() if key != "ground"}
        return {**rest, "place": [place.lat, place.lon]}


def _pair(value: object, names: tuple[str, str], form: str, path: Path) -> dict[str, float]:
    if isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value):
        return {names[0]: float(value[0]), names[1]: float(value[1])}
    if isinstance(value, dict):
        refuse_unknown(value, names, path)
        if all(_is_number(value.get(name)) for name in names):
            return {name: float(value[name]) for name in names}
    raise Wrong(path, f"is a pair: {form}")


def _name_all(items: Sequence[object], what: str) -> None:
    """Fill in ids and names that were left out: an id from the name, a name from the kind."""
    singular, taken = what.removesuffix("s"), set()
    for number, item in enumerate(items, 1):
        assert isinstance(item, dict)
        kind = item.get("kind")
        item.setdefault("name", str(item.get("id") or (str(kind).replace("_", " ").capitalize() if kind else "")))
        item["name"] = item["name"] or f"{singular.capitalize()} {number}"
        base = slug(str(item["name"])) or f"{singular}-{number}"
        item.setdefault("id", base if base not in taken else f"{base}-{number}")
        taken.add(item["id"])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
