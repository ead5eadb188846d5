"""What follows an answer; where one may connect to; how a message is signed."""

import ipaddress
from datetime import UTC, datetime

import pytest

from console.outward.guard import allows
from console.outward.retry import PAUSES_S, Answer, DeliveryState, after, retry_after_s
from console.outward.signature import sign

NOW = datetime(2026, 1, 1, 8, tzinfo=UTC)


def pause_s(tries: int, chance: float = 0.5, header: str | None = None) -> float | None:
    following = after(Answer(503, "", 0, header), tries, NOW, chance)
    return None if following.at is None else (following.at - NOW).total_seconds()


def test_pauses_grow_from_seconds_to_half_a_day_and_then_it_is_dead() -> None:
    assert [pause_s(tries) for tries in range(1, 10)] == list(PAUSES_S)
    assert after(Answer(503, ""), 10, NOW, 0.5).state is DeliveryState.DEAD


def test_pauses_are_spread_by_a_fifth() -> None:
    assert (pause_s(1, 0.0), pause_s(1, 1.0)) == (4.0, 6.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("Thu, 01 Jan 2026 08:05:00 GMT", 300), ("99999999999", 43_200), ("-5", 0), ("soon", 0), (None, 0)],
    ids=["number", "date", "for ever", "negative", "words", "absent"],
)
def test_retry_after_is_read_by_number_and_by_date(header: str | None, seconds: float) -> None:
    assert retry_after_s(header, NOW) == seconds


def test_the_receivers_wish_counts_when_it_is_longer_than_our_pause() -> None:
    assert pause_s(1, header="600") == 600
    assert pause_s(4, header="1") == 600


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("11.1.2.3", ["10.0.0.0/8"], False),
        ("127.0.0.1", ["0.0.0.0/0"], False),
        ("127.0.0.1", ["127.0.0.0/8"], True),
        ("169.254.169.254", ["0.0.0.0/0"], False),
        ("::1", ["::/0"], False),
        ("::ffff:127.0.0.1", ["::/0", "0.0.0.0/0"], False),
        ("::ffff:10.0.0.1", ["10.0.0.0/8"], True),
        ("93.184.216.34", ["0.0.0.0/0"], True),
        ("fd00:ec2::254", ["fc00::/7"], False),
        ("fd12::1", ["fc00::/7"], True),
        ("224.0.0.1", ["0.0.0.0/0"], False),
    ],
)
def test_special_addresses_open_only_by_their_own_network(address: str, networks: list[str], allowed: bool) -> None:
    found = allows(ipaddress.ip_address(address), [ipaddress.ip_network(one) for one in networks])
    assert found is allowed


def test_the_signature_is_that_of_the_standards_example() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
