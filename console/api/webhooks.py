"""Endpoints that are told what happens, what they were sent, and what they would not take; and tokens for reading."""

from typing import Annotated

from fastapi import APIRouter, Query

from console.api.access import HouseDep, OutwardManager
from console.api.schema.outward import (
    DeliveryPage,
    DeliveryView,
    ReadTokenDraft,
    ReadTokenSecret,
    ReadTokenView,
    SentAgain,
    TestAnswer,
    WebhookChange,
    WebhookDraft,
    WebhookSecret,
    WebhookView,
)
from console.outward import webhooks as outward
from console.outward.retry import DeliveryState

router = APIRouter(tags=["outward"])
_ONE = "/webhooks/{webhook_id}"


@router.get("/webhooks", operation_id="list_webhooks")
def list_webhooks(house: HouseDep, _person: OutwardManager) -> list[WebhookView]:
    return [WebhookView.model_validate(webhook) for webhook in house.outward.webhooks.list()]


@router.post("/webhooks", operation_id="add_webhook", status_code=201)
def add_webhook(draft: WebhookDraft, house: HouseDep, person: OutwardManager) -> WebhookSecret:
    """An endpoint that is told what happens from now on."""
    wanted = outward.WebhookDraft(draft.name, draft.url, tuple(dict.fromkeys(draft.topics)))
    return _with_secret(*house.outward.webhooks.add(wanted, person.actor))


@router.patch(_ONE, operation_id="change_webhook")
def change_webhook(webhook_id: str, change: WebhookChange, house: HouseDep, person: OutwardManager) -> WebhookView:
    topics = None if change.topics is None else tuple(dict.fromkeys(change.topics))
    wanted = outward.WebhookChange(change.name, change.url, topics)
    return WebhookView.model_validate(house.outward.webhooks.change(webhook_id, wanted, person.actor))


@router.delete(_ONE, operation_id="remove_webhook", status_code=204)
def remove_webhook(webhook_id: str, house: HouseDep, person: OutwardManager) -> None:
    """What waits for it goes with it."""
    house.outward.webhooks.remove(webhook_id, person.actor)


@router.post(_ONE + "/rotate", operation_id="rotate_webhook_secret")
def rotate_webhook_secret(webhook_id: str, house: HouseDep, person: OutwardManager) -> WebhookSecret:
    """A new secret; the old one signs beside it for a day."""
    return _with_secret(*house.outward.webhooks.rotate(webhook_id, person.actor))


@router.post(_ONE + "/pause", operation_id="pause_webhook")
def pause_webhook(webhook_id: str, house: HouseDep, person: OutwardManager) -> WebhookView:
    """Send nothing; what happens meanwhile is sent after the pause."""
    wanted = outward.WebhookChange(is_paused=True)
    return WebhookView.model_validate(house.outward.webhooks.change(webhook_id, wanted, person.actor))


@router.post(_ONE + "/resume", operation_id="resume_webhook")
def resume_webhook(webhook_id: str, house: HouseDep, person: OutwardManager) -> WebhookView:
    wanted = outward.WebhookChange(is_paused=False)
    return WebhookView.model_validate(house.outward.webhooks.change(webhook_id, wanted, person.actor))


@router.post(_ONE + "/test", operation_id="test_webhook")
async def try_webhook(webhook_id: str, house: HouseDep, _person: OutwardManager) -> TestAnswer:
    """Send a message of the type `test`, once, and show the answer."""
    return TestAnswer.model_validate(await house.outward.deliverer.test(webhook_id, house.settings.room))


@router.get(_ONE + "/deliveries", operation_id="list_deliveries")
def list_deliveries(
    webhook_id: str,
    house: HouseDep,
    _person: OutwardManager,
    state: DeliveryState = DeliveryState.DEAD,
    cursor: Annotated[int | None, Query(ge=1)] = None,
) -> DeliveryPage:
    """Newest first."""
    items, following = house.outward.webhooks.deliveries(webhook_id, state, cursor)
    return DeliveryPage(items=[DeliveryView.model_validate(item) for item in items], next_cursor=following)


@router.post(_ONE + "/deliveries/{delivery_id}/send-again", operation_id="send_delivery_again")
def send_delivery_again(webhook_id: str, delivery_id: str, house: HouseDep, person: OutwardManager) -> SentAgain:
    """Try a dead message again, under its own id."""
    return SentAgain(count=house.outward.webhooks.send_again(webhook_id, delivery_id, person.actor))


@router.post(_ONE + "/send-again", operation_id="send_all_again")
def send_all_again(webhook_id: str, house: HouseDep, person: OutwardManager) -> SentAgain:
    """Try all dead messages again."""
    return SentAgain(count=house.outward.webhooks.send_again(webhook_id, None, person.actor))


@router.get("/read-tokens", operation_id="list_read_tokens")
def list_read_tokens(house: HouseDep, _person: OutwardManager) -> list[ReadTokenView]:
    return [ReadTokenView.model_validate(token) for token in house.outward.tokens.list()]


@router.post("/read-tokens", operation_id="make_read_token", status_code=201)
def make_read_token(draft: ReadTokenDraft, house: HouseDep, person: OutwardManager) -> ReadTokenSecret:
    """A token with which another program reads these collections of features, and nothing else."""
    token, secret = house.outward.tokens.make(draft.name, draft.collections, person.actor)
    return ReadTokenSecret(token=ReadTokenView.model_validate(token), secret=secret)


@router.delete("/read-tokens/{token_id}", operation_id="revoke_read_token", status_code=204)
def revoke_read_token(token_id: str, house: HouseDep, person: OutwardManager) -> None:
    house.outward.tokens.revoke(token_id, person.actor)


def _with_secret(webhook: outward.Webhook, secret: str) -> WebhookSecret:
    return WebhookSecret(webhook=WebhookView.model_validate(webhook), secret=secret)
