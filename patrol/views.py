"""Values to the JSON that crosses HTTP and lies in the journal: one pure function per resource."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.geo import LatLon
from kernel.journal import Json, JsonObject
from kernel.schedule import Stretch
from patrol.arrival import ArrivalProof
from patrol.device import Device
from patrol.duplicate import Likeness
from patrol.guide import Guide, Guides
from patrol.incident import Incident, IncidentLink, Sending
from patrol.ladder import LadderAction, LadderRule, Ladders
from patrol.message import Message, message_data
from patrol.order import Ending, Escalation, Offer, Order, OrderLink, Photo, Report
from patrol.panic import Panic, panic_data
from patrol.position import Fix, FixVerdict
from patrol.recommend import Choice, RankedUnit, Recommendation
from patrol.response_plan import ResponsePlan
from patrol.unit import Reservation, Unit


@dataclass(frozen=True, slots=True)
class UnitHome:
    """All that a unit's phone shows, as of journal sequence `sequence`."""

    sequence: int
    unit: Unit
    orders: tuple[Order, ...]
    incidents: tuple[Incident, ...]
    panic: Panic | None = None
    messages: tuple[Message, ...] = ()


def unit_data(unit: Unit, *, with_crew: bool = False) -> JsonObject:
    """UnitView. with_crew: for whoever may see who is on, by name."""
    return {
        "id": unit.id,
        "callsign": unit.callsign,
        "kind": unit.kind.value,
        "crew": list(unit.crew) if with_crew else [],
        "status": unit.status.value,
        "status_since": _time(unit.status_since),
        "fix": None if unit.fix is None else dict(fix_data(unit.fix)),
        "order_ids": list(unit.order_ids),
        "phone_connected": unit.phone_connected,
        "created_at": _time(unit.created_at),
        "reservation": None if unit.reservation is None else _reservation(unit.reservation),
    }


def _reservation(reservation: Reservation) -> Json:
    return {
        "incident_id": reservation.incident_id,
        "note": reservation.note,
        "start": _time(reservation.start),
        "until": _time(reservation.until),
        "by": reservation.by,
    }


def fix_data(fix: Fix) -> JsonObject:
    """FixView."""
    return {
        "position": _place(fix.position),
        "at": _time(fix.at),
        "received_at": _time(fix.received_at),
        "accuracy_m": fix.accuracy_m,
        "speed_mps": fix.speed_mps,
        "course_deg": fix.course_deg,
        "source": fix.source,
        "battery_percent": fix.battery_percent,
        "is_mock": fix.is_mock,
    }


def trail_data(fixes: Iterable[tuple[Fix, FixVerdict]]) -> list[JsonObject]:
    """A list of TrailPoint."""
    return [
        {
            "at": _time(fix.at),
            "position": _place(fix.position),
            "source": fix.source,
            "verdict": verdict.value,
            "is_mock": fix.is_mock,
        }
        for fix, verdict in fixes
    ]


def device_data(device: Device) -> JsonObject:
    """DeviceView."""
    return {
        "id": device.id,
        "key": device.key,
        "name": device.name,
        "detail": device.detail,
        "address": device.address,
        "state": device.state.value,
        "unit_id": device.unit_id,
        "asked_at": _time(device.asked_at),
        "decided_at": _time_or_none(device.decided_at),
        "decided_by": device.decided_by,
    }


def incident_data(incident: Incident) -> JsonObject:
    """IncidentView."""
    taker = incident.taken_by
    return {
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "kind": incident.kind,
        "severity": incident.severity.value,
        "state": incident.state.value,
        "position": _place_or_none(incident.position),
        "camera_id": incident.camera_id,
        "event_ids": list(incident.event_ids),
        "order_ids": list(incident.order_ids),
        "opened_at": _time(incident.opened_at),
        "opened_by": incident.opened_by,
        "taken_by": None if taker is None else {"id": taker.id, "name": taker.name},
        "accepted_at": _time_or_none(incident.accepted_at),
        "closed_at": _time_or_none(incident.closed_at),
        "disposition": incident.disposition,
        "notes": [{"at": _time(note.at), "by": note.by, "text": note.text} for note in incident.notes],
        "plan_id": incident.plan_id,
        "sending": None if incident.sending is None else _sending(incident.sending),
        "links": [_incident_link(link) for link in incident.links],
        "checks": [
            {
                "number": check.number,
                "text": check.text,
                "done_at": _time_or_none(check.done_at),
                "done_by": check.done_by,
            }
            for check in incident.checks
        ],
    }


def _incident_link(link: IncidentLink) -> Json:
    return {
        "incident_id": link.incident_id,
        "number": link.number,
        "kind": link.kind.value,
        "at": _time(link.at),
        "by": link.by,
    }


def likeness_data(likeness: Likeness) -> JsonObject:
    """LikenessView."""
    return {
        "incident_id": likeness.incident_id,
        "number": likeness.number,
        "distance_m": None if likeness.distance_m is None else round(likeness.distance_m, 1),
        "apart_s": round(likeness.apart_s, 1),
        "is_same_kind": likeness.is_same_kind,
        "is_same_camera": likeness.is_same_camera,
    }


def guides_data(guides: Guides) -> JsonObject:
    """GuidesView."""
    return {
        "revision": guides.revision,
        "guides": [guide_data(guide) for guide in guides.guides],
        "changed_at": _time_or_none(guides.changed_at),
        "changed_by": guides.changed_by,
    }


def guide_data(guide: Guide) -> Json:
    """Guide."""
    return {"kind": guide.kind, "dispositions": list(guide.dispositions), "checklist": list(guide.checklist)}


def _sending(sending: Sending) -> Json:
    return {
        "plan_name": sending.plan_name,
        "units": sending.units,
        "due_at": _time(sending.due_at),
        "state": sending.state.value,
        "sent": sending.sent,
        "decided_at": _time_or_none(sending.decided_at),
        "decided_by": sending.decided_by,
        "taken_at": _time_or_none(sending.taken_at),
        "taken_by": sending.taken_by,
    }


def order_data(order: Order) -> JsonObject:
    """OrderView."""
    return {
        "id": order.id,
        "incident_id": order.incident_id,
        "unit_id": order.unit_id,
        "callsign": order.callsign,
        "state": order.state.value,
        "severity": order.severity.value,
        "instruction": order.instruction,
        "position": _place_or_none(order.position),
        "sent_at": _time(order.sent_at),
        "sent_by": order.sent_by,
        "steps": [
            {"state": step.state.value, "at": _time_or_none(step.at), "due_at": _time_or_none(step.due_at)}
            for step in order.steps
        ],
        "ladder": [{"action": rung.action.value, "after_s": rung.after_s} for rung in order.ladder],
        "escalations": [_escalation(rung) for rung in order.escalations],
        "next_escalation_at": _time_or_none(order.next_escalation_at),
        "ended_reason": order.ended_reason,
        "report": None if order.report is None else _report(order.report),
        "ending": None if order.ending is None else _ending(order.ending),
        "handed_from": _link(order.handed_from),
        "arrival": None if order.arrival is None else _arrival(order.arrival),
    }


def _arrival(proof: ArrivalProof) -> Json:
    return {
        "grade": proof.grade.value,
        "distance_m": None if proof.distance_m is None else round(proof.distance_m, 1),
        "accuracy_m": proof.accuracy_m,
        "fixes": proof.fixes,
    }


def _ending(ending: Ending) -> Json:
    return {
        "code": ending.code,
        "awaits": None if ending.awaits is None else ending.awaits.value,
        "seen_at": _time_or_none(ending.seen_at),
        "seen_by": ending.seen_by,
        "offer": None if ending.offer is None else _offer(ending.offer),
        "handed_to": _link(ending.handed_to),
    }


def _link(link: OrderLink | None) -> Json:
    return None if link is None else {"order_id": link.order_id, "callsign": link.callsign}


def _escalation(rung: Escalation) -> Json:
    offer = rung.offer
    return {
        "level": rung.level,
        "action": rung.action.value,
        "at": _time(rung.at),
        "phone_connected": rung.phone_connected,
        "offer": None if offer is None else _offer(offer),
        "taken_at": _time_or_none(rung.taken_at),
        "taken_by": rung.taken_by,
    }


def _offer(offer: Offer) -> Json:
    return {"unit_id": offer.unit_id, "callsign": offer.callsign, "travel_s": offer.travel_s}


def ladders_data(ladders: Ladders) -> JsonObject:
    """LaddersView."""
    return {
        "revision": ladders.revision,
        "rules": [ladder_rule_data(rule) for rule in ladders.rules],
        "changed_at": _time_or_none(ladders.changed_at),
        "changed_by": ladders.changed_by,
    }


def ladder_rule_data(rule: LadderRule) -> dict[str, Json]:
    """LadderRule."""
    severity = None if rule.severity is None else rule.severity.value
    times = dict(zip((f"{action.value}_s" for action in LadderAction), rule.times_s, strict=True))
    return {"severity": severity, "kind": rule.kind, **times}


def plan_data(plan: ResponsePlan) -> JsonObject:
    """ResponsePlanView."""
    return {
        "id": plan.id,
        "name": plan.name,
        "is_enabled": plan.is_enabled,
        "event_kinds": list(plan.event_kinds),
        "camera_ids": list(plan.camera_ids),
        "min_severity": plan.min_severity.value,
        "incident_severity": None if plan.incident_severity is None else plan.incident_severity.value,
        "instruction": plan.instruction,
        "rule_ids": list(plan.rule_ids),
        "schedule": schedule_data(plan.schedule),
        "send_units": plan.send_units,
        "countdown_s": plan.countdown_s,
    }


def schedule_data(schedule: Iterable[Stretch]) -> list[Json]:
    """A list of Stretch."""
    return [{"days": list(s.days), "start_minute": s.start_minute, "end_minute": s.end_minute} for s in schedule]


def recommendation_data(recommendation: Recommendation) -> JsonObject:
    """Recommendation."""
    return {
        "incident_id": recommendation.incident_id,
        "computed_at": _time(recommendation.computed_at),
        "units": [_ranked(unit) for unit in recommendation.units],
        "choice": None if recommendation.choice is None else _choice(recommendation.choice),
    }


def home_data(home: UnitHome) -> JsonObject:
    """UnitHome."""
    return {
        "sequence": home.sequence,
        "unit": dict(unit_data(home.unit)),
        "orders": [dict(order_data(order)) for order in home.orders],
        "incidents": [dict(incident_data(incident)) for incident in home.incidents],
        "panic": None if home.panic is None else dict(panic_data(home.panic)),
        "messages": [dict(message_data(message)) for message in home.messages],
    }


def photo_data(photo: Photo) -> JsonObject:
    """PhotoView."""
    return {"id": photo.id, "content_type": photo.content_type, "size_bytes": photo.size_bytes}


def _ranked(unit: RankedUnit) -> Json:
    travel = unit.travel
    return {
        "unit_id": unit.unit_id,
        "callsign": unit.callsign,
        "rank": unit.rank,
        "distance_m": None if travel is None else round(travel.distance_m, 1),
        "travel_s_low": None if travel is None else round(travel.low_s, 1),
        "travel_s": None if travel is None else round(travel.likely_s, 1),
        "travel_s_high": None if travel is None else round(travel.high_s, 1),
        "travel_by": None if travel is None else travel.by.value,
        "reasons": [{"code": reason.code, "values": dict(reason.values)} for reason in unit.reasons],
        "coverage_cost": None if unit.coverage_cost is None else round(unit.coverage_cost, 4),
    }


def _choice(choice: Choice) -> Json:
    return {
        "fastest": choice.fastest,
        "keeps_coverage": choice.keeps_coverage,
        "taken": choice.taken,
        "on_time_s": choice.on_time_s,
    }


def _report(report: Report) -> Json:
    return {"at": _time(report.at), "text": report.text, "photos": [dict(photo_data(p)) for p in report.photos]}


def _place(place: LatLon) -> dict[str, Json]:
    return {"lat": place.lat, "lon": place.lon}


def _place_or_none(place: LatLon | None) -> Json:
    return None if place is None else _place(place)


def _time(at: datetime) -> str:
    # RFC 3339, always with microseconds, so that times of one field also sort as text.
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _time_or_none(at: datetime | None) -> str | None:
    return None if at is None else _time(at)
