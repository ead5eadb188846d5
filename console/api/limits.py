"""How much a request may carry, before anybody has looked at who sends it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.api.problems import problem
from kernel.errors import FaultKind

BODY_LIMIT_BYTES = 1 << 20
_SAID = "the request is too large"


class BodyLimit:
    """Refuses bodies above `BODY_LIMIT_BYTES`; reports, which carry photos, may have `report_bytes`."""

    def __init__(self, app: ASGIApp, report_bytes: int) -> None:
        self._app = app
        self._report_bytes = report_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._report_bytes if scope["path"].endswith("/report") else BODY_LIMIT_BYTES
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await problem(FaultKind.LIMITED, _SAID, 413)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, _SAID)
            return message

        await self._app(scope, counted, send)
