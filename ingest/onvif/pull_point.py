"""A subscription to a device's events, kept alive: the device holds each question until it has something to say."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from onveef import OnvifClient, exceptions

from ingest.onvif.notice import Message
from kernel.errors import Fault, unavailable

_ASKED_S = 60.0
_LEAST_S = 10.0
_MOST_MESSAGES = 100

Asking = Callable[[str], AbstractContextManager[None]]


class PullPoint:
    """One subscription (ONVIF core specification §9). One thread pulls; any other may close."""

    def __init__(self, client: OnvifClient, asking: Asking) -> None:
        self._client = client
        self._asking = asking
        self._url = ""
        self._renew_at = 0.0
        self._create()

    def pull(self, wait_s: float) -> list[Message]:
        """What came since the last pull; waits up to `wait_s` for the first. Raises a fault when it is gone."""
        with self._asking("asked what happened"):
            if time.monotonic() >= self._renew_at:
                self._renew()
            answer = self._client.events_pull_messages(
                subscription_url=self._url, timeout=f"PT{wait_s:g}S", message_limit=_MOST_MESSAGES
            )
        return [
            Message(raw["topic"], raw["property_operation"], raw["source"], raw["data"])
            for raw in answer.get("messages", [])
        ]

    def close(self) -> None:
        """Tell the device, which ends a pull that waits; one that does not answer forgets by itself in a minute."""
        url, self._url = self._url, ""
        if url:
            with suppress(Fault), self._asking("told that nobody listens any more"):
                self._client.events_unsubscribe(subscription_url=url)

    def _create(self) -> None:
        made = self._client.events_create_pull_point(termination_time=f"PT{_ASKED_S:g}S")
        self._url = made.get("subscription_url") or ""
        if not self._url:
            raise unavailable("camera: gave no address to ask for its events; its event service is not usable")
        self._keep(made.get("current_time", ""), made.get("termination_time", ""))

    def _renew(self) -> None:
        try:
            self._client.events_renew(subscription_url=self._url, termination_time=f"PT{_ASKED_S:g}S")
            self._keep("", "")
        except (exceptions.OnvifFaultError, exceptions.OnvifOperationNotSupportedError):
            self._create()  # forgotten, or a device that only knows how to begin anew

    def _keep(self, now: str, until: str) -> None:
        """Renew at half of what was granted, which may be less than was asked."""
        granted_s = _ASKED_S
        with suppress(ValueError, TypeError):
            granted_s = (datetime.fromisoformat(until) - datetime.fromisoformat(now)).total_seconds()
        self._renew_at = time.monotonic() + max(_LEAST_S, min(granted_s, _ASKED_S)) / 2
