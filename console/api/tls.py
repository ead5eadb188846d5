"""What phones need to trust the room."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.api.access import HouseDep, UnitManager
from console.api.schema.tls import TrustView
from console.house import House
from console.sections import TlsMode
from console.tls.authority import Authority
from console.tls.certificate_page import FILE, PAGE, certificate_file, certificate_page
from console.tls.names import reached_at
from kernel.errors import not_found

router = APIRouter(tags=["trust"])
open_router = APIRouter(include_in_schema=False)


@router.get("/trust", operation_id="get_trust")
def get_trust(house: HouseDep, _person: UnitManager) -> TrustView:
    """How a new phone comes to trust this room."""
    http = house.settings.http
    facts = authority_of(house).facts() if http.tls is TlsMode.OWN else None
    if facts is None:
        return TrustView(mode=http.tls.value, fingerprint=None, certificate_page=None, names=[], ends_at=None)
    host = reached_at(http.host, http.names)
    shown = f"[{host}]" if ":" in host else host
    page = None if http.plain_port is None else f"http://{shown}:{http.plain_port}{PAGE}"
    return TrustView(
        mode=http.tls.value,
        fingerprint=facts.fingerprint,
        certificate_page=page,
        names=list(facts.names),
        ends_at=facts.ends_at,
    )


@open_router.get(PAGE, operation_id="get_certificate_page")
def get_certificate_page(house: HouseDep, request: Request) -> Response:
    """The same page as on the plain port; for whoever is not signed in, because a phone is not yet."""
    facts = _own(house).facts()
    assert facts is not None
    return certificate_page(house.settings.room, facts.fingerprint, f"https://{request.url.netloc}/unit")


@open_router.get(FILE, operation_id="get_certificate_file")
def get_certificate_file(house: HouseDep) -> Response:
    """The own authority's certificate."""
    return certificate_file(_own(house))


def authority_of(house: House) -> Authority:
    return Authority(house.settings.tls_dir, house.settings.room, house.clock)


def _own(house: House) -> Authority:
    authority = authority_of(house)
    if house.settings.http.tls is not TlsMode.OWN or authority.facts() is None:
        raise not_found("certificate", "of this room")
    return authority
