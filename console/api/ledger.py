"""The gap ledger: what became of each second, for one camera or several, for people and for auditors."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from console.api.access import HouseDep, Viewer
from console.api.schema.cameras import SpanView
from console.api.schema.recording import LedgerTotals, LedgerView
from console.auth.person import Person
from console.house import House
from ingest.record.ledger import Span, totals
from kernel.errors import invalid
from kernel.ids import CameraId

router = APIRouter(tags=["recording"])

LONGEST = timedelta(days=366)
MOST_CAMERAS = 64


@router.get("/cameras/{camera_id}/ledger", operation_id="get_ledger")
def get_ledger(
    camera_id: CameraId, house: HouseDep, person: Viewer, start: AwareDatetime, end: AwareDatetime
) -> LedgerView:
    """Every second of [start, end): spans without a hole or an overlap, and how many seconds are in each state."""
    _demand(house, person, camera_id)
    return _view(house, camera_id, start, end)


@router.get("/cameras/{camera_id}/ledger.csv", operation_id="get_ledger_csv", response_class=StreamingResponse)
def get_ledger_csv(
    camera_id: CameraId, house: HouseDep, person: Viewer, start: AwareDatetime, end: AwareDatetime
) -> StreamingResponse:
    """The same as a table: one line for each span."""
    _demand(house, person, camera_id)
    return _download(house, [camera_id], start, end)


@router.get("/ledger", operation_id="get_ledgers")
def get_ledgers(
    house: HouseDep,
    person: Viewer,
    camera_id: Annotated[list[CameraId], Query(min_length=1, max_length=MOST_CAMERAS)],
    start: AwareDatetime,
    end: AwareDatetime,
) -> list[LedgerView]:
    """The ledgers of several cameras over one range."""
    for camera in camera_id:
        _demand(house, person, camera)
    return [_view(house, camera, start, end) for camera in dict.fromkeys(camera_id)]


@router.get("/ledger.csv", operation_id="get_ledgers_csv", response_class=StreamingResponse)
def get_ledgers_csv(
    house: HouseDep,
    person: Viewer,
    camera_id: Annotated[list[CameraId], Query(min_length=1, max_length=MOST_CAMERAS)],
    start: AwareDatetime,
    end: AwareDatetime,
) -> StreamingResponse:
    """The ledgers of several cameras as one table."""
    for camera in camera_id:
        _demand(house, person, camera)
    return _download(house, list(dict.fromkeys(camera_id)), start, end)


def span_view(span: Span) -> SpanView:
    """A span as pages see it."""
    return SpanView(start=span.start, end=span.end, state=span.state.value, reason=span.reason)


def _view(house: House, camera: CameraId, start: datetime, end: datetime) -> LedgerView:
    spans = _spans(house, camera, start, end)
    seconds = {state.value: length.total_seconds() for state, length in totals(spans).items()}
    return LedgerView(
        camera_id=camera,
        start=start,
        end=end,
        spans=[span_view(span) for span in spans],
        seconds=LedgerTotals.model_validate(seconds),
    )


def _spans(house: House, camera: CameraId, start: datetime, end: datetime) -> Sequence[Span]:
    if not timedelta() < end - start <= LONGEST:
        raise invalid(f"ledger: the end must follow the start by at most {LONGEST.days} days")
    return house.catalog.ledger(camera, start, end)


def _download(house: House, cameras: Sequence[CameraId], start: datetime, end: datetime) -> StreamingResponse:
    ledgers = [(camera, _spans(house, camera, start, end)) for camera in cameras]
    name = f"ledger-{cameras[0] if len(cameras) == 1 else 'cameras'}-{start:%Y%m%dT%H%M%SZ}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(ledgers), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(ledgers: Sequence[tuple[CameraId, Sequence[Span]]]) -> Iterator[str]:
    yield _line("camera", "start", "end", "seconds", "state", "reason")
    for camera, spans in ledgers:
        for span in spans:
            seconds = f"{(span.end - span.start).total_seconds():.6f}"
            yield _line(camera, _utc(span.start), _utc(span.end), seconds, span.state.value, _plain(span.reason or ""))


def _line(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: reasons of holds are typed by people."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _demand(house: House, person: Person, camera: CameraId) -> None:
    person.demand_camera(camera)
    house.cameras.get(camera)
