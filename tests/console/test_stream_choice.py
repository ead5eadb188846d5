"""Which stream of a camera the analysis looks at."""

from dataclasses import replace

from console.analysis.choice import AWAY_S, BACK_S, StreamChoice
from ingest.packet import Packet, StreamName
from tests.ingest.packets import packet


def of(stream: StreamName, number: int, is_keyframe: bool = False) -> Packet:
    return replace(packet(number, is_keyframe), stream=stream)


def test_camera_without_a_small_stream_is_seen_by_its_main_one() -> None:
    choice = StreamChoice(has_sub=False, now_s=0)
    packets = [of("main", 0, is_keyframe=True), of("main", 1)]
    choice.look(100)

    assert choice.followed == ("main",)
    assert choice.admit(packets, 100) == packets


def test_small_stream_is_looked_at_and_only_it_is_subscribed_to() -> None:
    choice = StreamChoice(has_sub=True, now_s=0)
    packets = [of("main", 0, is_keyframe=True), of("sub", 1, is_keyframe=True)]

    assert choice.followed == ("sub",)
    assert choice.admit(packets, 1) == packets[1:]


def test_main_stream_takes_over_when_the_small_one_is_away_and_gives_back_at_a_keyframe() -> None:
    choice = StreamChoice(has_sub=True, now_s=0)
    choice.admit([of("sub", 0, is_keyframe=True)], 1)
    choice.look(1 + AWAY_S)
    assert choice.stream == "sub"
    choice.look(1.1 + AWAY_S)
    assert list(choice.followed) == ["main", "sub"]

    back_s = 20.0
    assert choice.admit([of("main", 5), of("sub", 0, is_keyframe=True)], back_s) == [of("main", 5)]
    choice.admit([of("sub", 1)], back_s + BACK_S - 1)
    late = [of("main", 6), of("sub", 2), of("sub", 3, is_keyframe=True), of("sub", 4), of("main", 7)]
    assert choice.admit(late, back_s + BACK_S) == [late[2], late[3]]
    assert list(choice.followed) == ["sub"]


def test_small_stream_that_stutters_is_not_trusted_yet() -> None:
    choice = StreamChoice(has_sub=True, now_s=0)
    choice.look(AWAY_S + 1)
    choice.admit([of("sub", 0, is_keyframe=True)], 10)
    choice.admit([of("sub", 1, is_keyframe=True)], 10 + AWAY_S + 1)

    assert choice.stream == "main"
