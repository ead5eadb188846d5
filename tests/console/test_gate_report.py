"""What a camera's gate does is on the health page: how much is decoded, why, and what audits say that it misses."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from ingest.gate.mode import Reason, State
from ingest.gate.report import GateReport, read_reports, write_reports
from kernel.clock import ManualClock
from tests.console.conftest import Room


def report(room: Room) -> GateReport:
    return GateReport(room.gate.id, room.clock.now(), State.SHUT, None, 0.07, seen=9000, wakes=4, audits=100, misses=5)


def keep(room: Room, *reports: GateReport) -> None:
    with room.database.write() as session:
        write_reports(session, reports)


async def gates(client: httpx.AsyncClient) -> list[object]:
    return [camera["gate"] for camera in (await client.get("/api/health/room")).json()["cameras"]]


async def test_the_page_is_told_what_the_gate_decodes_and_misses(room: Room, administrator: httpx.AsyncClient) -> None:
    keep(room, report(room))
    gate, vault = await gates(administrator)

    assert vault is None
    assert isinstance(gate, dict)
    assert (gate["state"], gate["reason"], gate["decoded_share"]) == ("shut", None, 0.07)
    assert (gate["audits"], gate["misses"]) == (100, 5)
    assert gate["miss_low"] == pytest.approx(0.0215, abs=1e-3)
    assert gate["miss_high"] == pytest.approx(0.1118, abs=1e-3)


async def test_why_everything_is_looked_at_is_told(room: Room, administrator: httpx.AsyncClient) -> None:
    keep(room, replace(report(room), state=State.ALL, reason=Reason.LONG_GOP))

    gate = (await gates(administrator))[0]
    assert isinstance(gate, dict)
    assert (gate["state"], gate["reason"]) == ("all", "long_gop")


async def test_what_no_analysis_says_any_more_is_not_shown_as_new(
    room: Room, administrator: httpx.AsyncClient, clock: ManualClock
) -> None:
    keep(room, report(room))
    clock.advance(60)

    assert await gates(administrator) == [None, None]


def test_a_later_report_takes_the_place_of_the_earlier_one(room: Room) -> None:
    first = report(room)
    keep(room, first)
    later = replace(first, at=first.at + timedelta(seconds=5), misses=6, reason=Reason.MISSES, state=State.ALL)
    keep(room, later, replace(later, camera=room.vault.id))

    with room.database.read() as session:
        assert read_reports(session) == {room.gate.id: later, room.vault.id: replace(later, camera=room.vault.id)}
