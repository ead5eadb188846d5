"""Public alerts: published, updated and cancelled by people, read by programs as CAP 1.2 from an Atom feed."""

from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.api.access import AlertPublisher, HouseDep, Viewer
from console.api.features import Reader
from console.api.schema.alerts import AlertCancel, AlertDraft, AlertView
from console.house import House
from console.outward.alerts import PublishedAlert, alert_data, draft_of
from console.outward.features import Sight
from console.outward.tokens import FeatureKind
from kernel.errors import invalid, not_found

router = APIRouter(prefix="/alerts", tags=["alerts"])
_CAP, _ATOM = "application/cap+xml", "application/atom+xml"


@router.get("", operation_id="list_alerts")
def list_alerts(house: HouseDep, _person: Viewer) -> list[AlertView]:
    """The newest messages first."""
    return [_view(alert) for alert in house.outward.alerts.list()]


@router.post("", operation_id="publish_alert", status_code=201)
def publish_alert(draft: AlertDraft, house: HouseDep, person: AlertPublisher) -> AlertView:
    _check(house, draft)
    return _view(house.outward.alerts.publish(draft_of(draft.model_dump(mode="json")), person.actor))


@router.get("/feed", operation_id="get_alert_feed", response_class=Response)
def get_alert_feed(request: Request, house: HouseDep, sight: Reader) -> Response:
    """An Atom feed of the alerts in force and of those that were taken back before they would have expired."""
    _demand(sight)
    base = (house.settings.outward.public_url or str(request.base_url)).rstrip("/")
    alerts = house.outward.alerts.current()
    newest = max((alert.sent for alert in alerts), default=house.clock.now().replace(microsecond=0))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(base)}/api/alerts/feed</id>",
        f"<title>{escape(house.settings.room)}</title>",
        f"<updated>{newest.isoformat()}</updated>",
        f"<author><name>{escape(house.settings.room)}</name></author>",
        f'<link rel="self" type="{_ATOM}" href={quoteattr(base + "/api/alerts/feed")}/>',
        *(_entry(base, alert) for alert in alerts),
        "</feed>",
    ]
    return Response("\n".join(lines) + "\n", media_type=_ATOM)


@router.get("/{alert_id}/cap", operation_id="get_alert_cap", response_class=Response)
def get_alert_cap(alert_id: str, house: HouseDep, sight: Reader) -> Response:
    """The CAP document."""
    _demand(sight)
    return Response(house.outward.alerts.get(alert_id).cap, media_type=_CAP)


@router.post("/{alert_id}/update", operation_id="update_alert", status_code=201)
def update_alert(alert_id: str, draft: AlertDraft, house: HouseDep, person: AlertPublisher) -> AlertView:
    """Say something else from now on; the message refers to those before it."""
    _check(house, draft)
    return _view(house.outward.alerts.update(alert_id, draft_of(draft.model_dump(mode="json")), person.actor))


@router.post("/{alert_id}/cancel", operation_id="cancel_alert", status_code=201)
def cancel_alert(alert_id: str, cancel: AlertCancel, house: HouseDep, person: AlertPublisher) -> AlertView:
    """Take it back and say why."""
    return _view(house.outward.alerts.cancel(alert_id, cancel.reason, person.actor))


def _check(house: House, draft: AlertDraft) -> None:
    if draft.incident_id is not None:
        house.patrol.incidents.get(draft.incident_id)
    if len({one.language for one in draft.words}) < len(draft.words):
        raise invalid("alert: each language can be given once")


def _demand(sight: Sight) -> None:
    if FeatureKind.ALERTS not in sight.kinds:
        raise not_found("feed", "alerts")


def _entry(base: str, alert: PublishedAlert) -> str:
    said = draft_of(alert.said)
    return "\n".join(
        (
            "<entry>",
            f"<id>urn:watchroom:{escape(alert.identifier)}</id>",
            f"<title>{escape(said.words[0].headline)}</title>",
            f"<updated>{alert.sent.isoformat()}</updated>",
            f"<summary>{escape(said.words[0].event)}: {escape(said.area)}</summary>",
            f'<link type="{_CAP}" href={quoteattr(f"{base}/api/alerts/{alert.id}/cap")}/>',
            "</entry>",
        )
    )


def _view(alert: PublishedAlert) -> AlertView:
    return AlertView.model_validate(alert_data(alert))
