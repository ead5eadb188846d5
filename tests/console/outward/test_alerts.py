"""Public alerts: valid CAP 1.2, updated and cancelled with references, in the feed, by webhook and as a layer."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from console.outward.cap import NAMESPACE, AlertSeverity, Category, Certainty, Urgency
from console.outward.tokens import FeatureKind
from console.outward.topic import Topic
from console.outward.webhooks import WebhookDraft
from kernel.clock import ManualClock
from tests.console.conftest import TESTER, Room
from tests.console.outward.receiver import receiving
from tests.console.outward.test_features import items, reader

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("CAP-v1.2.xsd")))
CAP = {"c": NAMESPACE}


def draft(room: Room, **changes: object) -> dict[str, Any]:
    return {
        "category": "Fire",
        "words": [
            {
                "language": "en",
                "event": "Fire",
                "headline": "Smoke <over> the harbour & town",
                "instruction": "Stay in.",
            },
            {"language": "zh", "event": "火灾", "headline": "港区浓烟", "description": "请关闭门窗\n\x00勿外出"},
        ],
        "area": "Harbour",
        "circle": {"centre": {"lat": 54.0, "lon": 7.0}, "radius_m": 1500},
        "expires": (room.clock.now() + timedelta(hours=3)).isoformat(),
        **changes,
    }


def valid(text: str) -> etree._Element:
    """The document, once the schema has passed it."""
    document = etree.fromstring(text.encode())
    SCHEMA.assertValid(document)
    return document


def one(document: etree._Element, name: str) -> str:
    (text,) = document.xpath(f"c:{name}/text()", namespaces=CAP)
    return str(text)


async def publish(room: Room, **changes: object) -> dict[str, Any]:
    async with room.signed_in("administrator") as client:
        answer = await client.post("/api/alerts", json=draft(room, **changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_alert_is_valid_and_says_the_same_in_both_languages(room: Room) -> None:
    document = valid((await publish(room))["cap"])
    assert document.xpath("//c:language/text()", namespaces=CAP) == ["en-US", "zh-CN"]
    assert document.xpath("//c:headline/text()", namespaces=CAP) == ["Smoke <over> the harbour & town", "港区浓烟"]
    assert document.xpath("//c:circle/text()", namespaces=CAP) == ["54.000000,7.000000 1.500"] * 2
    assert (one(document, "msgType"), one(document, "status"), one(document, "scope")) == ("Alert", "Actual", "Public")


async def test_every_word_that_can_be_chosen_is_one_of_the_schemas(room: Room) -> None:
    words = {"category": Category, "urgency": Urgency, "severity": AlertSeverity, "certainty": Certainty}
    async with room.signed_in("administrator") as client:
        for field, choices in words.items():
            for word in choices:
                answer = await client.post("/api/alerts", json=draft(room, **{field: word.value}))
                valid(answer.json()["cap"])


async def test_a_polygon_is_closed(room: Room) -> None:
    corners = [{"lat": 54.0, "lon": 7.0}, {"lat": 54.1, "lon": 7.0}, {"lat": 54.1, "lon": 7.1}]
    document = valid((await publish(room, circle=None, polygon=corners, is_exercise=True))["cap"])
    points = document.xpath("//c:polygon/text()", namespaces=CAP)[0].split()
    assert (len(points), points[0]) == (4, points[-1])
    assert one(document, "status") == "Exercise"


async def test_update_and_cancel_refer_to_all_that_went_before(room: Room) -> None:
    clock = room.clock
    assert isinstance(clock, ManualClock)
    first = await publish(room)
    async with room.signed_in("administrator") as client:
        clock.advance(60)
        second = (await client.post(f"/api/alerts/{first['id']}/update", json=draft(room, area="Town"))).json()
        clock.advance(60)
        third = (await client.post(f"/api/alerts/{second['id']}/cancel", json={"reason": "the fire is out"})).json()
        states = {alert["id"]: alert["state"] for alert in (await client.get("/api/alerts")).json()}
        late = await client.post(f"/api/alerts/{first['id']}/cancel", json={"reason": "again"})

    update, cancel = valid(second["cap"]), valid(third["cap"])
    sender = one(update, "sender")
    assert one(update, "references") == f"{sender},{first['id']},2026-01-01T08:00:00+00:00"
    assert one(cancel, "references").split() == [
        one(update, "references"),
        f"{sender},{second['id']},2026-01-01T08:01:00+00:00",
    ]
    assert one(cancel, "msgType") == "Cancel"
    assert states == {first["id"]: "replaced", second["id"]: "cancelled", third["id"]: "cancelled"}
    assert late.status_code == 409


async def test_the_feed_leads_to_what_is_in_force(room: Room) -> None:
    clock = room.clock
    assert isinstance(clock, ManualClock)
    published = await publish(room)
    async with reader(room, FeatureKind.ALERTS) as client:
        feed = etree.fromstring((await client.get("/api/alerts/feed")).content)
        (href,) = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
        answer = await client.get(href)
        assert answer.headers["content-type"].startswith("application/cap+xml")
        assert answer.text == published["cap"]
        assert await items(client, "alerts", "?bbox=6.99,54.005,7.01,54.02") == [published["id"]]
        assert await items(client, "alerts", "?bbox=6.99,54.03,7.01,54.04") == []
        clock.advance(4 * 3600)
        assert b"<entry>" not in (await client.get("/api/alerts/feed")).content
        assert await items(client, "alerts") == []


async def test_a_token_without_alerts_does_not_open_the_feed(room: Room) -> None:
    async with reader(room, FeatureKind.CAMERAS) as client:
        assert (await client.get("/api/alerts/feed")).status_code == 404


async def test_a_webhook_carries_the_document(near_room: Room) -> None:
    async with receiving() as receiver:
        near_room.house.outward.webhooks.add(WebhookDraft("City", receiver.url, (Topic.ALERT_PUBLISHED,)), TESTER)
        published = await publish(near_room)
        await near_room.house.outward.deliverer.step()
    message = json.loads(receiver.kept[0].body)
    assert (message["type"], message["data"]["cap"]) == ("alert.published", published["cap"])


async def test_what_cannot_be_published_is_refused_with_a_word(room: Room) -> None:
    wrong: dict[str, dict[str, object]] = {
        "area": {"circle": None},
        "expire": {"expires": "2026-01-01T07:00:00Z"},
        "7 days": {"expires": "2026-02-01T07:00:00Z"},
        "words": {"words": []},
        "incident": {"incident_id": "none"},
    }
    async with room.signed_in("administrator") as client:
        for word, changes in wrong.items():
            answer = await client.post("/api/alerts", json=draft(room, **changes))
            assert answer.status_code in {404, 422}
            assert word in answer.json()["detail"]
