"""The models at work in this host: one thread each, begun when a camera first needs it, ended when none does."""

from collections.abc import Iterable

import structlog

from analytics.models.choice import ModelDesk
from analytics.models.host import ModelHost
from analytics.sighting import Looker
from console.settings import Settings
from kernel.clock import Clock
from kernel.errors import Fault

log = structlog.get_logger()


class ModelHosts:
    """`align` from one thread; `looker` from any."""

    def __init__(self, desk: ModelDesk, settings: Settings, clock: Clock) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._hosts: dict[str, ModelHost] = {}
        self._faults: dict[str, str] = {}

    def align(self, wanted: Iterable[str]) -> None:
        """Have exactly these models at work; one that cannot be opened is told and left out."""
        names = set(wanted)
        for name in [name for name in self._hosts if name not in names]:
            self._hosts.pop(name).stop()
        self._faults = {name: why for name, why in self._faults.items() if name in names}
        for name in sorted(names - self._hosts.keys()):
            self._begin(name)

    def looker(self, name: str | None) -> list[Looker]:
        """A way to the model for one camera; none where there is no such model at work: blobs alone go on."""
        host = self._hosts.get(name) if name else None
        return [host.port()] if host else []

    def stop(self) -> None:
        self.align(())

    @property
    def faults(self) -> list[str]:
        told = [*self._faults.values(), *(host.fault for host in list(self._hosts.values()))]
        return [why for why in told if why]

    @property
    def figures(self) -> dict[str, float]:
        total: dict[str, float] = {}
        for host in list(self._hosts.values()):
            for key, value in host.figures.items():
                total[key] = total.get(key, 0.0) + value
        return total

    def _begin(self, name: str) -> None:
        try:
            network = self._desk.library.open(name, self._settings.analysis.model_threads)
        except Fault as fault:
            if self._faults.get(name) != fault.message:
                log.warning("model left out", model=name, reason=fault.message)
            self._faults[name] = fault.message
            return
        self._faults.pop(name, None)
        host = ModelHost(network, self._settings.analytics.fusion.floor, self._clock)
        host.start()
        self._hosts[name] = host
        log.info("model at work", model=name)
