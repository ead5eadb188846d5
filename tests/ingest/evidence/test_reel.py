"""Which recorded files become one exported file, what is copied, and sound."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from ingest.evidence.cut import Cut
from ingest.evidence.encode import free_id
from ingest.evidence.mux import Facts
from ingest.evidence.reel import Reel, header_sets, reels
from ingest.evidence.render import Render
from ingest.record.segment import Segment
from kernel.clock import to_us
from kernel.errors import Fault, FaultKind, not_found
from tests.ingest.evidence.footage import BASELINE, FPS, H264, START_US, film, instant, later, number_of, record, shown


def reels_of(folder: Path, *parts: Segment) -> list[Reel]:
    return reels(parts, lambda segment: folder / segment.path)


def test_files_that_follow_one_another_are_one_reel_and_one_clip(tmp_path: Path) -> None:
    packets = film(40)
    segments = [record(tmp_path, packets[:20]), record(tmp_path, packets[20:])]
    (reel,) = reels_of(tmp_path, *segments)
    window = (to_us(instant(13)), to_us(instant(27)))
    facts = Cut(reel, window, tmp_path / "out.mp4", "gate", with_sound=False).run(lambda _: None)

    assert facts is not None
    assert [number_of(luma) for luma in shown(tmp_path / "out.mp4")] == list(range(13, 27))
    # Frames 13 to 19 are an edge; 20 to 26 begin with a keyframe.
    assert facts.copied == 7


@pytest.mark.parametrize(("pause_s", "count"), [(0.3, 1), (0.8, 2), (-1.0, 2)], ids=["seam", "gap", "overlap"])
def test_gap_or_overlap_begins_another_reel(tmp_path: Path, pause_s: float, count: int) -> None:
    packets = film(20)
    segments = [record(tmp_path, packets), record(tmp_path, later(packets, 2 + pause_s))]

    assert len(reels_of(tmp_path, *segments)) == count


def test_other_parameter_sets_begin_another_reel(tmp_path: Path) -> None:
    segments = [record(tmp_path, film(20, H264)), record(tmp_path, later(film(20, BASELINE), 2))]

    assert len(reels_of(tmp_path, *segments)) == 2


def test_missing_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    packets = film(20)
    segments = [record(tmp_path, packets), record(tmp_path, later(packets, 2)), record(tmp_path, later(packets, 4))]
    (tmp_path / segments[1].path).unlink()
    told: list[str] = []
    found = reels(segments, lambda segment: tmp_path / segment.path, lambda segment, why: told.append(why))

    assert [reel.segments for reel in found] == [(segments[0],), (segments[2],)]
    assert "missing" in told[0]


def test_file_that_no_tier_gives_is_told_as_well(tmp_path: Path) -> None:
    def locate(segment: Segment) -> Path:
        raise not_found("object", segment.id)

    told: list[str] = []
    assert reels([record(tmp_path, film(10))], locate, lambda segment, why: told.append(why)) == []
    assert len(told) == 1


def test_torn_file_gives_what_is_whole(tmp_path: Path) -> None:
    segment = record(tmp_path, film(40))
    path = tmp_path / segment.path
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    (reel,) = reels_of(tmp_path, segment)
    facts = Cut(reel, (START_US, to_us(instant(40))), tmp_path / "out.mp4", "g", with_sound=False).run(lambda _: None)

    assert facts is not None
    assert 15 < facts.frames < 40
    assert [number_of(luma) for luma in shown(tmp_path / "out.mp4")] == list(range(facts.frames))


def test_range_without_a_frame_makes_no_file(tmp_path: Path) -> None:
    (reel,) = reels_of(tmp_path, record(tmp_path, film(10)))
    window = (to_us(instant(3.2)), to_us(instant(3.8)))

    assert Cut(reel, window, tmp_path / "out.mp4", "g", with_sound=False).run(lambda _: None) is None
    assert not (tmp_path / "out.mp4").exists()


def test_edge_pictures_are_those_of_the_camera(tmp_path: Path) -> None:
    packets = film(30)
    segment = record(tmp_path, packets)
    (reel,) = reels_of(tmp_path, segment)
    Cut(reel, (to_us(instant(4)), to_us(instant(26))), tmp_path / "out.mp4", "g", with_sound=False).run(lambda _: None)
    source, made = shown(tmp_path / segment.path)[4:26], shown(tmp_path / "out.mp4")

    # The edge is encoded anew, closely; what follows is the camera's own, bit for bit.
    assert all(np.abs(a.astype(int) - b).mean() < 2 for a, b in zip(source[:6], made[:6], strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(source[6:], made[6:], strict=True))


def test_free_id_is_one_that_the_camera_does_not_use(tmp_path: Path) -> None:
    segment = record(tmp_path, film(5))
    with av.open(str(tmp_path / segment.path)) as container:
        sets = header_sets("h264", bytes(container.streams.video[0].codec_context.extradata or b""))

    assert free_id(sets) == 1
    with pytest.raises(Fault) as raised:
        free_id([*sets, *(bytes([0x68]) + _exp_golomb(number) for number in range(1, 32))])
    assert raised.value.kind is FaultKind.CORRUPT


def _exp_golomb(number: int) -> bytes:
    length = (number + 1).bit_length()
    return ((number + 1) << (16 - (2 * length - 1))).to_bytes(2) + b"\x80"


def with_sound(folder: Path, segment: Segment) -> Segment:
    """The same recording with a tone beside the pictures."""
    path, made = folder / segment.path, folder / "sounding.mp4"
    with av.open(str(path)) as source, av.open(str(made), "w", format="mp4") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        audio = target.add_stream("aac", rate=16_000, layout="mono")
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                target.mux(packet)
        length_s = (segment.ended_at - segment.started_at).total_seconds()
        tone = np.sin(np.arange(int(16_000 * length_s)) * 0.2).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
        target.mux(audio.encode(frame))
        target.mux(audio.encode(None))
    made.replace(path)
    return replace(segment, size_bytes=path.stat().st_size, sha256=None)


@pytest.mark.parametrize("how", ["cut", "rendered"])
def test_sound_is_copied_in_step_when_asked_for(tmp_path: Path, how: str) -> None:
    segment = with_sound(tmp_path, record(tmp_path, film(40)))
    (reel,) = reels_of(tmp_path, segment)
    window, out = (to_us(instant(13)), to_us(instant(35))), tmp_path / "out.mp4"
    facts: Facts | None
    if how == "cut":
        facts = Cut(reel, window, out, "g", with_sound=True).run(lambda _: None)
    else:
        facts = Render(reel, window, out, "g", lambda _planes, _at: None, with_sound=True).run(lambda _: None)

    assert facts is not None
    assert facts.has_sound
    assert [number_of(luma) for luma in shown(out)] == list(range(13, 35))
    with av.open(str(out)) as container:
        packets = [p for p in container.demux(container.streams.audio[0]) if p.pts is not None]
        first, last = (float(p.pts * p.time_base) for p in (packets[0], packets[-1]))  # type: ignore[operator]
    assert 0 <= first < 0.1
    assert 2.2 - 0.2 < last < 22 / FPS


def test_sound_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    segment = with_sound(tmp_path, record(tmp_path, film(20)))
    (reel,) = reels_of(tmp_path, segment)
    Cut(reel, (START_US, to_us(instant(20))), tmp_path / "out.mp4", "g", with_sound=False).run(lambda _: None)

    with av.open(str(tmp_path / "out.mp4")) as container:
        assert not container.streams.audio
