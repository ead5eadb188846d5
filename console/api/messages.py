"""Messages between the room and the units."""

from fastapi import APIRouter

from console.api.access import HouseDep, IncidentHandler, UnitPerson
from console.api.schema.messages import MessageDraft, MessageView, RoomMessageDraft
from console.api.unit import own_unit
from kernel.errors import invalid
from patrol.message import Letter, Message, message_data

router = APIRouter(tags=["messages"])


@router.post("/messages", operation_id="send_message", status_code=201)
def send_message(draft: RoomMessageDraft, house: HouseDep, person: IncidentHandler) -> list[MessageView]:
    """The room says something to a unit, or to all on duty."""
    letter, messages = Letter(draft.key, draft.text), house.patrol.messages
    if draft.unit_id is None:
        return [_view(message) for message in messages.to_all(letter, person.actor)]
    return [_view(messages.to_unit(draft.unit_id, letter, person.actor))]


@router.post("/messages/{message_id}/read", operation_id="read_message")
def read_message(message_id: str, house: HouseDep, person: IncidentHandler) -> MessageView:
    """Somebody in the room has looked at what a unit said."""
    return _view(house.patrol.messages.read_by_room(message_id, person.actor))


@router.post("/unit/messages", operation_id="send_unit_message", status_code=201)
def send_unit_message(draft: MessageDraft, house: HouseDep, person: UnitPerson) -> MessageView:
    """The unit says something to the room. The same `key` again changes nothing."""
    if draft.at is not None and draft.at.tzinfo is None:
        raise invalid("at: the time needs its zone, as in 2026-01-01T08:00:00Z")
    letter = Letter(draft.key, draft.text, draft.at)
    return _view(house.patrol.messages.from_unit(own_unit(person), letter, person.actor))


@router.post("/unit/messages/{message_id}/deliver", operation_id="deliver_message")
def deliver_message(message_id: str, house: HouseDep, person: UnitPerson) -> MessageView:
    """The phone has it."""
    return _view(house.patrol.messages.deliver(own_unit(person), message_id, person.actor))


@router.post("/unit/messages/{message_id}/read", operation_id="read_unit_message")
def read_unit_message(message_id: str, house: HouseDep, person: UnitPerson) -> MessageView:
    """The crew has looked at it."""
    return _view(house.patrol.messages.read_by_unit(own_unit(person), message_id, person.actor))


def _view(message: Message) -> MessageView:
    return MessageView.model_validate(message_data(message))
