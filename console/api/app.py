"""The application: every route of the house behind one door."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from console import __version__
from console.api import (
    alerts,
    bookmarks,
    cameras,
    cases,
    coverage,
    devices,
    events,
    exports,
    features,
    guides,
    health,
    holds,
    incidents,
    ladders,
    ledger,
    lessons,
    live,
    looked,
    media,
    messages,
    models,
    onvif,
    orders,
    osmand,
    pages,
    panics,
    patrols,
    plans,
    problems,
    ptz,
    pursuit,
    recording,
    review,
    roads,
    sessions,
    shifts,
    state,
    stream,
    system,
    talk,
    tls,
    trials,
    unit,
    units,
    users,
    webhooks,
    whip,
)
from console.api.eviction import check_sessions, evict
from console.api.headers import SecurityHeaders
from console.api.limits import BodyLimit
from console.house import House
from ingest.review.case import StaleCase
from patrol.settings import PatrolSettings

API = (
    alerts,
    bookmarks,
    cases,
    coverage,
    review,
    cameras,
    devices,
    events,
    exports,
    features,
    health,
    holds,
    incidents,
    guides,
    ladders,
    ledger,
    lessons,
    live,
    looked,
    media,
    messages,
    models,
    onvif,
    orders,
    panics,
    patrols,
    plans,
    ptz,
    pursuit,
    recording,
    roads,
    sessions,
    shifts,
    state,
    stream,
    system,
    trials,
    talk,
    tls,
    unit,
    units,
    users,
    webhooks,
    whip,
)


def create_app(house: House | None, dist: Path = pages.DIST) -> FastAPI:
    """The application for `house`; without one it can only describe itself (OpenAPI)."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if house is None:
            yield
            return
        evicting = asyncio.create_task(evict(house.feed.journal, partial(check_sessions, house)))
        yield
        evicting.cancel()
        house.frames.close()
        await house.media.close()
        await asyncio.gather(house.relay.close(), house.transcoded.close())

    app = FastAPI(
        title="Watchroom",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.house = house
    app.state.dist = dist
    api = APIRouter(prefix="/api", responses=problems.PROBLEM_RESPONSES)
    for module in API:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(osmand.router)
    app.include_router(tls.open_router)
    app.include_router(pages.router)
    problems.install(app)
    app.add_exception_handler(StaleCase, cases.stale_case)
    photos = house.settings.patrol if house is not None else PatrolSettings()
    app.add_middleware(BodyLimit, report_bytes=(photos.photo_limit + 1) * photos.photo_size_limit_bytes)
    app.add_middleware(SecurityHeaders)
    return app
