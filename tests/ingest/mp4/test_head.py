"""The head of a file says what another program reads, whatever the encoder's habits."""

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.codeccontext import VideoCodecContext

from ingest.mp4.box import AUDIO, TIMESCALE, VIDEO
from ingest.mp4.file import read_fragments, read_track
from ingest.mp4.fragment import Run, Sample, fragment, sample_data
from ingest.mp4.head import VideoTrack, audio_timescale, init_segment, mime, video_track
from ingest.mp4.sound import audio_info
from ingest.nal import nal_units, parameter_sets
from ingest.packet import AudioInfo
from kernel.errors import Fault
from tests.ingest.live.source import needs_x265
from tests.ingest.tone import FRAME_US, tone

OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)


def pictures(codec: str, size: tuple[int, int], options: dict[str, str], pixels: str = "yuv420p") -> list[bytes]:
    """Three pictures as Annex B, the first a keyframe."""
    encoder = av.CodecContext.create("libx264" if codec == "h264" else "libx265", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = *size, pixels
    encoder.framerate, encoder.options = Fraction(10), {"preset": "ultrafast", "tune": "zerolatency", **options}
    frames = [av.VideoFrame(*size, pixels) for _ in range(3)]
    for number, frame in enumerate(frames):
        frame.pts = number
    return [bytes(packet) for frame in (*frames, None) for packet in encoder.encode(frame)]


def track_of(codec: str, keyframe: bytes) -> VideoTrack:
    return video_track(codec, parameter_sets(codec, nal_units(keyframe)))


X265 = {"preset": "ultrafast", "x265-params": "log-level=error:pools=1"}


@pytest.mark.parametrize("size", [(1920, 1080), (642, 356)], ids=str)
@pytest.mark.parametrize(
    ("codec", "options", "pixels"),
    [
        ("h264", {"profile": "baseline"}, "yuv420p"),
        ("h264", {"profile": "high", "x264-params": "interlaced=1"}, "yuv420p"),
        ("h264", {"profile": "high422"}, "yuv422p"),
        pytest.param("hevc", X265, "yuv420p", marks=needs_x265),
        pytest.param("hevc", X265, "yuv422p", marks=needs_x265),
    ],
    ids=["baseline", "interlaced", "4:2:2", "hevc", "hevc 4:2:2"],
)
def test_size_in_the_parameter_sets_is_that_of_the_pictures(
    codec: str, options: dict[str, str], pixels: str, size: tuple[int, int]
) -> None:
    track = track_of(codec, pictures(codec, size, options, pixels)[0])

    assert (track.width, track.height) == size


def test_scaling_lists_are_read_over() -> None:
    options = {"profile": "high", "x264-params": "cqm=jvt"}
    track = track_of("h264", pictures("h264", (642, 358), options)[0])

    assert (track.width, track.height) == (642, 358)


def test_missing_and_torn_parameter_sets_are_faults() -> None:
    sets = parameter_sets("h264", nal_units(pictures("h264", (320, 180), {})[0]))

    with pytest.raises(Fault, match="without the parameter sets"):
        video_track("h264", sets[:1])
    with pytest.raises(Fault, match="cannot be read"):
        video_track("h264", (sets[0][:4], sets[1]))


@pytest.mark.parametrize(
    ("audio", "name", "codecs"),
    [(tone(1)[0], "aac", "mp4a.40.2"), (AudioInfo("opus", 48_000, 2, OPUS_HEAD), "opus", "opus")],
    ids=["aac", "opus"],
)
def test_head_with_sound_is_read_by_another_program(audio: AudioInfo, name: str, codecs: str) -> None:
    video = track_of("h264", pictures("h264", (320, 180), {})[0])
    head = init_segment(video, audio)
    run = Run(AUDIO, 0, [Sample(audio_timescale(audio) // 50, 0, True, b"\xfc\0\0")])
    picture = Run(VIDEO, 0, [Sample(9000, 0, True, b"\0\0\0\1\x65")])
    with av.open(io.BytesIO(head + fragment(1, picture, run))) as container:
        sound = container.streams.audio[0]
        found = (sound.codec_context.name, sound.codec_context.sample_rate, sound.codec_context.channels)
        assert (container.streams.video[0].width, container.streams.video[0].height) == (320, 180)
        assert bytes(sound.codec_context.extradata or b"")[: len(audio.extradata)] == audio.extradata

    assert found[0].removeprefix("lib") == name
    assert found[1:] == (audio.sample_rate_hz, audio.channels)
    assert mime(video, audio).endswith(f',{codecs}"')
    track = read_track(io.BytesIO(head))
    assert track is not None
    assert (track.codec, track.width, track.height, track.sound) == ("h264", 320, 180, name)


def test_description_of_sound_is_read_back() -> None:
    aac, opus = tone(1)[0], AudioInfo("opus", 48_000, 2, OPUS_HEAD)

    assert audio_info(aac.extradata) == aac
    assert audio_info(opus.extradata) == opus
    assert audio_info(bytes.fromhex("1190")) == AudioInfo("aac", 48_000, 2, bytes.fromhex("1190"))
    assert audio_info(b"") is None
    assert audio_info(b"OpusHead") is None


def test_known_start_codes_give_the_same_sample_as_a_search() -> None:
    first, *rest = pictures("h264", (320, 180), {"x264-params": "slices=3:aud=1"})
    sets = parameter_sets("h264", nal_units(first))
    for picture in (first, *rest):
        units = nal_units(picture)
        whole = b"".join(b"\0\0\0\1" + unit for unit in units)
        starts, at = [], 0
        for unit in units:
            starts.append(at)
            at += 4 + len(unit)
        sample = sample_data("h264", sets, whole, starts)

        assert sample == sample_data("h264", sets, picture)
        assert not any(parameter_set in sample for parameter_set in sets)


def test_pictures_and_sound_of_one_fragment_lie_where_its_head_says(tmp_path: Path) -> None:
    audio, frames = tone(20)
    coded = pictures("h264", (320, 180), {})
    video = track_of("h264", coded[0])
    samples = [Sample(30_000, 0, at == 0, sample_data("h264", video.sets, data)) for at, data in enumerate(coded)]
    ticks = FRAME_US * audio.sample_rate_hz // 1_000_000
    sounds = [Sample(ticks, 0, True, data) for data in frames[:15]]
    path = tmp_path / "both.mp4"
    path.write_bytes(init_segment(video, audio) + fragment(1, Run(VIDEO, 0, samples), Run(AUDIO, 800, sounds)))
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux() if packet.size]
        got = {kind: [p for p in packets if p.stream.type == kind] for kind in ("video", "audio")}

    assert [bytes(packet) for packet in got["audio"]] == frames[:15]
    assert [bytes(packet) for packet in got["video"]] == [sample.data for sample in samples]
    assert float((got["audio"][0].pts or 0) * got["audio"][0].time_base) == pytest.approx(0.05)
    with path.open("rb") as file:
        whole, end = read_fragments(file)
    assert (len(whole), end) == (1, path.stat().st_size)
    assert (whole[0].samples, whole[0].duration_ticks, whole[0].is_keyframe) == (3, TIMESCALE, True)
