"""What tells a stream that is ill from one that is only slow."""

from itertools import count

import pytest

from ingest.watchdog import Watchdog


def watch(dog: Watchdog, times: list[float], keyframes: set[int] | None = None) -> list[str | None]:
    """One connection whose pictures come at `times`; the first is a keyframe, and those of `keyframes`."""
    dog.begin(times[0])
    wanted = {0} if keyframes is None else keyframes
    return [dog.heard(at, number in wanted) for number, at in enumerate(times)]


def test_quick_stream_is_waited_for_as_the_setting_says() -> None:
    dog = Watchdog(3, 10)
    watch(dog, [number / 15 for number in range(30)])

    assert dog.patience_s == 3


def test_slow_stream_is_waited_for_by_its_habit() -> None:
    dog = Watchdog(3, 10)
    watch(dog, [0, 4, 8, 12])

    assert dog.patience_s == 16


def test_stream_too_slow_to_be_learnt_is_given_more_time_each_time() -> None:
    dog = Watchdog(3, 10)
    patience = []
    for start in (0, 100, 200):
        watch(dog, [start])
        dog.fell_silent()
        patience.append(dog.patience_s)
    watch(dog, [300, 308, 316, 324])

    assert patience == [6, 12, 24]
    assert dog.patience_s == 32


def test_silence_of_a_stream_that_never_came_teaches_nothing() -> None:
    dog = Watchdog(3, 10)
    dog.begin(0)
    dog.fell_silent()

    assert dog.patience_s == 3


def test_patience_ends_somewhere_but_not_below_the_setting() -> None:
    dog, patient = Watchdog(3, 10), Watchdog(90, 10)
    for one in (dog, patient):
        watch(one, [0, 50, 100, 150, 200])

    assert dog.patience_s == 60
    assert patient.patience_s == 90


def test_no_keyframe_after_connecting_is_a_fault_and_later_waited_for_longer() -> None:
    dog = Watchdog(3, 10)
    found = watch(dog, [number / 2 for number in range(30)], keyframes=set())
    again = watch(dog, [100 + number / 2 for number in range(50)], keyframes=set())

    assert next(number for number, fault in enumerate(found) if fault) == 21
    assert found[21] == "no keyframe in 10 s; check the encoder's GOP length"
    assert next(number for number, fault in enumerate(again) if fault) == 41


def test_keyframes_that_cease_are_a_fault_by_the_streams_own_habit() -> None:
    usual, long = Watchdog(3, 10), Watchdog(3, 10)
    seconds = [float(number) for number in range(400)]
    quick = watch(usual, seconds, keyframes=set(range(0, 41, 2)))
    slow = watch(long, seconds, keyframes=set(range(0, 100, 25)))

    assert next(number for number, fault in enumerate(quick) if fault) == 40 + 31
    assert next(number for number, fault in enumerate(slow) if fault) == 75 + 101
    assert quick[71] == "it sends pictures, but no keyframe for 30 s"


@pytest.mark.parametrize(("share", "is_flood"), [(0.0, False), (0.3, False), (0.7, True)])
def test_flood_of_damaged_pictures_is_a_fault(share: float, is_flood: bool) -> None:
    dog = Watchdog(3, 10)
    dog.begin(0)
    faults = []
    whole = count()
    for number in range(600):
        at = number / 15
        if (number % 10) / 10 < share:
            continue
        faults.append(dog.heard(at, is_keyframe=next(whole) % 10 == 0, damaged=int(number * share)))

    assert any("came damaged" in fault for fault in faults if fault) is is_flood
