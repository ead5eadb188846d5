"""The application: every route of the house behind one door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI

from console import __version__
from console.api import (
    cameras,
    events,
    incidents,
    media,
    orders,
    osmand,
    pages,
    plans,
    problems,
    sessions,
    state,
    stream,
    system,
    unit,
    units,
    users,
)
from console.api.headers import SecurityHeaders
from console.house import House

API = (cameras, events, incidents, media, orders, plans, sessions, state, stream, system, unit, units, users)


def create_app(house: House | None, dist: Path = pages.DIST) -> FastAPI:
    """The application for `house`; without one it can only describe itself (OpenAPI)."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if house is not None:
            await house.whep.close_all()
            await house.relay.close()

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
    app.include_router(pages.router)
    problems.install(app)
    app.add_middleware(SecurityHeaders)
    return app
