"""Faults become problem details (RFC 9457) here and nowhere else."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from console.api.schema.base import Problem
from kernel.errors import Fault, FaultKind

log = structlog.get_logger()

STATUS = {
    FaultKind.INVALID: 422,
    FaultKind.UNAUTHENTICATED: 401,
    FaultKind.FORBIDDEN: 403,
    FaultKind.NOT_FOUND: 404,
    FaultKind.CONFLICT: 409,
    FaultKind.LIMITED: 429,
    FaultKind.UNAVAILABLE: 503,
    FaultKind.CORRUPT: 500,
}
TITLE = {
    FaultKind.INVALID: "The request is not right",
    FaultKind.UNAUTHENTICATED: "Sign in first",
    FaultKind.FORBIDDEN: "Not allowed",
    FaultKind.NOT_FOUND: "Not found",
    FaultKind.CONFLICT: "Not possible now",
    FaultKind.LIMITED: "Too much or too often",
    FaultKind.UNAVAILABLE: "Something does not answer",
    FaultKind.CORRUPT: "Stored data is damaged",
}
_KIND_OF_STATUS = {400: FaultKind.INVALID, 405: FaultKind.INVALID, 413: FaultKind.LIMITED} | {
    status: kind for kind, status in STATUS.items()
}

PROBLEM_RESPONSES: dict[int | str, dict[str, object]] = {
    "default": {"model": Problem, "description": "what went wrong, as problem details"}
}
"""For every router: how failures look."""


def problem(kind: FaultKind, detail: str, status: int | None = None) -> JSONResponse:
    """The response for a failure."""
    code = status or STATUS[kind]
    body = Problem(title=TITLE[kind], status=code, detail=detail, kind=kind.value)
    return JSONResponse(body.model_dump(), code, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Teach `app` to answer every failure as problem details."""
    app.add_exception_handler(Fault, _fault)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _surprise)


async def _fault(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Fault)
    return problem(error.kind, error.message)


async def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    lines = []
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"] if part not in ("body", "query", "path"))
        lines.append(f"{where or 'body'}: {one['msg'].lower()}")
    return problem(FaultKind.INVALID, "; ".join(lines))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _KIND_OF_STATUS.get(error.status_code, FaultKind.INVALID)
    return problem(kind, str(error.detail).lower(), error.status_code)


async def _surprise(request: Request, error: Exception) -> JSONResponse:
    log.error("request failed", method=request.method, path=request.url.path, exc_info=error)
    return problem(FaultKind.CORRUPT, "the server failed; its log says why", 500)
