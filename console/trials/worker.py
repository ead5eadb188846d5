"""Works through the trials that people asked for, one at a time, beside the exports."""

import shutil
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from analytics.activity.index import ActivityIndex
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from console.desk.recorded import Recorded, Span
from console.settings import Settings
from console.trials.findings import Findings
from console.trials.plan import worth
from console.trials.sides import joined
from console.trials.store import TrialStore
from console.trials.trial import Extent, Trial
from ingest.record.catalog import Catalog
from ingest.record.footage import footage_store
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.sql.database import Database
from kernel.supervise import Supervised

log = structlog.get_logger()

_LOOK_S = 0.5
_TELL_S = 1.0
_TIDY_S = 600.0
_TRUSTED = 0.02  # before that much is done nobody can say how long the rest takes
_PICTURE_PX = 480


class Unwanted(Exception):
    """Somebody removed the trial."""


class Stopped(Exception):
    """The process ends; the trial begins anew when there is one again."""


def picture_path(folder: Path, trial_id: str, number: int) -> Path:
    """Where the picture of a finding lies."""
    return folder / trial_id / f"{number}.jpg"


class TrialWorker:
    """`start` and `stop` once each."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._trials = TrialStore(database, clock)
        self._catalog = Catalog(database, clock)
        self._locate = footage_store(settings.ingest).path
        self._index = ActivityIndex(settings.activity_dir)
        self._folder = settings.trials_dir
        self._tidied = float("-inf")
        self._loop = Supervised("trials", self.run_once, clock)

    def start(self) -> None:
        """Take up again what a dead worker left, then go on with what waits."""
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    @property
    def last_fault(self) -> str | None:
        return self._loop.last_fault

    def run_once(self, stop: threading.Event) -> None:
        """The trial that waits longest, or a short rest."""
        self._tidy_if_due()
        self._trials.recover()
        trial = self._trials.claim()
        if trial is None:
            self._clock.wait(_LOOK_S, stop)
            return
        self.work(trial, stop)

    def work(self, trial: Trial, stop: threading.Event) -> None:
        """Carry out one trial that was claimed; whatever comes of it, its state says so."""
        folder = self._folder / trial.id
        shutil.rmtree(folder, ignore_errors=True)
        log.info("trial begins", trial=trial.id, camera=trial.draft.camera)
        try:
            folder.mkdir(parents=True)
            run = _Run(trial, self._trials, self._clock, stop)
            settings = _settings(self._settings.analytics)
            recorded = Recorded(self._catalog, self._locate, trial.draft.camera)
            self._trials.finish(run.carry_out(recorded, self._index, settings, (self._settings.analysis.fps, folder)))
        except Stopped:
            self._trials.put_back(trial.id)
        except Unwanted:
            shutil.rmtree(folder, ignore_errors=True)
        except Exception as error:  # noqa: BLE001  # one trial that fails must not stop the others
            self._fail(trial, error)
            shutil.rmtree(folder, ignore_errors=True)

    def _fail(self, trial: Trial, error: Exception) -> None:
        why = error.message if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
        if not isinstance(error, Fault):
            log.exception("trial failed", trial=trial.id)
        try:
            self._trials.fail(trial.id, why)
        except Fault as fault:
            if fault.kind is not FaultKind.NOT_FOUND:  # somebody removed it meanwhile
                raise

    def _tidy_if_due(self) -> None:
        """Now and then: forget trials whose day is over, and the pictures of those that are gone."""
        if self._clock.monotonic() - self._tidied < _TIDY_S:
            return
        self._tidied = self._clock.monotonic()
        left = self._trials.expire()
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in left:
                shutil.rmtree(path, ignore_errors=True)


class _Run:
    """One attempt at a trial. One thread."""

    def __init__(self, trial: Trial, trials: TrialStore, clock: Clock, stop: threading.Event) -> None:
        self._trial = trial
        self._trials = trials
        self._clock = clock
        self._stop = stop
        self._begun = self._told = clock.monotonic()

    def carry_out(
        self, recorded: Recorded, index: ActivityIndex, settings: AnalyticsSettings, pace: tuple[float, Path]
    ) -> Trial:
        """The trial with what was found. pace: frames a second, and the folder for pictures."""
        fps, folder = pace
        draft = self._trial.draft
        footage_s = recorded.seconds(draft.start, draft.end)
        if not footage_s:
            raise Fault(FaultKind.NOT_FOUND, "there is no footage of this camera in this time; the timeline shows it")
        spans = worth(index, draft.camera, draft.start, draft.end, (draft.draft, draft.now))
        looked_s = sum(recorded.seconds(*span) for span in spans)
        extent = Extent(footage_s, looked_s, max(0.0, footage_s - looked_s))
        findings = Findings(folder)
        analysers = [
            CameraAnalyser(draft.camera, scene, None, findings, settings) for scene in joined(draft.draft, draft.now)
        ]
        last: datetime | None = None
        for frame in recorded.frames(spans, fps):
            for analyser in analysers:
                analyser.analyse(frame)
            last = frame.at
            self._tick(_share(spans, frame.at), findings, extent)
        for analyser in analysers if last is not None else ():
            assert last is not None
            analyser.close(last)
        notes = tuple(recorded.losses[:10])
        return self._now(1.0, findings, replace(extent, notes=notes))

    def _tick(self, share: float, findings: Findings, extent: Extent) -> None:
        if self._stop.is_set():
            raise Stopped
        now = self._clock.monotonic()
        if now - self._told < _TELL_S:
            return
        self._told = now
        if not self._trials.progressed(self._now(share, findings, extent)):
            raise Unwanted

    def _now(self, share: float, findings: Findings, extent: Extent) -> Trial:
        took_s = self._clock.monotonic() - self._begun
        eta_s = round(took_s * (1 - share) / share) if share >= _TRUSTED else None
        extent = replace(extent, took_s=took_s, left_out=findings.left_out)
        found = tuple(findings.found())
        return replace(self._trial, progress=min(0.99, share), eta_s=eta_s, extent=extent, findings=found)


def _settings(settings: AnalyticsSettings) -> AnalyticsSettings:
    """The house's own, with small pictures, one for each event."""
    small = settings.snapshot.model_copy(update={"width_px": _PICTURE_PX, "limit": 1})
    return settings.model_copy(update={"snapshot": small})


def _share(spans: list[Span], at: datetime) -> float:
    """How much of the spans lies before `at`."""
    whole = sum((end - start).total_seconds() for start, end in spans)
    done = sum(max(0.0, (min(at, end) - start).total_seconds()) for start, end in spans)
    return done / whole if whole else 1.0
