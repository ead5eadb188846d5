"""How well tracks and events meet the truth: CLEAR, identity and HOTA by TrackEval; events matched in time."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analytics.association import iou_matrix
from kernel.geometry import Box
from tests.quality.stage import Seen

with contextlib.redirect_stdout(io.StringIO()):  # it tells of optional packages that are not here
    from trackeval.metrics import CLEAR, HOTA, Identity

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

_OVERLAP = 0.5
_EARLY_S, _LATE_S = 0.7, 2.5
_QUIET = {"PRINT_CONFIG": False}


@dataclass(frozen=True)
class Figures:
    """mota, idf1, hota: in [0, 1] (mota may be less). switches: how often a thing changed its id. missed, false: boxes.
    wanted: true boxes."""

    mota: float
    idf1: float
    hota: float
    switches: int
    missed: int
    false: int
    wanted: int


@dataclass(frozen=True)
class Happening:
    """An event, true or told: its kind, when, and which way."""

    kind: str
    at_s: float
    direction: str | None = None


def track_figures(
    truth: Sequence[Sequence[Seen]], told: Sequence[Sequence[tuple[int, Box]]], size: tuple[int, int]
) -> Figures:
    """The figures of one clip; what is told of things that do not count is left out, as the MOT Challenge does."""
    gt_ids, told_ids, scores = [], [], []
    gt_names: dict[int, int] = {}
    told_names: dict[int, int] = {}
    scale = np.array([size[0], size[1]] * 2, np.float64)
    for seen, tracks in zip(truth, told, strict=True):
        a = np.array([s.box for s in seen], np.float64).reshape(-1, 4)
        b = np.array([(t.left, t.top, t.right, t.bottom) for _, t in tracks], np.float64).reshape(-1, 4) * scale
        overlap = iou_matrix(a, b)
        stays = _without_excused(overlap, seen)
        counts = np.array([s.counts for s in seen], bool)
        scores.append(overlap[counts][:, stays])
        gt_ids.append(_numbered([s.id for s in seen if s.counts], gt_names))
        told_ids.append(_numbered([t for (t, _), stay in zip(tracks, stays, strict=True) if stay], told_names))
    data = {
        "num_timesteps": len(truth),
        "gt_ids": gt_ids,
        "tracker_ids": told_ids,
        "similarity_scores": scores,
        "num_gt_ids": len(gt_names),
        "num_tracker_ids": len(told_names),
        "num_gt_dets": sum(map(len, gt_ids)),
        "num_tracker_dets": sum(map(len, told_ids)),
    }
    clear, identity = CLEAR(_QUIET).eval_sequence(data), Identity(_QUIET).eval_sequence(data)
    hota = HOTA().eval_sequence(data)
    is_right = data["num_gt_dets"] == data["num_tracker_dets"] == 0
    return Figures(
        mota=1.0 if is_right else float(clear["MOTA"]),
        idf1=1.0 if is_right else float(identity["IDF1"]),
        hota=1.0 if is_right else float(np.mean(hota["HOTA"])),
        switches=int(clear["IDSW"]),
        missed=int(clear["CLR_FN"]),
        false=int(clear["CLR_FP"]),
        wanted=int(data["num_gt_dets"]),  # type: ignore[call-overload]
    )


def appearances(truth: Sequence[Sequence[Seen]], fps: float) -> list[Happening]:
    """An intrusion for each thing, when it is first well to be seen; bags are people's affair."""
    first: dict[int, float] = {}
    for number, seen in enumerate(truth):
        for thing in seen:
            if thing.counts:
                first.setdefault(thing.id, number / fps)
    return [Happening("intrusion", at) for at in sorted(first.values())]


def wire_crossings(truth: Sequence[Sequence[Seen]], fps: float, x: float) -> list[Happening]:
    """When feet pass the upright wire at pixel `x`, and the direction as the rule names it (wire drawn down)."""
    last: dict[int, bool] = {}
    found = []
    for number, seen in enumerate(truth):
        for thing in seen:
            foot = (thing.box[0] + thing.box[2]) / 2
            if thing.kind != "person" or abs(foot - x) < 4:
                continue
            if thing.id in last and last[thing.id] != (foot > x):
                found.append(Happening("line_crossing", number / fps, "backward" if foot > x else "forward"))
            last[thing.id] = foot > x
    return found


def event_figures(wanted: Sequence[Happening], told: Sequence[Happening]) -> tuple[int, int, int]:
    """How many events are right, wanted and told: of one kind and direction, and near enough in time, one to one."""
    if not wanted or not told:
        return 0, len(wanted), len(told)
    cost = np.full((len(wanted), len(told)), 1e6)
    for i, a in enumerate(wanted):
        for j, b in enumerate(told):
            if a.kind == b.kind and a.direction == b.direction and -_EARLY_S <= b.at_s - a.at_s <= _LATE_S:
                cost[i, j] = abs(b.at_s - a.at_s)
    rows, columns = linear_sum_assignment(cost)
    return int((cost[rows, columns] < 1e5).sum()), len(wanted), len(told)


def _without_excused(overlap: FloatArray, seen: Sequence[Seen]) -> NDArray[np.bool_]:
    """Which told boxes stay: those that meet a thing that does not count, and none that does, are left out."""
    stays = np.ones(overlap.shape[1], bool)
    if not overlap.size:
        return stays
    counts = np.array([s.counts for s in seen], bool)
    worth = np.where(overlap >= _OVERLAP, overlap + counts[:, None], 0.0)
    for row, column in zip(*linear_sum_assignment(-worth), strict=True):
        if worth[row, column] > 0 and not counts[row]:
            stays[column] = False
    return stays


def _numbered(names: Sequence[int], known: dict[int, int]) -> IntArray:
    return np.array([known.setdefault(name, len(known)) for name in names], np.intp)
