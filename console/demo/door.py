"""The product's front door: its HTTP interface, as a person with a password or a device with a token uses it."""

from types import TracebackType
from typing import Any

import httpx

from kernel.errors import Fault, FaultKind, unavailable
from kernel.journal import Json, JsonObject

_TIMEOUT_S = 10.0


class Door:
    """One signed-in client; signs in again when its session has ended. Belongs to one event loop."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT_S, transport=transport, trust_env=False)
        self._account: tuple[str, str] | None = None

    async def __aenter__(self) -> "Door":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def sign_in(self, username: str, password: str) -> None:
        """Become that user."""
        self._account = username, password
        self._client.cookies.clear()
        self._client.headers.pop("X-CSRF-Token", None)
        body = {"username": username, "password": password}
        session = _object(_read(await self._ask("POST", "/api/session", json=body)))
        self._client.headers["X-CSRF-Token"] = str(session["csrf_token"])

    def speak_as_device(self, token: str) -> None:
        """Become the unit that the token belongs to."""
        self._client.headers["Authorization"] = f"Bearer {token}"

    async def is_open(self) -> bool:
        """Whether the product answers."""
        try:
            return (await self._client.get("/api/health")).status_code in (200, 503)
        except httpx.TransportError:
            return False

    async def get(self, path: str) -> Json:
        return await self.send("GET", path)

    async def send(self, method: str, path: str, body: JsonObject | None = None) -> Json:
        """Ask and give the answer's JSON; raises the fault that the product names."""
        answer = await self._ask(method, path, json=body)
        if answer.status_code == httpx.codes.UNAUTHORIZED and self._account is not None:
            await self.sign_in(*self._account)
            answer = await self._ask(method, path, json=body)
        return _read(answer)

    async def send_form(self, path: str, fields: dict[str, str]) -> Json:
        """POST a form with `fields`, as the phone's report is sent."""
        files = {name: (None, value) for name, value in fields.items()}
        return _read(await self._ask("POST", path, files=files))

    async def send_position(self, fields: dict[str, str]) -> None:
        """One position in OsmAnd's own way."""
        answer = await self._ask("GET", "/osmand", params=fields)
        if answer.is_error:
            _read(answer)

    async def _ask(self, method: str, path: str, **what: Any) -> httpx.Response:
        try:
            return await self._client.request(method, path, **what)
        except httpx.TransportError as error:
            raise unavailable(f"{method} {path}: no answer ({type(error).__name__})") from error


def listed(answer: Json) -> list[dict[str, Json]]:
    """An answer that is a list of objects."""
    return [_object(item) for item in answer] if isinstance(answer, list) else []


def object_of(answer: Json) -> dict[str, Json]:
    """An answer that is an object."""
    return _object(answer)


def _object(answer: Json) -> dict[str, Json]:
    if not isinstance(answer, dict):
        raise Fault(FaultKind.CORRUPT, "the product's answer is not an object")
    return answer


def _read(answer: httpx.Response) -> Json:
    if answer.is_success:
        result: Json = answer.json() if answer.content else None
        return result
    try:
        problem = answer.json()
        kind, detail = FaultKind(str(problem["kind"])), str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        kind, detail = FaultKind.UNAVAILABLE, f"status {answer.status_code}"
    raise Fault(kind, f"{answer.request.method} {answer.request.url.path}: {detail}")
