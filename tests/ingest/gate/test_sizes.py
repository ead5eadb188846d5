"""Sizes of packets are heeded only where they have proved to tell."""

import random

from ingest.gate.sizes import SizeSense

GOP_S = 2.0


def group(chance: random.Random, noise: float, more: float = 0.0) -> list[int]:
    """Nineteen sizes; `more`: how much larger five of them are, somewhere."""
    sizes = [3000 * (1 + chance.gauss(0, noise)) for _ in range(19)]
    at = chance.randrange(14)
    for i in range(at, at + 5):
        sizes[i] *= 1 + more
    return [max(100, round(size)) for size in sizes]


def taught(noise: float, more: float) -> tuple[SizeSense, random.Random]:
    sense, chance = SizeSense(), random.Random(4)
    for number in range(120):
        is_active = number % 10 == 9
        sense.learn(group(chance, noise, more if is_active else 0.0), GOP_S, is_active)
    return sense, chance


def test_a_quiet_encoder_betrays_what_moves() -> None:
    sense, chance = taught(noise=0.05, more=0.5)

    assert sense.is_informative
    assert sum(sense.is_suspicious(group(chance, 0.05, 0.5), GOP_S) for _ in range(50)) >= 48
    assert sum(sense.is_suspicious(group(chance, 0.05), GOP_S) for _ in range(200)) <= 14


def test_a_constant_bitrate_says_nothing_and_is_not_asked() -> None:
    sense, chance = taught(noise=0.01, more=0.0)

    assert not sense.is_informative
    assert not sense.is_suspicious(group(chance, 0.01, 3.0), GOP_S)


def test_movement_that_drowns_in_noise_is_not_heeded() -> None:
    sense, _ = taught(noise=0.4, more=0.1)

    assert not sense.is_informative


def test_nothing_is_suspicious_before_it_has_been_learnt() -> None:
    assert not SizeSense().is_suspicious([1, 2, 90_000], GOP_S)


def test_trust_is_lost_when_the_encoder_changes() -> None:
    sense, chance = taught(noise=0.05, more=0.5)
    for _ in range(60):
        sense.learn(group(chance, 0.05), GOP_S, was_active=True)

    assert not sense.is_informative
