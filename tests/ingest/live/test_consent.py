"""When a WebRTC peer counts as gone."""

from ingest.live.consent import Consent


def test_peer_that_says_nothing_at_all_is_gone_in_time_to_be_closed_within_five_seconds() -> None:
    consent = Consent(100.0)
    assert not consent.is_gone(104.0)
    assert consent.is_gone(104.5)


def test_peer_whose_answers_take_long_stays() -> None:
    consent = Consent(100.0)
    for late in range(1, 60):
        consent.answered(100.0 + 4 * late)
        assert not consent.is_gone(103.9 + 4 * late)


def test_peer_whose_pictures_come_stays_though_his_answers_wait_behind_them() -> None:
    consent = Consent(100.0)
    consent.heard(110.0)
    assert not consent.is_gone(114.0)
    assert consent.is_gone(114.5)


def test_packets_alone_do_not_keep_a_peer_that_never_answers() -> None:
    consent = Consent(100.0)
    consent.heard(129.9)
    assert not consent.is_gone(129.95)
    assert consent.is_gone(130.0)
