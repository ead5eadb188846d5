"""The town as its planner drew it: streets, water and greens on a straight sheet, and the bend that makes it a town."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from console.demo.lines import Points
from kernel.geo import LatLon

ORIGIN = LatLon(54.02, 7.60)  # open sea in the German Bight: nobody lives here
Rank = Literal["main", "street", "path"]
District = Literal["old", "villas", "flats", "works"]


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """A straight stroke on the sheet. `one_way` runs from start to end."""

    name: str
    name_zh: str
    rank: Rank
    start: tuple[float, float]
    end: tuple[float, float]
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """A patch of ground; `kind` is the map's class, `use` what it is made of."""

    name: str
    name_zh: str
    kind: Literal["water", "park", "area"]
    use: str
    corners: tuple[tuple[float, float], ...]


STREETS = (
    StreetPlan("North Ring", "北环路", "main", (-745, 470), (745, 470)),
    StreetPlan("West Ring", "西环路", "main", (-745, -400), (-745, 470)),
    StreetPlan("East Ring", "东环路", "main", (745, -540), (745, 470)),
    StreetPlan("South Ring", "南环路", "main", (80, -540), (745, -540)),
    StreetPlan("Bridge Road", "大桥路", "main", (-850, -260), (-80, -260)),
    StreetPlan("New Bridge", "新桥", "main", (-80, -260), (80, -260)),
    StreetPlan("Bridge Road", "大桥路", "main", (80, -260), (850, -260)),
    StreetPlan("Station Street", "车站街", "main", (-200, -260), (-200, 470)),
    StreetPlan("Market Street", "市场街", "street", (-745, 60), (-80, 60)),
    StreetPlan("Old Bridge", "老桥", "street", (-80, 60), (80, 60), one_way=True),
    StreetPlan("Market Street", "市场街", "street", (80, 60), (745, 60)),
    StreetPlan("Chapel Lane", "礼拜堂巷", "street", (-600, 345), (-80, 345)),
    StreetPlan("Foundry Street", "铸造街", "street", (80, 345), (600, 345)),
    StreetPlan("Linden Street", "菩提街", "street", (-745, 210), (-200, 210)),
    StreetPlan("Glover Lane", "手套匠巷", "street", (-200, 160), (-80, 160)),
    StreetPlan("Schoolhouse Lane", "校舍巷", "street", (80, 215), (745, 215)),
    StreetPlan("Weaver Street", "织工街", "street", (-470, -95), (-80, -95)),
    StreetPlan("Cooper Street", "木桶匠街", "street", (80, -100), (600, -100)),
    StreetPlan("Ropewalk", "绳索巷", "street", (-745, -400), (-80, -400)),
    StreetPlan("Depot Road", "车场路", "street", (80, -400), (745, -400)),
    StreetPlan("Mill Street", "磨坊街", "street", (-600, 60), (-600, 470)),
    StreetPlan("Church Street", "教堂街", "street", (-470, -400), (-470, 470)),
    StreetPlan("Park Street", "公园街", "street", (-335, -400), (-335, 345)),
    StreetPlan("West Quay", "西堤", "street", (-80, -400), (-80, 470)),
    StreetPlan("East Quay", "东堤", "street", (80, -540), (80, 470)),
    StreetPlan("Tanner Street", "鞣皮匠街", "street", (225, -260), (225, 345)),
    StreetPlan("School Street", "学校街", "street", (390, -400), (390, 470)),
    StreetPlan("Orchard Street", "果园街", "street", (600, -540), (600, 470)),
    StreetPlan("Depot Gate", "车场门路", "street", (390, -330), (600, -330)),
    StreetPlan("River Walk", "滨河步道", "path", (-60, 60), (-60, 470)),
    StreetPlan("Ferry Walk", "渡口步道", "path", (57, -260), (57, 60)),
    StreetPlan("Smith's Row", "铁匠里", "path", (-335, -10), (-470, -10)),
    StreetPlan("Baker's Row", "面包里", "path", (-400, 60), (-400, 210)),
    StreetPlan("Candle Row", "烛台里", "path", (-270, 60), (-270, 210)),
    StreetPlan("Lime Walk", "菩提步道", "path", (-745, -95), (-470, -95)),
    StreetPlan("Pond Walk", "池边步道", "path", (-610, -260), (-610, 60)),
    StreetPlan("Chapel Walk", "礼拜堂步道", "path", (-140, 345), (-140, 470)),
    StreetPlan("Orchard Walk", "果园步道", "path", (495, 215), (495, 345)),
    StreetPlan("Garden Walk", "花园步道", "path", (300, 60), (300, 215)),
)

AREAS = (
    AreaPlan("Aller River", "阿勒河", "water", "river", ((-36, 900), (36, 900), (36, -900), (-36, -900))),
    AreaPlan("Old Harbour", "老港", "water", "river", ((-430, -900), (-36, -900), (-36, -452), (-400, -452))),
    AreaPlan("Lime Park", "菩提公园", "park", "park", ((-733, -246), (-482, -246), (-482, 48), (-733, 48))),
    AreaPlan("", "", "park", "park", ((-68, 66), (-40, 66), (-40, 460), (-68, 460))),
    AreaPlan("", "", "park", "park", ((40, -246), (68, -246), (68, 50), (40, 50))),
    AreaPlan("Orchard Green", "果园绿地", "park", "park", ((614, -90), (733, -90), (733, 50), (614, 50))),
    AreaPlan("Chapel Green", "礼拜堂绿地", "park", "park", ((-186, 358), (-94, 358), (-94, 456), (-186, 456))),
    AreaPlan(
        "Market Square",
        "市场广场",
        "area",
        "square",
        ((-329.5, -89.5), (-208.5, -89.5), (-208.5, 54.5), (-329.5, 54.5)),
    ),
    AreaPlan("Tram Depot", "电车车场", "area", "yard", ((404, -390), (590, -390), (590, -340), (404, -340))),
    AreaPlan("Linden School", "菩提学校", "area", "playground", ((404, 72), (586, 72), (586, 203), (404, 203))),
    AreaPlan("Station Square", "站前广场", "area", "square", ((-262, 478.5), (-138, 478.5), (-138, 515), (-262, 515))),
    AreaPlan("", "", "area", "platform", ((-330, 531), (-70, 531), (-70, 544.2), (-330, 544.2))),
    AreaPlan("Harbour Quay", "港区码头", "area", "quay", ((-430, -452), (-44, -452), (-44, -412), (-430, -412))),
)

# Gardens inside the blocks: left, bottom, right, top on the sheet.
_GARDENS = (
    (-695, 260, -650, 422), (-555, 258, -515, 300), (-425, 258, -382, 300), (-555, 392, -515, 424),
    (-420, 392, -250, 424), (-695, 108, -650, 164), (-555, 108, -515, 164), (128, 262, 180, 300), (272, 262, 345, 302),
    (128, 392, 345, 426),
    (436, 392, 555, 426), (646, 262, 698, 302), (646, 392, 698, 426), (128, -54, 180, 14), (272, -54, 345, 14),
    (436, -54, 555, 14), (128, -214, 180, -148), (272, -214, 345, -148), (436, -214, 555, -148), (646, -214, 698, -140),
    (-426, -214, -380, -142), (-290, -214, -246, -142), (-696, -354, -520, -306), (-426, -354, -380, -306),
    (-290, -354, -126, -306), (-158, -48, -122, 16), (-160, 206, -120, 300), (-290, 258, -246, 300),
)  # fmt: skip
GARDENS = tuple(AreaPlan("", "", "park", "park", ((a, b), (c, b), (c, d), (a, d))) for a, b, c, d in _GARDENS)
POND = AreaPlan(
    "Lime Pond", "菩提塘", "water", "pond",
    ((-560, -36), (-530, -48), (-508, -30), (-506, 0), (-528, 18), (-556, 12), (-572, -10)),
)  # fmt: skip

RAILWAYS = (((-1100, 547), (1100, 547)), ((-1100, 552), (1100, 552)))
PLACES = (
    ("Old Town", "老城", (-400, 130)),
    ("Westend", "西区", (-668, 340)),
    ("Riverside", "河东", (300, 280)),
    ("Eastfield", "东田", (672, 340)),
    ("The Works", "工业区", (240, -470)),
    ("Town Station", "城镇火车站", (-200, 532)),
)


def bend(points: Points) -> Points:
    """From the straight sheet to the ground: long waves, and a twist around the old market. (n, 2) to (n, 2)."""
    x, y = points[:, 0], points[:, 1]
    swirl = 0.30 * np.exp(-(((x + 290) ** 2 + (y - 30) ** 2) / 250**2))
    dx, dy = x + 290, y - 30
    x, y = (
        -290 + dx * np.cos(swirl) - dy * np.sin(swirl),
        30 + dx * np.sin(swirl) + dy * np.cos(swirl),
    )
    east = x + 42 * np.sin(y / 265 + 0.6) + 16 * np.sin(x / 170 + y / 330)
    north = y + 30 * np.sin(x / 290 + 1.1) * _calm(y) + 14 * np.sin((x + y) / 210)
    return np.stack([east, north], axis=1)


def bend_point(x: float, y: float) -> tuple[float, float]:
    """One point of the sheet on the ground."""
    east, north = bend(np.array([[x, y]], dtype=float))[0]
    return float(east), float(north)


def district(x: float, y: float) -> District:
    """What kind of houses stand at (x, y) of the sheet."""
    if x > 60 and y < -260:
        return "works"
    if x < -480 or x > 610:
        return "villas"
    return "old" if x < 0 else "flats"


def _calm(y: Points) -> Points:
    """1 in the south, little in the north, where the railway wants to lie straight."""
    result: Points = 0.35 + 0.65 / (1 + np.exp((y - 380) / 60))
    return result


def angle_at(x: float, y: float) -> float:
    """Where the sheet's east points on the ground at (x, y), radians."""
    (ax, ay), (bx, by) = bend_point(x - 1, y), bend_point(x + 1, y)
    return math.atan2(by - ay, bx - ax)
