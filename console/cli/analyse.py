"""`watchroom analyse`: the analysis over a video file or a recording, as fast as the machine goes."""

import logging
import os
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from console.cli.options import SHELL, source_of
from console.settings import Settings
from kernel.errors import invalid
from kernel.ids import CameraId

if TYPE_CHECKING:
    from analytics.desk.run import Subject
    from console.desk.session import Result, Source

DAMAGED, INTERRUPTED = 3, 130

VideoPath = Annotated[Path | None, typer.Argument(help="A video file of any kind.", show_default=False)]
CameraPath = Annotated[Path | None, typer.Option("--camera", help="Camera file (TOML): calibration, zones, rules.")]
Tracks = Annotated[str | None, typer.Option(help="Write tracks here, as MOT Challenge text; - for standard output.")]
Events = Annotated[str | None, typer.Option(help="Write events here, as JSON lines; - for standard output.")]
PreviewPath = Annotated[Path | None, typer.Option("--preview", help="Write an MP4 with all of it drawn in.")]
ReportPath = Annotated[Path | None, typer.Option("--report", help="Write a report, one HTML file.")]
Clear = Annotated[bool, typer.Option("--clear", help="Leave people recognisable in preview and report.")]
Fps = Annotated[float | None, typer.Option(min=0.1, help="Analyse at most so many frames a second (default: all).")]
Shown = Annotated[bool | None, typer.Option("--progress/--quiet", help="Progress on standard error.")]
Recording = Annotated[str | None, typer.Option(help="Instead of a file: the id of a camera whose footage to take.")]
From = Annotated[
    str | None,
    typer.Option("--from", help="Where to begin, as 2026-01-31T08:00:00+01:00; of a file: when filmed."),
]
To = Annotated[str | None, typer.Option("--to", help="Where to end.")]


def analyse(  # noqa: PLR0913, PLR0917  # the options of a command
    context: typer.Context,
    video: VideoPath = None,
    camera: CameraPath = None,
    tracks: Tracks = None,
    events: Events = None,
    preview: PreviewPath = None,
    report: ReportPath = None,
    clear: Clear = False,
    fps: Fps = None,
    progress: Shown = None,
    recording: Recording = None,
    start: From = None,
    end: To = None,
) -> None:
    """Analyse a video file, or what a camera recorded, as a live camera is: tracks, events, preview, report.

    Without --camera one rule holds: whoever enters the picture. The same input gives the same tracks and events, byte
    by byte. Status: 0 done; 1 something outside failed, as a full disk; 2 wrong options, camera file, or not a video;
    3 the footage is damaged: what could be read is written; 130 stopped by Ctrl-C: what was done until then is written.
    """
    from console.desk.outputs import demand_apart
    from console.desk.session import Session, Wish

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    what = _What(video, recording, (start, end), camera, fps)
    paths = {"--tracks": tracks, "--events": events, "--preview": _text(preview), "--report": _text(report)}
    demand_apart(video, paths)
    wish = Wish(tracks, events, preview, report, clear, sys.stderr.isatty() if progress is None else progress)
    try:
        with what.open(source_of(context).settings()) as (subject, source):
            if camera is None and video is not None and progress is not False:
                typer.echo("no camera file: one rule, intrusion over the whole picture", err=True)
            result = Session(subject, source, wish).run()
    except BrokenPipeError:
        # Whoever read our output has enough; Python must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    if progress is not False:
        typer.echo(result.says, err=True)
    _leave(result)


@dataclass(frozen=True, slots=True)
class _What:
    """What is to be analysed, as the options say it."""

    video: Path | None
    recording: str | None
    times: tuple[str | None, str | None]
    camera: Path | None
    fps: float | None

    def open(self, settings: Settings) -> "AbstractContextManager[tuple[Subject, Source]]":
        """The footage; raises an invalid fault when the options do not go together."""
        from console.desk.sources import Film, Stretch, from_file, from_recording, moment

        if (self.video is None) == (self.recording is None):
            raise invalid("name either a video file or --recording CAMERA")
        start, end = self.times
        if self.video is not None:
            if end:
                raise invalid("--to goes with --recording; a file is analysed to its end")
            begun_at = moment(start, "--from") if start else None
            return from_file(Film(self.video, self.fps, begun_at), self.camera, settings)
        if start is None or end is None:
            raise invalid("--recording needs --from and --to, as 2026-01-31T08:00:00+01:00")
        stretch = Stretch(CameraId(str(self.recording)), moment(start, "--from"), moment(end, "--to"))
        if stretch.start >= stretch.end:
            raise invalid("--to must lie after --from")
        return from_recording(stretch, self.camera, settings, self.fps, SHELL)


def _leave(result: "Result") -> None:
    if result.is_interrupted:
        typer.echo("watchroom: stopped; what was done until then is written", err=True)
        raise typer.Exit(INTERRUPTED)
    if result.damage:
        typer.echo(f"watchroom: the footage is damaged: {result.damage}; what could be read is written", err=True)
        raise typer.Exit(DAMAGED)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def add_to(app: typer.Typer) -> None:
    """Put the command into `app`."""
    app.command()(analyse)
