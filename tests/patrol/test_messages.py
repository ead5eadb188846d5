"""Messages: sent once, delivered, read, to one and to all."""

from datetime import timedelta

import pytest

from kernel.errors import Fault
from patrol.message import LONGEST, Letter
from patrol.unit import UnitStatus, unit_actor
from tests.patrol.room import LIN, WEI, Room


def test_a_message_to_a_unit_is_delivered_and_read_by_its_crew(any_room: Room) -> None:
    room, messages = any_room, any_room.service.messages
    unit = room.unit()
    crew = unit_actor(unit)
    sent = messages.to_unit(unit.id, Letter("a", " Come in by radio "), LIN)
    assert (sent.text, sent.sender, sent.delivered_at, sent.read_at) == ("Come in by radio", "Lin", None, None)
    room.clock.advance(2)
    delivered = messages.deliver(unit.id, sent.id, crew)
    assert delivered.delivered_at == room.clock.now()
    room.clock.advance(3)
    read = messages.read_by_unit(unit.id, sent.id, crew)
    assert (read.delivered_at, read.read_at, read.read_by) == (delivered.delivered_at, room.clock.now(), "P-12")
    assert room.kinds()[-3:] == ["message.sent", "message.delivered", "message.read"]
    assert room.service.home(unit.id).messages == (read,)


def test_the_same_message_sent_twice_counts_once(any_room: Room) -> None:
    room, messages = any_room, any_room.service.messages
    unit = room.unit()
    once = messages.from_unit(unit.id, Letter("a", "All quiet"), unit_actor(unit))
    assert messages.from_unit(unit.id, Letter("a", "All quiet"), unit_actor(unit)) == once
    assert room.kinds().count("message.sent") == 1


def test_one_out_of_a_dead_spot_keeps_its_time(room: Room) -> None:
    unit = room.unit()
    at = room.clock.now() - timedelta(minutes=20)
    message = room.service.messages.from_unit(unit.id, Letter("a", "All quiet", at), unit_actor(unit))
    assert (message.sent_at, message.received_at) == (at, room.clock.now())


def test_a_message_to_all_goes_to_each_unit_on_duty(room: Room) -> None:
    messages = room.service.messages
    first, second, off = room.unit("P-1"), room.unit("P-2"), room.unit("P-3")
    room.service.units.set_status(off.id, UnitStatus.OFF_DUTY, LIN)
    sent = messages.to_all(Letter("a", "Storm at four"), LIN)
    assert [message.unit_id for message in sent] == [first.id, second.id]
    assert len({message.round for message in sent}) == 1
    assert messages.to_all(Letter("a", "Storm at four"), LIN) == sent


def test_a_message_to_all_is_refused_when_nobody_is_on_duty(room: Room) -> None:
    with pytest.raises(Fault, match="nobody is on duty"):
        room.service.messages.to_all(Letter("a", "Storm"), LIN)


def test_who_read_first_in_the_room_stays(room: Room) -> None:
    unit, messages = room.unit(), room.service.messages
    message = messages.from_unit(unit.id, Letter("a", "All quiet"), unit_actor(unit))
    assert messages.read_by_room(message.id, LIN).read_by == "Lin"
    assert messages.read_by_room(message.id, WEI).read_by == "Lin"


def test_a_unit_cannot_read_what_was_said_to_another(room: Room) -> None:
    first, second = room.unit("P-1"), room.unit("P-2")
    message = room.service.messages.to_unit(first.id, Letter("a", "secret"), LIN)
    with pytest.raises(Fault, match="not found"):
        room.service.messages.read_by_unit(second.id, message.id, unit_actor(second))


def test_the_room_cannot_read_its_own_message_for_the_crew(room: Room) -> None:
    message = room.service.messages.to_unit(room.unit().id, Letter("a", "secret"), LIN)
    with pytest.raises(Fault, match="only the unit can read it"):
        room.service.messages.read_by_room(message.id, LIN)


@pytest.mark.parametrize("text", ["  ", "x" * (LONGEST + 1)], ids=["no words", "too long"])
def test_words_that_are_none_or_too_many_are_refused(room: Room, text: str) -> None:
    with pytest.raises(Fault, match="a message"):
        room.service.messages.to_unit(room.unit().id, Letter("a", text), LIN)


def test_what_is_older_than_a_day_is_no_longer_shown(room: Room) -> None:
    unit = room.unit()
    room.service.messages.to_unit(unit.id, Letter("a", "old"), LIN)
    room.clock.advance(25 * 3600)
    new = room.service.messages.to_unit(unit.id, Letter("b", "new"), LIN)
    assert room.service.messages.recent() == [new]
