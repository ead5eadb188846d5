# mypy: ignore-errors
"""An RTSP server that is not ours: GStreamer's, playing one MP4 file's video and a made tone in a loop.

Run by Debian's own python3, which knows GStreamer:
    python3 gst_rtsp.py FILE.mp4 SOUND LOGIN [SPEECH HEARD]
SOUND: none | mulaw | alaw | opus | aac (the file's own). LOGIN: none | basic | digest, for the user `guard` with the
password `p@ss word`. Serves /cam on a free port of 127.0.0.1 and prints it. SPEECH: mulaw | alaw makes it an
ONVIF camera with a loudspeaker, whose samples (16 bit, 8 kHz) it writes to the file HEARD.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

SECOND = 1_000_000_000
TONE = "audiotestsrc is-live=true wave=sine freq=440 samplesperbuffer=160"
SOUNDS = {
    "none": "",
    "mulaw": f"{TONE} ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay1 pt=0",
    "alaw": f"{TONE} ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8",
    "l16": f"{TONE} ! audio/x-raw,format=S16BE,rate=16000,channels=2 ! rtpL16pay name=pay1 pt=97",
    "opus": f"{TONE} ! audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=2 ! opusenc ! "
    "rtpopuspay name=pay1 pt=97",
    "aac": "appsrc name=sound is-live=true format=time ! aacparse ! rtpmp4gpay name=pay1 pt=97",
}
LOUDSPEAKERS = {"mulaw": (0, "PCMU", "rtppcmudepay ! mulawdec"), "alaw": (8, "PCMA", "rtppcmadepay ! alawdec")}


class Track:
    """The buffers of one track of the file, given out in a loop when they are due."""

    def __init__(self, path, track, tail):
        head = f"filesrc location={path} ! qtdemux name=d d.{track}"
        pipeline = Gst.parse_launch(f"{head} ! {tail} ! appsink name=out sync=false")
        sink = pipeline.get_by_name("out")
        pipeline.set_state(Gst.State.PLAYING)
        self.samples = []
        while sample := sink.emit("pull-sample"):
            self.caps = sample.get_caps()
            buffer = sample.get_buffer()
            self.samples.append((buffer.extract_dup(0, buffer.get_size()), buffer.pts, buffer.duration))
        pipeline.set_state(Gst.State.NULL)
        self.length = max(pts + duration for _, pts, duration in self.samples) - self.samples[0][1]

    def play(self, source):
        source.set_property("caps", self.caps)
        place = [0]

        def feed(_source, _wanted):
            loop, index = divmod(place[0], len(self.samples))
            data, pts, duration = self.samples[index]
            buffer = Gst.Buffer.new_wrapped(data)
            buffer.pts = buffer.dts = pts - self.samples[0][1] + loop * self.length
            buffer.duration = duration
            place[0] += 1
            source.emit("push-buffer", buffer)

        source.connect("need-data", feed)


def make_factory(tracks, launch, speech, heard):
    """Our media: one file's video, with or without sound, with or without a loudspeaker."""
    factory = GstRtspServer.RTSPOnvifMediaFactory() if speech else GstRtspServer.RTSPMediaFactory()
    factory.set_launch(launch)
    factory.set_shared(True)
    if speech:
        factory.set_media_gtype(GstRtspServer.RTSPOnvifMedia.__gtype__)
        number, name, decode = LOUDSPEAKERS[speech]
        caps = f"application/x-rtp,media=audio,payload={number},clock-rate=8000,encoding-name={name}"
        sink = f"filesink location={heard} append=true buffer-mode=unbuffered sync=false async=false"
        factory.set_backchannel_launch(f'( capsfilter caps="{caps}" name=depay_backchannel ! {decode} ! {sink} )')

    def configure(_factory, media):
        for name, track in tracks.items():
            track.play(media.get_element().get_by_name(name))

    factory.connect("media-configure", configure)
    return factory


def guard(server, factory, method):
    """Let in only `guard`, who proves it by `method`."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "guard")
    if method == "basic":
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic("guard", "p@ss word"), token)
    else:
        auth.set_supported_methods(2)
        auth.add_digest("guard", "p@ss word", token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("guard", right, True)
    factory.set_permissions(permissions)


def main(path, sound, login, speech="", heard=""):
    Gst.init(None)
    whole = "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au"
    tracks = {"video": Track(path, "video_0", whole)}
    if sound == "aac":
        tracks["sound"] = Track(path, "audio_0", "aacparse")
    video = "appsrc name=video is-live=true format=time ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1"
    factory = make_factory(tracks, f"( {video} {SOUNDS[sound]} )", speech, heard)
    server = GstRtspServer.RTSPOnvifServer() if speech else GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    server.get_mount_points().add_factory("/cam", factory)
    if login != "none":
        guard(server, factory, login)
    server.attach(None)
    sys.stdout.write(f"{server.get_bound_port()}\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:6])
