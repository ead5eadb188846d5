"""From the journal to a receiver that fails: nothing lost, nothing under two ids, nobody held up by another."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import cast

from console.compose import build_house
from console.outward.retry import DeliveryState
from console.outward.signature import PREFIX
from console.outward.topic import Topic
from console.outward.webhooks import Webhook, WebhookChange, WebhookDraft
from kernel.clock import ManualClock
from kernel.sql.journal import read_after
from patrol.incident import IncidentDraft
from patrol.order import OrderDraft
from patrol.service.escalation import escalate
from tests.console.conftest import TESTER, Room
from tests.console.outward.receiver import BROKEN, BUSY, GONE, HANG, MOVED, OK, RESET, Asked, receiving

EVERYTHING = tuple(Topic)


def endpoint(room: Room, url: str, topics: tuple[Topic, ...] = (Topic.INCIDENT_CLOSED,)) -> tuple[Webhook, str]:
    return room.house.outward.webhooks.add(WebhookDraft("Records", url, topics), TESTER)


def finish(room: Room) -> str:
    """An incident with an event, from the first order to the closing word."""
    event = room.add_event(room.gate.id)
    patrol = room.house.patrol
    incident = patrol.incidents.open(IncidentDraft("Alarm", event_id=event.id, camera_id=room.gate.id), TESTER)
    order = patrol.orders.send(OrderDraft(incident.id, room.add_unit(f"U-{event.id[-6:]}").id, "go"), TESTER)
    for step in ("deliver", "sign", "depart", "arrive", "handle"):
        order = getattr(patrol.orders, step)(order.id, TESTER)
    patrol.reports.report(order.id, "a door stood open", [], TESTER)
    patrol.incidents.close(incident.id, "handled", "", TESTER)
    return incident.id


async def step(room: Room, seconds: float = 0) -> None:
    cast(ManualClock, room.clock).advance(seconds)
    await room.house.outward.deliverer.step()


def is_signed(asked: Asked, secret: str) -> bool:
    """As a receiver checks it, by hand."""
    content = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    key = base64.b64decode(secret.removeprefix(PREFIX))
    wanted = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return wanted in asked.headers["webhook-signature"].split(" ")


async def test_a_closed_incident_arrives_whole_and_signed(near_room: Room) -> None:
    async with receiving() as receiver:
        _, secret = endpoint(near_room, receiver.url)
        incident = finish(near_room)
        await step(near_room)

    (asked,) = receiver.kept
    message = json.loads(asked.body)
    assert is_signed(asked, secret)
    assert (message["type"], message["id"]) == ("incident.closed", asked.headers["webhook-id"])
    assert message["data"]["incident"]["id"] == incident
    assert message["data"]["incident"]["disposition"] == "handled"
    (order,) = message["data"]["orders"]
    assert [s["state"] for s in order["steps"] if s["at"]][-1] == "reported"
    assert order["report"]["text"] == "a door stood open"
    assert [event["kind"] for event in message["data"]["events"]] == ["intrusion"]


async def test_a_receiver_that_fails_in_every_way_gets_each_record_once(near_room: Room) -> None:
    """500, silence, a broken line, 429 with Retry-After, then well; our process dies in between, twice."""
    async with receiving(BROKEN, HANG, RESET, BUSY, OK) as receiver:
        endpoint(near_room, receiver.url)
        incidents = [finish(near_room)]
        for pause_s in (0, 7, 40):  # 500, hang, reset
            await step(near_room, pause_s)
        incidents.append(finish(near_room))
        near_room.house = build_house(near_room.house.settings, near_room.clock, near_room.database)
        await step(near_room, 150)  # 429 to one of them, then the other is taken
        assert len(receiver.kept) == 1
        await step(near_room, 600)
        assert len(receiver.kept) == 1, "before Retry-After has passed nothing is tried"
        near_room.house = build_house(near_room.house.settings, near_room.clock, near_room.database)
        await step(near_room, 320)
        for _ in range(3):
            await step(near_room, 3600)

    said = [json.loads(one.body)["data"]["incident"]["id"] for one in receiver.kept]
    assert sorted(said) == sorted(incidents)
    assert len(set(receiver.ids)) == len(receiver.ids) == 2
    assert len({(one.headers["webhook-id"], one.body) for one in receiver.asked}) == 2, "tried again: the same bytes"
    assert len({one.headers["webhook-timestamp"] for one in receiver.asked}) == 5, "but signed anew: no replay"


async def test_a_crash_before_the_answer_was_noted_repeats_under_the_same_id(near_room: Room) -> None:
    async with receiving() as receiver:
        endpoint(near_room, receiver.url)
        finish(near_room)
        deliverer = near_room.house.outward.deliverer
        deliverer._outbox.step()
        (webhook_id,) = deliverer._due_endpoints()
        due = deliverer._next_due(webhook_id)
        assert due is not None
        await deliverer._post(webhook_id, due.id, due.body)  # answered, and then the power went
        near_room.house = build_house(near_room.house.settings, near_room.clock, near_room.database)
        await step(near_room)
        await step(near_room, 60)

    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


async def test_a_slow_receiver_delays_no_other(near_room: Room) -> None:
    async with receiving(HANG) as slow, receiving() as quick:
        endpoint(near_room, slow.url)
        endpoint(near_room, quick.url)
        for _ in range(3):
            finish(near_room)
        await step(near_room)
        assert len(quick.kept) == 3
        assert slow.kept == []


async def test_what_is_never_taken_becomes_a_dead_letter_and_can_be_sent_again(near_room: Room) -> None:
    async with receiving(BROKEN) as receiver:
        webhook, _ = endpoint(near_room, receiver.url)
        finish(near_room)
        for _ in range(12):
            await step(near_room, 14 * 3600)
        book = near_room.house.outward.webhooks
        assert (book.get(webhook.id).pending, book.get(webhook.id).dead) == (0, 1)
        (dead,), _ = book.deliveries(webhook.id, DeliveryState.DEAD, None)
        assert (dead.tries, dead.last_status, dead.last_answer) == (10, 500, "disk full")
        assert any("Records" in fault for fault in near_room.house.outward.deliverer.faults)

        receiver.moods = [OK]
        assert book.send_again(webhook.id, None, TESTER) == 1
        await step(near_room)
        assert receiver.ids == [dead.id]
        assert near_room.house.outward.deliverer.faults == ()
        assert book.send_again(webhook.id, None, TESTER) == 0


async def test_gone_is_not_tried_again(near_room: Room) -> None:
    async with receiving(GONE) as receiver:
        webhook, _ = endpoint(near_room, receiver.url)
        finish(near_room)
        await step(near_room)
        await step(near_room, 100_000)
        assert len(receiver.asked) == 1
        assert near_room.house.outward.webhooks.get(webhook.id).dead == 1


async def test_what_happens_during_a_pause_is_sent_after_it(near_room: Room) -> None:
    async with receiving() as receiver:
        webhook, _ = endpoint(near_room, receiver.url)
        book = near_room.house.outward.webhooks
        book.change(webhook.id, WebhookChange(is_paused=True), TESTER)
        finish(near_room)
        await step(near_room)
        assert receiver.asked == []
        book.change(webhook.id, WebhookChange(is_paused=False), TESTER)
        await step(near_room)
        assert len(receiver.kept) == 1


async def test_only_what_was_asked_for_is_sent_and_only_since_then(near_room: Room) -> None:
    finish(near_room)
    async with receiving() as receiver:
        endpoint(near_room, receiver.url, (Topic.ORDER_REPORTED, Topic.EVENT_JUDGED))
        finish(near_room)
        event = near_room.add_event(near_room.gate.id)
        near_room.house.events.dismiss(event.id, "shadow", "", TESTER)
        await step(near_room)

    assert [json.loads(one.body)["type"] for one in receiver.kept] == ["order.reported", "event.judged"]


async def test_an_unsigned_order_raises_an_alarm(near_room: Room) -> None:
    async with receiving() as receiver:
        endpoint(near_room, receiver.url, (Topic.ALARM_RAISED,))
        incident = near_room.house.patrol.incidents.open(IncidentDraft("Alarm"), TESTER)
        order = near_room.house.patrol.orders.send(OrderDraft(incident.id, near_room.unit.id), TESTER)
        escalate(near_room.house.patrol.desk, near_room.clock.now() + timedelta(hours=1))
        await step(near_room)

    data = json.loads(receiver.kept[0].body)["data"]
    assert (data["cause"], data["order"]["id"], data["incident"]["id"]) == ("order.escalated", order.id, incident.id)


async def test_two_secrets_sign_after_a_rotation_until_a_day_has_passed(near_room: Room) -> None:
    async with receiving() as receiver:
        webhook, old = endpoint(near_room, receiver.url)
        _, new = near_room.house.outward.webhooks.rotate(webhook.id, TESTER)
        finish(near_room)
        await step(near_room)
        cast(ManualClock, near_room.clock).advance(25 * 3600)
        finish(near_room)
        await step(near_room)

    assert [(is_signed(one, old), is_signed(one, new)) for one in receiver.kept] == [(True, True), (False, True)]


async def test_the_test_button_shows_what_the_receiver_said(near_room: Room) -> None:
    said = {
        MOVED: (302, "it redirects, and redirects are not followed"),
        BROKEN: (500, "disk full"),
        HANG: (None, "no whole answer within 0.8 s"),
        RESET: (None, "127.0.0.1: "),
        OK: (200, "kept"),
    }
    async with receiving(*said) as receiver, near_room.signed_in("administrator") as client:
        webhook, _ = endpoint(near_room, receiver.url)
        for mood, (status, text) in said.items():
            answer = (await client.post(f"/api/webhooks/{webhook.id}/test")).json()
            assert (answer["is_taken"], answer["status"]) == (mood == OK, status)
            assert answer["text"].startswith(text)
    assert len(receiver.asked) == len(said), "each was tried once, and no redirect was followed"


async def test_a_secret_is_shown_once_and_nowhere_else(near_room: Room) -> None:
    async with near_room.signed_in("administrator") as client:
        body = {"name": "Records", "url": "https://10.1.2.3/in?key=abc", "topics": ["incident.closed"]}
        made = (await client.post("/api/webhooks", json=body)).json()
        listed = (await client.get("/api/webhooks")).text
    with near_room.database.read() as session:
        journal = "".join(f"{entry.kind} {entry.data}" for entry in read_after(session, 0))
    assert made["secret"].startswith(PREFIX)
    assert made["secret"] not in listed + journal
    assert "abc" not in listed + journal
    assert "webhook.added" in journal


async def test_an_address_that_cannot_be_right_is_refused_with_a_word(near_room: Room) -> None:
    wrong = ("ftp://10.0.0.1/", "https://user:pw@10.0.0.1/", "https:///x", "https://10.0.0.1/#a", "http://10.0.0.1:0/")
    async with near_room.signed_in("administrator") as client:
        for url in wrong:
            body = {"name": "Records", "url": url, "topics": ["incident.closed"]}
            answer = await client.post("/api/webhooks", json=body)
            assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (422, "address"), url


async def test_a_receiver_outside_the_allowed_networks_is_not_even_connected(room: Room) -> None:
    async with receiving() as receiver:
        webhook, _ = endpoint(room, receiver.url)
        answer = await room.house.outward.deliverer.test(webhook.id, "Room")
    assert (answer.status, receiver.asked) == (None, [])
    assert "outward.networks" in answer.text
