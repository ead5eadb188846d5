"""Looking back: activity, search here, pictures of any instant, jumps and fast playback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool

from analytics.activity.grid import CELLS, CellMask, listed_cells, region_cells
from analytics.activity.index import ActivityIndex
from analytics.activity.search import Finding, Hit, MotionQuery, Progress, last_hit, next_hit, search
from analytics.store import EventQuery
from console.api.access import HouseDep, PlaybackViewer, Viewer, visible_camera
from console.api.schema.base import Draft
from console.api.schema.review import (
    ActivityView,
    DoneLine,
    FoundLine,
    FrameTimes,
    FrameTimeView,
    HitLine,
    MomentAnswer,
    MomentKind,
    MomentView,
    MotionSearch,
    ProgressLine,
    UnknownLine,
)
from console.audit import Look, View
from console.auth.person import Person
from console.house import House
from ingest.playback.fast import LEAST_RATE, MOST_RATE, FastQuery, fast
from ingest.playback.frames import etag
from ingest.playback.moment import Moment
from ingest.record.segment import SegmentState
from kernel.errors import invalid
from kernel.geometry import Point
from kernel.ids import CameraId

router = APIRouter(tags=["review"])

LONGEST_RANGE = timedelta(days=31)
LONGEST_FAST = timedelta(hours=24)
_JUMP = timedelta(days=31)
_MOVED_S = 2.0  # a movement worth jumping to lasts so long
_BATCH = 200
_KEEP_S = 3600

When = Annotated[AwareDatetime, Query()]


class FrameQuery(Draft):
    """Which picture, how wide at most, and whether the nearest keyframe will do."""

    at: AwareDatetime
    width: Annotated[int, Field(ge=16, le=4096)] | None = None
    exact: bool = True


class FastRange(Draft):
    """What to play, and how many times as fast. Without `skip_gaps` gaps keep their (drawn together) length."""

    start: AwareDatetime
    end: AwareDatetime
    rate: Annotated[float, Field(ge=LEAST_RATE, le=MOST_RATE)] = 16.0
    skip_gaps: bool = True


@router.get("/cameras/{camera_id}/activity", operation_id="get_activity")
def get_activity(
    camera_id: CameraId,
    house: HouseDep,
    person: Viewer,
    start: When,
    end: When,
    buckets: Annotated[int, Query(ge=1, le=4000)] = 500,
) -> ActivityView:
    """How much moved over time; nothing is decoded."""
    visible_camera(house, person, camera_id)
    _demand_range(start, end, LONGEST_RANGE)
    levels = house.activity.activity(camera_id, start, end, buckets)
    return ActivityView(camera_id=camera_id, start=start, end=end, levels=list(levels))


@router.post("/search/motion", operation_id="search_motion", responses={200: {"model": FoundLine}})
def search_motion(wanted: MotionSearch, house: HouseDep, person: PlaybackViewer) -> StreamingResponse:
    """When something moved in a region: lines of JSON in order of time, as they are found.

    Whoever stops reading stops the search.
    """
    for camera in wanted.camera_ids:
        visible_camera(house, person, CameraId(camera))
    _demand_range(wanted.start, wanted.end, LONGEST_RANGE)
    query = MotionQuery(
        cameras=[CameraId(camera) for camera in wanted.camera_ids],
        start=wanted.start,
        end=wanted.end,
        cells=_cells(wanted),
        least_share=wanted.least_share,
        least_level=wanted.least_level,
        least_s=wanted.least_s,
        join_s=wanted.join_s,
    )
    lines = _lines(house.activity, query, wanted.limit)
    return StreamingResponse(lines, media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})


@router.get("/cameras/{camera_id}/frame.jpg", operation_id="get_frame", response_class=Response)
async def get_frame(
    camera_id: CameraId,
    house: HouseDep,
    person: PlaybackViewer,
    request: Request,
    wanted: Annotated[FrameQuery, Query()],
) -> Response:
    """The picture that was on the screen at `at`; not exact: the nearest keyframe, which costs a tenth.

    The header `Watchroom-At` says when it came on the screen.
    """
    moment = await run_in_threadpool(_moment, house, person, camera_id, wanted)
    closed = moment.segment.state is SegmentState.CLOSED
    headers = {
        "ETag": etag(moment, wanted.width),
        "Cache-Control": f"private, max-age={_KEEP_S}" if closed else "private, no-cache",
        "Watchroom-At": moment.at.isoformat(),
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    picture = await house.frames.jpeg(moment, wanted.width)
    return Response(picture, media_type="image/jpeg", headers=headers)


@router.get("/cameras/{camera_id}/frames", operation_id="list_frames")
def list_frames(
    camera_id: CameraId,
    house: HouseDep,
    person: PlaybackViewer,
    around: When,
    before: Annotated[int, Query(ge=0, le=250)] = 30,
    after: Annotated[int, Query(ge=0, le=250)] = 30,
) -> FrameTimes:
    """When the pictures about an instant came on the screen, to the microsecond: for steps of one picture."""
    visible_camera(house, person, camera_id)
    found = house.recordings.frames(camera_id, around, before, after)
    views = [FrameTimeView(at=frame.at, is_keyframe=frame.is_keyframe) for frame in found]
    return FrameTimes(camera_id=camera_id, frames=views)


@router.get("/cameras/{camera_id}/moments", operation_id="get_moment")
def get_moment(
    camera_id: CameraId,
    house: HouseDep,
    person: PlaybackViewer,
    kind: MomentKind,
    after: Annotated[AwareDatetime | None, Query()] = None,
    before: Annotated[AwareDatetime | None, Query()] = None,
) -> MomentAnswer:
    """The next event or movement after an instant, or the last one before it, within 31 days."""
    visible_camera(house, person, camera_id)
    if (after is None) == (before is None):
        raise invalid("after, before: give one of the two")
    if kind is MomentKind.EVENT:
        return MomentAnswer(moment=_event(house, camera_id, after, before))
    return MomentAnswer(moment=_movement(house, camera_id, after, before))


@router.get("/cameras/{camera_id}/fast.mp4", operation_id="play_fast", response_class=StreamingResponse)
def play_fast(
    camera_id: CameraId,
    house: HouseDep,
    person: PlaybackViewer,
    wanted: Annotated[FastRange, Query()],
) -> StreamingResponse:
    """Fast playback as one MP4 stream of keyframes whose times are drawn together `rate` times.

    In front of each fragment a `prft` box says the UTC of its picture. Made while it is read; nothing is kept.
    """
    visible_camera(house, person, camera_id)
    _demand_range(wanted.start, wanted.end, LONGEST_FAST)
    query = FastQuery(camera_id, wanted.start, wanted.end, wanted.rate, wanted.skip_gaps)
    stream = fast(house.recordings, query)
    house.audit.viewed(View(person.actor, camera_id, Look.PLAYBACK, wanted.start, wanted.end))
    return StreamingResponse(stream.chunks, media_type=stream.media_type, headers={"Cache-Control": "no-store"})


def _moment(house: House, person: Person, camera: CameraId, wanted: FrameQuery) -> Moment:
    visible_camera(house, person, camera)
    moment = house.recordings.moment(camera, wanted.at, exact=wanted.exact)
    house.audit.viewed(View(person.actor, camera, Look.PLAYBACK, moment.at, moment.at))
    return moment


def _cells(wanted: MotionSearch) -> CellMask:
    if wanted.region is not None and wanted.cells is not None:
        raise invalid("region, cells: give one of the two, or none for the whole picture")
    if wanted.region is not None:
        return region_cells([Point(corner.x, corner.y) for corner in wanted.region])
    return listed_cells(wanted.cells) if wanted.cells is not None else np.ones(CELLS, np.bool_)


def _lines(index: ActivityIndex, query: MotionQuery, limit: int) -> Iterator[bytes]:
    """The answer, a few lines at a time: the stream looks between two of them whether anybody still reads."""
    findings, hits, is_cut = search(index, query), 0, False
    while not is_cut and (batch := list(islice(findings, _BATCH))):
        lines = []
        for finding in _thinned(batch):
            if isinstance(finding, Hit):
                is_cut = hits == limit
                if is_cut:
                    break
                hits += 1
            lines.append(_line(finding))
        yield b"".join(lines)
    yield DoneLine(hits=hits, is_cut=is_cut).model_dump_json().encode() + b"\n"


def _thinned(batch: list[Finding]) -> Iterator[Finding]:
    """The batch without progress that the next progress in it outdoes."""
    for finding, after in zip(batch, [*batch[1:], None], strict=True):
        if not (isinstance(finding, Progress) and isinstance(after, Progress)):
            yield finding


def _line(finding: Finding) -> bytes:
    view: HitLine | UnknownLine | ProgressLine
    if isinstance(finding, Progress):
        view = ProgressLine(upto=finding.upto)
    elif isinstance(finding, Hit):
        view = HitLine(
            camera_id=finding.camera, start=finding.start, end=finding.end, strength=min(1.0, finding.strength)
        )
    else:
        view = UnknownLine(camera_id=finding.camera, start=finding.start, end=finding.end)
    return view.model_dump_json().encode() + b"\n"


def _event(house: House, camera: CameraId, after: datetime | None, before: datetime | None) -> MomentView | None:
    if after is not None:
        event = house.events.next_event(camera, after)
    else:
        page = house.events.events(EventQuery(cameras=[camera], end=before, limit=1))
        event = page.items[0] if page.items else None
    if event is None:
        return None
    return MomentView(
        kind=MomentKind.EVENT,
        camera_id=camera,
        at=event.opened_at,
        end=event.closed_at,
        event_id=event.id,
        title=event.title,
    )


def _movement(house: House, camera: CameraId, after: datetime | None, before: datetime | None) -> MomentView | None:
    everywhere = np.ones(CELLS, np.bool_)
    if after is not None:
        start = after + timedelta(microseconds=1)
        end = min(after + _JUMP, max(house.clock.now(), start + timedelta(seconds=1)))
        hit = next_hit(house.activity, MotionQuery([camera], start, end, everywhere, least_s=_MOVED_S))
    else:
        assert before is not None
        hit = last_hit(house.activity, MotionQuery([camera], before - _JUMP, before, everywhere, least_s=_MOVED_S))
    if hit is None:
        return None
    return MomentView(kind=MomentKind.MOTION, camera_id=camera, at=hit.start, end=hit.end, event_id=None, title=None)


def _demand_range(start: datetime, end: datetime, longest: timedelta) -> None:
    if not timedelta() < end - start <= longest:
        raise invalid(f"start, end: the end must follow the start by at most {longest}")
